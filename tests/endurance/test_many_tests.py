"""Many tests in one process leave nothing behind: no memory, object, thread, file or handler."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

# Runs in the process that is measured: after every so many tests it writes what there is.
CONFTEST = """
import gc
import json
import os
import pathlib
import threading
import time
import tracemalloc
from collections import Counter

import botocore.client
import botocore.handlers
import botocore.hooks
import pytest

import pytest_workteam
from pytest_workteam.engine import calls
from pytest_workteam.fake import WorkteamBackend
from pytest_workteam.engine.state import State
from pytest_workteam.interception import activation

PACKAGE = tracemalloc.Filter(True, os.path.join(os.path.dirname(pytest_workteam.__file__), "*"))
RESIDENT = pathlib.Path("/proc/self/statm")
FILES = pathlib.Path("/proc/self/fd")
VARIABLES = {"AWS_DEFAULT_REGION", "AWS_EC2_METADATA_DISABLED"}
OURS = ("pytest_workteam.", "botocore.", "urllib3.")


def alive(kind):
    # Not isinstance(), which asks the object.
    return [each for each in gc.get_objects() if issubclass(type(each), kind)]


def registered():
    # Each emitter has our two handlers of the event once, however often backends start.
    emitters = alive(botocore.hooks.HierarchicalEmitter)
    return max(len(each.emit("before-send.sagemaker.X", request=None)) for each in emitters) // 2


def pages():
    return int(RESIDENT.read_text().split()[1]) if RESIDENT.exists() else 0


def measure(number, seconds):
    gc.collect()
    tracked = len(gc.get_objects())
    # By name of the type: what is ours, or of the clients that the fixture makes.
    kinds = Counter(type(each).__module__ for each in gc.get_objects())
    allocated = 0
    if tracemalloc.is_tracing():
        traces = tracemalloc.take_snapshot().filter_traces([PACKAGE]).traces
        allocated = sum(trace.size for trace in traces)
    return {
        "tests": number,
        "microseconds": round(seconds * 1e6),
        "resident": pages() * os.sysconf("SC_PAGE_SIZE") if RESIDENT.exists() else 0,
        "traced": tracemalloc.get_traced_memory()[0],
        "package": allocated,
        "gc": tracked,
        "objects": sum(count for kind, count in kinds.items() if kind.startswith(OURS)),
        "backends": len(alive(WorkteamBackend)),
        "states": len(alive(State)),
        "clients": len(alive(botocore.client.BaseClient)),
        "emitters": len(alive(botocore.hooks.HierarchicalEmitter)),
        "threads": threading.active_count(),
        "files": len(list(FILES.iterdir())) if FILES.exists() else 0,
        "registered": registered(),
        "builtin": len(botocore.handlers.BUILTIN_HANDLERS),
        "active": activation.innermost() is not None,
        "listeners": len(calls.listeners),
        "environment": sorted(VARIABLES & set(os.environ)),
    }


class Measuring:
    def __init__(self, every, target):
        self.every, self.target, self.number = every, target, 0
        if os.environ["ENDURANCE_TRACED"] == "True":
            tracemalloc.start()
        self.start = time.process_time()

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self):
        self.number += 1
        if self.number % self.every == 0:
            seconds = (time.process_time() - self.start) / self.every
            with open(self.target, "a") as file:
                file.write(json.dumps(measure(self.number, seconds)) + "\\n")
            self.start = time.process_time()


def pytest_configure(config):
    every = int(os.environ["ENDURANCE_EVERY"])
    config.pluginmanager.register(Measuring(every, os.environ["ENDURANCE_TARGET"]))
"""

TESTS = """
import json
import os
import urllib.request

import botocore.session
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from pytest_workteam import WorkteamBackend, lost_response

# Not one for each test: botocore itself keeps the model of a hundred of them.
SESSION = botocore.session.Session()
MEMBERS = [
    {
        "CognitoMemberDefinition": {
            "UserPool": "us-east-1_Pool00000", "UserGroup": "workers", "ClientId": "client1"
        }
    }
]


def create(client, name="team"):
    client.create_workteam(WorkteamName=name, Description="d", MemberDefinitions=MEMBERS)


def calls(backend, client):
    create(client)
    with pytest.raises(client.exceptions.ResourceInUse):
        create(client)
    with pytest.raises(ClientError):
        client.describe_workteam(WorkteamName="a-")
    assert len(client.list_workteams()["Workteams"]) == len(backend.workteams) == 1


def faults(backend, client):
    backend.fail("CreateWorkteam", "ThrottlingException")
    backend.fail("CreateWorkteam", ConnectTimeoutError(endpoint_url="e"))
    create(client)
    backend.fail("CreateWorkteam", lost_response)
    with pytest.raises(client.exceptions.ResourceInUse):
        create(client, "other")


def states(backend, client):
    backend.add_workteams(5)
    snapshot = backend.snapshot()
    client.delete_workteam(WorkteamName="existing-1")
    backend.rollback(snapshot)
    backend.at(region="eu-west-1").add_workteams(2)
    with WorkteamBackend() as inner:
        assert not client.list_workteams()["Workteams"]
    backend.reset()


def other_clients(backend, client):
    own = SESSION.create_client("sagemaker", "eu-west-1")
    own.list_workteams()
    backend.attach(own)
    own.close()


def endpoint(backend, client):
    url = backend.environment()["AWS_ENDPOINT_URL_SAGEMAKER"]
    request = urllib.request.Request(url, b"{}", {"X-Amz-Target": "SageMaker.ListWorkteams"})
    with urllib.request.urlopen(request) as answer:
        json.load(answer)


@pytest.mark.parametrize("number", range(int(os.environ["ENDURANCE_TESTS"]) + 1))
def test_it(number, workteam_backend, workteam_client):
    calls(workteam_backend, workteam_client)
    workteam_backend.reset()
    (faults, states, calls)[number % 3](workteam_backend, workteam_client)
    workteam_backend.reset()
    # What costs a hundred times as much, less often.
    if number % 20 == 0:
        endpoint(workteam_backend, workteam_client)
    if number % 100 == 0:
        other_clients(workteam_backend, workteam_client)
"""

SAME = (
    "backends",
    "states",
    "clients",
    "emitters",
    "threads",
    "files",
    "registered",
    "builtin",
    "active",
    "listeners",
    "environment",
)
"""What is the same after any number of tests."""
CACHED_OBJECTS = 600
CACHED_BYTES = 512 * 1024
"""What the caches of the package and of botocore, which are limited, take in after the start. Some
of the bytes are pytest's: the interpreter hands it the memory of dicts that the package freed."""
OBJECTS_PER_TEST = 7 if pytest.version_tuple >= (8, 4) else 12
"""What pytest itself keeps of a test that has run, without the plugin too: of late two of the test,
and five to finish a fixture of the session's."""


@pytest.mark.parametrize(
    "tests,every,traced",
    [
        (90, 30, False),
        # Tracing takes several times as long.
        pytest.param(2_000, 200, True, marks=pytest.mark.endurance),
        pytest.param(10_000, 1_000, False, marks=pytest.mark.endurance),
    ],
)
def test_nothing_is_left_of_a_test(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tests: int, every: int, traced: bool
) -> None:
    target = Path(str(pytester.path)) / "measured"
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_many=TESTS)
    monkeypatch.setenv("ENDURANCE_TESTS", str(tests))
    monkeypatch.setenv("ENDURANCE_EVERY", str(every))
    monkeypatch.setenv("ENDURANCE_TRACED", str(traced))
    monkeypatch.setenv("ENDURANCE_TARGET", str(target))

    # Its reports are kept by the terminal reporter, for its summary.
    result = pytester.run(
        sys.executable, "-m", "pytest", "-p", "no:terminal", "-p", "no:randomly", "-p", "no:xdist"
    )

    assert result.ret == 0
    measured: list[dict[str, Any]] = [json.loads(line) for line in target.read_text().splitlines()]
    for each in measured:
        print(each)
    assert [each["tests"] for each in measured] == list(range(every, tests + 1, every))
    first, last = measured[0], measured[-1]
    assert {name: last[name] for name in SAME} == {name: first[name] for name in SAME}
    assert not last["active"]
    assert not last["environment"]
    assert last["registered"] <= 1
    assert (last["backends"], last["states"]) == (0, 0)
    assert last["objects"] - first["objects"] < CACHED_OBJECTS
    assert last["package"] - first["package"] < CACHED_BYTES
    grown = last["gc"] - first["gc"]
    assert grown <= OBJECTS_PER_TEST * (tests - every) + CACHED_OBJECTS
