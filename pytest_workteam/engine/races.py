"""Races: changes by someone else right before a request is carried out."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeAlias

from pytest_workteam.engine.service import Operation
from pytest_workteam.engine.state import State
from pytest_workteam.protocols.messages import Parameters

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

Action: TypeAlias = "Callable[[Any, Parameters], bool]"
"""Changes the state through a view; returns False to run again before the next request."""


@dataclass(eq=False)
class _Race:
    operations: frozenset[str]
    action: Action
    underway: bool = False


class Races:
    """The races of a backend; each happens once.

    Args:
        view: Returns the view of a region and account, for actions.
        find_operation: Returns the operation of a name, or raises UnknownNameError.
    """

    def __init__(
        self, view: Callable[[str, str], Any], find_operation: Callable[[object], Operation]
    ) -> None:
        self._view = view
        self._find_operation = find_operation
        self._races: list[_Race] = []
        # Not held during an action, which may wait for a state that another request has locked.
        self.lock = threading.RLock()

    def add(self, operations: Collection[str], action: Action) -> None:
        """Order an action right before the next valid request of one of these operations.

        Args:
            operations: The operations, such as ``["CreateWorkteam"]``.
            action: Gets the view of the request's account and region, and a copy of the
                request's parameters. While it returns False, each further request calls it again.

        Raises:
            UnknownNameError: An operation is not faked.
        """
        if isinstance(operations, str):
            operations = [operations]
        names = frozenset(self._find_operation(name).name for name in operations)
        with self.lock:
            self._races.append(_Race(names, action))

    def run(self, operation: str, parameters: Parameters, state: State[Any]) -> bool:
        """Run the races due before this request. The caller holds the state's lock.

        Returns:
            Whether a race ran.
        """
        if not self._races:
            return False
        ran = False
        view = self._view(state.region, state.account_id)
        for race in tuple(self._races):
            if operation not in race.operations or not self._begin(race):
                continue
            ran = True
            try:
                if race.action(view, copy.deepcopy(parameters)):
                    self._remove(race)
            finally:
                race.underway = False
        return ran

    def _begin(self, race: _Race) -> bool:
        """Mark a race as underway; False if it is gone or another thread runs it."""
        with self.lock:
            if race.underway or race not in self._races:
                return False
            race.underway = True
            return True

    def _remove(self, race: _Race) -> None:
        with self.lock:
            # The action itself may have cleared the races.
            if race in self._races:
                self._races.remove(race)

    def clear(self) -> None:
        with self.lock:
            self._races.clear()
