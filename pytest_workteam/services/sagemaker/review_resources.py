"""Stored resources of Amazon A2I: human task UIs, flow definitions and human loops."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from pytest_workteam.engine.state import by_creation
from pytest_workteam.engine.table import Kind, by_name
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services import arns
from pytest_workteam.services.arns import PUBLIC_CROWD_ACCOUNT, Arn
from pytest_workteam.services.state import State
from pytest_workteam.services.transitions import Transition

IN_PROGRESS = "InProgress"
COMPLETED = "Completed"
FAILED = "Failed"
STOPPING = "Stopping"
STOPPED = "Stopped"


class HumanTaskUi(NamedTuple):
    """A human task UI: the template of the page that workers see."""

    name: str
    sequence: int
    created: dt.datetime
    content: str
    tags: dict[str, str]


class FlowDefinition(NamedTuple):
    """A flow definition; ``members`` are the request's members that Describe returns."""

    name: str
    sequence: int
    created: dt.datetime
    members: Parameters
    tags: dict[str, str]
    transition: Transition | None = None
    failure_reason: str | None = None
    deleting: bool = False


class HumanAnswer(NamedTuple):
    """A worker's answer to a task of a human loop; tasks are numbered from 0."""

    task: int
    content: Any
    worker: str
    submitted: dt.datetime


class HumanLoop(NamedTuple):
    """A human loop.

    Attributes:
        source: The flow definition's request source when the loop was started.
        config: The flow definition's ``HumanLoopConfig`` when the loop was started.
        request: The parameters of StartHumanLoop.
        described: Number of describe and list calls that returned the loop.
    """

    name: str
    sequence: int
    created: dt.datetime
    flow_definition: str
    source: str | None
    config: Parameters
    request: Parameters
    output_uri: str
    status: str = IN_PROGRESS
    transition: Transition | None = None
    failure_code: str | None = None
    failure_reason: str | None = None
    answers: tuple[HumanAnswer, ...] = ()
    described: int = 0
    ended: dt.datetime | None = None


_ORDERS = {"Name": by_name, "CreationTime": by_creation}

HUMAN_TASK_UIS = Kind[HumanTaskUi]("human-task-ui", _ORDERS)
FLOW_DEFINITIONS = Kind[FlowDefinition]("flow-definition", _ORDERS)
HUMAN_LOOPS = Kind[HumanLoop]("human-loop", _ORDERS)


def human_task_ui_arn(state: State, name: str) -> str:
    """The ARN of a human task UI."""
    return arns.arn(state, "human-task-ui", name)


def flow_definition_arn(state: State, name: str) -> str:
    """The ARN of a flow definition."""
    return arns.arn(state, "flow-definition", name)


def human_loop_arn(state: State, name: str) -> str:
    """The ARN of a human loop."""
    return arns.arn(state, "human-loop", name)


def human_task_ui_by_arn(state: State, arn: str) -> HumanTaskUi | None:
    """The human task UI with an ARN; None if it does not exist in this account and region."""
    ui = state.table(HUMAN_TASK_UIS).get(arn.rpartition("/")[2])
    return ui if ui is not None and human_task_ui_arn(state, ui.name) == arn else None


def is_known_human_task_ui(state: State, arn: str) -> bool:
    """Whether a human task UI of the account, or one that AWS owns in the region, has the ARN."""
    if human_task_ui_by_arn(state, arn) is not None:
        return True
    parsed = Arn.parse(arn)
    return (
        parsed is not None
        and parsed.account_id == PUBLIC_CROWD_ACCOUNT
        and parsed.region == state.region
    )


def loops_of(state: State, flow_definition: str) -> list[HumanLoop]:
    """The human loops of a flow definition."""
    loops = state.table(HUMAN_LOOPS).values()
    return [loop for loop in loops if loop.flow_definition == flow_definition]
