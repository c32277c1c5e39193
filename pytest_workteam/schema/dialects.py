"""Trees of regular expressions written out again, in ECMAScript's dialect or in Python's."""

from __future__ import annotations

from pytest_workteam.schema import regex_tree as tree
from pytest_workteam.schema.charsets import (
    EVERY,
    SURROGATES,
    Both,
    CharSet,
    Either,
    Not,
    Property,
    Range,
    Ranges,
    is_category,
    negate,
    ranges,
)
from pytest_workteam.schema.regex_tree import Node


class NoCounterpartError(ValueError):
    """The dialect cannot say what the tree does."""


class Python:
    """The dialect of the `regex` library, and, without properties, of the standard `re`.

    Wants no flags.
    """

    start, end = r"\A", r"\Z"

    def __init__(self, node: Node) -> None:
        parts = tree.walk(node)
        self._capturing = any(isinstance(part, tree.Backreference) for part in parts)

    def written(self, node: Node) -> str:
        """Return the text of a node.

        Raises:
            NoCounterpartError: The dialect has no way to say it.
        """
        if isinstance(node, tree.Chars):
            return self._charset(node.charset)
        if isinstance(node, tree.Sequence):
            return "".join(self._in_sequence(item) for item in node.items)
        if isinstance(node, tree.Alternation):
            return "|".join(self.written(option) for option in node.options)
        if isinstance(node, tree.Group):
            return f"({'' if self._capturing else '?:'}{self.written(node.item)})"
        if isinstance(node, tree.Repeat):
            return self._repeat(node)
        if isinstance(node, tree.Atomic):
            return self._atomic(self.written(node.item))
        if isinstance(node, tree.Look):
            sign = ("?" if node.ahead else "?<") + ("!" if node.negative else "=")
            return f"({sign}{self.written(node.item)})"
        if isinstance(node, tree.Boundary):
            return self._boundary(node)
        if isinstance(node, tree.Backreference):
            # In a group, lest a digit that follows be read as part of the number.
            return rf"(?:\{node.number})"
        return self.start if isinstance(node, tree.Start) else self.end

    def _in_sequence(self, node: Node) -> str:
        text = self.written(node)
        return f"(?:{text})" if isinstance(node, tree.Alternation) else text

    def _repeat(self, node: tree.Repeat) -> str:
        item = self.written(node.item)
        single = isinstance(node.item, tree.Group | tree.Chars)
        text = (item if single else f"(?:{item})") + _count(node.least, node.most)
        return self._atomic(text) if node.possessive else text

    def _atomic(self, text: str) -> str:
        return f"(?>{text})"

    def _boundary(self, node: tree.Boundary) -> str:
        word = "[0-9A-Z_a-z]"
        here, apart = rf"(?<={word})(?!{word})", rf"(?<!{word})(?={word})"
        if node.negative:
            here, apart = rf"(?<={word})(?={word})", rf"(?<!{word})(?!{word})"
        return f"(?:{here}|{apart})"

    def _charset(self, charset: CharSet) -> str:
        if isinstance(charset, Ranges):
            return self._ranges(charset)
        if isinstance(charset, Property):
            return self._property(charset.name, negative=False)
        if isinstance(charset, Both):
            first, second = map(self._charset, charset.sets)
            return f"(?:(?={first}){second})"
        if isinstance(charset, Either):
            return self._either(charset, "")
        inner = charset.inner
        if isinstance(inner, Property):
            return self._property(inner.name, negative=True)
        if isinstance(inner, Either) and all(_in_class(each) for each in inner.sets):
            return self._either(inner, "^")
        return rf"(?:(?!{self._charset(inner)})[\s\S])"

    def _either(self, charset: Either, negation: str) -> str:
        if all(_in_class(each) for each in charset.sets):
            items = "".join(
                self._items(each) if isinstance(each, Ranges) else self._charset(each)
                for each in charset.sets
            )
            return f"[{negation}{items}]"
        return f"(?:{'|'.join(self._charset(each) for each in charset.sets)})"

    def _ranges(self, charset: Ranges) -> str:
        if charset == EVERY:
            return r"[\s\S]"
        if not charset.ranges:
            return r"[^\s\S]"
        if len(charset.ranges) == 1 and charset.ranges[0][0] == charset.ranges[0][1]:
            char = chr(charset.ranges[0][0])
            return f"\\{char}" if char in r"^$\.*+?()[]{}|/" else self._char(char)
        other = negate(charset)
        if isinstance(other, Ranges) and len(other.ranges) < len(charset.ranges):
            return f"[^{self._items(other)}]"
        return f"[{self._items(charset)}]"

    def _items(self, charset: Ranges) -> str:
        return "".join(
            self._in_brackets(low)
            + ("-" if high > low + 1 else "")
            + (self._in_brackets(high) if high > low else "")
            for low, high in charset.ranges
        )

    def _in_brackets(self, code: int) -> str:
        char = chr(code)
        return f"\\{char}" if char in r"\[]^-" else self._char(char)

    def _char(self, char: str) -> str:
        if char in "\t\n\r":
            return {"\t": r"\t", "\n": r"\n", "\r": r"\r"}[char]
        if " " <= char <= "~":
            return char
        return rf"\u{ord(char):04X}" if ord(char) <= 0xFFFF else self._astral(char)  # noqa: PLR2004

    def _astral(self, char: str) -> str:
        return rf"\U{ord(char):08X}"

    def _property(self, name: str, *, negative: bool) -> str:
        return rf"\{'P' if negative else 'p'}{{{name}}}"


class Ecma(Python):
    r"""The dialect of ECMA-262, with its flag `u` as JSON Schema recommends.

    Classes are spelt out instead of `\w`, `\d`, `\s` and `.`, on which engines differ.
    """

    start, end = "^", "$"

    def __init__(self, node: Node) -> None:
        super().__init__(node)
        self._atoms = 0

    def _atomic(self, text: str) -> str:
        # What a look ahead has found is not tried in another way; so it is captured and repeated.
        if self._capturing:
            raise NoCounterpartError("captures and atomic groups together")
        self._atoms += 1
        if self._atoms > 1:
            raise NoCounterpartError("more than one atomic group")
        return rf"(?=({text}))\1"

    def _items(self, charset: Ranges) -> str:
        # A half of a surrogate pair is no character of JSON, and some engines refuse it.
        kept: list[Range] = []
        for low, high in charset.ranges:
            if low not in SURROGATES or high not in SURROGATES:
                kept.append(
                    (
                        SURROGATES.stop if low in SURROGATES else low,
                        SURROGATES.start - 1 if high in SURROGATES else high,
                    )
                )
        return super()._items(ranges(kept))

    def _boundary(self, node: tree.Boundary) -> str:
        return r"\B" if node.negative else r"\b"

    def _astral(self, char: str) -> str:
        return rf"\u{{{ord(char):X}}}"

    def _property(self, name: str, *, negative: bool) -> str:
        known = name if is_category(name) else _ECMA_PROPERTIES.get(name)
        if known is None:
            raise NoCounterpartError(f"property {name}")
        return super()._property(known, negative=negative)


_ECMA_PROPERTIES = {
    f"Is{name}": name for name in ("Alphabetic", "Ideographic", "Lowercase", "Uppercase")
}


def _in_class(charset: CharSet) -> bool:
    return isinstance(charset, Ranges | Property) or (
        isinstance(charset, Not) and isinstance(charset.inner, Property)
    )


def _count(least: int, most: int | None) -> str:
    if most is None and least <= 1:
        return "+" if least else "*"
    if (least, most) == (0, 1):
        return "?"
    if least == most:
        return f"{{{least}}}"
    return f"{{{least},{'' if most is None else most}}}"
