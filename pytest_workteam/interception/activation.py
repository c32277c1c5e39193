"""Which backends are active, and the environment while one is.

A forked child goes on with a copy of them.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from pytest_workteam.backend.settings import REGION_VARIABLE

if TYPE_CHECKING:
    from pytest_workteam.backend.backend import WorkteamBackend


METADATA_VARIABLE = "AWS_EC2_METADATA_DISABLED"

_FORK_WAIT = 1.0
"""Seconds that a fork waits for each lock: one held for longer than a request takes is held by
something that may itself be waiting for the fork."""

_lock = threading.RLock()
_active: list[WorkteamBackend] = []
_set_variables: dict[str, str] = {}
_held_for_fork: list[threading.RLock] = []


def innermost() -> WorkteamBackend | None:
    """The backend that answers now: the latest started of those not stopped."""
    try:
        return _active[-1]
    except IndexError:
        return None


def find(serial: int) -> WorkteamBackend | None:
    """The active backend of this serial number."""
    for backend in _active:
        if backend.serial == serial:
            return backend
    return None


def is_active(backend: WorkteamBackend) -> bool:
    """Whether ``backend`` is started and not stopped."""
    return find(backend.serial) is backend


def start(backend: WorkteamBackend) -> None:
    """Make ``backend`` the one that answers; starting it again only moves it to the front."""
    from pytest_workteam.interception import reach

    reach.install()
    reach.reach_older_clients()
    with _lock:
        _remove(backend)
        _active.append(backend)
        _set_environment()


def stop(backend: WorkteamBackend) -> None:
    """Take ``backend`` out, wherever in the order it stands; stopping twice does no harm."""
    with _lock:
        _remove(backend)
        _set_environment()


def _remove(backend: WorkteamBackend) -> None:
    _active[:] = [other for other in _active if other is not backend]


def _set_environment() -> None:
    """Set what making a client needs and the environment lacks; unset it when nothing is active.

    A variable that someone changed in the meantime is theirs and stays.
    """
    for name, value in _set_variables.items():
        if os.environ.get(name) == value:
            del os.environ[name]
    _set_variables.clear()
    backend = innermost()
    if backend is None:
        return
    if REGION_VARIABLE not in os.environ:
        _set_variables[REGION_VARIABLE] = backend.region
    if METADATA_VARIABLE not in os.environ:
        _set_variables[METADATA_VARIABLE] = "true"
    os.environ.update(_set_variables)


def _hold_locks() -> None:
    """Let requests of other threads come to an end, so that a child's copy is a whole one.

    Their locks would otherwise stay locked in the child, which has no such threads to unlock them.
    """
    locks: list[threading.RLock] = [_lock]
    for backend in tuple(_active):
        locks.extend(backend.locks())
    _held_for_fork.extend(lock for lock in locks if lock.acquire(timeout=_FORK_WAIT))


def _release_locks() -> None:
    while _held_for_fork:
        _held_for_fork.pop().release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_hold_locks, after_in_parent=_release_locks, after_in_child=_release_locks
    )
