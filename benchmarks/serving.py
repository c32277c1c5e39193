"""Rows about the endpoint: requests per second, against Python's own server."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from benchmarks import clients
from benchmarks.measuring import Comparison, Side, compare
from pytest_workteam import WorkteamBackend

REQUESTS = 320
BODY = b'{"WorkteamName": "annotators"}'
HEADERS = {
    "X-Amz-Target": "SageMaker.DescribeWorkteam",
    "Content-Type": "application/x-amz-json-1.1",
}


@contextmanager
def _canned(answer: bytes) -> Iterator[int]:
    """A server that answers every request alike, and its port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response_only(200)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 64

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def requests(connections: int, rounds: int) -> Comparison:
    """The time of one request to the endpoint and to the canned server.

    Args:
        connections: How many connections there are at once.
        rounds: How often each side is timed.
    """
    backend = WorkteamBackend()
    backend.add_workteam("annotators")
    with backend:
        ours = int(backend.environment()["AWS_ENDPOINT_URL_SAGEMAKER"].rpartition(":")[2])
        answer = clients.answer_of(backend, "DescribeWorkteam", BODY)
        with _canned(answer) as reference, ThreadPoolExecutor(connections) as pool:

            def send(port: int) -> None:
                connection = http.client.HTTPConnection("127.0.0.1", port)
                for _ in range(REQUESTS // connections):
                    connection.request("POST", "/", BODY, HEADERS)
                    connection.getresponse().read()
                connection.close()

            def send_all(port: int) -> None:
                list(pool.map(send, [port] * connections))

            return compare(
                Side("the endpoint", lambda: send_all(ours), backend.calls.clear, REQUESTS),
                Side("http.server", lambda: send_all(reference), operations=REQUESTS),
                rounds=rounds,
                clock=time.perf_counter,
            )
