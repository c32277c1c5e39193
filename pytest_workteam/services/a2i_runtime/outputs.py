"""What comes out of a human loop: its ``output.json``, and its EventBridge event."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.protocols.rest_json import iso_8601
from pytest_workteam.services.sagemaker.resources import workforce_of
from pytest_workteam.services.sagemaker.review_resources import (
    HumanAnswer,
    HumanLoop,
    flow_definition_arn,
    human_loop_arn,
)
from pytest_workteam.services.state import State

EVENT_TYPE = "SageMaker A2I HumanLoop Status Change"

_PRIVATE = ":workteam/private-crowd/"


def output_uri(output_path: str, flow_definition: str, created: dt.datetime, name: str) -> str:
    """Where the output of a loop will be: the path has the time of its creation."""
    time = created.astimezone(dt.timezone.utc).strftime("%Y/%m/%d/%H/%M/%S")
    return f"{output_path.rstrip('/')}/{flow_definition}/{time}/{name}/output.json"


def input_content(loop: HumanLoop) -> Any:
    """The input of a loop."""
    return json.loads(loop.request["HumanLoopInput"]["InputContent"])


def document(state: State, loop: HumanLoop) -> Parameters:
    """The content of ``output.json``."""
    output: Parameters = {
        "flowDefinitionArn": flow_definition_arn(state, loop.flow_definition),
        "humanAnswers": [
            _human_answer(state, loop, answer)
            for answer in sorted(loop.answers, key=lambda answer: answer.submitted)
        ],
        "humanLoopName": loop.name,
        "inputContent": input_content(loop),
    }
    if loop.source is not None:
        output["awsManagedHumanLoopRequestSource"] = loop.source
    return output


def _human_answer(state: State, loop: HumanLoop, answer: HumanAnswer) -> Parameters:
    human_answer: Parameters = {
        "acceptanceTime": iso_8601(answer.submitted),
        "answerContent": answer.content,
        "submissionTime": iso_8601(answer.submitted),
        "timeSpentInSeconds": 0.0,
        "workerId": answer.worker,
    }
    workforce = workforce_of(state)
    if _PRIVATE in loop.config["WorkteamArn"] and workforce is not None:
        if workforce.cognito is not None:
            pool = workforce.cognito["UserPool"]
            provider = "Cognito"
            issuer = f"https://cognito-idp.{state.region}.amazonaws.com/{pool}"
        else:
            provider, issuer = "Oidc", str((workforce.oidc or {}).get("Issuer"))
        identity = {
            "identityProviderType": provider,
            "issuer": issuer,
            "sub": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{issuer}/{answer.worker}")),
        }
        human_answer["workerMetadata"] = {"identityData": identity}
    return human_answer


def write(state: State, loop: HumanLoop) -> None:
    """Keep the output of a loop in S3."""
    body = json.dumps(document(state, loop)).encode()
    state.settings.s3.write(loop.output_uri, body, state.region)


def event(state: State, loop: HumanLoop) -> Parameters:
    """The EventBridge event of a loop that is over."""
    arn = human_loop_arn(state, loop.name)
    ended = loop.ended or loop.created
    return {
        "version": "0",
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{arn}/{loop.sequence}/{loop.status}")),
        "detail-type": EVENT_TYPE,
        "source": "aws.sagemaker",
        "account": state.account_id,
        "time": ended.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": state.region,
        "resources": [arn],
        "detail": {
            "creationTime": iso_8601(loop.created),
            "failureCode": loop.failure_code,
            "failureReason": loop.failure_reason,
            "flowDefinitionArn": flow_definition_arn(state, loop.flow_definition),
            "humanLoopArn": arn,
            "humanLoopName": loop.name,
            "humanLoopOutput": {"outputS3Uri": loop.output_uri},
            "humanLoopStatus": loop.status,
        },
    }
