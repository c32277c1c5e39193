"""The same code under different limits: by marker, and by parametrisation."""

from __future__ import annotations

import pytest
from provisioning import NoRoomError, provision

from pytest_workteam import WorkteamBackend


@pytest.mark.workteam(limit=2)
def test_no_team_is_left_behind_when_there_is_no_room(workteam_backend: WorkteamBackend) -> None:
    with pytest.raises(NoRoomError, match="third"):
        provision(["first", "second", "third"])

    assert not workteam_backend.workteams


@pytest.mark.workteam(existing=24)
def test_the_last_place_of_the_documented_limit(workteam_backend: WorkteamBackend) -> None:
    provision(["last"])

    assert len(workteam_backend.workteams) == 25
    with pytest.raises(NoRoomError):
        provision(["one-more"])


@pytest.mark.parametrize("limit", range(5))
def test_all_or_nothing(workteam_backend: WorkteamBackend, limit: int) -> None:
    workteam_backend.limit = limit
    projects = ["one", "two", "three"]

    if limit < len(projects):
        with pytest.raises(NoRoomError):
            provision(projects)
        assert not workteam_backend.workteams
    else:
        provision(projects)
        assert list(workteam_backend.workteams) == projects


@pytest.mark.parametrize(
    "existing,fits",
    [
        pytest.param(20, True, id="room-for-five"),
        pytest.param(22, True, id="room-for-three"),
        pytest.param(23, False, id="room-for-two"),
        pytest.param(25, False, id="full"),
    ],
)
def test_beside_the_teams_of_others(
    workteam_backend: WorkteamBackend, existing: int, *, fits: bool
) -> None:
    workteam_backend.add_workteams(existing)

    if fits:
        assert len(provision(["one", "two", "three"])) == 3
    else:
        with pytest.raises(NoRoomError):
            provision(["one", "two", "three"])
        assert len(workteam_backend.workteams) == existing
