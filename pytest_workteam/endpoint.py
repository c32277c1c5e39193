"""The loopback endpoint: a backend behind HTTP, for programs in a subprocess."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import socketserver
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any

from pytest_workteam.errors import linked
from pytest_workteam.interception.activation import Backend
from pytest_workteam.interception.callers import attempt_of, kind_of_client
from pytest_workteam.interception.clients import ACCESS_KEY, SECRET_KEY
from pytest_workteam.interception.variables import OURS
from pytest_workteam.protocols.json_1_1 import CONTENT_TYPE
from pytest_workteam.protocols.messages import WireRequest
from pytest_workteam.services.catalog import SERVICES, is_faked

HOST = "127.0.0.1"
MAXIMUM_BODY = 8 * 1024 * 1024
"""Bytes; a human loop's input may have 3 MiB, and more with what JSON escapes."""
IDLE_TIMEOUT = 30.0
"""Seconds without a byte after which a connection is closed."""

_CREDENTIAL = re.compile(
    # Of limited length, so that a header of 64 KiB takes no second.
    r"Credential=(?P<access_key>[^/,\s]{1,128})/[0-9]{8}/(?P<region>[a-z0-9-]{1,64})"
    r"/[^/,\s]{1,64}/aws4_request"
)
_POLL = 0.02
_LEFT_OUT = (
    # Other callers.
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    # SDKs refuse these together with an endpoint.
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    OURS,
)


class Endpoint:
    """An HTTP server on a free port of 127.0.0.1 that answers by one backend.

    Args:
        backend: Answers and records every request.
    """

    def __init__(self, backend: Backend) -> None:
        self._process = os.getpid()
        self._server = _Server(backend)
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            args=(_POLL,),
            name="pytest-workteam-endpoint",
            daemon=True,
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """The endpoint's URL, such as ``http://127.0.0.1:49152``."""
        return f"http://{HOST}:{self._server.server_address[1]}"

    def stop(self) -> None:
        """Close the port and every connection, and wait until no thread is left."""
        if os.getpid() == self._process:
            # A forked child has the port, and neither the thread nor the connections.
            self._server.shutdown()
            self._thread.join()
            self._server.close_connections()
        self._server.server_close()


def environment_for(endpoint: Endpoint, backend: Backend) -> dict[str, str]:
    """The environment of a child process whose work team calls the endpoint answers.

    Args:
        endpoint: The backend's endpoint.
        backend: Names the region.

    Returns:
        This process's variables, with those of AWS that name the endpoint, the region and a
        caller, and without those that name another caller or a file of the user's.
    """
    variables = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    # A proxy must not be asked for what is on this machine.
    direct = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    if not direct:
        direct = HOST
    elif direct.strip() != "*":
        direct = f"{direct},{HOST}"
    return {
        **variables,
        "AWS_ENDPOINT_URL_SAGEMAKER": endpoint.url,
        "AWS_ENDPOINT_URL_SAGEMAKER_A2I_RUNTIME": endpoint.url,
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        "AWS_REGION": backend.region,
        "AWS_DEFAULT_REGION": backend.region,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": direct,
        "no_proxy": direct,
    }


class _Server(socketserver.ThreadingTCPServer):
    request_queue_size = 64

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__((HOST, 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """End the connections that are kept alive, whose threads wait for a next request."""
        with self._lock:
            for connection in self._connections:
                # The other side may have been faster.
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Leave alone a connection that broke; its thread has ended."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Refused(Exception):
    """A request that is not of the protocol, or too large."""

    def __init__(self, status: HTTPStatus, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # What cannot be read is answered as the rest is; by HTTP/0.9 there would be no status line.
    default_request_version = "HTTP/1.1"
    timeout = IDLE_TIMEOUT
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride]

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
            # What is left of the request is not read.
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
        # Nothing else is written before the body has been read.
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
        """The service and the operation that a request is for."""
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
            # Requests that have no body need not say so.
            return b""
        if not re.fullmatch("[0-9]+", length):
            raise _Refused(
                HTTPStatus.LENGTH_REQUIRED,
                "SerializationException",
                "pytest-workteam's endpoint needs a Content-Length header, as every AWS SDK sends "
                "for this protocol.",
            )
        # Compared by digits first: a number too long is not worth reading.
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
        # Where clients of REST protocols look for the code.
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
        """Say in the protocol what Python's server would say in HTML.

        What it quotes is left out: after a wrong Content-Length it is a piece of a body.
        """
        self.close_connection = True
        reason = (message or HTTPStatus(code).phrase).partition(" (")[0]
        self._refuse(
            code,
            "SerializationException",
            f"pytest-workteam's endpoint takes requests of SageMaker and Amazon A2I: {reason}",
        )

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Write nothing: the backend records the calls."""


# What the system says of files, not of networks: a mistake of a hook's or a condition's.
_FILE_ERRORS = (
    FileExistsError,
    FileNotFoundError,
    IsADirectoryError,
    NotADirectoryError,
    PermissionError,
)


def _is_of_network(error: Exception) -> bool:
    """Whether an exception stands for a broken connection, as a fault of the backend's does."""
    if isinstance(error, OSError):
        return not isinstance(error, _FILE_ERRORS)
    return type(error).__module__.startswith("botocore.")
