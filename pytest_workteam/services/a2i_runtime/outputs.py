"""The output of a human loop: its ``output.json`` and its EventBridge event."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.protocols.rest_json import iso_8601
from pytest_workteam.services.events import sagemaker_event
from pytest_workteam.services.sagemaker.resources import identity_provider, workforce_of
from pytest_workteam.services.sagemaker.review_resources import (
    HumanAnswer,
    HumanLoop,
    flow_definition_arn,
    human_loop_arn,
)
from pytest_workteam.services.state import State

_AS_PATH = str.maketrans("-T:", "///")
_PRIVATE = ":workteam/private-crowd/"


def output_uri(output_path: str, flow_definition: str, created: dt.datetime, name: str) -> str:
    """The S3 URI of a loop's ``output.json``, which contains the loop's creation time in UTC."""
    time = created.astimezone(dt.timezone.utc).isoformat()[:19].translate(_AS_PATH)
    return f"{output_path.rstrip('/')}/{flow_definition}/{time}/{name}/output.json"


def input_content(loop: HumanLoop) -> Any:
    """A loop's input content, decoded."""
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
    if _PRIVATE in loop.config["WorkteamArn"] and workforce_of(state) is not None:
        provider, issuer = identity_provider(state)
        identity = {
            "identityProviderType": provider,
            "issuer": issuer,
            "sub": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{issuer}/{answer.worker}")),
        }
        human_answer["workerMetadata"] = {"identityData": identity}
    return human_answer


def write(state: State, loop: HumanLoop) -> None:
    """Write a loop's output to S3."""
    body = json.dumps(document(state, loop)).encode()
    state.settings.s3.write(loop.output_uri, body, state.region)


def event(state: State, loop: HumanLoop) -> Parameters:
    """The EventBridge event of an ended loop."""
    arn = human_loop_arn(state, loop.name)
    detail = {
        "creationTime": iso_8601(loop.created),
        "failureCode": loop.failure_code,
        "failureReason": loop.failure_reason,
        "flowDefinitionArn": flow_definition_arn(state, loop.flow_definition),
        "humanLoopArn": arn,
        "humanLoopName": loop.name,
        "humanLoopOutput": {"outputS3Uri": loop.output_uri},
        "humanLoopStatus": loop.status,
    }
    return sagemaker_event(
        state,
        "SageMaker A2I HumanLoop Status Change",
        arn,
        loop.ended or loop.created,
        detail,
        seed=f"{arn}/{loop.sequence}/{loop.status}",
    )
