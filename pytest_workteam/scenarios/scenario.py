"""A scenario: how to arrange it, its expected outcome, and whether it took effect."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from pytest_workteam.errors import InvalidSetting
from pytest_workteam.scenarios.expectation import Expectation
from pytest_workteam.services.catalog import check_operation, situations

if TYPE_CHECKING:
    from pytest_workteam.engine.calls import Call, Calls
    from pytest_workteam.fake import WorkteamBackend

ALL = "all"
"""The name that stands for every scenario."""

_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?(:[A-Za-z]+)?")


def _nothing(_: WorkteamBackend) -> None:
    """Arrangement of scenarios that a fresh backend already satisfies."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A situation of the service that code under test should cope with.

    Attributes:
        name: ``group/member``, such as ``"limit-exceeded/at-limit"``; stands in the test's id.
        summary: A description in one sentence.
        operation: The operation under test, such as ``"CreateWorkteam"``.
        error: The expected error code of a call of the operation, or the name of the botocore
            exception; None for success.
        arrange: Sets up the scenario on a test's backend, before the test begins.
        request_error: The error of a single request, if the call ends in another outcome after
            botocore's retries; None for the same as ``error``.
        situation: The name of the error's situation on the fidelity page, if its code is ambiguous;
            None for any.
        effect: Predicate on a call with the expected outcome: whether the scenario had an effect.
            None accepts every such call. A scenario without an error needs it, unless every
            successful call proves the effect.
        shown_by: Predicate on a call of any operation; a matching call also satisfies the scenario.

    Raises:
        InvalidSetting: A value is invalid, or the situation is unknown.
        UnknownNameError: The operation is not faked.
    """

    name: str
    summary: str
    operation: str
    error: str | None = None
    arrange: Callable[[WorkteamBackend], object] = field(default=_nothing, repr=False)
    request_error: str | None = field(default=None, repr=False)
    situation: str | None = field(default=None, repr=False)
    effect: Callable[[Call], bool] | None = field(default=None, repr=False)
    shown_by: Callable[[Call], bool] | None = field(default=None, repr=False)

    @property
    def __name__(self) -> str:
        """The name, which pytest uses in the ids of parametrized tests."""
        return self.name

    def __post_init__(self) -> None:
        # Tests are not always type-checked.
        is_text = isinstance(cast("object", self.name), str)
        if not is_text or self.name == ALL or not _NAME.fullmatch(self.name):
            raise InvalidSetting(
                f"the scenario name {self.name!r} is invalid; use 'group/member' with letters, "
                "digits, '-', '_' and '.'"
            )
        check_operation(self.operation)
        for member in ("error", "request_error"):
            code: object = getattr(self, member)
            if code is not None and not (isinstance(code, str) and code):
                raise InvalidSetting(
                    f"{self.name}: {member} is {code!r}; give an error's code, such as "
                    "'ResourceInUse', or leave it out"
                )
        for member in ("arrange", "effect", "shown_by"):
            function: object = getattr(self, member)
            if not callable(function) and (function is not None or member == "arrange"):
                raise InvalidSetting(
                    f"{self.name}: {member} is {function!r}; give a function, or leave it out"
                )
        if self.situation is not None and str(self.situation) not in situations():
            raise InvalidSetting(
                f"{self.name}: unknown situation {self.situation!r}; name a situation on the "
                "fidelity page, or leave it out"
            )

    @property
    def group(self) -> str:
        """The part of the name before the slash."""
        return self.name.partition("/")[0]

    @property
    def meets(self) -> str | None:
        """The error of a request when the scenario takes effect; None for success."""
        return self.request_error or self.error

    def apply(self, backend: WorkteamBackend) -> None:
        """Set up the scenario on a backend.

        Args:
            backend: The backend of the test.
        """
        self.arrange(backend)

    def for_operation(self, operation: str) -> Scenario | None:
        """The scenario for another operation; None if it does not apply to the operation.

        Args:
            operation: The operation, such as ``"DescribeWorkteam"``.
        """
        return self if operation == self.operation else None

    def raises(self, client: Any) -> Expectation:
        """Assert that the calls in a ``with`` block have the scenario's outcome.

        Args:
            client: The botocore client that makes the calls; it defines the exception classes.

        Returns:
            A context manager; its ``exception`` is the expected error, if any.

        Raises:
            AssertionError: At the end of the block, if the outcome differs.
        """
        return Expectation(self, client)

    def missing_effect(self, calls: Calls) -> str | None:
        """Why the scenario had no effect, in a sentence; None if it took effect.

        Args:
            calls: The calls that the test made.
        """
        if self.shown_by is not None and any(map(self.shown_by, calls)):
            return None
        made = [call for call in calls if call.operation == self.operation]
        if not made:
            return (
                f"{self.operation} was not called; operations called: {calls.operations_called()}"
            )
        met = [call for call in made if self._is_met_by(call)]
        if any(self.effect is None or self.effect(call) for call in met):
            return None
        if met:
            return f"{self.operation} was called, but no call shows the scenario's effect"
        wanted = "succeeded" if self.meets is None else f"ended in {self.meets}"
        ended = [call.error or "success" for call in made]
        if self.situation is not None:
            wanted += f" ({self.situation})"
            ended = [
                f"{call.error} ({call.situation})" if call.error else "success" for call in made
            ]
        return f"{self.operation} never {wanted}; it ended in: {', '.join(dict.fromkeys(ended))}"

    def _is_met_by(self, call: Call) -> bool:
        if call.error != self.meets:
            return False
        return self.situation is None or call.situation == self.situation
