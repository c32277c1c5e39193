"""Two sides of a row timed in turns, so that what else the machine does hits both alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]


def nothing() -> None:
    """The preparation of a side that needs none."""


@dataclass(frozen=True)
class Side:
    """One of the two that are compared.

    Attributes:
        name: What it is, for the file of times.
        run: What is timed.
        prepare: What comes before each timed run.
        operations: How many operations one run is, by which its time is divided.
    """

    name: str
    run: Callable[[], object]
    prepare: Callable[[], object] = nothing
    operations: int = 1

    def seconds(self, clock: Clock) -> float:
        """The time of one operation."""
        self.prepare()
        gc.collect()
        begin = clock()
        self.run()
        return (clock() - begin) / self.operations


@dataclass(frozen=True)
class Comparison:
    """The times of two sides, in seconds; those of one position were taken next to each other."""

    ours_name: str
    ours: list[float]
    reference_name: str
    reference: list[float]

    @property
    def ratios(self) -> list[float]:
        return [mine / other for mine, other in zip(self.ours, self.reference, strict=True)]

    @property
    def value(self) -> float:
        """The median of the ratios of neighbours."""
        return statistics.median(self.ratios)

    @property
    def spread(self) -> tuple[float, float]:
        """The quartiles of the ratios."""
        if len(self.ratios) < 2:
            return self.value, self.value
        low, _, high = statistics.quantiles(self.ratios, n=4, method="inclusive")
        return low, high


def compare(
    ours: Side, reference: Side, *, rounds: int, clock: Clock = time.process_time
) -> Comparison:
    """Time two sides in turns, each first in every other round, after one round to warm up.

    The garbage collector works as in any program, from a clean start each time. The clock is the
    processor's time of this process unless it says otherwise: nothing that is measured waits, and
    that of the wall would count what other programs take away.
    """
    mine: list[float] = []
    others: list[float] = []
    for number in range(rounds + 1):
        if number % 2:
            mine.append(ours.seconds(clock))
            others.append(reference.seconds(clock))
        else:
            others.append(reference.seconds(clock))
            mine.append(ours.seconds(clock))
    return Comparison(ours.name, mine[1:], reference.name, others[1:])
