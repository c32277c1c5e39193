"""Constraints that botocore does not check and the service does."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_workteam import WorkteamBackend
from tests.support import OIDC_CONFIG, cognito, oidc, refused, team


def pattern_of(client: Any, shape: str) -> str:
    pattern: str = client.meta.service_model.shape_for(shape).metadata["pattern"]
    return pattern


def test_a_pattern(workteam_client: Any) -> None:
    with refused(
        "ValidationException",
        "1 validation error detected: Value 'no spaces' at 'workteamName' failed to satisfy "
        "constraint: Member must satisfy regular expression pattern: "
        + pattern_of(workteam_client, "WorkteamName"),
    ):
        workteam_client.create_workteam(**team("no spaces"))


def test_a_nested_path(workteam_client: Any) -> None:
    with refused(
        "ValidationException",
        "1 validation error detected: Value 'nopool' at "
        "'memberDefinitions.2.member.cognitoMemberDefinition.userPool' failed to satisfy "
        "constraint: Member must satisfy regular expression pattern: "
        + pattern_of(workteam_client, "CognitoUserPool"),
    ):
        workteam_client.create_workteam(
            **team(MemberDefinitions=[cognito(), cognito(pool="nopool")])
        )


def test_a_maximum_length(workteam_client: Any) -> None:
    with refused(
        "ValidationException",
        f"1 validation error detected: Value '{'d' * 201}' at 'description' failed to satisfy "
        "constraint: Member must have length less than or equal to 200",
    ):
        workteam_client.create_workteam(**team(Description="d" * 201))


def test_an_enumeration(workteam_client: Any) -> None:
    access = {"S3Presign": {"IamPolicyConstraints": {"SourceIp": "enabled"}}}
    with refused(
        "ValidationException",
        "1 validation error detected: Value 'enabled' at "
        "'workerAccessConfiguration.s3Presign.iamPolicyConstraints.sourceIp' failed to satisfy "
        "constraint: Member must satisfy enum value set: [Enabled, Disabled]",
    ):
        workteam_client.create_workteam(**team(WorkerAccessConfiguration=access))


def test_an_element_is_reported_on_its_list(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_backend.add_workforce("own", OidcConfig=OIDC_CONFIG)
    groups = ["good", "g" * 64]

    with pytest.raises(ClientError) as caught:
        workteam_client.create_workteam(**team(MemberDefinitions=[oidc(*groups)]))

    message = caught.value.response["Error"].get("Message", "")
    start = (
        f"1 validation error detected: Value '[good, {groups[1]}]' at "
        "'memberDefinitions.1.member.oidcMemberDefinition.groups' failed to satisfy constraint: "
        "Member must satisfy constraint: ["
    )
    assert message.startswith(start)
    assert message.endswith("]")
    # Every constraint of an element is listed, met or not; their order is not known.
    assert set(message.removeprefix(start)[:-1].split(", ")) == {
        "Member must have length less than or equal to 63",
        "Member must have length greater than or equal to 1",
        "Member must satisfy regular expression pattern: " + pattern_of(workteam_client, "Group"),
    }


def test_a_structure_in_a_list_has_its_own_path(workteam_client: Any) -> None:
    tags = [{"Key": "good", "Value": ""}, {"Key": "k" * 129, "Value": ""}]
    with refused(
        "ValidationException",
        f"1 validation error detected: Value '{'k' * 129}' at 'tags.2.member.key' failed to "
        "satisfy constraint: Member must have length less than or equal to 128",
    ):
        workteam_client.create_workteam(**team(Tags=tags))


def test_a_map(workteam_client: Any) -> None:
    parameters = {f"key-{number}": "value" for number in range(11)}
    printed = ", ".join(f"{key}=value" for key in parameters)
    with refused(
        "ValidationException",
        f"1 validation error detected: Value '{{{printed}}}' at "
        "'oidcConfig.authenticationRequestExtraParams' failed to satisfy constraint: Member must "
        "have length less than or equal to 10",
    ):
        workteam_client.create_workforce(
            WorkforceName="own",
            OidcConfig={**OIDC_CONFIG, "AuthenticationRequestExtraParams": parameters},
        )


def test_a_number(workteam_client: Any) -> None:
    with refused(
        "ValidationException",
        "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: "
        "Member must have value less than or equal to 100",
    ):
        workteam_client.list_workteams(MaxResults=101)


def test_all_violations_are_reported_together(workteam_client: Any) -> None:
    with pytest.raises(ClientError) as caught:
        workteam_client.create_workteam(
            **team("-", Description="d" * 201, Tags=[{"Key": "!", "Value": "?"}])
        )

    message = caught.value.response["Error"].get("Message", "")
    assert message.startswith("4 validation errors detected: Value '-' at 'workteamName' failed")
    assert [part.split(" failed to ")[0] for part in message.split("; ")[1:]] == [
        f"Value '{'d' * 201}' at 'description'",
        "Value '!' at 'tags.1.member.key'",
        "Value '?' at 'tags.1.member.value'",
    ]


@pytest.mark.parametrize(
    "members,good",
    [
        ({"Description": "two\nlines"}, False),
        ({"Description": "a line\u2028separator"}, False),
        ({"Description": "ein schöner Satz"}, True),
        ({"WorkteamName": "team\n"}, False),
        ({"WorkteamName": "téam"}, False),
        ({"WorkteamName": "a" * 63}, True),
        ({"WorkteamName": "a" * 64}, False),
        ({"WorkteamName": "a--b"}, True),
        ({"Tags": [{"Key": "ключ", "Value": "値"}]}, True),
        ({"Tags": [{"Key": "a;b", "Value": ""}]}, False),
        ({"MemberDefinitions": [cognito("a b")]}, False),
        ({"MemberDefinitions": [cognito("gruppe-☃")]}, True),
        ({"MemberDefinitions": [cognito(pool="us-east-1_pöol")]}, False),
        ({"NotificationConfiguration": {"NotificationTopicArn": "arn:aws:sqs:::x"}}, False),
    ],
)
def test_patterns_follow_javas_rules(
    workteam_client: Any, members: dict[str, Any], good: bool
) -> None:
    if good:
        workteam_client.create_workteam(**team(**members))
    else:
        with pytest.raises(ClientError, match="(?s)ValidationException.*failed to satisfy"):
            workteam_client.create_workteam(**team(**members))
