"""The scenarios that come with the plugin."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_workteam.scenarios import labeling, reviews, workteams
from pytest_workteam.scenarios.scenario import Scenario

BUILTIN: Sequence[Scenario] = (*workteams.SCENARIOS, *labeling.SCENARIOS, *reviews.SCENARIOS)
