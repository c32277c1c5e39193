"""The active backends, and the backend that answers a call.

This state is global to the process; a forked child gets a copy. pytest loads this module when it
configures the plugin, so that a test that restores ``sys.modules`` creates no second copy. Keep
its imports light.
"""

from __future__ import annotations

import contextvars
import os
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pytest_workteam.errors import AmbiguousBackend, NoActiveBackend
from pytest_workteam.interception import variables

if TYPE_CHECKING:
    from pytest_workteam.engine.calls import Calls
    from pytest_workteam.protocols.messages import WireRequest, WireResponse


class Backend(Protocol):
    """A backend, as the interception uses it."""

    serial: int
    """Unique within the process."""

    @property
    def region(self) -> str: ...
    @property
    def account_id(self) -> str: ...
    @property
    def accounts(self) -> Mapping[str, str]: ...
    @property
    def real_backoff(self) -> bool: ...
    @property
    def answerer(self) -> object: ...
    @property
    def calls(self) -> Calls: ...
    def answer(self, request: WireRequest) -> WireResponse: ...
    def answer_unfaked(self, request: WireRequest) -> WireResponse | None: ...
    def refuse(self, request: WireRequest, reason: str) -> Exception: ...
    def locks(self) -> Sequence[threading.RLock]: ...


class _Activation(NamedTuple):
    backend: Backend
    outer: Backend | None
    """The backend that answered in this context before."""


CurrentTest = Callable[[], "str | None"]
"""Returns the id of the running test, or None."""

_FORK_WAIT = 1.0
"""Seconds that a fork waits for each lock.

A thread that holds a lock longer than a request takes may itself be waiting for the fork.
"""

_lock = threading.RLock()
_active: tuple[_Activation, ...] = ()
"""Replaced, never changed in place, since other threads read it."""
_started_here: contextvars.ContextVar[tuple[Backend, ...]] = contextvars.ContextVar(
    "pytest_workteam_backends", default=()
)
_of_tests: set[int] = set()
"""The serial numbers of the backends that pytest started for a test."""
_current_test: CurrentTest | None = None
_held_for_fork: list[threading.RLock] = []


def innermost() -> Backend | None:
    """The backend that answers a call made now; None if no backend is active.

    The latest backend started in the caller's context, such as a test's task or thread, answers,
    or the running test's backend if that started later. In other contexts, the latest backend of
    the process answers.

    Raises:
        AmbiguousBackend: Several contexts have active backends, and the caller's context has none.
    """
    if not _active:
        return None
    for backend in reversed(_started_here.get()):
        if find(backend.serial) is backend:
            return _of_later_test(backend)
    active = _active
    for outer, inner in pairwise(active):
        if inner.outer is not outer.backend and inner.backend is not outer.backend:
            raise AmbiguousBackend(
                "A call came from a thread or task that belongs to none of the active backends, "
                f"such as {outer.backend!r} and {inner.backend!r}. Start the thread with "
                "contextvars.copy_context().run, or run the tests one at a time."
            )
    return active[-1].backend if active else None


def _of_later_test(backend: Backend) -> Backend:
    """The running test's backend if it started after ``backend``, which is returned otherwise.

    An event loop that outlives a test, such as anyio's, keeps the context that it began with.
    """
    if not _of_tests or backend.serial in _of_tests:
        return backend
    active = [each.backend for each in _active]
    later = active[active.index(backend) + 1 :] if backend in active else []
    of_tests = [each for each in active if each.serial in _of_tests]
    # Of several tests at once, it cannot be told which one calls.
    return of_tests[0] if len(of_tests) == 1 and of_tests[0] in later else backend


def find(serial: int) -> Backend | None:
    """The active backend of this serial number."""
    for activation in _active:
        if activation.backend.serial == serial:
            return activation.backend
    return None


def is_active(backend: Backend) -> bool:
    """Whether ``backend`` is started and not stopped."""
    return find(backend.serial) is backend


def is_needed() -> bool:
    """Whether the handlers have to run: a backend is active, or the guard is on."""
    return bool(_active) or _current_test is not None


def start(backend: Backend) -> None:
    """Let ``backend`` answer calls; each start needs its own stop."""
    global _active  # noqa: PLW0603
    with _lock:
        if not _active:
            variables.forget()
        here = tuple(each for each in _started_here.get() if is_active(each))
        _active = (*_active, _Activation(backend, here[-1] if here else None))
        _started_here.set((*here, backend))
        variables.provide(backend.region)


def stop(backend: Backend) -> None:
    """Undo the latest start of ``backend``, at any nesting level; no effect if not active."""
    global _active  # noqa: PLW0603
    with _lock:
        for position in reversed(range(len(_active))):
            if _active[position].backend is backend:
                _active = _active[:position] + _active[position + 1 :]
                break
        else:
            return
        here = list(_started_here.get())
        if backend in here:
            del here[len(here) - 1 - here[::-1].index(backend)]
        _started_here.set(tuple(here))
        variables.provide(_active[-1].backend.region if _active else None)


@contextmanager
def for_test(backend: Backend) -> Generator[None, None, None]:
    """Let a test's backend also answer in contexts that began before it."""
    _of_tests.add(backend.serial)
    try:
        yield
    finally:
        _of_tests.discard(backend.serial)


def forget_environment() -> None:
    """Unset our variables that another tool restored, unless a backend is active."""
    with _lock:
        if not _active:
            variables.forget()


def set_guard(current_test: CurrentTest | None) -> None:
    """Refuse calls of faked operations while no backend is active; None allows them.

    Args:
        current_test: Returns the id of the running test, or None.
    """
    global _current_test  # noqa: PLW0603
    _current_test = current_test


def check_guard(operation: str) -> None:
    """Refuse a call that no backend answers, if the guard is on.

    Raises:
        NoActiveBackend: The guard is on.
    """
    if _current_test is None:
        return
    test = _current_test()
    where = f"in {test}" if test else "outside of any test"
    raise NoActiveBackend(
        f"{operation} was called {where} while no backend was active; workteam_guard blocked it. "
        "Add the fixture workteam_backend to the test, or mark it with "
        "@pytest.mark.workteam."
    )


def _hold_locks() -> None:
    """Take all locks before a fork, so that the child's copy of the state is consistent.

    The child lacks the threads that would release them.
    """
    locks: list[threading.RLock] = [_lock]
    for activation in _active:
        locks.extend(activation.backend.locks())
    _held_for_fork.extend(lock for lock in locks if lock.acquire(timeout=_FORK_WAIT))


def _release_locks() -> None:
    while _held_for_fork:
        _held_for_fork.pop().release()


if hasattr(os, "register_at_fork"):  # pragma: no branch  # Windows has no fork
    os.register_at_fork(
        before=_hold_locks, after_in_parent=_release_locks, after_in_child=_release_locks
    )
