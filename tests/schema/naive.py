"""A matcher too simple to be wrong and too slow to be used: sets of the places reached."""

from __future__ import annotations

from pytest_workteam.schema import regex_tree as tree
from pytest_workteam.schema.charsets import WORD, contains
from pytest_workteam.schema.regex_tree import Node


def matches(node: Node, text: str) -> bool:
    """Whether a tree without back references and possessiveness matches the whole of a text."""
    return len(text) in _reached(node, {0}, text)


def _reached(node: Node, places: set[int], text: str) -> set[int]:
    """The places that matches of a node end at, of those that begin at one of these."""
    if isinstance(node, tree.Chars):
        rest = {place for place in places if place < len(text)}
        return {place + 1 for place in rest if contains(node.charset, text[place])}
    if isinstance(node, tree.Sequence):
        for item in node.items:
            places = _reached(item, places, text)
        return places
    if isinstance(node, tree.Alternation):
        return {place for option in node.options for place in _reached(option, places, text)}
    if isinstance(node, tree.Group):
        return _reached(node.item, places, text)
    if isinstance(node, tree.Repeat):
        return _repeated(node, places, text)
    return {place for place in places if _holds(node, place, text)}


def _repeated(node: tree.Repeat, places: set[int], text: str) -> set[int]:
    for _ in range(node.least):
        places = _reached(node.item, places, text)
    reached = set(places)
    # No more rounds than characters can bring it further.
    most = len(text) if node.most is None else node.most - node.least
    for _ in range(most):
        places = _reached(node.item, places, text)
        reached |= places
    return reached


def _holds(node: Node, place: int, text: str) -> bool:
    if isinstance(node, tree.Start):
        return place == 0
    if isinstance(node, tree.End):
        return place == len(text)
    if isinstance(node, tree.Boundary):
        around = [text[index] for index in (place - 1, place) if 0 <= index < len(text)]
        words = sum(contains(WORD, char) for char in around)
        return (words == 1) != node.negative
    assert isinstance(node, tree.Look)
    if node.ahead:
        return bool(_reached(node.item, {place}, text)) != node.negative
    starts = range(place + 1)
    return any(place in _reached(node.item, {start}, text) for start in starts) != node.negative
