"""Texts are found for every notation of Java's, and lengths are kept where they can be."""

from __future__ import annotations

import pytest
from hypothesis import Phase, find, settings

from pytest_workteam.schema.patterns import java_pattern
from pytest_workteam.schema.texts import texts

QUICK = settings(max_examples=1000, database=None, phases=[Phase.generate], derandomize=True)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "(|a)b",
        r"\ba\b",
        r"\p{Lu}+",
        r"\P{L}+",
        r"[\p{L}&&[^x]]+",
        r"[a\p{Lu}]+",
        r"\p{IsAlphabetic}+",
        r"[\x{D7FF}-\x{E000}]",
        r"(?>a|b)c{2,3}",
        "[^\\x{D800}-\\x{DFFF}]",
        "[\\x{E000}-\\x{F8FF}]",
    ],
)
def test_a_text_that_matches_is_found(pattern: str) -> None:
    found = java_pattern(pattern)
    assert find(texts(found.tree, 0, 10), found.matches, settings=QUICK) is not None


def test_a_set_of_no_characters_has_no_text() -> None:
    assert texts(java_pattern(r"[^\s\S]").tree, 0, 10).is_empty


def test_halves_of_characters_are_no_texts() -> None:
    assert texts(java_pattern(r"[\x{D800}-\x{DFFF}]").tree, 0, 10).is_empty
