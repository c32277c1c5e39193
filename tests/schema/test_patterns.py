"""Patterns match what they match in Java, in bounded time, and are published as ECMA-262's."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_workteam.schema.automaton import Automaton
from pytest_workteam.schema.patterns import (
    JavaPattern,
    PatternSyntaxError,
    ecma_pattern,
    java_pattern,
)
from tests.schema import naive

# Pattern, texts that match, texts that do not: what Java 17 answered.
OBSERVED_WITH_JAVA: list[tuple[str, list[str], list[str]]] = [
    ("a{2}{0,3}", ["aa"], ["aaaa", "a"]),
    ("{2}a", ["a"], ["aa"]),
    ("(?:{2}a)", ["a"], ["::a"]),
    ("[^a[b]]", ["c"], ["a", "b"]),
    ("[a-z&&[^m]]+", ["abc"], ["m"]),
    ("[a-z&&b-d&&[^c]]", ["b", "d"], ["c", "a"]),
    ("x*+x", [], ["xx"]),
    (r"\p{L}*+a", [], ["\xe9a", "xa"]),
    (r"[\p{L}&&[^x]&&[^y]]+", ["ab", "\xe9"], ["ax", "ay"]),
    ("x*x", ["xx"], []),
    ("[/]?+[a-z]+", ["/a", "a"], ["/"]),
    ("(?>a|ab)c", ["ac"], ["abc"]),
    ("x?+xy", ["xxy"], ["xy"]),
    ("(?i)[a-c]\xc9", ["B\xc9"], ["B\xe9", "b"]),
    (r"\Qa.b\E+", ["a.bb"], ["axb"]),
    (r"a$\n?", ["a", "a\n"], []),
    ("a$\r\n", ["a\r\n"], []),
    ("a\r$\n", [], ["a\r\n"]),
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
    (r"\R", ["\r\n", "\n", "\u2028"], ["a"]),
    (r"\h\v", ["\t\n", " \x0b", "\xa0\u2029"], []),
    ("(a?b?)*", ["abab", ""], []),
    ("((a|b?)*c)*", ["abcc", ""], []),
    ("(?<!-)a(?<=a)", ["a"], []),
    ("[]a]", ["]", "a"], []),
    ("[a-]", ["-", "a"], []),
    ("[-a]", ["-"], []),
    (r"[a\]b]", ["]"], []),
    (r"\b\w+\b.*", ["ab c"], [" ab"]),
    (r"\Bx", [], ["x"]),
    (r"(\w)\1", ["aa"], ["ab"]),
    (r"(?<n>a|b)\k<n>", ["aa"], ["ab"]),
    ("[[a-c]x]+", ["abx"], ["y"]),
    ("[a&&&&a]", ["a"], []),
    (r"[^\s\S]", [], ["a"]),
    (r"\012", ["\n"], []),
    (r"\0101", ["A"], []),
    (r"\cA", ["\x01"], []),
    ("a{2,}", ["aaa"], ["a"]),
    ("^a|b$", ["a", "b"], ["ab"]),
    ("(^a$|b)c?", ["a", "bc"], ["ac"]),
    ("[&&a]", ["a"], ["&"]),
    ("[a&&]", ["a"], []),
    ("[0-9--/]", ["-", ".", "5"], []),
    ("(|a)+b", ["aab", "b"], []),
    (r"(a|\b){3}", ["a", "aaa"], [""]),
    ("(a|(?!x)){8}", ["", "aaa", "a" * 8], ["a" * 9]),
    ("(a|(?!x)){9}", ["", "aaa", "a" * 9], ["a" * 19]),
    ("(?s).", ["\n"], []),
    ("(?s:.).", ["\na"], ["\n\n"]),
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
    (r"\p{L1}", ["\x00", "\xff"], ["\u0100"]),
    (r"\p{LC}", ["A", "a", "\u01c5"], ["\u02b0", "1"]),
    (r"\p{all}", ["\x00", "\U0010ffff"], []),
    (r"\t\n\r\f\a\e", ["\t\n\r\x0c\x07\x1b"], []),
    (r"\x41\u0042", ["AB"], []),
    (r"(a)(b)\2", ["abb"], ["aba"]),
    ("(?s)(?i:A.)", ["a\n"], ["b\n"]),
    ("(?i)(?s:a.)", ["A\n"], []),
    ("(?s)(?-s).", ["a"], ["\n"]),
    ("(?i)(?-i)a", ["a"], ["A"]),
    ("(?is-i:a.)", ["a\n"], ["A\n"]),
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

# Of these Java's documentation is clear enough.
DOCUMENTED_FOR_JAVA: list[tuple[str, list[str], list[str]]] = [
    (r"\Aa\z", ["a"], []),
    (r"a\Z\n?", ["a", "a\n"], []),
    (r"\b(\w)\1", ["aa", "AA"], ["--"]),
    (r"(.)\B\1", ["aa", "--"], ["ab"]),
    (r"\P{L}", ["1"], ["a"]),
    (r"[^\P{L}]", ["a"], ["1"]),
    (r"[\p{L}&&[^x]]", ["a"], ["x", "1"]),
    (r"(?i)\p{L}a", ["aA", "Aa"], ["1a"]),
    (r"\p{IsWhite_Space}+", [" \u2003"], ["a"]),
    ("ab(?<=ab)c?", ["ab", "abc"], []),
    (".*(?<=a|bc)d", ["ad", "bcd"], ["cd"]),
    ("a(?<=(a))b", ["ab"], []),
    (r".*(?<=\ba{1,2})b", ["ab", "aab", "a aab"], ["aaab"]),
    (r".*(?<=^a{1,2})b", ["ab", "aab"], ["aaab", "caab"]),
    ("[a-c]*(?<=(?<=a)b)c", ["abc", "cabc"], ["bc", "cbc"]),
    ("(?=a|b)..", ["ax", "bx"], ["cx"]),
    ("(?!(?=b)[bc])[abc]", ["a", "c"], ["b"]),
    ("(?!(?!ab)).*", ["ab", "abc"], ["ac", ""]),
    ("(a{0})*b", ["b"], ["ab"]),
    ("(ab|c?)*", ["abc", "cab", ""], ["a"]),
    ("a(?!bc)b?c?", ["a", "ab", "ac"], ["abc"]),
    (r"\x4a\u00e9\ud83d\ude00", ["J\xe9\U0001f600"], ["j\xe9\U0001f600"]),
    (r"\pL\PL", ["a1"], ["1a"]),
    (r"\p{gc=Lu}\p{general_category=L}", ["Aa"], ["aA", "A1"]),
    ("[1-X]", ["1", "A", "X"], ["-"]),
    (r"[\d-z]", ["5", "-", "z"], ["a"]),
    (r"[^\x{10FFFE}]", ["\U0010ffff"], ["\U0010fffe"]),
    (r"\p{L}*+a", [], ["a", "ba"]),
    (r"(?<N1>a|b)\k<N1>", ["aa"], ["ab"]),
    (r"(x)(?<n>a|b)\k<n>", ["xaa"], ["xax"]),
]


@pytest.mark.parametrize("pattern,matching,others", OBSERVED_WITH_JAVA + DOCUMENTED_FOR_JAVA)
def test_texts_match_as_in_java(pattern: str, matching: list[str], others: list[str]) -> None:
    found = java_pattern(pattern)
    assert [text for text in (*matching, *others) if found.matcher(text)] == matching


@pytest.mark.parametrize(
    "pattern,text,matches",
    [
        # Words are ASCII's, as they are in Java from release 19 on.
        (r"\b\w+\b\S", "ab\u00e9", True),
        (r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}", "a-b", True),
        (r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}", "a-", False),
        (r"^[a-z]+", "ab1", False),
        (r"^[a-z]+$", "ab\n", False),
        (r".+", "a\nb", False),
        (r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*", "caf\u00e9 \u0663", True),
        (r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*", "a;b", False),
    ],
)
def test_the_whole_text_has_to_match(pattern: str, text: str, matches: bool) -> None:
    assert java_pattern(pattern).matches(text) is matches


@pytest.mark.parametrize(
    "pattern,problem",
    [
        ("(", "unclosed group at 1 of '('"),
        ("[a", "unexpected end at 2 of '[a'"),
        ("a)", "unmatched ) at 1 of 'a)'"),
        ("*a", "nothing to repeat at 1 of '*a'"),
        ("a**", "nothing to repeat at 3 of 'a**'"),
        ("{a}", "nothing to repeat at 1 of '{a}'"),
        (r"\y", r"unknown escape 'y' at 2 of '\\y'"),
        (r"\X", r"unknown escape 'X' at 2 of '\\X'"),
        ("[b-a]", "malformed range at 4 of '[b-a]'"),
        ("a{3,2}", "malformed count at 6 of 'a{3,2}'"),
        (r"\p{Foo}", r"unknown property 'Foo' at 7 of '\\p{Foo}'"),
        ("(?x)a", "unsupported group or flag at 2 of '(?x)a'"),
        (r"\p{IsFoo}", r"unknown property 'IsFoo' at 9 of '\\p{IsFoo}'"),
        (r"\p{", r"malformed property at 2 of '\\p{'"),
        ("[a&&", "unexpected end at 4 of '[a&&'"),
        (r"\k<n>", r"no group 'n' at 5 of '\\k<n>'"),
        ("(?<=a*)b", "looking behind needs a greatest length"),
    ],
)
def test_a_pattern_that_is_not_understood_says_so_and_refuses_nothing(
    pattern: str, problem: str
) -> None:
    found = java_pattern(pattern)
    with pytest.raises(PatternSyntaxError) as raised:
        found.matcher("anything")
    assert str(raised.value) == problem
    assert found.matches("anything")


@pytest.mark.parametrize(
    "pattern,ecma",
    [
        ("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}", "^(?:[0-9A-Za-z](?:-*[0-9A-Za-z]){0,62})$"),
        ("^a$|^b$", "^(?:a|b)$"),
        (r"\w\d", "^(?:[0-9A-Z_a-z][0-9])$"),
        (r"\S", "^(?:[^\\t-\\r ])$"),
        (".", r"^(?:[^\n\r\u0085\u2028\u2029])$"),
        (r"[\p{L}\P{M}\-]", r"^(?:[\-\p{L}\P{M}])$"),
        (r"[^\p{L}x]", r"^(?:[^x\p{L}])$"),
        (r"\p{IsAlphabetic}", r"^(?:\p{Alphabetic})$"),
        (r"[\p{L}&&[^x]]", r"^(?:(?:(?=\p{L})[^x]))$"),
        (r"[^[\p{L}&&[^x]]]", r"^(?:(?:(?!(?:(?=\p{L})[^x]))[\s\S]))$"),
        (r"[1[\p{L}&&[^x]]]", r"^(?:(?:1|(?:(?=\p{L})[^x])))$"),
        (r"(a)\1(?>b)", None),
        (r"\x{1F600}/", r"^(?:\u{1F600}\/)$"),
        (r"[\uD800\uDBFF-\uDC00\uDFFFa]", "^(?:[a])$"),
        (r"(\w)\1", r"^(?:([0-9A-Z_a-z])(?:\1))$"),
        ("a?+b", r"^(?:(?=(a?))\1b)$"),
        ("[0-9]{2}+", "^(?:[0-9]{2})$"),
        ("(?!a)+b", "^(?:(?!a)b)$"),
        ("(?i)ab{2,}", "^(?:[Aa][Bb]{2,})$"),
        ("a+[^\\s\\S]", r"^(?:a+[^\s\S])$"),
        ("X[X-Z][ -~]", "^(?:X[X-Z][ -~])$"),
        (r"[\x00-a]\uffff", r"^(?:[\u0000-a]\uFFFF)$"),
        (r"[\uD7FF-\uE000]", r"^(?:[\uD7FF-\uE000])$"),
        (r"[\uD800-\uE001\uD000-\uD001]", r"^(?:[\uD000\uD001\uE000\uE001])$"),
        (r"[\uD000-\uD900]", r"^(?:[\uD000-\uD7FF])$"),
        ("b?(^a)", "^(?:b?(?:^a))$"),
        ("(a$)", "^(?:(?:a))$"),
        (r"(a\z)?b", "^(?:(?:a$)?b)$"),
        (r"(^)a\bb\B", r"^(?:(?:)a\bb\B)$"),
        (r"\p{IsWhite_Space}", ecma_pattern(r"\p{IsWhiteSpace}")),
        (
            r"\p{IsWhiteSpace}",
            r"^(?:[\t-\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000])$",
        ),
        (r"[\p{L}&&[^x]&&[^y]]+", r"^(?:(?:(?=(?:(?=\p{L})[^x]))[^y])+)$"),
        (r"[\s\S\p{L}]", r"^(?:[\s\S])$"),
        (r"\x{10000}", r"^(?:\u{10000})$"),
        ("(?=a)a(?<=a)(?<!b)", "^(?:(?=a)a(?<=a)(?<!b))$"),
        (r"\p{InGreek}", None),
        ("(?>a|b)(?>c|d)", None),
        ("(", None),
    ],
)
def test_published_form(pattern: str, ecma: str | None) -> None:
    assert ecma_pattern(pattern) == ecma


SHORT_TEXTS = ["".join(each) for size in range(5) for each in itertools.product("ab-", repeat=size)]

# Patterns of the kinds that make a matcher that tries run for ever, some of them AWS's own.
HOSTILE = [
    ("(a+)+", "a", "!"),
    ("(a|a)*", "a", "!"),
    ("(a|aa)+", "a", "!"),
    ("(.*a){20}", "a", "\n"),
    (r"(\S+\s*)*x", "a ", "!"),
    ("a*a*a*a*a*a*b", "a", "!"),
    (r"([a-z0-9]+[._-]?)*", "a", "!"),
    (r"(.*[\n\r\t\f\ ]?)*", "a ", "\x85"),
    (r"(?=.{4,255}$)((http|https)://)??(www[.])??([a-zA-Z0-9]|-)+?([.][a-zA-Z0-9]+?)+?", "a.", "!"),
    (r"((?!x).)*y", "a", "!"),
    (r"((a?b?)*c?)*", "ab", "!"),
    (r"[\w.-]+@[\w.-]+\.[a-z]+", "a@a.", "!"),
]


@pytest.mark.parametrize("pattern,part,end", HOSTILE)
@pytest.mark.parametrize("times", [30, 5_000])
def test_a_hostile_text_is_refused_at_once(pattern: str, part: str, end: str, times: int) -> None:
    # By trying, most of these would take longer than anybody waits, even for thirty characters.
    assert not java_pattern(pattern).matches(part * times + end)


def test_a_back_reference_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert JavaPattern(r"(a|ab|aa)*\1c").matches("aac")
    assert not JavaPattern(r"(a|ab|aa)*\1c").matches("a" * 40)

    monkeypatch.setattr("pytest_workteam.schema.patterns._SECONDS", 1e-9)

    # Not decided in no time at all: no match.
    assert not JavaPattern(r"(a|ab|aa)*\1c").matches("aac")


def test_tables_start_afresh_when_they_have_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    automaton = Automaton(java_pattern("(ab|a.{3})*").tree)
    forget, forgotten = automaton._forget, []

    def forget_and_tell() -> None:
        forgotten.append(True)
        forget()

    monkeypatch.setattr("pytest_workteam.schema.automaton._MOST_KEPT", 3)
    monkeypatch.setattr(automaton, "_forget", forget_and_tell)
    assert automaton.matches("axyzab" * 30)
    assert not automaton.matches("axyzab" * 30 + "b")
    assert forgotten


def test_a_back_reference_is_nothing_for_an_automaton() -> None:
    automaton = Automaton(java_pattern(r"(a)\1").tree)
    with pytest.raises(TypeError, match=r"cannot match Backreference\(1\)"):
        automaton.matches("aa")


@pytest.mark.parametrize(
    "pattern",
    [
        "(a?b?){2,3}",
        "(a{0,2}){3}",
        "(a|b?){2}",
        "((a?)(b?)){1,2}",
        "(a?){2,}b",
        "(a{2,3}|b?){1,2}",
        "((a|)b?){0,2}a",
        "(a*b?){2}",
        "(a{1,2}b{0,1}){0,2}b?",
        "((a{0,1}){1,2}b?){2}",
        "(a{0}|b){2}",
        "((a?b){0,2}a?){2}",
        "((?=a)|ab?){2}",
        "(a?$|b)*",
        "(^a?|b)*",
        r"(\b|b)*a",
        r"(\b|b)+a",
        r"(\b|b){2,}a?",
        r"(\b|b){2,3}",
        r"(a?\b|b){1,2}a?",
        r"(a{2}|\b){2}",
        "(a|(?<=a)){2}",
        "(a|(?!b)){2}",
    ],
)
def test_what_is_repeated_may_be_empty(pattern: str) -> None:
    automaton = Automaton(java_pattern(pattern).tree)
    texts = ["".join(each) for size in range(7) for each in itertools.product("ab", repeat=size)]
    by_python = [text for text in texts if re.fullmatch(pattern, text)]
    assert [text for text in texts if automaton.matches(text)] == by_python


@pytest.mark.parametrize(
    "pattern",
    [
        r"a(?<=a\b)-?b?",
        r"a(?<=a\B)-?b?",
        r"[ab]+(?<=a$)b*",
        r"a(?<=a(?=b))[ab]*",
        r"[ab]*(?<!a(?!-b))-?b",
        r"[ab]*(?<=(?=ab)[ab])[ab]*",
        r"[ab]+-?(?<=(?<=a(?=-b))-)b",
        r"[ab]*(?<=a(?=.*b$))[ab-]*",
        r"(?:a|(?<=^a|b\b)-)*",
    ],
)
def test_a_look_behind_sees_what_follows(pattern: str) -> None:
    found = java_pattern(pattern)
    by_python = [text for text in SHORT_TEXTS if re.fullmatch(pattern, text)]
    assert [text for text in SHORT_TEXTS if found.matches(text)] == by_python


@pytest.mark.parametrize(
    "pattern",
    [
        "(?<=(?=a)a?)[ab]*",
        "a(?<=(?=ab)(?:a|ab?))[b-]*",
        r"a(?<=a(?:|b)\b)[b-]*",
        r"a(?<=a(?=-|b)\b)[b-]*",
        r"[ab]*(?<!(?=b)(?:|b?)\b)[b-]*",
    ],
)
def test_a_look_behind_of_several_lengths_sees_what_follows(pattern: str) -> None:
    found = java_pattern(pattern)
    expected = [text for text in SHORT_TEXTS if naive.matches(found.tree, text)]
    assert 0 < len(expected) < len(SHORT_TEXTS)
    assert [text for text in SHORT_TEXTS if found.matches(text)] == expected


@given(st.text("ab-\n", max_size=12))
@pytest.mark.parametrize(
    "pattern",
    [
        "[a-b](-*[a-b]){0,3}",
        "a*-?b*",
        "(ab?){2,3}|-+",
        "a{2}b{0,2}-*",
        "(a|b)+-",
        "[ab-]+-[ab]+",
        "^(a|-b)*$",
    ],
)
def test_the_automaton_agrees_with_trying(pattern: str, text: str) -> None:
    automaton = Automaton(java_pattern(pattern).tree)
    assert automaton.matches(text) is java_pattern(pattern).matches(text)


def _limited(pattern: str) -> bool:
    return not any(each in pattern for each in ("*", "+", ",}"))


def _larger(patterns: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    counts = st.sampled_from(["?", "*", "+", "{0}", "{2}", "{0,2}", "{1,2}", "{2,3}", "{2,}"])
    return st.one_of(
        st.lists(patterns, min_size=2, max_size=3).map("".join),
        st.lists(patterns, min_size=2, max_size=3).map(lambda options: f"(?:{'|'.join(options)})"),
        st.tuples(patterns, counts).map(lambda parts: f"(?:{parts[0]}){parts[1]}"),
        patterns.map(lambda pattern: f"(?={pattern})"),
        patterns.map(lambda pattern: f"(?!{pattern})"),
        patterns.filter(_limited).map(lambda pattern: f"(?<={pattern})"),
        patterns.filter(_limited).map(lambda pattern: f"(?<!{pattern})"),
    )


SMALLEST = st.sampled_from(
    ["a", "b", "-", "[ab]", "", "^", r"\z", r"\b", r"\B", "(?=a)", "(?!b)", "(?<=ab?)"]
)


@given(st.recursive(SMALLEST, _larger, max_leaves=8))
def test_any_pattern_matches_what_the_simplest_matcher_does(pattern: str) -> None:
    found = java_pattern(pattern)
    automaton = Automaton(found.tree)
    expected = [text for text in SHORT_TEXTS if naive.matches(found.tree, text)]
    assert [text for text in SHORT_TEXTS if automaton.matches(text)] == expected
    assert [text for text in SHORT_TEXTS if found.matches(text)] == expected
