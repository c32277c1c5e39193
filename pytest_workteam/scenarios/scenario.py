"""What a scenario is: how it comes about, what it ends in, and whether it took effect."""

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
    """The arrangement of a scenario that a fresh backend is in already."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A situation of the service that code under test should cope with.

    Attributes:
        name: ``group/member``, such as ``"limit-exceeded/at-limit"``; stands in the test's id.
        summary: A sentence on what it stands for.
        operation: The operation that it is about, such as ``"CreateWorkteam"``.
        error: The code that a call of the operation ends in, or the name of the botocore
            exception; None for a call that succeeds.
        arrange: Brings the scenario about on a test's backend, before the test begins.
        request_error: What a single request of the operation ends in, where botocore's retries
            end the call in something else; None for the same as ``error``.
        situation: The name of the situation that ``error`` stands for, as the fidelity page lists
            them, where the code alone does not tell it from others; None for any.
        effect: Predicate on a call of the operation that ends as it should: whether the scenario
            shows in it. None accepts every call; a scenario without an error needs it, unless
            every successful call shows the scenario.
        shown_by: Predicate on calls that also satisfy the scenario, of any operation.

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
        """The name, by which pytest tells a parametrised test from the next."""
        return self.name

    def __post_init__(self) -> None:
        # Tests are not always type-checked.
        is_text = isinstance(cast("object", self.name), str)
        if not is_text or self.name == ALL or not _NAME.fullmatch(self.name):
            raise InvalidSetting(
                f"a scenario cannot be named {self.name!r}; name it like 'group/member', of "
                "letters, digits, '-', '_' and '.'"
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
                f"{self.name}: there is no situation {self.situation!r}; name one of the fidelity "
                "page, or leave it out"
            )

    @property
    def group(self) -> str:
        """The part of the name before the slash."""
        return self.name.partition("/")[0]

    @property
    def meets(self) -> str | None:
        """What a request of the operation ends in when the scenario takes effect."""
        return self.request_error or self.error

    def apply(self, backend: WorkteamBackend) -> None:
        """Bring the scenario about.

        Args:
            backend: The backend of the test.
        """
        self.arrange(backend)

    def for_operation(self, operation: str) -> Scenario | None:
        """The scenario for this operation; None if it has none.

        Args:
            operation: Its name, such as ``"DescribeWorkteam"``.
        """
        return self if operation == self.operation else None

    def raises(self, client: Any) -> Expectation:
        """Expect exactly the scenario's outcome of the calls in a ``with`` block.

        Args:
            client: The botocore client that makes them; its own exception classes count.

        Returns:
            A context manager; its ``exception`` is the error that was raised, if any.

        Raises:
            AssertionError: On leaving the block: the outcome is another one.
        """
        return Expectation(self, client)

    def missing_effect(self, calls: Calls) -> str | None:
        """Why the scenario proved nothing, in a sentence; None if it took effect.

        Args:
            calls: The calls that the test made.
        """
        if self.shown_by is not None and any(map(self.shown_by, calls)):
            return None
        made = [call for call in calls if call.operation == self.operation]
        if not made:
            return f"{self.operation} was not called; called were: {calls.operations_called()}"
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
