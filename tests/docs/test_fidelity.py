from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_wording_is_shown_as_it_is_answered() -> None:
    page = (ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8")

    assert '`` Invalid pagination token because "{0}". ``' in page
    assert "`` Invalid resource type: {resource_type} ``" in page


def test_the_page_is_current() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate_fidelity.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.stdout == ""
    assert checked.returncode == 0
