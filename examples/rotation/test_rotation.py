"""Teams that vanish between look and act, and an account that is full."""

from __future__ import annotations

from typing import Any

import pytest
from rotation import TeamGoneError, collect, replace, rotate
from shifts import MONTH, NOW

from pytest_workteam import Scenario, View, WorkteamBackend

GROUPS = ["early", "late", "night"]


def test_rotation_comes_round(workteam_client: Any) -> None:
    seen = [rotate(workteam_client, "shift-1", GROUPS) for _ in GROUPS]

    assert seen == [["late"], ["night"], ["early"]]


@pytest.mark.workteam_scenarios("gone/before-update", "gone/before-describe")
def test_a_team_that_is_gone_meanwhile(workteam_client: Any) -> None:
    with pytest.raises(TeamGoneError):
        rotate(workteam_client, "shift-1", GROUPS)


def test_old_teams_are_collected(workteam_client: Any) -> None:
    rotate(workteam_client, "shift-2", GROUPS)

    assert collect(workteam_client, "shift", MONTH, NOW) == ["shift-1"]


@pytest.mark.workteam_scenarios("gone/before-delete")
def test_a_team_that_somebody_else_collects(
    workteam_client: Any, workteam_backend: WorkteamBackend
) -> None:
    assert collect(workteam_client, "shift", MONTH, NOW) == ["shift-2"]
    assert not workteam_backend.workteams


@pytest.mark.workteam_scenarios("limit-exceeded/at-limit", "limit-exceeded/last-slot-raced")
def test_the_old_team_stays_where_the_new_one_has_no_room(
    workteam_client: Any, workteam_backend: WorkteamBackend, workteam_scenario: Scenario
) -> None:
    with workteam_scenario.raises(workteam_client):
        replace(workteam_client, "shift-1", "shift-3")
    assert "shift-1" in workteam_backend.workteams


def test_members_that_somebody_else_changes(
    workteam_client: Any, workteam_backend: WorkteamBackend
) -> None:
    def delete_and_create(view: View, parameters: dict[str, Any]) -> None:
        view.remove_workteam(parameters["WorkteamName"])
        view.add_workteam(parameters["WorkteamName"], Description="Somebody else's.")

    workteam_backend.before("UpdateWorkteam", delete_and_create)

    assert rotate(workteam_client, "shift-1", GROUPS) == ["late"]
    assert workteam_backend.workteams["shift-1"]["Description"] == "Somebody else's."
