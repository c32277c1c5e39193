"""The tests that one writes first: they meet one of the two errors that count.

pytest --workteam-error-cov examples/error_coverage/test_closing_first.py
"""

from __future__ import annotations

from closing import Closing, close

from pytest_workteam import WorkteamBackend


def test_a_team_is_deleted(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.add_workteam("street-signs")

    assert close("street-signs") is Closing.DELETED
    assert not workteam_backend.workteams


def test_a_team_that_is_gone(workteam_backend: WorkteamBackend) -> None:
    assert close("street-signs") is Closing.GONE
    assert len(workteam_backend.calls) == 1
