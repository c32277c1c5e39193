"""Scenarios with recorded codes."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from pytest_workteam.services.catalog import operation

if TYPE_CHECKING:
    from pytest_workteam.engine.recorded import Recorded
    from pytest_workteam.scenarios.scenario import Scenario


def as_recorded(scenario: Scenario, recorded: Recorded) -> Scenario:
    """Return a scenario that expects the recorded code."""
    if not recorded or scenario.error is None:
        return scenario
    names = [scenario.situation] if scenario.situation else _situations_of(scenario)
    answer = recorded.get((names[0], scenario.operation)) if len(names) == 1 else None
    if answer is None or answer.code == scenario.error:
        return scenario
    return dataclasses.replace(scenario, error=answer.code)


def _situations_of(scenario: Scenario) -> list[str]:
    """Return the names of the operation's situations with the scenario's code."""
    service = operation(scenario.operation).service
    of_operation = service.situations_of(scenario.operation)
    return [each.name for each in of_operation if each.code == scenario.error]
