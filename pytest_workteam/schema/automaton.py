"""Whole-text matching in one pass over the text, whatever the expression.

The state after each character is an expression again: what the rest of the text has to match,
the derivative of the one before (Brzozowski 1964). States are made when they are first met, and
kept. Nothing is tried twice, so that no text makes a match run for long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pytest_workteam.schema import charsets
from pytest_workteam.schema import regex_tree as tree
from pytest_workteam.schema.nonempty import longest, productive
from pytest_workteam.schema.terms import (
    ANYTHING,
    END,
    FAIL,
    HERE,
    AllOf,
    AnyOf,
    NoneOf,
    Term,
    Terms,
    Then,
    leads_here,
)

if TYPE_CHECKING:
    from pytest_workteam.schema.regex_tree import Node


# The classes of a character, as bits. Of the characters read before, as many are kept as a
# condition may look back at, with the classes that such conditions ask for.
Bits: TypeAlias = int
History: TypeAlias = tuple[Bits, ...]


class _State:
    """A term at a place: what to do with each character that has come here so far."""

    __slots__ = ("ends", "failed", "history", "moves", "term")

    def __init__(self, term: Term, history: History) -> None:
        self.term = term
        self.history = history
        self.moves: dict[str, _State] = {}
        # Whether a text that ends here matches, once somebody has asked.
        self.ends: bool | None = None
        self.failed = term is FAIL


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
        self._terms = Terms()
        self._steps: dict[tuple[Term, History, Bits], Term] = {}
        self._word = self._remembered = 0
        self._reach = _reach(node)
        for part in tree.walk(node):
            self._prepare(part)
        self._states: dict[tuple[Term, History], _State] = {}
        self._kept = 0
        self._start = _State(self._terms.then(node, END), (_BEFORE_START,) if self._reach else ())

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
            if state.failed:
                return False
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
        if isinstance(term, Then):
            if isinstance(term.node, tree.Chars):
                return term.rest if bits & self._classes[term.node.charset] else FAIL
            return self._derivative(self._opened(term, history, bits), history, bits)
        if isinstance(term, AnyOf):
            return self._terms.any_of(self._derivative(each, history, bits) for each in term.terms)
        if isinstance(term, AllOf):
            return self._terms.all_of(self._derivative(each, history, bits) for each in term.terms)
        if isinstance(term, NoneOf):
            return self._terms.none_of(self._derivative(term.term, history, bits))
        return ANYTHING if term is ANYTHING else FAIL

    def _ends(self, term: Term, history: History) -> bool:
        """Return whether a term holds when no text is left."""
        if isinstance(term, Then):
            if isinstance(term.node, tree.Chars):
                return False
            return self._ends(self._opened(term, history, None), history)
        if isinstance(term, AnyOf):
            return any(self._ends(each, history) for each in term.terms)
        if isinstance(term, AllOf):
            return all(self._ends(each, history) for each in term.terms)
        if isinstance(term, NoneOf):
            return not self._ends(term.term, history)
        return term is not FAIL

    def _opened(self, term: Then, history: History, bits: Bits | None) -> Term:
        """Return a term that asks the same with simpler nodes, at a place between characters.

        bits: the classes of the character that follows, or None at the end of the text.
        """
        node, rest = term.node, term.rest
        if isinstance(node, tree.Alternation):
            return self._terms.any_of(self._terms.then(option, rest) for option in node.options)
        if isinstance(node, tree.Repeat):
            return self._round(term, node)
        if isinstance(node, tree.Start):
            return rest if history[-1] == _BEFORE_START else FAIL
        if isinstance(node, tree.End):
            return self._terms.all_of((rest, END))
        if isinstance(node, tree.Boundary):
            before = history[-1] != _BEFORE_START and bool(history[-1] & self._word)
            after = bits is not None and bool(bits & self._word)
            return rest if (before != after) != node.negative else FAIL
        if isinstance(node, tree.Look):
            if node.ahead:
                condition = self._terms.then(node.item, ANYTHING)
            else:
                condition = self._behind(node.item, history, bits)
            return self._terms.all_of(
                (self._terms.none_of(condition) if node.negative else condition, rest)
            )
        raise TypeError(f"an automaton cannot match {node!r}")

    def _round(self, term: Then, node: tree.Repeat) -> Term:
        if term.most == 0:
            return term.rest
        most = None if term.most is None else term.most - 1
        again = self._terms.then(
            node.item, self._terms.counted(node, term.rest, max(term.least - 1, 0), most)
        )
        return again if term.least else self._terms.any_of((again, term.rest))

    def _behind(self, item: Node, history: History, bits: Bits | None) -> Term:
        """Return what the rest of the text has to match for the item to end at this place."""
        conditions: list[Term] = []
        for start in range(max(len(history) - longest(item), 0), len(history) + 1):
            term = self._terms.then(item, HERE)
            for place in range(start, len(history)):
                if history[place] == _BEFORE_START:
                    term = FAIL
                term = self._derivative(term, history[:place], history[place])
            conditions.append(self._arrived(term, history, bits))
        return self._terms.any_of(conditions)

    def _arrived(self, term: Term, history: History, bits: Bits | None) -> Term:
        """Return what is left of a term to be met when it takes no more characters."""
        if isinstance(term, Then):
            if isinstance(term.node, tree.Chars):
                return FAIL
            return self._arrived(self._opened(term, history, bits), history, bits)
        if isinstance(term, AnyOf):
            return self._terms.any_of(self._arrived(each, history, bits) for each in term.terms)
        if isinstance(term, AllOf):
            return self._terms.all_of(
                self._arrived(each, history, bits) if leads_here(each) else each
                for each in term.terms
            )
        return ANYTHING if term is HERE else FAIL


def _reach(node: Node) -> int:
    """Return how many characters before it the conditions of a node can look at."""
    if isinstance(node, tree.Boundary | tree.Start):
        return 1
    reach = max((_reach(child) for child in tree.children(node)), default=0)
    if isinstance(node, tree.Look) and not node.ahead:
        return longest(node.item) + reach
    return reach
