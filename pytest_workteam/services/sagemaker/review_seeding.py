"""Seeding of human task UIs and flow definitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_workteam.engine.regions import partition_of
from pytest_workteam.services.sagemaker import seeding
from pytest_workteam.services.sagemaker.resources import WORKTEAMS, workteam_arn
from pytest_workteam.services.sagemaker.review_resources import (
    FLOW_DEFINITIONS,
    HUMAN_TASK_UIS,
    human_task_ui_arn,
)
from pytest_workteam.services.sagemaker.service import SAGEMAKER
from pytest_workteam.services.seeding import DESCRIPTION, carry_out, check_named_once, seeded_bucket
from pytest_workteam.services.state import State

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

TEMPLATE = "<crowd-form>{{ task.input | to_json }}</crowd-form>"
"""The template of a seeded human task UI."""


def add_human_task_ui(state: State, name: str, given: Mapping[str, Any]) -> str:
    """Add a human task UI as CreateHumanTaskUi would; returns the ARN."""
    what = f"add_human_task_ui({name!r})"
    check_named_once(what, "HumanTaskUiName", given)
    parameters = {"HumanTaskUiName": name, "UiTemplate": {"Content": TEMPLATE}, **given}
    result = carry_out(what, state, SAGEMAKER, "CreateHumanTaskUi", parameters)
    return str(result["HumanTaskUiArn"])


def add_flow_definition(
    state: State,
    name: str,
    workteam: str,
    *,
    human_task_ui: str,
    task_count: int,
    given: Mapping[str, Any],
) -> str:
    """Add a flow definition as CreateFlowDefinition would.

    A work team or human task UI with a new name is added.

    Returns:
        The flow definition's ARN.

    Raises:
        SeedRefused: The service would refuse to create it.
    """
    what = f"add_flow_definition({name!r})"
    check_named_once(what, "FlowDefinitionName", given)
    with state.lock:
        parameters = {
            "FlowDefinitionName": name,
            "OutputConfig": {"S3OutputPath": f"{seeded_bucket(state)}/human-loops"},
            "RoleArn": f"arn:{partition_of(state.region)}:iam::{state.account_id}:role/seeded",
            **given,
        }
        if "HumanLoopConfig" not in given:
            parameters["HumanLoopConfig"] = {
                "WorkteamArn": _workteam(state, workteam),
                "HumanTaskUiArn": _human_task_ui(state, human_task_ui),
                "TaskTitle": "Review",
                "TaskDescription": DESCRIPTION,
                "TaskCount": task_count,
            }
        result = carry_out(what, state, SAGEMAKER, "CreateFlowDefinition", parameters)
    return str(result["FlowDefinitionArn"])


def _workteam(state: State, workteam: str) -> str:
    """The ARN of a work team; ``workteam`` is an ARN, or a name, which is added if missing."""
    if workteam.startswith("arn:"):
        return workteam
    if workteam not in state.table(WORKTEAMS):
        seeding.add_workteam(state, workteam, {})
    return workteam_arn(state, workteam)


def _human_task_ui(state: State, human_task_ui: str) -> str:
    """The ARN of a human task UI, given by ARN, or by a name, which is added if missing."""
    if human_task_ui.startswith("arn:"):
        return human_task_ui
    if human_task_ui not in state.table(HUMAN_TASK_UIS):
        add_human_task_ui(state, human_task_ui, {})
    return human_task_ui_arn(state, human_task_ui)


def end_initializing(state: State, name: str) -> None:
    """End the Initializing status of a flow definition."""
    flows = state.table(FLOW_DEFINITIONS)
    flows.put(flows[name]._replace(transition=None))
