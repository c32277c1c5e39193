"""JSON values: copies, nulls, timestamps and cached structures."""

from __future__ import annotations

import datetime as dt
import email.utils
import functools
import itertools
import json
import uuid
from collections.abc import Mapping
from json.encoder import encode_basestring_ascii
from typing import Any, NoReturn

DEEPEST = 200
"""Maximum nesting of a body, far beyond real requests."""


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


# Shared, because json.loads() creates a decoder for each call with options.
decoder = json.JSONDecoder(parse_constant=_refuse_constant)
"""Decodes JSON, but not ``NaN`` and ``Infinity``, which Python's decoder accepts."""
UNDECODABLE = (ValueError, RecursionError)
"""Exceptions of the decoder for a text that is not JSON."""
UNENCODABLE = (TypeError, ValueError, OverflowError, RecursionError)
"""Exceptions of the encoder for values that JSON cannot represent."""


def in_milliseconds(moment: dt.datetime) -> dt.datetime:
    """The moment without its fraction of a millisecond, as the service reports it."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def without_nulls(value: Any) -> Any:
    """``value`` without its null members, at any depth."""
    if isinstance(value, dict):
        return {name: without_nulls(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [without_nulls(element) for element in value]
    return value


def is_deeper(value: Any, levels: int) -> bool:
    """Whether ``value`` is nested more than ``levels`` deep."""
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return False
    return levels == 0 or any(is_deeper(element, levels - 1) for element in value)


def plain_copy(value: Any) -> Any:
    """A deep copy of a result or a part of one, made of plain dicts and lists."""
    if isinstance(value, Mapping):
        return {name: plain_copy(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain_copy(element) for element in value]
    return value


class CachedStructure(dict[str, Any]):
    """An immutable structure that caches its JSON."""

    @functools.cached_property
    def json(self) -> str:
        return _encoder.encode(self)


def encoded_json(value: Any) -> str:
    """The JSON text of a result's member."""
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    if isinstance(value, CachedStructure):
        return value.json
    if isinstance(value, list):
        return f"[{', '.join(map(encoded_json, value))}]"
    return _encoder.encode(value)


def encoded_object(result: Mapping[str, Any]) -> bytes:
    """The JSON text of a result, as bytes."""
    # Member by member, for the faster path of encoded_json.
    members = [f'"{name}": {encoded_json(value)}' for name, value in result.items()]
    return f"{{{', '.join(members)}}}".encode()


def as_json(result: Mapping[str, Any]) -> Any:
    """A result as a client reads it, after encoding and decoding.

    Raises:
        TypeError, ValueError, OverflowError, RecursionError: JSON cannot represent the result.
    """
    return json.loads(_encoder.encode(result))


def _timestamp(value: object) -> float:
    if isinstance(value, dt.datetime):
        return _seconds(value, value.fold)
    raise TypeError(f"JSON cannot hold a value of type {type(value).__name__}")


@functools.lru_cache(maxsize=1024)
def _seconds(moment: dt.datetime, fold: int) -> float:  # noqa: ARG001  # equal datetimes may differ
    # Every list repeats a resource's dates.
    return round(in_milliseconds(moment).timestamp(), 3)


_encoder = json.JSONEncoder(default=_timestamp, allow_nan=False)


def response_headers(body: bytes, content_type: str, now: dt.datetime) -> dict[str, str]:
    """The headers that every response has."""
    return {
        "x-amzn-RequestId": f"{_request_id_start}{next(_request_numbers)}",
        "Content-Type": content_type,
        "Content-Length": str(len(body)),
        "Date": _http_date(int(now.timestamp())),
    }


# Count the last 12 digits up: a random UUID per response is much slower.
_request_id_start = str(uuid.uuid4())[:-12]
_request_numbers = itertools.count(10**11)


@functools.lru_cache(maxsize=16)
def _http_date(seconds: int) -> str:
    # Most responses share a second with the previous one.
    return email.utils.formatdate(seconds, usegmt=True)
