"""Response objects as botocore's and aiobotocore's HTTP sessions make them."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Generator, Iterator
from typing import Any, NoReturn

from pytest_workteam.interception.libraries import submodule
from pytest_workteam.protocols.messages import WireResponse


class _Content(bytes):
    """A body that an asynchronous client can await, and a synchronous one can read."""

    __slots__ = ()

    def __await__(self) -> Generator[None, None, bytes]:
        yield from ()
        return self


class _Raw(io.BytesIO):
    """A body, as urllib3 returns it."""

    __slots__ = ()

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        return iter((self.read(),))


def response_to(request: Any, library: str, response: WireResponse) -> Any:
    """The response object of the HTTP session that a request was made for.

    A request does not tell whether its client is asynchronous, so the object serves both.

    Args:
        request: The request.
        library: The copy of botocore that the request belongs to.
        response: The response.
    """
    response_class = _response_class(library)
    made = response_class(request.url, response.status, response.headers, _Raw(response.body))
    made.content = _Content(response.body)
    return made


@functools.lru_cache(maxsize=16)
def _response_class(library: str) -> Any:
    original: Any = submodule(library, "awsrequest").AWSResponse

    class Response(original):  # type: ignore[misc]
        content = b""  # in place of the property, which an asynchronous client cannot await

    Response.__module__, Response.__qualname__ = original.__module__, original.__qualname__
    return Response


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
