"""The resources of one account in one region, and the lock around them."""

from __future__ import annotations

import copy
import datetime as dt
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from pytest_workteam.engine.table import Kind, R, Resource, Table

S = TypeVar("S")


class State(Generic[S]):
    """One account's resources in one region, guarded by ``lock``.

    A resource is never changed in place: it is replaced by another, so that snapshots, responses
    and the record of calls can share it.

    Args:
        region: The region, such as ``"us-east-1"``.
        account_id: The account, 12 digits.
        settings: The services' settings, shared by all states of a backend.
        now: Returns the backend's time.
        filter_after_paging: Whether lists cut their page before they filter by name.
        token_secret: Signs pagination tokens.
    """

    def __init__(
        self,
        region: str,
        account_id: str,
        *,
        settings: S,
        now: Callable[[], dt.datetime],
        filter_after_paging: Callable[[], bool],
        token_secret: bytes,
    ) -> None:
        self.region = region
        self.account_id = account_id
        self.settings = settings
        self.now = now
        self.filter_after_paging = filter_after_paging
        self.token_secret = token_secret
        self.lock = threading.RLock()
        self.replaced = False
        """Whether a rollback or a reset has put another state in its place."""
        self._tables: dict[str, Table[Any]] = {}
        self._stores: dict[str, dict[Any, Any]] = {}
        self._sequence = 0

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
        """A number that orders resources of the same moment."""
        self._sequence += 1
        return self._sequence

    def copy(self) -> State[S]:
        """The same resources under a lock of their own."""
        with self.lock:
            copied: State[S] = State(
                self.region,
                self.account_id,
                settings=self.settings,
                now=self.now,
                filter_after_paging=self.filter_after_paging,
                token_secret=self.token_secret,
            )
            copied._tables = {name: table.copy() for name, table in self._tables.items()}
            # Users may change their values in place.
            copied._stores = copy.deepcopy(self._stores)
            copied._sequence = self._sequence
        return copied


def by_creation(resource: Any) -> tuple[int, int]:
    """Sort key by the resource's ``created`` and ``sequence``."""
    return (int(resource.created.timestamp() * 1_000_000), resource.sequence)


__all__ = ["Kind", "Resource", "State", "Table", "by_creation"]
