"""Which violations a check finds, where, in which order, and how the values are printed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from botocore.model import ShapeResolver

from pytest_workteam.schema import (
    Constraint,
    UnknownNameError,
    Violation,
    check_request,
    check_response,
)
from pytest_workteam.schema.documents import request_schema
from pytest_workteam.schema.model import operation_model
from pytest_workteam.schema.reporting import Reporter
from pytest_workteam.schema.values import format_value

COGNITO = {"UserPool": "us-east-1_abc", "UserGroup": "reviewers", "ClientId": "client1"}


def team(**members: Any) -> dict[str, Any]:
    return {
        "WorkteamName": "reviewers",
        "Description": "People who review",
        "MemberDefinitions": [{"CognitoMemberDefinition": COGNITO}],
        **members,
    }


def member(path: str, value: str | None, kind: Any, argument: Any = None) -> Violation:
    return Violation(path, value, False, "member", (Constraint(kind, argument),))


def pattern_of(operation: str, shape: str) -> str:
    found: str = request_schema(operation)["$defs"][shape]["x-aws-pattern"]
    return found


def test_valid_parameters() -> None:
    assert check_request("CreateWorkteam", team()) == ()


@pytest.mark.parametrize(
    "operation,parameters,violations",
    [
        (
            "CreateWorkteam",
            team(WorkteamName="a" * 64),
            [
                ("workteamName", "a" * 64, "pattern", ("CreateWorkteam", "WorkteamName")),
                ("workteamName", "a" * 64, "max_length", 63),
            ],
        ),
        (
            "CreateWorkteam",
            team(WorkteamName=""),
            [
                ("workteamName", "", "pattern", ("CreateWorkteam", "WorkteamName")),
                ("workteamName", "", "min_length", 1),
            ],
        ),
        ("ListWorkteams", {"MaxResults": 101}, [("maxResults", "101", "max_value", 100)]),
        ("ListWorkteams", {"MaxResults": 0}, [("maxResults", "0", "min_value", 1)]),
        (
            "ListWorkteams",
            {"SortOrder": "up"},
            [("sortOrder", "up", "enum", ("Ascending", "Descending"))],
        ),
        ("DescribeWorkteam", {}, [("workteamName", None, "not_null", None)]),
        ("DescribeWorkteam", {"WorkteamName": None}, [("workteamName", None, "not_null", None)]),
        (
            "CreateWorkteam",
            team(MemberDefinitions=[]),
            [("memberDefinitions", "[]", "min_length", 1)],
        ),
        (
            "CreateWorkteam",
            team(MemberDefinitions=[{"CognitoMemberDefinition": {**COGNITO, "UserPool": "x"}}]),
            [
                (
                    "memberDefinitions.1.member.cognitoMemberDefinition.userPool",
                    "x",
                    "pattern",
                    ("CreateWorkteam", "CognitoUserPool"),
                )
            ],
        ),
        (
            "CreateWorkteam",
            team(Tags=[{"Key": "a", "Value": "b"}, None]),
            [("tags.2.member", None, "not_null", None)],
        ),
        ("DeleteTags", {"ResourceArn": "x", "TagKeys": []}, None),
    ],
)
def test_violations_of_members(
    operation: str, parameters: dict[str, Any], violations: list[Any] | None
) -> None:
    if violations is None:
        found = check_request(operation, parameters)
        assert [each.path for each in found] == ["resourceArn", "tagKeys"]
        return
    expected = tuple(
        member(path, value, kind, pattern_of(*argument) if kind == "pattern" else argument)
        for path, value, kind, argument in violations
    )
    assert check_request(operation, parameters) == expected


@pytest.mark.parametrize(
    "value,expected,found,printed",
    [
        (5, "string", "number", "5"),
        (1.5, "string", "number", "1.5"),
        (True, "string", "boolean", "true"),
        (["a"], "string", "list", '["a"]'),
        ({"a": None}, "string", "structure", '{"a": null}'),
    ],
)
def test_a_value_of_another_type(value: Any, expected: str, found: str, printed: str) -> None:
    assert check_request("DescribeWorkteam", {"WorkteamName": value}) == (
        member("workteamName", printed, "type", (expected, found)),
    )


def test_a_boolean_is_no_number_and_a_whole_number_is_an_integer() -> None:
    assert check_request("ListWorkteams", {"MaxResults": True}) == (
        member("maxResults", "true", "type", ("integer", "boolean")),
    )
    assert check_request("ListWorkteams", {"MaxResults": 5.0}) == ()
    assert check_request("ListWorkteams", {"MaxResults": 5.5}) == (
        member("maxResults", "5.5", "type", ("integer", "number")),
    )


@pytest.mark.parametrize(
    "parameters,found",
    [([], "list"), ("text", "string"), (None, "null"), (5, "number"), (True, "boolean")],
)
def test_parameters_that_are_no_structure(parameters: Any, found: str) -> None:
    (violation,) = check_request("CreateWorkteam", parameters)
    assert violation.path == ""
    assert violation.constraints == (Constraint("type", ("structure", found)),)


def test_unknown_members_come_last_in_their_structure() -> None:
    found = check_request("CreateWorkteam", {"Zone": None, "Area": {"a": 1}, **team(), "Tags": 1})
    assert found == (
        member("tags", "1", "type", ("list", "number")),
        member("zone", None, "unknown", "Zone"),
        member("area", '{"a": 1}', "unknown", "Area"),
    )


def test_null_members_count_as_absent() -> None:
    cognito = {"CognitoMemberDefinition": COGNITO, "OidcMemberDefinition": None}
    parameters = team(Tags=None, MemberDefinitions=[cognito])
    assert check_request("CreateWorkteam", parameters) == ()
    assert check_request("CreateWorkteam", {**parameters, "Description": None}) == (
        member("description", None, "not_null"),
    )


def test_null_members_within_a_map_count_as_absent() -> None:
    parameters: dict[str, Any] = {"TrialComponentName": "a"}
    artifacts = {"a": {"MediaType": None, "Value": 5}}
    found = check_request("CreateTrialComponent", {**parameters, "InputArtifacts": artifacts})
    assert found == (member("inputArtifacts.a.member.value", "5", "type", ("string", "number")),)
    assert check_request("CreateTrialComponent", {**parameters, "InputArtifacts": 5}) == (
        member("inputArtifacts", "5", "type", ("map", "number")),
    )


def test_parameters_where_there_are_to_be_none() -> None:
    reporter = Reporter({"type": "object", "properties": {}, "additionalProperties": False}, None)
    assert reporter.violations({"Name": "a"}) == (member("name", "a", "unknown", "Name"),)
    assert reporter.violations(5) == (member("", "5", "type", ("structure", "number")),)


def test_order_is_that_of_the_model_with_containers_first() -> None:
    parameters = {
        "Tags": [{"Key": "", "Value": "v"}] * 51,
        "MemberDefinitions": [{"CognitoMemberDefinition": {}}],
        "WorkteamName": "-" * 64,
    }
    found = [
        (each.path, each.constraints[0].kind)
        for each in check_request("CreateWorkteam", parameters)
    ]
    cognito = "memberDefinitions.1.member.cognitoMemberDefinition"
    assert found[:8] == [
        ("workteamName", "pattern"),
        ("workteamName", "max_length"),
        (f"{cognito}.userPool", "not_null"),
        (f"{cognito}.userGroup", "not_null"),
        (f"{cognito}.clientId", "not_null"),
        ("description", "not_null"),
        ("tags", "max_length"),
        ("tags.1.member.key", "min_length"),
    ]
    assert [path for path, _ in found[7:]] == [f"tags.{n}.member.key" for n in range(1, 52)]


def test_a_bad_element_is_reported_once_on_the_list_with_all_constraints() -> None:
    groups = ["a b", "c", ""]
    found = check_request(
        "CreateWorkteam", team(MemberDefinitions=[{"OidcMemberDefinition": {"Groups": groups}}])
    )
    assert found == (
        Violation(
            "memberDefinitions.1.member.oidcMemberDefinition.groups",
            "[a b, c, ]",
            False,
            "elements",
            (
                Constraint("max_length", 63),
                Constraint("min_length", 1),
                Constraint("pattern", pattern_of("CreateWorkteam", "Group")),
            ),
        ),
    )


def test_what_is_wrong_with_a_list_comes_before_its_elements() -> None:
    groups = [*"abcdefghij", " "]
    found = check_request(
        "CreateWorkteam", team(MemberDefinitions=[{"OidcMemberDefinition": {"Groups": groups}}])
    )
    assert [(each.scope, each.constraints[0]) for each in found] == [
        ("member", Constraint("max_length", 10)),
        ("elements", Constraint("max_length", 63)),
    ]


def oidc(**members: Any) -> dict[str, Any]:
    endpoints = [
        "Issuer",
        "AuthorizationEndpoint",
        "TokenEndpoint",
        "UserInfoEndpoint",
        "LogoutEndpoint",
        "JwksUri",
    ]
    config: dict[str, Any] = dict.fromkeys(endpoints, "https://example.com")
    config |= {"ClientId": "client", "ClientSecret": "secret"}
    return {"WorkforceName": "w", "OidcConfig": {**config, **members}}


def test_keys_and_values_of_a_map() -> None:
    params = {"k" * 513: "v", "l": "w\n", "m": None}
    keys, values, null = check_request(
        "CreateWorkforce", oidc(AuthenticationRequestExtraParams=params)
    )
    path = "oidcConfig.authenticationRequestExtraParams"
    printed = f"{{{'k' * 513}=v, l=w\n, m=null}}"
    assert (keys.path, keys.value, keys.scope) == (path, printed, "map_keys")
    assert (values.path, values.value, values.scope) == (path, printed, "map_values")
    assert Constraint("max_length", 512) in keys.constraints
    assert Constraint("pattern", ".*") in values.constraints
    assert null == member(f"{path}.m.member", None, "not_null")


def test_what_is_wrong_within_a_map_is_in_the_order_of_its_keys() -> None:
    artifacts = {"b": {"MediaType": 5, "Value": 6}, "a": {"MediaType": 7, "Value": ""}}
    found = check_request(
        "CreateTrialComponent", {"TrialComponentName": "a", "InputArtifacts": artifacts}
    )
    assert [(each.path, each.value) for each in found] == [
        ("inputArtifacts.b.member.mediaType", "5"),
        ("inputArtifacts.b.member.value", "6"),
        ("inputArtifacts.a.member.mediaType", "7"),
    ]


@pytest.mark.parametrize("kind", ["integer", "long", "float", "double"])
def test_the_range_of_every_kind_of_number(kind: str) -> None:
    shapes: Any = {"Numbers": {"type": "list", "member": {"shape": "N"}}, "N": {"type": kind}}
    shapes["N"] |= {"min": 1, "max": 2}
    schema = {"type": "array", "items": {"type": "number", "minimum": 1, "maximum": 2}}
    reporter = Reporter(schema, ShapeResolver(shapes).get_shape_by_name("Numbers"))
    both = (Constraint("max_value", 2), Constraint("min_value", 1))
    assert reporter.violations([1, 2, 3]) == (Violation("", "[1, 2, 3]", False, "elements", both),)


def test_the_size_of_a_map() -> None:
    params = {f"k{n}": "" for n in range(11)}
    (found,) = check_request("CreateWorkforce", oidc(AuthenticationRequestExtraParams=params))
    assert found.scope == "member"
    assert found.constraints == (Constraint("max_length", 10),)


def test_a_secret_is_not_shown() -> None:
    (found,) = check_request("CreateWorkforce", oidc(ClientSecret="s\u00e9cret"))
    assert (found.path, found.value, found.sensitive) == ("oidcConfig.clientSecret", None, True)
    assert "\u00e9" not in repr(found)


def test_a_structure_is_printed_with_all_members_and_without_secrets() -> None:
    text = format_value(oidc(Scope="openid"), operation_model("CreateWorkforce").input_shape)
    assert text.startswith("CreateWorkforceRequest(cognitoConfig=null, oidcConfig=OidcConf")
    assert "clientId=client, clientSecret=***Sensitive Data Redacted***, issuer=" in text
    assert "scope=openid, authenticationRequestExtraParams=null)" in text


def test_an_unknown_operation() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean CreateWorkteam"):
        check_request("CreateWorkTeam", {})


def test_a_response_as_a_client_returns_it() -> None:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
    workteam = {
        **team(),
        "WorkteamArn": "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/a",
        "CreateDate": now,
        "LastUpdatedDate": now.timestamp(),
    }
    answer = {"Workteam": workteam, "ResponseMetadata": {"HTTPStatusCode": 200}}
    assert check_response("DescribeWorkteam", answer) == ()
    del workteam["WorkteamArn"]
    workteam["CreateDate"] = "yesterday"
    assert check_response("DescribeWorkteam", answer) == (
        member("workteam.workteamArn", None, "not_null"),
        member("workteam.createDate", "yesterday", "type", ("timestamp", "string")),
    )


def test_moments_within_a_list_are_read_as_json_has_them() -> None:
    summary = {"JobReferenceCode": "a", "WorkRequesterAccountId": "123456789012"}
    now = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
    jobs = [{**summary, "CreationTime": now}, {**summary, "CreationTime": None}]
    answer = {"LabelingJobSummaryList": jobs}
    assert check_response("ListLabelingJobsForWorkteam", answer) == (
        member("labelingJobSummaryList.2.member.creationTime", None, "not_null"),
    )
