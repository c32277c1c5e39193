"""The results: as a table, as JSON, and as a file of times that pyperf can compare."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import pyperf

from benchmarks.measuring import Comparison
from benchmarks.rows import Row

_PACKAGES = (
    "pytest-workteam",
    "pytest",
    "botocore",
    "boto3",
    "jsonschema",
    "regex",
    "moto",
    "placebo",
    "pytest-boto-mock",
    "vcrpy",
)
_MACHINE = ("cpu_model_name", "cpu_count", "platform", "python_version", "load_avg_1min")


@dataclass(frozen=True)
class Result:
    """What a row came to."""

    row: Row
    measured: Comparison | float

    @property
    def value(self) -> float:
        """The figure, by which the row holds or does not."""
        return self.measured if isinstance(self.measured, float) else self.measured.value

    def exceeds(self, slack: float = 1.0) -> bool:
        """Whether the figure is over the row's limit, stretched by ``slack``."""
        return self.row.limit is not None and self.value > self.row.limit * slack

    def as_json(self) -> dict[str, Any]:
        """The row and its figures; times in seconds, each the median of the rounds."""
        document: dict[str, Any] = {
            "what": self.row.name,
            "against": self.row.against,
            "unit": self.row.unit,
            "at_most": self.row.limit,
            "value": self.value,
            "holds": None if self.row.limit is None else not self.exceeds(),
        }
        if isinstance(self.measured, Comparison):
            document["quartiles"] = self.measured.spread
            document["rounds"] = len(self.measured.ours)
            document["seconds"] = statistics.median(self.measured.ours)
            document["seconds_against"] = statistics.median(self.measured.reference)
        return document

    def cells(self) -> list[str]:
        row = self.row
        cells = [row.name, row.against]
        if isinstance(self.measured, Comparison):
            low, high = self.measured.spread
            cells += [
                _time(statistics.median(self.measured.ours)),
                _time(statistics.median(self.measured.reference)),
                f"{self.value:.3g} ({low:.3g} to {high:.3g})",
            ]
        else:
            cells += ["", "", f"{self.value:.3g} {row.unit}"]
        if row.limit is None:
            return [*cells, "", ""]
        return [*cells, f"{row.limit:g}", "no" if self.exceeds() else "yes"]


def _time(seconds: float) -> str:
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


_HEADINGS = ["what", "against", "takes", "against it", "ratio (quartiles)", "at most", "holds"]


def table(results: Sequence[Result]) -> str:
    """The results as a table in Markdown, which a terminal shows in columns too."""
    lines = [_HEADINGS, *(result.cells() for result in results)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join("| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in lines)


def environment() -> dict[str, str]:
    """The machine, as pyperf sees it, and the versions of all that is measured."""
    seen = pyperf.Run([1.0]).get_metadata()
    machine = {name: str(seen[name]) for name in _MACHINE if name in seen}
    return {**machine, **{package: version(package) for package in _PACKAGES}}


def suite(results: Sequence[Result]) -> pyperf.BenchmarkSuite:
    """All times, two benchmarks for each row, for ``pyperf compare_to`` and ``pyperf stats``."""
    benchmarks: dict[str, pyperf.Benchmark] = {}
    for result in results:
        measured = result.measured
        if isinstance(measured, Comparison):
            for side, times in (
                (measured.ours_name, measured.ours),
                (measured.reference_name, measured.reference),
            ):
                name = f"{result.row.name} ({side})"
                run = pyperf.Run(times, metadata={"name": name}, collect_metadata=False)
                benchmarks.setdefault(name, pyperf.Benchmark([run]))
    return pyperf.BenchmarkSuite(list(benchmarks.values()))
