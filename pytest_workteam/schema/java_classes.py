"""Java's notations for sets of characters: escapes, properties, bracketed classes."""

from __future__ import annotations

import re
from typing import NoReturn

from pytest_workteam.schema.charsets import (
    DIGIT,
    EVERY,
    HORIZONTAL,
    SPACE,
    VERTICAL,
    WHITE_SPACE,
    WORD,
    CharSet,
    Property,
    Ranges,
    chars,
    ignoring_case,
    intersection,
    is_category,
    negate,
    ranges,
    union,
)


class PatternSyntaxError(ValueError):
    """A text is not a regular expression of Java, or uses what is not supported here."""


class Source:
    """The text of a pattern, and how far it has been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def fail(self, problem: str) -> NoReturn:
        """Raise PatternSyntaxError for the place reached."""
        raise PatternSyntaxError(f"{problem} at {self.position} of {self.text!r}")

    def at(self, token: str) -> bool:
        """Return whether the text goes on with a token."""
        return self.text.startswith(token, self.position)

    def skip(self, token: str) -> bool:
        """Read a token if the text goes on with it, and return whether it did."""
        found = self.at(token)
        if found:
            self.position += len(token)
        return found

    def take(self) -> str:
        """Read one character."""
        if self.position == len(self.text):
            self.fail("unexpected end")
        self.position += 1
        return self.text[self.position - 1]

    def match(self, pattern: str) -> re.Match[str] | None:
        """Read what a regular expression of Python matches, if it does."""
        found = re.compile(pattern).match(self.text, self.position)
        if found is not None:
            self.position = found.end()
        return found


_ESCAPED_SETS: dict[str, CharSet] = {
    "d": DIGIT,
    "w": WORD,
    "s": SPACE,
    "h": HORIZONTAL,
    "v": VERTICAL,
}
_ESCAPED_CHARS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\a", "e": "\x1b"}
_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_POSIX: dict[str, CharSet] = {
    "Lower": ranges([(0x61, 0x7A)]),
    "Upper": ranges([(0x41, 0x5A)]),
    "ASCII": ranges([(0x00, 0x7F)]),
    "Alpha": ranges([(0x41, 0x5A), (0x61, 0x7A)]),
    "Digit": DIGIT,
    "Alnum": ranges([(0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)]),
    "Punct": chars(_PUNCTUATION),
    "Graph": ranges([(0x21, 0x7E)]),
    "Print": ranges([(0x20, 0x7E)]),
    "Blank": chars(" \t"),
    "Cntrl": ranges([(0x00, 0x1F), (0x7F, 0x7F)]),
    "XDigit": ranges([(0x30, 0x39), (0x41, 0x46), (0x61, 0x66)]),
    "Space": SPACE,
    "L1": ranges([(0x00, 0xFF)]),
    "LC": union((Property("Lu"), Property("Ll"), Property("Lt"))),
    "LD": union((Property("L"), Property("Nd"))),
    "all": EVERY,
}
_HIGH_SURROGATES = range(0xD800, 0xDC00)


def escaped_set(source: Source) -> CharSet:
    """Read what follows a backslash, where it stands for a character or a set of them."""
    letter = source.take()
    if letter.lower() in _ESCAPED_SETS:
        charset = _ESCAPED_SETS[letter.lower()]
        return negate(charset) if letter.isupper() else charset
    if letter in "pP":
        return _property(source, negated=letter == "P")
    return chars(chr(_escaped_code(source, letter)))


def _escaped_code(source: Source, letter: str) -> int:
    if letter in _ESCAPED_CHARS:
        return ord(_ESCAPED_CHARS[letter])
    if letter == "x" and (found := source.match(r"([0-9a-fA-F]{2})|\{([0-9a-fA-F]+)\}")):
        return int(found[1] or found[2], 16)
    if letter == "u" and (found := source.match("[0-9a-fA-F]{4}")):
        return _paired(source, int(found[0], 16))
    if letter == "0" and (found := source.match("[0-3]?[0-7]{1,2}")):
        return int(found[0], 8)
    if letter == "c":
        return ord(source.take()) ^ 0x40
    if letter.isascii() and letter.isalnum():
        source.fail(f"unknown escape {letter!r}")
    return ord(letter)


def _paired(source: Source, code: int) -> int:
    # Java reads two escapes that make a surrogate pair as the one character they encode.
    if code in _HIGH_SURROGATES and (low := source.match(r"\\u([dD][c-fC-F][0-9a-fA-F]{2})")):
        return 0x10000 + ((code - 0xD800) << 10) + (int(low[1], 16) - 0xDC00)
    return code


def _property(source: Source, *, negated: bool) -> CharSet:
    found = source.match(r"\{(\^?)([^{}]*)\}|([A-Z])")
    if found is None:
        source.fail("malformed property")
    name = found[3] or found[2]
    charset = _named_set(name)
    if charset is None:
        source.fail(f"unknown property {name!r}")
    return negate(charset) if negated else charset


def _named_set(name: str) -> CharSet | None:
    if name in _POSIX:
        return _POSIX[name]
    bare = re.sub(r"^(Is|general_category=|gc=)", "", name)
    if is_category(bare):
        return Property(bare)
    if bare.replace("_", "").lower() == "whitespace":
        return WHITE_SPACE
    if not re.fullmatch(r"(Is|In|script=|sc=|block=|blk=)[A-Za-z0-9_ -]+", name):
        return None
    import regex  # costs an import that hardly any pattern needs

    try:
        regex.compile(rf"\p{{{name}}}")
    except regex.error:
        return None
    return Property(name)


class ClassReader:
    """Reads the bracketed classes of one source.

    Java's own rules: classes nest and unite, `&&` intersects what stands before it with what
    follows, `^` negates the whole class, and a hyphen that cannot begin a range is a hyphen.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.ignores_case = False

    def read(self) -> CharSet:
        """Read a class from after its opening bracket to after its closing one."""
        negated = self._source.skip("^")
        self._source.skip("&&")  # with nothing before it, it intersects nothing
        charset = self._operand()
        while self._source.skip("&&"):
            if not (self._source.at("&&") or self._source.at("]")):
                charset = intersection(charset, self._operand())
        self._source.take()  # the closing bracket, before which no operand ends
        return negate(charset) if negated else charset

    def folded(self, charset: CharSet) -> CharSet:
        """Return a set as the flag for case, if it is set, makes it."""
        return ignoring_case(charset) if self.ignores_case else charset

    def _operand(self) -> CharSet:
        source = self._source
        items: list[CharSet] = []
        while not source.at("&&"):
            # Java takes a bracket that closes a class before it holds anything literally.
            if source.at("]") and items:
                break
            items.append(self._item())
        return union(items)

    def _item(self) -> CharSet:
        source = self._source
        if source.skip("["):
            return self.read()
        first = self._one()
        code = _single(first)
        if code is None or not source.at("-") or source.text[source.position + 1 :][:1] in "[]":
            return self.folded(first)
        source.take()
        last = _single(self._one())
        if last is None or last < code:
            source.fail("malformed range")
        return self.folded(ranges([(code, last)]))

    def _one(self) -> CharSet:
        char = self._source.take()
        return escaped_set(self._source) if char == "\\" else chars(char)


def _single(charset: CharSet) -> int | None:
    if isinstance(charset, Ranges) and len(charset.ranges) == 1:
        low, high = charset.ranges[0]
        return low if low == high else None
    return None
