"""The scenarios of Amazon A2I, with programs that look first, wait, or ask for something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_workteam import Scenario, WorkteamBackend
from pytest_workteam.scenarios.builtin import BUILTIN
from pytest_workteam.scenarios.reviews import OPERATIONS
from pytest_workteam.scenarios.selection import find
from pytest_workteam.services.catalog import SERVICES
from tests.support import FLOW_ARN, UI_ARN, flow_definition, human_loop, linked


@pytest.fixture
def applied(workteam_backend: WorkteamBackend) -> Callable[[str], Scenario]:
    def apply(name: str) -> Scenario:
        scenario = find(f"a2i/{name}", BUILTIN)
        assert scenario is not None
        scenario.apply(workteam_backend)
        return scenario

    return apply


@pytest.mark.parametrize("name", ["loop-fails", "loop-expires", "loop-stopped-by-someone"])
def test_a_loop_that_ended_before_shows_no_effect(
    workteam_backend: WorkteamBackend,
    workteam_a2i_client: Any,
    applied: Callable[[str], Scenario],
    name: str,
) -> None:
    scenario = applied(name)
    workteam_backend.add_human_loop("loop")
    workteam_backend.human_loops["loop"].complete("own")

    workteam_a2i_client.describe_human_loop(HumanLoopName="loop")

    assert scenario.missing_effect(workteam_backend.calls) == (
        "DescribeHumanLoop was called, but no call shows the scenario's effect"
    )


def test_a_flow_definition_that_was_not_there_to_fail_shows_no_effect(
    workteam_backend: WorkteamBackend,
    workteam_client: Any,
    applied: Callable[[str], Scenario],
) -> None:
    scenario = applied("flow-fails")
    workteam_backend.add_flow_definition("flow")
    workteam_backend.races.clear()

    workteam_client.describe_flow_definition(FlowDefinitionName="flow")

    assert scenario.missing_effect(workteam_backend.calls) == (
        "DescribeFlowDefinition was called, but no call shows the scenario's effect"
    )


ENDS = {"loop-fails": "Failed", "loop-expires": "Failed", "loop-stopped-by-someone": "Stopped"}


@pytest.mark.parametrize("name", ENDS)
def test_a_program_that_lists_loops_satisfies_the_scenario(
    workteam_backend: WorkteamBackend,
    workteam_a2i_client: Any,
    applied: Callable[[str], Scenario],
    name: str,
) -> None:
    scenario = applied(name)
    for loop in ("a", "b"):
        workteam_backend.add_human_loop(loop)

    rows = workteam_a2i_client.list_human_loops(FlowDefinitionArn=FLOW_ARN)["HumanLoopSummaries"]

    assert [row["HumanLoopStatus"] for row in rows] == [ENDS[name], "InProgress"]
    assert scenario.missing_effect(workteam_backend.calls) is None


@pytest.mark.parametrize("name", ENDS)
def test_other_loops_go_on(
    workteam_backend: WorkteamBackend,
    workteam_a2i_client: Any,
    applied: Callable[[str], Scenario],
    name: str,
) -> None:
    applied(name)
    workteam_backend.add_human_loop("other")
    workteam_backend.add_human_loop("loop", flow_definition="flow")
    with pytest.raises(workteam_a2i_client.exceptions.ResourceNotFoundException):
        workteam_a2i_client.describe_human_loop(HumanLoopName="none")

    shown = workteam_a2i_client.describe_human_loop(HumanLoopName="loop")

    assert shown["HumanLoopStatus"] == ENDS[name]
    assert workteam_backend.human_loops["other"]["HumanLoopStatus"] == "InProgress"


def test_a_program_that_waits_satisfies_the_scenario(
    workteam_backend: WorkteamBackend,
    workteam_client: Any,
    workteam_a2i_client: Any,
    applied: Callable[[str], Scenario],
) -> None:
    scenario = applied("flow-not-active")
    workteam_backend.add_flow_definition("flow")
    statuses = [
        workteam_client.describe_flow_definition(FlowDefinitionName="flow")["FlowDefinitionStatus"]
        for _ in range(3)
    ]
    workteam_a2i_client.start_human_loop(**human_loop())

    assert statuses == ["Initializing", "Initializing", "Active"]
    assert scenario.missing_effect(workteam_backend.calls) is None


@pytest.mark.parametrize("name", ["loop-name-in-use", "flow-missing", "flow-fails", "ui-deleted"])
def test_a_request_for_a_flow_definition_that_is_missing_uses_nothing_up(
    workteam_backend: WorkteamBackend,
    workteam_client: Any,
    workteam_a2i_client: Any,
    applied: Callable[[str], Scenario],
    name: str,
) -> None:
    applied(name)
    workteam_backend.add_flow_definition("flow")
    elsewhere = {**human_loop(), "FlowDefinitionArn": f"{FLOW_ARN}-2"}
    with pytest.raises(ClientError, match="FlowDefinition"):
        workteam_a2i_client.start_human_loop(**elsewhere)

    with pytest.raises(ClientError) as caught:
        workteam_a2i_client.start_human_loop(**human_loop())

    code = "ConflictException" if name == "loop-name-in-use" else "ValidationException"
    assert caught.value.response["Error"]["Code"] == code


def test_a_name_that_the_program_itself_has_taken(
    workteam_backend: WorkteamBackend,
    workteam_a2i_client: Any,
    applied: Callable[[str], Scenario],
) -> None:
    workteam_backend.add_human_loop("loop", content="own")
    applied("loop-name-in-use")

    with pytest.raises(workteam_a2i_client.exceptions.ConflictException):
        workteam_a2i_client.start_human_loop(**human_loop())

    assert workteam_backend.tasks[0].input == "own"


def test_a_team_of_someone_else_is_not_removed(
    workteam_backend: WorkteamBackend, workteam_client: Any, applied: Callable[[str], Scenario]
) -> None:
    applied("team-missing")
    workteam_backend.add_workteam("reviewers")
    workteam_backend.add_human_task_ui("review")
    public = "arn:aws:sagemaker:us-east-1:394669845002:workteam/public-crowd/default"
    workteam_client.create_flow_definition(**flow_definition("public", WorkteamArn=public))

    with pytest.raises(ClientError, match="The specified Workteam"):
        workteam_client.create_flow_definition(**flow_definition())


class TestThrottled:
    @pytest.mark.parametrize("operation", OPERATIONS)
    def test_any_operation_of_amazon_a2i(self, operation: str) -> None:
        scenario = find("a2i/throttled", BUILTIN)
        assert scenario is not None
        narrowed = scenario.for_operation(operation)

        assert narrowed is not None
        assert narrowed.operation == operation

    def test_no_other_operation(self) -> None:
        scenario = find("a2i/throttled", BUILTIN)
        assert scenario is not None

        assert scenario.for_operation("CreateWorkteam") is None

    def test_every_operation_of_human_loops_is_one(self) -> None:
        assert set(SERVICES["sagemaker-a2i-runtime"].operations) <= set(OPERATIONS)


def test_raises_takes_the_client_of_the_scenarios_service(
    workteam_client: Any, applied: Callable[[str], Scenario]
) -> None:
    with pytest.raises(TypeError) as caught:
        applied("quota-exceeded").raises(workteam_client)

    assert str(caught.value) == linked(
        "raises() takes the client that makes the call, such as "
        f"boto3.client('sagemaker-a2i-runtime'), not {workteam_client!r}",
        "scenario-raises",
    )


@pytest.mark.parametrize(
    "method,parameters,error",
    [
        (
            "create_human_task_ui",
            {"HumanTaskUiName": "review", "UiTemplate": {"Content": "a"}},
            (
                "ResourceLimitExceeded",
                "'Total number of human task UIs' is 0 HumanTaskUis, with current utilization of 0",
            ),
        ),
        (
            "create_flow_definition",
            flow_definition(),
            (
                "flow-human-task-ui-not-found",
                f"The specified HumanTaskUi '{UI_ARN}' does not exist",
            ),
        ),
        (
            "create_flow_definition",
            flow_definition(),
            (
                "AccessDeniedException",
                f"sagemaker:CreateFlowDefinition on resource: {FLOW_ARN} because",
            ),
        ),
        (
            "describe_human_task_ui",
            {"HumanTaskUiName": "review"},
            (
                "AccessDeniedException",
                f"sagemaker:DescribeHumanTaskUi on resource: {UI_ARN} because",
            ),
        ),
        (
            "delete_flow_definition",
            {"FlowDefinitionName": "flow"},
            ("ResourceInUse", "The flow definition flow is Initializing."),
        ),
    ],
)
def test_an_ordered_error_has_the_details_that_the_request_tells(
    workteam_backend: WorkteamBackend,
    workteam_client: Any,
    method: str,
    parameters: Any,
    error: tuple[str, str],
) -> None:
    code, message = error
    workteam_backend.fail(workteam_client.meta.method_to_api_mapping[method], code)

    with pytest.raises(ClientError) as caught:
        getattr(workteam_client, method)(**parameters)

    assert message in caught.value.response["Error"]["Message"]
