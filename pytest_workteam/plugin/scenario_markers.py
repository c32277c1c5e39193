"""The marker ``workteam_scenarios``: runs a test once per scenario."""

from __future__ import annotations

import unittest
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from pytest_workteam.errors import InvalidSetting, UnknownNameError, linked
from pytest_workteam.plugin.evidence import recorded_answers
from pytest_workteam.plugin.options import SCENARIO_FIXTURE, SCENARIOS_MARKER, fail_test
from pytest_workteam.plugin.own_operations import own_operations

if TYPE_CHECKING:
    from pytest_workteam.scenarios import Scenario


def all_scenarios(config: pytest.Config) -> Sequence[Scenario]:
    """The built-in scenarios and those of every folder's hooks; the first of a name counts.

    Raises:
        pytest.UsageError: A hook returned something else.
    """
    return _known_scenarios(config.hook, config, of_one_folder=False)


def _known_scenarios(
    hook: Any, config: pytest.Config, *, of_one_folder: bool = True
) -> Sequence[Scenario]:
    from pytest_workteam.scenarios.recorded import as_recorded
    from pytest_workteam.scenarios.selection import known_scenarios

    try:
        with own_operations(hook, config):
            # pytest calls the hook registered last first; the list is in order of registration.
            given = reversed(hook.pytest_workteam_scenarios(config=config))
            known = known_scenarios(given, of_one_folder=of_one_folder)
            recorded = recorded_answers(config)
            return [as_recorded(scenario, recorded) for scenario in known]
    except (InvalidSetting, UnknownNameError) as error:
        raise pytest.UsageError(str(error)) from None


def parametrize(metafunc: pytest.Metafunc) -> None:
    """Parametrize a marked test; an invalid marker is left for ``check_item`` to report."""
    try:
        scenarios = _marked_scenarios(metafunc.definition)
    except pytest.UsageError:
        return
    if SCENARIO_FIXTURE not in metafunc.fixturenames:
        metafunc.fixturenames.append(SCENARIO_FIXTURE)
    ids = [scenario.name for scenario in scenarios]
    metafunc.parametrize(SCENARIO_FIXTURE, scenarios, indirect=True, ids=ids)


def _marked_scenarios(item: pytest.Item) -> Sequence[Scenario]:
    """The scenarios of the closest markers: all those of the function, else of its class..."""
    from pytest_workteam.scenarios.selection import by_name, select

    known = _known_scenarios(item.ihook, item.config)
    marked = list(item.iter_markers_with_node(SCENARIOS_MARKER))
    closest = [marker for node, marker in marked if node is marked[0][0]]
    selected: list[Scenario] = []
    # pytest stores decorators bottom up; tests run top down.
    for marker in reversed(closest):
        unknown = [name for name in marker.kwargs if name != "operation"]
        if unknown:
            raise pytest.UsageError(
                linked(
                    f"unknown argument {', '.join(map(repr, unknown))}; it takes names of "
                    "scenarios or groups, and operation=",
                    "marker-workteam-scenarios",
                )
            )
        try:
            with own_operations(item.ihook, item.config):
                selected.extend(select(marker.args, marker.kwargs.get("operation"), known))
            selected = list(by_name(selected).values())
        except InvalidSetting as error:
            raise pytest.UsageError(str(error)) from None
    return selected


def check_item(item: pytest.Item) -> None:
    """Fail a test whose scenario is invalid, or whose marker had no effect."""
    if scenario_of(item) is not None:
        if _is_parametrized_directly(item):
            _fail(
                f"{item.nodeid}: {SCENARIO_FIXTURE} is parametrized without indirect=True, "
                f"which runs no scenario; add it, or use the marker {SCENARIOS_MARKER}"
            )
        return
    if item.get_closest_marker(SCENARIOS_MARKER) is None:
        return
    about = f"{item.nodeid}: the marker {SCENARIOS_MARKER}"
    callspec = getattr(item, "callspec", None)
    if any(mark.name == SCENARIOS_MARKER for mark in getattr(callspec, "marks", ())):
        _fail(
            f"{about} of a single parameter comes too late to run the test in its scenarios; mark "
            f"the function, or parametrize {SCENARIO_FIXTURE} with indirect=True"
        )
    try:
        _marked_scenarios(item)
    except pytest.UsageError as error:
        _fail(f"{about}: {error}")
    cls = getattr(item, "cls", None)
    if not isinstance(item, pytest.Function) or (cls and issubclass(cls, unittest.TestCase)):
        _fail(
            f"{about} has no effect here, since the test cannot be parametrized; write it as a "
            "pytest test, or apply a scenario to the backend"
        )
    _fail(
        f"{about} comes too late to run the test in its scenarios, since it was added after "
        f"collection; write it in the source, or parametrize {SCENARIO_FIXTURE} with indirect=True"
    )


def _fail(message: str) -> NoReturn:
    fail_test(linked(message, "marker-workteam-scenarios"))


def _is_parametrized_directly(item: pytest.Item) -> bool:
    def of_marker(argnames: str | Sequence[str], *args: Any, **options: Any) -> bool:
        names = argnames.replace(",", " ").split() if isinstance(argnames, str) else argnames
        indirect: Any = options.get("indirect", args[1] if len(args) > 1 else False)
        if SCENARIO_FIXTURE not in names or indirect is True:
            return False
        return not indirect or SCENARIO_FIXTURE not in indirect

    return any(
        of_marker(*marker.args, **marker.kwargs) for marker in item.iter_markers("parametrize")
    )


def scenario_of(item: pytest.Item) -> Scenario | None:
    """The scenario that a test is parametrized with; None for no scenario.

    The test fails if the parameter is invalid.
    """
    parameters: dict[str, object] = getattr(getattr(item, "callspec", None), "params", {})
    parameter = parameters.get(SCENARIO_FIXTURE)
    if parameter is None:
        return None
    from pytest_workteam.scenarios import Scenario
    from pytest_workteam.scenarios.selection import find, unknown_name

    if isinstance(parameter, Scenario):
        return parameter
    try:
        known = _known_scenarios(item.ihook, item.config)
        with own_operations(item.ihook, item.config):
            scenario = find(parameter, known) if isinstance(parameter, str) else None
    except (InvalidSetting, pytest.UsageError) as error:
        _fail(f"{item.nodeid}: {error}")
    if scenario is None:
        _fail(f"{item.nodeid}: {unknown_name(parameter, known)}")
    return scenario


def missing_scenario(item: pytest.Item) -> NoReturn:
    """Fail a test that asks for a scenario and has no scenario."""
    _fail(
        f"{SCENARIO_FIXTURE}: {item.nodeid} has no scenario; mark it with "
        f"@pytest.mark.{SCENARIOS_MARKER}(...), or parametrize {SCENARIO_FIXTURE} with "
        "indirect=True"
    )
