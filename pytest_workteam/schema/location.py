"""Locations within a request: a value, its shape, and its path as the service writes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from pytest_workteam.schema.values import is_sensitive, member_name
from pytest_workteam.schema.violations import Constraint, Kind, Scope

# The position of each step of the path, then the constraint's rank.
Order: TypeAlias = tuple[tuple[int, int], ...]

# The order within the list that the service prints for elements (observed).
ELEMENT_ORDER: tuple[Kind, ...] = (
    "max_length",
    "min_length",
    "pattern",
    "enum",
    "max_value",
    "min_value",
)
NUMBERS = frozenset({"integer", "long", "float", "double"})


class Key(str):
    """A step of an error's path that leads to a map's key, not to its value."""

    __slots__ = ()


class Location:
    """A value within a request, with its shape, container and path."""

    def __init__(
        self,
        shape: Any,
        value: Any,
        *,
        container: Location | None = None,
        step: str = "",
        position: int = 0,
        scope: Scope = "member",
    ) -> None:
        self.shape = shape
        self.value = value
        self.container = container
        self.scope: Scope = scope
        self._position = position
        above = container.path if container is not None else ""
        self.path: str = f"{above}.{step}" if above else step
        self.sensitive: bool = (shape is not None and is_sensitive(shape)) or (
            container is not None and container.sensitive
        )

    def order(self, rank: int) -> Order:
        positions: list[tuple[int, int]] = []
        location = self
        while location.container is not None:
            positions.append((location._position, 0))
            location = location.container
        return (*reversed(positions), (-1, rank))

    def child(self, step: str | int) -> Location:
        if isinstance(step, int):
            return Location(
                self.shape.member,
                self.value[step],
                container=self,
                step=f"{step + 1}.member",
                position=step,
                scope="elements",
            )
        if self.shape is not None and self.shape.type_name == "map":
            return self._map_child(step)
        members = {} if self.shape is None else self.shape.members
        if step in members:
            position = list(members).index(step)
        else:
            position = len(members) + list(self.value).index(step)
        return Location(
            members.get(step),
            self.value.get(step),
            container=self,
            step=member_name(step),
            position=position,
        )

    def _map_child(self, step: str) -> Location:
        key = isinstance(step, Key)
        return Location(
            self.shape.key if key else self.shape.value,
            str(step) if key else self.value[step],
            container=self,
            step=f"{step}.member",
            position=list(self.value).index(step),
            scope="map_keys" if key else "map_values",
        )


def constraints(shape: Any) -> Iterator[Constraint]:
    """Yield all constraints of a shape on its own values, in the order the service prints."""
    traits = shape.metadata
    suffix = "value" if shape.type_name in NUMBERS else "length"
    arguments: dict[str, Any] = {
        f"max_{suffix}": traits.get("max"),
        f"min_{suffix}": traits.get("min"),
        "pattern": traits.get("pattern"),
        "enum": tuple(dict.fromkeys(traits["enum"])) if traits.get("enum") else None,
    }
    for kind in ELEMENT_ORDER:
        if arguments.get(kind) is not None:
            yield Constraint(kind, arguments[kind])
