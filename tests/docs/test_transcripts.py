"""What the documentation shows of pytest's output is what pytest prints.

A ``console`` block of ``$ pytest ...`` is run with the named Python files that stand before it on
its page, and its lines must be printed one after the other. ``...`` stands for any text, and a rule
for one of any length.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("error-coverage", "scenarios")

_BLOCK = re.compile(
    r"^```(?P<language>python|console)\n(?P<text>.*?)^```$|^(?P<heading>#+ [^\n]*)$",
    re.MULTILINE | re.DOTALL,
)
_NAME = re.compile(r"# (?P<name>\w+\.py)\n")
_RULE = re.compile(r"([-_=])\1{5,}")
_PROGRESS = re.compile(r"\s+\[\s*\d+%\]$")


def transcripts() -> list[tuple[str, str, dict[str, str]]]:
    """Each transcript with a name, and the named Python files that stand before it."""
    found: list[tuple[str, str, dict[str, str]]] = []
    for page in PAGES:
        files: dict[str, str] = {}
        heading = ""
        for match in _BLOCK.finditer((DOCS / f"{page}.md").read_text(encoding="utf-8")):
            if match["heading"]:
                heading = match["heading"].lstrip("# ")
            elif match["language"] == "python":
                named = _NAME.match(match["text"])
                if named is not None:
                    files[named["name"]] = match["text"]
            elif match["text"].startswith("$ pytest "):
                found.append((f"{page}: {heading}", match["text"], dict(files)))
    return found


TRANSCRIPTS = transcripts()


def comparable(line: str) -> str:
    return _PROGRESS.sub("", _RULE.sub(lambda rule: rule[1] * 5, line.rstrip()))


def pattern(line: str) -> str:
    return re.escape(comparable(line)).replace(re.escape("..."), ".*")


def test_each_page_has_some() -> None:
    assert {name.partition(":")[0] for name, _, _ in TRANSCRIPTS} == set(PAGES)


@pytest.mark.parametrize(
    "transcript,files",
    [
        pytest.param(transcript, files, id=f"{number}-{name}")
        for number, (name, transcript, files) in enumerate(TRANSCRIPTS)
    ],
)
def test_a_transcript(pytester: pytest.Pytester, transcript: str, files: dict[str, str]) -> None:
    for name, text in files.items():
        pytester.path.joinpath(name).write_text(text, encoding="utf-8")
    command, *expected = transcript.rstrip("\n").split("\n")
    arguments = shlex.split(command.removeprefix("$ pytest "))

    result = pytester.runpytest_subprocess("-p", "no:randomly", *arguments)

    printed = [comparable(line) for line in result.outlines]
    wanted = [re.compile(pattern(line)) for line in expected]
    starts = range(len(printed) - len(wanted) + 1)
    assert any(
        all(
            line.fullmatch(text)
            for line, text in zip(wanted, printed[start : start + len(wanted)], strict=True)
        )
        for start in starts
    ), result.stdout.str()
