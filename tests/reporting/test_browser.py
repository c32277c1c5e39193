"""The HTML page in a real browser, where there is one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pytest_workteam.reporting.page import page
from tests.reporting.test_coverage import COVERAGE

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")

# What a reader can see and do, written into the page's title by the page itself.
PROBE = """
<script>
  const details = [...document.querySelectorAll("details")];
  const shown = (each) => each.querySelector("ul").checkVisibility();
  const closed = !details.some(shown);
  details[0].querySelector("summary").click();
  const cell = details[0].closest("td");
  const seen = {
    closed,
    opened: shown(details[0]),
    text: cell.innerText.replace(/\\s+/g, " "),
    inside: [...document.querySelectorAll("li, code, summary")].every(
      (each) => each.getBoundingClientRect().right
        <= each.closest("td").getBoundingClientRect().right + 1
    ),
    narrow: document.documentElement.scrollWidth <= window.innerWidth,
  };
  document.title = JSON.stringify(seen);
</script>
"""


def test_the_cells_open_and_nothing_hangs_over(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(page(COVERAGE).replace("</body>", f"{PROBE}</body>"), encoding="utf-8")
    browsed = subprocess.run(
        [
            str(BROWSER),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--window-size=1000,800",
            "--dump-dom",
            path.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    title = re.search(r"<title>(.*)</title>", browsed.stdout)

    assert title is not None
    assert title[1] == (
        '{"closed":true,"opened":true,"text":"2 tests t::&lt;b&gt; t::a","inside":true,'
        '"narrow":true}'
    )
