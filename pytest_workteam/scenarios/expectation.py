"""A ``with`` block whose calls have to end as a scenario says."""

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
    """What a scenario says of its outcome."""

    @property
    def name(self) -> str: ...
    @property
    def operation(self) -> str: ...
    @property
    def error(self) -> str | None: ...
    @property
    def meets(self) -> str | None: ...


class Expectation:
    """A context manager that expects the outcome of a scenario.

    Attributes:
        exception: The error that was raised, once the block is left; None if there was none.
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
                    "raises() takes the SageMaker client that makes the call, as "
                    f"boto3.client({expected!r}) gives, not {client!r}",
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
