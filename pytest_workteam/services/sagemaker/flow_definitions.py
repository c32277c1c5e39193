"""Flow definitions: create, describe, list, delete."""

from __future__ import annotations

from pytest_workteam.engine import paging
from pytest_workteam.engine.service import Operations
from pytest_workteam.engine.situations import Refusal
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services import transitions
from pytest_workteam.services.sagemaker import activation_conditions, known_workteams, tags
from pytest_workteam.services.sagemaker import flow_definition_situations as situations
from pytest_workteam.services.sagemaker.human_task_uis import created_between
from pytest_workteam.services.sagemaker.review_resources import (
    FLOW_DEFINITIONS,
    HUMAN_LOOPS,
    IN_PROGRESS,
    FlowDefinition,
    flow_definition_arn,
    is_known_human_task_ui,
    loops_of,
)
from pytest_workteam.services.state import State

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

operations = Operations()

ACTIVE = "Active"
INITIALIZING = "Initializing"
FAILED = "Failed"
DELETING = "Deleting"

_MAX_SECONDS = {"TaskTimeLimitInSeconds": 28_800, "TaskAvailabilityLifetimeInSeconds": 864_000}
"""Maximum task times, by Terraform's provider."""


@operations.add("CreateFlowDefinition")
def create_flow_definition(state: State, parameters: Parameters) -> Parameters:
    settle(state)
    members = {name: value for name, value in parameters.items() if name != "Tags"}
    name = members.pop("FlowDefinitionName")
    flow_tags = tags.checked(parameters.get("Tags", []))
    _check_activation(parameters)
    if "HumanLoopConfig" in parameters:
        _check_config(state, parameters["HumanLoopConfig"])
    flows = state.table(FLOW_DEFINITIONS)
    arn = flow_definition_arn(state, name)
    if name in flows:
        raise Refusal(situations.FLOW_DEFINITION_IN_USE, flow_definition_arn=arn)
    limit = state.settings.flow_definition_limit
    if limit is not None and len(flows) >= limit:
        raise Refusal(situations.FLOW_DEFINITION_LIMIT, limit=limit, utilization=len(flows))
    flows.put(
        FlowDefinition(
            name,
            sequence=state.next_sequence(),
            created=state.now(),
            members=members,
            tags=flow_tags,
            transition=transitions.begin(state, INITIALIZING, state.settings.flow_definition_delay),
        )
    )
    return {"FlowDefinitionArn": arn}


def source_of(members: Parameters) -> str | None:
    """The service whose responses are reviewed; None for a custom task type."""
    source = members.get("HumanLoopRequestSource", {})
    managed: str | None = source.get("AwsManagedHumanLoopRequestSource")
    return managed


def conditions_of(members: Parameters) -> str | None:
    """The activation conditions of a flow definition; None if every request is reviewed."""
    config = members.get("HumanLoopActivationConfig")
    if config is None:
        return None
    return str(config["HumanLoopActivationConditionsConfig"]["HumanLoopActivationConditions"])


def _check_activation(parameters: Parameters) -> None:
    source, conditions = source_of(parameters), conditions_of(parameters)
    if conditions is None:
        # The rules of other sources, such as Amazon Bedrock evaluations, are not known.
        if source in (activation_conditions.TEXTRACT, activation_conditions.REKOGNITION):
            raise Refusal(situations.FLOW_ACTIVATION_MISSING, source=source)
        return
    if source is None:
        raise Refusal(situations.FLOW_SOURCE_MISSING)
    problem = activation_conditions.problem_with(conditions, source)
    if problem is not None:
        raise Refusal(situations.ACTIVATION_CONDITIONS_INVALID, reason=problem)


def _check_config(state: State, config: Parameters) -> None:
    for member, maximum in _MAX_SECONDS.items():
        if config.get(member, 0) > maximum:
            raise Refusal(
                situations.FLOW_TASK_TIME, member=member, maximum=maximum, number=config[member]
            )
    team, ui = config["WorkteamArn"], config["HumanTaskUiArn"]
    if not known_workteams.is_known(state, team):
        raise Refusal(situations.FLOW_WORKTEAM_NOT_FOUND, workteam_arn=team)
    if not is_known_human_task_ui(state, ui):
        raise Refusal(situations.FLOW_HUMAN_TASK_UI_NOT_FOUND, human_task_ui_arn=ui)


def existing_flow_definition(state: State, name: str) -> FlowDefinition:
    settle(state)
    try:
        return state.table(FLOW_DEFINITIONS)[name]
    except KeyError:
        raise Refusal(situations.UNKNOWN_FLOW_DEFINITION, flow_definition_name=name) from None


@operations.add("DescribeFlowDefinition")
def describe_flow_definition(state: State, parameters: Parameters) -> Parameters:
    flow = existing_flow_definition(state, parameters["FlowDefinitionName"])
    result = described(state, flow)
    left = transitions.after_describe(flow.transition)
    if left is not flow.transition:
        state.table(FLOW_DEFINITIONS).put(flow._replace(transition=left))
    return result


def status_of(state: State, flow: FlowDefinition) -> str:
    """The current status of a flow definition."""
    if flow.deleting:
        return DELETING
    final = ACTIVE if flow.failure_reason is None else FAILED
    return transitions.status_in(state, flow.transition, final)


def described(state: State, flow: FlowDefinition) -> Parameters:
    """The Describe structure of a flow definition."""
    return {**_summary(state, flow), **flow.members}


def _summary(state: State, flow: FlowDefinition) -> Parameters:
    status = status_of(state, flow)
    summary: Parameters = {
        "FlowDefinitionName": flow.name,
        "FlowDefinitionArn": flow_definition_arn(state, flow.name),
        "FlowDefinitionStatus": status,
        "CreationTime": flow.created,
    }
    if status == FAILED:
        summary["FailureReason"] = flow.failure_reason
    return summary


@operations.add("DeleteFlowDefinition")
def delete_flow_definition(state: State, parameters: Parameters) -> Parameters:
    flow = existing_flow_definition(state, parameters["FlowDefinitionName"])
    status = status_of(state, flow)
    if status != ACTIVE:
        raise Refusal(
            situations.FLOW_DEFINITION_NOT_DELETABLE, flow_definition_name=flow.name, status=status
        )
    transition = transitions.begin(state, DELETING, state.settings.flow_definition_delay)
    loops = state.table(HUMAN_LOOPS)
    for loop in loops_of(state, flow.name):
        # Loops that no worker has begun are stopped and deleted, as documented.
        if loop.status != IN_PROGRESS or not loop.answers:
            loops.remove(loop.name)
    state.table(FLOW_DEFINITIONS).put(flow._replace(deleting=True, transition=transition))
    settle(state)
    return {}


def settle(state: State) -> None:
    """Finish due deletions of flow definitions, whose human loops are removed as well."""
    flows = state.table(FLOW_DEFINITIONS)
    for flow in tuple(flows.values()):
        if not flow.deleting or transitions.status_in(state, flow.transition, "") == DELETING:
            continue
        loops = loops_of(state, flow.name)
        if any(loop.status == IN_PROGRESS for loop in loops):
            continue
        for loop in loops:
            state.table(HUMAN_LOOPS).remove(loop.name)
        flows.remove(flow.name)


@operations.add("ListFlowDefinitions")
def list_flow_definitions(state: State, parameters: Parameters) -> Parameters:
    settle(state)
    page = paging.page(
        state,
        "ListFlowDefinitions",
        parameters,
        state.table(FLOW_DEFINITIONS),
        order="CreationTime",
        fragment="",
        matches=created_between(parameters),
    )
    return page.result(
        "FlowDefinitionSummaries", [_summary(state, flow) for flow in page.resources]
    )
