"""The protocol ``json`` version 1.1, as SageMaker uses it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from pytest_workteam.protocols.messages import (
    MalformedRequestError,
    Parameters,
    WireRequest,
    WireResponse,
)
from pytest_workteam.protocols.values import (
    DEEPEST,
    decoder,
    encoded_object,
    is_deeper,
    response_headers,
    without_nulls,
)

CONTENT_TYPE = "application/x-amz-json-1.1"

_TOO_DEEP = "it is nested too deeply"


class Json11:
    """Codec of JSON 1.1.

    Args:
        target_prefix: The prefix of the operation's name in the ``X-Amz-Target`` header.
    """

    content_type = CONTENT_TYPE

    def __init__(self, target_prefix: str) -> None:
        self.target_prefix = target_prefix

    def route(self, method: str, target: str, headers: Mapping[str, str]) -> str | None:
        """The operation that a request's ``X-Amz-Target`` header names; None for no operation."""
        del method, target  # equal for all operations
        name = headers.get("X-Amz-Target") or ""
        return (
            name.removeprefix(self.target_prefix) if name.startswith(self.target_prefix) else None
        )

    def decode(self, request: WireRequest) -> Parameters:
        """The parameters in a request; a null member counts as absent.

        Raises:
            MalformedRequestError: The body is not a JSON object in UTF-8.
        """
        return decode_object(request.body)

    def encode(self, operation: str, result: Mapping[str, Any], now: dt.datetime) -> WireResponse:
        """The response that carries an operation's result."""
        del operation  # every operation's members are in the body
        body = encoded_object(result)
        return WireResponse(200, response_headers(body, CONTENT_TYPE, now), body)

    def encode_error(
        self, code: str, status: int, message: str, now: dt.datetime, *, modelled: bool
    ) -> WireResponse:
        """The response that carries an error.

        Modeled errors have their text in ``Message``, others in ``message`` (observed for
        sibling services).
        """
        key = "Message" if modelled else "message"
        body = json.dumps({"__type": code, key: message}).encode()
        return WireResponse(status, response_headers(body, CONTENT_TYPE, now), body)


def decode_object(body: bytes) -> Parameters:
    """The JSON object in a body, without its null members.

    Raises:
        MalformedRequestError: The body is not a JSON object in UTF-8.
    """
    try:
        text = body.decode("utf-8")
        parameters, end = decoder.raw_decode(text) if text[:1] == "{" else (None, -1)
        if end != len(text):
            # Whitespace around the object, or not an object.
            parameters = decoder.decode(text)
    except RecursionError:
        raise MalformedRequestError(_TOO_DEEP) from None
    except ValueError as error:
        raise MalformedRequestError(str(error)) from None
    if not isinstance(parameters, dict):
        raise MalformedRequestError(f"it is a JSON {_json_type(parameters)}")
    try:
        # Count brackets first: nearly every request skips the slow walk.
        too_deep = (
            len(body) > 2 * DEEPEST
            and body.count(b"{") + body.count(b"[") > DEEPEST
            and is_deeper(parameters, DEEPEST)
        )
        if not too_deep:
            # Nearly every request has no null and skips the walk.
            return without_nulls(parameters) if b"null" in body else parameters
    except RecursionError:
        # The program's own call stack is deep.
        pass
    raise MalformedRequestError(_TOO_DEEP)


def _json_type(value: object) -> str:
    names: dict[type, str] = {list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")
