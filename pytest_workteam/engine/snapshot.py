"""Snapshots of a backend's resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from pytest_workteam.engine.state import State
from pytest_workteam.errors import InvalidSetting

States = dict[tuple[str, str], State[Any]]
"""States by region and account."""


class Shared(Protocol):
    """Resources that all accounts and regions share, such as S3 objects."""

    def saved(self) -> Any: ...

    def restore(self, saved: Any) -> None: ...


class Snapshot:
    """A backend's resources at one moment, for ``rollback``."""

    def __init__(
        self, owner: object, states: Mapping[tuple[str, str], State[Any]], shared: Any
    ) -> None:
        self._owner = owner
        self._states = {key: state.copy() for key, state in states.items()}
        self.shared = shared
        """What ``Shared.saved`` returned."""

    def states(self, owner: object) -> States:
        """Copies of the states, so that the snapshot can be restored again.

        Raises:
            InvalidSetting: The snapshot belongs to another backend.
        """
        if owner is not self._owner:
            raise InvalidSetting(
                f"rollback() got a snapshot of another backend, {self._owner!r}; pass one from "
                "this backend's snapshot()"
            )
        return {key: state.copy() for key, state in self._states.items()}


def check_snapshot(snapshot: object) -> Snapshot:
    """Check and return the argument of ``rollback``.

    Raises:
        InvalidSetting: The argument is not a snapshot.
    """
    # Tests are not always type-checked.
    if not isinstance(snapshot, Snapshot):
        raise InvalidSetting(
            f"rollback() got {snapshot!r}; pass a snapshot from this backend's snapshot()"
        )
    return snapshot
