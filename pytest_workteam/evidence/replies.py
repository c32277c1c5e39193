"""One call of a client, and its reply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

HEADERS = ("content-type", "x-amzn-errortype", "retry-after")
"""The recorded headers."""
NO_RESPONSE = 0
"""The status without a response; the service may have carried out the request."""


@dataclass(frozen=True)
class Reply:
    """The service's reply to one call.

    Attributes:
        status: The HTTP status; ``NO_RESPONSE`` without a response.
        code: The error's code, or the name of botocore's exception without a response; None for a
            success.
        message: The error's message; None for a success.
        result: The response's members, without botocore's own.
        headers: The recorded headers.
    """

    status: int
    code: str | None = None
    message: str | None = None
    result: Mapping[str, Any] = field(default_factory=dict[str, Any])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def members(self) -> tuple[str, ...]:
        """The paths of the response's members, such as ``Workteam.SubDomain``, without values."""
        return tuple(sorted(set(_paths(self.result))))


def _paths(value: Any, start: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, member in value.items():
            path = f"{start}.{name}" if start else str(name)
            yield path
            yield from _paths(member, path)
    elif isinstance(value, (list, tuple)):
        for element in value:
            yield from _paths(element, f"{start}[]")


def call(
    client: Any, operation: str, parameters: Mapping[str, Any], body: str | None = None
) -> Reply:
    """Make one call.

    Args:
        client: A botocore client of the operation's service.
        operation: The operation.
        parameters: The parameters.
        body: The body to send instead of the parameters.
    """
    from botocore import xform_name
    from botocore.exceptions import ClientError, HTTPClientError
    from botocore.exceptions import ConnectionError as NotConnectedError

    method = getattr(client, xform_name(operation))
    event = f"before-call.*.{operation}"

    def replace_body(params: dict[str, Any], **_: Any) -> None:
        params["body"] = body

    if body is not None:
        client.meta.events.register_first(event, replace_body)
    try:
        response: Any = method(**parameters)
    except ClientError as error:
        response = error.response
    except (NotConnectedError, HTTPClientError) as error:
        return Reply(NO_RESPONSE, type(error).__name__, "")
    finally:
        if body is not None:
            client.meta.events.unregister(event, replace_body)
    metadata = response["ResponseMetadata"]
    headers = {name: metadata["HTTPHeaders"].get(name) for name in HEADERS}
    failed = response.get("Error", {})
    return Reply(
        status=metadata["HTTPStatusCode"],
        code=failed.get("Code"),
        message=failed.get("Message", "") if failed else None,
        result={
            name: value
            for name, value in response.items()
            if name not in {"ResponseMetadata", "Error"}
        },
        headers={name: value for name, value in headers.items() if value is not None},
    )
