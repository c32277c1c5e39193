"""No secret is in anything that the plugin shows, wherever in a request it stands."""

from __future__ import annotations

import http.client
import json
import logging
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from botocore.exceptions import ClientError

from pytest_workteam import Call, SeedRefused, UnknownNameError, WorkteamBackend, WorkteamError
from pytest_workteam.reporting.section import section
from pytest_workteam.schema import check_request
from pytest_workteam.schema.model import operation_model
from tests.support import OIDC_CONFIG, client_in, team, wire_request

CANARY = "CaNaRy7"
ACCESS_KEY = "AKIACANARY7ACCESSKEY"
CANARIES = re.compile(f"{CANARY}|{ACCESS_KEY}|x-amz-security-token|AWS4-HMAC", re.IGNORECASE)


def workforce(**config: Any) -> dict[str, Any]:
    return {"WorkforceName": "w", "OidcConfig": {**OIDC_CONFIG, **config}}


REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "right": ("CreateWorkforce", workforce(ClientSecret=CANARY)),
    "right, of an update": ("UpdateWorkforce", workforce(ClientSecret=CANARY)),
    "too long": ("CreateWorkforce", workforce(ClientSecret=CANARY * 200)),
    "bad letters": ("CreateWorkforce", workforce(ClientSecret=f"{CANARY}\u00e9\ud800")),
    "with another's mistake": ("CreateWorkforce", workforce(ClientSecret=CANARY, Issuer="x")),
    "with a name that is wrong": (
        "CreateWorkforce",
        {**workforce(ClientSecret=CANARY), "WorkforceName": "-"},
    ),
    "a structure": ("CreateWorkforce", workforce(ClientSecret={"Value": CANARY})),
    "a list": ("UpdateWorkforce", workforce(ClientSecret=[CANARY])),
    "misspelt": ("CreateWorkforce", workforce(clientsecret=CANARY)),
    "in another style": ("CreateWorkforce", workforce(client_secret=CANARY)),
    "under an unknown name": ("CreateWorkforce", workforce(Password=CANARY)),
    "deep under an unknown name": ("CreateWorkforce", workforce(Extra=[{"Password": CANARY}])),
    "in the configuration's place": (
        "CreateWorkforce",
        {"WorkforceName": "w", "OidcConfig": CANARY},
    ),
    "in a map's place": (
        "CreateWorkforce",
        {"WorkforceName": "w", "OidcConfig": {"AuthenticationRequestExtraParams": CANARY}},
    ),
    "in a list of configurations": (
        "UpdateWorkforce",
        {"WorkforceName": "w", "OidcConfig": [{"Password": CANARY}]},
    ),
    "outside of the configuration": (
        "CreateWorkforce",
        {**workforce(), "ClientSecret": CANARY},
    ),
    "in another structure": (
        "CreateWorkforce",
        {**workforce(), "CognitoConfig": {"UserPool": {"Id": CANARY}, "Password": CANARY}},
    ),
    "in a list": ("CreateWorkforce", {**workforce(), "SourceIpConfig": {"Cidrs": [[CANARY]]}}),
    "with an operation that takes none": (
        "CreateWorkteam",
        team(OidcConfig={"Nested": [{"ClientSecret": CANARY}]}),
    ),
    "with a list": ("ListWorkteams", {"CLIENT_SECRET": CANARY}),
}

BODIES = {
    "cut off": json.dumps(workforce(ClientSecret=CANARY))[:-1],
    "not JSON": f"ClientSecret={CANARY}",
    "not a number": f'{{"OidcConfig": {{"ClientSecret": "{CANARY}", "Scope": NaN}}}}',
    "a bad escape": f'{{"ClientSecret": "{CANARY}\\x"}}',
    "a text": json.dumps(CANARY),
    "a list": json.dumps([workforce(ClientSecret=CANARY)]),
    "not UTF-8": CANARY + "\udcff",
    "too deep": f'{{"ClientSecret": "{CANARY}", "a": ' + "[" * 200 + "]" * 200 + "}",
}

each_request = pytest.mark.parametrize("operation,parameters", REQUESTS.values(), ids=REQUESTS)
each_body = pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)


@pytest.fixture(autouse=True)
def _nothing_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What the package itself logs, at any level, is shown too: botocore's own logs are not."""
    caplog.set_level(logging.DEBUG)
    yield
    logged = [
        record.getMessage()
        for record in caplog.get_records("call")
        if "pytest_workteam" in Path(record.pathname).parts
    ]
    assert not CANARIES.search("\n".join(logged))


def shown(backend: WorkteamBackend) -> str:
    """All that a backend tells of its calls."""
    texts = [section(backend), repr(backend), repr(backend.calls), str(vars(backend))]
    for call in backend.calls:
        texts += [repr(call), str(call.parameters), str(call.result), str(call.message)]
        texts.append(str([getattr(call, name) for name in Call.__slots__]))
    for made in {call.operation for call in backend.calls}:
        for expected in [given for operation, given in REQUESTS.values() if operation == made]:
            shape: Any = operation_model(made).input_shape
            for other in ("Missing", next(iter(shape.members))):
                with pytest.raises((AssertionError, UnknownNameError)) as caught:
                    backend.calls.assert_made(made, **{**expected, other: "another"})
                texts.append(str(caught.value))
    texts += [str(dict(backend.workforces)), str(dict(backend.workteams))]
    return "\n".join(texts)


@each_request
def test_not_in_the_record_the_message_or_an_assertion(
    operation: str, parameters: dict[str, Any]
) -> None:
    backend = WorkteamBackend()
    request = wire_request(operation, json.dumps(parameters))

    answered = backend.answer(request)
    backend.fail(operation, "ThrottlingException")
    backend.answer(request)

    assert len(backend.calls) == 2
    assert not CANARIES.search(shown(backend))
    assert not CANARIES.search(answered.body.decode())
    assert not CANARIES.search(repr(request))


@each_request
def test_not_in_the_violations(operation: str, parameters: dict[str, Any]) -> None:
    assert not CANARIES.search(repr(check_request(operation, parameters)))


@each_request
def test_not_in_what_a_hook_is_given(operation: str, parameters: dict[str, Any]) -> None:
    backend = WorkteamBackend()
    given: list[str] = []
    backend.answerer = lambda call: given.append(f"{call!r} {call.parameters}")
    backend.reword = lambda situation, details: given.append(f"{situation} {dict(details)}")

    backend.answer(wire_request(operation, json.dumps(parameters)))

    assert given
    assert not CANARIES.search("".join(given))


@each_body
def test_not_in_what_is_told_of_a_body_that_cannot_be_read(body: str) -> None:
    backend = WorkteamBackend()

    answered = backend.answer(wire_request("CreateWorkforce", body))

    assert answered.status == 400
    assert not CANARIES.search(answered.body.decode())
    assert not CANARIES.search(shown(backend))


@each_request
def test_not_in_a_refused_seed(operation: str, parameters: dict[str, Any]) -> None:
    backend = WorkteamBackend()
    name, *members = parameters.items()
    add = backend.add_workforce if "Workforce" in operation else backend.add_workteam

    with pytest.raises(SeedRefused) as caught:
        add("not a name", **dict(members), Unknown=1)

    assert name[0] not in dict(members)
    assert not CANARIES.search(str(caught.value))


@pytest.mark.parametrize("length", [0, 10])
def test_not_in_the_endpoints_answers(workteam_endpoint: str, length: int) -> None:
    body = json.dumps(workforce(ClientSecret=f"{CANARY} {CANARY} {CANARY}\r\n\r\n"))
    connection = http.client.HTTPConnection(workteam_endpoint.removeprefix("http://"))
    # Its length is wrong: what is left of it is read as the next request.
    raw = body.replace("\\r\\n", "\r\n").encode()
    connection.request(
        "POST",
        "/",
        raw,
        {
            "X-Amz-Target": "SageMaker.CreateWorkforce",
            "Content-Length": str(length),
            "Authorization": f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/x, Signature={CANARY}",
            "X-Amz-Security-Token": CANARY,
        },
    )
    assert connection.sock is not None
    with connection.sock.makefile("rb") as answers:
        everything = answers.read()
    connection.close()

    assert everything.count(b"HTTP/1.1 400") == 2
    assert not CANARIES.search(everything.decode())


def test_no_credential_is_shown(
    workteam_backend: WorkteamBackend, workteam_endpoint: str, capfd: pytest.CaptureFixture[str]
) -> None:
    client = client_in(
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=CANARY,
        aws_session_token=CANARY,
    )
    client.list_workteams()
    with pytest.raises(ClientError) as caught:
        client.list_workteams(NameContains="-")
    assert not CANARIES.search(str(caught.value))
    authorization = f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20260101/us-east-1/sagemaker/x"
    headers = {
        "X-Amz-Target": "SageMaker.ListWorkteams",
        "Authorization": f"{authorization}, Signature={CANARY}",
        "X-Amz-Security-Token": CANARY,
    }
    with urlopen(Request(workteam_endpoint, b"{}", headers)) as answered:
        everything = f"{answered.headers}{answered.read().decode()}"

    assert not CANARIES.search(everything)
    assert not CANARIES.search(shown(workteam_backend))
    assert not CANARIES.search("".join(capfd.readouterr()))


TESTS = """
import datetime as dt

from pytest_workteam import WorkteamBackend, lost_response

SECRET = bytes.fromhex({secret!r}).decode()
CONFIG = {config!r}


def create(client):
    client.create_workforce(WorkforceName="w", OidcConfig={{**CONFIG, "ClientSecret": SECRET}})


def test_assertion(workteam_backend, workteam_client):
    create(workteam_client)
    workteam_backend.calls.assert_made(
        "CreateWorkforce", OidcConfig={{"ClientSecret": SECRET, "Issuer": "other"}}
    )


def test_fault(workteam_backend, workteam_client):
    workteam_backend.fail("CreateWorkforce", OSError("broken"))
    create(workteam_client)


def test_lost(workteam_backend, workteam_client):
    workteam_backend.fail("CreateWorkforce", lost_response, times=None)
    create(workteam_client)


def test_condition(workteam_backend, workteam_client):
    workteam_backend.fail("CreateWorkforce", "ResourceInUse", when=lambda _: 1 / 0)
    create(workteam_client)


def test_seed(workteam_backend):
    workteam_backend.add_workforce("-", OidcConfig={{**CONFIG, "ClientSecret": SECRET}})


def test_clock(workteam_client):
    with WorkteamBackend(clock=dt.datetime.now):
        create(workteam_client)


def test_hook(workteam_backend, workteam_client):
    workteam_backend.answerer = lambda call: {{"Unknown": call.parameters}}
    create(workteam_client)


def test_refused(workteam_client):
    workteam_client.create_workforce(
        WorkforceName="-", OidcConfig={{**CONFIG, "ClientSecret": SECRET * 200}}
    )
"""


@pytest.mark.parametrize(
    "answer",
    [
        {"Workforce": {"OidcConfig": {"ClientSecret": OIDC_CONFIG["ClientSecret"]}}},
        {"Workforce": {"OidcConfig": OIDC_CONFIG["ClientSecret"]}},
        [OIDC_CONFIG["ClientSecret"]],
    ],
    ids=["member", "text", "list"],
)
def test_not_in_the_refusal_of_a_hooks_answer(
    workteam_backend: WorkteamBackend, workteam_client: Any, answer: Any
) -> None:
    workteam_backend.answerer = lambda _: answer
    with pytest.raises(WorkteamError) as caught:
        workteam_client.describe_workforce(WorkforceName="own")

    shown = "".join(traceback.format_exception(caught.value))
    told = shown + repr(workteam_backend.calls) + section(workteam_backend)
    assert OIDC_CONFIG["ClientSecret"] not in told


@pytest.mark.parametrize("options", [["-v"], ["-n", "1"]], ids=["alone", "xdist"])
def test_not_in_a_runs_output(pytester: pytest.Pytester, options: list[str]) -> None:
    if "-n" in options:
        pytest.importorskip("xdist")
    config = {name: value for name, value in OIDC_CONFIG.items() if name != "ClientSecret"}
    # As hexadecimal digits, since pytest prints the test's own lines.
    pytester.makepyfile(TESTS.format(secret=CANARY.encode().hex(), config=config))
    coverage = ["--workteam-error-cov", "--junitxml=junit.xml"]
    reports = [f"--workteam-error-cov-report={form}:cov.{form}" for form in ("json", "html")]

    result = pytester.runpytest_subprocess(*options, *coverage, *reports)

    result.assert_outcomes(failed=8)
    output = result.stdout.str() + result.stderr.str()
    output += "".join((pytester.path / name).read_text() for name in ("cov.json", "cov.html"))
    output += (pytester.path / "junit.xml").read_text()
    # The arguments of the test's own function and of botocore's, which older pytests print.
    output = re.sub(r"^(_|api_params) = .*$", "", output, flags=re.MULTILINE)
    assert output.count("CreateWorkforce(WorkforceName=") > 5
    assert not CANARIES.search(output)
