"""How many choices a pattern leaves open, by which the way to match it is chosen."""

from __future__ import annotations

import pytest

from pytest_workteam.schema.determinism import MANY, undecided
from pytest_workteam.schema.patterns import java_pattern


@pytest.mark.parametrize(
    "pattern,choices",
    [
        ("", 0),
        ("a", 0),
        ("ab*c", 0),
        ("(ab|c)d", 0),
        ("(a|)b", 0),
        ("a{2}b?[cd]{0,3}", 0),
        ("a{3}a", 0),
        ("a?b?c", 0),
        ("a?a", 1),
        ("a*ab", 1),
        ("(a|ab)", 1),
        ("(a|b|bc)", 1),
        ("(|a)a", 1),
        ("((a|ab)|b)", 1),
        ("(a|ab)(c|cd)", 2),
        ("a*a*a*", 2),
        ("a?(b|bc)?", 1),
        ("(b|bc)?c", 1),
        ("(a?b)*b?", 1),
        ("(ab)*ac", 1),
        # What begins what follows may come after something that can be empty.
        ("a?b?a", 1),
        ("a?((b|)a)", 1),
        ("a?((?:b|c)d)?a", 1),
        ("(ab?)*b", 1000),
        ("(ab?)*c", 0),
        ("(ab?|c)d", 0),
        ("(ab?a?)?c", 0),
        ("(ab?a?)*c", 1000),
        ("x?(b?c|d)e", 0),
        ("a?((a|b)c)", 1),
        ("b?a{2}b", 0),
    ],
)
def test_the_next_character_decides_or_not(pattern: str, choices: int) -> None:
    assert undecided(java_pattern(pattern).tree) == choices


@pytest.mark.parametrize(
    "pattern", ["(a|ab)*", "(a*a)*", "(a?)*", r"\ba", "(?=a)a", "(?>a)", r"(a)\1"]
)
def test_what_may_take_for_ever_is_many(pattern: str) -> None:
    assert undecided(java_pattern(pattern).tree) >= MANY
