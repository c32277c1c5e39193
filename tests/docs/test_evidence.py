"""The page on evidence shows what the command prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_workteam.__main__ import main

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "evidence.md"


def test_the_policy_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "--policy"]) == 0

    policy = capsys.readouterr().out
    assert f"```json\n{policy}```\n" in PAGE.read_text(encoding="utf-8"), (
        "docs/howto/evidence.md is not current; put in what `record --policy` prints"
    )
