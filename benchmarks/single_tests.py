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
import json
import time

import pytest
from moto import mock_aws

fixtures = {"workteam_backend": [], "mocked": []}
tests = {"test_fake": [], "test_moto": []}


@pytest.fixture
def mocked():
    with mock_aws():
        yield


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef):
    if fixturedef.argname not in fixtures:
        return (yield)
    times = {}

    def end():
        fixtures[fixturedef.argname].append(
            times["set up"] - times["begin"] + time.process_time() - times["done with"]
        )

    def begin():
        times["done with"] = time.process_time()

    # The last to be added is the first to be called.
    fixturedef.addfinalizer(end)
    times["begin"] = time.process_time()
    result = yield
    times["set up"] = time.process_time()
    fixturedef.addfinalizer(begin)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
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

TEAM = {team!r}


@pytest.mark.parametrize("number", range({rounds}), scope="class")
class Test:
    def test_fake(self, number, workteam_backend):
        {fake}

    def test_moto(self, number, mocked):
        {moto}
"""

_WARM_UP = 3


def set_up_and_teardown(rounds: int) -> Comparison:
    """The fixture workteam_backend, against entering and leaving mock_aws."""
    times = _times(rounds, fake="pass", moto="pass")
    return Comparison("workteam_backend", times["workteam_backend"], "mock_aws", times["mocked"])


def own_client(rounds: int) -> Comparison:
    """A test that makes a client and a call, against the same under mock_aws."""
    client = 'boto3.client("sagemaker", region_name="us-east-1")'
    times = _times(
        rounds,
        fake=f'{client}.create_workteam(WorkteamName="annotators", **TEAM)',
        moto=f"{client}.list_models()",
    )
    return Comparison("test with the fake", times["test_fake"], "with moto", times["test_moto"])


def _times(rounds: int, *, fake: str, moto: str) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "conftest.py").write_text(_CONFTEST, encoding="utf-8")
        tests = _TESTS.format(team=TEAM, rounds=rounds + _WARM_UP, fake=fake, moto=moto)
        Path(folder, "test_both.py").write_text(tests, encoding="utf-8")
        subprocess.run(pytest_command(), cwd=folder, check=True, stdout=subprocess.DEVNULL)
        times = json.loads(Path(folder, "times.json").read_text(encoding="utf-8"))
    return {name: seconds[_WARM_UP:] for name, seconds in times.items()}
