"""The program with the backend's own S3 objects."""

from __future__ import annotations

from typing import Any

import pytest
from review import Clients, Field, clean_up, collect, on_event, set_up, start

from pytest_workteam import Scenario, WorkteamBackend

FIELDS = [
    Field("invoice-1", "Total", "12.00", 99.1),
    Field("invoice-1", "Due Date", "2026-02-30", 61.0),
    Field("invoice-2", "Total", "7", 80.5),
]
DOUBTFUL = ["invoice-1-due-date", "invoice-2-total"]
CORRECT = {"invoice-1-due-date": "2026-02-28", "invoice-2-total": "7.50"}


@pytest.fixture
def clients(
    workteam_backend: WorkteamBackend, workteam_client: Any, workteam_a2i_client: Any
) -> Clients:
    workteam_backend.add_workteam("accountants")
    return Clients(workteam_client, workteam_a2i_client)


def set_up_here(clients: Clients) -> str:
    return set_up(clients, team="accountants", output="s3://reviews", sleep=lambda _: None)


def test_only_doubtful_fields_are_reviewed(
    clients: Clients, workteam_backend: WorkteamBackend
) -> None:
    names = start(clients, set_up_here(clients), FIELDS)
    for task in workteam_backend.tasks:
        task.submit({"value": CORRECT[task.source]})

    assert dict(collect(clients, names, workteam_backend.s3_objects.__getitem__)) == CORRECT


def test_reviewers_take_their_time(clients: Clients, workteam_backend: WorkteamBackend) -> None:
    slept: list[float] = []
    workteam_backend.flow_definition_delay = 3
    workteam_backend.workers(lambda task: {"value": CORRECT[task.source]}, after=2)
    names = start(clients, set_up_here(clients), FIELDS)

    found = collect(clients, names, workteam_backend.s3_objects.__getitem__, sleep=slept.append)

    assert dict(found) == CORRECT
    assert slept == [60] * 4


@pytest.mark.workteam_scenarios("a2i/loop-fails", "a2i/loop-expires", "a2i/loop-stopped-by-someone")
def test_what_nobody_reviewed_has_no_value(
    clients: Clients, workteam_backend: WorkteamBackend, workteam_scenario: Scenario
) -> None:
    names = start(clients, set_up_here(clients), FIELDS)

    found = dict(
        collect(clients, names, workteam_backend.s3_objects.__getitem__, sleep=lambda _: None)
    )

    assert found == dict.fromkeys(DOUBTFUL)


@pytest.mark.workteam_scenarios("a2i", operation="StartHumanLoop")
def test_a_review_that_cannot_start(clients: Clients, workteam_scenario: Scenario) -> None:
    if workteam_scenario.name == "a2i/flow-not-active":
        # The program waits until the flow definition is active.
        start(clients, set_up_here(clients), FIELDS)
        return
    with workteam_scenario.raises(clients.loops):
        start(clients, set_up_here(clients), FIELDS)


@pytest.mark.workteam_scenarios("a2i/flow-fails")
def test_a_workflow_that_cannot_be_created(clients: Clients) -> None:
    with pytest.raises(RuntimeError, match="role"):
        set_up_here(clients)


@pytest.mark.workteam_scenarios("a2i/team-missing")
def test_a_team_that_somebody_deletes(clients: Clients, workteam_scenario: Scenario) -> None:
    with workteam_scenario.raises(clients.sagemaker):
        set_up_here(clients)


def test_nothing_is_left(clients: Clients, workteam_backend: WorkteamBackend) -> None:
    names = start(clients, set_up_here(clients), FIELDS)
    workteam_backend.human_loops[names[0]].complete({"value": "1"})

    clean_up(clients, names)

    assert not workteam_backend.human_loops
    assert not workteam_backend.flow_definitions
    assert not workteam_backend.human_task_uis


def test_somebody_is_told_of_a_failure(workteam_backend: WorkteamBackend) -> None:
    alerts: list[str] = []
    for name in ("answered", "forgotten"):
        workteam_backend.add_human_loop(name)
    workteam_backend.human_loops["answered"].complete({"value": "1"})
    workteam_backend.human_loops["forgotten"].expire()

    for loop in workteam_backend.human_loops.values():
        on_event(loop.event(), alerts.append)

    assert alerts == ["forgotten: Expired"]
