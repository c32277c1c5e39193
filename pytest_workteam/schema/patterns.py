"""Match the Java regular expressions of service models.

A pattern is translated token by token for ``regex``, which has a time limit. ``re`` matches short
texts of most patterns: importing ``regex`` takes about 70 ms, which most runs then save.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from pytest_workteam.schema.java_syntax import (
    Translation,
    UnknownSyntaxError,
    in_ascii,
    translate,
)

if TYPE_CHECKING:
    import regex

LIMIT = 0.5
"""Time limit of one match in seconds; a text that takes longer does not match."""
SHORT = 64
"""Longest text, in characters, that ``re`` matches."""
SHORT_FOR_GROUPS = 12
"""The same for a pattern that repeats a group: backtracking may be exponential."""

Match = Callable[[str], object]
"""Returns a true value if the pattern matches the whole text."""


class JavaPattern:
    """A Java regular expression, compiled on first use.

    Attributes:
        text: The pattern, as the service model has it.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @functools.cached_property
    def translation(self) -> Translation | None:
        """The pattern in the syntax of ``regex``; None if it has unsupported syntax."""
        try:
            return translate(self.text)
        except UnknownSyntaxError:
            return None

    @functools.cached_property
    def fits(self) -> Match:
        """Match a whole text. A pattern with unsupported syntax matches every text."""
        by_regex = _Limited(self)
        if self.translation is None:
            return by_regex
        ascii_form = in_ascii(self.translation) if self.translation.plain else None
        by_re = None if ascii_form is None else _fullmatch(ascii_form)
        if by_re is None:
            return by_regex
        short = SHORT_FOR_GROUPS if _REPEATED_GROUP.search(self.translation.text) else SHORT
        if ascii_form == self.translation.text:
            return lambda text: by_re(text) if len(text) <= short else by_regex(text)
        return lambda text: by_re(text) if len(text) <= short and text.isascii() else by_regex(text)

    def matches(self, text: str) -> bool:
        """Return whether the pattern matches the whole text, anchored or not (observed)."""
        return bool(self.fits(text))


_REPEATED_GROUP = re.compile(r"\)[*+{]")


def _fullmatch(text: str) -> Match | None:
    try:
        return re.compile(text).fullmatch
    except re.error:
        return None


class _Limited:
    """Match with ``regex``, imported on first use."""

    def __init__(self, pattern: JavaPattern) -> None:
        self._pattern = pattern

    def __call__(self, text: str) -> bool:
        compiled = self.compiled
        if compiled is None:
            return True
        try:
            return compiled.fullmatch(text, timeout=LIMIT) is not None
        except TimeoutError:
            return False

    @functools.cached_property
    def compiled(self) -> regex.Pattern[str] | None:
        import regex

        translation = self._pattern.translation
        if translation is None:
            return None
        try:
            # A full cache of regex's draws from `random`, whose state belongs to the tests.
            return regex.compile(translation.text, regex.V1, cache_pattern=False)
        except regex.error:
            return None


def is_understood(text: str) -> bool:
    """Return whether the pattern's syntax is supported."""
    return _Limited(java_pattern(text)).compiled is not None


@functools.cache
def java_pattern(text: str) -> JavaPattern:
    """Return the cached pattern with this text."""
    return JavaPattern(text)


def ecma_pattern(text: str) -> str | None:
    """Return an anchored ECMA-262 form of a pattern; None if it has none."""
    translation = java_pattern(text).translation
    if translation is None or not translation.portable:
        return None
    return f"^(?:{translation.text})$"
