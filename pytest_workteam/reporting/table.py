"""Error coverage as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_workteam.reporting.coverage import Coverage, CoveredError, CoveredOperation

WIDTH = 100
"""Maximum line width."""


def lines(coverage: Coverage) -> Iterator[str]:
    """The lines of the table: each operation with its share, its errors below it."""
    operations = [operation for operation in coverage.operations if operation.errors]
    errors = [error for operation in operations for error in operation.errors]
    width = max(
        (
            len("TOTAL"),
            *(len(operation.name) for operation in operations),
            *(len(error.code) + 2 for error in errors),
        ),
    )
    for operation in operations:
        yield f"{operation.name:{width}}  {_figures(operation)}"
        for error in operation.errors:
            yield from _error(error, width)
    yield f"{'TOTAL':{width}}  {_figures(coverage)}"


def _figures(covered: Coverage | CoveredOperation) -> str:
    return f"{covered.met} of {covered.possible}, {share(covered.met, covered.possible)}%"


def share(met: int, possible: int) -> int:
    """The whole percentage, rounded down: 100 means all."""
    return 100 * met // possible if possible else 100


def _error(error: CoveredError, width: int) -> Iterator[str]:
    name = f"  {error.code:{width - 2}}"
    count = len(error.tests)
    if count:
        counted = "" if error.counts else ", not counted"
        yield f"{name}  {count} test{'s' if count > 1 else ''}{counted}"
        return
    line = f"{name}  never; try {error.remedy}"
    if len(line) <= WIDTH:
        yield line
    else:
        yield f"{name}  never; try"
        yield f"    {error.remedy}"
