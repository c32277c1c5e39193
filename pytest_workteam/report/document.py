"""Error coverage as a JSON document, for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_workteam.report.coverage import Coverage, CoveredError

VERSION = 1
"""Of the document's form; a member that is added leaves it as it is."""


def document(coverage: Coverage) -> str:
    """The document, indented, with a line break at its end."""
    content: dict[str, Any] = {
        "version": VERSION,
        **_figures(coverage.met, coverage.possible, coverage.percent),
        "operations": {
            operation.name: {
                "met": operation.met,
                "possible": operation.possible,
                "tests": list(operation.tests),
                "errors": {error.code: _error(error) for error in operation.errors},
            }
            for operation in coverage.operations
        },
    }
    return json.dumps(content, indent=2) + "\n"


def _figures(met: int, possible: int, percent: float) -> dict[str, Any]:
    return {"percent": round(percent, 2), "met": met, "possible": possible}


def _error(error: CoveredError) -> dict[str, Any]:
    return {"kind": error.kind, "tests": list(error.tests), "would_be_met_by": error.remedy}
