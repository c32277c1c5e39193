"""What tests of the API say often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.session import Session

from pytest_workteam.protocols.messages import WireRequest
from pytest_workteam.schema.model import service_model
from pytest_workteam.services import catalog

POOL = "us-east-1_Pool00000"
CLIENT_ID = "client1"

OIDC_CONFIG = {
    "ClientId": "oidc-client",
    "ClientSecret": "the-oidc-secret",
    "Issuer": "https://example.com/issuer",
    "AuthorizationEndpoint": "https://example.com/authorize",
    "TokenEndpoint": "https://example.com/token",
    "UserInfoEndpoint": "https://example.com/userinfo",
    "LogoutEndpoint": "https://example.com/logout",
    "JwksUri": "https://example.com/jwks",
}
AWS_FUNCTION = "arn:aws:lambda:us-east-1:432418664414:function"
MANIFEST = "s3://bucket/input.manifest"
COGNITO_CONFIG = {"UserPool": POOL, "ClientId": CLIENT_ID}


_HUMAN_TASK_CONFIG: Any = service_model("sagemaker").shape_for("HumanTaskConfig")
functions_are_optional = pytest.mark.skipif(
    "PreHumanTaskLambdaArn" in _HUMAN_TASK_CONFIG.required_members,
    reason="this version of botocore requires PreHumanTaskLambdaArn",
)


class Clock:
    """A backend's clock that a test sets."""

    def __init__(self, time: dt.datetime) -> None:
        self.time = time

    def __call__(self) -> dt.datetime:
        return self.time


def cognito(
    group: str = "workers", *, pool: str = POOL, client_id: str = CLIENT_ID
) -> dict[str, Any]:
    return {
        "CognitoMemberDefinition": {"UserPool": pool, "UserGroup": group, "ClientId": client_id}
    }


def oidc(*groups: str) -> dict[str, Any]:
    return {"OidcMemberDefinition": {"Groups": list(groups or ("workers",))}}


def team(name: str = "team", **members: Any) -> dict[str, Any]:
    """Parameters of CreateWorkteam, the least that it takes unless told otherwise."""
    return {
        "WorkteamName": name,
        "Description": "A work team.",
        "MemberDefinitions": [cognito()],
        **members,
    }


ARN_START = "arn:aws:sagemaker:us-east-1:123456789012:"
TEAM_ARN = f"{ARN_START}workteam/private-crowd/reviewers"
UI_ARN = f"{ARN_START}human-task-ui/review"
FLOW_ARN = f"{ARN_START}flow-definition/flow"
ROLE_ARN = "arn:aws:iam::123456789012:role/reviews"


def human_task_ui(name: str = "review", **members: Any) -> dict[str, Any]:
    """Parameters of CreateHumanTaskUi, the least that it takes unless told otherwise."""
    return {"HumanTaskUiName": name, "UiTemplate": {"Content": "<crowd-form/>"}, **members}


def flow_definition(name: Any = "flow", **config: Any) -> dict[str, Any]:
    """Parameters of CreateFlowDefinition, for the team ``reviewers`` and the UI ``review``."""
    return {
        "FlowDefinitionName": name,
        "HumanLoopConfig": {
            "WorkteamArn": TEAM_ARN,
            "HumanTaskUiArn": UI_ARN,
            "TaskTitle": "Review",
            "TaskDescription": "Reviews a prediction.",
            "TaskCount": 1,
            **config,
        },
        "OutputConfig": {"S3OutputPath": "s3://bucket/reviews"},
        "RoleArn": ROLE_ARN,
    }


def human_loop(name: str = "loop", content: str = '{"text": "a"}') -> dict[str, Any]:
    """Parameters of StartHumanLoop, for the flow definition ``flow``."""
    return {
        "HumanLoopName": name,
        "FlowDefinitionArn": FLOW_ARN,
        "HumanLoopInput": {"InputContent": content},
    }


def labeling_job(name: str = "job", *, workteam: str = "team", **members: Any) -> dict[str, Any]:
    """Parameters of CreateLabelingJob for an image classification.

    Args:
        name: The job's name.
        workteam: The work team's name, or its ARN.
        members: Other members; those of HumanTaskConfig are merged with the defaults.
    """
    arn = f"arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/{workteam}"
    task = {
        "WorkteamArn": workteam if workteam.startswith("arn:") else arn,
        "UiConfig": {"UiTemplateS3Uri": "s3://bucket/template.liquid.html"},
        "PreHumanTaskLambdaArn": f"{AWS_FUNCTION}:PRE-ImageMultiClass",
        "AnnotationConsolidationConfig": {
            "AnnotationConsolidationLambdaArn": f"{AWS_FUNCTION}:ACS-ImageMultiClass"
        },
        "TaskTitle": "Which sport is it?",
        "TaskDescription": "Choose the sport.",
        "NumberOfHumanWorkersPerDataObject": 1,
        "TaskTimeLimitInSeconds": 300,
        **members.pop("HumanTaskConfig", {}),
    }
    return {
        "LabelingJobName": name,
        "LabelAttributeName": "sport",
        "InputConfig": {"DataSource": {"S3DataSource": {"ManifestS3Uri": MANIFEST}}},
        "OutputConfig": {"S3OutputPath": "s3://bucket/output/"},
        "RoleArn": "arn:aws:iam::123456789012:role/labeling",
        "HumanTaskConfig": task,
        **members,
    }


def client_in(region: str | None = None, *, service: str = "sagemaker", **settings: Any) -> Any:
    """A client of a session of its own."""
    return Session().create_client(service, region, **settings)


@contextmanager
def refused(code: str, message: str) -> Iterator[None]:
    """Expect a call to be refused with exactly this."""
    with pytest.raises(ClientError) as caught:
        yield
    error = caught.value.response["Error"]
    assert (error.get("Code"), error.get("Message")) == (code, message)


def linked(message: str, topic: str) -> str:
    """A message of the plugin's own with the command that it ends with."""
    return f"{message} (python -m pytest_workteam explain {topic})"


def wire_request(operation: str, body: bytes | str = b"{}") -> WireRequest:
    """A request as it arrives at a backend, in the default region and account."""
    if isinstance(body, str):
        body = body.encode("utf-8", "surrogateescape")
    service = catalog.operation(operation).service.name
    return WireRequest(service, operation, body, "us-east-1", "123456789012")


def names(teams: list[dict[str, Any]]) -> list[str]:
    return [each["WorkteamName"] for each in teams]
