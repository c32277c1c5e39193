from __future__ import annotations

import asyncio
import importlib
import importlib.util
import inspect
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from typing import Any

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError
from botocore.stub import Stubber

from pytest_workteam import BackendStopped, OperationNotFaked, WorkteamBackend, lost_response
from pytest_workteam.interception import backoff
from tests.support import FLOW_ARN, MANIFEST, human_loop, labeling_job, team

aiobotocore_session = pytest.importorskip("aiobotocore.session")
AioConfig = pytest.importorskip("aiobotocore.config").AioConfig

MODES = ("legacy", "standard", "adaptive")
CLIENTS = {"aiobotocore": lambda: aiobotocore_session.get_session().create_client}
if importlib.util.find_spec("aioboto3"):
    CLIENTS["aioboto3"] = lambda: importlib.import_module("aioboto3").Session().client


@pytest.fixture(params=CLIENTS)
def make_client(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Makes an asynchronous SageMaker client, as an asynchronous context manager."""

    def make(**arguments: Any) -> Any:
        arguments.setdefault("region_name", "us-east-1")
        return CLIENTS[request.param]()("sagemaker", **arguments)

    return make


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, each time; nothing is waited in truth."""
    waited: list[float] = []
    sleep = asyncio.sleep

    async def record(delay: float, result: Any = None) -> Any:
        waited.append(delay)
        return await sleep(0, result)

    monkeypatch.setattr(asyncio, "sleep", record)
    monkeypatch.setattr(random, "random", lambda: 0.5)
    return waited


@pytest.fixture
def held_back(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The requests that the adaptive mode's bucket was asked a token for."""
    bucket = importlib.import_module("aiobotocore.retries.bucket")
    held: list[str] = []

    async def acquire(*_: Any, **__: Any) -> bool:
        held.append("acquire")
        return True

    monkeypatch.setattr(bucket.AsyncTokenBucket, "acquire", acquire)
    return held


class TestCalls:
    def test_of_every_kind_are_answered(
        self, workteam_backend: WorkteamBackend, make_client: Callable[..., Any]
    ) -> None:
        async def use() -> None:
            async with make_client() as client:
                created = await client.create_workteam(**team())
                described = await client.describe_workteam(WorkteamName="team")
                assert described["Workteam"]["WorkteamArn"] == created["WorkteamArn"]
                with pytest.raises(client.exceptions.ResourceInUse):
                    await client.create_workteam(**team())
                with pytest.raises(ClientError, match="ValidationException"):
                    await client.describe_workteam(WorkteamName="-")
                deleted = await client.delete_workteam(WorkteamName="team")
                assert deleted["Success"] is True

        asyncio.run(use())

        assert {call.client for call in workteam_backend.calls} == {"aiobotocore"}
        assert not workteam_backend.workteams

    def test_a_labeling_job_is_polled(
        self, workteam_backend: WorkteamBackend, make_client: Callable[..., Any]
    ) -> None:
        workteam_backend.workers("golf", after=2)
        workteam_backend.add_workteam("team")
        workteam_backend.s3_objects[MANIFEST] = b'{"source": "a"}'

        async def polled() -> list[str]:
            async with make_client() as client:
                await client.create_labeling_job(**labeling_job())
                jobs = [await client.describe_labeling_job(LabelingJobName="job") for _ in "123"]
                return [job["LabelingJobStatus"] for job in jobs]

        assert asyncio.run(polled()) == ["InProgress", "InProgress", "Completed"]

    def test_a_paginator(
        self, workteam_backend: WorkteamBackend, make_client: Callable[..., Any]
    ) -> None:
        names = workteam_backend.add_workteams(25)

        async def listed() -> list[str]:
            async with make_client() as client:
                pages = client.get_paginator("list_workteams").paginate(MaxResults=10)
                return [team["WorkteamName"] async for page in pages for team in page["Workteams"]]

        assert asyncio.run(listed()) == names
        assert len(workteam_backend.calls) == 3

    def test_credentials_are_not_fetched(
        self, workteam_backend: WorkteamBackend, make_client: Callable[..., Any]
    ) -> None:
        workteam_backend.accounts["AKIAOTHER"] = "210987654321"

        async def use() -> None:
            async with make_client() as client:
                await client.list_workteams()
            async with make_client(
                aws_access_key_id="AKIAOTHER", aws_secret_access_key="s"
            ) as client:
                await client.list_workteams()

        asyncio.run(use())

        assert [call.account_id for call in workteam_backend.calls] == [
            "123456789012",
            "210987654321",
        ]

    @pytest.mark.filterwarnings("ignore::pytest_workteam.OperationNotFakedWarning")
    @pytest.mark.usefixtures("workteam_backend")
    def test_of_what_is_not_faked_are_refused(self, make_client: Callable[..., Any]) -> None:
        async def use() -> None:
            async with make_client() as client:
                with pytest.raises(OperationNotFaked, match="ListModels is not faked, and"):
                    await client.list_models()
                with pytest.raises(OperationNotFaked, match="ListTags is not faked for this"):
                    await client.list_tags(
                        ResourceArn="arn:aws:sagemaker:us-east-1:123456789012:model/a"
                    )

        asyncio.run(use())

    def test_of_what_is_not_faked_are_answered_by_a_hook(
        self, workteam_backend: WorkteamBackend, make_client: Callable[..., Any]
    ) -> None:
        workteam_backend.answerer = lambda call: (
            {"Models": []} if call.operation == "ListModels" else "ServiceUnavailable"
        )

        async def use() -> None:
            async with make_client() as client:
                assert (await client.list_models())["Models"] == []
                with pytest.raises(ClientError, match="ServiceUnavailable"):
                    await client.list_endpoints()

        asyncio.run(use())


class TestRetries:
    @pytest.mark.parametrize("mode", MODES)
    @pytest.mark.parametrize(
        "error",
        ["ThrottlingException", "ServiceUnavailable", ConnectTimeoutError(endpoint_url="fake")],
        ids=str,
    )
    @pytest.mark.parametrize("patient", [False, True])
    def test_are_made_with_or_without_a_wait(
        self,
        make_client: Callable[..., Any],
        waits: list[float],
        held_back: list[str],
        mode: Any,
        error: Any,
        *,
        patient: bool,
    ) -> None:
        async def use() -> Any:
            config = AioConfig(retries={"mode": mode, "total_max_attempts": 4})
            async with make_client(config=config) as client:
                return await client.create_workteam(**team())

        with WorkteamBackend(real_backoff=patient) as backend:
            backend.fail("CreateWorkteam", error, times=2)
            response = asyncio.run(use())

        assert response["ResponseMetadata"]["RetryAttempts"] == 2
        assert [call.attempt for call in backend.calls] == [1, 2, 3]
        assert len(waits) == 2
        assert all((waited > 0) == patient for waited in waits)
        throttled = patient and mode == "adaptive" and error == "ThrottlingException"
        assert held_back == ["acquire"] * (2 if throttled else 0)

    @pytest.mark.parametrize(
        "error", ["ThrottlingException", ConnectTimeoutError(endpoint_url="fake")], ids=str
    )
    def test_are_not_waited_for_at_the_first_error_of_a_process(
        self,
        monkeypatch: pytest.MonkeyPatch,
        workteam_backend: WorkteamBackend,
        make_client: Callable[..., Any],
        waits: list[float],
        error: Any,
    ) -> None:
        handler: Any = importlib.import_module("aiobotocore.retryhandler").AioRetryHandler
        monkeypatch.setattr(backoff, "_wrapped", backoff._wrapped - {handler})
        monkeypatch.setattr(handler, "__call__", inspect.unwrap(handler.__call__))
        workteam_backend.fail("ListWorkteams", error)

        async def use() -> None:
            async with make_client() as client:
                await client.list_workteams()

        asyncio.run(use())

        assert waits == [0.0]

    def test_a_response_is_from_where_the_request_went(
        self, workteam_backend: WorkteamBackend, make_client: Callable[..., Any]
    ) -> None:
        urls: list[str] = []

        async def use() -> None:
            async with make_client() as client:
                events = client.meta.events
                events.register_first("before-send", lambda request, **_: urls.append(request.url))
                events.register(
                    "after-call", lambda http_response, **_: urls.append(http_response.url)
                )
                await client.list_workteams()

        asyncio.run(use())

        sent, answered = urls
        assert sent == answered

    def test_after_a_lost_response_find_it_done(
        self, workteam_backend: WorkteamBackend, make_client: Callable[..., Any]
    ) -> None:
        workteam_backend.fail("CreateWorkteam", lost_response)

        async def use() -> None:
            async with make_client() as client:
                with pytest.raises(client.exceptions.ResourceInUse):
                    await client.create_workteam(**team())

        asyncio.run(use())

        assert list(workteam_backend.workteams) == ["team"]

    @pytest.mark.parametrize("mode", MODES)
    def test_of_synchronous_clients_go_on_beside(
        self, workteam_backend: WorkteamBackend, make_client: Callable[..., Any], mode: Any
    ) -> None:
        workteam_backend.fail("ListWorkteams", "ThrottlingException", times=3)
        synchronous: Any = botocore.session.get_session().create_client(
            "sagemaker", "us-east-1", config=Config(retries={"mode": mode, "total_max_attempts": 4})
        )

        async def use() -> None:
            async with make_client(
                config=AioConfig(retries={"mode": mode, "total_max_attempts": 4})
            ) as client:
                assert await client.list_workteams()

        threads = ThreadPoolExecutor(1)
        with threads:
            other = threads.submit(synchronous.list_workteams)
            asyncio.run(use())
            assert other.result(30)

        assert {call.client for call in workteam_backend.calls} == {"botocore", "aiobotocore"}


class TestTogether:
    def test_synchronous_and_asynchronous_clients_share_the_backend(
        self, workteam_backend: WorkteamBackend, workteam_client: Any, make_client: Any
    ) -> None:
        async def use() -> None:
            async with make_client() as client:
                workteam_client.create_workteam(**team("a"))
                await client.create_workteam(**team("b"))
                assert len((await client.list_workteams())["Workteams"]) == 2

        asyncio.run(use())

        assert list(workteam_backend.workteams) == ["a", "b"]

    def test_several_event_loops_keep_the_limit(
        self, workteam_backend: WorkteamBackend, make_client: Callable[..., Any]
    ) -> None:
        workteam_backend.limit = 20
        barrier = threading.Barrier(4)

        async def create(loop: int) -> list[str]:
            async def outcome(client: Any, number: int) -> str:
                try:
                    await client.create_workteam(**team(f"team-{loop}-{number}"))
                except ClientError as error:
                    return str(error.response.get("Error", {}).get("Code"))
                return "created"

            async with make_client() as client:
                await asyncio.to_thread(barrier.wait)
                return await asyncio.gather(*(outcome(client, number) for number in range(10)))

        with ThreadPoolExecutor(4) as threads:
            loops = threads.map(lambda loop: asyncio.run(create(loop)), range(4))
            outcomes = sorted(outcome for loop in loops for outcome in loop)

        assert outcomes == ["ResourceLimitExceeded"] * 20 + ["created"] * 20
        assert len(workteam_backend.workteams) == 20

    def test_a_request_under_way_when_its_backend_stops_says_so(
        self, make_client: Callable[..., Any]
    ) -> None:
        async def use(backend: WorkteamBackend) -> None:
            async with make_client() as client:
                client.meta.events.register_first(
                    "before-send.sagemaker", lambda **_: backend.stop()
                )
                with pytest.raises(BackendStopped, match="ListWorkteams was called"):
                    await client.list_workteams()

        with WorkteamBackend() as outer, WorkteamBackend() as backend:
            asyncio.run(use(backend))

        assert not outer.calls
        assert not backend.calls

    def test_a_cancelled_task_leaves_nothing_behind(
        self, workteam_backend: WorkteamBackend, make_client: Callable[..., Any]
    ) -> None:
        async def use() -> None:
            async with make_client() as client:

                async def cancel(**_: Any) -> None:
                    task.cancel()
                    await asyncio.sleep(0)

                client.meta.events.register_first("before-send.sagemaker", cancel)
                task = asyncio.create_task(client.create_workteam(**team()))
                with pytest.raises(asyncio.CancelledError):
                    await task

        asyncio.run(use())

        assert not workteam_backend.calls
        assert not workteam_backend.workteams


class TestReach:
    def test_a_client_older_than_the_plugin(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            early_plugin="""
                import asyncio

                import aiobotocore.session

                LOOP = asyncio.new_event_loop()
                CONTEXT = aiobotocore.session.get_session().create_client(
                    "sagemaker",
                    region_name="us-east-1",
                    aws_access_key_id="AKIA",
                    aws_secret_access_key="s",
                )
                CLIENT = LOOP.run_until_complete(CONTEXT.__aenter__())
                """,
            test_it="""
                import early_plugin

                def test_it(workteam_backend):
                    loop = early_plugin.LOOP
                    assert loop.run_until_complete(early_plugin.CLIENT.list_workteams())
                    assert workteam_backend.calls.last.client == "aiobotocore"
                    loop.run_until_complete(early_plugin.CONTEXT.__aexit__(None, None, None))
                    loop.close()
                """,
        )
        pytester.syspathinsert()

        result = pytester.runpytest_subprocess("-p", "early_plugin")

        result.assert_outcomes(passed=1)

    def test_a_client_that_is_attached(self, workteam_backend: WorkteamBackend) -> None:
        async def use() -> None:
            session = aiobotocore_session.AioSession(include_builtin_handlers=False)
            async with session.create_client("sagemaker", region_name="us-east-1") as client:
                workteam_backend.attach(client)
                workteam_backend.attach(client)
                assert await client.list_workteams()

        asyncio.run(use())

        assert len(workteam_backend.calls) == 1

    @pytest.mark.usefixtures("workteam_backend")
    def test_nothing_of_ours_imports_it(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            import sys

            def test_it(workteam_backend, workteam_client):
                workteam_backend.fail("ListWorkteams", "ThrottlingException")
                assert workteam_client.list_workteams()
                assert "aiobotocore" not in sys.modules
            """
        )

        result = pytester.runpytest_subprocess()

        result.assert_outcomes(passed=1)

    def test_the_stubber_wins(
        self, workteam_backend: WorkteamBackend, make_client: Callable[..., Any]
    ) -> None:
        stub = pytest.importorskip("aiobotocore.stub", reason="this aiobotocore has no stubber")

        async def use() -> None:
            async with make_client() as client:
                with stub.AioStubber(client) as stubber:
                    stubber.add_response("list_workteams", {"Workteams": []})
                    assert await client.list_workteams()
                await client.list_workteams()

        asyncio.run(use())

        assert issubclass(stub.AioStubber, Stubber)
        assert len(workteam_backend.calls) == 1


HTTPX = ("httpx2", "httpx")


@pytest.mark.skipif(
    not any(map(importlib.util.find_spec, HTTPX)), reason="neither httpx2 nor httpx is installed"
)
@pytest.mark.parametrize("library", ["asyncio", "trio"])
def test_the_httpx_backend(workteam_backend: WorkteamBackend, library: str) -> None:
    if library == "trio" and not hasattr(
        importlib.import_module("aiobotocore.endpoint"), "AnyioEndpoint"
    ):
        pytest.skip("this aiobotocore is of asyncio alone")
    httpx_session = importlib.import_module("aiobotocore.httpxsession").HttpxSession

    async def use() -> None:
        session = aiobotocore_session.get_session()
        async with session.create_client(
            "sagemaker",
            region_name="us-east-1",
            aws_access_key_id="AKIA",
            aws_secret_access_key="s",
            config=AioConfig(http_session_cls=httpx_session),
        ) as client:
            assert await client.list_workteams()

    workteam_backend.fail("ListWorkteams", "ThrottlingException", times=2)
    if library == "trio":
        importlib.import_module("trio").run(use)
    else:
        asyncio.run(use())

    assert [call.attempt for call in workteam_backend.calls] == [1, 2, 3]


def test_many_clients_at_once(
    workteam_backend: WorkteamBackend, make_client: Callable[..., Any]
) -> None:
    async def use() -> list[Any]:
        async with AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(make_client()) for _ in range(8)]
            return await asyncio.gather(*(client.list_workteams() for client in clients))

    assert len(asyncio.run(use())) == 8
    assert len(workteam_backend.calls) == 8


class TestHumanLoops:
    def test_from_start_to_deletion(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.add_flow_definition("flow")
        workteam_backend.fail("StartHumanLoop", "ThrottlingException")
        workteam_backend.workers({"label": "b"}, after=1)
        name = {"HumanLoopName": "loop"}

        async def review() -> list[str]:
            session = aiobotocore_session.get_session()
            async with session.create_client("sagemaker-a2i-runtime", "us-east-1") as client:
                await client.start_human_loop(**human_loop())
                seen = [(await client.describe_human_loop(**name))["HumanLoopStatus"]]
                listed = await client.list_human_loops(FlowDefinitionArn=FLOW_ARN)
                seen += [row["HumanLoopStatus"] for row in listed["HumanLoopSummaries"]]
                await client.delete_human_loop(**name)
                with pytest.raises(client.exceptions.ResourceNotFoundException):
                    await client.stop_human_loop(**name)
                return seen

        assert asyncio.run(review()) == ["InProgress", "Completed"]
        assert [call.attempt for call in workteam_backend.calls.of("StartHumanLoop")] == [1, 2]
        assert {call.client for call in workteam_backend.calls} == {"aiobotocore"}
