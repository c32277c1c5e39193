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


@dataclass(slots=True, eq=False, repr=False)
class _Then(Term):
    """A node of the tree, then a term; of a repetition, with what is left of its count."""

    node: Node
    rest: Term
    least: int
    most: int | None


@dataclass(slots=True, eq=False, repr=False)
class _AnyOf(Term):
    terms: frozenset[Term]


@dataclass(slots=True, eq=False, repr=False)
class _AllOf(Term):
    terms: frozenset[Term]


@dataclass(slots=True, eq=False, repr=False)
class _NoneOf(Term):
    term: Term


# The classes of a character, as bits. Of the characters read before, as many are kept as a
# condition may look back at, with the classes that such conditions ask for.
Bits: TypeAlias = int
History: TypeAlias = tuple[Bits, ...]

_FAIL, _END, _ANYTHING = Term(), Term(), Term()


class _State:
    """A term at a place: what to do with each character that has come here so far."""

    __slots__ = ("decided", "ends", "history", "moves", "term")

    def __init__(self, term: Term, history: History) -> None:
        self.term = term
        self.history = history
        self.moves: dict[str, _State] = {}
        # Whether a text that ends here matches, once somebody has asked.
        self.ends: bool | None = None
        # Whether the text matches, where the rest of it does not matter any more.
        self.decided = True if term is _ANYTHING else False if term is _FAIL else None


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
        self._word = self._remembered = 0
        self._reach = _reach(node)
        for part in tree.walk(node):
            self._prepare(part)
        self._states: dict[tuple[Term, History], _State] = {}
        self._kept = 0
        self._start = _State(self._then(node, _END), (_BEFORE_START,) if self._reach else ())

    def _prepare(self, part: Node) -> None:
        if isinstance(part, tree.Chars):
            self._class(part.charset)
        elif isinstance(part, tree.Boundary):
            self._word = self._class(charsets.WORD)
            self._remembered |= self._word
        elif isinstance(part, tree.Look) and not part.ahead:
            for each in tree.walk(part.item):
                if isinstance(each, tree.Chars):
                    self._remembered |= self._class(each.charset)

    def matches(self, text: str) -> bool:
        """Return whether the whole of a text matches."""
        state = self._start
        for char in text:
            following = state.moves.get(char)
            state = self._move(state, char) if following is None else following
            if state.decided is not None:
                return state.decided
        if state.ends is None:
            state.ends = self._ends(state.term, state.history)
        return state.ends

    def _class(self, charset: charsets.CharSet) -> Bits:
        return self._classes.setdefault(charset, 1 << len(self._classes))

    def _read(self, char: str) -> Bits:
        bits = self._bits_of_char.get(char)
        if bits is None:
            bits = sum(bit for each, bit in self._classes.items() if charsets.contains(each, char))
            self._bits_of_char[char] = bits
        return bits

    def _move(self, state: _State, char: str) -> _State:
        if self._kept >= _MOST_KEPT:
            self._forget()
        self._kept += 1
        bits = self._read(char)
        term = self._derivative(state.term, state.history, bits)
        history = state.history
        if self._reach:
            history = (*history, bits & self._remembered)[-self._reach :]
        following = self._states.setdefault((term, history), _State(term, history))
        state.moves[char] = following
        return following

    def _forget(self) -> None:
        # Old states live on for those who are still at them, and lead to new ones.
        self._kept = 0
        self._steps.clear()
        self._terms.clear()
        self._states.clear()
        self._bits_of_char.clear()
        self._start.moves.clear()

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
        for start in range(max(len(history) - longest(item), 0), len(history) + 1):
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


def _reach(node: Node) -> int:
    """Return how many characters before it the conditions of a node can look at."""
    if isinstance(node, tree.Boundary | tree.Start):
        return 1
    reach = max((_reach(child) for child in tree.children(node)), default=0)
    if isinstance(node, tree.Look) and not node.ahead:
        return longest(node.item) + reach
    return reach
