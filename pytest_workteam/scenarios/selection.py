"""The known scenarios, their selection by a marker, and their listing."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

from pytest_workteam.errors import InvalidSetting, linked
from pytest_workteam.scenarios.builtin import BUILTIN
from pytest_workteam.scenarios.faulty import FaultyScenario
from pytest_workteam.scenarios.scenario import ALL, Scenario
from pytest_workteam.services.catalog import check_operation

HOOK = "pytest_workteam_scenarios"


def known_scenarios(
    hook_results: Iterable[object], *, of_one_folder: bool = True
) -> Sequence[Scenario]:
    """The built-in scenarios and those of the hook.

    Args:
        hook_results: The result of each implementation of ``pytest_workteam_scenarios``.
        of_one_folder: Whether names must be unique across the results. For the results of several
            folders, the first scenario of a name counts.

    Raises:
        InvalidSetting: A result is not a list of scenarios, or a name is invalid or taken.
    """
    scenarios = {scenario.name: scenario for scenario in BUILTIN}
    taken = set(scenarios)
    for result in hook_results:
        if isinstance(result, Scenario) or not isinstance(result, Iterable):
            raise InvalidSetting(
                f"{HOOK} returned {result!r}; return a list of Scenario objects",
                topic="hook-workteam-scenarios",
            )
        given: Iterable[Any] = result
        others = taken.copy()
        for scenario in given:
            if not isinstance(scenario, Scenario):
                raise InvalidSetting(
                    f"{HOOK} returned a list with {scenario!r}; return a list of Scenario objects",
                    topic="hook-workteam-scenarios",
                )
            if ":" in scenario.name:
                raise InvalidSetting(
                    f"{HOOK} returned a scenario named {scenario.name!r}, but a colon separates a "
                    "scenario from an operation; give it a name without a colon",
                    topic="hook-workteam-scenarios",
                )
            if scenario.name in others:
                raise InvalidSetting(
                    f"{HOOK} returned a scenario named {scenario.name!r}, which is already taken; "
                    "give it another name",
                    topic="hook-workteam-scenarios",
                )
            others.add(scenario.name)
            scenarios.setdefault(scenario.name, scenario)
        if of_one_folder:
            taken = others
    return tuple(scenarios.values())


def select(
    wanted: Sequence[object], operation: str | None, scenarios: Sequence[Scenario]
) -> Sequence[Scenario]:
    """The scenarios that a marker selects, without duplicates.

    Args:
        wanted: Names of scenarios or groups, ``"all"``, or ``Scenario`` objects.
        operation: The operation to narrow the selection to; None for all.
        scenarios: The known scenarios.

    Raises:
        InvalidSetting: A name is unknown, or the selection is empty.
    """
    if not wanted:
        raise InvalidSetting(
            f"no scenario is named; name some, a group ({', '.join(_groups(scenarios))}) or 'all'",
            topic="marker-workteam-scenarios",
        )
    selected = by_name(scenario for name in wanted for scenario in _resolve(name, scenarios))
    if operation is None:
        return tuple(selected.values())
    try:
        check_operation(operation)
    except ValueError as error:
        raise InvalidSetting(f"operation={operation!r}: {error}") from None
    narrowed = [scenario.for_operation(operation) for scenario in selected.values()]
    left = tuple(scenario for scenario in narrowed if scenario is not None)
    if not left:
        others = dict.fromkeys(scenario.operation for scenario in selected.values())
        raise InvalidSetting(
            f"operation={operation!r} matches none of the selected scenarios, which apply to "
            f"{', '.join(others)}; select other scenarios or another operation",
            topic="marker-workteam-scenarios",
        )
    return left


def by_name(scenarios: Iterable[Scenario]) -> dict[str, Scenario]:
    """The scenarios by name, without duplicates.

    Raises:
        InvalidSetting: Two different scenarios have the same name.
    """
    named: dict[str, Scenario] = {}
    for scenario in scenarios:
        if named.setdefault(scenario.name, scenario) != scenario:
            raise InvalidSetting(
                f"two scenarios are named {scenario.name!r}; give one of them another name",
                topic="marker-workteam-scenarios",
            )
    return named


def find(name: str, scenarios: Sequence[Scenario]) -> Scenario | None:
    """The scenario of this name, such as ``throttled/once`` or ``throttled/once:ListTags``."""
    base, _, operation = name.partition(":")
    for scenario in scenarios:
        if scenario.name == name:
            return scenario
        if scenario.name == base and operation:
            return _for_named_operation(scenario, operation)
    return None


def _for_named_operation(scenario: Scenario, operation: str) -> Scenario:
    try:
        meant = scenario.for_operation(check_operation(operation))
    except ValueError as error:
        raise InvalidSetting(f"{scenario.name}:{operation}: {error}") from None
    if meant is None:
        raise InvalidSetting(
            f"{scenario.name} applies only to {scenario.operation}, not to {operation}; leave out "
            "the operation",
            topic="marker-workteam-scenarios",
        )
    return meant


def _resolve(name: object, scenarios: Sequence[Scenario]) -> Sequence[Scenario]:
    if isinstance(name, Scenario):
        return [name]
    if not isinstance(name, str):
        raise InvalidSetting(
            f"{name!r} is not a scenario; give a name or a Scenario",
            topic="marker-workteam-scenarios",
        )
    if name == ALL:
        return scenarios
    found = find(name, scenarios)
    if found is not None:
        return [found]
    members = [scenario for scenario in scenarios if scenario.group == name]
    if not members:
        raise InvalidSetting(unknown_name(name, scenarios))
    return members


def unknown_name(name: object, scenarios: Sequence[Scenario]) -> str:
    """The message for an unknown scenario name, with similar names."""
    groups = _groups(scenarios)
    group, separator, operation = str(name).partition(":")
    if group in groups:
        remedy = "name one of its scenarios"
        if separator:
            remedy += f", or name it in the marker with operation={operation!r}"
        return linked(f"{group!r} is a group of scenarios; {remedy}", "marker-workteam-scenarios")
    names = [ALL, *groups, *(scenario.name for scenario in scenarios)]
    nearest = difflib.get_close_matches(str(name), names, cutoff=0.5)
    hint = f"did you mean {' or '.join(map(repr, nearest))}? " if nearest else ""
    return linked(
        f"unknown scenario or group {name!r}; {hint}`pytest --workteam-scenarios` lists them all",
        "marker-workteam-scenarios",
    )


def _groups(scenarios: Sequence[Scenario]) -> Sequence[str]:
    return list(dict.fromkeys(scenario.group for scenario in scenarios))


def scenario_for(operation: str, error: str, scenarios: Sequence[Scenario]) -> Scenario | None:
    """The first scenario in which a request of ``operation`` ends in ``error``."""
    for scenario in scenarios:
        meant = scenario.for_operation(operation)
        if meant is not None and meant.meets == error:
            return meant
    return None


def listing(scenarios: Sequence[Scenario]) -> str:
    """The scenarios by group, as ``pytest --workteam-scenarios`` prints them."""
    width = max(len(scenario.name) for scenario in scenarios)
    lines = ["SageMaker work team scenarios, for @pytest.mark.workteam_scenarios(...)"]
    for group in _groups(scenarios):
        lines += ["", f"{group}:"]
        for scenario in scenarios:
            if scenario.group == group:
                outcome = scenario.error or "no error"
                operation = scenario.operation
                if isinstance(scenario, FaultyScenario) and scenario.any_operation:
                    operation += " [*]"
                lines.append(f"  {scenario.name:{width}}  {operation}: {outcome}")
                lines.append(f"      {scenario.summary}")
    lines += [
        "",
        "[*] For any other operation: operation=..., or its name after a colon, such as",
        "    throttled/once:DescribeWorkteam.",
    ]
    return "\n".join(lines)
