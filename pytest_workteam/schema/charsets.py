"""Sets of characters, as the character classes of a regular expression denote them."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

LAST = 0x10FFFF
SURROGATES = range(0xD800, 0xE000)
"""Halves of pairs, which are no characters of their own."""

Range: TypeAlias = tuple[int, int]


class Value:
    """Equal to what is of its class and has equal attributes; nothing changes it.

    dataclass would make each class methods of its own for this, which is most of what the import
    of the pattern's modules would take.
    """

    __slots__: tuple[str, ...] = ()

    def _attributes(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._attributes() == self._attributes()

    def __hash__(self) -> int:
        return hash((type(self), *self._attributes()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._attributes()))})"


@dataclass(slots=True, eq=False, repr=False)
class Ranges(Value):
    """Code points between bounds, both included; sorted, and neither overlapping nor adjacent."""

    ranges: tuple[Range, ...]


@dataclass(slots=True, eq=False, repr=False)
class Property(Value):
    """The characters that have a Unicode property, by a name that the `regex` library knows.

    General categories are looked up in the standard library; only the rest needs `regex`.
    """

    name: str


@dataclass(slots=True, eq=False, repr=False)
class Not(Value):
    """All characters but those of a set."""

    inner: CharSet


@dataclass(slots=True, eq=False, repr=False)
class Either(Value):
    """The characters of any of the sets."""

    sets: tuple[CharSet, ...]


@dataclass(slots=True, eq=False, repr=False)
class Both(Value):
    """The characters that both sets have."""

    sets: tuple[CharSet, CharSet]


CharSet: TypeAlias = Ranges | Property | Not | Either | Both


def ranges(pairs: Iterable[Range]) -> Ranges:
    """Return the set of the code points between any of the pairs of bounds."""
    merged: list[Range] = []
    for low, high in sorted(pairs):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return Ranges(tuple(merged))


def chars(text: str) -> Ranges:
    """Return the set of the characters of a text."""
    return ranges((ord(char), ord(char)) for char in text)


def negate(inner: CharSet) -> CharSet:
    """Return all characters but those of a set."""
    if isinstance(inner, Not):
        return inner.inner
    if not isinstance(inner, Ranges):
        return Not(inner)
    gaps: list[Range] = []
    start = 0
    for low, high in inner.ranges:
        if start < low:
            gaps.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        gaps.append((start, LAST))
    return Ranges(tuple(gaps))


def union(sets: Iterable[CharSet]) -> CharSet:
    """Return the characters of any of the sets."""
    flat: list[CharSet] = []
    for each in sets:
        flat.extend(each.sets if isinstance(each, Either) else (each,))
    plain = ranges(pair for each in flat if isinstance(each, Ranges) for pair in each.ranges)
    rest = tuple(dict.fromkeys(each for each in flat if not isinstance(each, Ranges)))
    if not rest or plain == EVERY:
        return plain
    members = (plain, *rest) if plain.ranges else rest
    return members[0] if len(members) == 1 else Either(members)


def intersection(first: CharSet, second: CharSet) -> CharSet:
    """Return the characters that both sets have."""
    if isinstance(first, Ranges) and isinstance(second, Ranges):
        return negate(union((negate(first), negate(second))))
    return Both((first, second))


def ignoring_case(inner: CharSet) -> CharSet:
    """Return the set with the other case of its ASCII letters, which is all that Java adds."""
    if not isinstance(inner, Ranges):
        return inner
    swapped = [
        (ord(other), ord(other))
        for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
        if contains(inner, letter) and (other := letter.swapcase())
    ]
    return ranges((*inner.ranges, *swapped))


def in_ascii(charset: CharSet) -> Ranges:
    """Return the set of a set's ASCII characters."""
    return ranges((code, code) for code in range(0x80) if contains(charset, chr(code)))


def disjoint(first: CharSet, second: CharSet) -> bool:
    """Return whether two sets surely have no character in common."""
    if not (isinstance(first, Ranges) and isinstance(second, Ranges)):
        return False
    return all(
        high < other_low or other_high < low
        for low, high in first.ranges
        for other_low, other_high in second.ranges
    )


def contains(charset: CharSet, char: str) -> bool:
    """Return whether a set has a character."""
    if isinstance(charset, Ranges):
        code = ord(char)
        return any(low <= code <= high for low, high in charset.ranges)
    if isinstance(charset, Property):
        return _has_property(charset.name, char)
    if isinstance(charset, Not):
        return not contains(charset.inner, char)
    if isinstance(charset, Either):
        return any(contains(each, char) for each in charset.sets)
    return all(contains(each, char) for each in charset.sets)


def is_category(name: str) -> bool:
    """Return whether a property is a general category ("Lu") or a group of them ("L")."""
    return name in _CATEGORIES


def _has_property(name: str, char: str) -> bool:
    if is_category(name):
        return unicodedata.category(char).startswith(name)
    return _regex_property(name)(char) is not None


@functools.cache
def _regex_property(name: str) -> Callable[[str], object]:
    import regex  # costs an import that hardly any pattern needs

    return regex.compile(rf"\p{{{name}}}").match


_CATEGORIES = frozenset(
    {"L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No"}
    | {"P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So"}
    | {"Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Cs", "Co", "Cn"}
)

EVERY = Ranges(((0, LAST),))
DIGIT = ranges([(0x30, 0x39)])
WORD = ranges([(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
SPACE = chars(" \t\n\x0b\f\r")
LINE_ENDS = chars("\n\r\x85\u2028\u2029")
VERTICAL = chars("\n\x0b\f\r\x85\u2028\u2029")
HORIZONTAL = union((chars(" \t\xa0\u1680\u180e\u202f\u205f\u3000"), ranges([(0x2000, 0x200A)])))
WHITE_SPACE = union(
    (VERTICAL, chars(" \t\xa0\u1680\u202f\u205f\u3000"), ranges([(0x2000, 0x200A)]))
)
