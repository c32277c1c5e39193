"""Patterns match what they match in Java, in bounded time, and are published as ECMA-262's."""

from __future__ import annotations

import gzip
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import Loader

from pytest_workteam.schema import patterns
from pytest_workteam.schema.patterns import JavaPattern, ecma_pattern, java_pattern

SERVICES = ("sagemaker", "sagemaker-a2i-runtime")
VERDICTS: dict[str, dict[str, str]] = json.loads(
    gzip.decompress((Path(__file__).parent / "verdicts.json.gz").read_bytes())
)
"""What a JDK said: 1 for a match of the whole text, 0 for none, x for no pattern at all."""

# Pattern, texts that match, texts that do not: what Java 17 answered.
OBSERVED_WITH_JAVA: list[tuple[str, list[str], list[str]]] = [
    ("[a-z&&[^m]]+", ["abc"], ["m"]),
    ("x*+x", [], ["xx"]),
    (r"\p{L}*+a", [], ["\xe9a", "xa"]),
    ("x*x", ["xx"], []),
    ("[/]?+[a-z]+", ["/a", "a"], ["/"]),
    ("(?>a|ab)c", ["ac"], ["abc"]),
    ("x?+xy", ["xxy"], ["xy"]),
    (r"a$\n?", ["a", "a\n"], []),
    (".", ["\x0b", "\U0001f600"], ["\x85", "\u2028", "\n"]),
    (r"\w+", ["a_1"], ["\xe9"]),
    (r"\s", ["\x0b"], ["\xa0", "\x1c"]),
    (r"\S+", ["\xa0\u2003"], []),
    (r"\p{L}", ["\xe9", "\u4e2d"], ["1"]),
    (r"(\p{L}|-)1\b(?=.)[^a]*", ["\xe91 ", "-1-"], ["\xe91a", "1 ", "-1"]),
    (r"\p{Punct}", ["!", "$"], ["\u20ac"]),
    (r"\p{IsAlphabetic}", ["\xe9", "\u0345"], ["1"]),
    (r"\p{LD}+", ["\xe9\u0663"], ["\xb2"]),
    (r"\x{1F600}", ["\U0001f600"], []),
    (r"\uD83D\uDE00", ["\U0001f600"], []),
    (r"[\uD83D\uDE00-\uD83D\uDE05]", ["\U0001f603"], ["a"]),
    ("(a?b?)*", ["abab", ""], []),
    ("((a|b?)*c)*", ["abcc", ""], []),
    ("(?<!-)a(?<=a)", ["a"], []),
    ("[a-]", ["-", "a"], []),
    ("[-a]", ["-"], []),
    (r"[a\]b]", ["]"], []),
    (r"\b\w+\b.*", ["ab c"], [" ab"]),
    (r"\Bx", [], ["x"]),
    (r"(\w)\1", ["aa"], ["ab"]),
    (r"[^\s\S]", [], ["a"]),
    (r"\012", ["\n"], []),
    (r"\0101", ["A"], []),
    ("a{2,}", ["aaa"], ["a"]),
    ("^a|b$", ["a", "b"], ["ab"]),
    ("(^a$|b)c?", ["a", "bc"], ["ac"]),
    ("[0-9--/]", ["-", ".", "5"], []),
    ("(|a)+b", ["aab", "b"], []),
    (r"(a|\b){3}", ["a", "aaa"], [""]),
    ("(a|(?!x)){8}", ["", "aaa", "a" * 8], ["a" * 9]),
    ("(a|(?!x)){9}", ["", "aaa", "a" * 9], ["a" * 19]),
    ("(?s).", ["\n"], []),
    ("a(?i)b|c", ["aB", "C"], ["Ab"]),
    ("(a(?i)b)c", ["aBc"], ["aBC"]),
    (r"\p{Lower}", ["a", "z"], ["`", "{", "\xe9"]),
    (r"\p{Upper}", ["A", "Z"], ["@", "[", "\xc9"]),
    (r"\p{ASCII}", ["\x00", "\x7f"], ["\x80"]),
    (r"\p{Alpha}", ["A", "Z", "a", "z"], ["@", "[", "`", "{", "\xe9"]),
    (r"\p{Digit}", ["0", "9"], ["/", ":", "\u0663"]),
    (r"\p{Alnum}", ["0", "9", "A", "Z", "a", "z"], ["/", ":", "@", "[", "`", "{"]),
    (r"\p{Graph}", ["!", "~"], [" ", "\x7f"]),
    (r"\p{Print}", [" ", "~"], ["\x1f", "\x7f"]),
    (r"\p{Blank}", [" ", "\t"], ["\n", "\xa0"]),
    (r"\p{Cntrl}", ["\x00", "\x1f", "\x7f"], [" ", "\x80", "~"]),
    (r"\p{XDigit}", ["0", "9", "A", "F", "a", "f"], ["/", ":", "@", "G", "`", "g"]),
    (r"\p{Space}", [" ", "\t", "\r"], ["\xa0", "\x08", "\x0e"]),
    (r"\p{LC}", ["A", "a", "\u01c5"], ["\u02b0", "1"]),
    (r"\p{all}", ["\x00", "\U0010ffff"], []),
    (r"\t\n\r\f", ["\t\n\r\x0c"], []),
    (r"\x41\u0042", ["AB"], []),
    (r"(a)(b)\2", ["abb"], ["aba"]),
    ("a^b", [], ["ab", "a^b"]),
    ("a$b", [], ["ab", "a$b"]),
    ("(a$)b|c", ["c"], ["ab"]),
    ("b?(^a)", ["a"], ["ba"]),
    ("a(?:$)?b", ["ab"], []),
    ("a(?:$)+b", [], ["ab"]),
    ("a$*b", ["ab"], []),
    ("a$+b", [], ["ab"]),
    ("[a-a]", ["a"], ["b"]),
    ("[a-bb-cd]+", ["abcd"], ["e"]),
    ("(a|)(b|)", ["", "a", "b", "ab"], ["ba"]),
]


@pytest.mark.parametrize("pattern,matching,others", OBSERVED_WITH_JAVA)
def test_matches_what_java_matches(pattern: str, matching: list[str], others: list[str]) -> None:
    found = java_pattern(pattern)
    assert [text for text in matching if not found.matches(text)] == []
    assert [text for text in others if found.matches(text)] == []
    # A text that is long goes another way.
    texts = (*matching, *others)
    assert [found.fits_by_regex(text) for text in texts] == [found.matches(text) for text in texts]


def test_agrees_with_a_jdk_on_botocores_patterns() -> None:
    differences = [
        (pattern, text, verdict)
        for pattern, verdicts in VERDICTS.items()
        for text, verdict in verdicts.items()
        if verdict != "x" and java_pattern(pattern).matches(text) != (verdict == "1")
    ]

    assert sum(map(len, VERDICTS.values())) > 20_000
    assert differences == []


def test_every_pattern_of_the_faked_services_is_understood() -> None:
    not_understood = [
        shape["pattern"]
        for service in SERVICES
        for shape in models(service).values()
        if "pattern" in shape and java_pattern(shape["pattern"]).compiled is None
    ]

    assert not_understood == []


def models(service: str) -> dict[str, Any]:
    shapes: dict[str, Any] = Loader().load_service_model(service, "service-2")["shapes"]
    return shapes


# No service model uses them.
UNSUPPORTED = [
    r"[\Q.\E]",
    r"[\p{L}&&[^x]&&[^y]]",
    r"(?<n>a)\k<n>",
    r"\G",
    r"\P{Print}",
    r"\Qa.b\E",
    r"\R",
    r"\Z",
    r"\cA",
    r"\h",
    r"\p{javaLowerCase}",
    "(?i:a)",
    "(?s:.)",
    "(?x)a",
    "(a)(?s).",
    "[[a-c]x]",
    "[a&&b]",
    "[]a]",
]
INVALID = ["(", "[a", "[z-a]"]


@pytest.mark.parametrize("pattern", [*UNSUPPORTED, *INVALID])
def test_a_pattern_that_is_not_understood_matches_every_text(pattern: str) -> None:
    assert java_pattern(pattern).compiled is None
    assert java_pattern(pattern).matches("anything")
    assert java_pattern(pattern).matches("anything" * 10)
    assert ecma_pattern(pattern) is None or pattern in INVALID


def test_a_text_that_takes_too_long_does_not_match(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "LIMIT", 0.01)
    hostile = patterns.JavaPattern("((a|b|ab)*)*c\\1")

    assert not hostile.matches("ab" * 2000)
    assert hostile.matches("abcab")


@pytest.mark.parametrize(
    "pattern,expected",
    [
        ("[a-z]+", "^(?:[a-z]+)$"),
        (r"[\w-]+_\d", r"^(?:[0-9A-Z_a-z\-]+_[0-9])$"),
        (r"\p{L}.", r"^(?:[\p{L}][^\n\r\x85\u2028\u2029])$"),
        ("a*+", None),
        ("[a-z&&[^m]]", "^(?:(?:(?![m])[a-z]))$"),
        ("(?s).", "^(?:[\\x00-\U0010ffff])$"),
        (r"(?i)a", None),
        (r"\p{IsAlphabetic}", None),
        (r"\p{Punct}", r"^(?:[!-/:-@\[-`{-~])$"),
    ],
)
def test_the_published_form(pattern: str, expected: str | None) -> None:
    assert ecma_pattern(pattern) == expected


def test_published_forms_agree_with_the_matcher_where_python_reads_them() -> None:
    for pattern, verdicts in VERDICTS.items():
        published = ecma_pattern(pattern)
        if published is None or "\\p" in published or "\\P" in published:
            continue
        for text in verdicts:
            # Python's $ matches before a line end, and Python may try for ever on a longer text.
            if len(text) <= patterns.SHORT_FOR_GROUPS and not text.endswith("\n"):
                assert bool(re.search(published, text)) == java_pattern(pattern).matches(text)


def test_compiling_many_patterns_leaves_the_random_state_alone() -> None:
    before = random.getstate()
    for number in range(1100):
        assert JavaPattern(f"a{{{number}}}").matches("a" * number)
    assert random.getstate() == before
