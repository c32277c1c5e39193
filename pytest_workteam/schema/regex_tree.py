"""The tree of a regular expression, whatever the dialect it was written in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from pytest_workteam.schema.charsets import CharSet, Value

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True, eq=False, repr=False)
class Chars(Value):
    """One character of a set."""

    charset: CharSet


@dataclass(slots=True, eq=False, repr=False)
class Sequence(Value):
    """One item after the other; nothing, if there is none."""

    items: tuple[Node, ...]


@dataclass(slots=True, eq=False, repr=False)
class Alternation(Value):
    """Any of the options, the first that fits being tried first."""

    options: tuple[Node, ...]


@dataclass(slots=True, eq=False, repr=False)
class Repeat(Value):
    """An item from `least` to `most` times; `most` is None for any number.

    Greed is not kept: it decides what groups capture, not what a whole text matches. A
    possessive repetition gives nothing back, and so does decide it.
    """

    item: Node
    least: int
    most: int | None
    possessive: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Group(Value):
    """A capturing group."""

    item: Node


@dataclass(slots=True, eq=False, repr=False)
class Atomic(Value):
    """An item that, once matched, is not tried in another way."""

    item: Node


@dataclass(slots=True, eq=False, repr=False)
class Look(Value):
    """A condition on what follows (`ahead`) or precedes a place."""

    item: Node
    ahead: bool
    negative: bool


@dataclass(slots=True, eq=False, repr=False)
class Start(Value):
    """The start of the text."""


@dataclass(slots=True, eq=False, repr=False)
class End(Value):
    """The end of the text."""


@dataclass(slots=True, eq=False, repr=False)
class Boundary(Value):
    """A place between a word character and another, or, negative, any other place."""

    negative: bool


@dataclass(slots=True, eq=False, repr=False)
class Backreference(Value):
    """What the group of this number, counted from one by their brackets, matched."""

    number: int


Node: TypeAlias = (
    Chars
    | Sequence
    | Alternation
    | Repeat
    | Group
    | Atomic
    | Look
    | Start
    | End
    | Boundary
    | Backreference
)

NOTHING = Sequence(())


def sequence(items: list[Node]) -> Node:
    """Return the items one after the other, flat."""
    flat: list[Node] = []
    for item in items:
        flat.extend(item.items if isinstance(item, Sequence) else (item,))
    return flat[0] if len(flat) == 1 else Sequence(tuple(flat))


def alternation(options: list[Node]) -> Node:
    """Return any of the options, the only one itself."""
    return options[0] if len(options) == 1 else Alternation(tuple(options))


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below a node."""
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Alternation):
        return node.options
    if isinstance(node, Repeat | Group | Atomic | Look):
        return (node.item,)
    return ()


def with_charsets(node: Node, charset_of: Callable[[CharSet], CharSet]) -> Node:
    """Return the same tree with other sets of characters in the place of its own."""
    if isinstance(node, Chars):
        return Chars(charset_of(node.charset))
    if isinstance(node, Sequence):
        return Sequence(tuple(with_charsets(item, charset_of) for item in node.items))
    if isinstance(node, Alternation):
        return Alternation(tuple(with_charsets(option, charset_of) for option in node.options))
    if isinstance(node, Repeat | Group | Atomic | Look):
        return replace(node, item=with_charsets(node.item, charset_of))
    return node


def walk(node: Node) -> list[Node]:
    """Return a node and all nodes below it."""
    found = [node]
    for each in found:
        found.extend(children(each))
    return found
