from __future__ import annotations

import re
from pathlib import Path

import pytest

from pytest_workteam import errors
from tests.docs.messages import messages, texts

PAGE = (Path(__file__).parents[2] / "docs" / "troubleshooting.md").read_text(encoding="utf-8")

QUOTED = [
    " ".join(message.split())
    for block in re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for message in block.split("\n\n")
]
HEADINGS = re.findall(r"^### (.*)$", PAGE, re.MULTILINE)
OWN_ERRORS = [name for name, each in vars(errors).items() if isinstance(each, type)]


@pytest.mark.parametrize("message", sorted(set(messages())))
def test_every_message_is_answered(message: str) -> None:
    assert message in QUOTED


@pytest.mark.parametrize("quoted", QUOTED)
def test_every_quoted_message_is_one(quoted: str) -> None:
    assert quoted in texts()


@pytest.mark.parametrize("error", OWN_ERRORS)
def test_every_own_error_has_a_heading(error: str) -> None:
    assert error in HEADINGS


def test_no_message_is_answered_twice() -> None:
    assert len(QUOTED) == len(set(QUOTED))
