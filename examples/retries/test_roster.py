"""Throttling through botocore's own retries, without the waiting between them."""

from __future__ import annotations

from typing import Literal

import pytest
from botocore.config import Config
from roster import roster

from pytest_workteam import Scenario, WorkteamBackend


@pytest.mark.workteam_scenarios("throttled", operation="ListWorkteams")
def test_what_retries_do_not_mend_is_told(
    workteam_backend: WorkteamBackend, workteam_scenario: Scenario
) -> None:
    workteam_backend.add_workteams(2)

    names = roster()

    if workteam_scenario.error:
        assert names is None
        assert [call.attempt for call in workteam_backend.calls] == [1, 2, 3, 4]
    else:
        assert names == ["existing-1", "existing-2"]
        assert [call.attempt for call in workteam_backend.calls] == [1, 2]


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
@pytest.mark.parametrize("throttles", [0, 1, 2, 3])
def test_so_many_throttles_are_too_many(
    workteam_backend: WorkteamBackend,
    mode: Literal["legacy", "standard", "adaptive"],
    throttles: int,
) -> None:
    if throttles:
        workteam_backend.fail("ListWorkteams", "ThrottlingException", times=throttles)
    three_attempts = Config(retries={"mode": mode, "total_max_attempts": 3})

    names = roster(three_attempts)

    assert names == (None if throttles == 3 else [])
    assert len(workteam_backend.calls) == min(throttles + 1, 3)
