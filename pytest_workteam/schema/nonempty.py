"""Trees rewritten so that what is repeated never matches the empty text."""

from __future__ import annotations

from pytest_workteam.schema import regex_tree as tree
from pytest_workteam.schema.charsets import Ranges
from pytest_workteam.schema.java_classes import PatternSyntaxError
from pytest_workteam.schema.regex_tree import Node

_NEVER = tree.Chars(Ranges(()))
# Each round that can be empty under a condition is an alternative of its own. Of more rounds, which
# no pattern of botocore's has, up to twice as many match.
_MOST_SPELT_OUT = 8


def can_be_empty(node: Node) -> bool:
    """Return whether a node can match without taking a character, conditions being met."""
    if isinstance(node, tree.Chars):
        return False
    if isinstance(node, tree.Sequence):
        return all(can_be_empty(item) for item in node.items)
    if isinstance(node, tree.Alternation):
        return any(can_be_empty(option) for option in node.options)
    if isinstance(node, tree.Repeat):
        return node.least == 0 or can_be_empty(node.item)
    if isinstance(node, tree.Group | tree.Atomic):
        return can_be_empty(node.item)
    return True


def longest(node: Node) -> int:
    """Return the greatest number of characters that a productive node can take.

    Raises:
        PatternSyntaxError: There is none. Java refuses to look behind for such a node, too.
    """
    if isinstance(node, tree.Chars):
        return 1
    if isinstance(node, tree.Sequence):
        return sum(longest(item) for item in node.items)
    if isinstance(node, tree.Alternation):
        return max(longest(option) for option in node.options)
    if isinstance(node, tree.Repeat):
        if node.most is None:
            raise PatternSyntaxError("looking behind needs a greatest length")
        return node.most * longest(node.item)
    return 0


def productive(node: Node) -> Node:
    """Return an equal tree in which nothing repeated can be empty.

    Matching by steps of one character would otherwise go round an empty repetition for ever.
    """
    if isinstance(node, tree.Sequence):
        return tree.sequence([productive(item) for item in node.items])
    if isinstance(node, tree.Alternation):
        return tree.Alternation(tuple(productive(option) for option in node.options))
    if isinstance(node, tree.Group | tree.Atomic):
        return productive(node.item)
    if isinstance(node, tree.Look):
        return tree.Look(productive(node.item), node.ahead, node.negative)
    if isinstance(node, tree.Repeat):
        return _productive_repeat(node)
    return node


def _productive_repeat(node: tree.Repeat) -> Node:
    item = productive(node.item)
    if not can_be_empty(item):
        return tree.Repeat(item, node.least, node.most)
    taking, empty = _taking(item), _empty(item)
    if node.least == 0 or empty == tree.NOTHING:
        return tree.Repeat(taking, 0, node.most)
    # Conditions hold or fail all the same when asked again at the same place: of the rounds that
    # are empty, one stands for all.
    if node.most is None or node.most > _MOST_SPELT_OUT:
        some = tree.Repeat(taking, 0, None if node.most is None else node.most - 1)
        with_empty = [tree.sequence([some, empty, some])]
    else:
        with_empty = [
            tree.sequence(
                [
                    tree.Repeat(taking, before, before),
                    empty,
                    tree.Repeat(taking, 0, node.most - 1 - before),
                ]
            )
            for before in range(node.most)
        ]
    return tree.Alternation((tree.Repeat(taking, node.least, node.most), *with_empty))


def _taking(node: Node) -> Node:
    """Return what is left of a productive node's matches when the empty ones are taken away."""
    if isinstance(node, tree.Chars):
        return node
    if isinstance(node, tree.Alternation):
        return tree.Alternation(tuple(_taking(option) for option in node.options))
    if isinstance(node, tree.Repeat):
        most = None if node.most is None else node.most - 1
        if node.most == 0:
            return _NEVER
        return tree.sequence([node.item, tree.Repeat(node.item, max(node.least - 1, 0), most)])
    if isinstance(node, tree.Sequence) and node.items:
        first, rest = node.items[0], tree.sequence(list(node.items[1:]))
        if not can_be_empty(first):
            return node
        return tree.Alternation(
            (
                tree.sequence([_taking(first), rest]),
                tree.sequence([_empty(first), _taking(rest)]),
            )
        )
    return _NEVER


def _empty(node: Node) -> Node:
    """Return the conditions under which a node matches the empty text."""
    if isinstance(node, tree.Chars):
        return _NEVER
    if isinstance(node, tree.Sequence):
        return tree.sequence([_empty(item) for item in node.items])
    if isinstance(node, tree.Alternation):
        options = [_empty(option) for option in node.options]
        return tree.NOTHING if tree.NOTHING in options else tree.alternation(options)
    if isinstance(node, tree.Repeat):
        return tree.NOTHING if node.least == 0 else _empty(node.item)
    return node
