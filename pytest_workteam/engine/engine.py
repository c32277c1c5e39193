"""The engine: states by account and region, faults, races, and the record of calls."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from pytest_workteam.engine.calls import Call, Calls
from pytest_workteam.engine.clock import Clock, read
from pytest_workteam.engine.faults import Failure, Fault, Faults, check_code, status_of
from pytest_workteam.engine.races import Races
from pytest_workteam.engine.recorded import Recorded
from pytest_workteam.engine.service import Operation
from pytest_workteam.engine.situations import Refusal, Reword, ServiceError, Situation
from pytest_workteam.engine.snapshot import Shared, Snapshot, States, check_snapshot
from pytest_workteam.engine.state import State
from pytest_workteam.errors import UnknownNameError

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True

Answerer: TypeAlias = "Callable[[Call], Mapping[str, Any] | Failure | None]"
"""Answers calls in the fake's place; None leaves the call to the fake."""


class Engine:
    """Answers requests of any number of services, statefully.

    Args:
        operations: The operations, by name.
        settings: The services' settings, handed to every state.
        clock: Returns the time.
        view: Returns the public view of a region and account, for races.
        owner: The backend, which snapshots belong to.
        shared: Resources that all accounts and regions share.
    """

    def __init__(
        self,
        operations: Mapping[str, Operation],
        *,
        settings: Any,
        clock: Clock,
        view: Callable[[str, str], Any],
        owner: object,
        shared: Shared,
    ) -> None:
        self.operations = operations
        self.view = view
        self.settings = settings
        self.clock = clock
        self.faults = Faults()
        self.races = Races(view, self.operation)
        self.calls = Calls(find_operation=self.operation)
        self.answerer: Answerer | None = None
        self.reword: Reword | None = None
        self.recorded: Recorded = {}
        self.filter_after_paging = False
        self._owner = owner
        self._shared = shared
        self._sequence = itertools.count(1)
        self._states: States = {}
        self._states_lock = threading.RLock()
        self._token_secret = secrets.token_bytes(16)

    def operation(self, name: object) -> Operation:
        """The operation of this name.

        Raises:
            UnknownNameError: It is not faked; the message names the nearest ones.
        """
        operation = self.operations.get(name) if isinstance(name, str) else None
        if operation is None:
            raise unknown_operation(name, self.operations)
        return operation

    def state_of(self, region: str, account_id: str) -> State[Any]:
        """The state of an account in a region."""
        key = (region, account_id)
        state = self._states.get(key)
        if state is not None:
            return state
        state = State(
            region,
            account_id,
            settings=self.settings,
            clock=self.now,
            current=functools.partial(self.state_of, region, account_id),
            sequence=self._sequence,
            filter_after_paging=lambda: self.filter_after_paging,
            token_secret=self._token_secret,
        )
        # Of threads that come here at once, one's state is everybody's.
        return self._states.setdefault(key, state)

    def states(self) -> list[State[Any]]:
        """The states of every account and region that was asked for."""
        return list(self._states.values())

    def now(self) -> dt.datetime:
        """The time by the clock, in milliseconds."""
        return read(self.clock)

    def reworded(self, refusal: Refusal) -> tuple[Situation, str]:
        """The situation and the message of a refusal, as a hook rewords them."""
        situation = refusal.situation
        reworded = self.reword(situation, refusal.details) if self.reword else None
        if isinstance(reworded, ServiceError):
            status = status_of(reworded.code, situation.status)
            return situation.with_code(reworded.code, status), reworded.message
        return situation, refusal.message if reworded is None else reworded

    def fail(self, fault: Fault) -> None:
        """Order a fault.

        Raises:
            UnknownNameError: The fault's operation is not faked, or does not return its code.
        """
        operation = self.operation(fault.operation)
        if isinstance(fault.error, str) and fault.message is None:
            check_code(fault.error, operation)
        self.faults.add(fault)

    def snapshot(self) -> Snapshot:
        """The resources of every account and region."""
        with self._states_lock:
            states = dict(self._states)
        # Without that lock: a request may hold a state's lock and want it.
        return Snapshot(self._owner, states, self._shared.saved())

    def rollback(self, snapshot: Snapshot) -> None:
        """Restore the resources of a snapshot.

        Raises:
            InvalidSetting: It is another backend's snapshot, or no snapshot.
        """
        states = check_snapshot(snapshot).states(self._owner)
        with self._states_lock:
            self._states = states
            self._shared.restore(snapshot.shared)

    def reset(self) -> None:
        """Forget all resources, calls, faults and races; hooks stay."""
        self.faults.clear()
        self.races.clear()
        self.calls.clear()
        self.filter_after_paging = False
        with self._states_lock:
            self._states = {}

    def locks(self) -> list[threading.RLock]:
        """Every lock, for a fork."""
        states = [state.lock for state in self.states()]
        return [self._states_lock, *states, self.faults.lock, self.races.lock]


def unknown_operation(name: object, known: Iterable[str]) -> UnknownNameError:
    """The error for the name of an operation that is not faked."""
    known = tuple(known)
    return UnknownNameError(
        f"the fake has no operation {name!r}.",
        name,
        known,
        otherwise=f"It has {', '.join(known)}.",
        topic="unknown-operation",
    )
