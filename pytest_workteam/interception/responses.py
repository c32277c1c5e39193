"""Response objects as botocore's and aiobotocore's HTTP sessions make them."""

from __future__ import annotations

import functools
import io
import sys
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from pytest_workteam.interception.libraries import library_of_class, part
from pytest_workteam.protocols.messages import WireResponse


class _Raw(io.BytesIO):
    """A body, as urllib3 returns it."""

    __slots__ = ()

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        return iter((self.read(),))


class _AsyncRaw:
    """A body, as aiohttp and httpx return it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def read(self) -> bytes:
        return self._body


def to_botocore(response: WireResponse, request: Any) -> Any:
    """The response object of botocore's HTTP session."""
    response_class = _response_class(type(request))  # type: ignore[arg-type]
    return response_class(request.url, response.status, response.headers, _Raw(response.body))


@functools.lru_cache(maxsize=16)
def _response_class(request_class: type) -> Any:
    # The same for every request of a copy of botocore.
    return part(library_of_class(request_class), "awsrequest").AWSResponse


def to_aiobotocore(response: WireResponse, request: Any) -> Any:
    """The response object of aiobotocore's HTTP session."""
    # Loaded, since the request comes from a client of its own.
    response_class = sys.modules["aiobotocore.awsrequest"].AioAWSResponse
    return response_class(request.url, response.status, response.headers, _AsyncRaw(response.body))


class RefusedResponse:
    """A response that raises when it is read.

    botocore has no event for a request that no handler answered: it reads the first response that
    any handler returned. So the last handler returns this one, which is read only if no other
    handler, synchronous or not, answered.

    Args:
        refused: Returns the exception to raise.
    """

    def __init__(self, refused: Callable[[], Exception]) -> None:
        self._refused = refused

    def __getattr__(self, name: str) -> NoReturn:
        raise self._refused()
