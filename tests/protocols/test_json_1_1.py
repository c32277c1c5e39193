from __future__ import annotations

import datetime as dt
import inspect
import json
import sys
from typing import Any

import pytest
from botocore.config import Config

from pytest_workteam import WorkteamBackend
from pytest_workteam.protocols.json_1_1 import decode_object
from pytest_workteam.protocols.messages import MalformedRequestError, WireRequest, WireResponse
from pytest_workteam.protocols.values import DEEPEST, as_json
from tests.support import client_in, refused, team, wire_request


def answered(
    backend: WorkteamBackend, body: bytes | str, operation: str = "CreateWorkteam"
) -> tuple[WireResponse, Any]:
    response = backend.answer(wire_request(operation, body))
    return response, json.loads(response.body)


@pytest.fixture
def unchecked() -> Any:
    """A client that leaves all checking to the service."""
    return lambda: client_in(config=Config(parameter_validation=False))


BAD_BODIES = [
    (b"", "Expecting value: line 1 column 1 (char 0)"),
    (b"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    (b"[]", "it is a JSON array"),
    (b"null", "it is a JSON null"),
    (b"true", "it is a JSON boolean"),
    (b"{} {}", "Extra data: line 1 column 4 (char 3)"),
    (b"1", "it is a JSON number"),
    (b'"x"', "it is a JSON string"),
    (b"\xff{}", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
    (b'{"WorkteamName": NaN}', "NaN is not JSON"),
    (b'{"a":' * 100_000, "it is nested too deeply"),
    (b'{"a":' * 200 + b"{}" + b"}" * 200, "it is nested too deeply"),
    (b'{"a":' + b"[" * 200 + b"]" * 200 + b"}", "it is nested too deeply"),
]


@pytest.mark.parametrize("body,reason", BAD_BODIES, ids=range(len(BAD_BODIES)))
def test_a_body_that_is_no_json_object(body: bytes, reason: str) -> None:
    backend = WorkteamBackend()

    response, document = answered(backend, body)

    assert response.status == 400
    assert document == {
        "__type": "SerializationException",
        "message": f"The request body is not a JSON object in UTF-8: {reason}",
    }
    assert backend.calls.last.error == "SerializationException"
    assert backend.calls.last.parameters == {}


def test_many_brackets_are_no_depth() -> None:
    tags = [{"Key": f"key-{number}", "Value": ""} for number in range(DEEPEST + 1)]

    _, document = answered(WorkteamBackend(), json.dumps(team(Tags=tags)))

    assert document["__type"] == "ValidationException"


def test_a_body_as_deep_as_can_be_is_read() -> None:
    body = b'{"a":' * 199 + b"{}" + b"}" * 199

    _, document = answered(WorkteamBackend(), body)

    assert document["__type"] == "ValidationException"


def test_one_with_many_brackets_may_be_as_deep() -> None:
    arrays = json.dumps([[]] * DEEPEST).encode()
    body = b'{"a":' * 198 + arrays + b"}" * 198

    _, document = answered(WorkteamBackend(), body)

    assert document["__type"] == "ValidationException"


def test_a_body_that_the_program_is_too_deep_for() -> None:
    body = b'{"a":' * 199 + b"null" + b"}" * 199

    def deep(calls: int) -> None:
        if calls:
            return deep(calls - 1)
        with pytest.raises(MalformedRequestError):
            decode_object(body)
        return None

    room = sys.getrecursionlimit() - len(inspect.stack())
    deep(room - 120)


def test_a_null_member_counts_as_absent() -> None:
    body = json.dumps({**team(), "Tags": None, "NotificationConfiguration": None})

    response, _ = answered(WorkteamBackend(), body)

    assert response.status == 200


def test_a_null_that_is_required() -> None:
    _, document = answered(WorkteamBackend(), json.dumps(team(Description=None)))

    assert document["message"] == (
        "1 validation error detected: Value null at 'description' failed to satisfy constraint: "
        "Member must not be null"
    )


def test_a_null_in_a_list() -> None:
    _, document = answered(WorkteamBackend(), json.dumps(team(MemberDefinitions=[None])))

    assert document["message"] == (
        "1 validation error detected: Value null at 'memberDefinitions.1.member' failed to "
        "satisfy constraint: Member must not be null"
    )


def test_a_member_that_the_model_does_not_know() -> None:
    backend = WorkteamBackend()

    _, document = answered(backend, json.dumps({**team(), "Colour": "green"}))

    assert document == {
        "__type": "ValidationException",
        "message": "Unknown parameter in input: Colour. Remove it, or use a botocore that knows "
        "it.",
    }
    assert not backend.workteams


def test_a_wrong_type() -> None:
    _, document = answered(WorkteamBackend(), json.dumps(team(Description=1)))

    assert document == {
        "__type": "SerializationException",
        "message": "The member 'description' must be of type string, not number.",
    }


@pytest.mark.parametrize("operation", ["CreateModel", ""])
def test_an_operation_that_is_not_faked(operation: str) -> None:
    backend = WorkteamBackend()
    request = WireRequest("sagemaker", operation, b"{}", "us-east-1", "123456789012")

    with pytest.raises(ValueError, match=f"^the fake has no operation '{operation}'\\. "):
        backend.answer(request)

    assert not backend.calls


class AtTheEndOfSummer(dt.tzinfo):
    """A time zone in which one hour comes twice, with equal times that are an hour apart."""

    def utcoffset(self, moment: dt.datetime | None) -> dt.timedelta:
        return dt.timedelta(hours=1 if moment and moment.fold else 2)

    def tzname(self, moment: dt.datetime | None) -> None:
        return None

    def dst(self, moment: dt.datetime | None) -> None:
        return None


def test_equal_times_of_an_hour_that_comes_twice() -> None:
    first = dt.datetime(2026, 10, 25, 2, 30, tzinfo=AtTheEndOfSummer())
    second = first.replace(fold=1)
    assert first == second

    earlier, later = (as_json({"At": moment})["At"] for moment in (first, second))

    assert later - earlier == 3600


def test_the_headers_are_the_services() -> None:
    response, _ = answered(WorkteamBackend(), json.dumps(team()))

    assert set(response.headers) == {
        "x-amzn-RequestId",
        "Content-Type",
        "Content-Length",
        "Date",
    }
    assert response.headers["Content-Length"] == str(len(response.body))


def test_without_the_clients_own_check_everything_is_reported_at_once(
    workteam_backend: WorkteamBackend, unchecked: Any
) -> None:
    client = unchecked()
    pattern = client.meta.service_model.shape_for("WorkteamName").metadata["pattern"]

    with refused(
        "ValidationException",
        "3 validation errors detected: Value 'a-' at 'workteamName' failed to satisfy constraint: "
        f"Member must satisfy regular expression pattern: {pattern}; Value '[]' at "
        "'memberDefinitions' failed to satisfy constraint: Member must have length greater than "
        "or equal to 1; Value null at 'description' failed to satisfy constraint: Member must "
        "not be null",
    ):
        client.create_workteam(WorkteamName="a-", MemberDefinitions=[])
    assert not workteam_backend.workteams
