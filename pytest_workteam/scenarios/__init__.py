"""Named scenarios: states and faults of the service that code under test should survive."""

from __future__ import annotations

from pytest_workteam.scenarios.expectation import Expectation
from pytest_workteam.scenarios.scenario import Scenario

__all__ = ["Expectation", "Scenario"]
