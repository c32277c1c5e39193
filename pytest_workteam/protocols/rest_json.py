"""The protocol ``rest-json``: members in the path, the query string and the body."""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote

from pytest_workteam.protocols.json_1_1 import decode_object
from pytest_workteam.protocols.messages import (
    MalformedRequestError,
    Parameters,
    WireRequest,
    WireResponse,
)
from pytest_workteam.protocols.values import encoded_object, in_milliseconds, response_headers

CONTENT_TYPE = "application/json"

_FRACTION = re.compile(r"\.[0-9]+")
_LABEL = re.compile(r"\\{(\w+)\\}")


class RestJson:
    """Codec of REST-JSON, based on botocore's service model.

    Args:
        service: botocore's name of the service.
    """

    content_type = CONTENT_TYPE

    def __init__(self, service: str) -> None:
        self.service = service

    def route(self, method: str, target: str, headers: Mapping[str, str]) -> str | None:
        """The operation of a request's method and path; None for no operation."""
        del headers  # only method and path name the operation
        path = target.partition("?")[0]
        for operation, (operation_method, pattern) in _routes(self.service).items():
            if method == operation_method and pattern.fullmatch(path):
                return operation
        return None

    def decode(self, request: WireRequest) -> Parameters:
        """The parameters in a request; a null member counts as absent.

        An invalid number stays a string, which the schema refuses.

        Raises:
            MalformedRequestError: The body is not a JSON object in UTF-8, or a date is not in ISO
                8601 format.
        """
        located, has_body = _located(request.operation, self.service)
        parameters: Parameters = {}
        # Ignore the body of an operation without body members, as HTTP servers do.
        if request.body and has_body:
            body = decode_object(request.body)
            parameters = {name: value for name, value in body.items() if name not in located}
        if not located:
            return parameters
        path, _, query = request.target.partition("?")
        texts = _in_path(request.operation, self.service, path)
        texts.update(parse_qs(query, keep_blank_values=True))
        for name, member in located.items():
            values = texts.get(member.serialization.get("locationName", name))
            if values is not None:
                parameters[name] = _value(member, values[0])
        return parameters

    def encode(self, operation: str, result: Mapping[str, Any], now: dt.datetime) -> WireResponse:
        """The response that carries an operation's result."""
        from pytest_workteam.schema.model import operation_model

        shape = operation_model(operation, self.service).output_shape
        body = encoded_object(_as_json(result, shape))
        return WireResponse(200, response_headers(body, CONTENT_TYPE, now), body)

    def encode_error(
        self, code: str, status: int, message: str, now: dt.datetime, *, modelled: bool
    ) -> WireResponse:
        """The response that carries an error; a header has the code."""
        body = json.dumps({"Message" if modelled else "message": message}).encode()
        headers = {**response_headers(body, CONTENT_TYPE, now), "x-amzn-ErrorType": code}
        return WireResponse(status, headers, body)


@functools.cache
def _located(operation: str, service: str) -> tuple[Mapping[str, Any], bool]:
    """The members outside of the body, and whether the body has any."""
    # Importing botocore is slow; wait for the first call.
    from pytest_workteam.schema.model import operation_model

    shape: Any = operation_model(operation, service).input_shape
    members: Mapping[str, Any] = {} if shape is None else shape.members
    located = {
        name: member for name, member in members.items() if member.serialization.get("location")
    }
    return located, len(located) < len(members)


@functools.cache
def _routes(service: str) -> Mapping[str, tuple[str, re.Pattern[str]]]:
    """Method and path of each operation; a path without labels comes first."""
    from pytest_workteam.schema.model import service_model

    model = service_model(service)
    traits = {name: model.operation_model(name).http for name in model.operation_names}
    by_labels = sorted(traits.items(), key=lambda item: str(item[1]["requestUri"]).count("{"))
    return {name: (str(http["method"]), _pattern(http["requestUri"])) for name, http in by_labels}


def _pattern(uri: str) -> re.Pattern[str]:
    return re.compile(_LABEL.sub(r"(?P<\1>[^/]*)", re.escape(uri)))


def _in_path(operation: str, service: str, path: str) -> dict[str, list[str]]:
    match = _routes(service)[operation][1].fullmatch(path)
    labels = match.groupdict() if match else {}
    return {name: [unquote(text)] for name, text in labels.items()}


def _value(member: Any, text: str) -> Any:
    """A member's value, converted to its JSON type."""
    if member.type_name == "timestamp":
        try:
            seconds_of(text)
        except ValueError:
            raise MalformedRequestError(f"{text!r} is not a date in ISO 8601") from None
    # int() alone also accepts spaces, underscores and non-ASCII digits.
    elif member.type_name in {"integer", "long"} and re.fullmatch(r"-?[0-9]{1,20}", text):
        return int(text)
    return text


def seconds_of(text: str) -> float:
    """Convert an ISO 8601 date to seconds since the epoch; UTC unless it has an offset.

    Raises:
        ValueError: The text is not an ISO 8601 date.
    """
    # Python 3.10 reads neither Z nor fractions other than three or six digits.
    moment = dt.datetime.fromisoformat(_FRACTION.sub(_six_digits, re.sub("[Zz]$", "+00:00", text)))
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.timezone.utc)).timestamp()


def _six_digits(fraction: re.Match[str]) -> str:
    return fraction[0][:7].ljust(7, "0")


def iso_8601(moment: dt.datetime) -> str:
    """The moment in UTC, in milliseconds, such as ``2020-09-28T19:17:59.880Z``."""
    utc = in_milliseconds(moment.astimezone(dt.timezone.utc))
    return f"{utc.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def _as_json(value: Any, shape: Any) -> Any:
    """A result with its dates in the format of their shapes."""
    if isinstance(value, dt.datetime):
        written = shape.serialization.get("timestampFormat") if shape is not None else None
        return iso_8601(value) if written == "iso8601" else value.timestamp()
    if isinstance(value, Mapping):
        members = getattr(shape, "members", {})
        return {name: _as_json(member, members.get(name)) for name, member in value.items()}
    if isinstance(value, list | tuple):
        element = getattr(shape, "member", None)
        return [_as_json(each, element) for each in value]
    return value
