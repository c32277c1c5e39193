"""Valid parameters are broken in every way that their shapes offer, and each is found."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from botocore.model import DenormalizedStructureBuilder

from pytest_workteam.schema import request_schema
from pytest_workteam.schema.model import operation_model
from pytest_workteam.schema.mutations import mutations
from pytest_workteam.schema.reporting import Reporter
from pytest_workteam.schema.validators import compile_validator
from tests.schema.made_up import made_up_operation
from tests.support import cognito, team

SHAPE = made_up_operation("Do").input_shape
VALID: dict[str, Any] = {
    "Label": "label",
    "Blob": "AAAA",
    "Choice": {"More": [{"One": "text"}]},
    "Odd": "ac",
    "Anything": {"any": [None]},
    "Counts": {"a": 1},
    "Share": 0.5,
    "Size": 1,
    "Free": 1.5,
    "Flag": True,
    "When": 5.0,
    "Every": "thing",
    "Few": {},
}


@pytest.fixture
def document(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr("pytest_workteam.schema.documents.operation_model", made_up_operation)
    return request_schema("Do", "made-up", descriptions=True)


def test_every_break_is_found(document: dict[str, Any]) -> None:
    reporter, accepts = Reporter(document, SHAPE), compile_validator(document)
    assert accepts(VALID)
    assert reporter.violations(VALID) == ()

    for each in mutations(SHAPE, VALID):
        assert not accepts(each.parameters), each
        assert any(each.causes(violation) for violation in reporter.violations(each.parameters)), (
            each
        )


# What is wrong, where, and the members that are not as they were. Any value is a document, no text
# breaks a pattern of every text, and nothing is known to fill an empty map with.
BREAKS: list[tuple[str, set[str], dict[str, Any]]] = [
    ("not_null", {"label"}, {"Label": None}),
    ("not_null", {"blob"}, {"Blob": None}),
    ("not_null", {"choice"}, {"Choice": None}),
    ("unknown", {"notAMember"}, {"NotAMember": 1}),
    ("type", {"label"}, {"Label": {}}),
    ("type", {"blob"}, {"Blob": {}}),
    ("type", {"choice"}, {"Choice": []}),
    (
        "unknown",
        {"choice.notAMember"},
        {"Choice": {"More": [{"One": "text"}], "NotAMember": 1}},
    ),
    ("type", {"choice.more"}, {"Choice": {"More": {}}}),
    ("max_length", {"choice.more"}, {"Choice": {"More": [{"One": "text"}] * 3}}),
    ("type", {"choice.more", "choice.more.1.member"}, {"Choice": {"More": [[]]}}),
    (
        "unknown",
        {"choice.more.1.member.notAMember"},
        {"Choice": {"More": [{"One": "text", "NotAMember": 1}]}},
    ),
    ("type", {"choice.more.1.member.one"}, {"Choice": {"More": [{"One": {}}]}}),
    ("type", {"odd"}, {"Odd": {}}),
    ("max_length", {"odd"}, {"Odd": "accccc"}),
    ("pattern", {"odd"}, {"Odd": "\x00c"}),
    ("type", {"counts"}, {"Counts": []}),
    ("min_length", {"counts"}, {"Counts": {}}),
    ("max_length", {"counts"}, {"Counts": {"a": 1, "a0": 1, "a1": 1}}),
    ("type", {"counts", "counts.a.member"}, {"Counts": {"a": {}}}),
    ("min_value", {"counts", "counts.a.member"}, {"Counts": {"a": 0}}),
    ("type", {"share"}, {"Share": {}}),
    ("max_value", {"share"}, {"Share": 2}),
    ("min_value", {"share"}, {"Share": -1}),
    ("type", {"size"}, {"Size": {}}),
    ("min_value", {"size"}, {"Size": 0}),
    ("type", {"free"}, {"Free": {}}),
    ("max_value", {"free"}, {"Free": 6}),
    ("type", {"flag"}, {"Flag": {}}),
    ("type", {"when"}, {"When": {}}),
    ("type", {"every"}, {"Every": {}}),
    ("type", {"few"}, {"Few": []}),
]


def test_each_kind_is_made_where_it_can_be() -> None:
    before = copy.deepcopy(VALID)

    made = [
        (str(each.kind), set(each.paths), changes(each.parameters))
        for each in mutations(SHAPE, VALID)
    ]

    assert made == BREAKS
    assert before == VALID


def changes(parameters: dict[str, Any]) -> dict[str, Any]:
    """The members that differ from the valid ones', None for one that is gone."""
    names = {*VALID, *parameters}
    return {name: parameters.get(name) for name in names if parameters.get(name) != VALID.get(name)}


@pytest.mark.parametrize(
    "traits, text, broken",
    [
        (
            {"min": 2, "max": 3, "pattern": "[a-c]+"},
            "ba",
            {"min_length": "b", "max_length": "baaa", "pattern": "\x00a"},
        ),
        (
            {"min": 2, "max": 3, "pattern": "[a-c]+"},
            "abc",
            {"min_length": "a", "max_length": "abcc", "pattern": "\x00bc"},
        ),
        ({"pattern": r"[\s\S]b"}, "ab", {"pattern": "\x00ab"}),
        # A text that is longer would be too long.
        ({"max": 2, "pattern": r"[\s\S]b"}, "ab", {"max_length": "abb"}),
        ({"max": 2}, "", {"max_length": "aaa"}),
    ],
)
def test_a_text_is_changed_as_little_as_breaks_it(
    traits: dict[str, Any], text: str, broken: dict[str, str]
) -> None:
    members = {"Text": {"type": "string", **traits}}
    shape = DenormalizedStructureBuilder().with_members(members).build_model()

    found = {each.kind: each.parameters.get("Text") for each in mutations(shape, {"Text": text})}

    assert found == {"unknown": text, "type": {}, **broken}


def test_the_valid_parameters_stay_valid() -> None:
    parameters = team(MemberDefinitions=[cognito(), cognito("experts")])
    before = copy.deepcopy(parameters)

    made = list(mutations(operation_model("CreateWorkteam").input_shape, parameters))

    assert before == parameters
    assert all(each.parameters != before for each in made)


def test_no_parameters_are_broken_in_no_way() -> None:
    assert list(mutations(None, {})) == []
