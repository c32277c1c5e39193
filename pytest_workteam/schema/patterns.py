"""Match the Java regular expressions of service models.

``regex`` matches them, within a time limit. Importing it takes about 70 ms, so ``re`` matches short
texts of most patterns.
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

_REPEATED_GROUP = re.compile(r"\)[*+{]")


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
    def fits(self) -> Callable[[str], object]:
        """Return a true value if the pattern matches the whole text, anchored or not (observed).

        A pattern with unsupported syntax matches every text.
        """
        translation = self.translation
        if translation is None or not translation.portable:
            return self.fits_by_regex
        ascii_form = in_ascii(translation)
        try:
            by_re = re.compile(ascii_form).fullmatch
        except re.error:
            return self.fits_by_regex
        by_regex = self.fits_by_regex
        short = SHORT_FOR_GROUPS if _REPEATED_GROUP.search(translation.text) else SHORT
        if ascii_form == translation.text:
            return lambda text: by_re(text) if len(text) <= short else by_regex(text)
        return lambda text: by_re(text) if len(text) <= short and text.isascii() else by_regex(text)

    def fits_by_regex(self, text: str) -> bool:
        """Match a whole text of any length."""
        if self.compiled is None:
            return True
        try:
            return self.compiled.fullmatch(text, timeout=LIMIT) is not None
        except TimeoutError:
            return False

    @functools.cached_property
    def compiled(self) -> regex.Pattern[str] | None:
        """The pattern for ``regex``; None if it has unsupported syntax."""
        if self.translation is None:
            return None
        import regex

        try:
            # A full cache of regex's draws from `random`, whose state belongs to the tests.
            return regex.compile(self.translation.text, regex.V1, cache_pattern=False)
        except regex.error:
            return None

    def matches(self, text: str) -> bool:
        """Return whether the pattern matches the whole text."""
        return bool(self.fits(text))


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
