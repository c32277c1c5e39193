"""What a backend had at one moment, to be gone back to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pytest_workteam.backend.state import State
from pytest_workteam.errors import InvalidSetting

if TYPE_CHECKING:
    from pytest_workteam.backend.backend import WorkteamBackend


class Snapshot:
    """What a backend had at one moment, for ``rollback``."""

    def __init__(self, backend: WorkteamBackend, states: Mapping[tuple[str, str], State]) -> None:
        self._backend = backend
        self._states = {key: state.copy() for key, state in states.items()}

    def states(self, backend: WorkteamBackend) -> dict[tuple[str, str], State]:
        """Copies, so that the snapshot can be gone back to again."""
        if backend is not self._backend:
            raise InvalidSetting(
                f"rollback() was given a snapshot of another backend, {self._backend!r}; give one "
                "that this backend's snapshot() made"
            )
        return {key: state.copy() for key, state in self._states.items()}


def check_snapshot(snapshot: object) -> Snapshot:
    """What was given to ``rollback``, if it is a snapshot."""
    # Tests are not always type-checked.
    if not isinstance(snapshot, Snapshot):
        raise InvalidSetting(
            f"rollback() was given {snapshot!r}; give one that this backend's snapshot() made"
        )
    return snapshot
