"""Error coverage: which errors each operation can answer, and which tests have met them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from pytest_workteam.services.catalog import operations

if TYPE_CHECKING:
    from pytest_workteam.engine.calls import Call
    from pytest_workteam.engine.service import Service
    from pytest_workteam.scenarios import Scenario

TITLE = "SageMaker work team error coverage"

ErrorKind: TypeAlias = Literal["modelled", "validation", "common", "other"]

SUCCESS = ""
"""Stands for no error where outcomes are told apart by code."""
OUTSIDE = "(outside of any test)"
"""Stands for the test where a call was made outside of any."""

_ORDER: Sequence[ErrorKind] = ("modelled", "validation", "common", "other")

Outcomes: TypeAlias = "dict[str, dict[str, list[str]]]"
"""The tests by operation and code, as JSON and xdist can carry them."""


@dataclass
class Met:
    """What was met while a run's tests ran: outcomes by operation, and the tests of each."""

    _outcomes: dict[str, dict[str, dict[str, None]]] = field(
        default_factory=dict[str, dict[str, dict[str, None]]]
    )

    def add(self, call: Call, test: str | None) -> None:
        self._tests(call.operation, call.error or SUCCESS)[test or OUTSIDE] = None

    def merge(self, outcomes: Mapping[str, Mapping[str, Iterable[str]]]) -> None:
        """Add what a worker of xdist met."""
        for operation, by_code in outcomes.items():
            for code, tests in by_code.items():
                self._tests(operation, code).update(dict.fromkeys(tests))

    def outcomes(self) -> Outcomes:
        return {
            operation: {code: sorted(tests) for code, tests in by_code.items()}
            for operation, by_code in self._outcomes.items()
        }

    def _tests(self, operation: str, code: str) -> dict[str, None]:
        return self._outcomes.setdefault(operation, {}).setdefault(code, {})


@dataclass(frozen=True, slots=True)
class CoveredError:
    """One error of an operation.

    Attributes:
        code: The error's code, or the name of the exception.
        kind: Modelled for SageMaker, validation, common to every operation, or other: nothing
            that the operation is known to answer, met all the same, and not counted.
        tests: The ids of the tests that met it.
        remedy: What would bring it about: a scenario's name, or a line of code.
    """

    code: str
    kind: ErrorKind
    tests: Sequence[str]
    remedy: str

    @property
    def counts(self) -> bool:
        return self.kind != "other"


@dataclass(frozen=True, slots=True)
class CoveredOperation:
    """One operation that the tests called."""

    name: str
    tests: Sequence[str]
    errors: Sequence[CoveredError]

    @property
    def met(self) -> int:
        return sum(bool(error.tests) for error in self.errors if error.counts)

    @property
    def possible(self) -> int:
        return sum(error.counts for error in self.errors)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The error coverage of a run."""

    operations: Sequence[CoveredOperation]

    @property
    def met(self) -> int:
        return sum(operation.met for operation in self.operations)

    @property
    def possible(self) -> int:
        return sum(operation.possible for operation in self.operations)

    @property
    def percent(self) -> float:
        return percent(self.met, self.possible)


def percent(met: int, possible: int) -> float:
    """The share that was met; nothing of nothing is 0, as there was nothing to see."""
    return 100 * met / possible if possible else 0.0


def possible_errors(operation: str) -> Mapping[str, ErrorKind]:
    """The codes that an operation can answer to a request that botocore would send."""
    service = operations()[operation].service
    codes: dict[str, ErrorKind] = {
        situation.code: _kind(situation.code, service)
        for situation in service.situations_of(operation)
    }
    return dict(sorted(codes.items(), key=lambda item: (_ORDER.index(item[1]), item[0])))


def _kind(code: str, service: Service) -> ErrorKind:
    if code in service.modelled_codes:
        return "modelled"
    return "validation" if code == "ValidationException" else "common"


def coverage_of(met: Met, scenarios: Sequence[Scenario]) -> Coverage:
    """What was met against what could have been, for each operation that was called.

    Args:
        met: What the tests met.
        scenarios: Those that there are, to name the one that would bring an error about.
    """
    return Coverage(
        tuple(
            _covered(operation, by_code, scenarios)
            for operation, by_code in sorted(met.outcomes().items())
        )
    )


def _covered(
    operation: str, by_code: Mapping[str, Sequence[str]], scenarios: Sequence[Scenario]
) -> CoveredOperation:
    kinds = dict(possible_errors(operation))
    for code in sorted(by_code):
        if code != SUCCESS:
            kinds.setdefault(code, "other")
    return CoveredOperation(
        operation,
        sorted({test for tests in by_code.values() for test in tests}),
        tuple(
            CoveredError(code, kind, by_code.get(code, ()), _remedy(operation, code, scenarios))
            for code, kind in kinds.items()
        ),
    )


def _remedy(operation: str, code: str, scenarios: Sequence[Scenario]) -> str:
    from pytest_workteam.scenarios.selection import scenario_for

    scenario = scenario_for(operation, code, scenarios)
    return f'backend.fail("{operation}", "{code}")' if scenario is None else scenario.name
