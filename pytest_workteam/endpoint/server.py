"""The endpoint's HTTP server, in a thread."""

from __future__ import annotations

import contextlib
import os
import socket
import socketserver
import sys
import threading
from typing import Any

from pytest_workteam.endpoint.handler import Handler
from pytest_workteam.interception.activation import Backend

HOST = "127.0.0.1"
_POLL = 0.02


class Endpoint:
    """An HTTP server on a free port of 127.0.0.1, answered by one backend.

    Args:
        backend: Answers and records every request.
    """

    def __init__(self, backend: Backend) -> None:
        self._process = os.getpid()
        self._server = Server(backend)
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
        """Close the port and all connections, and join the thread."""
        if os.getpid() == self._process:
            # A forked child inherits the port, but not the thread or the connections.
            self._server.shutdown()
            self._thread.join()
            self._server.close_connections()
        self._server.server_close()


class Server(socketserver.ThreadingTCPServer):
    request_queue_size = 64

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__((HOST, 0), Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """Close the kept-alive connections, whose threads wait for the next request."""
        with self._lock:
            for connection in self._connections:
                # The client may have closed it already.
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore broken connections."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)
