"""One test, in each way in which a name can turn out to be in use."""

from __future__ import annotations

import pytest
from reuse import create_or_reuse

from pytest_workteam import Scenario, WorkteamBackend


@pytest.mark.workteam_scenarios("name-in-use")
def test_the_team_is_there_whoever_created_it(workteam_backend: WorkteamBackend) -> None:
    arn = create_or_reuse("street-signs")

    assert arn == workteam_backend.workteams["street-signs"]["WorkteamArn"]
    workteam_backend.calls.assert_made("DescribeWorkteam", WorkteamName="street-signs")


@pytest.mark.workteam_scenarios("name-in-use/lost-response")
def test_after_a_lost_answer_the_team_is_the_callers_own(
    workteam_backend: WorkteamBackend, workteam_scenario: Scenario
) -> None:
    create_or_reuse("street-signs")

    assert workteam_backend.workteams["street-signs"]["Description"] == "Works on street-signs."
    assert [call.error for call in workteam_backend.calls.of(workteam_scenario.operation)] == [
        "ConnectionClosedError",
        "ResourceInUse",
    ]


def test_a_free_name_is_taken(workteam_backend: WorkteamBackend) -> None:
    create_or_reuse("street-signs")

    assert not workteam_backend.calls.of("DescribeWorkteam")
