"""The scenarios that error coverage suggests for errors that no test met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_workteam.plugin.own_operations import own_operations
from pytest_workteam.plugin.scenario_markers import all_scenarios

if TYPE_CHECKING:
    from pytest_workteam.reporting.measuring import Remedies


def remedies(config: pytest.Config) -> Remedies:
    """Return a function that suggests a scenario, and the hooks' problem, if any.

    A hook that raises must not suppress the report at the end of the run.
    """
    from pytest_workteam.scenarios.builtin import BUILTIN
    from pytest_workteam.scenarios.selection import scenario_for

    problem: str | None = None
    scenarios = BUILTIN
    try:
        scenarios = all_scenarios(config)
    except pytest.UsageError as error:
        problem = str(error)
    except Exception as error:  # noqa: BLE001  # whatever a user's hook raises
        problem = f"pytest_workteam_scenarios raised {type(error).__name__}: {error}"

    def suggest(operation: str, code: str) -> str | None:
        with own_operations(config.hook, config):
            scenario = scenario_for(operation, code, scenarios)
        return None if scenario is None else scenario.name

    return suggest, problem
