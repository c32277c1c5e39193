"""Translate Java regular expressions for Python's ``regex`` library, token by token.

The translation covers the syntax that botocore's service models use. Most results are valid for
``re`` and ECMA-262, too.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import NamedTuple

# The last character itself: ECMA-262 and Python escape it differently.
_LAST = "\U0010ffff"
_CLASSES = {
    "d": "0-9",
    "D": rf"\x00-/:-{_LAST}",
    "s": r"\t-\r ",
    "S": rf"\x00-\x08\x0e-\x1f!-{_LAST}",
    "w": "0-9A-Z_a-z",
    "W": rf"\x00-/:-@\[-\^`{{-{_LAST}",
    "v": r"\n-\r\x85\u2028\u2029",
}
"""Members of Java's class escapes, which are ASCII where Python's are Unicode."""
_PROPERTIES = {
    "ASCII": r"\x00-\x7f",
    "Alnum": "0-9A-Za-z",
    "Alpha": "A-Za-z",
    "Blank": r"\t ",
    "Cntrl": r"\x00-\x1f\x7f",
    "Digit": "0-9",
    "Graph": "!-~",
    "Lower": "a-z",
    "Print": " -~",
    "Punct": r"!-/:-@\[-`{-~",
    "Space": r"\t-\r ",
    "Upper": "A-Z",
    "XDigit": "0-9A-Fa-f",
    "all": rf"\x00-{_LAST}",
    "LD": r"\p{L}\p{Nd}",
}
_CONTROLS = {r"\t": "\t", r"\n": "\n", r"\r": "\r", r"\f": "\f"}
_ANY = r"[^\n\r\x85\u2028\u2029]"
_ANY_OR_LINE_END = rf"[\x00-{_LAST}]"

_SET = r"\\[dDsSwWv]|\\[pP]\{\w+\}"
_ESCAPED_CHAR = (
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\x\{[0-9a-fA-F]+\}|\\0[0-3]?[0-7]{1,2}"
    r"|\\[tnrf]|\\[^a-zA-Z0-9]"
)
_CHAR = rf"(?:{_ESCAPED_CHAR}|[^\\\[\]])"
_IN_CLASS = r"(?:\\.|(?!&&)[^\\\[\]])+"
_TOKEN = re.compile(
    rf"""
      (?P<char>{_ESCAPED_CHAR})
    | (?P<set>{_SET})
    | (?P<class>\[{_IN_CLASS}(?:&&\[\^{_IN_CLASS}\])?\])
    | (?P<dot>\.)
    | (?P<end>\\z)
    | (?P<extension>(?:[*+?]|\{{\d+(?:,\d*)?\}})\+ | \(\?i\) | \(\?> | \(\?<[a-zA-Z]\w*> | \\A)
    | (?P<same>\\[bB1-9] | \((?!\?) | \(\?(?:[:=!]|<[=!]) | [^\\\[(])
    | (?P<unknown>.)
    """,
    re.DOTALL | re.VERBOSE,
)
_MEMBER = re.compile(
    rf"(?P<low>{_CHAR})-(?P<high>{_CHAR})|(?P<set>{_SET})|(?P<char>{_CHAR})|(?P<unknown>.)",
    re.DOTALL,
)
_OTHER_PROPERTY = re.compile(r"\\[pP]\{\w{3,}\}")
_PROPERTY = re.compile(r"\\(?:([pP])\{([A-Z][a-z]?)\}|.)", re.DOTALL)


class UnknownSyntaxError(ValueError):
    """The pattern has unsupported syntax."""


class Translation(NamedTuple):
    """A pattern in the syntax of ``regex``.

    Attributes:
        text: The pattern.
        portable: Whether it is valid for ECMA-262 with the flag ``u``, and for ``re`` except for
            Unicode categories.
    """

    text: str
    portable: bool


def translate(pattern: str) -> Translation:
    """Translate a Java pattern.

    Raises:
        UnknownSyntaxError: The pattern has unsupported syntax.
    """
    dot = _ANY
    if pattern.startswith("(?s)"):
        pattern, dot = pattern[4:], _ANY_OR_LINE_END
    parts: list[str] = []
    portable = True
    for match in _TOKEN.finditer(pattern):
        kind, text = match.lastgroup, match[0]
        if kind == "unknown":
            raise UnknownSyntaxError(text)
        if kind == "char":
            char = _char_of(text)
            text = f"\\{char}" if char in r"^$\.*+?()[]{}|" else char
        elif kind == "set":
            text = f"[{_members_of(text)}]"
        elif kind == "class":
            text = _class(text)
        elif kind == "dot":
            text = dot
        elif kind == "end":
            text = r"\Z"
        if kind in ("extension", "end") or _OTHER_PROPERTY.search(text):
            portable = False
        parts.append(text)
    return Translation("".join(parts), portable)


def in_ascii(translation: Translation) -> str:
    """Return an equivalent for ASCII texts without Unicode categories."""
    return _PROPERTY.sub(
        lambda match: _ascii_members(match[1], match[2]) if match[2] else match[0],
        translation.text,
    )


@functools.cache
def _ascii_members(kind: str, category: str) -> str:
    return "".join(
        _in_class(char)
        for char in map(chr, range(128))
        if unicodedata.category(char).startswith(category) == (kind == "p")
    )


def _members_of(token: str) -> str:
    if token[1] in _CLASSES:
        return _CLASSES[token[1]]
    name = token[3:-1]
    if token[1] == "P" and name in _PROPERTIES:
        raise UnknownSyntaxError(token)
    return _PROPERTIES.get(name, token)


def _class(token: str) -> str:
    members, _, excluded = token[1:-1].partition("&&[^")
    sign = "^" if members.startswith("^") else ""
    translated = f"[{sign}{_MEMBER.sub(_member, members.removeprefix('^'))}]"
    if not excluded:
        return translated
    return f"(?:(?![{_MEMBER.sub(_member, excluded[:-1])}]){translated})"


def _member(match: re.Match[str]) -> str:
    if match["unknown"]:
        raise UnknownSyntaxError(match[0])
    if match["set"]:
        return _members_of(match["set"])
    if match["char"]:
        return _in_class(_char_of(match["char"]))
    return f"{_in_class(_char_of(match['low']))}-{_in_class(_char_of(match['high']))}"


def _char_of(token: str) -> str:
    """Return the character that a token stands for."""
    if token in _CONTROLS:
        return _CONTROLS[token]
    if token.startswith(r"\0"):
        return chr(int(token[1:], 8))
    if token.startswith((r"\u", r"\x")):
        units = "".join(chr(int(code, 16)) for code in re.findall("[0-9a-fA-F]+", token))
        # A surrogate pair becomes one character.
        return units.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    return token[-1]


def _in_class(char: str) -> str:
    if char in r"\[]^-":
        return f"\\{char}"
    # Doubled, these are operators of ``regex``.
    if char in "&|~" or (char <= "\xff" and not char.isprintable()):
        return f"\\x{ord(char):02x}"
    return char
