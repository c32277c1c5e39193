"""Human loops: start, describe, list, stop, delete."""

from __future__ import annotations

from pytest_workteam.engine import paging
from pytest_workteam.engine.service import Operations
from pytest_workteam.engine.situations import Refusal
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.protocols.rest_json import seconds_of
from pytest_workteam.protocols.values import UNDECODABLE, decoder
from pytest_workteam.services.a2i_runtime import human_loop_situations as situations
from pytest_workteam.services.a2i_runtime import loop_work, outputs
from pytest_workteam.services.sagemaker import flow_definitions
from pytest_workteam.services.sagemaker.human_task_uis import created_between
from pytest_workteam.services.sagemaker.review_resources import (
    COMPLETED,
    FAILED,
    FLOW_DEFINITIONS,
    HUMAN_LOOPS,
    IN_PROGRESS,
    STOPPED,
    FlowDefinition,
    HumanLoop,
    flow_definition_arn,
    human_loop_arn,
    is_known_human_task_ui,
)
from pytest_workteam.services.state import State

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

operations = Operations()

TERMINAL_STATUSES = (COMPLETED, FAILED, STOPPED)


@operations.add("StartHumanLoop", before=loop_work.find_work, after=loop_work.find_work)
def start_human_loop(state: State, parameters: Parameters) -> Parameters:
    name = parameters["HumanLoopName"]
    loop_work.settle(state, name)
    _check_input(parameters["HumanLoopInput"]["InputContent"])
    flow = _active_flow_definition(state, parameters["FlowDefinitionArn"])
    loops = state.table(HUMAN_LOOPS)
    arn = human_loop_arn(state, name)
    present = loops.get(name)
    if present is not None:
        # StartHumanLoop is idempotent: botocore retries a request whose response was lost.
        if present.status == IN_PROGRESS and present.request == parameters:
            return {"HumanLoopArn": arn}
        raise Refusal(situations.HUMAN_LOOP_IN_USE, human_loop_name=name)
    _check_quota(state)
    now = state.now()
    output_path = flow.members["OutputConfig"]["S3OutputPath"]
    loops.put(
        HumanLoop(
            name,
            sequence=state.next_sequence(),
            created=now,
            flow_definition=flow.name,
            source=flow_definitions.source_of(flow.members),
            config=flow.members["HumanLoopConfig"],
            request=parameters,
            output_uri=outputs.output_uri(output_path, flow.name, now, name),
        )
    )
    return {"HumanLoopArn": arn}


def _check_input(text: str) -> None:
    try:
        decoder.decode(text)
    except UNDECODABLE as error:
        raise Refusal(situations.LOOP_INPUT_CONTENT, reason=str(error)) from None


def _flow_definition(state: State, arn: str) -> FlowDefinition | None:
    flow = state.table(FLOW_DEFINITIONS).get(arn.rpartition("/")[2])
    return flow if flow is not None and flow_definition_arn(state, flow.name) == arn else None


def _active_flow_definition(state: State, arn: str) -> FlowDefinition:
    flow = _flow_definition(state, arn)
    if flow is None:
        raise Refusal(situations.LOOP_FLOW_DEFINITION_NOT_FOUND, flow_definition_arn=arn)
    status = flow_definitions.status_of(state, flow)
    if status != flow_definitions.ACTIVE:
        raise Refusal(
            situations.LOOP_FLOW_DEFINITION_NOT_ACTIVE, flow_definition_arn=arn, status=status
        )
    config = flow.members.get("HumanLoopConfig")
    if config is None:
        raise Refusal(situations.LOOP_WITHOUT_WORKERS, flow_definition_arn=arn)
    ui = config["HumanTaskUiArn"]
    if not is_known_human_task_ui(state, ui):
        raise Refusal(
            situations.LOOP_HUMAN_TASK_UI_DELETED, human_task_ui_arn=ui, flow_definition_arn=arn
        )
    return flow


def _check_quota(state: State) -> None:
    limit = state.settings.human_loop_limit
    if limit is None:
        return
    loop_work.settle(state)
    loops = state.table(HUMAN_LOOPS).values()
    utilization = sum(loop.status == IN_PROGRESS for loop in loops)
    if utilization >= limit:
        raise Refusal(situations.HUMAN_LOOP_QUOTA, limit=limit, utilization=utilization)


def existing_human_loop(state: State, name: str) -> HumanLoop:
    loop_work.settle(state, name)
    try:
        return state.table(HUMAN_LOOPS)[name]
    except KeyError:
        raise Refusal(situations.UNKNOWN_HUMAN_LOOP, human_loop_name=name) from None


@operations.add("DescribeHumanLoop", before=loop_work.find_work)
def describe_human_loop(state: State, parameters: Parameters) -> Parameters:
    loop = existing_human_loop(state, parameters["HumanLoopName"])
    result = described(state, loop)
    loop_work.count_describe(state, loop)
    return result


def described(state: State, loop: HumanLoop) -> Parameters:
    """The Describe structure of a human loop."""
    result = {
        **_summary(state, loop),
        "HumanLoopArn": human_loop_arn(state, loop.name),
        "HumanLoopOutput": {"OutputS3Uri": loop.output_uri},
    }
    if loop.failure_code is not None:
        result["FailureCode"] = loop.failure_code
    return result


def _summary(state: State, loop: HumanLoop) -> Parameters:
    summary: Parameters = {
        "HumanLoopName": loop.name,
        "HumanLoopStatus": loop.status,
        "CreationTime": loop.created,
        "FlowDefinitionArn": flow_definition_arn(state, loop.flow_definition),
    }
    if loop.failure_reason is not None:
        summary["FailureReason"] = loop.failure_reason
    return summary


@operations.add("ListHumanLoops", before=loop_work.find_work)
def list_human_loops(state: State, parameters: Parameters) -> Parameters:
    loop_work.settle(state)
    arn = parameters["FlowDefinitionArn"]
    flow = _flow_definition(state, arn)
    if flow is None:
        raise Refusal(situations.LOOPS_OF_UNKNOWN_FLOW_DEFINITION, flow_definition_arn=arn)
    bounds: Parameters = {
        name: seconds_of(parameters[name])
        for name in ("CreationTimeAfter", "CreationTimeBefore")
        if name in parameters
    }
    in_time = created_between(bounds)
    page = paging.page(
        state,
        "ListHumanLoops",
        parameters,
        state.table(HUMAN_LOOPS),
        order="CreationTime",
        fragment="",
        matches=lambda loop: loop.flow_definition == flow.name and in_time(loop),
    )
    result = page.result("HumanLoopSummaries", [_summary(state, loop) for loop in page.resources])
    for loop in page.resources:
        loop_work.count_describe(state, loop)
    return result


@operations.add("StopHumanLoop", before=loop_work.find_work)
def stop_human_loop(state: State, parameters: Parameters) -> Parameters:
    loop = existing_human_loop(state, parameters["HumanLoopName"])
    if loop.status in TERMINAL_STATUSES:
        raise Refusal(situations.HUMAN_LOOP_OVER, human_loop_name=loop.name, status=loop.status)
    if loop.status == IN_PROGRESS:
        loop_work.stop(state, loop)
    return {}


@operations.add("DeleteHumanLoop", before=loop_work.find_work)
def delete_human_loop(state: State, parameters: Parameters) -> Parameters:
    loop = existing_human_loop(state, parameters["HumanLoopName"])
    if loop.status not in TERMINAL_STATUSES:
        raise Refusal(situations.HUMAN_LOOP_NOT_OVER, human_loop_name=loop.name, status=loop.status)
    state.table(HUMAN_LOOPS).remove(loop.name)
    return {}
