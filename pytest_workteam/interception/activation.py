"""Which backends are active, and the environment while one is.

A forked child goes on with a copy of them.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from pytest_workteam.engine.places import REGION_VARIABLES

if TYPE_CHECKING:
    from pytest_workteam.fake import WorkteamBackend


REGION_VARIABLE = REGION_VARIABLES[0]
METADATA_VARIABLE = "AWS_EC2_METADATA_DISABLED"

_FORK_WAIT = 1.0
"""Seconds that a fork waits for each lock: one held for longer than a request takes is held by
something that may itself be waiting for the fork."""

_lock = threading.RLock()
_active: list[WorkteamBackend] = []
_set_variables: dict[str, str] = {}
_ever_set: dict[str, set[str]] = {}
_before: dict[str, str | None] = {}
"""What the variables were before the first of them was set; an empty one says nothing either."""
_held_for_fork: list[threading.RLock] = []


def innermost() -> WorkteamBackend | None:
    """The backend that answers now: the latest started of those not stopped."""
    try:
        return _active[-1]
    except IndexError:
        return None


def find(serial: int) -> WorkteamBackend | None:
    """The active backend of this serial number."""
    # A copy, since another thread may stop one meanwhile.
    for backend in tuple(_active):
        if backend.serial == serial:
            return backend
    return None


def is_active(backend: WorkteamBackend) -> bool:
    """Whether ``backend`` is started and not stopped."""
    return find(backend.serial) is backend


def start(backend: WorkteamBackend) -> None:
    """Make ``backend`` the one that answers; started twice, it has to be stopped twice."""
    from pytest_workteam.interception import reach

    reach.install()
    reach.reach_older_clients()
    with _lock:
        _active.append(backend)
        _set_environment()


def stop(backend: WorkteamBackend) -> None:
    """Take ``backend`` out, wherever in the order it stands; once too often does no harm."""
    with _lock:
        for position in reversed(range(len(_active))):
            if _active[position] is backend:
                del _active[position]
                break
        _set_environment()


def _set_environment() -> None:
    """Set what making a client needs and the environment lacks; unset it when nothing is active.

    A variable that someone changed in the meantime is theirs and stays.
    """
    for name, value in _set_variables.items():
        if os.environ.get(name) == value:
            _put_back(name)
    _set_variables.clear()
    backend = innermost()
    if backend is None:
        return
    # An empty one says as little as none.
    if not os.environ.get(REGION_VARIABLE):
        _set_variables[REGION_VARIABLE] = backend.region
    if not os.environ.get(METADATA_VARIABLE):
        _set_variables[METADATA_VARIABLE] = "true"
    for name in _set_variables:
        _before[name] = os.environ.get(name)
    os.environ.update(_set_variables)
    for name, value in _set_variables.items():
        _ever_set.setdefault(name, set()).add(value)


def _put_back(name: str) -> None:
    value = _before[name]
    if value is None:
        del os.environ[name]
    else:
        os.environ[name] = value


def forget_environment() -> None:
    """Unset what another tool has put back: it took a value of ours for the user's own.

    ``monkeypatch`` does, when a test changes a variable while a backend is active.
    """
    with _lock:
        if innermost() is None:
            for name, values in _ever_set.items():
                if os.environ.get(name) in values:
                    _put_back(name)
            _ever_set.clear()


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


if hasattr(os, "register_at_fork"):  # pragma: no branch  # Windows has no fork
    os.register_at_fork(
        before=_hold_locks, after_in_parent=_release_locks, after_in_child=_release_locks
    )
