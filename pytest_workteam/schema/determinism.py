"""How often a backtracking matcher has a real choice to make.

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
MANY = 1_000


def undecided(node: Node) -> int:
    """Return how many choices of a tree the next character does not decide.

    A text of n characters can cost a backtracking matcher up to n times as much for each of
    them. Where one stands within a repetition, which can make it exponential, the answer is
    `MANY` or more, and so it is for conditions on what surrounds a place, and for what is not
    looked into further. The answer may be too great, and is never too small.
    """
    return _undecided(node, _NONE)


def _undecided(node: Node, following: CharSet) -> int:
    """Count the undecided choices, given the characters that can follow the node."""
    if isinstance(node, tree.Chars):
        return 0
    if isinstance(node, tree.Sequence):
        count = 0
        for item in reversed(node.items):
            count += _undecided(item, following)
            following = _first_then(item, following)
        return count
    if isinstance(node, tree.Group):
        return _undecided(node.item, following)
    if isinstance(node, tree.Alternation):
        firsts = [_first_then(option, following) for option in node.options]
        count = sum(_undecided(option, following) for option in node.options)
        return count if _apart(firsts) else count + 1
    if isinstance(node, tree.Repeat):
        return _undecided_repeat(node, following)
    return MANY


def _undecided_repeat(node: tree.Repeat, following: CharSet) -> int:
    first = _first(node.item)
    once = node.most == 1
    inner = _undecided(node.item, following if once else union((first, following)))
    if can_be_empty(node.item) or (inner and not once):
        return MANY
    decided = node.least == node.most or disjoint(first, following)
    return inner if decided else inner + 1


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
