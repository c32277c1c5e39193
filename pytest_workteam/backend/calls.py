"""The record of what was called, and the questions a test asks of it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

HIDDEN = "********"
"""What stands in a record in a secret's place."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request that the backend answered; each retry is a call of its own.

    Attributes:
        operation: The operation's name, such as ``"CreateWorkteam"``.
        error: The error's code, or the name of the botocore exception it ended in; None for
            success.
        message: The error's message, if there was one.
        region: The region that the client was set to.
        account_id: The account that the caller belonged to.
        attempt: 1 for the first try, 2 for the first retry, and so on.
        client: The kind of client that made the call, such as ``"boto3"``.
    """

    operation: str
    error: str | None
    message: str | None
    region: str
    account_id: str
    attempt: int
    client: str
    _parameters: bytes = field(repr=False)
    _result: Mapping[str, Any] | None = field(repr=False)

    @property
    def parameters(self) -> dict[str, Any]:
        """The request's members, a copy; secrets are replaced by asterisks."""
        try:
            parameters = json.loads(self._parameters)
        except ValueError:
            return {}
        return parameters if isinstance(parameters, dict) else {}

    @property
    def result(self) -> dict[str, Any] | None:
        """The answer's members, a copy; None for an error."""
        return None if self._result is None else copy.deepcopy(dict(self._result))


def without_secrets(value: Any, secrets: frozenset[str]) -> Any:
    """``value`` with the members of these names hidden, however deep."""
    if isinstance(value, dict):
        return {
            name: HIDDEN if name in secrets else without_secrets(member, secrets)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(element, secrets) for element in value]
    return value


class Calls(Sequence[Call]):
    """Every call that a backend answered, in order."""

    def __init__(self, calls: Sequence[Call] = ()) -> None:
        self._calls = list(calls)

    @overload
    def __getitem__(self, index: int) -> Call: ...
    @overload
    def __getitem__(self, index: slice) -> Calls: ...
    def __getitem__(self, index: int | slice) -> Call | Calls:
        if isinstance(index, slice):
            return Calls(self._calls[index])
        return self._calls[index]

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        return iter(tuple(self._calls))

    def __repr__(self) -> str:
        return f"Calls({self._calls!r})"

    def record(self, call: Call) -> None:
        self._calls.append(call)

    def clear(self) -> None:
        self._calls.clear()

    def of(self, operation: str) -> Calls:
        """The calls of one operation.

        Args:
            operation: Its name, such as ``"CreateWorkteam"``.

        Raises:
            ValueError: The fake has no operation of this name.
        """
        from pytest_workteam.backend.dispatch import check_operation

        check_operation(operation)
        return Calls([call for call in self._calls if call.operation == operation])

    @property
    def last(self) -> Call:
        """The latest call.

        Raises:
            LookupError: Nothing was called.
        """
        if not self._calls:
            raise LookupError("no work team call was made; make one before you ask for the last")
        return self._calls[-1]

    def assert_made(self, operation: str, **parameters: Any) -> Call:
        """Assert that a call was made, and give the first that matches.

        Args:
            operation: Its name, such as ``"CreateWorkteam"``.
            parameters: The members it must have had; members not named may be anything.

        Raises:
            AssertionError: No call matches; the message compares the nearest one by field.
            ValueError: The fake has no operation of this name.
        """
        __tracebackhide__ = True
        candidates = self.of(operation)
        for call in candidates:
            if not differences(parameters, call.parameters):
                return call
        raise AssertionError(_not_made(operation, parameters, candidates, self))


def differences(expected: Mapping[str, Any], given: Any, path: str = "") -> list[str]:
    """What of ``expected`` is not in ``given``, one line per field."""
    found: list[str] = []
    if not isinstance(given, Mapping):
        return [f"{path}: expected {dict(expected)!r}, got {given!r}"]
    for name, value in expected.items():
        here = f"{path}.{name}" if path else name
        if name not in given:
            found.append(f"{here}: expected {value!r}, not given")
        else:
            found.extend(_value_differences(value, given[name], here))
    return found


def _value_differences(expected: Any, given: Any, path: str) -> list[str]:
    if isinstance(expected, Mapping):
        return differences(expected, given, path)
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        if isinstance(given, list) and len(given) == len(expected):
            return [
                line
                for position, (one, other) in enumerate(zip(expected, given, strict=True))
                for line in _value_differences(one, other, f"{path}[{position}]")
            ]
    elif given in (HIDDEN, expected):
        return []
    return [f"{path}: expected {expected!r}, got {given!r}"]


def _not_made(
    operation: str, expected: Mapping[str, Any], candidates: Sequence[Call], all_calls: Calls
) -> str:
    if not candidates:
        made = dict.fromkeys(call.operation for call in all_calls)
        return f"{operation} was not called; called were: {', '.join(made) or 'nothing'}"
    if not expected:
        return f"{operation} was not called"
    nearest = min(candidates, key=lambda call: len(differences(expected, call.parameters)))
    lines = differences(expected, nearest.parameters)
    return "\n".join(
        [
            f"{operation} was called {len(candidates)} time(s), never with these parameters; "
            f"the nearest call (number {all_calls._calls.index(nearest) + 1}) differs in:",
            *(f"  {line}" for line in lines),
        ]
    )
