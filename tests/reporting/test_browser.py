"""The HTML page in a real browser, where there is one."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pytest_workteam.reporting.coverage import OPTIONAL_KINDS
from pytest_workteam.reporting.page import page
from pytest_workteam.services.catalog import operations
from tests.reporting.test_coverage import RUN, coverage

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")

LONG_ID = "tests/unit/test_teams.py::TestTeams::test_a_name_that_goes_on[limit-exceeded/at-limit]"
COVERAGE = coverage(
    {
        **{name: {"": [LONG_ID]} for name in operations()},
        "CreateWorkteam": {"ResourceInUse": ["t::<b>", LONG_ID], "Odd": ["t::a"]},
    },
    *OPTIONAL_KINDS,
)

# What a reader can see and do, written into the page's title by the page itself.
PROBE = """
<script>
  const visible = (selector) => [...document.querySelectorAll(selector)].filter(
    (each) => each.checkVisibility());
  const names = () => visible("h2").map((each) => each.firstChild.data.trim());
  const choose = (operation, state) => {
    form.elements.operation.value = operation;
    form.elements.state.value = state;
    form.dispatchEvent(new Event("input"));
    return [names(), visible("tr").length, visible(".nothing").length];
  };
  const details = [...document.querySelectorAll("details")];
  const list = details[0].querySelector("ul");
  const closed = !list.checkVisibility();
  details[0].querySelector("summary").click();
  const broken = [...document.querySelectorAll("h2, th, li, code")].filter((each) => {
    const range = document.createRange();
    const walker = document.createTreeWalker(each, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      for (const word of walker.currentNode.data.matchAll(/\\S+/g)) {
        range.setStart(walker.currentNode, word.index);
        range.setEnd(walker.currentNode, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) return true;
      }
    }
    return false;
  });
  const seen = {
    closed,
    opened: list.checkVisibility(),
    tests: list.innerText.trim().split(/\\s*\\n\\s*/),
    broken: broken.map((each) => each.innerText),
    overflow: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    operations: names().length,
    met: choose("", "met"),
    never: choose("createworkteam", "never"),
    neither: choose("no such", ""),
  };
  document.title = JSON.stringify(seen);
</script>
"""


def browsed(tmp_path: Path, width: int) -> dict[str, Any]:
    path = tmp_path / "page.html"
    path.write_text(page(COVERAGE, RUN).replace("</body>", f"{PROBE}</body>"), encoding="utf-8")
    # Chromium's windows have a least width; a frame can be narrower.
    frame = f'<iframe src="{path.as_uri()}" style="width: {width}px; height: 800px"></iframe>'
    script = "<script>onload = () => { document.title = frames[0].document.title; }</script>"
    outer = tmp_path / "outer.html"
    outer.write_text(f"<title></title>{frame}{script}", encoding="utf-8")
    dumped = subprocess.run(
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
            "--allow-file-access-from-files",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--window-size=1400,900",
            "--dump-dom",
            outer.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    title = re.search(r"<title>(.*?)</title>", dumped.stdout)
    assert title is not None
    seen: dict[str, Any] = json.loads(html.unescape(title[1]))
    return seen


@pytest.mark.parametrize("width", [1280, 420])
def test_it_fits_filters_and_opens(tmp_path: Path, width: int) -> None:
    assert browsed(tmp_path, width) == {
        "closed": True,
        "opened": True,
        "tests": ["t::<b>", LONG_ID],
        "broken": [],
        "overflow": False,
        "operations": len(operations()),
        "met": [["CreateWorkteam"], 2, 0],
        "never": [["CreateWorkteam"], 10, 0],
        "neither": [[], 0, 1],
    }
