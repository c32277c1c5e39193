"""Requests and responses of the wire protocols."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

Parameters: TypeAlias = "dict[str, Any]"
"""Members of a request or a result, by their names in the service model."""


class WireRequest(NamedTuple):
    """A request as it arrived, and who sent it.

    Attributes:
        service: botocore's name of the service, such as ``"sagemaker"``.
        operation: The operation, such as ``"CreateWorkteam"``.
        body: The body.
        region: The client's region.
        account_id: The caller's account, 12 digits.
        attempt: 1 for the first attempt, 2 for the first retry, and so on.
        client: The kind of client, such as ``"boto3"``.
        target: Path and query string; only REST protocols use it.
        method: The HTTP method; only REST protocols use it.
    """

    service: str
    operation: str
    body: bytes
    region: str
    account_id: str
    attempt: int = 1
    client: str = "other"
    target: str = "/"
    method: str = "POST"

    def __repr__(self) -> str:
        # Without the body, which may hold secrets.
        return f"<WireRequest {self.service} {self.operation}, {len(self.body)} bytes>"


class WireResponse(NamedTuple):
    """A response, ready to send."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class MalformedRequestError(Exception):
    """The request's bytes break the protocol; the message says how."""
