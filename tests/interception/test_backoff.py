from __future__ import annotations

import functools
import inspect
import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import botocore.retries.bucket
import pytest
from botocore import UNSIGNED
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError
from botocore.retries.standard import ExponentialBackoff, ThrottlingErrorDetector
from botocore.retryhandler import RetryHandler

from pytest_workteam import WorkteamBackend
from pytest_workteam.interception import backoff
from tests.support import team

MODES = ("legacy", "standard", "adaptive")


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, each time; nothing is waited in truth."""
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    # The wait is a random part of the longest; none of it must be distinguishable from nothing.
    monkeypatch.setattr(random, "random", lambda: 0.5)
    return waited


@pytest.fixture
def held_back(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The requests that the adaptive mode's bucket was asked a token for."""
    held: list[str] = []
    monkeypatch.setattr(
        botocore.retries.bucket.TokenBucket,
        "acquire",
        lambda *_, **__: held.append("acquire"),
    )
    return held


@functools.cache
def session() -> Any:
    return boto3.Session(region_name="us-east-1")


def client_in(mode: Any, service: str = "sagemaker", **config: Any) -> Any:
    return session().client(
        service, config=Config(retries={"mode": mode, "total_max_attempts": 4}, **config)
    )


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "error",
    [
        "ThrottlingException",
        "InternalFailure",
        "ServiceUnavailable",
        ConnectTimeoutError(endpoint_url="the fake"),
        ReadTimeoutError(endpoint_url="the fake"),
    ],
    ids=str,
)
class TestRetries:
    def test_are_made_by_botocore_without_a_wait(
        self, workteam_backend: WorkteamBackend, waits: list[float], mode: str, error: Any
    ) -> None:
        workteam_backend.fail("CreateWorkteam", error, times=2)

        response = client_in(mode).create_workteam(**team())

        assert response["ResponseMetadata"]["RetryAttempts"] == 2
        assert waits == [0.0, 0.0]
        assert [call.attempt for call in workteam_backend.calls] == [1, 2, 3]

    @pytest.mark.workteam(real_backoff=True)
    def test_wait_as_botocore_does_on_demand(
        self,
        workteam_backend: WorkteamBackend,
        waits: list[float],
        held_back: list[str],
        mode: str,
        error: Any,
    ) -> None:
        workteam_backend.fail("CreateWorkteam", error, times=2)

        response = client_in(mode).create_workteam(**team())

        assert response["ResponseMetadata"]["RetryAttempts"] == 2
        assert len(waits) == 2
        assert all(waited > 0 for waited in waits)


@pytest.mark.parametrize("error", ["ThrottlingException", ConnectTimeoutError(endpoint_url="a")])
def test_the_first_error_of_a_process_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
    workteam_backend: WorkteamBackend,
    waits: list[float],
    error: Any,
) -> None:
    monkeypatch.setattr(backoff, "_wrapped", backoff._wrapped - {RetryHandler})
    monkeypatch.setattr(RetryHandler, "__call__", inspect.unwrap(RetryHandler.__call__))
    workteam_backend.fail("ListWorkteams", error)

    client_in("legacy").list_workteams()

    assert waits == [0.0]


@pytest.mark.parametrize("mode", MODES)
def test_retries_end_where_botocore_ends_them(
    workteam_backend: WorkteamBackend, waits: list[float], mode: str
) -> None:
    workteam_backend.fail("DescribeWorkteam", "ThrottlingException", times=9)

    with pytest.raises(ClientError) as caught:
        client_in(mode).describe_workteam(WorkteamName="a")

    metadata: Any = caught.value.response["ResponseMetadata"]
    assert (metadata["RetryAttempts"], metadata["MaxAttemptsReached"]) == (3, True)
    assert len(workteam_backend.calls) == 4
    assert waits == [0.0] * 3


@pytest.mark.parametrize("mode", MODES)
def test_what_botocore_does_not_retry_is_not_retried(
    workteam_backend: WorkteamBackend, waits: list[float], mode: str
) -> None:
    workteam_backend.fail("DescribeWorkteam", "AccessDeniedException")

    with pytest.raises(ClientError, match="AccessDenied"):
        client_in(mode).describe_workteam(WorkteamName="a")

    assert len(workteam_backend.calls) == 1
    assert waits == []


@pytest.mark.usefixtures("waits")
def test_the_adaptive_mode_is_not_slowed_by_throttling_of_the_fakes(
    workteam_backend: WorkteamBackend, held_back: list[str]
) -> None:
    client = client_in("adaptive")
    workteam_backend.fail("ListWorkteams", "ThrottlingException", times=2)

    client.list_workteams()
    client.list_workteams()

    assert held_back == []


@pytest.mark.workteam(real_backoff=True)
@pytest.mark.usefixtures("waits")
def test_the_adaptive_mode_is_slowed_on_demand(
    workteam_backend: WorkteamBackend, held_back: list[str]
) -> None:
    client = client_in("adaptive")
    workteam_backend.fail("ListWorkteams", "ThrottlingException", times=2)

    client.list_workteams()
    client.list_workteams()

    # Of four requests, the three that follow the first refusal.
    assert held_back == ["acquire"] * 3


@pytest.mark.workteam(real_backoff=True)
@pytest.mark.usefixtures("waits")
def test_the_adaptive_mode_is_slowed_by_throttling_alone(
    workteam_backend: WorkteamBackend, held_back: list[str]
) -> None:
    client = client_in("adaptive")
    workteam_backend.fail("ListWorkteams", "InternalFailure")

    client.list_workteams()
    client.list_workteams()

    assert held_back == []


def throttling_then_success(client: Any, success: bytes) -> None:
    """Answer a client's requests in AWS's place: refused twice, then carried out."""
    bodies = [b'{"__type": "ThrottlingException", "message": "Rate exceeded"}'] * 2 + [success]

    class Raw:
        def __init__(self, body: bytes) -> None:
            self.body = body

        def stream(self, **_: Any) -> list[bytes]:
            return [self.body]

    def handle(request: Any, **_: Any) -> AWSResponse:
        body = bodies.pop(0)
        headers: Any = {}
        raw: Any = Raw(body)
        return AWSResponse(request.url, 200 if body is success else 400, headers, raw)

    client.meta.events.register_first("before-send", handle)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.usefixtures("workteam_backend")
class TestOthersRequests:
    def test_of_another_service_wait_as_ever(
        self,
        waits: list[float],
        held_back: list[str],
        mode: str,
        workteam_client: Any,
    ) -> None:
        workteam_client.list_workteams()
        client = client_in(mode, "secretsmanager", signature_version=UNSIGNED)
        throttling_then_success(client, b'{"SecretList": []}')

        client.list_secrets()

        assert len(waits) == 2
        assert all(waited > 0 for waited in waits)
        assert bool(held_back) == (mode == "adaptive")

    def test_of_sagemaker_that_another_answers_wait_as_ever(
        self, waits: list[float], held_back: list[str], mode: str
    ) -> None:
        client = client_in(mode, signature_version=UNSIGNED)
        client.list_workteams()
        throttling_then_success(client, b'{"Models": []}')

        client.list_models()

        assert len(waits) == 2
        assert all(waited > 0 for waited in waits)
        assert bool(held_back) == (mode == "adaptive")


def test_each_backend_decides_for_its_own_requests_in_any_thread(waits: list[float]) -> None:
    with WorkteamBackend(real_backoff=True) as patient:
        client = client_in("standard")
        client.list_workteams()
        with WorkteamBackend() as hasty:
            hasty.fail("ListWorkteams", "ThrottlingException", times=3)

            def list_once(_: int) -> None:
                client_in("standard").list_workteams()

            with ThreadPoolExecutor(4) as threads:
                list(threads.map(list_once, range(4)))
            assert waits == [0.0] * 3
            waits.clear()
        patient.fail("ListWorkteams", "ThrottlingException")
        client.list_workteams()

    assert len(waits) == 1
    assert waits[0] > 0


def test_the_wait_of_a_client_older_than_the_wrapping_is_wrapped_too(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A client that is made while no backend is active looks for credentials.
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    pytester.makepyfile(
        """
        import time

        import boto3
        from botocore.config import Config
        import pytest

        CLIENTS = [
            boto3.client(
                "sagemaker",
                region_name="us-east-1",
                config=Config(retries={"mode": mode, "total_max_attempts": 4}),
            )
            for mode in ("legacy", "standard", "adaptive")
        ]

        @pytest.mark.parametrize("client", CLIENTS)
        def test_retry(workteam_backend, client, monkeypatch):
            waits = []
            monkeypatch.setattr(time, "sleep", waits.append)
            workteam_backend.fail("ListWorkteams", "ThrottlingException", times=2)
            client.list_workteams()
            client.list_workteams()
            assert waits == [0.0, 0.0]
        """
    )

    result = pytester.runpytest_subprocess("-p", "no:randomly")

    result.assert_outcomes(passed=3)


def test_a_botocore_without_the_legacy_mode_is_as_good(pytester: pytest.Pytester) -> None:
    # As the AWS CLI carries one.
    pytester.makepyfile(
        """
        import sys
        import time

        import boto3
        from botocore.config import Config

        def test_retry(workteam_backend, monkeypatch):
            waits = []
            monkeypatch.setattr(time, "sleep", waits.append)
            monkeypatch.setitem(sys.modules, "botocore.retryhandler", None)
            client = boto3.client("sagemaker", config=Config(retries={"mode": "standard"}))
            workteam_backend.fail("ListWorkteams", "ThrottlingException", times=2)
            client.list_workteams()
            assert waits == [0.0, 0.0]
        """
    )

    result = pytester.runpytest_subprocess()

    result.assert_outcomes(passed=1)


@pytest.mark.parametrize("mode", ["standard", "adaptive"])
def test_faults_use_up_no_retries_of_later_calls(
    waits: list[float], workteam_backend: WorkteamBackend, mode: str
) -> None:
    client = client_in(mode)
    workteam_backend.fail("ListWorkteams", "InternalFailure", times=None)
    for _ in range(50):
        with pytest.raises(ClientError, match="InternalFailure"):
            client.list_workteams()
    workteam_backend.reset()
    workteam_backend.fail("ListWorkteams", "InternalFailure")

    assert client.list_workteams()["ResponseMetadata"]["RetryAttempts"] == 1


def test_retries_are_used_up_on_demand(
    waits: list[float], workteam_backend: WorkteamBackend
) -> None:
    workteam_backend.real_backoff = True
    client = client_in("standard")
    workteam_backend.fail("ListWorkteams", "InternalFailure", times=None)
    for _ in range(50):
        with pytest.raises(ClientError, match="InternalFailure"):
            client.list_workteams()

    assert workteam_backend.calls.last.attempt == 1


def test_a_botocore_that_is_imported_anew_is_wrapped_too(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def throttled(backend, monkeypatch):
            import boto3
            import time

            waits = []
            monkeypatch.setattr(time, "sleep", waits.append)
            backend.fail("ListWorkteams", "ThrottlingException")
            boto3.client("sagemaker").list_workteams()
            return waits

        def test_retry(workteam_backend, monkeypatch):
            assert throttled(workteam_backend, monkeypatch) == [0.0]
            for name in [name for name in sys.modules if name.startswith("boto")]:
                del sys.modules[name]
            assert throttled(workteam_backend, monkeypatch) == [0.0]
        """
    )

    result = pytester.runpytest_subprocess()

    result.assert_outcomes(passed=1)


def test_of_two_threads_one_wraps(monkeypatch: pytest.MonkeyPatch) -> None:
    spared: set[type] = set()

    class LateLock:
        """Is got only when another thread has wrapped."""

        def __enter__(self) -> None:
            spared.add(RetryHandler)

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(backoff, "_wrapped", spared)
    monkeypatch.setattr(backoff, "_lock", LateLock())
    wrapped = RetryHandler.__call__

    backoff.skip_backoff("botocore")

    assert RetryHandler.__call__ is wrapped


def test_a_retry_handler_called_without_a_request_decides_as_ever(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    with pytest.raises(ClientError):
        workteam_client.describe_workteam(WorkteamName="none")
    assert hasattr(RetryHandler.__call__, "__wrapped__")
    checker: Any = lambda **_: True  # noqa: E731
    handler: Any = RetryHandler(checker=checker, action=lambda attempts: attempts * 3)

    assert handler(attempts=2, response=None, caught_exception=None) == 6
    assert handler(2, None, None) == 6


def test_what_waits_is_wrapped_once(
    workteam_client: Any, workteam_backend: WorkteamBackend
) -> None:
    def functions() -> tuple[Any, ...]:
        return (
            RetryHandler.__call__,
            ExponentialBackoff.delay_amount,
            ThrottlingErrorDetector.is_throttling_error,
        )

    with pytest.raises(ClientError):
        workteam_client.describe_workteam(WorkteamName="none")
    wrapped = functions()
    with pytest.raises(ClientError):
        client_in("standard").describe_workteam(WorkteamName="none")

    assert len(workteam_backend.calls) == 2
    assert functions() == wrapped


def test_a_process_without_errors_has_botocore_as_it_is(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        from botocore.retryhandler import RetryHandler

        def test_no_error(workteam_client):
            original = RetryHandler.__call__
            workteam_client.list_workteams()
            assert RetryHandler.__call__ is original
        """
    )

    result = pytester.runpytest_subprocess()

    result.assert_outcomes(passed=1)
