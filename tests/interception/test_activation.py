from __future__ import annotations

import asyncio
import contextvars
import http.client
import os
import signal
import threading
import unittest
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_workteam import AmbiguousBackend, NoActiveBackend, WorkteamBackend
from pytest_workteam.interception import variables
from pytest_workteam.interception.activation import (
    _Activation,
    for_test,
    forget_environment,
    innermost,
    is_active,
    set_guard,
)
from tests.support import client_in, linked, team

THREADS = 64

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


@pytest.fixture(scope="module")
def client() -> Any:
    with WorkteamBackend(region="us-east-1"):
        return boto3.Session().client("sagemaker")


class TestNesting:
    def test_the_innermost_answers(self, client: Any) -> None:
        with WorkteamBackend() as outer:
            with WorkteamBackend() as inner:
                client.create_workteam(**team())
            client.list_workteams()

        assert [call.operation for call in inner.calls] == ["CreateWorkteam"]
        assert [call.operation for call in outer.calls] == ["ListWorkteams"]
        assert not outer.workteams

    def test_stopped_out_of_order_the_latest_of_those_left_answers(self, client: Any) -> None:
        first, second, third = (WorkteamBackend() for _ in range(3))
        for backend in (first, second, third):
            backend.start()
        second.stop()
        client.list_workteams()
        third.stop()
        client.list_workteams()
        first.stop()

        assert [len(backend.calls) for backend in (first, second, third)] == [1, 0, 1]
        assert innermost() is None

    def test_started_again_a_backend_comes_to_the_front(self, client: Any) -> None:
        with WorkteamBackend() as first, WorkteamBackend() as second:
            first.start()
            client.list_workteams()
            first.stop()
            client.list_workteams()

        assert (len(first.calls), len(second.calls)) == (1, 1)
        assert innermost() is None

    def test_started_twice_it_is_stopped_twice(self, client: Any) -> None:
        with WorkteamBackend() as backend:
            with backend:
                client.list_workteams()
            client.list_workteams()
            assert innermost() is backend
            assert is_active(backend)
        assert not is_active(backend)

        assert len(backend.calls) == 2
        assert innermost() is None

    def test_stopped_once_too_often_it_takes_no_other_along(self) -> None:
        with WorkteamBackend(region="eu-west-1") as outer, WorkteamBackend() as inner:
            inner.stop()
            inner.stop()

            assert innermost() is outer
            assert os.environ["AWS_DEFAULT_REGION"] == "eu-west-1"

    def test_stopped_by_an_exception_it_answers_no_more(self) -> None:
        with pytest.raises(ZeroDivisionError), WorkteamBackend():
            raise ZeroDivisionError

        assert innermost() is None


def test_one_is_found_while_another_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopping:
        @property
        def backend(self) -> Any:
            monkeypatch.undo()
            return other

    backend, other = WorkteamBackend(), WorkteamBackend()
    active = (Stopping(), _Activation(backend, None))
    monkeypatch.setattr("pytest_workteam.interception.activation._active", active)

    assert is_active(backend)


KEYS = {"aws_access_key_id": "AKIAMINE", "aws_secret_access_key": "s"}


def region_answering(client: Any) -> str:
    """The region of the backend that answers a call made now."""
    client.list_workteams()
    backend = innermost()
    assert backend is not None
    return backend.region


class TestContexts:
    """Several tests at once in one process: each has its own backend."""

    def test_each_thread_of_tests_has_its_own(self) -> None:
        barrier = threading.Barrier(5, timeout=30)

        def run(number: int) -> int:
            client = client_in("us-east-1", **KEYS)
            with WorkteamBackend(existing=number) as backend:
                barrier.wait()
                client.list_workteams()
                names = [each["WorkteamName"] for each in client.list_workteams()["Workteams"]]
                barrier.wait()
                assert len(backend.calls) == 2
            return len(names)

        with ThreadPoolExecutor(5) as pool:
            assert list(pool.map(run, range(5))) == list(range(5))

    def test_each_task_has_its_own(self) -> None:
        async def run(number: int) -> int:
            with WorkteamBackend(existing=number) as backend:
                await asyncio.sleep(0)
                client_in("us-east-1", **KEYS).list_workteams()
                await asyncio.sleep(0)
                assert len(backend.calls) == 1
            return number

        async def run_all() -> list[int]:
            return await asyncio.gather(*map(run, range(5)))

        assert asyncio.run(run_all()) == list(range(5))

    def test_a_thread_of_a_test_has_the_tests(self, workteam_backend: WorkteamBackend) -> None:
        client = client_in("us-east-1", **KEYS)
        with ThreadPoolExecutor(1) as pool, WorkteamBackend(region="eu-west-1"):
            assert pool.submit(region_answering, client).result() == "eu-west-1"
            assert region_answering(client) == "eu-west-1"
        assert not workteam_backend.calls

    @pytest.fixture(params=["started there", "started before"])
    def older(
        self, request: pytest.FixtureRequest
    ) -> Iterator[tuple[contextvars.Context, WorkteamBackend]]:
        """A context such as that of an event loop that several tests share, and its backend."""
        shared = WorkteamBackend()
        if request.param == "started before":
            shared.start()
        context = contextvars.copy_context()
        if request.param == "started there":
            context.run(shared.start)
        yield context, shared
        context.run(shared.stop)

    def test_a_context_older_than_a_test_has_the_tests(
        self, older: tuple[contextvars.Context, WorkteamBackend], workteam_backend: WorkteamBackend
    ) -> None:
        context, shared = older
        other = WorkteamBackend()

        context.run(client_in("us-east-1", **KEYS).list_workteams)
        assert (len(workteam_backend.calls), len(shared.calls)) == (1, 0)
        context.run(other.start)
        assert context.run(innermost) is other
        context.run(other.stop)
        # Beside another test, it cannot be told which one calls.
        with for_test(other):
            contextvars.copy_context().run(other.start)
            assert context.run(innermost) is shared
            other.stop()

    def test_where_it_cannot_be_told_a_call_is_refused(self) -> None:
        client = client_in("us-east-1", **KEYS)
        with ThreadPoolExecutor(1) as other, WorkteamBackend(region="eu-west-1") as mine:
            backend = WorkteamBackend(region="ap-south-1")
            other.submit(backend.start).result()
            try:
                assert region_answering(client) == "eu-west-1"
                assert other.submit(region_answering, client).result() == "ap-south-1"
                with ThreadPoolExecutor(1) as stranger, pytest.raises(AmbiguousBackend) as caught:
                    stranger.submit(client.list_workteams).result()
            finally:
                other.submit(backend.stop).result()

        assert str(caught.value) == linked(
            "A call came from a thread or task that belongs to none of the active backends, such "
            f"as {mine!r} and {backend!r}. Start the thread with contextvars.copy_context().run, "
            "or run the tests one at a time.",
            "ambiguous-backend",
        )


class TestGuard:
    @pytest.fixture(autouse=True)
    def _restored(self) -> Iterator[None]:
        yield
        set_guard(None)

    @pytest.mark.parametrize(
        "test,where", [("test_it.py::test_it", "in test_it.py::test_it"), (None, "outside of any")]
    )
    def test_refuses_a_call_that_no_backend_answers(self, test: str | None, where: str) -> None:
        set_guard(lambda: test)
        client = client_in("us-east-1", **KEYS)

        with ThreadPoolExecutor(1) as pool, pytest.raises(NoActiveBackend) as caught:
            pool.submit(client.list_workteams).result()
        with WorkteamBackend():
            client.list_workteams()

        assert f"ListWorkteams was called {where}" in str(caught.value)
        assert str(caught.value).endswith("(python -m pytest_workteam explain no-active-backend)")

    def test_leaves_other_operations_alone(self) -> None:
        set_guard(lambda: None)
        client = client_in("us-east-1", **KEYS)
        client._endpoint._send = mock.Mock(side_effect=ConnectionError)

        with pytest.raises(ConnectionError):
            client.list_models()


class TestEnvironment:
    def test_names_the_region_while_a_backend_is_active(self) -> None:
        assert "AWS_DEFAULT_REGION" not in os.environ
        with WorkteamBackend(region="eu-west-1"):
            assert os.environ["AWS_DEFAULT_REGION"] == "eu-west-1"
            assert os.environ["AWS_EC2_METADATA_DISABLED"] == "true"
            with WorkteamBackend(region="ap-south-1"):
                assert os.environ["AWS_DEFAULT_REGION"] == "ap-south-1"
            assert os.environ["AWS_DEFAULT_REGION"] == "eu-west-1"

        assert "AWS_DEFAULT_REGION" not in os.environ
        assert "AWS_EC2_METADATA_DISABLED" not in os.environ

    def test_changes_in_nothing_else(self) -> None:
        before = dict(os.environ)
        with WorkteamBackend():
            during = dict(os.environ)

        assert dict(os.environ) == before
        assert set(during) - set(before) == {
            "AWS_DEFAULT_REGION",
            "AWS_EC2_METADATA_DISABLED",
            "PYTEST_WORKTEAM_VARIABLES",
        }

    def test_is_restored_by_backends_stopped_out_of_order(self) -> None:
        before = dict(os.environ)
        first, second = WorkteamBackend(), WorkteamBackend(region="eu-west-1")
        first.start()
        second.start()
        first.stop()

        assert os.environ["AWS_DEFAULT_REGION"] == "eu-west-1"
        second.stop()
        assert dict(os.environ) == before

    def test_keeps_what_it_says_itself(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_DEFAULT_REGION", "sa-east-1")
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "false")
        before = dict(os.environ)

        with WorkteamBackend(region="eu-west-1"):
            assert dict(os.environ) == before

        assert dict(os.environ) == before

    def test_keeps_what_was_changed_in_the_meantime(self) -> None:
        with WorkteamBackend(region="eu-west-1"):
            os.environ["AWS_DEFAULT_REGION"] = "sa-east-1"
            os.environ["AWS_EC2_METADATA_DISABLED"] = "false"

        assert os.environ.pop("AWS_DEFAULT_REGION") == "sa-east-1"
        assert os.environ.pop("AWS_EC2_METADATA_DISABLED") == "false"

    def test_is_empty_again_where_it_was(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for variable in ("AWS_DEFAULT_REGION", "AWS_EC2_METADATA_DISABLED"):
            monkeypatch.setenv(variable, "")

        with WorkteamBackend(region="eu-west-1"), WorkteamBackend():
            assert os.environ["AWS_EC2_METADATA_DISABLED"] == "true"

        assert os.environ["AWS_DEFAULT_REGION"] == os.environ["AWS_EC2_METADATA_DISABLED"] == ""

    def test_says_as_little_when_it_is_empty(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_DEFAULT_REGION", "")
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "")

        with WorkteamBackend(region="eu-west-1"):
            assert os.environ["AWS_DEFAULT_REGION"] == "eu-west-1"
            assert os.environ["AWS_EC2_METADATA_DISABLED"] == "true"
            assert boto3.Session().client("sagemaker").meta.region_name == "eu-west-1"

    def test_keeps_a_value_that_is_the_fakes_own_by_chance(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(variables, "_may_return", {})
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")

        with WorkteamBackend(region="eu-west-1"), WorkteamBackend(region="eu-west-1"):
            pass
        forget_environment()

        assert os.environ["AWS_DEFAULT_REGION"] == "eu-west-1"

    def test_forgets_what_another_tool_puts_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        another = pytest.MonkeyPatch()
        with WorkteamBackend(region="eu-west-1"):
            another.setenv("AWS_DEFAULT_REGION", "ap-south-1")
        another.undo()
        assert os.environ["AWS_DEFAULT_REGION"] == "eu-west-1"
        forget_environment()
        assert "AWS_DEFAULT_REGION" not in os.environ

        # From now on it is the user's own.
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        forget_environment()
        assert os.environ["AWS_DEFAULT_REGION"] == "eu-west-1"

    def test_forgets_a_whole_environment_that_another_tool_puts_back(self) -> None:
        with WorkteamBackend(region="eu-west-1"):
            patch = mock.patch.dict(os.environ, MODE="test")
            patch.start()
        patch.stop()
        assert os.environ["AWS_DEFAULT_REGION"] == "eu-west-1"

        with WorkteamBackend(region="ap-south-1"):
            assert os.environ["AWS_DEFAULT_REGION"] == "ap-south-1"

        assert "AWS_DEFAULT_REGION" not in os.environ
        assert "AWS_EC2_METADATA_DISABLED" not in os.environ


def outcomes_at_once(create: Any) -> list[str]:
    """What becomes of as many calls as there are threads, begun at one moment."""
    barrier = threading.Barrier(THREADS)

    def outcome(number: int) -> str:
        barrier.wait()
        try:
            create(number)
        except ClientError as error:
            return str(error.response.get("Error", {}).get("Code"))
        return "created"

    with ThreadPoolExecutor(THREADS) as threads:
        return sorted(threads.map(outcome, range(THREADS)))


class TestThreads:
    """Of 64 creates at once, exactly as many succeed as there is room for."""

    def test_on_one_client(self, client: Any) -> None:
        with WorkteamBackend(limit=25, existing=5) as backend:
            outcomes = outcomes_at_once(
                lambda number: client.create_workteam(**team(f"team-{number}"))
            )

            assert outcomes == ["ResourceLimitExceeded"] * 44 + ["created"] * 20
            assert len(backend.workteams) == 25
            assert len(backend.calls) == THREADS

    def test_on_many_clients(self) -> None:
        session = boto3.Session()
        with WorkteamBackend(limit=7) as backend:
            clients: list[Any] = [session.client("sagemaker") for _ in range(8)]
            outcomes = outcomes_at_once(
                lambda number: clients[number % 8].create_workteam(**team(f"team-{number}"))
            )

            assert outcomes == ["ResourceLimitExceeded"] * 57 + ["created"] * 7
            assert len(backend.workteams) == 7

    def test_a_name_is_given_once(self, client: Any) -> None:
        with WorkteamBackend() as backend:
            outcomes = outcomes_at_once(lambda _: client.create_workteam(**team()))

            assert outcomes == ["ResourceInUse"] * 63 + ["created"]
            assert len(backend.workteams) == 1

    def test_backends_that_start_and_stop_meanwhile_lose_no_call(self, client: Any) -> None:
        with WorkteamBackend(limit=THREADS) as outer:
            stop = threading.Event()

            def start_and_stop() -> None:
                while not stop.is_set():
                    backend = WorkteamBackend()
                    backend.start()
                    backend.stop()

            others = threading.Thread(target=start_and_stop)
            others.start()
            try:
                for _ in range(50):
                    with WorkteamBackend() as inner:
                        assert inner is not outer
            finally:
                stop.set()
                others.join()
            client.list_workteams()

            assert outer.calls.last.operation == "ListWorkteams"


def in_child(check: Any) -> int:
    """The exit status of a forked child that runs ``check``."""
    with warnings.catch_warnings():
        # Newer Pythons warn of what these tests are about.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        status = 1
        # A child that is locked up ends nevertheless.
        signal.alarm(10)
        try:
            check()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@needs_fork
class TestFork:
    def test_the_child_has_a_copy(self, client: Any) -> None:
        with WorkteamBackend(existing=1) as backend:

            def check() -> None:
                assert innermost() is backend
                client.create_workteam(**team("in-the-child"))
                assert list(backend.workteams) == ["existing-1", "in-the-child"]

            assert in_child(check) == 0
            assert list(backend.workteams) == ["existing-1"]
            assert not backend.calls

    def test_the_child_stops_a_backend_and_leaves_its_endpoint_alone(self) -> None:
        with WorkteamBackend() as backend:
            address = urlsplit(backend.environment()["AWS_ENDPOINT_URL_SAGEMAKER"])

            connection = http.client.HTTPConnection(str(address.hostname), int(address.port or 0))
            headers = {"X-Amz-Target": "SageMaker.ListWorkteams"}
            connection.request("POST", "/", "{}", headers)
            assert connection.getresponse().read() == b'{"Workteams": []}'

            assert in_child(backend.stop) == 0

            connection.request("POST", "/", "{}", headers)
            assert connection.getresponse().read() == b'{"Workteams": []}'
            connection.close()
            assert innermost() is backend

    def test_a_request_of_another_thread_does_not_lock_the_child_up(self, client: Any) -> None:
        requested, forking = threading.Event(), threading.Event()

        def hold_the_lock(*_: Any) -> None:
            requested.set()
            forking.wait(30)

        with WorkteamBackend() as backend:
            backend.before("CreateWorkteam", hold_the_lock)
            thread = threading.Thread(target=client.create_workteam, kwargs=team())
            thread.start()
            assert requested.wait(30)
            os.register_at_fork(before=forking.set)

            def check() -> None:
                client.create_workteam(**team("in-the-child"))
                assert list(backend.workteams) == ["team", "in-the-child"]

            status = in_child(check)
            thread.join()

            assert status == 0
            assert list(backend.workteams) == ["team"]

    def test_its_locks_are_free_again_in_the_parent(self, client: Any) -> None:
        with WorkteamBackend() as backend:
            client.create_workteam(**team("a"))
            assert in_child(lambda: None) == 0

            with ThreadPoolExecutor(1) as thread:
                thread.submit(client.create_workteam, **team("b")).result(30)
                thread.submit(backend.snapshot).result(30)

            assert list(backend.workteams) == ["a", "b"]


class TestUnittest(unittest.TestCase):
    def setUp(self) -> None:
        self.backend = WorkteamBackend(limit=1)
        self.backend.start()
        self.addCleanup(self.backend.stop)
        self.client: Any = boto3.Session().client("sagemaker")

    def test_the_limit(self) -> None:
        self.client.create_workteam(**team("a"))
        with pytest.raises(self.client.exceptions.ResourceLimitExceeded):
            self.client.create_workteam(**team("b"))

    def test_no_test_sees_the_state_of_another(self) -> None:
        self.client.create_workteam(**team("c"))
        assert list(self.backend.workteams) == ["c"]


class TestScopes:
    """Backends in fixtures of the user's own, and pytest's ways to run a test."""

    def test_class_module_and_session(self, pytester: pytest.Pytester) -> None:
        pytester.makeconftest(
            """
            import boto3
            import pytest

            from pytest_workteam import WorkteamBackend

            def backend_of(scope):
                @pytest.fixture(scope=scope)
                def backend():
                    with WorkteamBackend() as backend:
                        backend.add_workteam(f"of-{scope}")
                        yield backend
                return backend

            session_backend = backend_of("session")
            module_backend = backend_of("module")
            class_backend = backend_of("class")

            @pytest.fixture
            def names():
                def names():
                    found = boto3.client("sagemaker").list_workteams()["Workteams"]
                    return [team["WorkteamName"] for team in found]
                return names
            """
        )
        pytester.makepyfile(
            """
            def test_session(session_backend, names):
                assert names() == ["of-session"]

            class TestClass:
                def test_class(self, class_backend, names):
                    assert names() == ["of-class"]
                    class_backend.add_workteam("more")

                def test_class_again(self, class_backend, names):
                    assert names() == ["of-class", "more"]

                def test_function(self, class_backend, workteam_backend, names):
                    assert names() == []

            def test_module(module_backend, names):
                assert names() == ["of-module"]

            def test_module_again(module_backend, names):
                assert names() == ["of-module"]
            """
        )

        result = pytester.runpytest_subprocess("-p", "no:randomly", "-W", "error")

        result.assert_outcomes(passed=6)

    def test_unittest_and_doctest(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            '''
            """
            >>> backend = getfixture("workteam_backend")
            >>> getfixture("workteam_client").create_workteam(
            ...     WorkteamName="a",
            ...     Description="d",
            ...     MemberDefinitions=[{"OidcMemberDefinition": {"Groups": ["g"]}}],
            ... )
            Traceback (most recent call last):
            botocore.exceptions.ClientError: ...
            >>> backend.calls.last.error
            'ValidationException'
            """
            import unittest

            import boto3
            import pytest

            @pytest.mark.usefixtures("workteam_backend")
            class TestMarked(unittest.TestCase):
                def test_list(self):
                    assert boto3.client("sagemaker").list_workteams()["Workteams"] == []

            class TestFixture(unittest.TestCase):
                @pytest.fixture(autouse=True)
                def backend(self, workteam_backend):
                    self.backend = workteam_backend

                def test_list(self):
                    boto3.client("sagemaker").list_workteams()
                    self.assertEqual(len(self.backend.calls), 1)
            '''
        )

        result = pytester.runpytest_subprocess(
            "-p", "no:randomly", "--doctest-modules", "-o", "doctest_optionflags=ELLIPSIS"
        )

        result.assert_outcomes(passed=3)

    @pytest.mark.parametrize("distribution", ["load", "loadscope", "loadfile"])
    def test_xdist(self, pytester: pytest.Pytester, distribution: str) -> None:
        pytest.importorskip("xdist")
        pytester.makepyfile(
            **{
                f"test_{name}": """
                    import boto3
                    import pytest

                    class TestClass:
                        @pytest.mark.parametrize("number", range(4))
                        @pytest.mark.workteam(limit=1)
                        def test_create(self, workteam_backend, number):
                            boto3.client("sagemaker").create_workteam(
                                WorkteamName=f"team-{number}",
                                Description="d",
                                MemberDefinitions=[
                                    {
                                        "CognitoMemberDefinition": {
                                            "UserPool": "us-east-1_P",
                                            "UserGroup": "g",
                                            "ClientId": "c",
                                        }
                                    }
                                ],
                            )
                            assert list(workteam_backend.workteams) == [f"team-{number}"]
                    """
                for name in "ab"
            }
        )

        result = pytester.runpytest_subprocess("-n", "2", "--dist", distribution)

        result.assert_outcomes(passed=8)
