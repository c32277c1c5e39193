from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from pytest_workteam import errors
from tests.docs.messages import OWN_ERRORS, Message, messages, texts, topics

PAGE = (Path(__file__).parents[2] / errors.PAGE).read_text(encoding="utf-8")


def quoted(part: str) -> list[str]:
    return [
        " ".join(message.split())
        for block in re.findall(r"^```text\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)
        for message in block.split("\n\n")
    ]


# From one anchor or heading of the first rank to the next.
_, *PARTS = re.split(r"^(?:\(([a-z-]+)\)=|## .*)$", PAGE, flags=re.MULTILINE)
QUOTED_UNDER = {
    anchor: quoted(part) for anchor, part in zip(PARTS[::2], PARTS[1::2], strict=True) if anchor
}
QUOTED = quoted(PAGE)
HEADINGS = re.findall(r"^### (.*)$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("message", sorted(set(messages()), key=str))
def test_every_message_is_answered_where_it_links_to(message: Message) -> None:
    assert message.topic is not None
    assert message.text in QUOTED_UNDER[message.topic]


def test_every_anchor_is_linked_to_by_some_message() -> None:
    assert topics() == set(QUOTED_UNDER) == set(get_args(errors.Topic))


@pytest.mark.parametrize("message", QUOTED)
def test_every_quoted_message_is_one(message: str) -> None:
    assert message in texts()


@pytest.mark.parametrize("error", OWN_ERRORS)
def test_every_own_error_has_a_heading(error: str) -> None:
    assert error in HEADINGS


def test_no_message_is_answered_twice() -> None:
    assert len(QUOTED) == len(set(QUOTED))
