"""The Amazon Augmented AI Runtime service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pytest_workteam.engine.regions import partition_of
from pytest_workteam.engine.service import Service, Texts
from pytest_workteam.engine.situations import Refusal
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.protocols.rest_json import RestJson
from pytest_workteam.services.a2i_runtime import (
    common_situations,
    human_loop_situations,
    human_loops,
)
from pytest_workteam.services.constraints import refusal_for
from pytest_workteam.services.sagemaker.review_resources import (
    FLOW_DEFINITIONS,
    HUMAN_LOOPS,
    flow_definition_arn,
    human_loop_arn,
)
from pytest_workteam.services.state import State

if TYPE_CHECKING:
    from pytest_workteam.schema.violations import Violation

NAME = "sagemaker-a2i-runtime"


def _violations(violations: Sequence[Violation]) -> Refusal:
    return refusal_for(
        violations,
        constraint_violations=common_situations.LOOP_CONSTRAINT_VIOLATIONS,
        unknown_member=common_situations.LOOP_UNKNOWN_MEMBER,
        wrong_type=common_situations.LOOP_WRONG_TYPE,
    )


def _details(operation: str, parameters: Parameters, state: State) -> Mapping[str, Any]:
    name = str(parameters.get("HumanLoopName", "*"))
    flow = parameters.get("FlowDefinitionArn") or flow_definition_arn(state, "*")
    table = state.table(FLOW_DEFINITIONS)
    present = table.get(str(flow).rpartition("/")[2])
    config = {} if present is None else present.members.get("HumanLoopConfig", {})
    count = len(state.table(HUMAN_LOOPS))
    return {
        "operation": operation,
        "human_loop_name": name,
        "flow_definition_arn": flow,
        "human_task_ui_arn": config.get("HumanTaskUiArn", "*"),
        "status": "Initializing" if operation == "StartHumanLoop" else "InProgress",
        "resource": human_loop_arn(state, name) if "HumanLoopName" in parameters else flow,
        "limit": count,
        "utilization": count,
        "account_id": state.account_id,
        "partition": partition_of(state.region),
        "message": "Injected by the test.",
    }


A2I_RUNTIME = Service(
    NAME,
    codec=RestJson(NAME),
    resources=(human_loops,),
    situations=(human_loop_situations, common_situations),
    texts=Texts(
        violations=_violations,
        constraints=common_situations.LOOP_CONSTRAINT_VIOLATIONS,
        malformed=common_situations.LOOP_MALFORMED_REQUEST,
        invalid_token=common_situations.LOOP_INVALID_TOKEN,
        injected=common_situations.LOOP_INJECTED,
        details=_details,
    ),
)
