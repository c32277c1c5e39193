"""What a scenario is: how it comes about, what it ends in, and whether it took effect."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast

from pytest_workteam.backend.dispatch import check_operation
from pytest_workteam.errors import InvalidSetting, linked
from pytest_workteam.situations import SITUATIONS

if TYPE_CHECKING:
    from typing_extensions import Self

    from pytest_workteam.backend.backend import WorkteamBackend
    from pytest_workteam.backend.calls import Call, Calls

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
        shown_by: Says of a call whether it met the scenario, besides those of the operation that
            end as they should; None for none.

    Raises:
        InvalidSetting: A value cannot be, or there is no such situation.
        UnknownNameError: The fake has no such operation.
    """

    name: str
    summary: str
    operation: str
    error: str | None = None
    arrange: Callable[[WorkteamBackend], object] = field(default=_nothing, repr=False)
    request_error: str | None = field(default=None, repr=False)
    situation: str | None = field(default=None, repr=False)
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
        for member in ("arrange", "shown_by"):
            function: object = getattr(self, member)
            if not callable(function) and (function is not None or member == "arrange"):
                raise InvalidSetting(
                    f"{self.name}: {member} is {function!r}; give a function, or leave it out"
                )
        if self.situation is not None and str(self.situation) not in SITUATIONS:
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
        if any(self._is_met_by(call) for call in made):
            return None
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


class Expectation:
    """A context manager that expects the outcome of a scenario.

    Attributes:
        exception: The error that was raised, once the block is left; None if there was none.
    """

    def __init__(self, scenario: Scenario, client: Any) -> None:
        self.exception: Exception | None = None
        self._scenario = scenario
        self._client = client
        self._calls_before = 0
        try:
            service = client.meta.service_model.service_name
        except AttributeError:
            service = None
        if service != "sagemaker":
            raise TypeError(
                linked(
                    "raises() takes the SageMaker client that makes the call, as "
                    f"boto3.client('sagemaker') gives, not {client!r}",
                    "scenario-raises",
                )
            )

    def __enter__(self) -> Self:
        self._calls_before = len(self._calls())
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        __tracebackhide__ = True
        if exception is None:
            missing = self._missing()
            if missing is not None:
                raise AssertionError(
                    linked(f"{self._expected()}, but {missing}", "scenario-raises")
                )
            return False
        if not isinstance(exception, Exception) or not self._is_outcome(exception):
            return False
        difference = self._difference(exception)
        if difference:
            raise AssertionError(
                linked(f"{self._expected()}, but {difference}", "scenario-raises")
            ) from exception
        self.exception = exception
        return True

    @staticmethod
    def _calls() -> Calls:
        from pytest_workteam.backend.calls import Calls
        from pytest_workteam.interception.activation import innermost

        backend = innermost()
        return Calls() if backend is None else backend.calls

    def _missing(self) -> str | None:
        """What a block without an exception lacks; None for nothing."""
        operation = self._scenario.operation
        made = self._calls()[self._calls_before :]
        calls = [call for call in made if call.operation == operation]
        if not calls:
            return (
                f"{operation} was not called; called were: {made.operations_called()}. Have the "
                "test call it, or narrow its marker with operation=... to what it calls"
            )
        if self._scenario.error is None:
            return None
        ended = dict.fromkeys(call.error for call in _last_attempts(calls) if call.error)
        if ended:
            return (
                f"the block let no error out, though {operation} ended in {', '.join(ended)}"
                f"{_where(calls)}. "
                "Where the code under test handles the error, check what it does instead, by "
                "workteam_scenario.error"
            )
        return f"no call failed: {operation} succeeded{_where(calls)}"

    def _would_go_on(self, last: Call) -> bool:
        """Whether a client that makes more attempts would have gone on after this call."""
        scenario = self._scenario
        met = last.operation == scenario.operation and last.error == scenario.meets
        return met and scenario.meets != scenario.error and last.attempt == 1

    def _expected(self) -> str:
        scenario = self._scenario
        end = f"end in {scenario.error}" if scenario.error else "succeed"
        return f"{scenario.name}: {scenario.operation} should {end}"

    def _is_outcome(self, exception: Exception) -> bool:
        """Whether it is an outcome of a call at all; what the test itself raises is not."""
        from botocore.exceptions import BotoCoreError, ClientError

        outcomes = (BotoCoreError, ClientError)
        return isinstance(exception, outcomes) or _code(exception) == self._scenario.error

    def _difference(self, exception: Exception) -> str | None:
        operation = getattr(exception, "operation_name", self._scenario.operation)
        if operation != self._scenario.operation or _code(exception) != self._scenario.error:
            ended = f"{operation} ended in {_code(exception)}: {exception}"
            made = self._calls()[self._calls_before :]
            if made and self._would_go_on(made[-1]):
                ended += ". The scenario is about a client that retries; let it make more attempts"
            return ended
        expected = self._client.exceptions.from_code(self._scenario.error)
        if _is_client_error(exception) and not isinstance(exception, expected):
            return (
                "it did so in a client of another session, whose exception classes are others; "
                "give raises() the client that makes the call"
            )
        return None


def _last_attempts(calls: Sequence[Call]) -> list[Call]:
    """Those of an operation's calls that botocore made no further attempt after."""
    following = [*calls[1:], None]
    return [
        call
        for call, after in zip(calls, following, strict=True)
        if after is None or after.attempt <= call.attempt
    ]


def _where(calls: Sequence[Call]) -> str:
    """Where calls went, if not all of them to where the backend is; begins with a space."""
    from pytest_workteam.interception.activation import innermost

    backend = innermost()
    places = [f"{call.region}, account {call.account_id}" for call in calls]
    own = backend and f"{backend.region}, account {backend.account_id}"
    if own is None or set(places) == {own}:
        return ""
    return f" in {'; '.join(dict.fromkeys(places))}, and the backend is in {own}"


def _is_client_error(exception: Exception) -> bool:
    from botocore.exceptions import ClientError

    return isinstance(exception, ClientError)


def _code(exception: Exception) -> str:
    """The code of an error of the service's, or the exception's own name."""
    from botocore.exceptions import ClientError

    if isinstance(exception, ClientError):
        return exception.response.get("Error", {}).get("Code", "Unknown")
    return type(exception).__name__
