"""Clients to compare with: the floor of botocore's own way, and the calls that all sides make."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from botocore import UNSIGNED
from botocore.awsrequest import AWSResponse
from botocore.session import Session

from pytest_workteam.fake import WorkteamBackend
from pytest_workteam.interception.hooks import MARK
from pytest_workteam.protocols.messages import WireRequest

REGION = "us-east-1"
ACCOUNT_ID = "123456789012"

TEAM: dict[str, Any] = {
    "Description": "Labels street signs.",
    "MemberDefinitions": [
        {
            "CognitoMemberDefinition": {
                "UserPool": "us-east-1_Example00",
                "UserGroup": "experts",
                "ClientId": "exampleclientid",
            }
        }
    ],
}
"""The least that CreateWorkteam needs besides a name."""


class _Raw(io.BytesIO):
    def stream(self, amount: int = 65536, **_: Any) -> Iterator[bytes]:
        while chunk := self.read(amount):
            yield chunk


def new_client(service: str = "sagemaker") -> Any:
    """A client with a session of its own, as any program's."""
    return Session().create_client(
        service,
        region_name=REGION,
        aws_access_key_id="AKIAEXAMPLE",
        aws_secret_access_key="not-a-secret",
    )


def floor_client(answers: dict[str, bytes], service: str = "sagemaker") -> Any:
    """A client without the fake: unsigned, and answered with the same bytes each time.

    Args:
        answers: The body of each operation's answer.
        service: The client's service.
    """
    client = new_client(service)
    headers = {
        "x-amzn-RequestId": "6f7c7f56-2f0a-4d2b-9a3f-5b1f0c9d8e7a",
        "Content-Type": "application/x-amz-json-1.1",
        "Content-Length": "100",
        "Date": "Sat, 01 Mar 2025 12:00:00 GMT",
    }

    def answer(request: Any, event_name: str, **_: Any) -> Any:
        body = answers[event_name.rpartition(".")[2]]
        fresh: Any = dict(headers)
        return AWSResponse(request.url, 200, fresh, _Raw(body))

    events = client.meta.events
    events.register(f"choose-signer.{service}", lambda **_: UNSIGNED)
    events.register_first(f"before-send.{service}", answer)
    # It counts as having the fake's handlers, which leave it alone.
    setattr(events, MARK, True)
    return client


def body_of_answer(client: Any, method: str, parameters: dict[str, Any]) -> bytes:
    """The body that a client gets for a call."""
    bodies: list[bytes] = []

    def keep(response_dict: dict[str, Any], **_: Any) -> None:
        bodies.append(response_dict["body"])

    client.meta.events.register("before-parse", keep)
    getattr(client, method)(**parameters)
    client.meta.events.unregister("before-parse", keep)
    return bodies[-1]


def answer_of(backend: WorkteamBackend, operation: str, body: bytes) -> bytes:
    """The body of the fake's answer, without botocore."""
    return backend.answer(request(operation, body)).body


def request(operation: str, body: bytes) -> WireRequest:
    """A request as the fake gets it."""
    return WireRequest("sagemaker", operation, body, REGION, ACCOUNT_ID)
