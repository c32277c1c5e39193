"""Read-only mappings of a backend's resources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar, cast

from pytest_workteam.engine.table import Kind
from pytest_workteam.errors import ReadOnlyError
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services.readonly import Structure, read_only
from pytest_workteam.services.state import State

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

S = TypeVar("S", bound=Structure)


class ActiveStructure(Structure):
    """A read-only structure whose methods act on the resource in the current state."""

    __slots__ = ("_state",)

    def __init__(self, described: Parameters, state: Callable[[], State]) -> None:
        super().__init__(described)
        self._state = state


def plain(described: Parameters, _: Callable[[], State]) -> Structure:
    """The read-only structure of a resource that has no methods."""
    return Structure(described)


class Resources(Mapping[str, S], Generic[S]):
    """A read-only mapping of resources by name, each with its Describe structure.

    Args:
        state: Returns the current state, which a rollback or reset replaces.
        kind: The kind of the resources.
        described: Returns a resource's Describe structure.
        structure: Makes the read-only structure.
        find: Returns the resource of a name, or None; by default, names are case-sensitive.
    """

    def __init__(
        self,
        state: Callable[[], State],
        kind: Kind[Any],
        described: Callable[[State, Any], Parameters],
        structure: Callable[[Parameters, Callable[[], State]], S],
        find: Callable[[State, str], Any] | None = None,
    ) -> None:
        self._state = state
        self._kind = kind
        self._described = described
        self._structure = structure
        self._find = find or (lambda state, name: state.table(kind).get(name))

    def __getitem__(self, name: str) -> S:
        state = self._state()
        with state.lock:
            # Tests are not always type-checked.
            known = isinstance(cast("object", name), str)
            resource = self._find(state, name) if known else None
            if resource is None:
                raise KeyError(name)
            described = self._described(state, resource)
            return self._structure(read_only(described), self._state)

    def __iter__(self) -> Iterator[str]:
        state = self._state()
        with state.lock:
            return iter(list(state.table(self._kind)))

    def __len__(self) -> int:
        return len(self._state().table(self._kind))

    def __setitem__(self, name: str, value: object) -> None:
        raise ReadOnlyError(
            f"{name!r} cannot be set: the mapping is read-only. Add the resource by an API call, "
            "or by the backend's add_... methods."
        )

    def __delitem__(self, name: str) -> None:
        raise ReadOnlyError(
            f"{name!r} cannot be deleted: the mapping is read-only. Delete the resource by an API "
            "call, or by the backend's remove_... methods."
        )

    def __repr__(self) -> str:
        return f"<{', '.join(self) or 'none'}>"
