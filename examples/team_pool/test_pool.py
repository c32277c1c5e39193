"""The pool in each way in which an account can be full, or only seem to be."""

from __future__ import annotations

import pytest
from pool import Pool, PoolExhaustedError

from pytest_workteam import Scenario, WorkteamBackend


@pytest.mark.workteam_scenarios("limit-exceeded", operation="CreateWorkteam")
def test_the_first_team(workteam_backend: WorkteamBackend, workteam_scenario: Scenario) -> None:
    pool = Pool("pool")

    if workteam_scenario.error:
        with pytest.raises(PoolExhaustedError, match="pool"):
            pool.take()
        assert pool.size == 0
    else:
        assert pool.take() == "pool-1"
    assert len(workteam_backend.calls) == 1, "a full account is not asked twice"


@pytest.mark.workteam(limit=2)
@pytest.mark.workteam_scenarios("limit-exceeded/last-slot-raced")
def test_a_team_that_is_given_back_is_there_in_a_full_account() -> None:
    pool = Pool("pool", free=["pool-0"])

    assert pool.take() == "pool-0"
    with pytest.raises(PoolExhaustedError):
        pool.take()
    pool.give_back("pool-0")

    assert pool.take() == "pool-0"


@pytest.mark.workteam(limit=3)
def test_it_grows_up_to_the_limit(workteam_backend: WorkteamBackend) -> None:
    pool = Pool("pool")

    assert [pool.take() for _ in range(3)] == ["pool-1", "pool-2", "pool-3"]
    with pytest.raises(PoolExhaustedError):
        pool.take()
    assert list(workteam_backend.workteams) == ["pool-1", "pool-2", "pool-3"]
