"""Message details of injected errors of human task UIs and flow definitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_workteam.engine.table import Kind
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services.sagemaker.review_resources import (
    FLOW_DEFINITIONS,
    HUMAN_TASK_UIS,
    flow_definition_arn,
    human_task_ui_arn,
)
from pytest_workteam.services.state import State


def review_details(operation: str, parameters: Parameters, state: State) -> Mapping[str, Any]:
    """Message details from the human task UI and flow definition in a request."""
    ui = parameters.get("HumanTaskUiName") or parameters.get("HumanTaskUiArn") or "*"
    flow = str(parameters.get("FlowDefinitionName", "*"))
    details: dict[str, Any] = {
        "human_task_ui": ui,
        "human_task_ui_arn": human_task_ui_arn(state, str(ui)),
        "flow_definition_name": flow,
        "flow_definition_arn": flow_definition_arn(state, flow),
    }
    kinds: Mapping[str, Kind[Any]] = {
        "CreateHumanTaskUi": HUMAN_TASK_UIS,
        "CreateFlowDefinition": FLOW_DEFINITIONS,
    }
    if operation in kinds:
        kind: Kind[Any] = kinds[operation]
        count = len(state.table(kind))
        details.update(limit=count, utilization=count)
    if operation == "DeleteFlowDefinition":
        details["status"] = "Initializing"
    config = parameters.get("HumanLoopConfig")
    if isinstance(config, Mapping):
        details["workteam_arn"] = config.get("WorkteamArn", "*")
        details["human_task_ui_arn"] = config.get("HumanTaskUiArn", "*")
    return details


def review_arn(parameters: Parameters, state: State) -> str | None:
    """The ARN of the human task UI or flow definition in a request; None without either."""
    if "HumanTaskUiName" in parameters:
        return human_task_ui_arn(state, str(parameters["HumanTaskUiName"]))
    if "FlowDefinitionName" in parameters:
        return flow_definition_arn(state, str(parameters["FlowDefinitionName"]))
    return None
