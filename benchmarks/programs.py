"""Rows about whole processes: pytest runs with the plugin and without, and its first use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

from benchmarks.clients import TEAM
from benchmarks.measuring import Comparison

_TESTS = """
import pytest


@pytest.mark.parametrize("number", range({count}))
def test_empty(number):
    pass
"""

_CONFTEST = """
import json
import sys


def pytest_unconfigure():
    with open("modules.json", "w") as file:
        json.dump(list(sys.modules), file)
"""

_PROGRAM = """
import time

import botocore.session

client = botocore.session.Session().create_client(
    "sagemaker", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="s"
)
begin = time.process_time()
{timed}
print(time.process_time() - begin)
"""

_FIRST_USE = f"""
from pytest_workteam import WorkteamBackend

with WorkteamBackend():
    client.create_workteam(WorkteamName="annotators", **{TEAM!r})
"""


def pytest_command(*options: str) -> list[str]:
    """A pytest run with no other plugin than ours."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    for entry_point in entry_points(group="pytest11"):
        if entry_point.name != "workteam":
            command += ["-p", f"no:{entry_point.name}"]
    return command


def empty_tests(count: int, rounds: int) -> Comparison:
    """A pytest run of this many empty tests, with the plugin and with ``-p no:workteam``."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_empty.py").write_text(_TESTS.format(count=count), encoding="utf-8")
        ours, others = _in_turns(
            lambda: _processor_seconds(pytest_command(), folder),
            lambda: _processor_seconds(pytest_command("-p", "no:workteam"), folder),
            rounds,
        )
    return Comparison("with the plugin", ours, "without", others)


def first_use(rounds: int) -> Comparison:
    """From the plugin's import to the first call answered, against the import of moto.

    botocore is imported, and a client made, before.
    """
    ours, others = _in_turns(
        lambda: _printed_seconds(_PROGRAM.format(timed=_FIRST_USE)),
        lambda: _printed_seconds(_PROGRAM.format(timed="import moto")),
        rounds,
    )
    return Comparison("first use", ours, "import moto", others)


def modules_loaded(_: int) -> float:
    """How many of botocore, jsonschema and regex a run of one empty test loads."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "conftest.py").write_text(_CONFTEST, encoding="utf-8")
        Path(folder, "test_empty.py").write_text(_TESTS.format(count=1), encoding="utf-8")
        _processor_seconds(pytest_command(), folder)
        modules = json.loads(Path(folder, "modules.json").read_text(encoding="utf-8"))
    if "pytest_workteam.plugin" not in modules:
        raise RuntimeError("the run did not load the plugin; install pytest-workteam first")
    return float(sum(module in modules for module in ("botocore", "jsonschema", "regex")))


def _in_turns(
    ours: Callable[[], float], reference: Callable[[], float], rounds: int
) -> tuple[list[float], list[float]]:
    """What two programs take, each first in every other round, after one round to warm up."""
    mine: list[float] = []
    others: list[float] = []
    for number in range(rounds + 1):
        turns = [(ours, mine), (reference, others)]
        for measure, seconds in turns if number % 2 else reversed(turns):
            seconds.append(measure())
    return mine[1:], others[1:]


def _processor_seconds(command: list[str], folder: str) -> float:
    """The processor's time of a program, which other programs change less than the clock's."""
    process = subprocess.Popen(command, cwd=folder, env=_environment(), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return usage.ru_utime + usage.ru_stime


def _printed_seconds(program: str) -> float:
    command = [sys.executable, "-c", program]
    return float(
        subprocess.run(command, env=_environment(), check=True, stdout=subprocess.PIPE).stdout
    )


def _environment() -> dict[str, str]:
    """The environment, with bytecode kept as by default: compiling is not what is measured."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
