"""Have people review the doubtful fields of documents, by Amazon A2I."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

UI, FLOW = "invoice-fields", "invoice-review"
ROLE = "arn:aws:iam::123456789012:role/reviews"
TEMPLATE = """
<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <p>{{ task.input.name }}</p>
  <crowd-input name="value" value="{{ task.input.value }}"></crowd-input>
</crowd-form>
"""
LEAST_CONFIDENCE = 90.0
OVER = ("Completed", "Failed", "Stopped")

Read = Callable[[str], bytes]
"""Returns the object of an S3 URI."""


class Field(NamedTuple):
    """What a model read in a document."""

    document: str
    name: str
    value: str
    confidence: float


class Clients(NamedTuple):
    """The clients that the program uses: SageMaker's, and the one of Amazon A2I's human loops."""

    sagemaker: Any
    loops: Any


def set_up(
    clients: Clients, *, team: str, output: str, sleep: Callable[[float], object] = time.sleep
) -> str:
    """Create the page and the workflow of the reviews, and wait for the workflow.

    Args:
        clients: The clients.
        team: Name of the work team that reviews.
        output: S3 URI of the folder that answers go to.
        sleep: Waits for a number of seconds.

    Returns:
        The flow definition's ARN.

    Raises:
        RuntimeError: The workflow cannot be created.
    """
    sagemaker = clients.sagemaker
    members = sagemaker.describe_workteam(WorkteamName=team)["Workteam"]
    ui = sagemaker.create_human_task_ui(HumanTaskUiName=UI, UiTemplate={"Content": TEMPLATE})
    arn: str = sagemaker.create_flow_definition(
        FlowDefinitionName=FLOW,
        RoleArn=ROLE,
        OutputConfig={"S3OutputPath": output},
        HumanLoopConfig={
            "WorkteamArn": members["WorkteamArn"],
            "HumanTaskUiArn": ui["HumanTaskUiArn"],
            "TaskTitle": "Check a field",
            "TaskDescription": "Correct what the model read in an invoice.",
            "TaskCount": 1,
        },
    )["FlowDefinitionArn"]
    for _ in range(60):
        flow = sagemaker.describe_flow_definition(FlowDefinitionName=FLOW)
        if flow["FlowDefinitionStatus"] == "Active":
            return arn
        if flow["FlowDefinitionStatus"] == "Failed":
            raise RuntimeError(flow["FailureReason"])
        sleep(2)
    raise RuntimeError(f"{FLOW} is not active after two minutes")


def start(clients: Clients, flow: str, fields: Sequence[Field]) -> list[str]:
    """Start a review of each doubtful field; their names."""
    names = []
    for field in fields:
        if field.confidence >= LEAST_CONFIDENCE:
            continue
        name = f"{field.document}-{field.name}".lower().replace(" ", "-")
        clients.loops.start_human_loop(
            HumanLoopName=name,
            FlowDefinitionArn=flow,
            HumanLoopInput={"InputContent": json.dumps(field._asdict())},
        )
        names.append(name)
    return names


def collect(
    clients: Clients,
    names: Sequence[str],
    read: Read,
    *,
    polls: int = 10,
    sleep: Callable[[float], object] = time.sleep,
) -> Iterator[tuple[str, str | None]]:
    """Wait for reviews, and yield each with the right value; None for what nobody reviewed."""
    for name in names:
        loop: Mapping[str, Any] = {}
        for _ in range(polls):
            loop = clients.loops.describe_human_loop(HumanLoopName=name)
            if loop["HumanLoopStatus"] in OVER:
                break
            sleep(60)
        if loop["HumanLoopStatus"] == "Completed":
            answers = json.loads(read(loop["HumanLoopOutput"]["OutputS3Uri"]))["humanAnswers"]
            yield name, answers[0]["answerContent"]["value"]
        else:
            yield name, None


def clean_up(clients: Clients, names: Sequence[str]) -> None:
    """Stop and delete the reviews, their workflow and their page."""
    for name in names:
        status = clients.loops.describe_human_loop(HumanLoopName=name)["HumanLoopStatus"]
        if status == "InProgress":
            clients.loops.stop_human_loop(HumanLoopName=name)
        clients.loops.delete_human_loop(HumanLoopName=name)
    clients.sagemaker.delete_flow_definition(FlowDefinitionName=FLOW)
    clients.sagemaker.delete_human_task_ui(HumanTaskUiName=UI)


def on_event(event: Mapping[str, Any], alert: Callable[[str], object]) -> None:
    """Handle an EventBridge event: tell somebody of a review that failed."""
    loop = event["detail"]
    if loop["humanLoopStatus"] == "Failed":
        alert(f"{loop['humanLoopName']}: {loop['failureCode']}")
