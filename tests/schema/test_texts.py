"""Texts are found for every notation of Java's, and lengths are kept where they can be."""

from __future__ import annotations

import pytest
from hypothesis import Phase, find, given, settings

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


@pytest.mark.parametrize(
    "pattern",
    [
        "a{2,3}",
        "a{2}b+",
        "[ac]",
        r"\p{Lu}",
        r"[\p{L}&&[^x]]",
        r"[a\p{Lu}]",
        "(a|b{2})c?",
    ],
)
def test_texts_of_a_pattern_without_conditions_match_it(pattern: str) -> None:
    found = java_pattern(pattern)

    @settings(QUICK, max_examples=100)
    @given(texts(found.tree, 0, 10))
    def check(text: str) -> None:
        assert found.matches(text)

    check()


@pytest.mark.parametrize(
    "pattern, expected",
    [
        ("a?b", {"b", "ab"}),
        ("[ac]|b", {"a", "b", "c"}),
        ("(a?){2}", {"", "a", "aa"}),
        ("(a*){1}", {"", "a", "aa", "aaa"}),
        (r"[\x{D7FE}-\x{E001}]", {"\ud7fe", "\ud7ff", "\ue000", "\ue001"}),
        (r"[\x{D7FF}-\x{E000}]", {"\ud7ff", "\ue000"}),
    ],
)
def test_every_text_can_be_found(pattern: str, expected: set[str]) -> None:
    found: set[str] = set()

    @QUICK
    @given(texts(java_pattern(pattern).tree, 0, 3))
    def check(text: str) -> None:
        found.add(text)

    check()

    assert found == expected


@pytest.mark.parametrize(
    "pattern, simplest",
    [(r"[\t!]", "!"), ("[\t-%A]", "A"), ("[ A]", " "), ("[A!]", "!")],
)
def test_the_simplest_character_is_printable_where_one_is(pattern: str, simplest: str) -> None:
    assert find(texts(java_pattern(pattern).tree, 0, 10), lambda _: True) == simplest


def test_a_repetition_without_a_limit_has_a_length_that_is_asked_for() -> None:
    @settings(QUICK, max_examples=200)
    @given(texts(java_pattern("a*").tree, 2, 4))
    def check(text: str) -> None:
        assert 2 <= len(text) <= 4

    check()


def test_a_set_of_no_characters_has_no_text() -> None:
    assert texts(java_pattern(r"[^\s\S]").tree, 0, 10).is_empty


def test_halves_of_characters_are_no_texts() -> None:
    assert texts(java_pattern(r"[\x{D800}-\x{DFFF}]").tree, 0, 10).is_empty
