from __future__ import annotations

import errno
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ConnectTimeoutError

from pytest_workteam import BackendStopped, WorkteamBackend, lost_response
from pytest_workteam.endpoint import handler
from pytest_workteam.endpoint.server import Server
from pytest_workteam.interception.hooks import MARK
from tests.support import FLOW_ARN, human_loop, linked, team


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    before = threading.active_count()
    yield
    assert threading.active_count() <= before


@pytest.fixture
def connection(workteam_endpoint: str) -> Iterator[http.client.HTTPConnection]:
    address = urlsplit(workteam_endpoint).netloc
    with closing(http.client.HTTPConnection(address, timeout=30)) as connection:
        yield connection


def post(
    connection: http.client.HTTPConnection,
    operation: str = "ListWorkteams",
    body: bytes | str = "{}",
    **headers: str,
) -> tuple[int, Any]:
    connection.request(
        "POST",
        "/",
        body,
        {
            "X-Amz-Target": f"SageMaker.{operation}",
            "Content-Type": "application/x-amz-json-1.1",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        },
    )
    response = connection.getresponse()
    assert response.getheader("Content-Type") == "application/x-amz-json-1.1"
    return response.status, json.loads(response.read())


def client_of(url: str, **arguments: Any) -> Any:
    """A client of the endpoint, as if of another process: its calls are not answered here."""
    arguments.setdefault("config", Config(retries={"total_max_attempts": 1}))
    client: Any = boto3.Session(region_name="us-east-1").client(
        "sagemaker",
        endpoint_url=url,
        **{"aws_access_key_id": "AKIA", "aws_secret_access_key": "s", **arguments},
    )
    # Its emitter counts as having the handlers.
    setattr(client.meta.events, MARK, True)
    return client


class TestProtocol:
    def test_calls_are_answered_by_the_same_backend(
        self, workteam_backend: WorkteamBackend, workteam_endpoint: str, workteam_client: Any
    ) -> None:
        with closing(client_of(workteam_endpoint)) as client:
            arn = client.create_workteam(**team())["WorkteamArn"]

            assert arn == "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/team"
            assert workteam_client.describe_workteam(WorkteamName="team")
            with pytest.raises(client.exceptions.ResourceInUse):
                client.create_workteam(**team())

        assert [(call.operation, call.client) for call in workteam_backend.calls] == [
            ("CreateWorkteam", "boto3"),
            ("DescribeWorkteam", "botocore"),
            ("CreateWorkteam", "boto3"),
        ]

    def test_the_bytes_are_those_of_the_process(
        self, connection: http.client.HTTPConnection
    ) -> None:
        status, body = post(connection, "DescribeWorkteam", '{"WorkteamName": "-"}')

        assert status == 400
        assert body["__type"] == "ValidationException"
        assert body["message"].startswith(
            "1 validation error detected: Value '-' at 'workteamName'"
        )

    def test_one_connection_serves_many_requests(
        self, workteam_backend: WorkteamBackend, connection: http.client.HTTPConnection
    ) -> None:
        for _ in range(3):
            assert post(connection)[0] == 200
            assert connection.sock is not None

        assert len(workteam_backend.calls) == 3

    def test_many_clients_at_once_keep_the_limit(
        self, workteam_backend: WorkteamBackend, workteam_endpoint: str
    ) -> None:
        workteam_backend.limit = 5

        def create(number: int) -> str:
            with closing(client_of(workteam_endpoint)) as client:
                try:
                    client.create_workteam(**team(f"team-{number}"))
                except ClientError as error:
                    return str(error.response.get("Error", {}).get("Code"))
            return "created"

        with ThreadPoolExecutor(8) as threads:
            outcomes = sorted(threads.map(create, range(8)))

        assert outcomes == ["ResourceLimitExceeded"] * 3 + ["created"] * 5

    def test_it_answers_for_its_own_backend_within_another(
        self, workteam_backend: WorkteamBackend, connection: http.client.HTTPConnection
    ) -> None:
        with WorkteamBackend() as inner:
            post(connection)

        assert (len(workteam_backend.calls), len(inner.calls)) == (1, 0)


class TestCaller:
    def test_is_the_one_that_signed(
        self, workteam_backend: WorkteamBackend, workteam_endpoint: str
    ) -> None:
        workteam_backend.accounts["AKIAOTHER"] = "210987654321"
        with closing(
            client_of(workteam_endpoint, region_name="eu-west-1", aws_access_key_id="AKIAOTHER")
        ) as client:
            client.create_workteam(
                **team(
                    MemberDefinitions=[
                        {
                            "CognitoMemberDefinition": {
                                "UserPool": "eu-west-1_P",
                                "UserGroup": "g",
                                "ClientId": "c",
                            }
                        }
                    ]
                )
            )

        call = workteam_backend.calls.last
        assert (call.region, call.account_id) == ("eu-west-1", "210987654321")
        assert list(workteam_backend.at(region="eu-west-1", account_id="210987654321").workteams)

    @pytest.mark.workteam(region="ap-south-1", account_id="000000000042")
    def test_is_the_backends_own_when_nobody_signed(
        self, workteam_backend: WorkteamBackend, workteam_endpoint: str
    ) -> None:
        with closing(
            client_of(workteam_endpoint, config=Config(signature_version=UNSIGNED))
        ) as client:
            client.list_workteams()

        call = workteam_backend.calls.last
        assert (call.region, call.account_id) == ("ap-south-1", "000000000042")

    def test_is_named_with_the_attempt(
        self, workteam_backend: WorkteamBackend, connection: http.client.HTTPConnection
    ) -> None:
        post(
            connection,
            User_Agent="aws-sdk-go-v2/1.30.0 os/linux",
            amz_sdk_request="attempt=2; max=3",
        )

        call = workteam_backend.calls.last
        assert (call.client, call.attempt) == ("aws-sdk-go-v2", 2)


class TestFaults:
    def test_an_error_is_answered(
        self, workteam_backend: WorkteamBackend, connection: http.client.HTTPConnection
    ) -> None:
        workteam_backend.fail("ListWorkteams", "ThrottlingException")

        assert post(connection) == (
            400,
            {"__type": "ThrottlingException", "message": "Rate exceeded"},
        )

    @pytest.mark.parametrize(
        "fault",
        [
            ConnectTimeoutError(endpoint_url="e"),
            ConnectionResetError(),
            OSError(errno.EHOSTUNREACH, "No route to host"),
            lost_response,
        ],
    )
    def test_an_exception_closes_the_connection(
        self, workteam_backend: WorkteamBackend, workteam_endpoint: str, fault: Any
    ) -> None:
        workteam_backend.fail("CreateWorkteam", fault)

        with closing(client_of(workteam_endpoint)) as client:
            with pytest.raises(ConnectionClosedError):
                client.create_workteam(**team())
            workteams = client.list_workteams()["Workteams"]

        assert len(workteams) == (1 if fault is lost_response else 0)

    @pytest.mark.parametrize(
        "mistake", [KeyError("Mistyped"), FileNotFoundError("Mistyped")], ids=repr
    )
    def test_a_mistake_of_the_tests_own_is_told_to_the_caller(
        self,
        workteam_backend: WorkteamBackend,
        connection: http.client.HTTPConnection,
        mistake: Exception,
    ) -> None:
        def fail(_: Any) -> None:
            raise mistake

        workteam_backend.answerer = fail

        assert post(connection) == (
            500,
            {
                "__type": "InternalFailure",
                "message": linked(
                    "pytest-workteam could not answer ListWorkteams: "
                    f"{type(mistake).__name__}: {mistake}",
                    "endpoint",
                ),
            },
        )

    def test_who_asks_before_sending_the_body_is_told_to_go_on(
        self, workteam_endpoint: str
    ) -> None:
        address = urlsplit(workteam_endpoint)
        with socket.create_connection((str(address.hostname), int(address.port or 0))) as raw:
            raw.sendall(
                b"POST / HTTP/1.1\r\nX-Amz-Target: SageMaker.ListWorkteams\r\n"
                b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"
            )
            assert raw.recv(1024) == b"HTTP/1.1 100 Continue\r\n\r\n"
            raw.sendall(b"{}")
            response = http.client.HTTPResponse(raw)
            response.begin()

            assert json.loads(response.read()) == {"Workteams": []}


class TestWhatIsNotOfTheProtocol:
    def test_another_method(self, connection: http.client.HTTPConnection) -> None:
        connection.request("PUT", "/")
        response = connection.getresponse()

        assert response.status == 501
        assert json.loads(response.read()) == {
            "__type": "SerializationException",
            "message": linked(
                "pytest-workteam's endpoint takes requests of SageMaker and Amazon A2I: "
                "Unsupported method",
                "endpoint",
            ),
        }

    def test_no_target(self, connection: http.client.HTTPConnection) -> None:
        assert post(connection, X_Amz_Target="DynamoDB_20120810.GetItem") == (
            400,
            {
                "__type": "UnknownOperationException",
                "message": linked(
                    "pytest-workteam's endpoint answers SageMaker and Amazon A2I, and this "
                    "request is POST / with the X-Amz-Target header 'DynamoDB_20120810.GetItem'; "
                    "point only their endpoints at it (AWS_ENDPOINT_URL_SAGEMAKER, "
                    "AWS_ENDPOINT_URL_SAGEMAKER_A2I_RUNTIME).",
                    "endpoint",
                ),
            },
        )

    @pytest.mark.parametrize(
        "operation,body",
        [
            ("ListModels", "{}"),
            ("ListTags", '{"ResourceArn": "arn:aws:sagemaker:us-east-1:123456789012:model/a"}'),
        ],
    )
    def test_an_operation_that_is_not_faked(
        self,
        workteam_backend: WorkteamBackend,
        connection: http.client.HTTPConnection,
        operation: str,
        body: str,
    ) -> None:
        assert post(connection, operation, body) == (
            400,
            {
                "__type": "UnknownOperationException",
                "message": linked(
                    f"SageMaker's {operation} is not faked by pytest-workteam for this "
                    "request; it was not sent to AWS. Make the call outside the endpoint.",
                    "endpoint",
                ),
            },
        )
        assert not workteam_backend.calls

    @pytest.mark.parametrize("body", ["", "[]", "{", '{"a": NaN}', "\udcff", "[" * 100_000])
    def test_a_body_that_is_no_object(
        self, connection: http.client.HTTPConnection, body: str
    ) -> None:
        status, answer = post(connection, body=body.encode("utf-8", "surrogateescape"))

        assert (status, answer["__type"]) == (400, "SerializationException")

    @pytest.mark.parametrize(
        "length", [str(handler.MAXIMUM_BODY + 1), "9" * 1000], ids=["by one byte", "by far"]
    )
    def test_a_body_that_is_too_large_is_not_read(
        self, connection: http.client.HTTPConnection, length: str
    ) -> None:
        connection.putrequest("POST", "/")
        connection.putheader("X-Amz-Target", "SageMaker.ListWorkteams")
        connection.putheader("Content-Length", length)
        connection.endheaders()
        response = connection.getresponse()

        assert response.status == 413
        assert json.loads(response.read()) == {
            "__type": "RequestEntityTooLargeException",
            "message": linked(
                "pytest-workteam's endpoint reads 8388608 bytes at most.",
                "endpoint",
            ),
        }
        assert response.getheader("Connection") == "close"

    def test_the_largest_body_is_read(self, connection: http.client.HTTPConnection) -> None:
        body = '{"NameContains": "%s"}'
        filler = "a" * (handler.MAXIMUM_BODY - len(body) + 2)

        status, answer = post(connection, body=body % filler)

        assert (status, answer["__type"]) == (400, "ValidationException")

    @pytest.mark.parametrize("length", ["-1", "+1", "1_0", "none", ""])
    def test_a_length_that_is_none(
        self, connection: http.client.HTTPConnection, length: str
    ) -> None:
        connection.putrequest("POST", "/")
        connection.putheader("Content-Length", length)
        connection.endheaders()
        response = connection.getresponse()

        assert response.status == 411
        assert json.loads(response.read()) == {
            "__type": "SerializationException",
            "message": linked(
                "pytest-workteam's endpoint needs a Content-Length header, as every AWS "
                "SDK sends for this protocol.",
                "endpoint",
            ),
        }

    def test_what_is_no_http(self, workteam_endpoint: str) -> None:
        address = urlsplit(workteam_endpoint)
        with socket.create_connection((str(address.hostname), int(address.port or 0))) as raw:
            raw.sendall(b"\x16\x03\x01 is TLS\r\n\r\n")
            response = http.client.HTTPResponse(raw)
            response.begin()

            assert response.status == 400
            assert json.loads(response.read()) == {
                "__type": "SerializationException",
                "message": linked(
                    "pytest-workteam's endpoint takes requests of SageMaker and Amazon A2I: Bad "
                    "request version",
                    "endpoint",
                ),
            }

    def test_half_a_request_is_nobodys_call(
        self, workteam_backend: WorkteamBackend, workteam_endpoint: str
    ) -> None:
        address = urlsplit(workteam_endpoint)
        with socket.create_connection((str(address.hostname), int(address.port or 0))) as raw:
            raw.sendall(
                b"POST / HTTP/1.1\r\nX-Amz-Target: SageMaker.ListWorkteams\r\n"
                b"Content-Length: 100\r\n\r\n{}"
            )
            raw.shutdown(socket.SHUT_WR)
            assert raw.recv(1) == b""

        assert not workteam_backend.calls

    def test_a_silent_connection_is_closed(
        self, workteam_endpoint: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(handler.Handler, "timeout", 0.01)
        address = urlsplit(workteam_endpoint)
        with socket.create_connection((str(address.hostname), int(address.port or 0))) as raw:
            raw.sendall(b"POST / HTTP/1.1\r\n")

            assert raw.recv(1) == b""


class TestLife:
    def test_it_is_bound_to_this_machine_alone(self, workteam_endpoint: str) -> None:
        address = urlsplit(workteam_endpoint)

        assert (address.scheme, address.hostname) == ("http", "127.0.0.1")

    def test_it_ends_with_the_backend_whatever_is_connected(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # No connection would end by itself.
        monkeypatch.setattr(handler.Handler, "timeout", None)
        backend = WorkteamBackend()
        backend.start()
        url = backend.environment()["AWS_ENDPOINT_URL_SAGEMAKER"]
        assert backend.environment()["AWS_ENDPOINT_URL_SAGEMAKER"] == url
        address = urlsplit(url)
        host, port = str(address.hostname), int(address.port or 0)
        with (
            closing(socket.create_connection((host, port))) as silent,
            closing(http.client.HTTPConnection(host, port)) as kept,
        ):
            assert post(kept)[0] == 200

            stopping = threading.Thread(target=backend.stop, daemon=True)
            stopping.start()
            stopping.join(10)

            assert not stopping.is_alive()
            assert silent.recv(1) == b""
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, port))

    def test_a_mistake_of_its_own_is_told(
        self, workteam_backend: WorkteamBackend, capsys: pytest.CaptureFixture[str]
    ) -> None:
        server = Server(workteam_backend)
        server.server_close()

        def told_of(error: Exception) -> str:
            try:
                raise error
            except type(error):
                server.handle_error(None, ("127.0.0.1", 1))
            return capsys.readouterr().err

        assert told_of(ConnectionResetError()) == ""
        assert "ZeroDivisionError" in told_of(ZeroDivisionError())

    def test_a_backend_that_starts_again_has_a_new_one(self) -> None:
        backend = WorkteamBackend()
        for _ in range(2):
            with backend:
                url = backend.environment()["AWS_ENDPOINT_URL_SAGEMAKER"]
                with closing(client_of(url)) as client:
                    client.list_workteams()

        assert len(backend.calls) == 2

    def test_a_backend_that_is_not_started_has_none(self) -> None:
        with pytest.raises(BackendStopped) as caught:
            WorkteamBackend().environment()

        assert str(caught.value) == linked(
            "environment() was called on a backend that is not started; call start() first, or "
            "use the backend in a with statement",
            "backend-stopped",
        )


class TestEnvironment:
    @pytest.mark.workteam(region="eu-west-1")
    def test_is_this_processs_with_another_caller(
        self,
        workteam_backend: WorkteamBackend,
        workteam_endpoint: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("AWS_PROFILE", "missing")
        monkeypatch.setenv("AWS_SESSION_TOKEN", "real")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
        # SDKs refuse it together with an endpoint.
        monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
        monkeypatch.setenv("NO_PROXY", "example.com")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.setenv("MINE", "1")

        environment = workteam_backend.environment()

        changed = {
            name: value for name, value in environment.items() if os.environ.get(name) != value
        }
        assert changed == {
            "AWS_ENDPOINT_URL_SAGEMAKER": workteam_endpoint,
            "AWS_ENDPOINT_URL_SAGEMAKER_A2I_RUNTIME": workteam_endpoint,
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
            "AWS_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "AKIAWORKTEAMTESTING0",
            "AWS_SECRET_ACCESS_KEY": "not-a-secret",
            "NO_PROXY": "example.com,127.0.0.1",
            "no_proxy": "example.com,127.0.0.1",
        }
        assert set(os.environ) - set(environment) == {
            "AWS_PROFILE",
            "AWS_SESSION_TOKEN",
            "AWS_USE_FIPS_ENDPOINT",
            "PYTEST_WORKTEAM_VARIABLES",
        }
        assert environment["MINE"] == "1"

    def test_a_lone_asterisk_keeps_its_meaning(
        self, workteam_backend: WorkteamBackend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NO_PROXY", "*")
        monkeypatch.delenv("no_proxy", raising=False)

        assert workteam_backend.environment()["NO_PROXY"] == "*"

    def test_is_all_that_a_child_needs(
        self, workteam_backend: WorkteamBackend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_PROFILE", "missing")
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
        monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
        workteam_backend.add_workteams(3)
        program = (
            "import boto3\n"
            "client = boto3.client('sagemaker')\n"
            "pages = client.get_paginator('list_workteams').paginate(MaxResults=1)\n"
            "print(*(team['WorkteamName'] for page in pages for team in page['Workteams']))\n"
            "client.close()\n"
        )

        done = subprocess.run(
            [sys.executable, "-W", "error", "-X", "dev", "-c", program],
            env=workteam_backend.environment(),
            capture_output=True,
            text=True,
            check=False,
        )

        assert (done.stdout, done.stderr) == ("existing-1 existing-2 existing-3\n", "")
        assert [call.client for call in workteam_backend.calls] == ["boto3"] * 3


def test_no_thread_or_socket_is_left_when_a_run_ends(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import urllib.request

        import pytest

        def test_called(workteam_endpoint):
            request = urllib.request.Request(
                workteam_endpoint, b"{}", {"X-Amz-Target": "SageMaker.ListWorkteams"}
            )
            with urllib.request.urlopen(request) as response:
                assert response.status == 200

        def test_not_called(workteam_endpoint):
            assert workteam_endpoint.startswith("http://127.0.0.1:")
        """
    )

    result = pytester.run(
        sys.executable, "-X", "dev", "-W", "error", "-m", "pytest", "-p", "no:randomly"
    )

    result.assert_outcomes(passed=2)
    assert "Warning" not in result.stderr.str()


class TestHumanLoops:
    @pytest.fixture
    def client(self, workteam_endpoint: str) -> Iterator[Any]:
        client: Any = boto3.Session(region_name="us-east-1").client(
            "sagemaker-a2i-runtime",
            endpoint_url=workteam_endpoint,
            aws_access_key_id="AKIA",
            aws_secret_access_key="s",
        )
        setattr(client.meta.events, MARK, True)
        with closing(client):
            yield client

    def test_every_operation(self, workteam_backend: WorkteamBackend, client: Any) -> None:
        workteam_backend.add_flow_definition("flow")
        name = {"HumanLoopName": "loop"}

        client.start_human_loop(**human_loop())
        shown = client.describe_human_loop(**name)
        listed = client.list_human_loops(FlowDefinitionArn=FLOW_ARN)["HumanLoopSummaries"]
        client.stop_human_loop(**name)
        client.delete_human_loop(**name)
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.describe_human_loop(**name)

        assert shown["HumanLoopStatus"] == listed[0]["HumanLoopStatus"] == "InProgress"
        assert [(call.operation, call.client) for call in workteam_backend.calls] == [
            (operation, "boto3")
            for operation in (
                "StartHumanLoop",
                "DescribeHumanLoop",
                "ListHumanLoops",
                "StopHumanLoop",
                "DeleteHumanLoop",
                "DescribeHumanLoop",
            )
        ]

    def test_input_of_three_mebibytes(self, workteam_backend: WorkteamBackend, client: Any) -> None:
        workteam_backend.add_flow_definition("flow")
        content = json.dumps("\u00e9" * (1024 * 1024 // 2 - 1))

        client.start_human_loop(**human_loop(content=content))

        assert workteam_backend.tasks[0].input == json.loads(content)

    def test_what_is_no_operation_has_its_code_where_clients_look(
        self, connection: http.client.HTTPConnection
    ) -> None:
        connection.request("GET", "/elsewhere")
        response = connection.getresponse()

        assert response.status == 400
        assert response.getheader("x-amzn-ErrorType") == "UnknownOperationException"
        assert json.loads(response.read())["message"].startswith(
            "pytest-workteam's endpoint answers SageMaker and Amazon A2I, and this request is GET "
            "/elsewhere with"
        )
