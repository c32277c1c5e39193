# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
"""What users get wrong: both type checkers report every line that is marked, or the mark itself."""

from __future__ import annotations

import datetime as dt

from pytest_workteam import Call, Scenario, WorkteamBackend, lost_response
from pytest_workteam.schema import request_schema
from pytest_workteam.strategies import requests


def settings() -> None:
    WorkteamBackend(25)  # type: ignore[call-arg]
    WorkteamBackend(limits=1)  # type: ignore[call-arg]
    WorkteamBackend(limit="25")  # type: ignore[arg-type]
    WorkteamBackend(account_id=123456789012)  # type: ignore[arg-type]
    WorkteamBackend(clock=dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc))  # type: ignore[arg-type]
    WorkteamBackend(clock=lambda: "2026-01-01")  # type: ignore[arg-type,return-value]


def state(backend: WorkteamBackend) -> None:
    backend.workteams["team"] = {}  # type: ignore[index]
    del backend.workteams["team"]  # type: ignore[attr-defined]
    backend.workteams = {}  # type: ignore[misc]
    backend.region = "us-east-1"  # type: ignore[misc]
    backend.limit = None  # type: ignore[assignment]
    backend.accounts["AKIAOTHER"] = 210987654321  # type: ignore[assignment]
    backend.workforce_delay = 1.5  # type: ignore[assignment]
    backend.add_workteam(1)  # type: ignore[arg-type]
    backend.add_workteams("2")  # type: ignore[arg-type]
    backend.at("us-east-1")  # type: ignore[call-arg]
    backend.rollback(None)  # type: ignore[arg-type]


def faults(backend: WorkteamBackend) -> None:
    backend.fail("CreateWorkteam")  # type: ignore[call-arg]
    backend.fail("CreateWorkteam", ConnectionError)  # type: ignore[arg-type]
    backend.fail("CreateWorkteam", 500)  # type: ignore[arg-type]
    backend.fail("CreateWorkteam", "ResourceInUse", 2)  # type: ignore[call-arg]
    backend.fail("CreateWorkteam", lost_response, times="2")  # type: ignore[arg-type]
    backend.fail("CreateWorkteam", lost_response, when={"WorkteamName": "a"})  # type: ignore[arg-type]


def reviews(backend: WorkteamBackend) -> None:
    backend.human_loops["loop"] = {}  # type: ignore[index]
    backend.human_loops["loop"].fail(500)  # type: ignore[arg-type]
    backend.human_loops["loop"].complete()  # type: ignore[call-arg]
    backend.add_flow_definition("flow", task_count="2")  # type: ignore[arg-type]
    backend.tasks.of("loop")[0].submit({}, worker=1)  # type: ignore[arg-type]


def calls(backend: WorkteamBackend, call: Call) -> None:
    call.error = None  # type: ignore[misc]
    len(call.result)  # type: ignore[arg-type]
    backend.calls[0] = call  # type: ignore[index]
    backend.calls.last()  # type: ignore[operator]
    backend.calls.assert_made(WorkteamName="a")  # type: ignore[call-arg]


def scenarios(backend: WorkteamBackend, scenario: Scenario) -> None:
    Scenario("ours/full", "The account is full.", "CreateWorkteam")  # type: ignore[call-arg]
    Scenario(name="ours/full", summary="The account is full.")  # type: ignore[call-arg]
    scenario.error = None  # type: ignore[misc]
    with scenario.raises():  # type: ignore[call-arg]
        pass
    scenario.apply()  # type: ignore[call-arg]


def hooks(backend: WorkteamBackend) -> None:
    backend.answerer = lambda call: 500  # type: ignore[assignment,return-value]
    backend.reword = lambda situation: "text"  # type: ignore[assignment]


def schemas() -> None:
    request_schema()  # type: ignore[call-arg]
    request_schema("CreateWorkteam")[0]  # type: ignore[index]
    requests(operation=1)  # type: ignore[arg-type]
