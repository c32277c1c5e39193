"""Error coverage: the errors that each called operation can answer, and the tests that met them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from pytest_workteam.services.catalog import is_reported, reported_operation

if TYPE_CHECKING:
    from pytest_workteam.engine.calls import Call

TITLE = "SageMaker work team error coverage"

ErrorKind: TypeAlias = Literal["own", "validation", "common", "other"]

OPTIONAL_KINDS: Sequence[ErrorKind] = ("validation", "common")
"""The kinds that count only if an option includes them."""

SUCCESS = ""
"""The code of a call that succeeds."""
CONSTRAINTS = "ValidationException (constraints)"
"""Parameters that break the service model's constraints, apart from an operation's own rules."""
OUTSIDE = "(outside of any test)"
"""The test id of a call that was made outside of any test."""

Outcomes: TypeAlias = "dict[str, dict[str, list[str]]]"
"""Test ids by operation and code, in a form that JSON and xdist can carry."""
Suggest: TypeAlias = Callable[[str, str], "str | None"]
"""Gives the name of a scenario for an operation and an error."""


@dataclass
class Met:
    """The outcomes of a run's calls, by operation and code, with the tests that met them."""

    _outcomes: dict[str, dict[str, dict[str, None]]] = field(
        default_factory=dict[str, dict[str, dict[str, None]]]
    )

    def add(self, call: Call, test: str | None) -> None:
        if not is_reported(call.operation):
            # Refused as not faked, which says nothing about the service's errors.
            return
        code = call.error or SUCCESS
        constraints = reported_operation(call.operation).service.texts.constraints
        if call.situation == constraints.name:
            code = CONSTRAINTS
        self._tests(call.operation, code)[test or OUTSIDE] = None

    def merge(self, outcomes: Mapping[str, Mapping[str, Iterable[str]]]) -> None:
        """Add outcomes of another process; the same outcomes can be added twice."""
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
        kind: ``own`` to the operation, ``validation``, ``common`` to every operation, or
            ``other``: met, but not counted.
        tests: The ids of the tests that met it.
        remedy: A scenario's name or a line of code that brings it about.
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
        """The share of errors met; 0 if nothing was called."""
        return percent(self.met, self.possible) if self.operations else 0.0


def percent(met: int, possible: int) -> float:
    """The share that was met; 100 if no error is possible."""
    return 100 * met / possible if possible else 100.0


def possible_errors(operation: str, include: Collection[str] = ()) -> Mapping[str, ErrorKind]:
    """The errors that count for an operation, by code.

    Args:
        operation: The operation's name.
        include: Kinds to count besides the operation's own errors.
    """
    kinds: dict[ErrorKind, set[str]] = {"own": set(), "validation": set(), "common": set()}
    reported = reported_operation(operation)
    service = reported.service
    # A service may model an error for each operation that others have for any.
    kinds["own"] |= service.codes_of(operation)
    for situation in service.situations_of(operation):
        if situation.operations is not None:
            kinds["own"].add(situation.code)
        elif situation is service.texts.constraints:
            kinds["validation"].add(CONSTRAINTS)
        elif situation.code not in kinds["own"]:
            kinds["common"].add(situation.code)
    return {
        code: kind
        for kind, codes in kinds.items()
        if kind not in OPTIONAL_KINDS or kind in include
        for code in sorted(codes)
    }


def coverage_of(met: Met, suggest: Suggest, include: Collection[str] = ()) -> Coverage:
    """Compare what was met with what is possible, for each operation that was called.

    Args:
        met: What the tests met.
        suggest: Gives the scenario that brings an error about.
        include: Kinds to count besides the operations' own errors.
    """
    return Coverage(
        tuple(
            _covered(operation, by_code, suggest, include)
            for operation, by_code in sorted(met.outcomes().items())
        )
    )


def _covered(
    operation: str,
    by_code: Mapping[str, Sequence[str]],
    suggest: Suggest,
    include: Collection[str],
) -> CoveredOperation:
    kinds = dict(possible_errors(operation, include))
    for code in sorted(by_code):
        if code != SUCCESS:
            kinds.setdefault(code, "other")
    return CoveredOperation(
        operation,
        sorted({test for tests in by_code.values() for test in tests}),
        tuple(
            CoveredError(code, kind, by_code.get(code, ()), _remedy(operation, code, suggest))
            for code, kind in kinds.items()
        ),
    )


def _remedy(operation: str, code: str, suggest: Suggest) -> str:
    if code == CONSTRAINTS:
        return "an invalid parameter"
    return suggest(operation, code) or f'backend.fail("{operation}", "{code}")'
