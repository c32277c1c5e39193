"""The marker ``workteam_scenarios``: a test once for each scenario that it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pytest

from pytest_workteam.errors import linked
from pytest_workteam.options import SCENARIO_FIXTURE, SCENARIOS_MARKER, use_fixture

if TYPE_CHECKING:
    from pytest_workteam.scenarios import Scenario


def all_scenarios(config: pytest.Config) -> Sequence[Scenario]:
    """The built-in scenarios and those of every folder's hooks, of one name the first.

    Raises:
        pytest.UsageError: An implementation returned something else.
    """
    return _scenarios_known_to(config.hook, config, of_one_folder=False)


def _scenarios_known_to(
    hook: Any, config: pytest.Config, *, of_one_folder: bool = True
) -> Sequence[Scenario]:
    from pytest_workteam.errors import InvalidSetting
    from pytest_workteam.scenarios.selection import known_scenarios

    try:
        # pytest calls the latest registered first; listed is in the order of registration.
        given = reversed(hook.pytest_workteam_scenarios(config=config))
        return known_scenarios(given, of_one_folder=of_one_folder)
    except InvalidSetting as error:
        raise pytest.UsageError(str(error)) from None


def parametrize(metafunc: pytest.Metafunc) -> str | None:
    """Parametrise a marked test, or say what is wrong with its markers."""
    try:
        scenarios = _meant_by_markers(metafunc)
    except pytest.UsageError as error:
        return f"{metafunc.definition.nodeid}: the marker {SCENARIOS_MARKER}: {error}"
    if SCENARIO_FIXTURE not in metafunc.fixturenames:
        metafunc.fixturenames.append(SCENARIO_FIXTURE)
    ids = [scenario.name for scenario in scenarios]
    metafunc.parametrize(SCENARIO_FIXTURE, scenarios, indirect=True, ids=ids)
    return None


def _meant_by_markers(metafunc: pytest.Metafunc) -> Sequence[Scenario]:
    """The scenarios of the closest markers: all those of the function, else of its class..."""
    from pytest_workteam.errors import InvalidSetting
    from pytest_workteam.scenarios.selection import by_name, select

    definition = metafunc.definition
    known = _scenarios_known_to(definition.ihook, metafunc.config)
    marked = list(definition.iter_markers_with_node(SCENARIOS_MARKER))
    closest = [marker for node, marker in marked if node is marked[0][0]]
    meant: list[Scenario] = []
    # Decorators are kept from the lowest up; tests run from the highest down.
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
            meant.extend(select(marker.args, marker.kwargs.get("operation"), known))
            meant = list(by_name(meant).values())
        except InvalidSetting as error:
            raise pytest.UsageError(str(error)) from None
    return meant


def check_item(item: pytest.Item) -> None:
    """Refuse a scenario that a test cannot run in, and see that it has a backend to run in.

    Raises:
        pytest.UsageError: Its marker or its parameter cannot be.
    """
    if scenario_of(item) is not None:
        if _is_parametrised_directly(item):
            raise pytest.UsageError(
                linked(
                    f"{item.nodeid}: {SCENARIO_FIXTURE} is parametrised without indirect=True, "
                    f"which runs no scenario; add it, or use the marker {SCENARIOS_MARKER}",
                    "marker-workteam-scenarios",
                )
            )
        # pytest forgets a fixture that only the marker asks for.
        use_fixture(item, SCENARIO_FIXTURE)
    elif any(mark.name == SCENARIOS_MARKER for mark in _marks_of_parameters(item)):
        raise pytest.UsageError(
            linked(
                f"{item.nodeid}: the marker {SCENARIOS_MARKER} of a single parameter comes too "
                "late to run the test in its scenarios; mark the function, or parametrise "
                f"{SCENARIO_FIXTURE} with indirect=True",
                "marker-workteam-scenarios",
            )
        )
    elif item.get_closest_marker(SCENARIOS_MARKER) is not None:
        raise pytest.UsageError(
            linked(
                f"{item.nodeid}: the marker {SCENARIOS_MARKER} has no effect here, since the test "
                "cannot be parametrised; write it as a pytest test, or apply a scenario to the "
                "backend",
                "marker-workteam-scenarios",
            )
        )


def _marks_of_parameters(item: pytest.Item) -> Sequence[pytest.Mark]:
    marks: Sequence[pytest.Mark] = getattr(getattr(item, "callspec", None), "marks", ())
    return marks


def _is_parametrised_directly(item: pytest.Item) -> bool:
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
    """The scenario that a test is parametrised with; None for none.

    Raises:
        pytest.UsageError: It is parametrised with something else.
    """
    parameters: dict[str, object] = getattr(getattr(item, "callspec", None), "params", {})
    parameter = parameters.get(SCENARIO_FIXTURE)
    if parameter is None:
        return None
    from pytest_workteam.errors import InvalidSetting
    from pytest_workteam.scenarios import Scenario
    from pytest_workteam.scenarios.selection import find, unknown_name

    if isinstance(parameter, Scenario):
        return parameter
    known = _scenarios_known_to(item.ihook, item.config)
    try:
        scenario = find(parameter, known) if isinstance(parameter, str) else None
    except InvalidSetting as error:
        raise pytest.UsageError(f"{item.nodeid}: {error}") from None
    if scenario is None:
        raise pytest.UsageError(f"{item.nodeid}: {unknown_name(parameter, known)}")
    return scenario
