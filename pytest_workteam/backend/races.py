"""Races: what someone else does to the state between a caller's look and its change."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pytest_workteam.backend.dispatch import check_operation
from pytest_workteam.backend.state import Parameters, State
from pytest_workteam.backend.view import View

if TYPE_CHECKING:
    from pytest_workteam.backend.backend import WorkteamBackend

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True

Act: TypeAlias = Callable[[View, Parameters], bool]
"""What someone else does where a request goes to, and whether they have done it."""


@dataclass(eq=False)
class _Race:
    operations: frozenset[str]
    act: Act
    underway: bool = False


class Races:
    """What others do, each of it once, right before an operation is carried out."""

    def __init__(self, backend: WorkteamBackend) -> None:
        self._backend = backend
        self._races: list[_Race] = []
        # Not held while an act is underway, which may want a state that another request holds.
        self.lock = threading.RLock()

    def add(self, operations: Collection[str], act: Act) -> None:
        """Do something right before a valid request is carried out, with nothing in between.

        Args:
            operations: The operations before which it happens, such as ``["CreateWorkteam"]``.
            act: Gets the view of the request's account and region, and a copy of its parameters;
                says whether it is done. It is asked again at every request until it is.

        Raises:
            UnknownNameError: The fake has no such operation.
        """
        if isinstance(operations, str):
            operations = [operations]
        with self.lock:
            self._races.append(_Race(frozenset(map(check_operation, operations)), act))

    def run(self, operation: str, parameters: Parameters, state: State) -> bool:
        """Do what is due before this request, whose state's lock is held; whether anything is."""
        if not self._races:
            return False
        ran = False
        view = View(self._backend, state.region, state.account_id)
        for race in tuple(self._races):
            if operation not in race.operations or not self._begin(race):
                continue
            ran = True
            try:
                if race.act(view, copy.deepcopy(parameters)):
                    self._remove(race)
            finally:
                race.underway = False
        return ran

    def _begin(self, race: _Race) -> bool:
        """Whether the race is to be run now: it is still there, and nobody else is at it."""
        with self.lock:
            if race.underway or race not in self._races:
                return False
            race.underway = True
            return True

    def _remove(self, race: _Race) -> None:
        with self.lock:
            # The act itself may have cleared them.
            if race in self._races:
                self._races.remove(race)

    def clear(self) -> None:
        with self.lock:
            self._races.clear()
