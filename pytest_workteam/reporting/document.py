"""Error coverage as a JSON document, for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_workteam.reporting.coverage import Coverage, CoveredError
    from pytest_workteam.reporting.run import Run

VERSION = 1
"""The version of the document's format; new members do not change it."""


def document(coverage: Coverage, run: Run) -> str:
    """The indented document, with a newline at the end."""
    content: dict[str, Any] = {
        "version": VERSION,
        "project": run.project,
        "finished": run.finished.isoformat(timespec="seconds"),
        "pytest_workteam": run.plugin,
        "botocore": run.botocore,
        "percent": round(coverage.percent, 2),
        "met": coverage.met,
        "possible": coverage.possible,
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


def _error(error: CoveredError) -> dict[str, Any]:
    return {"kind": error.kind, "tests": list(error.tests), "would_be_met_by": error.remedy}
