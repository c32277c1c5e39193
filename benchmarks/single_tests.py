"""Rows about one test: its fixture's set-up and teardown, and a client of its own.

They are measured within a real run, by a conftest.py, the fake's tests and moto's in turns, in the
processor's time.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from benchmarks.clients import TEAM
from benchmarks.measuring import Comparison
from benchmarks.programs import pytest_command

_CONFTEST = """
import gc
import json
import time

import pytest

fixtures = {"timed_backend": [], "timed_mock": []}
tests = {"test_fake": [], "test_moto": []}


def timed(name, context):
    begin = time.process_time()
    with context():
        set_up = time.process_time() - begin
        yield
        begin = time.process_time()
    fixtures[name].append(set_up + time.process_time() - begin)


@pytest.fixture
def timed_backend(request):
    from pytest_workteam.plugin.lifecycle import backend_of

    # All that workteam_backend does; what pytest does for any fixture is not the plugin's.
    yield from timed("timed_backend", lambda: backend_of(request.node))


@pytest.fixture
def timed_mock():
    from moto import mock_aws

    yield from timed("timed_mock", mock_aws)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    if "mocked" in item.fixturenames or "workteam_backend" in item.fixturenames:
        # A session that the test before left is not this one's to clear away.
        gc.collect()
    begin = time.process_time()
    result = yield
    tests[item.originalname].append(time.process_time() - begin)
    return result


def pytest_runtest_logreport(report):
    assert report.passed, report.longrepr


def pytest_unconfigure():
    with open("times.json", "w") as file:
        json.dump({**fixtures, **tests}, file)
"""

_TESTS = """
import boto3
import pytest
from moto import mock_aws

TEAM = {team!r}


@pytest.fixture
def mocked():
    with mock_aws():
        yield


@pytest.mark.parametrize("number", range({rounds}), scope="class")
class Test:
    def test_fake(self, number, {fake_fixture}):
        {fake}

    def test_moto(self, number, {moto_fixture}):
        {moto}
"""

_WARM_UP = 3


def set_up_and_teardown(rounds: int) -> Comparison:
    """The fixture workteam_backend, against entering and leaving mock_aws."""
    times = _times(
        rounds, fake_fixture="timed_backend", fake="pass", moto_fixture="timed_mock", moto="pass"
    )
    return Comparison("workteam_backend", times["timed_backend"], "mock_aws", times["timed_mock"])


def own_client(rounds: int) -> Comparison:
    """A test that makes a client and a call, against the same under mock_aws."""
    client = 'boto3.client("sagemaker", region_name="us-east-1")'
    times = _times(
        rounds,
        fake_fixture="workteam_backend",
        moto_fixture="mocked",
        fake=f'{client}.create_workteam(WorkteamName="annotators", **TEAM)',
        moto=f"{client}.list_models()",
    )
    return Comparison("test with the fake", times["test_fake"], "with moto", times["test_moto"])


def _times(rounds: int, **parts: str) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "conftest.py").write_text(_CONFTEST, encoding="utf-8")
        tests = _TESTS.format(team=TEAM, rounds=rounds + _WARM_UP, **parts)
        Path(folder, "test_both.py").write_text(tests, encoding="utf-8")
        subprocess.run(pytest_command(), cwd=folder, check=True, stdout=subprocess.DEVNULL)
        times = json.loads(Path(folder, "times.json").read_text(encoding="utf-8"))
    return {name: seconds[_WARM_UP:] for name, seconds in times.items()}
