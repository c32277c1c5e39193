r"""The tests that the table of the first ones asks for: every error is met, common errors too.

pytest --workteam-error-cov-include=common --workteam-error-cov-fail-under=100 \
    examples/error_coverage
"""

from __future__ import annotations

import pytest
from closing import Closing, close

from pytest_workteam import Scenario, WorkteamBackend

EXPECTED = {
    "denied": Closing.FORBIDDEN,
    "limit-exceeded": Closing.LATER,
    "throttled": Closing.LATER,
    "outage": Closing.LATER,
}


@pytest.mark.workteam_scenarios(
    "denied",
    "limit-exceeded",
    "throttled/always",
    "outage/internal-failure",
    "outage/service-unavailable",
    operation="DeleteWorkteam",
)
def test_what_keeps_the_team(
    workteam_backend: WorkteamBackend, workteam_scenario: Scenario
) -> None:
    workteam_backend.add_workteam("street-signs")

    assert close("street-signs") is EXPECTED[workteam_scenario.group]
    assert list(workteam_backend.workteams) == ["street-signs"]
