"""Answers in the form that a client of botocore's or aiobotocore's reads them in."""

from __future__ import annotations

import functools
import io
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from pytest_workteam.errors import OperationNotFaked
from pytest_workteam.interception.libraries import library_of_class, part

if TYPE_CHECKING:
    from pytest_workteam.protocols.messages import WireResponse


class _Raw(io.BytesIO):
    """A body as urllib3 gives it."""

    __slots__ = ()

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        return iter((self.read(),))


class _AsyncRaw:
    """A body as aiohttp and httpx give it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def read(self) -> bytes:
        return self._body


def to_botocore(response: WireResponse, request: Any) -> Any:
    """The response object that botocore's own HTTP session would have made."""
    response_class = _response_class(type(request))  # type: ignore[arg-type]
    return response_class(request.url, response.status, response.headers, _Raw(response.body))


@functools.lru_cache(maxsize=16)
def _response_class(request_class: type) -> Any:
    # The same for every request of a copy of botocore.
    return part(library_of_class(request_class), "awsrequest").AWSResponse


def to_aiobotocore(response: WireResponse, request: Any) -> Any:
    """The response object that aiobotocore's own HTTP session would have made."""
    # Loaded, since the request comes from a client of its own.
    response_class = sys.modules["aiobotocore.awsrequest"].AioAWSResponse
    return response_class(request.url, response.status, response.headers, _AsyncRaw(response.body))


class RefusedResponse:
    """An answer that raises when it is read: botocore reads it only if nobody else answered."""

    def __init__(self, message: str) -> None:
        self._message = message

    def __getattr__(self, name: str) -> NoReturn:
        raise OperationNotFaked(self._message)
