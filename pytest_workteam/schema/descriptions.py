"""Convert a service model's HTML documentation to plain text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "ul", "ol", "li", "dl", "dt", "dd", "note", "important", "pre", "br"})


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "li":
            self.parts.append("- ")
        if tag == "code":
            self.parts.append("`")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "code":
            self.parts.append("`")

    def handle_data(self, data: str) -> None:
        self.parts.append(re.sub(r"\s+", " ", data))


def plain_text(html: str) -> str:
    """Return the text of HTML documentation, one line per paragraph or list item."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    lines = [" ".join(line.split()) for line in "".join(parser.parts).split("\n")]
    found: list[str] = []
    for line in filter(None, lines):
        if found and found[-1] == "-":
            found.pop()
            line = f"- {line}"  # noqa: PLW2901  # the paragraph within a list's item
        found.append(line)
    return "\n".join(found)
