"""The service's protocol, JSON 1.1: request bytes to parameters, results and errors to bytes."""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_workteam import situations
from pytest_workteam.backend.state import Parameters
from pytest_workteam.situations import Refusal

CONTENT_TYPE = "application/x-amz-json-1.1"
TARGET_PREFIX = "SageMaker."


@dataclass(frozen=True, slots=True)
class WireRequest:
    """A request as it arrived, and who sent it.

    Attributes:
        target: The ``X-Amz-Target`` header.
        body: The JSON body.
        region: The region that the client is set to.
        account_id: The account that the caller belongs to.
        attempt: 1 for the first try, 2 for the first retry, and so on.
        client: The kind of client, such as ``"boto3"``.
    """

    target: str
    body: bytes
    region: str
    account_id: str
    attempt: int = 1
    client: str = "other"

    @property
    def operation(self) -> str:
        return self.target.removeprefix(TARGET_PREFIX)


@dataclass(frozen=True, slots=True)
class WireResponse:
    """An answer, ready to be sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def decode(body: bytes) -> Parameters:
    """The parameters in a body; a member that is null counts as absent.

    Raises:
        Refusal: The body is not a JSON object.
    """
    try:
        parameters = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal(situations.MALFORMED_BODY, reason=_reason(error)) from None
    if not isinstance(parameters, dict):
        raise Refusal(situations.MALFORMED_BODY, reason=f"it is a JSON {_json_type(parameters)}")
    # Looking for the word first spares nearly every request the walk.
    return _without_nulls(parameters) if b"null" in body else parameters


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _reason(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def _json_type(value: object) -> str:
    names: dict[type, str] = {list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _without_nulls(member) for name, member in value.items() if member is not None
        }
    if isinstance(value, list):
        return [_without_nulls(element) for element in value]
    return value


def encoded(result: Mapping[str, Any]) -> Any:
    """A result as its JSON document, as a client would read it."""
    return json.loads(json.dumps(result, default=_timestamp))


def encode(result: Mapping[str, Any], now: dt.datetime) -> WireResponse:
    """The answer that carries an operation's result."""
    return _response(200, json.dumps(result, default=_timestamp).encode(), now)


def encode_error(code: str, status: int, key: str, message: str, now: dt.datetime) -> WireResponse:
    """The answer that carries an error."""
    return _response(status, json.dumps({"__type": code, key: message}).encode(), now)


def _timestamp(value: object) -> float:
    if isinstance(value, dt.datetime):
        return round(value.timestamp(), 3)
    raise TypeError(f"no member of the service's is a {type(value).__name__}")


def _response(status: int, body: bytes, now: dt.datetime) -> WireResponse:
    return WireResponse(
        status,
        {
            "x-amzn-RequestId": str(uuid.uuid4()),
            "Content-Type": CONTENT_TYPE,
            "Content-Length": str(len(body)),
            "Date": email.utils.format_datetime(now.astimezone(dt.timezone.utc), usegmt=True),
        },
        body,
    )
