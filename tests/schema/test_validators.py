"""The fast verdict, on the kinds of schemas that the family's own requests do not have."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.model import ShapeResolver

from pytest_workteam.schema import Constraint, request_schema
from pytest_workteam.schema.reporting import Reporter
from pytest_workteam.schema.validators import compile_validator
from tests.schema.made_up import MADE_UP


@pytest.mark.parametrize(
    "schema,valid,invalid",
    [
        ({"type": "number", "minimum": 0, "maximum": 2.5}, [0, 1.5, 2.5], [True, -0.5, 3, "1"]),
        ({"type": "integer"}, [1, 1.0, -(2**70)], [True, 1.5, None]),
        ({"type": "boolean"}, [True, False], [0, 1, "true", None]),
        ({"type": "string"}, ["", "a" * 9999], [1, ["a"], {"a": "b"}, None]),
        ({"type": "string", "minLength": 2, "maxLength": 3}, ["ab", "abc"], ["a", "abcd", [1, 2]]),
        ({"type": "string", "enum": ["a", "b"]}, ["a"], ["c", 1, None]),
        (
            {"type": "string", "enum": ["a", "abc", ""], "minLength": 1, "maxLength": 2},
            ["a"],
            ["abc", ""],
        ),
        ({"type": "string", "enum": ["ab", "abc"], "maxLength": 2}, ["ab"], ["abc"]),
        ({"type": "integer", "minimum": 1, "maximum": 3}, [1, 3, 3.0], [0, 4]),
        (
            {"type": "string", "enum": ["a", "b"], "x-aws-pattern": "[ac]", "pattern": "never"},
            ["a"],
            ["b", "c", 1],
        ),
        (
            {"type": "string", "enum": ["a", "ab", ""], "x-aws-pattern": "[ab]*", "minLength": 1}
            | {"maxLength": 1},
            ["a"],
            ["ab", ""],
        ),
        (
            {"type": "string", "x-aws-pattern": "a*", "minLength": 2, "maxLength": 3},
            ["aa", "aaa"],
            ["a", "aaaa", "bb"],
        ),
        ({"type": "string", "x-aws-pattern": "a*", "pattern": "never"}, ["a"], ["never"]),
        ({"x-aws-type": "document"}, [None, 1, {"a": [None]}], []),
    ],
)
def test_scalars(schema: dict[str, Any], valid: list[Any], invalid: list[Any]) -> None:
    accepts = compile_validator(schema)
    assert [value for value in (*valid, *invalid) if accepts(value)] == valid


@pytest.mark.parametrize(
    "schema,valid,invalid",
    [
        ({}, [[], [1] * 99], [[True], {}, "", None]),
        ({"minItems": 1, "maxItems": 2}, [[1], [1, 2]], [[], [1, 2, 3], [1, None]]),
    ],
)
def test_lists(schema: dict[str, Any], valid: list[Any], invalid: list[Any]) -> None:
    accepts = compile_validator({"type": "array", "items": {"type": "integer"}, **schema})
    assert [value for value in (*valid, *invalid) if accepts(value)] == valid


@pytest.mark.parametrize(
    "schema,valid,invalid",
    [
        ({}, [{}, {"a": 1, "b": 2}], [{"ab": 1}, {"a": True}, {"a": None}, [], None]),
        (
            {"minProperties": 1, "maxProperties": 2},
            [{"a": 1}, {"a": 1, "b": 2}],
            [{}, {"a": 1, "b": 2, "c": 3}],
        ),
    ],
)
def test_maps(schema: dict[str, Any], valid: list[Any], invalid: list[Any]) -> None:
    names = {"type": "string", "maxLength": 1}
    accepts = compile_validator(
        {
            "type": "object",
            "propertyNames": names,
            "additionalProperties": {"type": "integer"},
            **schema,
        }
    )
    assert [value for value in (*valid, *invalid) if accepts(value)] == valid


def test_exactly_one_member_of_a_union_that_is_not_null() -> None:
    document = request_schema("Converse", "bedrock-runtime")
    accepts = compile_validator({"$ref": "#/$defs/ContentBlock", "$defs": document["$defs"]})
    tool = {"toolUseId": "a", "name": "a", "input": {}}
    assert accepts({"text": "a"})
    assert accepts({"toolUse": tool})
    assert accepts({"text": "a", "toolUse": None})
    assert not accepts({"text": "a", "toolUse": tool})
    assert not accepts({"text": None})
    assert not accepts({})


def test_shapes_within_themselves() -> None:
    accepts = compile_validator(request_schema("PutItem", "dynamodb"))
    item: dict[str, Any] = {"S": "a"}
    for _ in range(20):
        item = {"L": [item, {"M": {"key": item}}]} if _ % 10 == 0 else {"L": [item]}
    assert accepts({"TableName": "table", "Item": {"a": item}})
    assert not accepts({"TableName": "table", "Item": {"a": {"L": [{"L": [{"X": 1}]}]}}})


def test_all_of_a_sensitive_structure_is_hidden() -> None:
    shapes: Any = {
        "Request": {"type": "structure", "members": {"Secret": {"shape": "Secret"}}},
        "Secret": {
            "type": "structure",
            "members": {"Text": {"shape": "Text"}},
            "sensitive": True,
        },
        "Text": {"type": "string", "max": 3},
    }
    shape = ShapeResolver(shapes).get_shape_by_name("Request")
    text = {"type": "string", "maxLength": 3}
    secret = {"type": "object", "properties": {"Text": text}, "additionalProperties": False}
    reporter = Reporter({"type": "object", "properties": {"Secret": secret}}, shape)
    (found,) = reporter.violations({"Secret": {"Text": "long"}})
    assert (found.path, found.value, found.sensitive) == ("secret.text", None, True)


def test_elements_keys_and_values_that_are_sensitive_are_hidden() -> None:
    shapes: Any = {
        "Request": {
            "type": "structure",
            "members": {"Secrets": {"shape": "Secrets"}, "Named": {"shape": "Named"}},
        },
        "Secrets": {"type": "list", "member": {"shape": "Secret"}},
        "Named": {"type": "map", "key": {"shape": "Secret"}, "value": {"shape": "Secret"}},
        "Secret": {"type": "string", "max": 3, "sensitive": True},
    }
    text = {"type": "string", "maxLength": 3}
    secrets = {"type": "array", "items": text}
    named = {"type": "object", "propertyNames": text, "additionalProperties": text}
    reporter = Reporter(
        {"type": "object", "properties": {"Secrets": secrets, "Named": named}},
        ShapeResolver(shapes).get_shape_by_name("Request"),
    )
    found = reporter.violations({"Secrets": ["long"], "Named": {"1234": "a", "b": "long"}})
    assert [(each.path, each.scope) for each in found] == [
        ("secrets", "elements"),
        ("named", "map_keys"),
        ("named", "map_values"),
    ]
    assert all(each.sensitive and each.value is None for each in found)


def test_a_union_of_none_and_of_two() -> None:
    shape: Any = MADE_UP.shape_for("Choice")
    union = {"type": "object", "x-aws-type": "union", "minProperties": 1, "maxProperties": 1}
    reporter = Reporter(union, shape)
    for value, count in (({}, 0), ({"One": "a", "More": []}, 2)):
        (found,) = reporter.violations(value)
        assert found.constraints == (Constraint("union", count),)
