"""A second fake with other words and codes stands in for AWS."""

from __future__ import annotations

import dataclasses
import functools
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import botocore.handlers
import pytest
from botocore.awsrequest import AWSResponse

from pytest_workteam.__main__ import main
from pytest_workteam.endpoint import Endpoint
from pytest_workteam.engine.situations import Situation
from pytest_workteam.evidence.runs import Place
from pytest_workteam.evidence.stand_in import StandIn
from pytest_workteam.evidence.table import PROBES
from pytest_workteam.services.catalog import situations
from tests.support import client_in, linked

ACCOUNT_ID = "210987654321"
REGION = "eu-west-1"
PREFIX = "wt-record-0123456789ab"
ACCESS_KEY = "AKIACANARY7ACCESSKEY"
SECRET_KEY = "CaNaRy7/secret+key"
TOKEN = "CaNaRy7/session+token=="
CREDENTIALS = (ACCESS_KEY, SECRET_KEY, TOKEN)
PROGRAM = "python -m pytest_workteam"
USER_POOL = ("--user-pool", "eu-west-1_Live00000", "--client-id", "liveclient", "--group", "crew")
ONE = ("--only", "unknown-workteam")
Command: TypeAlias = "Callable[..., tuple[int, str, str]]"


def live(situation: Situation) -> Situation:
    """A situation as the stand-in has it: another code and status, and other words."""
    details = ", ".join(f"{name} {{{name}}}" for name in situation.fields)
    return dataclasses.replace(
        situation,
        code=f"Live{situation.code}",
        status=409,
        template=f"In {{region}}, account {{account_id}}: {situation.name} ({details}).",
    )


_LIVE = {name: live(situation) for name, situation in situations().items()}


class Service(StandIn):
    """Stands in for AWS."""

    url = ""
    """Its endpoint's; a class attribute, as a backend refuses unknown settings."""

    def __init__(self) -> None:
        super().__init__(Place(REGION, ACCOUNT_ID, PREFIX))
        self.recorded = {
            (probe.situation, probe.operation): _LIVE[probe.situation]
            for probe in PROBES
            if probe.situation in _LIVE
        }

    @property
    def left(self) -> list[str]:
        """What is in the account."""
        return [*self.workteams, *self.workforces, *self.human_task_uis]

    @property
    def called(self) -> list[str]:
        """The operations that were called."""
        return [call.operation for call in self.calls]


class _Body(io.BytesIO):
    def stream(self) -> Iterator[bytes]:
        yield self.read()


def response_to(request: Any, status: int, body: str) -> AWSResponse:
    """A response of AWS STS."""
    return AWSResponse(request.url, status, {}, _Body(body.encode()))  # type: ignore[arg-type]


def _caller_identity(request: Any, **_: Any) -> AWSResponse:
    body = (
        "<GetCallerIdentityResponse><GetCallerIdentityResult>"
        f"<Account>{ACCOUNT_ID}</Account><Arn>arn:aws:iam::{ACCOUNT_ID}:user/me</Arn>"
        "</GetCallerIdentityResult></GetCallerIdentityResponse>"
    )
    return response_to(request, 200, body)


@pytest.fixture(scope="session")
def clients() -> Callable[[str], Any]:
    """Returns the client of a service."""
    return functools.cache(lambda service: client_in(REGION, service=service))


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """The service behind an endpoint."""
    backend = Service()
    endpoint = Endpoint(backend)
    monkeypatch.setattr(Service, "url", endpoint.url)
    for name, value in {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_SESSION_TOKEN": TOKEN,
        "AWS_DEFAULT_REGION": REGION,
    }.items():
        monkeypatch.setenv(name, value)
    handlers: list[Any] = list(botocore.handlers.BUILTIN_HANDLERS)
    handlers.append(("before-send.sts.GetCallerIdentity", _caller_identity))
    monkeypatch.setattr("botocore.handlers.BUILTIN_HANDLERS", handlers)
    monkeypatch.setattr("time.sleep", lambda _: None)
    yield backend
    endpoint.stop()


@pytest.fixture
def command(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs the command line; returns its exit status, output and errors."""
    url = request.getfixturevalue("service").url if "service" in request.fixturenames else None

    def run(*arguments: object) -> tuple[int, str, str]:
        if url is not None and arguments[0] == "record" and "--endpoint-url" not in arguments:
            arguments = (*arguments, "--endpoint-url", url)
        status = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert not any(secret in out + err for secret in CREDENTIALS)
        return status, out, err

    return run


def answers_in(text: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The answers of an evidence file, by situation and operation."""
    return {(each["situation"], each["operation"]): each for each in json.loads(text)["answers"]}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "evidence.json"


def error(message: str) -> str:
    """What a command prints about an error."""
    return f"{PROGRAM}: {linked(message, 'evidence')}\n"
