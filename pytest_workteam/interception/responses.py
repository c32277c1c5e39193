"""Answers in the form that a client of botocore's or aiobotocore's reads them in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from pytest_workteam.errors import OperationNotFaked

if TYPE_CHECKING:
    from pytest_workteam.backend.wire import WireResponse


class _Raw(io.BytesIO):
    """A body as urllib3 gives it."""

    def stream(self, amount: int = 65536, decode_content: bool | None = None) -> Iterator[bytes]:
        while chunk := self.read(amount):
            yield chunk


def to_botocore(response: WireResponse, request: Any) -> Any:
    """The response object that botocore's own HTTP session would have made."""
    from botocore.awsrequest import AWSResponse

    return AWSResponse(request.url, response.status, dict(response.headers), _Raw(response.body))


class Refusal:
    """An answer that raises when it is read: botocore reads it only if nobody else answered."""

    def __init__(self, operation: str) -> None:
        self._operation = operation

    def __getattr__(self, name: str) -> NoReturn:
        raise OperationNotFaked(
            f"SageMaker's {self._operation} is not faked by pytest-workteam, and nothing else "
            "answered it; it was not sent to AWS. Start moto's mock_aws for it, stub it with "
            "botocore's Stubber, or make the call outside the backend."
        )
