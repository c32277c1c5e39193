"""A context manager that asserts a scenario's outcome."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from pytest_workteam.errors import linked
from pytest_workteam.services import catalog

if TYPE_CHECKING:
    from typing_extensions import Self

    from pytest_workteam.engine.calls import Call, Calls


class Outcome(Protocol):
    """The members of a scenario that define its outcome."""

    @property
    def name(self) -> str: ...
    @property
    def operation(self) -> str: ...
    @property
    def error(self) -> str | None: ...
    @property
    def meets(self) -> str | None: ...


class Expectation:
    """Asserts that the calls in a ``with`` block have a scenario's outcome.

    Attributes:
        exception: The expected error, set on exit; None for success.
    """

    def __init__(self, scenario: Outcome, client: Any) -> None:
        self.exception: Exception | None = None
        self._scenario = scenario
        self._client = client
        self._calls_before = 0
        try:
            service = client.meta.service_model.service_name
        except AttributeError:
            service = None
        expected = catalog.operation(scenario.operation).service.name
        if service != expected:
            raise TypeError(
                linked(
                    "raises() takes the client that makes the call, such as "
                    f"boto3.client({expected!r}), not {client!r}",
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
        from pytest_workteam.engine.calls import Calls
        from pytest_workteam.interception.activation import innermost

        backend = innermost()
        return Calls(find_operation=catalog.operation) if backend is None else backend.calls

    def _missing(self) -> str | None:
        """Why a block without an exception fails the assertion; None if it passes."""
        operation = self._scenario.operation
        made = self._calls()[self._calls_before :]
        calls = [call for call in made if call.operation == operation]
        if not calls:
            return (
                f"{operation} was not called; operations called: {made.operations_called()}. Call "
                "it in the test, or narrow the marker with operation=... to an operation that the "
                "test calls"
            )
        if self._scenario.error is None:
            return None
        ended = dict.fromkeys(call.error for call in _last_attempts(calls) if call.error)
        if ended:
            return (
                f"the block raised no error, though {operation} ended in {', '.join(ended)}"
                f"{_where(calls)}. If the code under test handles the error, check its result "
                "instead; workteam_scenario.error is the expected error"
            )
        return f"no call failed: {operation} succeeded{_where(calls)}"

    def _would_be_retried(self, last: Call) -> bool:
        """Whether a client with more attempts would have retried this call."""
        scenario = self._scenario
        met = last.operation == scenario.operation and last.error == scenario.meets
        return met and scenario.meets != scenario.error and last.attempt == 1

    def _expected(self) -> str:
        scenario = self._scenario
        end = f"end in {scenario.error}" if scenario.error else "succeed"
        return f"{scenario.name}: {scenario.operation} should {end}"

    def _is_outcome(self, exception: Exception) -> bool:
        """Whether a call raised the exception, as opposed to the test itself."""
        from botocore.exceptions import BotoCoreError, ClientError

        outcomes = (BotoCoreError, ClientError)
        return isinstance(exception, outcomes) or _code(exception) == self._scenario.error

    def _difference(self, exception: Exception) -> str | None:
        operation = getattr(exception, "operation_name", self._scenario.operation)
        if operation != self._scenario.operation or _code(exception) != self._scenario.error:
            ended = f"{operation} ended in {_code(exception)}: {exception}"
            made = self._calls()[self._calls_before :]
            if made and self._would_be_retried(made[-1]):
                ended += ". The scenario needs a client that retries; allow it more attempts"
            return ended
        expected = self._client.exceptions.from_code(self._scenario.error)
        if _is_client_error(exception) and not isinstance(exception, expected):
            return (
                "the calling client belongs to another session, which has other exception classes; "
                "give raises() the client that makes the call"
            )
        return None


def _last_attempts(calls: Sequence[Call]) -> list[Call]:
    """The last attempts of an operation's calls."""
    following = [*calls[1:], None]
    return [
        call
        for call, after in zip(calls, following, strict=True)
        if after is None or after.attempt <= call.attempt
    ]


def _where(calls: Sequence[Call]) -> str:
    """Regions and accounts of the calls if they differ from the backend's, after a space."""
    from pytest_workteam.interception.activation import innermost

    backend = innermost()
    places = [f"{call.region}, account {call.account_id}" for call in calls]
    own = backend and f"{backend.region}, account {backend.account_id}"
    if own is None or set(places) == {own}:
        return ""
    return f" in {'; '.join(dict.fromkeys(places))}, but the backend is in {own}"


def _is_client_error(exception: Exception) -> bool:
    from botocore.exceptions import ClientError

    return isinstance(exception, ClientError)


def _code(exception: Exception) -> str:
    """The code of a ClientError, else the name of the exception's class."""
    from botocore.exceptions import ClientError

    if isinstance(exception, ClientError):
        return exception.response.get("Error", {}).get("Code", "Unknown")
    return type(exception).__name__
