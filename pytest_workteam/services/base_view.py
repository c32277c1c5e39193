"""The base class of the parts of a view."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pytest_workteam.engine.engine import Engine
from pytest_workteam.services.state import State


class BaseView:
    """One account and region of a backend."""

    __slots__ = ("_account_id", "_engine", "_region")

    def __init__(self, engine: Engine, region: str, account_id: str) -> None:
        self._engine = engine
        self._region = region
        self._account_id = account_id

    @property
    def _state(self) -> State:
        return self._engine.state_of(self._region, self._account_id)

    @property
    def region(self) -> str:
        """The region, such as ``"us-east-1"``."""
        return self._region

    @property
    def account_id(self) -> str:
        """The account id, 12 digits."""
        return self._account_id

    def now(self) -> dt.datetime:
        """The time of the backend's clock, in UTC."""
        return self._engine.now()

    def store(self, kind: str) -> dict[Any, Any]:
        """A dict for resources of your own operations.

        Snapshots, resets, accounts and regions treat it like the plugin's own resources.

        Args:
            kind: Any name for the kind of resource, such as ``"model"``.
        """
        return self._state.store(kind)
