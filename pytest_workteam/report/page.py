"""Error coverage as an HTML page of one file, for people."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from pytest_workteam.report.coverage import TITLE, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_workteam.report.coverage import Coverage, CoveredError, CoveredOperation, ErrorKind


_KINDS: dict[ErrorKind, str] = {
    "modelled": "Modelled",
    "validation": "Validation",
    "common": "Common to all operations",
    "other": "Others, not counted",
}

# No colour tells anything that the text does not.
_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
p { margin: 0 0 1rem; max-width: 48rem; }
.matrix { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid light-dark(#bbb, #555); padding: .4rem .6rem; text-align: left;
  vertical-align: top; }
thead th { background: light-dark(#f2f2f2, #2a2a2a); }
tbody th { background: light-dark(#f8f8f8, #222); white-space: nowrap; }
tbody th, thead tr:first-child th:first-child { position: sticky; left: 0; }
td { min-width: 7rem; }
td.met { background: light-dark(#e6f4ea, #16361f); }
td.never { background: light-dark(#fdecea, #45191a); font-weight: 600; }
td.impossible { text-align: center; }
small { display: block; font-weight: normal; }
summary { cursor: pointer; white-space: nowrap; }
ul { margin: .4rem 0 0; padding-left: 1.1rem; max-width: 22rem; }
li, code { font: 12px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
@media print { .matrix { overflow: visible; } }
"""


def page(coverage: Coverage) -> str:
    """The page: a matrix of operations and errors, whose cells open on the tests."""
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{TITLE}</title>",
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            f"<h1>{TITLE}</h1>",
            *(_matrix(coverage) if coverage.operations else ["<p>No work team call was made.</p>"]),
            "</body>",
            "</html>",
            "",
        ]
    )


def _matrix(coverage: Coverage) -> Iterator[str]:
    columns = _columns(coverage)
    yield (
        f"<p>{coverage.met} of {coverage.possible} errors met: {_share(coverage)}. Each cell "
        "says how many tests met the error, and opens on them; <strong>never</strong> marks an "
        "error that none has met, with the scenario or the line that would bring it about; "
        "&ndash; one that the operation does not answer.</p>"
    )
    yield '<div class="matrix"><table>'
    yield "<thead><tr>"
    yield '<th scope="col" rowspan="2">Operation</th>'
    for kind, heading in _KINDS.items():
        count = sum(column_kind == kind for column_kind in columns.values())
        if count:
            yield f'<th scope="colgroup" colspan="{count}">{heading}</th>'
    yield "</tr><tr>"
    for code in columns:
        yield f'<th scope="col">{escape(code)}</th>'
    yield "</tr></thead><tbody>"
    for operation in coverage.operations:
        yield from _row(operation, list(columns))
    yield "</tbody></table></div>"


def _columns(coverage: Coverage) -> dict[str, ErrorKind]:
    """Every code that is in the matrix, in the order of the kinds; one kind for each."""
    errors = [error for operation in coverage.operations for error in operation.errors]
    kinds = list(_KINDS)
    columns: dict[str, ErrorKind] = {}
    for error in sorted(errors, key=lambda error: (kinds.index(error.kind), error.code)):
        columns.setdefault(error.code, error.kind)
    return columns


def _row(operation: CoveredOperation, codes: Sequence[str]) -> Iterator[str]:
    errors = {error.code: error for error in operation.errors}
    yield (
        f'<tr><th scope="row">{escape(operation.name)}<small>{operation.met} of '
        f"{operation.possible}: {_share(operation)}</small></th>"
    )
    for code in codes:
        yield _cell(errors.get(code))
    yield "</tr>"


def _cell(error: CoveredError | None) -> str:
    if error is None:
        return '<td class="impossible">&ndash;</td>'
    if not error.tests:
        remedy = escape(error.remedy).replace("/", "/<wbr>").replace(":", ":<wbr>")
        return f'<td class="never">never<small><code>{remedy}</code></small></td>'
    count = f"{len(error.tests)} test{'s' if len(error.tests) > 1 else ''}"
    if not error.counts:
        count += ", not counted"
    tests = "".join(f"<li>{escape(test)}</li>" for test in error.tests)
    return f'<td class="met"><details><summary>{count}</summary><ul>{tests}</ul></details></td>'


def _share(covered: Coverage | CoveredOperation) -> str:
    return f"{int(percent(covered.met, covered.possible))}%"
