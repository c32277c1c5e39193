"""The regular expressions of the service models, which are Java's, for matching and publishing."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from pytest_workteam.schema import regex_tree as tree
from pytest_workteam.schema.charsets import Ranges, in_ascii
from pytest_workteam.schema.determinism import MANY, undecided
from pytest_workteam.schema.dialects import Ecma, NoCounterpartError, Python
from pytest_workteam.schema.java_regex import PatternSyntaxError, parse
from pytest_workteam.schema.nonempty import productive

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_workteam.schema.regex_tree import Node

__all__ = ["JavaPattern", "PatternSyntaxError", "ecma_pattern", "java_pattern"]

# What a pattern that only backtracking can match may take of one text. Three of botocore's
# patterns have back references; none comes near it.
_SECONDS = 0.5
# How long a text may be, by the number of choices that its pattern leaves open, for trying to
# cost some hundred thousand steps at the most.
_SHORT = {1: 512, 2: 64, 3: 32}


class JavaPattern:
    """A regular expression of Java, compiled when it is first matched with."""

    def __init__(self, text: str) -> None:
        """Keep the text of the pattern; see `java_pattern`, which shares what it makes."""
        self.text = text
        self.fits: Callable[[str], object] = self._first_fits
        """`matches`, as quick as it can be: its truth is the answer."""

    @functools.cached_property
    def tree(self) -> Node:
        """The tree of the pattern.

        Raises:
            PatternSyntaxError: See `parse`.
        """
        return parse(self.text)

    @functools.cached_property
    def matcher(self) -> Callable[[str], object]:
        """The function that tells by truth whether it matches a whole text.

        Raises:
            PatternSyntaxError: See `parse`; or the pattern looks back without a limit.
        """
        return _matcher(self.tree)

    def matches(self, value: str) -> bool:
        """Return whether the whole of a text matches (observed: anchored or not).

        The time is in proportion to the length of the text. Only patterns with back references,
        or with possessive repetitions that matter, are matched by trying, for half a second at
        most; what is not decided by then counts as no match. A pattern that is not understood
        matches every text: a request is not refused for what cannot be judged.
        """
        return bool(self.fits(value))

    def _first_fits(self, value: str) -> object:
        try:
            self.fits = self.matcher
        except PatternSyntaxError:
            self.fits = _anything
        return self.fits(value)


def _anything(value: str) -> bool:
    del value
    return True


@functools.cache
def java_pattern(text: str) -> JavaPattern:
    """Return the pattern of this text, the same object each time."""
    return JavaPattern(text)


def ecma_pattern(text: str) -> str | None:
    """Return a pattern as ECMA-262 writes it, anchored at both ends, or None if it cannot."""
    try:
        node = java_pattern(text).tree
        return f"^(?:{Ecma(node).written(node)})$"
    except (NoCounterpartError, PatternSyntaxError):
        return None


def _matcher(node: Node) -> Callable[[str], object]:
    """Return the fastest way to match that no text can make slow."""
    parts = tree.walk(node)
    choices = undecided(node)
    plain = all(isinstance(part.charset, Ranges) for part in parts if isinstance(part, tree.Chars))
    if choices == 0 and plain:
        return _by_re(node)
    if any(isinstance(part, tree.Backreference | tree.Atomic) for part in parts):
        return _by_regex(node)
    if choices and any(isinstance(part, tree.Repeat) and part.possessive for part in parts):
        return _by_regex(node)
    if not plain:
        return _by_either(node)
    automaton = _automaton(node)
    if choices >= MANY:
        return automaton()
    # With so few choices, trying them all is quickest for a short text.
    short, by_re = _SHORT.get(choices, 0), _by_re(node)
    return lambda value: by_re(value) if len(value) <= short else automaton()(value)


def _by_either(node: Node) -> Callable[[str], object]:
    """Match ASCII by ranges of characters, which need no Unicode properties."""
    of_ascii = _matcher(tree.with_charsets(node, in_ascii))
    automaton = _automaton(node)
    return lambda value: of_ascii(value) if value.isascii() else automaton()(value)


def _automaton(node: Node) -> Callable[[], Callable[[str], bool]]:
    """Return what gives an automaton's `matches`, made for the first text that needs it."""

    @functools.cache
    def matches() -> Callable[[str], bool]:
        from pytest_workteam.schema.automaton import Automaton

        return Automaton(node).matches

    return matches


def _by_re(node: Node) -> Callable[[str], object]:
    # Possessiveness does not matter where nothing is tried, and Python 3.10 does not know it.
    node = productive(node)
    return re.compile(Python(node).written(node)).fullmatch


def _by_regex(node: Node) -> Callable[[str], bool]:
    import regex  # costs an import that hardly any pattern needs

    compiled: Any = regex.compile(Python(node).written(node), regex.VERSION0)

    def matches(value: str) -> bool:
        try:
            return compiled.fullmatch(value, timeout=_SECONDS) is not None
        except TimeoutError:
            return False

    return matches
