"""No test of this suite reaches a network, or the configuration of the machine it runs on."""

from __future__ import annotations

import importlib.util
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3  # noqa: F401  # see below
import pytest

import pytest_workteam.interception.clients
import pytest_workteam.interception.handlers

# A run inside this process forgets what it was the first to import, and the next one imports it
# anew; meanwhile botocore holds on to the handlers of the first.
import pytest_workteam.reporting.measuring
import pytest_workteam.scenarios.selection
import pytest_workteam.schema.sensitive  # noqa: F401

MISSING = [name for name in ("hypothesis", "jsonschema_rs") if not importlib.util.find_spec(name)]

if "hypothesis" not in MISSING:
    import hypothesis

    # A busy machine is no failure.
    hypothesis.settings.register_profile("without-deadline", deadline=None)
    hypothesis.settings.load_profile("without-deadline")

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def pytest_configure(config: pytest.Config) -> None:
    # What Hypothesis says in a checkout that it cannot write to.
    config.addinivalue_line("filterwarnings", "ignore:The database setting is not configured")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out the modules that import what is not installed; all else is tested without it."""
    if not MISSING or collection_path.suffix != ".py":
        return None
    imports = rf"(?m)^(from|import) ({'|'.join(MISSING)})\b"
    return bool(re.search(imports, collection_path.read_text("utf-8"))) or None


@pytest.fixture(scope="session", autouse=True)
def _no_configuration() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in tuple(os.environ):
            if name.startswith("AWS_") or name.lower().endswith("_proxy"):
                monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        yield


@pytest.fixture(autouse=True)
def _environment_left_as_it_was() -> Iterator[None]:
    before = set(os.environ)
    yield
    left = {name for name in os.environ if name.startswith("AWS_")} - before
    assert not left


# After the environment, so that what a test sets is taken back before it is looked at.
@pytest.fixture(autouse=True)
def _no_network(_environment_left_as_it_was: None, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def connect_on_loopback(self: socket.socket, address: Any) -> None:
        if self.family == socket.AF_UNIX or address[0] in LOOPBACK:
            return connect(self, address)
        raise AssertionError(f"a socket was to be connected to {address}")

    monkeypatch.setattr(socket.socket, "connect", connect_on_loopback)
