from __future__ import annotations

import json
import runpy
import subprocess
import sys
from pathlib import Path

from pytest_workteam.engine.situations import Situation
from pytest_workteam.services.catalog import situations

ROOT = Path(__file__).parents[2]


def test_a_wording_is_shown_as_it_is_answered() -> None:
    page = (ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8")

    assert '| `Invalid pagination token because "{0}".` |' in page
    assert "| `Invalid resource type: {resource_type}` |" in page


def test_the_page_has_every_situation_with_code_message_and_evidence() -> None:
    page = (ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8")

    for situation in situations().values():
        start = f"| `{situation.name}`<br>"
        (row,) = (line for line in page.splitlines() if line.startswith(start))
        first, message, evidence = row.strip("| ").split(" | ")
        assert first.endswith(f"<br>{_code(situation)}, {situation.status}")
        assert message
        assert evidence.startswith("code ")
        assert situation.wording_evidence.value in evidence
        assert situation.source in evidence


def _code(situation: Situation) -> str:
    return f"`{situation.code}`" if situation.code else "any code"


def test_the_page_is_current() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate_fidelity.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.stdout == ""
    assert checked.returncode == 0


def test_a_page_with_evidence_says_whose_it_is(tmp_path: Path) -> None:
    answer = {
        "situation": "name-in-use",
        "operation": "CreateWorkteam",
        "workforce": "oidc",
        "code": "ValidationException",
        "status": 400,
        "message": "The name {workteam_name} is taken.",
        "members": [],
        "headers": {},
        "since": "2026-01-02",
        "date": "2026-03-04",
        "botocore": "1.43.11",
    }
    evidence = tmp_path / "alice.json"
    evidence.write_text(json.dumps({"format": 1, "answers": [answer]}), encoding="utf-8")
    generator = runpy.run_path(str(ROOT / "docs" / "generate_fidelity.py"))
    record = generator["Record"].load(evidence)

    page, with_evidence = generator["page"](), generator["page"]([record])

    (row,) = set(with_evidence.splitlines()) - set(page.splitlines())
    assert row.startswith("| `name-in-use`<br>")
    assert row.endswith(
        "<br>Recorded for `CreateWorkteam` in `alice.json` since 2026-01-02: "
        "`ValidationException`, 400: `The name {workteam_name} is taken.` |"
    )
    assert generator["main"](["--check", str(evidence)]) == 1
