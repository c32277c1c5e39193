"""The resources of one account in one region, and the lock around them."""

from __future__ import annotations

import copy
import datetime as dt
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeAlias, TypeVar

from pytest_workteam.engine.table import Kind, R, Resource, Table
from pytest_workteam.protocols.messages import Parameters

S = TypeVar("S")

Function: TypeAlias = "Callable[[Any, Parameters], Parameters]"
"""From state and valid parameters to a result; raises ``Refusal``. Runs under the state's lock."""
Unlocked: TypeAlias = "Callable[[Any, Parameters, dt.datetime | None], Callable[[], None] | None]"
"""Takes the state, the parameters and the time; returns a function to call without the state's
lock, or None."""


class _CarryingOut(threading.local):
    """Counts the requests that the thread carries out, one within another, in any state."""

    requests = 0

    def __enter__(self) -> None:
        self.requests += 1

    def __exit__(self, *_: object) -> None:
        self.requests -= 1


carrying_out = _CarryingOut()
"""Entered, with the state's lock held, while a request is carried out."""


class State(Generic[S]):
    """One account's resources in one region, guarded by ``lock``.

    A resource is never changed in place: it is replaced by another, so that snapshots, responses
    and the record of calls can share it.

    Args:
        region: The region, such as ``"us-east-1"``.
        account_id: The account, 12 digits.
        settings: The services' settings, shared by all states of a backend.
        clock: Returns the backend's time.
        current: Returns the state in use, since a rollback or reset replaces this one.
        sequence: Numbers for resources, never given again.
        filter_after_paging: Whether lists cut their page before they filter by name.
        token_secret: Signs pagination tokens.
    """

    def __init__(
        self,
        region: str,
        account_id: str,
        *,
        settings: S,
        clock: Callable[[], dt.datetime],
        current: Callable[[], State[S]],
        sequence: Iterator[int],
        filter_after_paging: Callable[[], bool],
        token_secret: bytes,
    ) -> None:
        self.region = region
        self.account_id = account_id
        self.settings = settings
        self.filter_after_paging = filter_after_paging
        self.token_secret = token_secret
        self.lock = threading.RLock()
        self._clock = clock
        self._current = current
        self._moment: dt.datetime | None = None
        self._tables: dict[str, Table[Any]] = {}
        self._stores: dict[str, dict[Any, Any]] = {}
        self._sequence = sequence

    def table(self, kind: Kind[R]) -> Table[R]:
        """The resources of a kind."""
        table = self._tables.get(kind.name)
        if table is None:
            # Of threads that come here at once, one's table is everybody's.
            table = self._tables.setdefault(kind.name, Table(kind.orders))
        return table

    def store(self, kind: str) -> dict[Any, Any]:
        """A dict for users' own resources of a kind."""
        return self._stores.setdefault(kind, {})

    def next_sequence(self) -> int:
        """A number that orders resources of the same moment, and tells resources of one name apart.

        No reset or rollback gives it again.
        """
        return next(self._sequence)

    def now(self) -> dt.datetime:
        """The time. The caller holds the lock."""
        return self._moment or self._clock()

    @contextmanager
    def at_one_moment(self, moment: dt.datetime | None = None) -> Generator[None, None, None]:
        """Read the clock once for all that follows. The caller holds the lock.

        A clock of the test's own may fail: it does so before anything is changed.

        Args:
            moment: The time; None to read the clock.
        """
        outer = self._moment
        self._moment = outer or moment or self._clock()
        try:
            yield
        finally:
            self._moment = outer

    def carry_out(
        self, function: Function, parameters: Parameters, moment: dt.datetime
    ) -> Parameters:
        """Call an operation's function at one moment. The caller holds the lock."""
        outer = self._moment
        self._moment = outer or moment
        try:
            return function(self, parameters)
        finally:
            self._moment = outer

    def do_unlocked(
        self, find: Unlocked, parameters: Parameters, moment: dt.datetime | None = None
    ) -> bool:
        """Call the function that ``find`` returns, without the lock.

        While this thread carries out a request, nothing is done: a lock is held, and the function
        may wait for another thread.

        Args:
            find: Returns the function to call, or None.
            parameters: The parameters of the request.
            moment: The time; None to read the clock.

        Returns:
            Whether there was anything to do.
        """
        if carrying_out.requests:
            return False
        work = find(self, parameters, moment)
        if work is None:
            return False
        work()
        return True

    @contextmanager
    def present(self, moment: dt.datetime | None = None) -> Generator[State[S], None, None]:
        """The state in use, locked, at one moment.

        Args:
            moment: The time; None to read the clock.
        """
        while True:
            state = self._current()
            # A rollback or reset may come before the lock.
            with state.lock:
                if self._current() is state:
                    with state.at_one_moment(moment):
                        yield state
                    return

    def copy(self) -> State[S]:
        """The same resources under a lock of their own."""
        with self.lock:
            copied: State[S] = State(
                self.region,
                self.account_id,
                settings=self.settings,
                clock=self._clock,
                current=self._current,
                sequence=self._sequence,
                filter_after_paging=self.filter_after_paging,
                token_secret=self.token_secret,
            )
            copied._tables = {name: table.copy() for name, table in self._tables.items()}
            # Users may change their values in place.
            copied._stores = copy.deepcopy(self._stores)
        return copied


def by_creation(resource: Any) -> tuple[int, int]:
    """Sort key by the resource's ``created`` and ``sequence``."""
    return (int(resource.created.timestamp() * 1_000_000), resource.sequence)


__all__ = ["Kind", "Resource", "State", "Table", "by_creation"]
