from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from pytest_workteam import InvalidSetting, SeedRefused, WorkteamBackend, lost_response
from pytest_workteam.errors import ReadOnlyError
from pytest_workteam.schema import check_response
from tests.support import (
    ARN_START,
    FLOW_ARN,
    TEAM_ARN,
    UI_ARN,
    client_in,
    flow_definition,
    human_loop,
    human_task_ui,
    linked,
    refused,
    team,
)

SERVICE = "sagemaker-a2i-runtime"
LOOP_ARN = f"{ARN_START}human-loop/loop"
CREATED = dt.datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=dt.timezone.utc)
OUTPUT_URI = "s3://bucket/reviews/flow/2026/01/02/03/04/05/loop/output.json"


@pytest.fixture(autouse=True)
def _flow_definition(workteam_backend: WorkteamBackend) -> None:
    given = flow_definition()
    workteam_backend.add_workteam("reviewers")
    workteam_backend.add_human_task_ui("review")
    workteam_backend.add_flow_definition(given.pop("FlowDefinitionName"), **given)


def status(client: Any, name: str = "loop") -> str:
    return str(client.describe_human_loop(HumanLoopName=name)["HumanLoopStatus"])


def answer(client: Any, call: str, **parameters: Any) -> Any:
    result = getattr(client, call)(**parameters)
    del result["ResponseMetadata"]
    return result


def test_a_whole_review_in_a_new_account() -> None:
    # The calls of AWS's sample notebooks, in order.
    with WorkteamBackend() as backend:
        backend.flow_definition_delay = backend.human_loop_delay = 2
        sagemaker, runtime = client_in("us-east-1"), client_in("us-east-1", service=SERVICE)
        team_arn = sagemaker.create_workteam(**team("reviewers"))["WorkteamArn"]
        ui_arn = sagemaker.create_human_task_ui(**human_task_ui())["HumanTaskUiArn"]
        flow_arn = sagemaker.create_flow_definition(
            **flow_definition(WorkteamArn=team_arn, HumanTaskUiArn=ui_arn)
        )["FlowDefinitionArn"]
        for _ in range(60):
            described = sagemaker.describe_flow_definition(FlowDefinitionName="flow")
            if described["FlowDefinitionStatus"] == "Active":
                break
        backend.workers(lambda task: {"label": task.input["text"].upper()}, after=2)
        for text in ("a", "b"):
            runtime.start_human_loop(
                HumanLoopName=f"loop-{text}",
                FlowDefinitionArn=flow_arn,
                HumanLoopInput={"InputContent": json.dumps({"text": text})},
            )
        for _ in range(60):
            loops = runtime.list_human_loops(FlowDefinitionArn=flow_arn)["HumanLoopSummaries"]
            if all(loop["HumanLoopStatus"] == "Completed" for loop in loops):
                break
        found = []
        for loop in loops:
            described = runtime.describe_human_loop(HumanLoopName=loop["HumanLoopName"])
            output = json.loads(backend.s3_objects[described["HumanLoopOutput"]["OutputS3Uri"]])
            found.append(output["humanAnswers"][0]["answerContent"])

    assert found == [{"label": "A"}, {"label": "B"}]
    assert len(backend.calls.of("DescribeFlowDefinition")) == 3
    assert len(backend.calls.of("ListHumanLoops")) == 3
    assert {call.service for call in backend.calls} == {"sagemaker", SERVICE}


class TestStart:
    def test_describe_returns_the_started_loop(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        workteam_backend.clock = lambda: CREATED

        started = answer(workteam_a2i_client, "start_human_loop", **human_loop())
        described = answer(workteam_a2i_client, "describe_human_loop", HumanLoopName="loop")

        assert started == {"HumanLoopArn": LOOP_ARN}
        assert described == {
            "HumanLoopName": "loop",
            "HumanLoopArn": LOOP_ARN,
            "HumanLoopStatus": "InProgress",
            "CreationTime": CREATED,
            "FlowDefinitionArn": FLOW_ARN,
            "HumanLoopOutput": {"OutputS3Uri": OUTPUT_URI},
        }
        assert check_response("StartHumanLoop", started, SERVICE) == ()
        assert check_response("DescribeHumanLoop", described, SERVICE) == ()

    def test_the_time_in_the_output_path_is_utc(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        abroad = dt.timezone(dt.timedelta(hours=5))
        workteam_backend.clock = lambda: CREATED.astimezone(abroad)
        workteam_a2i_client.start_human_loop(**human_loop())

        described = workteam_a2i_client.describe_human_loop(HumanLoopName="loop")
        assert described["HumanLoopOutput"]["OutputS3Uri"] == OUTPUT_URI

    def test_a_name_in_use_with_other_input_is_refused(self, workteam_a2i_client: Any) -> None:
        workteam_a2i_client.start_human_loop(**human_loop())

        with refused(
            "ConflictException",
            "Your request has the same name as another active human loop but has different input "
            "data. You cannot start two human loops with the same name and different input data: "
            "loop",
        ):
            workteam_a2i_client.start_human_loop(**human_loop(content='{"text": "b"}'))

    def test_the_same_request_is_idempotent(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        first = workteam_a2i_client.start_human_loop(**human_loop())["HumanLoopArn"]
        assert workteam_a2i_client.start_human_loop(**human_loop())["HumanLoopArn"] == first
        assert len(workteam_backend.tasks) == 1

        workteam_backend.human_loops["loop"].complete({})
        with pytest.raises(workteam_a2i_client.exceptions.ConflictException):
            workteam_a2i_client.start_human_loop(**human_loop())

    def test_a_retry_after_a_lost_response_succeeds(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        workteam_backend.fail("StartHumanLoop", lost_response)

        assert workteam_a2i_client.start_human_loop(**human_loop())["HumanLoopArn"] == LOOP_ARN

    def test_a_deleted_loops_name_can_be_used_again(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        workteam_a2i_client.start_human_loop(**human_loop())
        workteam_backend.human_loops["loop"].complete({})
        workteam_a2i_client.delete_human_loop(HumanLoopName="loop")

        workteam_a2i_client.start_human_loop(**human_loop(content="[]"))

    def test_an_unknown_flow_definition(self, workteam_a2i_client: Any) -> None:
        for arn in (FLOW_ARN + "-2", FLOW_ARN.replace("us-east-1", "eu-west-1")):
            with refused(
                "ValidationException",
                f"The specified FlowDefinition '{arn}' does not exist or you do not have access "
                "to it.",
            ):
                workteam_a2i_client.start_human_loop(**{**human_loop(), "FlowDefinitionArn": arn})

    @pytest.mark.parametrize("state", ["Initializing", "Failed"])
    def test_an_inactive_flow_definition(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any, state: str
    ) -> None:
        workteam_backend.remove_flow_definition("flow")
        workteam_backend.flow_definition_delay = 1 if state == "Initializing" else 0
        workteam_backend.add_flow_definition("flow")
        if state == "Failed":
            workteam_backend.flow_definitions["flow"].fail()

        with refused(
            "ValidationException",
            f"The flow definition {FLOW_ARN} is {state}. A human loop can be started only if its "
            "flow definition is Active.",
        ):
            workteam_a2i_client.start_human_loop(**human_loop())

    def test_a_deleted_ui_prevents_only_new_loops(
        self, workteam_backend: WorkteamBackend, workteam_client: Any, workteam_a2i_client: Any
    ) -> None:
        workteam_a2i_client.start_human_loop(**human_loop())
        workteam_client.delete_human_task_ui(HumanTaskUiName="review")

        with refused(
            "ValidationException",
            f"The human task UI {UI_ARN} of flow definition {FLOW_ARN} does not exist. Create it "
            "again, or use another flow definition.",
        ):
            workteam_a2i_client.start_human_loop(**human_loop("another"))
        workteam_backend.human_loops["loop"].complete({})
        assert status(workteam_a2i_client) == "Completed"

    @pytest.mark.parametrize(
        "content,reason",
        [
            ("text", "Expecting value: line 1 column 1 (char 0)"),
            ('{"confidence": NaN}', "NaN is not JSON"),
            (
                "{'a': 1}",
                "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
            ),
        ],
    )
    def test_invalid_json_input(self, workteam_a2i_client: Any, content: str, reason: str) -> None:
        # A common mistake: str() of a dict.
        with refused("ValidationException", f"HumanLoopInput.InputContent must be JSON: {reason}"):
            workteam_a2i_client.start_human_loop(**human_loop(content=content))

    def test_input_of_three_mebibytes(self, workteam_a2i_client: Any) -> None:
        most = 3 * 1024 * 1024
        workteam_a2i_client.start_human_loop(**human_loop(content=json.dumps("a" * (most - 2))))

        with pytest.raises(ClientError, match="length less than or equal to 3145728"):
            workteam_a2i_client.start_human_loop(
                **human_loop("more", content=json.dumps("a" * (most - 1)))
            )

    def test_a_quota(self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any) -> None:
        workteam_backend.human_loop_limit = 1
        workteam_a2i_client.start_human_loop(**human_loop())

        with refused(
            "ServiceQuotaExceededException",
            "You exceeded your service quota of 1 human loops in progress; there are 1.",
        ):
            workteam_a2i_client.start_human_loop(**human_loop("another"))
        workteam_backend.human_loops["loop"].complete({})
        workteam_a2i_client.start_human_loop(**human_loop("another"))
        with pytest.raises(InvalidSetting, match="human_loop_limit must be a whole number"):
            workteam_backend.human_loop_limit = -1

    def test_an_invalid_flow_definition_arn(self, workteam_a2i_client: Any) -> None:
        # A mistake in a public test.
        with refused(
            "ValidationException",
            "1 validation error detected: Value 'arn:aws:sagemaker:human-loop/123' at "
            "'flowDefinitionArn' failed to satisfy constraint: Member must satisfy regular "
            r"expression pattern: arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:"
            "flow-definition/.*",
        ):
            workteam_a2i_client.list_human_loops(
                FlowDefinitionArn="arn:aws:sagemaker:human-loop/123"
            )


class TestList:
    @pytest.fixture(autouse=True)
    def _three(self, workteam_backend: WorkteamBackend) -> None:
        for number, name in enumerate(["b", "a", "c"]):
            workteam_backend.clock = lambda number=number: CREATED + dt.timedelta(days=number)
            workteam_backend.add_human_loop(name, flow_definition="flow")
        workteam_backend.add_human_loop("elsewhere", flow_definition="other")

    def listed(self, client: Any, **parameters: Any) -> list[str]:
        pages = client.get_paginator("list_human_loops").paginate(
            FlowDefinitionArn=FLOW_ARN, **parameters
        )
        return [loop["HumanLoopName"] for page in pages for loop in page["HumanLoopSummaries"]]

    def test_loops_of_a_flow_definition_in_order_of_creation(
        self, workteam_a2i_client: Any
    ) -> None:
        assert self.listed(workteam_a2i_client) == ["b", "a", "c"]
        assert self.listed(workteam_a2i_client, SortOrder="Descending") == ["c", "a", "b"]
        pages = {"PageSize": 1}
        assert self.listed(workteam_a2i_client, PaginationConfig=pages) == ["b", "a", "c"]

    @pytest.mark.parametrize(
        "bound,expected",
        [
            ({"CreationTimeAfter": CREATED + dt.timedelta(days=1)}, ["a", "c"]),
            ({"CreationTimeBefore": dt.datetime(2026, 1, 3, tzinfo=dt.timezone.utc)}, ["b"]),
            ({"CreationTimeAfter": "2026-01-04"}, ["c"]),
            ({"CreationTimeAfter": "2027-01-04"}, []),
        ],
    )
    def test_filter_by_creation_time(
        self, workteam_a2i_client: Any, bound: Any, expected: list[str]
    ) -> None:
        assert self.listed(workteam_a2i_client, **bound) == expected

    def test_a_summary_has_neither_arn_nor_output(self, workteam_a2i_client: Any) -> None:
        page = answer(
            workteam_a2i_client, "list_human_loops", FlowDefinitionArn=FLOW_ARN, MaxResults=1
        )

        assert page["HumanLoopSummaries"] == [
            {
                "HumanLoopName": "b",
                "HumanLoopStatus": "InProgress",
                "CreationTime": CREATED,
                "FlowDefinitionArn": FLOW_ARN,
            }
        ]
        assert check_response("ListHumanLoops", page, SERVICE) == ()
        # A mistake in a public program, which reads another key.
        assert "HumanLoops" not in page

    def test_an_unknown_flow_definition_is_not_found(self, workteam_a2i_client: Any) -> None:
        with refused(
            "ResourceNotFoundException",
            f"The flow definition {FLOW_ARN}-2 does not exist in this account and region.",
        ):
            workteam_a2i_client.list_human_loops(FlowDefinitionArn=f"{FLOW_ARN}-2")

    def test_a_pagination_token_of_another_list(self, workteam_a2i_client: Any) -> None:
        token = workteam_a2i_client.list_human_loops(FlowDefinitionArn=FLOW_ARN, MaxResults=1)[
            "NextToken"
        ]
        with refused("ValidationException", 'Invalid pagination token because "{0}".'):
            workteam_a2i_client.list_human_loops(
                FlowDefinitionArn=FLOW_ARN.replace("/flow", "/other"), NextToken=token
            )


class TestStop:
    def test_stops_at_once(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        workteam_a2i_client.start_human_loop(**human_loop())
        assert answer(workteam_a2i_client, "stop_human_loop", HumanLoopName="loop") == {}

        assert status(workteam_a2i_client) == "Stopped"
        assert not workteam_backend.tasks

    def test_stops_after_a_number_of_calls(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        workteam_backend.human_loop_delay = 2
        workteam_a2i_client.start_human_loop(**human_loop())
        workteam_a2i_client.stop_human_loop(HumanLoopName="loop")
        workteam_a2i_client.stop_human_loop(HumanLoopName="loop")

        assert not workteam_backend.tasks
        (row,) = workteam_a2i_client.list_human_loops(FlowDefinitionArn=FLOW_ARN)[
            "HumanLoopSummaries"
        ]
        assert row["HumanLoopStatus"] == "Stopping"
        assert [status(workteam_a2i_client) for _ in range(2)] == ["Stopping", "Stopped"]

    def test_stops_after_a_time(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        workteam_backend.clock = lambda: CREATED
        workteam_backend.human_loop_delay = dt.timedelta(minutes=1)
        workteam_a2i_client.start_human_loop(**human_loop())
        workteam_a2i_client.stop_human_loop(HumanLoopName="loop")
        assert status(workteam_a2i_client) == "Stopping"

        workteam_backend.clock = lambda: CREATED + dt.timedelta(minutes=1)
        assert workteam_backend.human_loops["loop"]["HumanLoopStatus"] == "Stopped"

    def test_an_ended_loop_cannot_be_stopped(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        workteam_a2i_client.start_human_loop(**human_loop())
        workteam_backend.human_loops["loop"].complete({})

        with refused(
            "ValidationException",
            "The human loop loop is Completed. Only a human loop in progress can be stopped.",
        ):
            workteam_a2i_client.stop_human_loop(HumanLoopName="loop")

    def test_the_sagemaker_client_lacks_the_operation(self, workteam_client: Any) -> None:
        # A mistake in a public program.
        with pytest.raises(AttributeError, match="stop_human_loop"):
            workteam_client.stop_human_loop(HumanLoopName="loop")


class TestDelete:
    @pytest.mark.parametrize("state", ["InProgress", "Stopping"])
    def test_a_running_loop_cannot_be_deleted(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any, state: str
    ) -> None:
        workteam_a2i_client.start_human_loop(**human_loop())
        if state == "Stopping":
            workteam_backend.human_loop_delay = 1
            workteam_a2i_client.stop_human_loop(HumanLoopName="loop")

        with refused(
            "ValidationException",
            f"The human loop loop is {state}. A human loop can be deleted only if its status is "
            "Failed, Completed or Stopped; stop it first.",
        ):
            workteam_a2i_client.delete_human_loop(HumanLoopName="loop")

    @pytest.mark.parametrize("end", ["stop", "fail", "expire"])
    def test_an_ended_loop_is_deleted(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any, end: str
    ) -> None:
        workteam_a2i_client.start_human_loop(**human_loop())
        getattr(workteam_backend.human_loops["loop"], end)()

        assert answer(workteam_a2i_client, "delete_human_loop", HumanLoopName="loop") == {}
        assert not workteam_backend.human_loops


@pytest.mark.parametrize("call", ["describe", "stop", "delete"])
def test_an_unknown_loop(workteam_a2i_client: Any, call: str) -> None:
    with refused(
        "ResourceNotFoundException",
        "The human loop none does not exist in this account and region.",
    ):
        getattr(workteam_a2i_client, f"{call}_human_loop")(HumanLoopName="none")


class TestSeeding:
    def test_missing_resources_are_added(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        workteam_backend.flow_definition_delay = 5
        arn = workteam_backend.add_human_loop("loop", flow_definition="new", content={"a": [1]})

        assert arn == LOOP_ARN
        assert list(workteam_backend.flow_definitions) == ["flow", "new"]
        assert workteam_backend.tasks[0].input == {"a": [1]}
        assert workteam_backend.tasks[0].workteam_arn == TEAM_ARN
        assert workteam_backend.human_loops["loop"] == answer(
            workteam_a2i_client, "describe_human_loop", HumanLoopName="loop"
        )
        with pytest.raises(ReadOnlyError):
            workteam_backend.human_loops["loop"]["HumanLoopName"] = "a"
        assert not workteam_backend.calls.of("StartHumanLoop")

    def test_only_a_name(self) -> None:
        backend = WorkteamBackend()
        backend.add_human_loop("loop")

        assert list(backend.flow_definitions) == ["flow"]
        assert backend.tasks[0].input == {}

    @pytest.mark.parametrize(
        "arguments,message",
        [
            ({"name": "UPPER"}, "humanLoopName"),
            ({"name": "taken"}, "a human loop of this name exists"),
            ({"name": "a", "content": {1j}}, r"add_human_loop\('a'\): .*JSON"),
            ({"name": "a", "HumanLoopName": "b"}, "give the name once"),
            ({"name": "a", "FlowDefinitionArn": FLOW_ARN + "-2"}, "The specified FlowDefinition"),
        ],
    )
    def test_invalid_arguments(
        self, workteam_backend: WorkteamBackend, arguments: Any, message: str
    ) -> None:
        workteam_backend.add_human_loop("taken", flow_definition="flow")

        with pytest.raises(SeedRefused, match=message):
            workteam_backend.add_human_loop(**arguments)

    def test_removal(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.add_human_loop("loop", flow_definition="flow")
        workteam_backend.remove_human_loop("loop")
        assert not workteam_backend.human_loops

        with pytest.raises(SeedRefused) as caught:
            workteam_backend.remove_human_loop("loop")
        assert str(caught.value) == linked(
            "remove_human_loop('loop'): the human loop does not exist. Nothing was removed; add it "
            "first.",
            "seed-refused",
        )

    def test_accounts_and_regions_are_separate(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.at(region="eu-west-1").add_human_loop("loop")
        workteam_backend.at(account_id="210987654321").add_human_loop("loop")

        assert not workteam_backend.human_loops
        abroad = client_in("eu-west-1", service=SERVICE)
        assert status(abroad) == "InProgress"


class TestFaults:
    @pytest.mark.parametrize(
        "code,http_status",
        [
            ("ThrottlingException", 429),
            ("InternalServerException", 500),
            ("ValidationException", 400),
            ("ServiceQuotaExceededException", 402),
            ("ConflictException", 409),
            ("AccessDeniedException", 403),
        ],
    )
    def test_an_error_is_the_clients_exception_class(
        self,
        workteam_backend: WorkteamBackend,
        workteam_a2i_client: Any,
        code: str,
        http_status: int,
    ) -> None:
        workteam_backend.fail("StartHumanLoop", code, times=None)

        with pytest.raises(ClientError) as caught:
            workteam_a2i_client.start_human_loop(**human_loop())

        assert isinstance(caught.value, workteam_a2i_client.exceptions.from_code(code))
        assert caught.value.response["Error"]["Code"] == code
        metadata = caught.value.response["ResponseMetadata"]
        assert metadata["HTTPStatusCode"] == http_status
        # botocore retries as with the live service.
        assert (metadata["RetryAttempts"] > 0) is (
            code in ("ThrottlingException", "InternalServerException")
        )

    def test_a_connection_error(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        error = ConnectionClosedError(endpoint_url="https://example.com")
        workteam_backend.fail("ListHumanLoops", error, times=None)

        with pytest.raises(ConnectionClosedError):
            workteam_a2i_client.list_human_loops(FlowDefinitionArn=FLOW_ARN)

    def test_a_custom_answer(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        own = {
            "HumanLoopName": "own",
            "HumanLoopArn": LOOP_ARN,
            "HumanLoopStatus": "Completed",
            "CreationTime": CREATED,
            "FlowDefinitionArn": FLOW_ARN,
        }
        workteam_backend.answerer = lambda call: (
            own if call.operation == "DescribeHumanLoop" else None
        )

        assert answer(workteam_a2i_client, "describe_human_loop", HumanLoopName="own") == own
