"""The published schemas: what each kind of shape becomes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pytest_workteam.schema import request_schema, response_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def definition(operation: str, name: str, service: str = "sagemaker") -> Any:
    return request_schema(operation, service)["$defs"][name]


def test_a_document_stands_by_itself() -> None:
    document = request_schema("CreateWorkteam")
    assert document["$schema"] == DIALECT
    assert document["$id"] == "urn:pytest-workteam:sagemaker:2017-07-24:CreateWorkteam:request"
    assert document["$ref"] == "#/$defs/CreateWorkteamRequest"
    parameters = {
        "WorkteamName": "reviewers",
        "Description": "People who review",
        "MemberDefinitions": [{"OidcMemberDefinition": {"Groups": ["a"]}}],
    }
    # Not with the group's pattern, which Python's own expressions cannot say.
    document["$defs"]["Group"].pop("pattern")
    for key in ("TagKey", "TagValue", "CognitoUserGroup"):
        document["$defs"][key].pop("pattern")
    validator = Draft202012Validator(document)
    assert validator.is_valid(parameters)
    assert not validator.is_valid({**parameters, "WorkteamName": "-"})
    assert not validator.is_valid({**parameters, "WorkteamNam": "a"})


def test_documents_are_equal_and_not_shared() -> None:
    first = request_schema("CreateWorkteam")
    text = json.dumps(first)
    first["$defs"]["CreateWorkteamRequest"]["properties"].clear()
    assert json.dumps(request_schema("CreateWorkteam")) == text


def test_structure() -> None:
    assert definition("CreateWorkteam", "CognitoMemberDefinition") == {
        "type": "object",
        "properties": {
            "UserPool": {"$ref": "#/$defs/CognitoUserPool"},
            "UserGroup": {"$ref": "#/$defs/CognitoUserGroup"},
            "ClientId": {"$ref": "#/$defs/ClientId"},
        },
        "required": ["UserPool", "UserGroup", "ClientId"],
        "additionalProperties": False,
    }


def test_list_of_structures() -> None:
    assert definition("CreateWorkteam", "MemberDefinitions") == {
        "type": "array",
        "items": {"$ref": "#/$defs/MemberDefinition"},
        "minItems": 1,
        "maxItems": 10,
    }


def test_map() -> None:
    assert definition("CreateWorkforce", "AuthenticationRequestExtraParams") == {
        "type": "object",
        "propertyNames": {"$ref": "#/$defs/AuthenticationRequestExtraParamsKey"},
        "additionalProperties": {"$ref": "#/$defs/AuthenticationRequestExtraParamsValue"},
        "maxProperties": 10,
    } | (
        # Older models say it, newer ones do not, or the other way round.
        {"minProperties": 0}
        if "minProperties" in definition("CreateWorkforce", "AuthenticationRequestExtraParams")
        else {}
    )


def test_text_with_a_pattern_has_both_dialects() -> None:
    found = definition("CreateWorkforce", "WorkforceName")
    # Older models have the anchors themselves.
    assert found["pattern"] in {
        "^(?:[a-zA-Z0-9]([a-zA-Z0-9\\-]){0,62})$",
        "^(?:^[a-zA-Z0-9]([a-zA-Z0-9\\-]){0,62}$)$",
    }
    assert found["x-aws-pattern"].strip("^$") == "[a-zA-Z0-9]([a-zA-Z0-9\\-]){0,62}"
    assert (found["type"], found["minLength"], found["maxLength"]) == ("string", 1, 63)


def test_enum_and_numbers() -> None:
    assert definition("ListWorkteams", "SortOrder") == {
        "type": "string",
        "enum": ["Ascending", "Descending"],
    }
    assert definition("ListWorkteams", "MaxResults") == {
        "type": "integer",
        "minimum": 1,
        "maximum": 100,
    }


def test_sensitive_members_are_write_only_in_requests() -> None:
    secret = definition("CreateWorkforce", "ClientSecret")
    assert secret["writeOnly"] is True
    assert secret["x-aws-sensitive"] is True
    answered = response_schema("GetSecretValue", "secretsmanager")["$defs"]["SecretStringType"]
    assert "writeOnly" not in answered
    assert answered["x-aws-sensitive"] is True


@pytest.mark.parametrize(
    "service,operation,name,expected",
    [
        ("sagemaker", "DescribeWorkforce", None, {"type": "number"}),
        ("sts", "AssumeRole", "dateType", {"type": "string", "format": "date-time"}),
        (
            "verifiedpermissions",
            "GetPolicyStore",
            "TimestampFormat",
            {"type": "string", "format": "date-time"},
        ),
    ],
)
def test_timestamps_are_written_as_the_shape_or_the_protocol_says(
    service: str, operation: str, name: str | None, expected: dict[str, str]
) -> None:
    document = response_schema(operation, service)
    found = document["$defs"][name or "Timestamp"]
    assert found == {**expected, "x-aws-type": "timestamp"}


def test_a_response_is_known_by_its_id_and_has_no_descriptions_unless_asked_for() -> None:
    document = response_schema("DescribeWorkteam")
    assert document["$id"] == "urn:pytest-workteam:sagemaker:2017-07-24:DescribeWorkteam:response"
    assert "description" not in document["$defs"]["Workteam"]
    described = response_schema("DescribeWorkteam", descriptions=True)
    assert "description" in described["$defs"]["Workteam"]


def test_a_timestamp_in_a_header_has_the_format_of_headers() -> None:
    members = request_schema("GetObject", "s3")["$defs"]["GetObjectRequest"]["properties"]
    assert members["IfModifiedSince"] == {"type": "string", "x-aws-type": "timestamp"}


def test_recursive_shapes() -> None:
    value = definition("PutItem", "AttributeValue", "dynamodb")
    inner = definition("PutItem", "ListAttributeValue", "dynamodb")
    assert value["properties"]["L"] == {"$ref": "#/$defs/ListAttributeValue"}
    assert inner["items"] == {"$ref": "#/$defs/AttributeValue"}


def test_a_union_has_exactly_one_member() -> None:
    content = definition("Converse", "ContentBlock", "bedrock-runtime")
    assert (content["minProperties"], content["maxProperties"]) == (1, 1)
    assert content["x-aws-type"] == "union"


def test_a_document_is_any_value() -> None:
    assert definition("Converse", "Document", "bedrock-runtime") == {"x-aws-type": "document"}


def test_a_blob_is_base64() -> None:
    data = definition("Encrypt", "PlaintextType", "kms")
    assert data["contentEncoding"] == "base64"
    assert (data["minLength"], data["maxLength"]) == (4, 5464)


def test_a_stream_of_events_is_an_array() -> None:
    document = response_schema("ConverseStream", "bedrock-runtime")
    members = document["$defs"]["ConverseStreamResponse"]["properties"]
    assert members["stream"] == {
        "type": "array",
        "items": {"$ref": "#/$defs/ConverseStreamOutput"},
    }


def test_a_header_of_json_is_any_value() -> None:
    members = request_schema("PutSession", "lex-runtime")["$defs"]["PutSessionRequest"]
    assert "sessionAttributes" in members["properties"]
    posted = request_schema("PostContent", "lex-runtime")["$defs"]["PostContentRequest"]
    assert posted["properties"]["sessionAttributes"] == {"x-aws-type": "jsonvalue"}


def test_json_text_in_a_body_is_text() -> None:
    config = definition("CreateFlowDefinition", "HumanLoopActivationConditionsConfig")
    member = config["properties"]["HumanLoopActivationConditions"]
    assert member == {"$ref": "#/$defs/HumanLoopActivationConditions"}


def test_a_host_label_is_limited_to_what_a_host_name_can_hold() -> None:
    members = request_schema("ListJobs", "s3control")["$defs"]["ListJobsRequest"]["properties"]
    assert members["AccountId"] == {"$ref": "#/$defs/AccountId", "pattern": "^[A-Za-z0-9.-]+$"}


def test_an_operation_without_parameters() -> None:
    document = response_schema("DeleteTrial") and request_schema("ListBuckets", "s3")
    assert document["$schema"] == DIALECT
    assert request_schema("GetSendQuota", "ses") == {
        "$schema": DIALECT,
        "$id": "urn:pytest-workteam:ses:2010-12-01:GetSendQuota:request",
        "type": "object",
        "properties": {},
        "additionalProperties": False,
    }


def test_descriptions_on_request() -> None:
    plain, told = (
        request_schema("CreateWorkteam"),
        request_schema("CreateWorkteam", descriptions=True),
    )
    assert "description" not in json.dumps(plain["$defs"]["CreateWorkteamRequest"]["properties"])
    assert told["title"] == "CreateWorkteam request"
    assert told["description"].startswith("Creates a new work team")
    member = told["$defs"]["CreateWorkteamRequest"]["properties"]["WorkteamName"]
    assert "<" not in member["description"]
    cognito = told["$defs"]["CognitoMemberDefinition"]["description"]
    assert cognito.startswith("Identifies a Amazon Cognito user group.")
    assert Draft202012Validator(Draft202012Validator.META_SCHEMA).is_valid(told)
