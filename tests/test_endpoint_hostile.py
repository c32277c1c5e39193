"""Whatever bytes the endpoint is sent, it answers in whole HTTP, and goes on serving."""

from __future__ import annotations

import http.client
import io
import json
import socket
from typing import Any

import hypothesis.strategies as st
from hypothesis import example, given, settings

from pytest_workteam import WorkteamBackend

LINES = st.sampled_from(
    [b"POST / HTTP/1.1", b"POST / HTTP/1.0", b"GET /", b"HEAD / HTTP/1.1", b"PRI * HTTP/2.0", b""]
)
HEADERS = st.sampled_from(
    [
        b"X-Amz-Target: SageMaker.ListWorkteams",
        b"X-Amz-Target: SageMaker.\xe9",
        b"Content-Length: 2",
        b"Content-Length: -1",
        b"Content-Length: \xb2",
        b"Transfer-Encoding: chunked",
        b"Expect: 100-continue",
        b"Connection: close",
        b"amz-sdk-request: attempt=" + b"9" * 5000,
        b"User-Agent: " + b"a" * 60_000,
        b"Authorization: Credential=" + b"Credential=" * 5000,
        b"X-Long: " + b"b" * 66_000,
        b"no colon",
        b" folded",
    ]
)
REQUESTS = st.builds(
    lambda line, headers, body: b"\r\n".join([line, *headers, b"", body]),
    LINES | st.binary(max_size=40),
    st.lists(HEADERS | st.binary(max_size=40), max_size=5),
    st.sampled_from([b"{}", b"", b"[", b"2\r\n{}\r\n0\r\n\r\n"]),
)


class _Answer(io.BytesIO):
    """What http.client reads from, as if it were a socket; it closes what it has read."""

    def makefile(self, *_: Any) -> _Answer:
        return self

    def close(self) -> None:
        """Stay open for the next answer."""


def sent(host: str, port: int, raw: bytes) -> bytes:
    received = b""
    with socket.create_connection((host, port), timeout=30) as connection:
        # It may have heard enough, and closed the connection.
        try:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                received += part
        except OSError as error:
            assert not isinstance(error, TimeoutError)  # noqa: PT017
    return received


@settings(deadline=None, max_examples=100)
@given(raw=st.lists(REQUESTS, min_size=1, max_size=3).map(b"".join))
@example(raw=b"\x16\x03\x01")
@example(raw=b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n{}")
def test_every_answer_is_whole(raw: bytes) -> None:
    with WorkteamBackend() as backend:
        url = backend.environment()["AWS_ENDPOINT_URL_SAGEMAKER"].removeprefix("http://")
        host, _, port = url.partition(":")
        received = sent(host, int(port), raw)
        connection = http.client.HTTPConnection(url, timeout=30)
        connection.request("POST", "/", b"{}", {"X-Amz-Target": "SageMaker.ListWorkteams"})
        served = connection.getresponse()
        served.read()
        connection.close()

    assert served.status == 200
    stream = _Answer(received)
    while stream.tell() < len(received):
        answer = http.client.HTTPResponse(stream)  # type: ignore[arg-type]
        answer.begin()
        length = int(answer.getheader("Content-Length", ""))
        body = stream.read(length)
        assert len(body) == length
        assert answer.getheader("Content-Type") == "application/x-amz-json-1.1"
        assert answer.status in {200, 400, 411, 413, 414, 431, 501, 505}
        assert (answer.status == 200) == ("__type" not in json.loads(body))
