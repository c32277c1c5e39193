"""The record of calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast, overload

from pytest_workteam.engine.service import Operation
from pytest_workteam.errors import UnknownNameError, linked
from pytest_workteam.protocols.messages import WireRequest
from pytest_workteam.protocols.rest_json import seconds_of
from pytest_workteam.protocols.values import plain_copy


class Call:
    """One request that the backend answered; each retry is a call of its own."""

    __slots__ = ("_caller", "_error", "_message", "_parameters", "_result", "_situation")

    def __init__(
        self,
        request: WireRequest,
        parameters: Mapping[str, Any],
        *,
        error: str | None = None,
        message: str | None = None,
        situation: str | None = None,
        result: Mapping[str, Any] | None = None,
    ) -> None:
        # Without the body, which may hold secrets.
        self._caller = request.service, request.operation, *request[3:7]
        self._parameters = parameters
        self._error = error
        self._message = message
        self._situation = situation
        self._result = result

    @property
    def service(self) -> str:
        """Botocore's name of the service, such as ``"sagemaker"``."""
        return self._caller[0]

    @property
    def operation(self) -> str:
        """The operation's name, such as ``"CreateWorkteam"``."""
        return self._caller[1]

    @property
    def region(self) -> str:
        """The client's region."""
        return self._caller[2]

    @property
    def account_id(self) -> str:
        """The caller's account, 12 digits."""
        return self._caller[3]

    @property
    def attempt(self) -> int:
        """1 for the first attempt, 2 for the first retry, and so on."""
        return self._caller[4]

    @property
    def client(self) -> str:
        """The kind of client that made the call, such as ``"boto3"``."""
        return self._caller[5]

    @property
    def error(self) -> str | None:
        """The error's code, or the name of the exception that was raised; None for success."""
        return self._error

    @property
    def message(self) -> str | None:
        """The error's or exception's message; None for success."""
        return self._message

    @property
    def situation(self) -> str | None:
        """The name of the error's situation, as on the fidelity page.

        None for success, and for an error that did not come from the service.
        """
        return self._situation

    @property
    def parameters(self) -> dict[str, Any]:
        """A copy of the request's members; secrets are masked."""
        parameters: dict[str, Any] = plain_copy(self._parameters)
        return parameters

    @property
    def result(self) -> dict[str, Any] | None:
        """A copy of the result's members; None for an error.

        A call whose response was lost has both a result and an error.
        """
        result: dict[str, Any] | None = plain_copy(self._result)
        return result

    def __repr__(self) -> str:
        # Without parameters and result, which may be long.
        shown = ("operation", "error", "message", "region", "account_id", "attempt", "client")
        return f"Call({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"


listeners: list[Callable[[Call], None]] = []
"""Callbacks that get every call of every backend in the process."""


class Calls(Sequence[Call]):
    """Every call that a backend answered, in order.

    Args:
        calls: The calls.
        find_operation: Returns the operation of a name, or raises UnknownNameError.
    """

    def __init__(
        self,
        calls: Iterable[Call] = (),
        *,
        find_operation: Callable[[object], Operation],
    ) -> None:
        self._calls = list(calls)
        self._find_operation = find_operation

    @overload
    def __getitem__(self, index: int) -> Call: ...
    @overload
    def __getitem__(self, index: slice) -> Calls: ...
    def __getitem__(self, index: int | slice) -> Call | Calls:
        if isinstance(index, slice):
            return self._subset(self._calls[index])
        return self._calls[index]

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        return iter(tuple(self._calls))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (Calls, list, tuple)):
            return NotImplemented
        return self._calls == list(cast("Sequence[object]", other))

    __hash__ = None  # type: ignore[assignment]  # more calls may come

    def __repr__(self) -> str:
        return f"Calls({self._calls!r})"

    def record(self, call: Call) -> None:
        """Add a call, and notify the listeners."""
        self._calls.append(call)
        for listener in listeners:
            listener(call)

    def clear(self) -> None:
        self._calls.clear()

    def of(self, operation: str) -> Calls:
        """The calls of one operation.

        Args:
            operation: The operation, such as ``"CreateWorkteam"``.

        Raises:
            UnknownNameError: The operation is not faked.
        """
        self._find_operation(operation)
        return self._subset([call for call in self._calls if call.operation == operation])

    def without(self, calls: Iterable[Call]) -> Calls:
        """The calls that are not among ``calls``."""
        left_out = set(map(id, calls))
        return self._subset([call for call in self._calls if id(call) not in left_out])

    def _subset(self, calls: Iterable[Call]) -> Calls:
        return Calls(calls, find_operation=self._find_operation)

    @property
    def last(self) -> Call:
        """The latest call.

        Raises:
            LookupError: No call was made.
        """
        if not self._calls:
            raise LookupError(
                linked(
                    "no call is recorded; make a call before you read calls.last",
                    "no-last-call",
                )
            )
        return self._calls[-1]

    def assert_made(self, operation: str, **parameters: Any) -> Call:
        """Assert that a call was made; return the first that matches.

        Args:
            operation: The operation, such as ``"CreateWorkteam"``.
            parameters: Expected members of the request. Other members can have any value, also in
                nested structures. Secrets always match.

        Raises:
            AssertionError: No call matches; the message lists the fields in which the nearest call
                differs.
            UnknownNameError: The operation is not faked, or lacks one of the members.
        """
        from pytest_workteam.schema.sensitive import without_secrets

        __tracebackhide__ = True
        candidates = self.of(operation)
        # Recorded calls have masked secrets.
        service = self._find_operation(operation).service.name
        expected = without_secrets(operation, parameters, service)
        for call in candidates:
            if not differences(expected, call.parameters):
                return call
        _check_members(operation, service, parameters)
        raise AssertionError(linked(self._mismatch(operation, expected, candidates), "assert-made"))

    def _mismatch(
        self, operation: str, expected: Mapping[str, Any], candidates: Sequence[Call]
    ) -> str:
        if not candidates:
            return f"{operation} was not called; operations called: {self.operations_called()}"
        nearest = min(candidates, key=lambda call: len(differences(expected, call.parameters)))
        number = next(number for number, call in enumerate(self, 1) if call is nearest)
        header = (
            f"{operation} was called {len(candidates)} time(s), never with these parameters; the "
            f"nearest call (number {number}) differs in:"
        )
        return "\n  ".join([header, *differences(expected, nearest.parameters)])

    def operations_called(self) -> str:
        """Names of the called operations, in order, without duplicates; ``none`` for no call."""
        return ", ".join(dict.fromkeys(call.operation for call in self)) or "none"


def _check_members(operation: str, service: str, parameters: Mapping[str, Any]) -> None:
    from pytest_workteam.schema.model import operation_model

    shape: Any = operation_model(operation, service).input_shape
    for name in parameters:
        if name not in shape.members:
            raise UnknownNameError(
                f"{operation} has no parameter {name!r}.",
                name,
                shape.members,
                otherwise=f"It has {', '.join(shape.members)}.",
            )


def differences(expected: Mapping[str, Any], given: Any, path: str = "") -> list[str]:
    """Differences of ``given`` from ``expected``, one line per field.

    Nested structures may have further members; lists must have the same length.
    """
    if not isinstance(given, Mapping):
        return [f"{path}: expected {dict(expected)!r}, got {given!r}"]
    found: list[str] = []
    for name, value in expected.items():
        here = f"{path}.{name}" if path else name
        if name not in given:
            found.append(f"{here}: expected {value!r}, not given")
        else:
            found.extend(_value_differences(value, given[name], here))
    return found


def _value_differences(expected: Any, given: Any, path: str) -> list[str]:
    if isinstance(expected, Mapping):
        return differences(cast("Mapping[str, Any]", expected), given, path)
    if isinstance(expected, (list, tuple)) and isinstance(given, list):
        elements = cast("Sequence[Any]", expected)
        if len(elements) == len(given):
            return [
                line
                for position, (one, other) in enumerate(zip(elements, given, strict=True))
                for line in _value_differences(one, other, f"{path}[{position}]")
            ]
    elif isinstance(expected, dt.datetime):
        # botocore sends whole seconds in JSON 1.1, other clients fractions.
        if _seconds(given) in (expected.timestamp(), int(expected.timestamp())):
            return []
    elif expected == given:
        return []
    return [f"{path}: expected {expected!r}, got {given!r}"]


def _seconds(given: Any) -> Any:
    """A recorded date in seconds since the epoch; REST protocols record dates as text."""
    if isinstance(given, str):
        try:
            return seconds_of(given)
        except ValueError:
            return None
    return given
