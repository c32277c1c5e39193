"""Whole-text matching in one pass over the text, whatever the expression.

The state after each character is an expression again: what the rest of the text has to match,
the derivative of the one before (Brzozowski 1964). States are made when they are first met, and
kept. Nothing is tried twice, so that no text makes a match run for long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pytest_workteam.schema import charsets
from pytest_workteam.schema import regex_tree as tree
from pytest_workteam.schema.nonempty import longest, productive

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_workteam.schema.regex_tree import Node


class Term:
    """What is asked of the rest of a text. Equal terms of one automaton are one object."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Then(Term):
    """A node of the tree, then a term; of a repetition, with what is left of its count."""

    node: Node
    rest: Term
    least: int
    most: int | None


@dataclass(frozen=True, slots=True, eq=False)
class _AnyOf(Term):
    terms: frozenset[Term]


@dataclass(frozen=True, slots=True, eq=False)
class _AllOf(Term):
    terms: frozenset[Term]


@dataclass(frozen=True, slots=True, eq=False)
class _NoneOf(Term):
    term: Term


# The classes of a character, as bits. Of the characters read before, as many are kept as a
# condition may look back at, with the classes that such conditions ask for.
Bits: TypeAlias = int
History: TypeAlias = tuple[Bits, ...]

_FAIL, _END, _ANYTHING = Term(), Term(), Term()
_BEFORE_START: Bits = -1
_MOST_KEPT = 50_000


class Automaton:
    """Matches whole texts against one tree.

    The tree must have no Backreference. What is possessive or atomic in it counts as not.
    """

    def __init__(self, node: Node) -> None:
        node = productive(node)
        self._classes: dict[charsets.CharSet, Bits] = {}
        self._bits_of_char: dict[str, Bits] = {}
        self._terms: dict[object, Term] = {}
        self._steps: dict[tuple[Term, History, Bits], Term] = {}
        self._word = self._remembered = self._reach = 0
        for part in tree.walk(node):
            self._prepare(part)
        self._start = self._then(node, _END)

    def _prepare(self, part: Node) -> None:
        if isinstance(part, tree.Chars):
            self._class(part.charset)
        elif isinstance(part, tree.Boundary):
            self._word = self._class(charsets.WORD)
            self._remembered |= self._word
        elif isinstance(part, tree.Look) and not part.ahead:
            self._reach = max(self._reach, longest(part.item))
            for each in tree.walk(part.item):
                if isinstance(each, tree.Chars):
                    self._remembered |= self._class(each.charset)
        if isinstance(part, tree.Boundary | tree.Start):
            self._reach = max(self._reach, 1)

    def matches(self, text: str) -> bool:
        """Return whether the whole of a text matches."""
        bits_of_char, steps, reach = self._bits_of_char, self._steps, self._reach
        state = self._start
        history: History = (_BEFORE_START,) if reach else ()
        for char in text:
            bits = bits_of_char.get(char)
            if bits is None:
                bits = self._read(char)
            following = steps.get((state, history, bits))
            if following is None:
                following = self._step(state, history, bits)
            state = following
            if state is _FAIL or state is _ANYTHING:
                return state is _ANYTHING
            if reach:
                history = (*history, bits & self._remembered)[-reach:]
        return self._ends(state, history)

    def _class(self, charset: charsets.CharSet) -> Bits:
        return self._classes.setdefault(charset, 1 << len(self._classes))

    def _read(self, char: str) -> Bits:
        if len(self._bits_of_char) >= _MOST_KEPT:
            self._bits_of_char.clear()
        bits = sum(bit for each, bit in self._classes.items() if charsets.contains(each, char))
        self._bits_of_char[char] = bits
        return bits

    def _step(self, state: Term, history: History, bits: Bits) -> Term:
        if len(self._steps) >= _MOST_KEPT:
            self._steps.clear()
            self._terms.clear()
        return self._derivative(state, history, bits)

    def _derivative(self, term: Term, history: History, bits: Bits) -> Term:
        key = (term, history, bits)
        known = self._steps.get(key)
        if known is None:
            known = self._steps[key] = self._derived(term, history, bits)
        return known

    def _derived(self, term: Term, history: History, bits: Bits) -> Term:
        if isinstance(term, _Then):
            if isinstance(term.node, tree.Chars):
                return term.rest if bits & self._classes[term.node.charset] else _FAIL
            return self._derivative(self._opened(term, history, bits), history, bits)
        if isinstance(term, _AnyOf):
            return self._any_of(self._derivative(each, history, bits) for each in term.terms)
        if isinstance(term, _AllOf):
            return self._all_of(self._derivative(each, history, bits) for each in term.terms)
        if isinstance(term, _NoneOf):
            return self._none_of(self._derivative(term.term, history, bits))
        return _ANYTHING if term is _ANYTHING else _FAIL

    def _ends(self, term: Term, history: History) -> bool:
        """Return whether a term holds when no text is left."""
        if isinstance(term, _Then):
            if isinstance(term.node, tree.Chars):
                return False
            return self._ends(self._opened(term, history, None), history)
        if isinstance(term, _AnyOf):
            return any(self._ends(each, history) for each in term.terms)
        if isinstance(term, _AllOf):
            return all(self._ends(each, history) for each in term.terms)
        if isinstance(term, _NoneOf):
            return not self._ends(term.term, history)
        return term is not _FAIL

    def _opened(self, term: _Then, history: History, bits: Bits | None) -> Term:
        """Return a term that asks the same with simpler nodes, at a place between characters.

        bits: the classes of the character that follows, or None at the end of the text.
        """
        node, rest = term.node, term.rest
        if isinstance(node, tree.Alternation):
            return self._any_of(self._then(option, rest) for option in node.options)
        if isinstance(node, tree.Repeat):
            return self._round(term, node)
        if isinstance(node, tree.Start):
            return rest if history[-1] == _BEFORE_START else _FAIL
        if isinstance(node, tree.End):
            return self._all_of((rest, _END))
        if isinstance(node, tree.Boundary):
            before = history[-1] != _BEFORE_START and bool(history[-1] & self._word)
            after = bits is not None and bool(bits & self._word)
            return rest if (before != after) != node.negative else _FAIL
        if isinstance(node, tree.Look):
            if not node.ahead:
                return rest if self._behind(node.item, history) != node.negative else _FAIL
            condition = self._then(node.item, _ANYTHING)
            return self._all_of((self._none_of(condition) if node.negative else condition, rest))
        raise TypeError(f"an automaton cannot match {node!r}")

    def _round(self, term: _Then, node: tree.Repeat) -> Term:
        if term.most == 0:
            return term.rest
        most = None if term.most is None else term.most - 1
        again = self._then(node.item, self._counted(node, term.rest, max(term.least - 1, 0), most))
        return again if term.least else self._any_of((again, term.rest))

    def _behind(self, item: Node, history: History) -> bool:
        for start in range(len(history) + 1):
            state = self._then(item, _END)
            for place in range(start, len(history)):
                if history[place] == _BEFORE_START:
                    state = _FAIL
                state = self._derivative(state, history[:place], history[place])
            if self._ends(state, history):
                return True
        return False

    # The makers of terms return the simplest one that asks the same.

    def _then(self, node: Node, rest: Term) -> Term:
        if isinstance(node, tree.Sequence):
            for item in reversed(node.items):
                rest = self._then(item, rest)
            return rest
        if isinstance(node, tree.Repeat):
            return self._counted(node, rest, node.least, node.most)
        return self._counted(node, rest, 0, 0)

    def _counted(self, node: Node, rest: Term, least: int, most: int | None) -> Term:
        if rest is _FAIL:
            return _FAIL
        key = (id(node), rest, least, most)
        return self._terms.setdefault(key, _Then(node, rest, least, most))

    def _any_of(self, terms: Iterable[Term]) -> Term:
        flat: set[Term] = set()
        for term in terms:
            flat.update(term.terms if isinstance(term, _AnyOf) else (term,))
        flat.discard(_FAIL)
        if _ANYTHING in flat:
            return _ANYTHING
        if not flat:
            return _FAIL
        if len(flat) == 1:
            return flat.pop()
        joined = frozenset(flat)
        return self._terms.setdefault(("any", joined), _AnyOf(joined))

    def _all_of(self, terms: Iterable[Term]) -> Term:
        flat: set[Term] = set()
        for term in terms:
            flat.update(term.terms if isinstance(term, _AllOf) else (term,))
        flat.discard(_ANYTHING)
        if _FAIL in flat:
            return _FAIL
        if not flat:
            return _ANYTHING
        if len(flat) == 1:
            return flat.pop()
        joined = frozenset(flat)
        return self._terms.setdefault(("all", joined), _AllOf(joined))

    def _none_of(self, term: Term) -> Term:
        if term is _FAIL or term is _ANYTHING:
            return _ANYTHING if term is _FAIL else _FAIL
        if isinstance(term, _NoneOf):
            return term.term
        return self._terms.setdefault(("none", term), _NoneOf(term))
