"""Error coverage as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pytest_workteam.report.coverage import percent

if TYPE_CHECKING:
    from pytest_workteam.report.coverage import Coverage, CoveredError

_FIGURES = "{met} of {possible}, {share}%"


def lines(coverage: Coverage) -> Iterator[str]:
    """The lines of the table: each operation with its share, its errors below it."""
    errors = [error for operation in coverage.operations for error in operation.errors]
    width = max(
        (
            *(len(operation.name) for operation in coverage.operations),
            *(len(error.code) + 2 for error in errors),
        ),
        default=0,
    )
    for operation in coverage.operations:
        yield f"{operation.name:{width}}  {_figures(operation.met, operation.possible)}"
        for error in operation.errors:
            yield f"  {error.code:{width - 2}}  {_tests(error)}"
    yield f"{'TOTAL':{width}}  {_figures(coverage.met, coverage.possible)}"


def _figures(met: int, possible: int) -> str:
    # Rounded down: 100 means all.
    return _FIGURES.format(met=met, possible=possible, share=int(percent(met, possible)))


def _tests(error: CoveredError) -> str:
    count = len(error.tests)
    if not count:
        return f"never; try {error.remedy}"
    counted = "" if error.counts else ", not counted"
    return f"{count} test{'s' if count > 1 else ''}{counted}"
