"""The service's protocol, JSON 1.1: request bytes to parameters, results and errors to bytes."""

from __future__ import annotations

import datetime as dt
import email.utils
import functools
import itertools
import json
import uuid
from collections.abc import Mapping
from json.encoder import encode_basestring_ascii
from typing import Any, NamedTuple

from pytest_workteam import situations
from pytest_workteam.backend.clock import in_milliseconds
from pytest_workteam.backend.state import Parameters
from pytest_workteam.situations import Refusal

OK = 200
CONTENT_TYPE = "application/x-amz-json-1.1"
TARGET_PREFIX = "SageMaker."
DEEPEST = 200
"""Levels of nesting that a body can have, many times those of any request of the family."""

_TOO_DEEP = "it is nested too deeply"


class WireRequest(NamedTuple):
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

    def __repr__(self) -> str:
        # Without the body, which may hold secrets.
        return f"<WireRequest {self.target}, {len(self.body)} bytes>"


class WireResponse(NamedTuple):
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
        text = body.decode("utf-8")
        parameters, end = _decoder.raw_decode(text) if text[:1] == "{" else (None, -1)
        if end != len(text):
            # Blanks around it, which no client sends, or what is no object.
            parameters = _decoder.decode(text)
    except (ValueError, RecursionError) as error:
        raise Refusal(situations.MALFORMED_BODY, reason=_reason(error)) from None
    if not isinstance(parameters, dict):
        raise Refusal(situations.MALFORMED_BODY, reason=f"it is a JSON {_json_type(parameters)}")
    try:
        # No more brackets than levels: nearly every request is spared the walk.
        too_deep = (
            len(body) > 2 * DEEPEST
            and body.count(b"{") + body.count(b"[") > DEEPEST
            and _is_deeper(parameters, DEEPEST)
        )
        if not too_deep:
            # Looking for the word first spares nearly every request the walk.
            return without_nulls(parameters) if b"null" in body else parameters
    except RecursionError:
        # The program itself is deep in calls.
        pass
    raise Refusal(situations.MALFORMED_BODY, reason=_TOO_DEEP)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


# json.loads() and json.dumps() make one at each call that has settings.
_decoder = json.JSONDecoder(parse_constant=_refuse_constant)


def _reason(error: Exception) -> str:
    return _TOO_DEEP if isinstance(error, RecursionError) else str(error)


def _json_type(value: object) -> str:
    names: dict[type, str] = {list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")


def _is_deeper(value: Any, levels: int) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return False
    return levels == 0 or any(_is_deeper(element, levels - 1) for element in value)


def without_nulls(value: Any) -> Any:
    """``value`` without the members that are null, however deep."""
    if isinstance(value, dict):
        return {name: without_nulls(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [without_nulls(element) for element in value]
    return value


class Structure(dict[str, Any]):
    """A structure that is answered more than once, and never changed; its JSON is made once."""

    @functools.cached_property
    def json(self) -> str:
        return _encoder.encode(self)


def plain_copy(value: Any) -> Any:
    """A copy of a result or a part of one, of dicts and lists alone."""
    if isinstance(value, Mapping):
        return {name: plain_copy(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain_copy(element) for element in value]
    return value


def _json(value: Any) -> str:
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    if isinstance(value, Structure):
        return value.json
    if isinstance(value, list):
        return f"[{', '.join(map(_json, value))}]"
    return _encoder.encode(value)


UNENCODABLE = (TypeError, ValueError, OverflowError, RecursionError)
"""What JSON's encoder raises for what JSON cannot hold."""


def encoded(result: Mapping[str, Any]) -> Any:
    """A result as its JSON document, as a client would read it."""
    return json.loads(_encoder.encode(result))


def encode(result: Mapping[str, Any], now: dt.datetime) -> WireResponse:
    """The answer that carries an operation's result."""
    # Member by member, since the encoder's way to a text is shorter than that to a structure.
    members = [f'"{name}": {_json(value)}' for name, value in result.items()]
    return _response(OK, f"{{{', '.join(members)}}}".encode(), now)


def encode_error(code: str, status: int, key: str, message: str, now: dt.datetime) -> WireResponse:
    """The answer that carries an error."""
    return _response(status, json.dumps({"__type": code, key: message}).encode(), now)


def _timestamp(value: object) -> float:
    if isinstance(value, dt.datetime):
        return _seconds(value, value.fold)
    raise TypeError(f"no member of the service's is a {type(value).__name__}")


@functools.lru_cache(maxsize=1024)
def _seconds(moment: dt.datetime, fold: int) -> float:  # noqa: ARG001  # equal moments differ in it
    # A team's dates come again in every list.
    return round(in_milliseconds(moment).timestamp(), 3)


_encoder = json.JSONEncoder(default=_timestamp)


def _response(status: int, body: bytes, now: dt.datetime) -> WireResponse:
    return WireResponse(
        status,
        {
            "x-amzn-RequestId": f"{_request_id_start}{next(_request_numbers)}",
            "Content-Type": CONTENT_TYPE,
            "Content-Length": str(len(body)),
            "Date": _http_date(int(now.timestamp())),
        },
        body,
    )


# Random UUIDs, told apart by their last 12 digits: a random one each would cost much more.
_request_id_start = str(uuid.uuid4())[:-12]
_request_numbers = itertools.count(10**11)


@functools.lru_cache(maxsize=16)
def _http_date(seconds: int) -> str:
    # Most answers are given within the second of the one before.
    return email.utils.formatdate(seconds, usegmt=True)
