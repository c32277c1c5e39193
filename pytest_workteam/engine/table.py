"""Resources of one kind, by name and in sort order; a page costs the same at any table size."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

SortKey: TypeAlias = "tuple[int | str, ...]"
"""Unique within a table, and constant for as long as the resource exists."""


class Resource(Protocol):
    @property
    def name(self) -> str: ...


R = TypeVar("R", bound=Resource)

_key = itemgetter(0)


def by_name(resource: Resource) -> SortKey:
    return (resource.name,)


@dataclass(frozen=True, eq=False)
class Kind(Generic[R]):
    """A kind of resource; the key of its table in a state.

    Attributes:
        name: Unique name of the kind.
        orders: Functions from a resource to its sort key, by the order's name.
    """

    name: str
    orders: Mapping[str, Callable[[R], SortKey]] = field(default_factory=lambda: {"Name": by_name})


class Table(dict[str, R], Generic[R]):
    """Resources by name, and in each sort order of lists.

    Change a table only through its own methods. It maintains an order from its first use, since
    most tests never list anything.
    """

    def __init__(self, orders: Mapping[str, Callable[[R], SortKey]]) -> None:
        super().__init__()
        self._orders = orders
        self._sorted: dict[str, list[tuple[SortKey, str]]] = {}
        self.descriptions: dict[str, tuple[tuple[object, ...], dict[str, Any]]] = {}
        """Cached structures by name, each with the objects that it was made from."""

    def put(self, resource: R) -> None:
        """Add a resource, or replace the resource with the same name and sort keys."""
        name = resource.name
        if name not in self:
            for order, entries in self._sorted.items():
                bisect.insort(entries, (self._orders[order](resource), name))
        self[name] = resource

    def remove(self, name: str) -> None:
        """Remove the resource of this name.

        Raises:
            KeyError: No resource has the name.
        """
        resource = self.pop(name)
        self.descriptions.pop(name, None)
        for order, entries in self._sorted.items():
            entry = (self._orders[order](resource), name)
            del entries[bisect.bisect_left(entries, entry)]

    def after(
        self, key: SortKey | None, *, order: str, descending: bool
    ) -> Iterator[tuple[SortKey, R]]:
        """The resources that follow ``key`` in this order, with their keys; all for None."""
        entries = self._sorted.get(order)
        if entries is None:
            by = self._orders[order]
            entries = sorted((by(resource), name) for name, resource in self.items())
            self._sorted[order] = entries
        if descending:
            end = len(entries) if key is None else bisect.bisect_left(entries, key, key=_key)
            positions = range(end - 1, -1, -1)
        else:
            start = 0 if key is None else bisect.bisect_right(entries, key, key=_key)
            positions = range(start, len(entries))
        for position in positions:
            entry_key, name = entries[position]
            yield entry_key, self[name]

    def copy(self) -> Table[R]:
        """A copy with the same resources, which are immutable."""
        copied: Table[R] = Table(self._orders)
        copied.update(self)
        copied._sorted = {order: list(entries) for order, entries in self._sorted.items()}
        return copied
