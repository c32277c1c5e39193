"""Error coverage as a self-contained HTML page, for people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from pytest_workteam.reporting.coverage import TITLE
from pytest_workteam.reporting.page_assets import SCRIPT, STYLE
from pytest_workteam.reporting.table import share

if TYPE_CHECKING:
    from pytest_workteam.reporting.coverage import (
        Coverage,
        CoveredError,
        CoveredOperation,
        ErrorKind,
    )
    from pytest_workteam.reporting.run import Run

_KINDS: dict[ErrorKind, str] = {
    "own": "",
    "validation": "validation",
    "common": "common to all operations",
    "other": "not counted",
}

# Possible line breaks in long test ids, scenarios and lines of code.
_BREAKS = re.compile(r"(::|[/:_\[\](),.-])")

_FILTERS = """
<form class="filters" hidden>
<label>Operation <input type="search" name="operation" placeholder="all"></label>
<label>Errors <select name="state">
<option value="">all</option>
<option value="met">met</option>
<option value="never">never met</option>
</select></label>
</form>
""".strip()


def page(coverage: Coverage, run: Run) -> str:
    """The page: each operation's errors, with the tests that met them or a way to meet them."""
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{TITLE}: {escape(run.project)}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body>",
            f"<h1>{TITLE}</h1>",
            f'<p class="run">{_run(run)}</p>',
            *(_body(coverage) if coverage.operations else ["<p>No work team call was made.</p>"]),
            "</body>",
            "</html>",
            "",
        ]
    )


def _run(run: Run) -> str:
    return (
        f"{escape(run.project)}, {run.finished:%Y-%m-%d %H:%M} UTC, pytest-workteam "
        f"{escape(run.plugin)}, botocore {escape(run.botocore)}"
    )


def _body(coverage: Coverage) -> Iterator[str]:
    yield (
        f"<p><strong>{coverage.met} of {coverage.possible}</strong> errors met: "
        f"<strong>{share(coverage.met, coverage.possible)}%</strong>. An error that no test met "
        "shows a scenario or a line of code that causes it.</p>"
    )
    yield _FILTERS
    for operation in coverage.operations:
        if operation.errors:
            yield from _operation(operation)
    yield '<p class="nothing" hidden>No error matches the filter.</p>'
    yield f"<script>{SCRIPT}</script>"


def _operation(operation: CoveredOperation) -> Iterator[str]:
    name = escape(operation.name)
    yield f'<section data-operation="{name}">'
    yield (
        f"<h2>{name} <small>{operation.met} of {operation.possible}, "
        f"{share(operation.met, operation.possible)}%</small></h2>"
    )
    yield "<table><tbody>"
    for error in operation.errors:
        yield _row(error)
    yield "</tbody></table></section>"


def _row(error: CoveredError) -> str:
    state = "met" if error.tests else "never"
    kind = f"<small>{_KINDS[error.kind]}</small>" if _KINDS[error.kind] else ""
    header = f'<th scope="row">{escape(error.code)}{kind}</th>'
    return f'<tr class="{state}">{header}<td>{_tests(error)}</td></tr>'


def _tests(error: CoveredError) -> str:
    if not error.tests:
        return f"never met; try <code>{_breakable(error.remedy)}</code>"
    count = f"{len(error.tests)} test{'s' if len(error.tests) > 1 else ''}"
    tests = "".join(f"<li>{_breakable(test)}</li>" for test in error.tests)
    return f"<details><summary>{count}</summary><ul>{tests}</ul></details>"


def _breakable(text: str) -> str:
    parts = _BREAKS.split(text)
    return "".join(
        f"{escape(part)}<wbr>" if number % 2 else escape(part) for number, part in enumerate(parts)
    )
