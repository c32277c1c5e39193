"""Terms: what the rest of a text has to match, made of the nodes of a tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_workteam.schema import regex_tree as tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_workteam.schema.regex_tree import Node


class Term:
    """What the rest of a text has to match. Equal terms of one maker are one object."""

    __slots__ = ()


@dataclass(slots=True, eq=False, repr=False)
class Then(Term):
    """A node of the tree, then a term; of a repetition, with what is left of its count."""

    node: Node
    rest: Term
    least: int
    most: int | None


@dataclass(slots=True, eq=False, repr=False)
class AnyOf(Term):
    """At least one of the terms."""

    terms: frozenset[Term]


@dataclass(slots=True, eq=False, repr=False)
class AllOf(Term):
    """Each of the terms."""

    terms: frozenset[Term]


@dataclass(slots=True, eq=False, repr=False)
class NoneOf(Term):
    """What the term does not match."""

    term: Term


# No match; the end of the text; the place that is looked back from; any text.
FAIL, END, HERE, ANYTHING = Term(), Term(), Term(), Term()


class Terms:
    """A maker of terms: the simplest ones that ask what they are to ask."""

    def __init__(self) -> None:
        self._made: dict[object, Term] = {}

    def clear(self) -> None:
        """Forget the terms made. Equal ones made from now on are others."""
        self._made.clear()

    def then(self, node: Node, rest: Term) -> Term:
        """Return a node, and after it a term."""
        if isinstance(node, tree.Sequence):
            for item in reversed(node.items):
                rest = self.then(item, rest)
            return rest
        if isinstance(node, tree.Repeat):
            return self.counted(node, rest, node.least, node.most)
        return self.counted(node, rest, 0, 0)

    def counted(self, node: Node, rest: Term, least: int, most: int | None) -> Term:
        """Return a node, of a repetition with what is left of its count, and after it a term."""
        key = (id(node), rest, least, most)
        return self._made.setdefault(key, Then(node, rest, least, most))

    def any_of(self, terms: Iterable[Term]) -> Term:
        """Return at least one of the terms."""
        flat: set[Term] = set()
        for term in terms:
            flat.update(term.terms if isinstance(term, AnyOf) else (term,))
        flat.discard(FAIL)
        if ANYTHING in flat:
            return ANYTHING
        if not flat:
            return FAIL
        if len(flat) == 1:
            return flat.pop()
        joined = frozenset(flat)
        return self._made.setdefault(("any", joined), AnyOf(joined))

    def all_of(self, terms: Iterable[Term]) -> Term:
        """Return each of the terms."""
        flat: set[Term] = set()
        for term in terms:
            flat.update(term.terms if isinstance(term, AllOf) else (term,))
        flat.discard(ANYTHING)
        if FAIL in flat:
            return FAIL
        if not flat:
            return ANYTHING
        if len(flat) == 1:
            return flat.pop()
        joined = frozenset(flat)
        return self._made.setdefault(("all", joined), AllOf(joined))

    def none_of(self, term: Term) -> Term:
        """Return what a term does not match."""
        if term is FAIL or term is ANYTHING:
            return ANYTHING if term is FAIL else FAIL
        if isinstance(term, NoneOf):
            return term.term
        return self._made.setdefault(("none", term), NoneOf(term))


def leads_here(term: Term) -> bool:
    """Return whether a term asks for the place looked back from, and is not a mere condition."""
    if isinstance(term, Then):
        return leads_here(term.rest)
    if isinstance(term, AnyOf | AllOf):
        return any(leads_here(each) for each in term.terms)
    return term is HERE
