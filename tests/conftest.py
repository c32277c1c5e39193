"""No test of this suite reaches a network, or the configuration of the machine it runs on."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from typing import Any

import boto3  # noqa: F401  # see below
import hypothesis
import pytest

# A run inside this process forgets what it was the first to import, and the next one imports it
# anew; meanwhile botocore holds on to the handlers of the first.
import pytest_workteam.distribution
import pytest_workteam.interception.clients
import pytest_workteam.interception.handlers
import pytest_workteam.lifecycle
import pytest_workteam.report.measuring
import pytest_workteam.scenarios.selection
import pytest_workteam.schema.sensitive  # noqa: F401

# A busy machine is no failure.
hypothesis.settings.register_profile("without-deadline", deadline=None)
hypothesis.settings.load_profile("without-deadline")

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def connect_on_loopback(self: socket.socket, address: Any) -> None:
        if self.family == socket.AF_UNIX or address[0] in LOOPBACK:
            return connect(self, address)
        raise AssertionError(f"a socket was to be connected to {address}")

    monkeypatch.setattr(socket.socket, "connect", connect_on_loopback)


@pytest.fixture(autouse=True)
def _no_configuration() -> Iterator[None]:
    # A patch of its own, which outlives the one that tests use.
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        before = dict(os.environ)
        yield
        left = {name for name in os.environ if name.startswith("AWS_")} - set(before)
        assert not left
