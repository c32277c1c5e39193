"""Regular expressions of Java in the syntax of Python's ``regex`` library, token by token."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import NamedTuple

_ASCII_SETS = {
    "d": "0-9",
    "s": r"\t\n\x0b\x0c\r ",
    "w": "0-9A-Z_a-z",
    "h": r"\t \xa0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000",
    "v": r"\n\x0b\x0c\r\x85\u2028\u2029",
}
"""Java's class escapes, which are ASCII where Python's are Unicode."""
# The last character itself: ECMA-262 and Python escape it differently.
_LAST = "\U0010ffff"
_COMPLEMENTS = {
    "D": rf"\x00-/:-{_LAST}",
    "S": rf"\x00-\x08\x0e-\x1f!-{_LAST}",
    "W": rf"\x00-/:-@\[-\^`{{-{_LAST}",
}
_POSIX = {
    "Lower": "a-z",
    "Upper": "A-Z",
    "ASCII": r"\x00-\x7f",
    "Alpha": "A-Za-z",
    "Digit": "0-9",
    "Alnum": "0-9A-Za-z",
    "Punct": r"!-/:-@\[-`{-~",
    "Graph": "!-~",
    "Print": " -~",
    "Blank": r"\t ",
    "Cntrl": r"\x00-\x1f\x7f",
    "XDigit": "0-9A-Fa-f",
    "Space": r"\t\n\x0b\x0c\r ",
    "L1": r"\x00-\xff",
    "all": rf"\x00-{_LAST}",
}
_CATEGORIES = {"LD": r"\p{L}\p{Nd}", "LC": r"\p{Lu}\p{Ll}\p{Lt}"}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\a", "e": "\x1b"}
_ANY = r"[^\n\r\x85\u2028\u2029]"
_ANY_OR_LINE_END = rf"[\x00-{_LAST}]"
_SYNTAX = frozenset(r"^$\.*+?()[]{}|")

_TOKEN = re.compile(
    r"""
      \\Q(?P<quoted>.*?)(?:\\E|\Z)
    | \\u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})
    | \\(?:x\{(?P<code>[0-9a-fA-F]+)\}|x(?P<hex>[0-9a-fA-F]{2})|u(?P<unicode>[0-9a-fA-F]{4}))
    | \\0(?P<octal>[0-3]?[0-7]{1,2})
    | \\c(?P<control>.)
    | \\(?P<negated>[pP])(?:\{(?P<property>\^?[\w=]+)\}|(?P<letter>[A-Z]))
    | \\k<(?P<group>\w+)>
    | \\(?P<escape>.)
    | \(\?(?P<on>[a-zA-Z]*)(?:-(?P<off>[a-zA-Z]+))?(?P<scoped>[:)])
    | (?P<char>.)
    """,
    re.DOTALL | re.VERBOSE,
)


class UnknownSyntaxError(ValueError):
    """The pattern has a construct that is not translated."""


class Translation(NamedTuple):
    """A pattern in the syntax of ``regex``.

    Attributes:
        text: The pattern.
        plain: Whether ``re`` reads it alike, but for Unicode's categories.
        portable: Whether ECMA-262, with the flag ``u``, reads it alike.
    """

    text: str
    plain: bool
    portable: bool


def translate(pattern: str) -> Translation:
    """Translate a pattern of Java's.

    Raises:
        UnknownSyntaxError: It has a construct that is not translated.
    """
    return _Translator(pattern).translation()


def in_ascii(translation: Translation) -> str | None:
    """A form that matches ASCII texts alike without Unicode's categories; None if there is none."""
    properties = {match[2] for match in _ESCAPE.finditer(translation.text) if match[2]}
    if not all(re.fullmatch("[A-Z][a-z]?", name) for name in properties):
        return None
    return _ESCAPE.sub(
        lambda match: _ascii_members(match[1], match[2]) if match[2] else match[0],
        translation.text,
    )


_ESCAPE = re.compile(r"\\(?:([pP])\{(\w+)\}|.)", re.DOTALL)


@functools.cache
def _ascii_members(kind: str, category: str) -> str:
    return "".join(
        _in_class(char)
        for char in map(chr, range(128))
        if unicodedata.category(char).startswith(category) == (kind == "p")
    )


class _Translator:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._plain = self._portable = True
        # Whether a dot matches line ends, in each group around.
        self._dot_all = [False]

    def translation(self) -> Translation:
        parts: list[str] = []
        while (match := self._next()) is not None:
            parts.append(self._outside(match))
        return Translation("".join(parts), self._plain, self._portable)

    def _next(self) -> re.Match[str] | None:
        match = _TOKEN.match(self._pattern, self._at)
        if match is not None:
            self._at = match.end()
        return match

    def _outside(self, match: re.Match[str]) -> str:
        chars = _literal(match)
        if chars is not None:
            return "".join(f"\\{char}" if char in _SYNTAX else char for char in chars)
        if match["negated"]:
            return f"[{self._property(match)}]"
        if match["group"]:
            self._portable = False
            return f"(?P={match['group']})"
        if match["escape"]:
            return self._escape(match["escape"])
        if match["scoped"]:
            return self._flags(match)
        return self._char(match["char"])

    def _char(self, char: str) -> str:
        if char == "[":
            return self._class()
        if char == ".":
            return _ANY_OR_LINE_END if self._dot_all[-1] else _ANY
        if char == "(":
            self._dot_all.append(self._dot_all[-1])
            if self._pattern.startswith(("?<=", "?<!"), self._at):
                self._at += 3
                return f"({self._pattern[self._at - 3 : self._at]}"
            if self._pattern.startswith("?<", self._at):
                self._at += 2
                self._portable = False
                return "(?P<"
            if self._pattern.startswith("?>", self._at):
                self._plain = self._portable = False
        elif char == ")" and len(self._dot_all) > 1:
            self._dot_all.pop()
        elif char == "+" and re.search(r"[*+?}]\Z", self._pattern[: self._at - 1]):
            # Possessive, which Python 3.10 does not know.
            self._plain = self._portable = False
        return char

    def _escape(self, letter: str) -> str:
        if letter in _ASCII_SETS or letter in _COMPLEMENTS:
            return f"[{_ASCII_SETS.get(letter) or _COMPLEMENTS[letter]}]"
        if letter.lower() in _ASCII_SETS:
            return f"[^{_ASCII_SETS[letter.lower()]}]"
        if letter == "R":
            self._portable = False
            return r"(?:\r\n|[\n\x0b\x0c\r\x85\u2028\u2029])"
        if letter == "z":
            self._portable = False
            return r"\Z"
        if letter == "Z":
            self._portable = False
            return r"(?=\n?\Z)"
        if letter == "A":
            self._portable = False
            return r"\A"
        if letter in "bB" or letter.isdecimal():
            return f"\\{letter}"
        raise UnknownSyntaxError(f"\\{letter}")

    def _flags(self, match: re.Match[str]) -> str:
        on, off = match["on"] or "", match["off"] or ""
        if not on and not off:
            self._dot_all.append(self._dot_all[-1])
            return "(?:"
        self._plain = self._portable = False
        if set(on + off) - set("imsu"):
            raise UnknownSyntaxError(match[0])
        dot_all = ("s" in on or self._dot_all[-1]) and "s" not in off
        if match["scoped"] == ":":
            self._dot_all.append(dot_all)
        else:
            self._dot_all[-1] = dot_all
        kept_on = "".join(flag for flag in on if flag in "im")
        kept_off = "".join(flag for flag in off if flag in "im")
        flags = kept_on + (f"-{kept_off}" if kept_off else "")
        if not flags:
            return "(?:" if match["scoped"] == ":" else ""
        return f"(?{flags}{match['scoped']}"

    def _class(self) -> str:
        """The class whose opening bracket was read."""
        start = self._at
        negated = self._pattern.startswith("^", start)
        self._at += negated
        operands = [""]
        first = True
        while True:
            if self._pattern.startswith("&&", self._at):
                self._at += 2
                self._plain = self._portable = False
                operands.append("")
                continue
            match = self._next()
            if match is None:
                raise UnknownSyntaxError("a class without an end")
            if match["char"] == "]" and not first:
                return f"[{'^' if negated else ''}{'&&'.join(filter(None, operands))}]"
            if match["scoped"]:
                # No flags in a class: the parenthesis alone is its member.
                self._at = match.start() + 1
                operands[-1] += r"\("
            else:
                operands[-1] += self._member(match)
            first = False

    def _member(self, match: re.Match[str]) -> str:
        if match["char"] == "[":
            self._plain = self._portable = False
            return self._class()
        if match["negated"]:
            return self._property(match)
        letter = match["escape"]
        if letter and (letter in _ASCII_SETS or letter in _COMPLEMENTS):
            return _ASCII_SETS.get(letter) or _COMPLEMENTS[letter]
        low = match["char"] or _literal(match)
        if low is None:
            raise UnknownSyntaxError(match[0])
        rest = self._pattern[self._at :]
        if len(low) > 1 or not rest.startswith("-") or rest[1:2] in {"]", "["} or not rest[1:]:
            return "".join(map(_in_class, low))
        here = self._at
        self._at += 1
        end = self._next()
        high = end and (end["char"] or _literal(end))
        if high is None or len(high) != 1 or rest.startswith("-&&"):
            # Java reads a hyphen before a class escape as itself.
            self._at = here
            return _in_class(low)
        if high < low:
            raise UnknownSyntaxError(f"the range {low}-{high}")
        return f"{_in_class(low)}-{_in_class(high)}"

    def _property(self, match: re.Match[str]) -> str:
        name = match["property"] or match["letter"]
        negated = match["negated"] == "P"
        if name in _POSIX:
            if not negated:
                return _POSIX[name]
            self._plain = self._portable = False
            return f"[^{_POSIX[name]}]"
        if name in _CATEGORIES and not negated:
            return _CATEGORIES[name]
        if not re.fullmatch("[A-Z][a-z]?", name):
            self._portable = False
        if name.startswith(("java", "In")):
            raise UnknownSyntaxError(match[0])
        return f"\\{match['negated']}{{{name}}}"


def _literal(match: re.Match[str]) -> str | None:
    """The characters that a token stands for; None if it stands for something else."""
    if match["quoted"] is not None:
        return match["quoted"]
    if match["high"]:
        pair = int(match["high"], 16), int(match["low"], 16)
        return chr(0x10000 + ((pair[0] - 0xD800) << 10) + (pair[1] - 0xDC00))
    for group in ("code", "hex", "unicode"):
        if match[group]:
            return chr(int(match[group], 16))
    if match["octal"]:
        return chr(int(match["octal"], 8))
    if match["control"]:
        return chr(ord(match["control"]) ^ 64)
    escape = match["escape"]
    if escape:
        if escape in _CONTROLS:
            return _CONTROLS[escape]
        return None if escape.isalnum() and escape.isascii() else escape
    char = match["char"]
    if char and (char.isalnum() or char not in r"^$\.*+?()[]{}|&-"):
        return char
    return None


def _in_class(char: str) -> str:
    if char in r"\[]^-":
        return f"\\{char}"
    # Doubled, these are operators of ``regex``.
    if char in "&|~" or not char.isprintable():
        return f"\\x{ord(char):02x}" if char <= "\xff" else char
    return char
