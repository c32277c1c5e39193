"""Faults: requests that a test orders to fail."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, cast

from pytest_workteam.engine.service import Operation
from pytest_workteam.engine.situations import Refusal, Situation
from pytest_workteam.engine.state import State
from pytest_workteam.errors import InvalidSetting, UnknownNameError
from pytest_workteam.protocols.messages import Parameters

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True


class LostResponse:
    """The type of ``lost_response``, its only instance."""

    def __repr__(self) -> str:
        return "lost_response"


lost_response: Final = LostResponse()
"""As ``error`` of ``fail``: the request is carried out, then its response is lost."""

Failure: TypeAlias = "str | BaseException | Situation"
"""The error of a request: a code, an exception to raise, or a situation."""
FaultError: TypeAlias = "Failure | LostResponse"
When: TypeAlias = Callable[[Parameters], bool]


_FORBIDDEN = frozenset({"InvalidClientTokenId", "MissingAuthenticationToken", "OptInRequired"})
"""Codes with HTTP 403 in the API reference's common errors."""
_SERVER_ERRORS = ("InternalError", "InternalServer", "InternalService")
"""Prefixes of codes that other services send with HTTP 500, which botocore retries."""


def situation_of(code: str, operation: Operation) -> Situation:
    """The situation that a code, or the name of a situation, means for an operation.

    A code means the only situation in which the operation returns it. A code of several
    situations, or of none, gets the service's text for injected errors.
    """
    service = operation.service
    if code in service.situations:
        return service.situations[code]
    fitting = [each for each in service.situations_of(operation.name) if each.code == code]
    if len(fitting) == 1:
        return fitting[0]
    return service.texts.injected.with_code(code, status_of(code, service.texts.injected.status))


def status_of(code: str, default: int) -> int:
    """The HTTP status of a code that the service's tables do not have."""
    if code in _FORBIDDEN:
        return 403
    if code.startswith(_SERVER_ERRORS):
        return 500
    return 503 if code.startswith("ServiceUnavailable") else default


def check_code(code: str, operation: Operation) -> None:
    """Check that an operation can return a code, or that a situation has this name.

    Raises:
        UnknownNameError: The operation is not known to return it.
    """
    service = operation.service
    known = {each.code for each in service.situations_of(operation.name) if each.code}
    if code in known or code in service.situations:
        return
    known |= service.codes_of(operation.name)
    if code not in known:
        raise UnknownNameError(
            f"{operation.name} is not known to return {code!r}.",
            code,
            sorted(known),
            otherwise=f"It returns {', '.join(sorted(known))}. Pass message= to order the code "
            "all the same.",
        )


@dataclass(slots=True)
class Fault:
    """An order to fail matching requests, and how many it has met.

    Attributes:
        operation: The operation.
        error: The error of its matching requests.
        times: Number of requests that fail; None for all.
        after: Number of matching requests that pass first.
        when: Predicate on the request's parameters; None matches every request.
        required: Whether the test fails if no request met the fault.
        message: The error's message; None for the service's.
        passed: Number of matching requests that have passed.
        met: Number of requests that have failed.

    Raises:
        InvalidSetting: A value is invalid.
    """

    operation: str
    error: FaultError
    times: int | None = 1
    after: int = 0
    when: When | None = None
    required: bool = True
    message: str | None = None
    passed: int = 0
    met: int = 0

    def __post_init__(self) -> None:
        check_error(self.error)
        if self.times is not None and not _is_count(self.times, least=1):
            raise InvalidSetting(
                f"times is {self.times!r}; give the number of requests that fail, 1 or more, or "
                "None for all"
            )
        if not _is_count(self.after, least=0):
            raise InvalidSetting(
                f"after is {self.after!r}; give the number of matching requests that pass first, "
                "0 or more"
            )
        if self.when is not None and not callable(self.when):
            raise InvalidSetting(
                f"when is {self.when!r}; give a function from the request's parameters to a bool"
            )

    def __str__(self) -> str:
        error = self.error
        name = error.name if isinstance(error, Situation) else repr(error)
        condition = "" if self.when is None else ", when=..."
        after = f", after={self.after}" if self.after else ""
        times = "all" if self.times is None else self.times
        passed = f", {self.passed} passed first" if self.after else ""
        return (
            f"fail({self.operation!r}, {name}{condition}{after}), met {self.met} of {times}{passed}"
        )

    def matches(self, operation: str, parameters: Parameters) -> bool:
        """Whether a request of this operation with these parameters matches."""
        if operation != self.operation or self.met == self.times:
            return False
        return self.when is None or self.when(copy.deepcopy(parameters))

    def take(self) -> bool:
        """Count a matching request; return whether it fails."""
        # Other requests may have met the fault while the predicate ran.
        if self.met == self.times:
            return False
        if self.passed < self.after:
            self.passed += 1
            return False
        self.met += 1
        return True

    @property
    def loses_response(self) -> bool:
        """Whether the request is carried out before it fails."""
        return isinstance(self.error, LostResponse)

    def failure(
        self, operation: Operation, parameters: Parameters, state: State[Any]
    ) -> BaseException:
        """The error of a request that met this fault, unless its response is lost."""
        error = cast("Failure", self.error)
        return failure(error, operation, parameters, state, message=self.message)


def failure(
    error: Failure,
    operation: Operation,
    parameters: Parameters,
    state: State[Any],
    *,
    message: str | None = None,
) -> BaseException:
    """The error of a request that fails with a code, a situation or an exception."""
    if isinstance(error, BaseException):
        return error.with_traceback(None)
    situation = error if isinstance(error, Situation) else situation_of(error, operation)
    if message is not None:
        refusal = Refusal(situation.with_message(message))
        refusal.fixed_message = True
        return refusal
    known = operation.service.texts.details(operation.name, parameters, state)
    known = {**known, **situation.example}
    # A test's own situation may have other details.
    details = {name: known.get(name, f"{{{name}}}") for name in situation.fields}
    refusal = Refusal(situation, **details)
    refusal.fixed_code = error != situation.name
    return refusal


def check_error(error: object) -> None:
    """Check the error of a fault.

    Raises:
        InvalidSetting: It is none that a request can fail with.
    """
    if _is_client_error(error):
        raise InvalidSetting(
            f"error is {error!r}, which botocore builds from a response; give the response's code, "
            "such as 'ThrottlingException'"
        )
    # Tests are not always type-checked.
    if not isinstance(error, (str, BaseException, Situation, LostResponse)):
        raise InvalidSetting(
            f"error is {error!r}; give an error code such as 'ThrottlingException', an "
            "exception to raise (an instance, not its class), or lost_response"
        )
    if error == "":
        raise InvalidSetting("error is empty; give an error code such as 'ResourceInUse'")


def _is_client_error(error: object) -> bool:
    """Whether an exception, or a class of one, is a ClientError, of any copy of botocore."""
    return any(
        each.__name__ == "ClientError" and each.__module__.endswith("botocore.exceptions")
        for each in (error if isinstance(error, type) else type(error)).__mro__
    )


def _is_count(value: object, *, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


@dataclass
class Faults:
    """The faults of a backend, in the order of ``fail`` calls."""

    _faults: list[Fault] = field(default_factory=list[Fault])
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def add(self, fault: Fault) -> None:
        with self.lock:
            self._faults.append(fault)

    def take(self, operation: str, parameters: Parameters) -> Fault | None:
        """The fault that this request meets, counted as met; None for none."""
        for fault in tuple(self._faults):
            # The predicate runs without the lock, since it may want a lock that another holds.
            if fault.matches(operation, parameters):
                with self.lock:
                    # Another thread may have cleared it.
                    if any(each is fault for each in self._faults) and fault.take():
                        return fault
        return None

    def unmet(self) -> Sequence[Fault]:
        """The required faults that no request met."""
        return [fault for fault in self._faults if fault.required and not fault.met]

    def clear(self) -> None:
        with self.lock:
            self._faults.clear()
