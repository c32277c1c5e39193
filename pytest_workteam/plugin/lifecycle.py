"""The lifecycle of a test's backend: creation, seeding, scenario, final checks."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import pytest

from pytest_workteam.errors import AmbiguousBackend, WorkteamError, WorkteamWarning, linked
from pytest_workteam.plugin.evidence import recorded_answers
from pytest_workteam.plugin.judging import judged
from pytest_workteam.plugin.options import BACKEND_FIXTURE, MARKER, settings_of
from pytest_workteam.plugin.own_operations import own_operations
from pytest_workteam.plugin.process import region_of_test
from pytest_workteam.plugin.scenario_markers import scenario_of

if TYPE_CHECKING:
    from pytest_workteam.engine.situations import ServiceError
    from pytest_workteam.fake import WorkteamBackend
    from pytest_workteam.scenarios import Scenario

_settings = pytest.StashKey["dict[str, Any]"]()
_by_marker = pytest.StashKey[bool]()
_ours: WeakSet[WorkteamBackend] = WeakSet()
"""All backends that the plugin made."""


@contextmanager
def backend_of(item: pytest.Item) -> Generator[WorkteamBackend, None, None]:
    """The active backend of a test; the test fails if a fault or its scenario had no effect."""
    with own_operations(item.ihook, item.config), _backend_of(item) as backend:
        yield backend


@contextmanager
def _backend_of(item: pytest.Item) -> Generator[WorkteamBackend, None, None]:
    from pytest_workteam.fake import WorkteamBackend
    from pytest_workteam.interception.activation import for_test, is_active

    scenario = scenario_of(item)
    settings = settings_of(item)
    _warn_of_shadowed(item)
    backend = WorkteamBackend(**settings)
    _ours.add(backend)
    item.stash[_settings] = settings
    in_region = region_of_test(item.config, backend.region)
    with judged(item, backend, scenario), in_region, for_test(backend), backend:
        backend.recorded = recorded_answers(item.config)
        _connect_hooks(backend, item)
        item.ihook.pytest_workteam_backend(backend=backend, item=item)
        if scenario is not None:
            scenario.apply(backend)
        try:
            yield backend
        finally:
            # A test may have started it again.
            while is_active(backend):
                backend.stop()


@contextmanager
def in_scenario(
    item: pytest.Item, backend: WorkteamBackend, scenario: Scenario
) -> Generator[None, None, None]:
    """Apply a scenario to a test's backend, unless ``backend_of`` did so."""
    if is_ours(backend):
        yield
        return
    with judged(item, backend, scenario):
        scenario.apply(backend)
        yield


def is_ours(backend: object) -> bool:
    """Whether the plugin made this backend."""
    # An overriding fixture may return any object, hashable or not.
    return any(each is backend for each in tuple(_ours))


def active_backend() -> Any:
    """The backend that answers calls now; None if no backend does, or if it is ambiguous."""
    from pytest_workteam.interception.activation import innermost

    try:
        return innermost()
    except AmbiguousBackend:
        return None


def settings_in_use(item: pytest.Item) -> Mapping[str, Any] | None:
    """The settings that the test's backend was made with; None if there is no backend yet."""
    return item.stash.get(_settings, None)


def started_by_marker(item: pytest.Item) -> None:
    """Record that only a marker requests the test's backend."""
    item.stash[_by_marker] = True


def forget(item: pytest.Item) -> None:
    """Forget an earlier run of the same test; plugins may rerun failures."""
    if _settings in item.stash:
        del item.stash[_settings]
    if _by_marker in item.stash:
        del item.stash[_by_marker]


def _warn_of_shadowed(item: pytest.Item) -> None:
    if not item.stash.get(_by_marker, False):
        return
    active = active_backend()
    if active is None or is_ours(active):
        return
    item.warn(
        WorkteamWarning(
            linked(
                f"{item.nodeid}: the marker {MARKER} starts a backend that answers instead of "
                f"{active!r}, which is active already; remove the marker, or name the fixture "
                f"{BACKEND_FIXTURE} in the test if the marker's backend should answer",
                "marker-workteam",
            )
        )
    )


def _connect_hooks(backend: WorkteamBackend, item: pytest.Item) -> None:
    """Connect only hooks with implementations, so that other hooks cost no time per call."""
    hook: Any = item.ihook
    if hook.pytest_workteam_answer.get_hookimpls():
        backend.answerer = lambda call: hook.pytest_workteam_answer(backend=backend, call=call)
    if hook.pytest_workteam_error_message.get_hookimpls():
        backend.reword = lambda situation, details: _checked_message(
            hook.pytest_workteam_error_message(situation=situation, details=details)
        )


def _checked_message(message: object) -> str | ServiceError | None:
    from pytest_workteam.engine.situations import ServiceError

    if message is None or isinstance(message, str | ServiceError):
        return message
    raise WorkteamError(
        f"pytest_workteam_error_message returned {message!r}; return the message, a ServiceError "
        "or None"
    )
