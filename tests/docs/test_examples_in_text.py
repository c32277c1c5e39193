"""Every Python block of the README and the documentation is run, as its reader would run it.

The blocks under one heading belong together. A block whose first line is ``# name.py`` is that
file; any other is a test module. A block behind ``<!-- excerpt -->`` is part of something longer.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

_BLOCK = re.compile(
    r"^(?P<excerpt><!-- excerpt -->\n)?```python\n(?P<code>.*?)^```$"
    r"|^```.*?^```$"
    r"|^(?P<heading>#+ [^\n]*)$",
    re.MULTILINE | re.DOTALL,
)
_NAME = re.compile(r"# (?P<name>[\w/]+\.py)\n")


def sections() -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for page in PAGES:
        heading = ""
        for match in _BLOCK.finditer(page.read_text(encoding="utf-8")):
            if match["heading"]:
                heading = match["heading"].lstrip("# ")
            elif match["code"] and not match["excerpt"]:
                found.setdefault(f"{page.relative_to(ROOT)}: {heading}", []).append(match["code"])
    return list(found.items())


SECTIONS = sections()


def test_there_are_blocks() -> None:
    assert any(name.startswith("README.md: ") for name, _ in SECTIONS)


@pytest.mark.parametrize("blocks", [pytest.param(code, id=name) for name, code in SECTIONS])
def test_the_blocks_of_a_section(pytester: pytest.Pytester, blocks: list[str]) -> None:
    for number, code in enumerate(blocks):
        named = _NAME.match(code)
        path = pytester.path / (named["name"] if named else f"test_block_{number}.py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, encoding="utf-8")

    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-W", "error")

    assert result.ret is pytest.ExitCode.OK
