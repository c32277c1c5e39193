"""Built-in scenarios of Amazon A2I: flow definitions, human task UIs and human loops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from pytest_workteam.scenarios.faulty import FaultyScenario
from pytest_workteam.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from pytest_workteam.engine.calls import Call
    from pytest_workteam.fake import WorkteamBackend
    from pytest_workteam.protocols.messages import Parameters
    from pytest_workteam.services.view import View

INITIALIZING_DESCRIBES = 2

OPERATIONS = (
    "CreateFlowDefinition",
    "CreateHumanTaskUi",
    "DeleteFlowDefinition",
    "DeleteHumanLoop",
    "DeleteHumanTaskUi",
    "DescribeFlowDefinition",
    "DescribeHumanLoop",
    "DescribeHumanTaskUi",
    "ListFlowDefinitions",
    "ListHumanLoops",
    "ListHumanTaskUis",
    "RenderUiTemplate",
    "StartHumanLoop",
    "StopHumanLoop",
)
"""The operations of Amazon A2I."""


def _name_of(arn: object) -> str:
    return str(arn).rpartition("/")[2]


def _take_loop_name(view: View, parameters: Parameters) -> bool:
    """Start another loop with the request's name and flow definition."""
    name, flow = parameters["HumanLoopName"], _name_of(parameters["FlowDefinitionArn"])
    if name not in view.human_loops:
        if flow not in view.flow_definitions:
            return False
        content = {"started by": "someone else"}
        view.add_human_loop(name, flow_definition=flow, content=content)
    return True


def _remove_flow_definition(view: View, parameters: Parameters) -> bool:
    name = _name_of(parameters["FlowDefinitionArn"])
    flow = view.flow_definitions.get(name)
    if flow is None or flow["FlowDefinitionStatus"] != "Active":
        return False
    view.remove_flow_definition(name)
    return True


def _not_active(backend: WorkteamBackend) -> None:
    backend.flow_definition_delay = INITIALIZING_DESCRIBES


def _waited(call: Call) -> bool:
    """Whether the call described a flow definition that is Initializing."""
    result = call.result or {}
    return result.get("FlowDefinitionStatus") == "Initializing"


def _fail_flow_definition(view: View, parameters: Parameters) -> bool:
    name = parameters.get("FlowDefinitionName") or _name_of(parameters["FlowDefinitionArn"])
    if name not in view.flow_definitions:
        return False
    view.flow_definitions[name].fail("The role cannot be assumed.")
    return True


def _remove_team(view: View, parameters: Parameters) -> bool:
    name = _name_of(parameters.get("HumanLoopConfig", {}).get("WorkteamArn"))
    if name not in view.workteams:
        return False
    view.remove_workteam(name)
    return True


def _remove_ui(view: View, parameters: Parameters) -> bool:
    """Remove the human task UI of the flow definition that a request names."""
    flow = view.flow_definitions.get(_name_of(parameters["FlowDefinitionArn"]))
    config = {} if flow is None else flow.get("HumanLoopConfig", {})
    name = _name_of(config.get("HumanTaskUiArn"))
    if name not in view.human_task_uis:
        return False
    view.remove_human_task_ui(name)
    return True


def _raced(operations: Sequence[str], action: Callable[[View, Parameters], bool]) -> Any:
    """Arrange an action right before the first of the operations that it applies to."""
    return lambda backend: backend.races.add(operations, action)


def _ended(end: Callable[[View, str], None]) -> Any:
    """Arrange the end of the first loop in progress that a request describes or lists."""

    def action(view: View, parameters: Parameters) -> bool:
        name = parameters.get("HumanLoopName")
        flow = parameters.get("FlowDefinitionArn")
        for loop in view.human_loops.values():
            if loop["HumanLoopStatus"] == "InProgress" and (
                name == loop["HumanLoopName"] or flow == loop["FlowDefinitionArn"]
            ):
                end(view, loop["HumanLoopName"])
                return True
        return False

    return _raced(["DescribeHumanLoop", "ListHumanLoops"], action)


def _described(member: str, status: str) -> Callable[[Call], bool]:
    """Predicate on a call: whether it described a resource of this status."""
    return lambda call: (call.result or {}).get(member) == status


def _listed(status: str) -> Callable[[Call], bool]:
    """Predicate on a call: whether it listed a loop of this status."""

    def listed(call: Call) -> bool:
        summaries = (call.result or {}).get("HumanLoopSummaries", ())
        return any(summary["HumanLoopStatus"] == status for summary in summaries)

    return listed


SCENARIOS: Sequence[Scenario] = (
    Scenario(
        name="a2i/loop-name-in-use",
        summary="Someone else has started a human loop of the same name, with other input.",
        operation="StartHumanLoop",
        error="ConflictException",
        arrange=_raced(["StartHumanLoop"], _take_loop_name),
    ),
    FaultyScenario(
        name="a2i/quota-exceeded",
        summary="Every human loop is refused for the account's quota.",
        operation="StartHumanLoop",
        error="ServiceQuotaExceededException",
        any_operation=False,
    ),
    Scenario(
        name="a2i/flow-missing",
        summary="The flow definition is there when the code looks, and gone when a loop starts.",
        operation="StartHumanLoop",
        error="ValidationException",
        arrange=_raced(["StartHumanLoop"], _remove_flow_definition),
        situation="loop-flow-definition-not-found",
    ),
    Scenario(
        name="a2i/flow-not-active",
        summary="A flow definition is Initializing the first two times that it is described.",
        operation="StartHumanLoop",
        error="ValidationException",
        arrange=_not_active,
        situation="loop-flow-definition-not-active",
        shown_by=_waited,
    ),
    Scenario(
        name="a2i/flow-fails",
        summary="The first flow definition that the code waits for or uses is Failed.",
        operation="DescribeFlowDefinition",
        arrange=_raced(["DescribeFlowDefinition", "StartHumanLoop"], _fail_flow_definition),
        effect=_described("FlowDefinitionStatus", "Failed"),
    ),
    Scenario(
        name="a2i/team-missing",
        summary="The work team is there when the code looks, and gone when a flow names it.",
        operation="CreateFlowDefinition",
        error="ValidationException",
        arrange=_raced(["CreateFlowDefinition"], _remove_team),
        situation="flow-workteam-not-found",
    ),
    Scenario(
        name="a2i/ui-deleted",
        summary="The flow definition's human task UI is gone when a loop starts.",
        operation="StartHumanLoop",
        error="ValidationException",
        arrange=_raced(["StartHumanLoop"], _remove_ui),
        situation="loop-human-task-ui-deleted",
    ),
    Scenario(
        name="a2i/loop-fails",
        summary="The first human loop that the code looks at has failed inside the service.",
        operation="DescribeHumanLoop",
        arrange=_ended(lambda view, name: view.human_loops[name].fail("InternalError")),
        effect=_described("HumanLoopStatus", "Failed"),
        shown_by=_listed("Failed"),
    ),
    Scenario(
        name="a2i/loop-expires",
        summary="No worker answers the first human loop that the code looks at in time.",
        operation="DescribeHumanLoop",
        arrange=_ended(lambda view, name: view.human_loops[name].expire()),
        effect=_described("HumanLoopStatus", "Failed"),
        shown_by=_listed("Failed"),
    ),
    Scenario(
        name="a2i/loop-stopped-by-someone",
        summary="Someone else has stopped the first human loop that the code looks at.",
        operation="DescribeHumanLoop",
        arrange=_ended(lambda view, name: view.human_loops[name].stop()),
        effect=_described("HumanLoopStatus", "Stopped"),
        shown_by=_listed("Stopped"),
    ),
    FaultyScenario(
        name="a2i/throttled",
        summary="Every request of an operation of Amazon A2I is throttled.",
        operation="StartHumanLoop",
        error="ThrottlingException",
        operations=OPERATIONS,
    ),
)
