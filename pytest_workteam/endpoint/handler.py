"""Convert HTTP requests to wire requests, and a backend's answers to HTTP responses."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol

from pytest_workteam.errors import linked
from pytest_workteam.interception.activation import Backend
from pytest_workteam.interception.callers import attempt_of, kind_of_client
from pytest_workteam.protocols.json_1_1 import CONTENT_TYPE
from pytest_workteam.protocols.messages import WireRequest
from pytest_workteam.services.catalog import SERVICES, is_faked

MAXIMUM_BODY = 8 * 1024 * 1024
"""Bytes; a human loop's input may have 3 MiB, and more once JSON has escaped it."""
IDLE_TIMEOUT = 30.0
"""Seconds without a byte after which a connection is closed."""

_CREDENTIAL = re.compile(
    # Bounded lengths keep a header of 64 KiB from taking seconds.
    r"Credential=(?P<access_key>[^/,\s]{1,128})/[0-9]{8}/(?P<region>[a-z0-9-]{1,64})"
    r"/[^/,\s]{1,64}/aws4_request"
)


class _Server(Protocol):
    backend: Backend


class _Refused(Exception):
    """The request violates the protocol or is too large."""

    def __init__(self, status: HTTPStatus, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # HTTP/0.9, the default for unreadable requests, has no status line.
    default_request_version = "HTTP/1.1"
    timeout = IDLE_TIMEOUT
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server  # type: ignore[assignment]

    def do_POST(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def _answer(self) -> None:
        try:
            request = self._wire_request()
        except _Refused as refused:
            # The rest of the request stays unread.
            self.close_connection = True
            self._refuse(refused.status, refused.code, str(refused))
            return
        try:
            response = self.server.backend.answer(request)
        except Exception as error:  # noqa: BLE001
            self.close_connection = True
            if not _is_of_network(error):
                self._refuse(
                    HTTPStatus.INTERNAL_SERVER_ERROR,
                    "InternalFailure",
                    f"pytest-workteam could not answer {request.operation}: "
                    f"{type(error).__name__}: {error}",
                )
            return
        self._send(response.status, dict(response.headers), response.body)

    def handle_expect_100(self) -> bool:
        goes_on = super().handle_expect_100()
        # The client waits for this line before it sends the body.
        self.wfile.flush()
        return goes_on

    def _wire_request(self) -> WireRequest:
        body = self._body()
        service, operation = self._operation()
        backend = self.server.backend
        scope = _CREDENTIAL.search(self.headers.get("Authorization", ""))
        access_key = scope["access_key"] if scope else ""
        request = WireRequest(
            service=service,
            operation=operation,
            body=body,
            region=scope["region"] if scope else backend.region,
            account_id=backend.accounts.get(access_key, backend.account_id),
            attempt=attempt_of(self.headers.get("amz-sdk-request", "")),
            client=kind_of_client(self.headers.get("User-Agent", "")),
            target=self.path,
            method=self.command,
        )
        if not is_faked(request):
            raise _Refused(
                HTTPStatus.BAD_REQUEST,
                "UnknownOperationException",
                f"SageMaker's {operation} is not faked by pytest-workteam for this request; it was "
                "not sent to AWS. Make the call outside the endpoint.",
            )
        return request

    def _operation(self) -> tuple[str, str]:
        """Return the request's service and operation."""
        headers = {"X-Amz-Target": self.headers.get("X-Amz-Target", "")}
        for name, service in SERVICES.items():
            operation = service.codec.route(self.command, self.path, headers)
            if operation is not None:
                return name, operation
        raise _Refused(
            HTTPStatus.BAD_REQUEST,
            "UnknownOperationException",
            "pytest-workteam's endpoint answers SageMaker and Amazon A2I, and this request is "
            f"{self.command} {self.path.partition('?')[0]} with the X-Amz-Target header "
            f"{headers['X-Amz-Target']!r}; point only their endpoints at it "
            "(AWS_ENDPOINT_URL_SAGEMAKER, AWS_ENDPOINT_URL_SAGEMAKER_A2I_RUNTIME).",
        )

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if not length and self.command != "POST" and "Transfer-Encoding" not in self.headers:
            # A request without a body needs no Content-Length.
            return b""
        if not re.fullmatch("[0-9]+", length):
            raise _Refused(
                HTTPStatus.LENGTH_REQUIRED,
                "SerializationException",
                "pytest-workteam's endpoint needs a Content-Length header, as every AWS SDK sends "
                "for this protocol.",
            )
        # int() refuses numbers of thousands of digits.
        if len(length) > len(str(MAXIMUM_BODY)) or int(length) > MAXIMUM_BODY:
            raise _Refused(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "RequestEntityTooLargeException",
                f"pytest-workteam's endpoint reads {MAXIMUM_BODY} bytes at most.",
            )
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise ConnectionError("the other side closed the connection within a request")
        return body

    def _refuse(self, status: int, code: str, message: str) -> None:
        error = {"__type": code, "message": linked(message, "endpoint")}
        body = json.dumps(error).encode()
        headers = {"Content-Type": CONTENT_TYPE, "Content-Length": str(len(body))}
        # REST clients read the code from this header.
        self._send(status, {**headers, "x-amzn-ErrorType": code}, body)

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def send_error(
        self,
        code: int,
        message: str | None = None,
        explain: str | None = None,  # noqa: ARG002
    ) -> None:
        """Answer in the protocol, where the base class answers in HTML.

        The quoted part is left out: after a wrong Content-Length it is part of a body.
        """
        self.close_connection = True
        reason = (message or HTTPStatus(code).phrase).partition(" (")[0]
        self._refuse(
            code,
            "SerializationException",
            f"pytest-workteam's endpoint takes requests of SageMaker and Amazon A2I: {reason}",
        )

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Log nothing: the backend records the calls."""


# File errors come from a hook or a predicate, not from the network.
_FILE_ERRORS = (
    FileExistsError,
    FileNotFoundError,
    IsADirectoryError,
    NotADirectoryError,
    PermissionError,
)


def _is_of_network(error: Exception) -> bool:
    """Return whether an exception stands for a broken connection."""
    if isinstance(error, OSError):
        return not isinstance(error, _FILE_ERRORS)
    return type(error).__module__.startswith("botocore.")
