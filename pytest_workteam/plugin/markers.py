"""Starts the backend of a marked test.

The plugin reads markers right before it sets up a test's fixtures, so that any collection hook can
add a marker. If a fixture adds a marker, the backend starts before the test's next fixture.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any, NoReturn

import pytest

from pytest_workteam.errors import WorkteamWarning, linked
from pytest_workteam.plugin import judging, lifecycle, scenario_markers
from pytest_workteam.plugin.options import (
    BACKEND_FIXTURE,
    MARKER,
    SCENARIO_FIXTURE,
    SCENARIOS_MARKER,
    fail_test,
    marker_settings,
    settings_of,
)

_MARKERS = (MARKER, SCENARIOS_MARKER)

_seen = pytest.StashKey["tuple[pytest.Mark, ...]"]()
"""The markers that the test's backend was made for."""


def prepare(item: pytest.Item) -> None:
    """Check a test's markers, and add the fixtures that the markers need.

    The test fails if a marker or a scenario is invalid.
    """
    marks = _marks_of(item)
    # A suite may have thousands of tests without a marker: keep nothing for them.
    if marks or _seen in item.stash:
        item.stash[_seen] = marks
    lifecycle.forget(item)
    judging.forget_refused()
    scenario = scenario_markers.scenario_of(item)
    if scenario is None and not marks:
        return
    _check(item, marks)
    if scenario is not None:
        # pytest drops fixtures that only a marker requests.
        _use_fixture(item, SCENARIO_FIXTURE)
    elif not _use_fixture(item, BACKEND_FIXTURE):
        # An item of another plugin, without fixtures: catch_up starts the backend.
        item.stash[_seen] = ()


def catch_up(item: pytest.Item, request: pytest.FixtureRequest | None) -> None:
    """Start the backend for a marker that was added since ``prepare``.

    Args:
        item: The test.
        request: A fixture request of the test; None for an item without fixtures.
    """
    marks = _marks_of(item)
    if marks == _seen_of(item):
        return
    item.stash[_seen] = marks
    _check(item, marks)
    if _is_in_use(item):
        return
    if request is not None:
        lifecycle.started_by_marker(item)
        request.getfixturevalue(BACKEND_FIXTURE)
        return
    stack = ExitStack()
    stack.enter_context(lifecycle.backend_of(item))
    item.addfinalizer(stack.close)


def check_nothing_added(item: pytest.Item) -> None:
    """Fail a test that added a marker while it ran."""
    marks = _marks_of(item)
    if marks == _seen_of(item):
        return
    _check(item, marks)
    if not _is_in_use(item):
        _fail_late(item, "while the test ran")


def check_own_backend(item: pytest.Item) -> None:
    """Warn if the user's own fixture ``workteam_backend`` ignores the marker."""
    fixtures: dict[str, object] = vars(item).get("funcargs", {})
    if not _seen_of(item) or BACKEND_FIXTURE not in fixtures:
        return
    if lifecycle.is_ours(fixtures[BACKEND_FIXTURE]):
        return
    backend = lifecycle.active_backend()
    ignored = {
        name: value
        for name, value in marker_settings(item).items()
        if value is not None and not _has_setting(backend, name, value)
    }
    if ignored:
        settings = ", ".join(f"{name}={value!r}" for name, value in ignored.items())
        item.warn(
            WorkteamWarning(
                linked(
                    f"{item.nodeid}: the marker {MARKER}({settings}) has no effect, since the "
                    f"fixture {BACKEND_FIXTURE} is overridden by one that makes its own backend; "
                    "give the settings to that backend, or remove the marker",
                    "marker-workteam",
                )
            )
        )


def _has_setting(backend: Any, name: str, value: object) -> bool:
    if backend is None:
        return False
    if name == "existing":
        return len(backend.workteams) >= int(str(value))
    return bool(getattr(backend, name, value) == value)


def _marks_of(item: pytest.Item) -> tuple[pytest.Mark, ...]:
    # Faster than iter_markers(), for the sake of tests without markers.
    chain = item.listchain()
    return tuple([mark for node in chain for mark in node.own_markers if mark.name in _MARKERS])


def _seen_of(item: pytest.Item) -> tuple[pytest.Mark, ...]:
    # Stash.get is slow for a missing key, and nearly every key is missing.
    return item.stash[_seen] if _seen in item.stash else ()  # noqa: SIM401


def _check(item: pytest.Item, marks: Iterable[pytest.Mark]) -> None:
    if any(mark.name == MARKER for mark in marks):
        settings_of(item)
    scenario_markers.check_item(item)


def _is_in_use(item: pytest.Item) -> bool:
    """Whether the test's backend runs with the settings of all markers; fails if not."""
    made_with = lifecycle.settings_in_use(item)
    if made_with is None:
        return False
    if made_with != settings_of(item):
        _fail_late(item, "after its backend started")
    return True


def _fail_late(item: pytest.Item, when: str) -> NoReturn:
    fail_test(
        linked(
            f"{item.nodeid}: the marker {MARKER} was added {when}, too late to take effect; add "
            "it during collection, or in a fixture that is set up earlier",
            "marker-workteam",
        )
    )


def _use_fixture(item: pytest.Item, name: str) -> bool:
    """Add a fixture where ``usefixtures`` would put it; False if the item takes no fixtures."""
    fixtures: list[str] | None = vars(item).get("fixturenames")
    info: Any = vars(item).get("_fixtureinfo")
    if fixtures is None or info is None:
        return False
    definitions = info.name2fixturedefs
    if BACKEND_FIXTURE not in fixtures:
        lifecycle.started_by_marker(item)
    autouse = set(_autouse_names(item))
    last = max((at for at, fixture in enumerate(fixtures) if fixture in autouse), default=-1)
    place = next(
        (
            at
            for at, fixture in enumerate(fixtures)
            if at > last and fixture in definitions and definitions[fixture][-1].scope == "function"
        ),
        len(fixtures),
    )
    if name not in fixtures[:place]:
        # A new list, since the tests of one function share the old one.
        others = [fixture for fixture in fixtures[place:] if fixture != name]
        vars(item)["fixturenames"] = [*fixtures[:place], name, *others]
    return True


def _autouse_names(item: pytest.Item) -> Iterable[str]:
    # pytest has no public API. Without the names, the backend starts before autouse fixtures.
    manager = vars(item.session).get("_fixturemanager")
    find: Any = getattr(manager, "_getautousenames", lambda _: ())
    names: Iterable[str] = find(item if pytest.version_tuple >= (8, 1) else item.nodeid)
    return names
