"""Resources of one kind, by name and in order, so that a page costs the same at any number."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import Generic, Protocol, TypeAlias, TypeVar

SortKey: TypeAlias = "tuple[int | str, ...]"
"""Unique within a table, and the same for as long as the resource exists."""


class Resource(Protocol):
    @property
    def name(self) -> str: ...


R = TypeVar("R", bound=Resource)

_key = itemgetter(0)


class Table(dict[str, R], Generic[R]):
    """Resources by name, with the orders that lists can be asked in; changed by its own methods.

    An order is kept from the first time it is asked for, since most tests never list.
    """

    def __init__(self, orders: Mapping[str, Callable[[R], SortKey]]) -> None:
        super().__init__()
        self._orders = orders
        self._sorted: dict[str, list[tuple[SortKey, str]]] = {}

    def put(self, resource: R) -> None:
        """Add ``resource``, or put it in the place of the one of its name.

        A replaced resource has the sort keys of the one that replaces it.
        """
        name = resource.name
        if name not in self:
            for order, entries in self._sorted.items():
                bisect.insort(entries, (self._orders[order](resource), name))
        self[name] = resource

    def remove(self, name: str) -> None:
        resource = self.pop(name)
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
        """A table of the same resources; resources themselves never change."""
        copied: Table[R] = Table(self._orders)
        copied.update(self)
        copied._sorted = {order: list(entries) for order, entries in self._sorted.items()}
        return copied
