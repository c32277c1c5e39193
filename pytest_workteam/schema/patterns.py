"""The regular expressions of the service models, which are Java's."""

from __future__ import annotations

import functools
import re
from typing import Any

import regex


class JavaPattern:
    def __init__(self, text: str) -> None:
        self.text = text
        self._compiled: Any = None

    def matches(self, value: str) -> bool:
        if self._compiled is None:
            try:
                self._compiled = re.compile(self.text, re.ASCII)
            except re.error:
                self._compiled = regex.compile(self.text)
        return self._compiled.fullmatch(value) is not None


@functools.cache
def java_pattern(text: str) -> JavaPattern:
    return JavaPattern(text)


def ecma_pattern(text: str) -> str | None:
    return f"^(?:{text})$"
