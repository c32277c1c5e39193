"""Hypothesis strategies of the texts that a regular expression's tree describes."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from pytest_workteam.schema import regex_tree as tree
from pytest_workteam.schema.charsets import (
    SURROGATES,
    Both,
    CharSet,
    Either,
    Property,
    Ranges,
    contains,
    is_category,
)

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from pytest_workteam.schema.regex_tree import Node

MOST_REPEATED = 64
"""How often a repetition without a limit is repeated at most, beyond what it must be."""

_NO_TEXT = st.just("")


def texts(node: Node, least: int, most: int) -> SearchStrategy[str]:
    """Return a strategy of texts that a tree describes.

    Conditions on what surrounds a place, and back references, are left out of account: filter
    by the pattern itself. The lengths are kept where they can be by repeating less or more.
    """
    if isinstance(node, tree.Chars):
        return _chars(node.charset)
    if isinstance(node, tree.Sequence):
        if not node.items:
            return _NO_TEXT
        parts = [texts(item, 0, most) for item in node.items]
        return st.tuples(*parts).map("".join)
    if isinstance(node, tree.Alternation):
        return st.one_of([texts(option, least, most) for option in node.options])
    if isinstance(node, tree.Group | tree.Atomic):
        return texts(node.item, least, most)
    if isinstance(node, tree.Repeat):
        return _repeated(node, least, most)
    return _NO_TEXT


def _repeated(node: tree.Repeat, least: int, most: int) -> SearchStrategy[str]:
    fewest = node.least
    if isinstance(node.item, tree.Chars):
        fewest = max(fewest, least)
    limit = max(most, fewest) if node.most is None else node.most
    return st.lists(
        texts(node.item, 0, most),
        min_size=min(fewest, limit),
        max_size=min(limit, fewest + MOST_REPEATED),
    ).map("".join)


def _chars(charset: CharSet) -> SearchStrategy[str]:
    if isinstance(charset, Ranges):
        return _in_ranges(charset)
    if isinstance(charset, Either):
        return st.one_of([_chars(each) for each in charset.sets])
    if isinstance(charset, Property) and is_category(charset.name):
        return st.characters(categories=[charset.name])  # type: ignore[list-item]
    if isinstance(charset, Both):
        return _chars(charset.sets[0]).filter(lambda char: contains(charset, char))
    return st.characters().filter(lambda char: contains(charset, char))


def _in_ranges(charset: Ranges) -> SearchStrategy[str]:
    # Printable characters come first: they make the examples that are pleasant to read.
    ordered = sorted(_without_surrogates(charset), key=lambda each: each[0] < ord(" "))
    if not ordered:
        return st.nothing()
    ends = list(accumulate(high - low + 1 for low, high in ordered))

    def char(index: int) -> str:
        place = next(place for place, end in enumerate(ends) if index < end)
        return chr(ordered[place][1] - (ends[place] - 1 - index))

    return st.integers(0, ends[-1] - 1).map(char)


def _without_surrogates(charset: Ranges) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for low, high in charset.ranges:
        if low < SURROGATES.start:
            kept.append((low, min(high, SURROGATES.start - 1)))
        if high >= SURROGATES.stop:
            kept.append((max(low, SURROGATES.stop), high))
    return kept
