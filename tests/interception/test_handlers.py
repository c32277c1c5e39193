from __future__ import annotations

import asyncio
import datetime as dt
import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import botocore.session
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.credentials import DeferredRefreshableCredentials, RefreshableCredentials
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError
from botocore.stub import Stubber

from pytest_workteam import BackendStopped, OperationNotFaked, WorkteamBackend
from pytest_workteam.interception.clients import new_client, new_session
from pytest_workteam.interception.handlers import leave_unsigned, redirect
from tests.support import client_in, linked, team

ELSEWHERE = "http://127.0.0.1:9"
UNSIGNED_ONCE = Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1})
MODEL_ARN = "arn:aws:sagemaker:us-east-1:123456789012:model/a"


@pytest.fixture(autouse=True)
def connected(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The addresses that sockets were to be connected to, a proxy on this machine included."""
    addresses: list[Any] = []

    def connect(_: socket.socket, address: Any) -> None:
        addresses.append(address)
        raise ConnectionRefusedError(f"a socket was to be connected to {address}")

    monkeypatch.setattr(socket.socket, "connect", connect)
    yield addresses
    assert addresses == []


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Writes the user's configuration file."""
    path = tmp_path / "config"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    return path.write_text


def sagemaker(**arguments: Any) -> Any:
    return boto3.Session(region_name="us-east-1").client("sagemaker", **arguments)


@pytest.mark.parametrize(
    "variables",
    [
        {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"},
        {"https_proxy": "http://127.0.0.1:9", "NO_PROXY": ""},
        {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"},
        {"AWS_ENDPOINT_URL_SAGEMAKER": "https://vpce-1.api.sagemaker.us-east-1.vpce.amazonaws.com"},
        {"AWS_USE_FIPS_ENDPOINT": "true"},
        {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
        {"AWS_DEFAULTS_MODE": "auto"},
        {"AWS_RETRY_MODE": "adaptive", "AWS_MAX_ATTEMPTS": "7"},
        {"AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "1"},
        {"AWS_ACCESS_KEY_ID": "AKIAREAL", "AWS_SECRET_ACCESS_KEY": "real"},
    ],
    ids=lambda variables: next(iter(variables)),
)
def test_whatever_the_environment_says(
    workteam_backend: WorkteamBackend, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    sagemaker().create_workteam(**team())

    assert list(workteam_backend.workteams) == ["team"]


@pytest.mark.parametrize(
    "arguments",
    [
        {"endpoint_url": "https://vpce-1-a.api.sagemaker.us-east-1.vpce.amazonaws.com"},
        {"endpoint_url": "http://127.0.0.1:9/prefix"},
        {"use_ssl": False},
        {"verify": False},
        {"aws_access_key_id": "a", "aws_secret_access_key": "b", "aws_session_token": "c"},
        {"config": Config(signature_version=UNSIGNED)},
        {"config": Config(signature_version="v4")},
        {"config": Config(use_fips_endpoint=True)},
        {"config": Config(use_dualstack_endpoint=True)},
        {"config": Config(use_fips_endpoint=True, use_dualstack_endpoint=True)},
        {"config": Config(proxies={"https": "http://127.0.0.1:9"})},
        {"config": Config(request_min_compression_size_bytes=1)},
        {"config": Config(inject_host_prefix=False, tcp_keepalive=True)},
        {"config": Config(parameter_validation=False)},
        {"config": Config(user_agent="of my own")},
    ],
    ids=[
        "VPC endpoint",
        "endpoint with a path",
        "no TLS",
        "no verification",
        "session token",
        "unsigned",
        "signed",
        "FIPS",
        "dual-stack",
        "FIPS and dual-stack",
        "proxies",
        "compression",
        "no host prefix",
        "no validation",
        "user agent",
    ],
)
def test_whatever_the_client_is_told(
    workteam_backend: WorkteamBackend, arguments: dict[str, Any]
) -> None:
    sagemaker(**arguments).create_workteam(**team())

    assert list(workteam_backend.workteams) == ["team"]


def no_fetch() -> Any:
    raise AssertionError("credentials were to be fetched")


class TestCredentials:
    @pytest.mark.parametrize(
        "profile",
        [
            "role_arn = arn:aws:iam::210987654321:role/r\nsource_profile = source",
            "role_arn = arn:aws:iam::210987654321:role/r\nweb_identity_token_file = missing",
            "sso_start_url = https://sso\nsso_region = us-east-1\nsso_account_id = 210987654321\n"
            "sso_role_name = r",
        ],
        ids=["assumed role", "web identity", "SSO"],
    )
    def test_of_a_profile_are_never_fetched(
        self,
        workteam_backend: WorkteamBackend,
        monkeypatch: pytest.MonkeyPatch,
        configured: Any,
        profile: str,
    ) -> None:
        configured(
            f"[profile mine]\nregion = us-east-1\n{profile}\n\n"
            "[profile source]\naws_access_key_id = AKIASOURCE\naws_secret_access_key = s\n"
        )
        monkeypatch.setenv("AWS_PROFILE", "mine")
        workteam_backend.accounts["AKIASOURCE"] = "210987654321"

        botocore.session.Session().create_client("sagemaker").create_workteam(**team())  # type: ignore[attr-defined]

        # The key of a role is not known without fetching it.
        assert workteam_backend.calls.last.account_id == "123456789012"

    def test_of_a_process_are_not_asked_for_again(
        self,
        workteam_backend: WorkteamBackend,
        monkeypatch: pytest.MonkeyPatch,
        configured: Any,
        tmp_path: Path,
    ) -> None:
        runs = tmp_path / "runs"
        program = tmp_path / "credentials.py"
        given = {"Version": 1, "AccessKeyId": "AKIAPROCESS", "SecretAccessKey": "s"}
        program.write_text(
            f"open({str(runs)!r}, 'a').write('run ')\nprint({json.dumps(json.dumps(given))})\n"
        )
        configured(f"[profile mine]\ncredential_process = {sys.executable} {program}\n")
        monkeypatch.setenv("AWS_PROFILE", "mine")
        workteam_backend.accounts["AKIAPROCESS"] = "210987654321"
        client = sagemaker()

        client.create_workteam(**team())
        client.list_workteams()

        # botocore runs it to make the client.
        assert runs.read_text() == "run "
        assert {call.account_id for call in workteam_backend.calls} == {"210987654321"}

    @pytest.mark.parametrize("deferred", [True, False])
    def test_that_expired_are_not_refreshed(
        self, workteam_backend: WorkteamBackend, *, deferred: bool
    ) -> None:
        session = botocore.session.Session()
        credentials: Any = (
            DeferredRefreshableCredentials(no_fetch, "test")
            if deferred
            else RefreshableCredentials(
                "AKIAOLD", "s", "t", dt.datetime(2001, 1, 1, tzinfo=dt.timezone.utc), no_fetch, "m"
            )
        )
        session._credentials = credentials  # type: ignore[attr-defined]
        workteam_backend.accounts["AKIAOLD"] = "210987654321"

        client: Any = session.create_client("sagemaker", "us-east-1")
        client.list_workteams()

        assert workteam_backend.calls.last.account_id == "123456789012"

    def test_name_the_account_by_their_access_key(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.accounts["AKIAOTHER"] = "210987654321"

        sagemaker(aws_access_key_id="AKIAOTHER", aws_secret_access_key="s").create_workteam(
            **team()
        )
        sagemaker(aws_access_key_id="AKIAMINE", aws_secret_access_key="s").list_workteams()

        assert [call.account_id for call in workteam_backend.calls] == [
            "210987654321",
            "123456789012",
        ]
        assert list(workteam_backend.at(account_id="210987654321").workteams) == ["team"]

    @pytest.mark.parametrize("config", [None, Config(signature_version=UNSIGNED)])
    def test_that_are_not_there_name_no_account(
        self, workteam_backend: WorkteamBackend, config: Config | None
    ) -> None:
        workteam_backend.accounts["AKIAOTHER"] = "210987654321"

        sagemaker(config=config).list_workteams()

        assert workteam_backend.calls.last.account_id == "123456789012"

    @pytest.mark.usefixtures("_missing_profile")
    def test_of_a_profile_that_is_missing_do_not_matter_to_the_plugins_client(
        self, workteam_client: Any
    ) -> None:
        assert workteam_client.list_workteams()["Workteams"] == []

    @pytest.fixture
    def _missing_profile(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_PROFILE", "missing")


@pytest.mark.filterwarnings("ignore::pytest_workteam.OperationNotFakedWarning")
class TestOtherOperations:
    MESSAGE = (
        "{} is not faked{}, and nothing else answered it; it was not sent to AWS. Answer it with "
        "the hook pytest_workteam_answer, add the operation with pytest_workteam_operations, or "
        "start moto's mock_aws."
    )

    @pytest.mark.usefixtures("workteam_backend")
    @pytest.mark.parametrize("key", [None, "AKIAMINE"])
    def test_are_refused_with_or_without_credentials(self, key: str | None) -> None:
        with pytest.raises(OperationNotFaked) as caught:
            sagemaker(aws_access_key_id=key, aws_secret_access_key=key).list_models()

        assert str(caught.value) == linked(self.MESSAGE.format("ListModels", ""), "not-faked")

    @pytest.mark.usefixtures("workteam_backend")
    def test_are_signed_for_whoever_answers_them(self) -> None:
        client = sagemaker(aws_access_key_id="AKIAMINE", aws_secret_access_key="s")
        signed: list[bool] = []
        client.meta.events.register_first(
            "before-send", lambda request, **_: signed.append("Authorization" in request.headers)
        )

        with pytest.raises(OperationNotFaked):
            client.list_models()

        assert signed == [True]

    @pytest.mark.parametrize(
        "operation,parameters",
        [
            ("add_tags", {"Tags": [{"Key": "a", "Value": "b"}]}),
            ("list_tags", {}),
            ("delete_tags", {"TagKeys": ["a"]}),
        ],
    )
    def test_such_as_tags_of_another_resource_are_refused(
        self, workteam_backend: WorkteamBackend, operation: str, parameters: dict[str, Any]
    ) -> None:
        name = "".join(word.title() for word in operation.split("_"))

        with pytest.raises(OperationNotFaked) as caught:
            getattr(sagemaker(), operation)(ResourceArn=MODEL_ARN, **parameters)

        message = linked(self.MESSAGE.format(name, " for this type of resource"), "not-faked")
        assert str(caught.value) == message
        call = workteam_backend.calls.last
        assert (call.operation, call.error, call.message) == (name, "OperationNotFaked", message)
        assert call.parameters == {"ResourceArn": MODEL_ARN, **parameters}

    @pytest.mark.usefixtures("workteam_backend")
    @pytest.mark.parametrize(
        "host",
        [
            "localhost",
            "127.0.0.1",
            "127.8.8.8",
            "[::1]",
            "sagemaker.localhost",
            "localhost.",
            "0.0.0.0",
            "localhost.localstack.cloud",
            "sagemaker.us-east-1.localhost.localstack.cloud",
        ],
    )
    def test_go_to_an_emulator_on_this_machine(self, host: str) -> None:
        client = sagemaker(endpoint_url=f"http://{host}:9", config=UNSIGNED_ONCE)
        urls: list[str] = []
        client._endpoint._send = lambda request: urls.append(request.url)

        with pytest.raises(AttributeError):  # the response is None
            client.list_models()
        client.list_workteams()

        assert urls == [f"http://{host}:9/"]

    @pytest.mark.usefixtures("workteam_backend")
    @pytest.mark.parametrize(
        "host",
        [
            "localhost.example.com",
            "mylocalhost",
            "api.localstack.cloud",
            "128.0.0.1",
            "10.0.0.1",
            "a.invalid",
        ],
    )
    def test_go_nowhere_else(self, host: str) -> None:
        with pytest.raises(OperationNotFaked):
            sagemaker(endpoint_url=f"http://{host}:9", config=UNSIGNED_ONCE).list_models()

    def test_are_answered_by_a_hook_that_does(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.answerer = lambda call: (
            {"Models": []} if call.operation == "ListModels" else None
        )

        assert sagemaker().list_models()["Models"] == []
        with pytest.raises(OperationNotFaked):
            sagemaker().list_endpoints()

        assert [call.error for call in workteam_backend.calls] == [None, "OperationNotFaked"]

    @pytest.mark.usefixtures("workteam_backend")
    def test_of_other_services_are_left_alone(self, connected: list[Any]) -> None:
        client = boto3.Session(region_name="us-east-1").client(
            "sagemaker-runtime", endpoint_url=ELSEWHERE, config=UNSIGNED_ONCE
        )

        with pytest.raises(EndpointConnectionError):
            client.invoke_endpoint(EndpointName="e", Body=b"")

        assert connected.pop() == ("127.0.0.1", 9)

    def test_are_not_refused_when_no_backend_is_active(self, connected: list[Any]) -> None:
        with WorkteamBackend():
            client = sagemaker(endpoint_url=ELSEWHERE, config=UNSIGNED_ONCE)

        with pytest.raises(EndpointConnectionError):
            client.list_models()

        assert connected.pop() == ("127.0.0.1", 9)

    def test_nor_is_the_fakes_own_answered_then(self, connected: list[Any]) -> None:
        with WorkteamBackend() as backend:
            client = sagemaker(endpoint_url=ELSEWHERE, config=UNSIGNED_ONCE)

        with pytest.raises(EndpointConnectionError):
            client.list_workteams()

        assert connected.pop() == ("127.0.0.1", 9)
        assert not backend.calls

    def test_by_the_plugins_own_client_are_refused_even_then(self, connected: list[Any]) -> None:
        with WorkteamBackend() as backend:
            client = new_client(new_session(), "us-east-1")
            client.list_workteams()

        with pytest.raises(OperationNotFaked) as caught:
            client.list_workteams()

        assert str(caught.value) == linked(
            "ListWorkteams was called by the plugin's own client while no backend was active; it "
            "was not sent to AWS. Make the call before the client's test ends, or with a client of "
            "your own.",
            "not-faked",
        )
        assert len(backend.calls) == 1


class TestStubber:
    def test_wins_for_what_it_stubs(self, workteam_backend: WorkteamBackend) -> None:
        client = sagemaker()
        with Stubber(client) as stubber:
            stubber.add_response("delete_workteam", {"Success": False}, {"WorkteamName": "a"})
            stubber.add_response("list_models", {"Models": []})
            stubber.add_client_error("describe_workteam", "Stubbed")

            assert client.delete_workteam(WorkteamName="a")["Success"] is False
            assert client.list_models()["Models"] == []
            with pytest.raises(ClientError, match="Stubbed"):
                client.describe_workteam(WorkteamName="a")
            stubber.assert_no_pending_responses()
        client.create_workteam(**team())

        assert [call.operation for call in workteam_backend.calls] == ["CreateWorkteam"]


class TestRequestsUnderWay:
    def test_when_their_backend_stops_say_so(self) -> None:
        with WorkteamBackend() as outer, WorkteamBackend() as backend:
            client = sagemaker()
            client.meta.events.register_first("before-send.sagemaker", lambda **_: backend.stop())

            with pytest.raises(BackendStopped) as caught:
                client.list_workteams()

        assert str(caught.value) == linked(
            "ListWorkteams was called while a backend was active, but the backend was stopped "
            "before it answered. End the threads and tasks that make calls before the test ends.",
            "backend-stopped",
        )
        assert not outer.calls
        assert not backend.calls

    @pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
    def test_are_not_retried_on_another_backend(self, mode: Any) -> None:
        with WorkteamBackend() as outer, WorkteamBackend() as backend:
            client = sagemaker(config=Config(retries={"mode": mode}))
            backend.fail("ListWorkteams", "ThrottlingException", times=None)
            client.meta.events.register("needs-retry.sagemaker", lambda **_: backend.stop())

            with pytest.raises(BackendStopped):
                client.list_workteams()

        assert not outer.calls
        assert [call.attempt for call in backend.calls] == [1]

    def test_in_a_thread_are_answered_by_the_backend_they_began_with(self) -> None:
        with WorkteamBackend() as outer:
            client = sagemaker()
            inner = WorkteamBackend()
            client.meta.events.register_first("before-send.sagemaker", lambda **_: inner.start())

            client.list_workteams()
            inner.stop()

        assert len(outer.calls) == 1
        assert not inner.calls


def test_the_region_is_the_clients(workteam_backend: WorkteamBackend) -> None:
    for region in ("eu-west-1", "us-gov-west-1", "cn-north-1"):
        boto3.Session(region_name=region).client("sagemaker").list_workteams()

    assert [call.region for call in workteam_backend.calls] == [
        "eu-west-1",
        "us-gov-west-1",
        "cn-north-1",
    ]


def test_the_attempt_and_the_client_are_recorded(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_backend.fail("ListWorkteams", "ThrottlingException")
    sagemaker().list_workteams()
    workteam_client.list_workteams()

    assert [(call.attempt, call.client) for call in workteam_backend.calls] == [
        (1, "boto3"),
        (2, "boto3"),
        (1, "botocore"),
    ]


@pytest.mark.usefixtures("workteam_backend")
def test_a_request_goes_unsigned_to_a_host_that_cannot_exist() -> None:
    client = sagemaker(aws_access_key_id="a", aws_secret_access_key="b")
    sent: list[Any] = []
    client.meta.events.register_first(
        "before-send.sagemaker", lambda request, **_: sent.append(request)
    )

    client.list_workteams()

    (request,) = sent
    address = urlsplit(request.url)
    assert address.scheme == "https"
    assert str(address.hostname).endswith(".pytest-workteam.invalid")
    assert "Authorization" not in request.headers


def test_an_error_that_is_to_be_raised_has_no_other_behind_it(
    workteam_backend: WorkteamBackend,
) -> None:
    error = ConnectTimeoutError(endpoint_url="the fake")
    workteam_backend.fail("ListWorkteams", error)

    with pytest.raises(ConnectTimeoutError) as caught:
        sagemaker(config=UNSIGNED_ONCE).list_workteams()

    assert caught.value.__cause__ is None


def test_a_synchronous_client_within_an_event_loop(workteam_backend: WorkteamBackend) -> None:
    client = sagemaker()

    async def create(number: int) -> None:
        await asyncio.to_thread(client.create_workteam, **team(f"team-{number}"))

    async def create_all() -> None:
        await asyncio.gather(*map(create, range(8)))

    asyncio.run(create_all())

    assert len(workteam_backend.workteams) == 8


@pytest.mark.filterwarnings("ignore::pytest_workteam.OperationNotFakedWarning")
def test_a_backend_that_starts_within_a_call_does_not_answer_it() -> None:
    backend = WorkteamBackend()
    client = client_in("us-east-1", aws_access_key_id="a", aws_secret_access_key="s")
    client.meta.events.register("request-created.sagemaker", lambda **_: backend.start())
    try:
        with pytest.raises(OperationNotFaked) as caught:
            client.describe_workteam(WorkteamName="team")
    finally:
        backend.stop()

    assert str(caught.value) == linked(
        "DescribeWorkteam was called before the backend was started, or another handler changed "
        "its URL; it was not sent to AWS. Start the backend before the call.",
        "not-faked",
    )


def test_a_request_that_does_not_say_its_attempt_is_the_first(
    workteam_backend: WorkteamBackend,
) -> None:
    def forget(request: Any, **_: Any) -> None:
        del request.headers["amz-sdk-request"]

    client = client_in("us-east-1")
    client.meta.events.register_last("request-created.sagemaker", forget)
    client.list_workteams()

    assert workteam_backend.calls.last.attempt == 1


@pytest.mark.parametrize("written", ["attempt=3; max=5", b"attempt=3; max=5"])
def test_the_attempt_is_what_the_request_says_when_it_is_sent(
    workteam_backend: WorkteamBackend, written: str | bytes
) -> None:
    def rewrite(request: Any, **_: Any) -> None:
        request.headers["amz-sdk-request"] = written

    client = client_in("us-east-1")
    client.meta.events.register_first("before-send.sagemaker", rewrite)
    client.list_workteams()

    assert workteam_backend.calls.last.attempt == 3


def test_a_request_that_does_not_say_whose_it_is_is_answered(
    workteam_backend: WorkteamBackend,
) -> None:
    def forget(params: Any, **_: Any) -> None:
        del params["headers"]["User-Agent"]

    client = client_in("us-east-1")
    client.meta.events.register_first("before-call.sagemaker", forget)
    client.list_workteams()

    assert workteam_backend.calls.last.client == "other"


@pytest.mark.usefixtures("workteam_backend")
def test_a_response_is_from_where_the_request_went() -> None:
    client = client_in("us-east-1")
    urls: list[str] = []
    events = client.meta.events
    events.register_first("before-send", lambda request, **_: urls.append(request.url))
    events.register("after-call", lambda http_response, **_: urls.append(http_response.url))

    client.list_workteams()

    sent, answered = urls
    assert sent == answered


def test_a_signer_that_keeps_no_credentials_names_no_account(
    workteam_backend: WorkteamBackend,
) -> None:
    workteam_backend.accounts["AKIAOTHER"] = "210987654321"
    sagemaker = botocore.session.get_session().get_service_model("sagemaker")
    context: dict[str, Any] = {"client_region": "us-east-1"}
    params: dict[str, Any] = {
        "body": b"{}",
        "headers": {},
        "method": "POST",
        "query_string": {},
        "url": "https://elsewhere",
        "url_path": "/",
    }

    redirect(sagemaker.operation_model("ListModels"), params, context, request_signer=object())
    assert (params["url"], context) == ("https://elsewhere", {"client_region": "us-east-1"})

    redirect(sagemaker.operation_model("ListWorkteams"), params, context, request_signer=object())
    assert urlsplit(params["url"]).hostname.split(".")[:2] == ["us-east-1", "123456789012"]


def test_what_is_not_the_fakes_is_signed_by_an_attached_client() -> None:
    assert leave_unsigned({"auth_type": "v4"}) is None


@pytest.mark.parametrize("kind", [str, bytearray])
def test_a_body_that_another_handler_made_something_else_of(
    workteam_backend: WorkteamBackend, kind: type
) -> None:
    def convert(request: Any, **_: Any) -> None:
        request.data = request.data.decode() if kind is str else bytearray(request.data)

    client = client_in("us-east-1")
    client.meta.events.register_last("request-created.sagemaker", convert)
    client.create_workteam(**team())

    assert workteam_backend.calls.last.parameters == team()
