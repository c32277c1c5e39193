"""Read-only structures: what a test reads of a backend's resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from pytest_workteam.errors import ReadOnlyError


def _refuse(*_: object, **__: object) -> NoReturn:
    raise ReadOnlyError(
        "This value is read-only: it is a copy of the backend's resource. "
        "Change the resource by an API call, or by the backend's add_... and remove_... methods."
    )


class Structure(dict[str, Any]):
    """A structure of the service model, as Describe returns it, read-only."""

    __slots__ = ()
    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def _replace(self, described: Mapping[str, Any]) -> None:
        """Bring the structure up to date; members are added, and never taken away."""
        dict.update(self, read_only(described))

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        return {name: _thawed(value) for name, value in self.items()}


class Elements(list[Any]):
    """A list of a structure, read-only."""

    __slots__ = ()
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = _refuse
    remove = reverse = sort = _refuse

    def __deepcopy__(self, memo: dict[int, Any]) -> list[Any]:
        return [_thawed(element) for element in self]


def read_only(value: Any) -> Any:
    """A read-only deep copy of a result or a part of one."""
    if isinstance(value, Mapping):
        return Structure({name: read_only(member) for name, member in value.items()})
    if isinstance(value, list | tuple):
        return Elements([read_only(element) for element in value])
    return value


def _thawed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _thawed(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_thawed(element) for element in value]
    return value
