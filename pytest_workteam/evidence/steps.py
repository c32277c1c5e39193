"""Calls that several probes make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_workteam.evidence.probes import Step

TEAM: Mapping[str, Any] = {
    "WorkteamName": "{name}",
    # Without it, the service may create a workforce named "default".
    "WorkforceName": "{workforce}",
    "Description": "Created by pytest-workteam record. Delete it.",
    "MemberDefinitions": "{members}",
}
OIDC: Mapping[str, Any] = {
    "ClientId": "{prefix}",
    "ClientSecret": "{secret}",
    "Issuer": "https://example.com/issuer",
    "AuthorizationEndpoint": "https://example.com/authorize",
    "TokenEndpoint": "https://example.com/token",
    "UserInfoEndpoint": "https://example.com/userinfo",
    "LogoutEndpoint": "https://example.com/logout",
    "JwksUri": "https://example.com/jwks",
}
COGNITO: Mapping[str, Any] = {"UserPool": "{user_pool}", "ClientId": "{client_id}"}
MISSING_POOL = "{region}_Missing00"
"""A user pool that does not exist, neither in AWS nor for the stand-in."""
POOL = "{region}_Example00"

TEAM_ARN = "{arn_start}workteam/private-crowd/{name}"
VENDOR_ARN = "{arn_start}workteam/vendor-crowd/{name}"
OTHER_TEAM_ARN = "{other_arn_start}workteam/private-crowd/{name}"
FLOW_DEFINITION_ARN = "{arn_start}flow-definition/{name}"
WORKFORCE_ARN = "{arn_start}workforce/{workforce}"
DOCUMENTED_TEAMS = 25
DOCUMENTED_TAGS = 50
NO_TOKEN = {"NextToken": "no-token"}


def create_team(**members: Any) -> Step:
    return Step("CreateWorkteam", {**TEAM, **members})


def create_workforce(**members: Any) -> Step:
    return Step("CreateWorkforce", {"WorkforceName": "{name}", "OidcConfig": OIDC, **members})


def create_workforce_without_config(**members: Any) -> Step:
    return Step("CreateWorkforce", {"WorkforceName": "{name}", **members})


def cognito_member(pool: str = "{user_pool}", client_id: str = "{client_id}") -> dict[str, Any]:
    member = {"UserPool": pool, "UserGroup": "{prefix}", "ClientId": client_id}
    return {"CognitoMemberDefinition": member}


def oidc_member(*groups: str) -> dict[str, Any]:
    return {"OidcMemberDefinition": {"Groups": list(groups)}}


def of_team(operation: str, **members: Any) -> Step:
    return Step(operation, {"WorkteamName": "{name}", **members})


def of_workforce(operation: str, name: str = "{workforce}", **members: Any) -> Step:
    return Step(operation, {"WorkforceName": name, **members})


_TAGGING: Mapping[str, Mapping[str, Any]] = {
    "AddTags": {"Tags": [{"Key": "k", "Value": "v"}]},
    "DeleteTags": {"TagKeys": ["k"]},
    "ListTags": {},
}


def of_tags(operation: str, arn: str = TEAM_ARN) -> Step:
    return Step(operation, {"ResourceArn": arn, **_TAGGING[operation]})


def add_tags(*keys: str) -> Step:
    tags: list[dict[str, str]] = [{"Key": key, "Value": "v"} for key in keys]
    return Step("AddTags", {"ResourceArn": TEAM_ARN, "Tags": tags})


def create_human_task_ui() -> Step:
    template = {"Content": "<p>Created by pytest-workteam record. Delete it.</p>"}
    return Step("CreateHumanTaskUi", {"HumanTaskUiName": "{name}", "UiTemplate": template})


def of_human_task_ui(operation: str) -> Step:
    return Step(operation, {"HumanTaskUiName": "{name}"})


def of_flow_definition(operation: str) -> Step:
    return Step(operation, {"FlowDefinitionName": "{name}"})


def of_human_loop(operation: str, name: str = "{name}") -> Step:
    return Step(operation, {"HumanLoopName": name})


def start_human_loop(body: str | None = None) -> Step:
    """A request that the service must refuse: no probe creates a flow definition."""
    parameters = {
        "FlowDefinitionArn": FLOW_DEFINITION_ARN,
        "HumanLoopName": "{name}",
        "HumanLoopInput": {"InputContent": "{}"},
    }
    return Step("StartHumanLoop", parameters, body)
