"""The syntax of Java's regular expressions: from the text of a pattern to its tree."""

from __future__ import annotations

from pytest_workteam.schema import regex_tree as tree
from pytest_workteam.schema.charsets import EVERY, LINE_ENDS, chars, negate
from pytest_workteam.schema.java_classes import ClassReader, PatternSyntaxError, Source, escaped_set
from pytest_workteam.schema.regex_tree import Node

__all__ = ["PatternSyntaxError", "parse"]

# Java's ends of lines, as `$` and `.` know them. `$` does not part a carriage return from the
# line feed after it.
_FINAL_LINE_END = tree.Alternation(
    (
        tree.NOTHING,
        tree.Sequence((tree.Chars(chars("\r")), tree.Chars(chars("\n")))),
        tree.Sequence(
            (
                tree.Look(tree.Chars(chars("\r")), ahead=False, negative=True),
                tree.Chars(chars("\n")),
            )
        ),
        tree.Chars(chars("\r\x85\u2028\u2029")),
    )
)
_BEFORE_FINAL_LINE_END = tree.Look(
    tree.Sequence((_FINAL_LINE_END, tree.End())), ahead=True, negative=False
)
_ANY_LINE_BREAK = tree.Atomic(
    tree.Alternation(
        (
            tree.Sequence((tree.Chars(chars("\r")), tree.Chars(chars("\n")))),
            tree.Chars(chars("\n\x0b\f\r\x85\u2028\u2029")),
        )
    )
)
_LOOKS = {"?=": (True, False), "?!": (True, True), "?<=": (False, False), "?<!": (False, True)}


def parse(text: str) -> Node:
    r"""Return the tree of a pattern.

    Words, digits and spaces are ASCII's, as they are in Java without its flag U (documented).

    Raises:
        PatternSyntaxError: Java would refuse the text, or it uses a flag other than i and s, the
            escapes \G or \X, or a property without a counterpart here.
    """
    return _Parser(text).pattern()


class _Parser:
    def __init__(self, text: str) -> None:
        self._source = Source(text)
        self._classes = ClassReader(self._source)
        self._dot_all = False
        self._groups = 0
        self._names: dict[str, int] = {}

    def pattern(self) -> Node:
        node = self._alternation()
        if self._source.position != len(self._source.text):
            self._source.fail("unmatched )")
        return _settled(node, first=True, last=True)

    def _alternation(self) -> Node:
        options = [self._sequence()]
        while self._source.skip("|"):
            options.append(self._sequence())
        return tree.alternation(options)

    def _sequence(self) -> Node:
        source = self._source
        items: list[Node] = []
        while source.position < len(source.text) and not source.at("|") and not source.at(")"):
            items.append(self._repeated(self._atom()))
        return tree.sequence(items)

    def _repeated(self, item: Node) -> Node:
        source = self._source
        found = source.match(r"([*+?]|\{(\d+)(,?)(\d*)\})([?+]?)")
        if found is None:
            return item
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(found[1], (0, 0))
        if found[2] is not None:
            least = int(found[2])
            most = int(found[4]) if found[4] else None if found[3] else least
            if most is not None and most < least:
                source.fail("malformed count")
        if isinstance(item, tree.Look | tree.Start | tree.End | tree.Boundary):
            # A condition holds or not however often it is asked.
            return item if least else tree.NOTHING
        if item == tree.NOTHING:
            return item
        # A fixed number of single characters has nothing to give back.
        fixed = least == most and isinstance(item, tree.Chars)
        return tree.Repeat(item, least, most, possessive=found[5] == "+" and not fixed)

    def _atom(self) -> Node:
        source = self._source
        char = source.take()
        if char == "(":
            return self._group()
        if char == "[":
            return tree.Chars(self._classes.read())
        if char == "\\":
            return self._escape()
        if char == "^":
            return tree.Start()
        if char == "$":
            return _BEFORE_FINAL_LINE_END
        if char == ".":
            return tree.Chars(EVERY if self._dot_all else negate(LINE_ENDS))
        if char == "{" and source.match(r"(?=\d+,?\d*\})"):
            # With nothing before it, a count repeats the empty text (observed with Java 17).
            source.position -= 1
            return tree.NOTHING
        if char in "*+?{":
            source.fail("nothing to repeat")
        return tree.Chars(self._classes.folded(chars(char)))

    def _group(self) -> Node:
        source = self._source
        flags = (self._dot_all, self._classes.ignores_case)
        node = self._group_body()
        if node is None:
            return tree.NOTHING
        self._dot_all, self._classes.ignores_case = flags
        if not source.skip(")"):
            source.fail("unclosed group")
        return node

    def _group_body(self) -> Node | None:
        source = self._source
        for token, (ahead, negative) in _LOOKS.items():
            if source.skip(token):
                return tree.Look(self._alternation(), ahead=ahead, negative=negative)
        if source.skip("?>"):
            return tree.Atomic(self._alternation())
        named = source.match(r"\?<([A-Za-z][A-Za-z0-9]*)>")
        if named is None and source.skip("?"):
            return self._flags()
        self._groups += 1
        if named is not None:
            self._names[named[1]] = self._groups
        return tree.Group(self._alternation())

    def _flags(self) -> Node | None:
        r"""Read `?i:...)` up to its bracket, or `?i)`, whose flags hold for the rest."""
        found = self._source.match(r"([is]*)(?:-([is]*))?([:)])")
        if found is None:
            self._source.fail("unsupported group or flag")
        on, off = found[1], found[2] or ""
        self._dot_all = ("s" in on or self._dot_all) and "s" not in off
        self._classes.ignores_case = ("i" in on or self._classes.ignores_case) and "i" not in off
        return self._alternation() if found[3] == ":" else None

    def _escape(self) -> Node:
        source = self._source
        if source.skip("A"):
            return tree.Start()
        if source.skip("z"):
            return tree.End()
        if source.skip("Z"):
            return _BEFORE_FINAL_LINE_END
        if boundary := source.match("[bB]"):
            return tree.Boundary(negative=boundary[0] == "B")
        if source.skip("R"):
            return _ANY_LINE_BREAK
        if quoted := source.match(r"(?s)Q(.*?)(?:\\E|$)"):
            return self._quoted(quoted[1])
        if found := source.match(r"[1-9]|k<(\w+)>"):
            return self._backreference(found[0], found[1])
        return tree.Chars(self._classes.folded(escaped_set(source)))

    def _quoted(self, text: str) -> Node:
        # A quantifier after the quotation is one of its last character.
        items = [tree.Chars(self._classes.folded(chars(char))) for char in text]
        return tree.sequence([*items[:-1], *(self._repeated(item) for item in items[-1:])])

    def _backreference(self, digit: str, name: str | None) -> Node:
        if name is None:
            return tree.Backreference(int(digit))
        if name not in self._names:
            self._source.fail(f"no group {name!r}")
        return tree.Backreference(self._names[name])


def _settled(node: Node, *, first: bool, last: bool) -> Node:
    """Return the tree without the anchors that always hold, since the whole text has to match.

    first, last: whether nothing can come before or after the node.
    """
    if isinstance(node, tree.Start) and first:
        return tree.NOTHING
    if last and (isinstance(node, tree.End) or node == _BEFORE_FINAL_LINE_END):
        return tree.NOTHING
    if isinstance(node, tree.Sequence):
        rest = len(node.items) - 1
        return tree.sequence(
            [
                _settled(item, first=first and place == 0, last=last and place == rest)
                for place, item in enumerate(node.items)
            ]
        )
    if isinstance(node, tree.Alternation):
        return tree.Alternation(
            tuple(_settled(option, first=first, last=last) for option in node.options)
        )
    if isinstance(node, tree.Group):
        return tree.Group(_settled(node.item, first=first, last=last))
    return node
