"""What is done for SageMaker's clients is done for those of Amazon A2I's runtime."""

from __future__ import annotations

import copy
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, NoCredentialsError

from pytest_workteam import BackendStopped, NoActiveBackend, OperationNotFaked, WorkteamBackend
from pytest_workteam.interception import activation
from tests.support import ARN_START, FLOW_ARN, client_in, human_loop, linked

SERVICE = "sagemaker-a2i-runtime"


@pytest.fixture(autouse=True)
def _no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def test_a_client_without_credentials_or_region(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.add_flow_definition("flow")

    client: Any = boto3.client("sagemaker-a2i-runtime")
    client.start_human_loop(**human_loop())

    (call,) = workteam_backend.calls
    assert (call.service, call.operation, call.client) == (SERVICE, "StartHumanLoop", "boto3")
    assert call.parameters == human_loop()
    assert call.result == {"HumanLoopArn": f"{ARN_START}human-loop/loop"}


def test_a_client_that_was_made_before_the_backend() -> None:
    client = client_in("us-east-1", service=SERVICE)
    with pytest.raises(NoCredentialsError):
        client.describe_human_loop(HumanLoopName="loop")

    with WorkteamBackend() as backend:
        backend.add_human_loop("loop")
        client.describe_human_loop(HumanLoopName="loop")


def test_a_client_with_an_endpoint_of_its_own(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.add_human_loop("loop")
    client = client_in("us-east-1", service=SERVICE, endpoint_url="http://127.0.0.1:9")

    client.describe_human_loop(HumanLoopName="loop")


def test_the_account_is_the_access_keys(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.accounts["AKIAOTHER"] = "210987654321"
    workteam_backend.at(account_id="210987654321").add_human_loop("loop")
    client = client_in(
        "us-east-1", service=SERVICE, aws_access_key_id="AKIAOTHER", aws_secret_access_key="s"
    )

    loop = client.describe_human_loop(HumanLoopName="loop")
    assert ":210987654321:" in loop["HumanLoopArn"]


def test_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activation, "_current_test", lambda: "test_it")

    with pytest.raises(NoActiveBackend, match="StartHumanLoop was called in test_it"):
        client_in("us-east-1", service=SERVICE).start_human_loop(**human_loop())


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_retries(workteam_backend: WorkteamBackend, mode: Any) -> None:
    workteam_backend.add_human_loop("loop")
    workteam_backend.fail("DescribeHumanLoop", "ThrottlingException")
    client = client_in("us-east-1", service=SERVICE, config=Config(retries={"mode": mode}))

    client.describe_human_loop(HumanLoopName="loop")

    attempts = [(call.error, call.attempt) for call in workteam_backend.calls]
    assert attempts == [("ThrottlingException", 1), (None, 2)]


def test_a_backend_that_stops_meanwhile() -> None:
    client = client_in("us-east-1", service=SERVICE)
    with WorkteamBackend(), WorkteamBackend() as backend:
        stop = f"before-send.{SERVICE}"
        client.meta.events.register_first(stop, lambda **_: backend.stop())

        with pytest.raises(BackendStopped, match="DescribeHumanLoop was called"):
            client.describe_human_loop(HumanLoopName="loop")


@pytest.mark.filterwarnings("ignore::pytest_workteam.OperationNotFakedWarning")
def test_a_url_that_another_handler_changed(workteam_backend: WorkteamBackend) -> None:
    def change(params: dict[str, Any], **_: Any) -> None:
        params["url"] = "https://example.com/human-loops/loop"

    client = client_in("us-east-1", service=SERVICE)
    client.meta.events.register("before-call", change)

    with pytest.raises(OperationNotFaked) as caught:
        client.describe_human_loop(HumanLoopName="loop")

    assert str(caught.value) == linked(
        "DescribeHumanLoop was called before the backend was started, or another handler changed "
        "its URL; it was not sent to AWS. Start the backend before the call.",
        "not-faked",
    )
    assert workteam_backend.calls.last.parameters == {"HumanLoopName": "loop"}


@pytest.mark.filterwarnings("ignore::pytest_workteam.OperationNotFakedWarning")
def test_the_plugins_own_client_never_reaches_aws(workteam_a2i_client: Any) -> None:
    backend = activation.innermost()
    assert isinstance(backend, WorkteamBackend)
    backend.stop()
    try:
        with pytest.raises(OperationNotFaked, match="DescribeHumanLoop was called by the plugin's"):
            workteam_a2i_client.describe_human_loop(HumanLoopName="loop")
    finally:
        backend.start()


@pytest.mark.filterwarnings("ignore::pytest_workteam.OperationNotFakedWarning")
def test_an_operation_that_botocore_does_not_know_is_refused(
    workteam_backend: WorkteamBackend,
) -> None:
    session = botocore.session.Session()
    loader = session.get_component("data_loader")
    load = loader.load_service_model
    newer = copy.deepcopy(load(SERVICE, "service-2"))
    newer["operations"]["PauseHumanLoop"] = {
        **newer["operations"]["StopHumanLoop"],
        "name": "PauseHumanLoop",
        "http": {"method": "POST", "requestUri": "/human-loops/pause"},
    }
    loader.load_service_model = lambda service, kind, *args, **options: (
        newer if kind == "service-2" else load(service, kind, *args, **options)
    )
    client: Any = session.create_client("sagemaker-a2i-runtime", "us-east-1")

    with pytest.raises(OperationNotFaked) as caught:
        client.pause_human_loop(HumanLoopName="loop")

    assert str(caught.value) == linked(
        "PauseHumanLoop is not faked, and nothing else answered it; it was not sent to AWS. Answer "
        "it with the hook pytest_workteam_answer, add the operation with "
        "pytest_workteam_operations, or start moto's mock_aws.",
        "not-faked",
    )


def test_assert_made(workteam_backend: WorkteamBackend, workteam_a2i_client: Any) -> None:
    workteam_backend.add_flow_definition("flow")
    workteam_a2i_client.list_human_loops(FlowDefinitionArn=FLOW_ARN, MaxResults=5)

    workteam_backend.calls.assert_made("ListHumanLoops", MaxResults=5)
    with pytest.raises(AssertionError, match="MaxResults: expected 6, got 5"):
        workteam_backend.calls.assert_made("ListHumanLoops", MaxResults=6)


def test_a_race(workteam_backend: WorkteamBackend, workteam_a2i_client: Any) -> None:
    workteam_backend.add_flow_definition("flow")
    workteam_backend.before(
        "StartHumanLoop",
        lambda view, parameters: view.add_human_loop(
            parameters["HumanLoopName"], flow_definition="flow", content="other"
        ),
    )

    with pytest.raises(ClientError, match="ConflictException"):
        workteam_a2i_client.start_human_loop(**human_loop())
