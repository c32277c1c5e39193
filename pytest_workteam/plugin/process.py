"""Process-wide state while pytest runs: region variables, guard, and header line."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from pytest_workteam.errors import InvalidSetting
from pytest_workteam.plugin.options import (
    BACKEND_FIXTURE,
    GUARD,
    MARKER,
    SCENARIOS_MARKER,
    command_line_settings,
    ini_settings,
    option_of,
)

REGION_VARIABLES = ("AWS_DEFAULT_REGION", "AWS_REGION")

_GUARD_PLUGIN = "workteam-guard"

_applied_region = pytest.StashKey[str]()
_guards: list[Callable[[], str | None]] = []
"""The guards of the runs of pytest in this process: a run inside a test has its own."""


def apply_options(config: pytest.Config) -> None:
    """Set the region variables and the guard until pytest ends, if options ask for them."""
    settings = {**ini_settings(config), **command_line_settings(config)}
    region: str | None = settings.get("region")
    if region is not None and config.stash.get(_applied_region, None) != region:
        config.stash[_applied_region] = region
        config.add_cleanup(_entered(_region_variables(region)))
    if config.getini(GUARD) and not config.pluginmanager.has_plugin(_GUARD_PLUGIN):
        guard = _RunningTest()
        config.pluginmanager.register(guard, _GUARD_PLUGIN)
        config.add_cleanup(_entered(_guarded(guard.current)))


@contextmanager
def region_of_test(config: pytest.Config, region: str) -> Generator[None, None, None]:
    """Set the region variables to a test's own region, where the run sets them."""
    if config.stash.get(_applied_region, region) == region:
        yield
        return
    with _region_variables(region):
        yield


def _entered(manager: Any) -> Callable[[], None]:
    """Enter a context manager; return a function that exits it."""
    manager.__enter__()
    return lambda: manager.__exit__(None, None, None)


@contextmanager
def _region_variables(region: str) -> Generator[None, None, None]:
    before = {name: os.environ.get(name) for name in REGION_VARIABLES}
    os.environ.update(dict.fromkeys(REGION_VARIABLES, region))
    yield
    for name, value in before.items():
        # Keep a variable that someone else has changed since.
        if os.environ.get(name) == region:
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _guarded(current_test: Callable[[], str | None]) -> Generator[None, None, None]:
    from pytest_workteam.interception.activation import set_guard

    _guards.append(current_test)
    set_guard(current_test)
    yield
    _guards.remove(current_test)
    set_guard(_guards[-1] if _guards else None)


class _RunningTest:
    """Plugin that tracks the running test."""

    def __init__(self) -> None:
        self._test: str | None = None

    def current(self) -> str | None:
        return self._test

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._test = item.nodeid
        try:
            return (yield)
        finally:
            self._test = None


def header(config: pytest.Config) -> str:
    """The header line with the default region and account, and the source of each."""
    region, region_source = _setting(config, "region")
    account, account_source = _setting(config, "account_id")
    line = f"workteam: region {region} ({region_source}), account {account} ({account_source})"
    return f"{line}, guard on" if config.getini(GUARD) else line


def is_configured(config: pytest.Config) -> bool:
    """Whether an option of the plugin is set."""
    return bool(ini_settings(config) or command_line_settings(config) or config.getini(GUARD))


def is_used(items: Sequence[pytest.Item]) -> bool:
    """Whether a test uses the backend by a fixture or marker."""
    return any(
        BACKEND_FIXTURE in vars(item).get("fixturenames", ())
        or item.get_closest_marker(MARKER) is not None
        or item.get_closest_marker(SCENARIOS_MARKER) is not None
        for item in items
    )


def _setting(config: pytest.Config, name: str) -> tuple[str, str]:
    """The value of a setting, and its source."""
    from pytest_workteam.engine.regions import DEFAULT_ACCOUNT_ID, region_of_environment

    sources: Mapping[str, Mapping[str, Any]] = {
        option_of(name): command_line_settings(config),
        f"workteam_{name}": ini_settings(config),
    }
    for source, settings in sources.items():
        if name in settings:
            return settings[name], source
    if name == "account_id":
        return DEFAULT_ACCOUNT_ID, "default"
    variable = next((each for each in REGION_VARIABLES if os.environ.get(each)), None)
    if variable is None:
        return region_of_environment(), "default"
    try:
        return region_of_environment(), variable
    except InvalidSetting:
        # The first test with a backend reports the error.
        return os.environ[variable], f"{variable}, invalid"
