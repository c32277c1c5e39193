"""Whether a backtracking matcher ever has a real choice to make.

Where the next character alone tells which way to go on, going back finds nothing new, and the
standard library's matcher takes time in proportion to the text. Everywhere else it may take for
ever, for a text that is made for it.
"""

from __future__ import annotations

from pytest_workteam.schema import regex_tree as tree
from pytest_workteam.schema.charsets import CharSet, Ranges, disjoint, union
from pytest_workteam.schema.nonempty import can_be_empty
from pytest_workteam.schema.regex_tree import Node

_NONE = Ranges(())


def is_deterministic(node: Node) -> bool:
    """Return whether each choice within a tree is decided by the next character.

    May say no where the truth is yes. Trees with conditions on their surroundings are never
    deterministic here.
    """
    return _decided(node, _NONE)


def _decided(node: Node, following: CharSet) -> bool:
    """Return whether the next character decides all choices, given what can follow the node."""
    if isinstance(node, tree.Chars):
        return True
    if isinstance(node, tree.Sequence):
        for item in reversed(node.items):
            if not _decided(item, following):
                return False
            following = _first_then(item, following)
        return True
    if isinstance(node, tree.Group):
        return _decided(node.item, following)
    if isinstance(node, tree.Alternation):
        firsts = [_first_then(option, following) for option in node.options]
        return _apart(firsts) and all(_decided(option, following) for option in node.options)
    if isinstance(node, tree.Repeat):
        first = _first(node.item)
        counted = node.least == node.most
        if can_be_empty(node.item) or not (counted or disjoint(first, following)):
            return False
        return _decided(node.item, union((first, following)))
    return False


def _apart(sets: list[CharSet]) -> bool:
    return all(
        disjoint(one, other) for place, one in enumerate(sets) for other in sets[place + 1 :]
    )


def _first_then(node: Node, following: CharSet) -> CharSet:
    first = _first(node)
    return union((first, following)) if can_be_empty(node) else first


def _first(node: Node) -> CharSet:
    """Return the characters that a node's matches can begin with."""
    if isinstance(node, tree.Chars):
        return node.charset
    if isinstance(node, tree.Sequence):
        first: CharSet = _NONE
        for item in reversed(node.items):
            first = _first_then(item, first)
        return first
    if isinstance(node, tree.Alternation):
        return union(_first(option) for option in node.options)
    if isinstance(node, tree.Repeat | tree.Group | tree.Atomic):
        return _first(node.item)
    return _NONE
