"""The regular expressions of the service models, which are Java's, for matching and publishing."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from pytest_workteam.schema import regex_tree as tree
from pytest_workteam.schema.automaton import Automaton
from pytest_workteam.schema.charsets import CharSet, Ranges
from pytest_workteam.schema.determinism import is_deterministic
from pytest_workteam.schema.dialects import Ecma, NoCounterpartError, Python
from pytest_workteam.schema.java_regex import PatternSyntaxError, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_workteam.schema.regex_tree import Node

__all__ = ["JavaPattern", "PatternSyntaxError", "ecma_pattern", "java_pattern"]

# What a pattern that only backtracking can match may take of one text. Three of botocore's
# patterns have back references; none comes near it.
_SECONDS = 0.5


class JavaPattern:
    """A regular expression of Java, compiled when it is first matched with."""

    def __init__(self, text: str) -> None:
        """Keep the text of the pattern; see `java_pattern`, which shares what it makes."""
        self.text = text
        self._matches: Callable[[str], bool] | None = None

    @functools.cached_property
    def tree(self) -> Node:
        """The tree of the pattern.

        Raises:
            PatternSyntaxError: See `parse`.
        """
        return parse(self.text)

    def matches(self, value: str) -> bool:
        """Return whether the whole of a text matches (observed: anchored or not).

        The time is in proportion to the length of the text. Only patterns with back references,
        or with possessive repetitions that matter, are matched by trying, for half a second at
        most; what is not decided by then counts as no match.

        Raises:
            PatternSyntaxError: The pattern is not one that `parse` knows.
        """
        if self._matches is None:
            self._matches = _matcher(self.tree)
        return self._matches(value)


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


def _matcher(node: Node) -> Callable[[str], bool]:
    parts = tree.walk(node)
    if is_deterministic(node) and all(
        _is_plain(part.charset) for part in parts if isinstance(part, tree.Chars)
    ):
        fullmatch = re.compile(Python(node).written(node)).fullmatch
        return lambda value: fullmatch(value) is not None
    if any(
        isinstance(part, tree.Backreference | tree.Atomic)
        or (isinstance(part, tree.Repeat) and part.possessive)
        for part in parts
    ):
        return _trying(node)
    return Automaton(node).matches


def _is_plain(charset: CharSet) -> bool:
    return isinstance(charset, Ranges)


def _trying(node: Node) -> Callable[[str], bool]:
    import regex  # costs an import that hardly any pattern needs

    compiled: Any = regex.compile(Python(node).written(node), regex.VERSION0)

    def matches(value: str) -> bool:
        try:
            return compiled.fullmatch(value, timeout=_SECONDS) is not None
        except TimeoutError:
            return False

    return matches
