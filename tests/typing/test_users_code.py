# pyright: strict, reportUnknownArgumentType=true, reportUnknownLambdaType=true
# pyright: reportUnknownMemberType=true, reportUnknownVariableType=true
"""What users write, with types: both type checkers accept it, and it passes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ConnectTimeoutError
from hypothesis import given, settings

from pytest_workteam import Call, Scenario, Situation, Task, WorkteamBackend, lost_response
from pytest_workteam.schema import Violation, check_request, request_schema
from pytest_workteam.strategies import InvalidRequest, invalid_requests, requests

if TYPE_CHECKING:
    from types_boto3_sagemaker import SageMakerClient
    from types_boto3_sagemaker.type_defs import CreateWorkteamRequestTypeDef
    from types_boto3_sagemaker_a2i_runtime import AugmentedAIRuntimeClient

TEAM: CreateWorkteamRequestTypeDef = {
    "WorkteamName": "annotators",
    "Description": "Labels street signs.",
    "MemberDefinitions": [
        {
            "CognitoMemberDefinition": {
                "UserPool": "us-east-1_Example00",
                "UserGroup": "experts",
                "ClientId": "exampleclientid",
            }
        }
    ],
}


def fill_pool(backend: WorkteamBackend) -> None:
    backend.add_workteam("annotators")


FILLED = Scenario(
    name="pool/filled",
    summary="Somebody else has made the pool's work teams.",
    operation="CreateWorkteam",
    error="ResourceInUse",
    arrange=fill_pool,
)


class Hooks:
    """What a conftest.py defines."""

    def pytest_workteam_scenarios(self, config: pytest.Config) -> Iterable[Scenario]:
        return [FILLED]

    def pytest_workteam_backend(self, backend: WorkteamBackend, item: pytest.Item) -> None:
        backend.add_workteam("shared", Description=f"There in {item.name}.")

    def pytest_workteam_answer(
        self, backend: WorkteamBackend, call: Call
    ) -> Mapping[str, Any] | str | None:
        return "AccessDeniedException" if call.operation == "CreateWorkteam" else None

    def pytest_workteam_error_message(
        self, situation: Situation, details: Mapping[str, Any]
    ) -> str | None:
        return f"No more than {details['limit']}." if situation.name == "workteam-limit" else None


@pytest.mark.workteam(limit=2, region="us-east-1", account_id="210987654321")
def test_fixtures(
    workteam_backend: WorkteamBackend, workteam_client: SageMakerClient, workteam_endpoint: str
) -> None:
    arn: str = workteam_client.create_workteam(**TEAM)["WorkteamArn"]
    with pytest.raises(workteam_client.exceptions.ResourceInUse):
        workteam_client.create_workteam(**TEAM)
    described: dict[str, Any] = workteam_backend.workteams["annotators"]
    assert described["WorkteamArn"] == arn
    environment: dict[str, str] = workteam_backend.environment()
    assert workteam_endpoint in environment.values()


@pytest.mark.workteam_scenarios("limit-exceeded", FILLED, operation="CreateWorkteam")
def test_scenarios(workteam_scenario: Scenario, workteam_client: SageMakerClient) -> None:
    with workteam_scenario.raises(workteam_client) as expected:
        workteam_client.create_workteam(**TEAM)
    caught: Exception | None = expected.exception
    assert (caught is None) == (workteam_scenario.error is None)
    group: str = workteam_scenario.group
    assert group in {"limit-exceeded", "pool"}


def test_faults(workteam_backend: WorkteamBackend, workteam_client: SageMakerClient) -> None:
    workteam_backend.fail("CreateWorkteam", "ThrottlingException", times=2, after=0)
    workteam_backend.fail("ListWorkteams", ConnectTimeoutError(endpoint_url="https://a.invalid"))
    workteam_backend.fail(
        "DeleteWorkteam",
        lost_response,
        times=None,
        when=lambda parameters: parameters["WorkteamName"] == "annotators",
        required=False,
    )

    workteam_client.create_workteam(**TEAM)
    workteam_client.list_workteams()

    call: Call = workteam_backend.calls.assert_made("CreateWorkteam", WorkteamName="annotators")
    error: str | None = call.error
    assert error == "ThrottlingException"
    last: dict[str, Any] | None = workteam_backend.calls.last.result
    assert last is not None
    attempts: list[int] = [each.attempt for each in workteam_backend.calls.of("CreateWorkteam")]
    assert attempts == [1, 2, 3]
    latest: list[str] = [each.operation for each in workteam_backend.calls[-2:]]
    assert latest == ["ListWorkteams", "ListWorkteams"]


def test_a_backend_by_itself() -> None:
    noon = dt.datetime(2026, 1, 1, 12, tzinfo=dt.timezone.utc)
    with WorkteamBackend(limit=3, existing=1, region="us-east-1", clock=lambda: noon) as backend:
        before = backend.snapshot()
        names: list[str] = backend.add_workteams(1)
        arn: str = backend.add_workteam("vendors", MemberDefinitions=TEAM["MemberDefinitions"])
        assert arn.endswith("/vendors")
        job: str = backend.add_labeling_job("job", workteam="vendors", objects=[{"source": "A."}])
        assert job.endswith("/job")
        inputs: list[object] = [task.input for task in backend.tasks.of("job")]
        assert inputs == [{"source": "A."}]
        backend.labeling_jobs["job"].complete(lambda task: task.source)
        labels: list[object] = [
            line["label"] for line in backend.labeling_jobs["job"].output_manifest
        ]
        assert labels == [0]
        backend.workers("cat", after=dt.timedelta(hours=1))
        backend.rollback(before)
        assert names[0] not in backend.workteams
        backend.accounts = {"AKIAFIRST": "123456789012"}
        backend.accounts["AKIAOTHER"] = "210987654321"
        backend.limit = 5
        backend.workforce_delay = dt.timedelta(seconds=5)
        backend.answerer = lambda call: {"Success": False} if call.attempt == 1 else None
        backend.reword = lambda situation, details: situation.name
        elsewhere = backend.at(region="us-west-2", account_id="210987654321")
        elsewhere.limit = 1
        assert not elsewhere.workforces
        backend.reset()


def test_human_reviews(
    workteam_backend: WorkteamBackend,
    workteam_client: SageMakerClient,
    workteam_a2i_client: AugmentedAIRuntimeClient,
) -> None:
    flow: str = workteam_backend.add_flow_definition("reviews", task_count=2)
    after = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
    workteam_a2i_client.start_human_loop(
        HumanLoopName="review-1",
        FlowDefinitionArn=flow,
        HumanLoopInput={"InputContent": '{"text": "a"}'},
    )
    workteam_a2i_client.list_human_loops(FlowDefinitionArn=flow, CreationTimeAfter=after)
    workteam_backend.calls.assert_made("ListHumanLoops", CreationTimeAfter=after)

    def answer(task: Task) -> Mapping[str, object]:
        return {"text": task.input["text"]}

    task: Task = workteam_backend.tasks.of("review-1")[0]
    task.submit({"text": "b"}, worker="worker-7")
    loop = workteam_backend.human_loops["review-1"]
    loop.complete(answer)
    uri: str = workteam_a2i_client.describe_human_loop(HumanLoopName="review-1")["HumanLoopOutput"][
        "OutputS3Uri"
    ]
    output: bytes = workteam_backend.s3_objects[uri]
    assert b"worker-7" in output
    event: dict[str, object] = loop.event()
    assert event["source"] == "aws.sagemaker"
    with pytest.raises(workteam_a2i_client.exceptions.ValidationException):
        workteam_a2i_client.stop_human_loop(HumanLoopName="review-1")
    activates: bool = workteam_backend.flow_definitions["reviews"].activates({})
    assert activates
    workteam_backend.add_human_loop("review-2", flow_definition="reviews", content=["a"])
    workteam_backend.human_loops["review-2"].fail("InternalError", "a reason")
    assert len(workteam_client.list_human_task_uis()["HumanTaskUiSummaries"]) == 1


def test_schemas() -> None:
    schema: dict[str, Any] = request_schema("CreateWorkteam")
    assert schema["$schema"].startswith("https://json-schema.org/")
    violations: tuple[Violation, ...] = check_request("DeleteWorkteam", {"WorkteamName": "-"})
    assert [each.path for each in violations] == ["workteamName"]


@settings(max_examples=1, database=None)
@given(requests("CreateWorkteam"), invalid_requests("DeleteWorkteam"))
def test_strategies(parameters: dict[str, Any], invalid: InvalidRequest) -> None:
    name: str = parameters["WorkteamName"]
    assert name
    assert invalid.violation.path == "workteamName"
