"""Faults: requests that a test wants to fail, and what became of them."""

from __future__ import annotations

import copy
import dataclasses
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, cast

from pytest_workteam import situations
from pytest_workteam.backend.state import Parameters, State
from pytest_workteam.errors import InvalidSetting
from pytest_workteam.situations import Refusal, Situation

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True


class LostResponse:
    """The type of ``lost_response``, which is the only one of it."""

    def __repr__(self) -> str:
        return "lost_response"


lost_response: Final = LostResponse()
"""As ``error`` of ``fail``: the request is carried out, then its answer is lost."""

Failure: TypeAlias = "str | BaseException | Situation"
"""What a request can end in: an error code, an exception to raise, or a situation."""
FaultError: TypeAlias = "Failure | LostResponse"
When: TypeAlias = Callable[[Parameters], bool]


_FORBIDDEN = frozenset({"InvalidClientTokenId", "MissingAuthenticationToken", "OptInRequired"})
"""Codes that the API reference's common errors have HTTP 403 for."""
_SERVER_ERRORS = ("InternalError", "InternalServer", "InternalService")
"""What codes start with that other services answer with HTTP 500; botocore retries them for it."""


def situation_of(code: str, operation: str) -> Situation:
    """The situation that a code stands for when ``operation`` is ordered to fail with it.

    It is the only one in which the operation answers the code. A code of several situations, or
    of none, gets a text that says where it comes from.
    """
    fitting = [
        situation
        for situation in situations.SITUATIONS.values()
        if situation.code == code and situation.answers(operation)
    ]
    if len(fitting) == 1:
        return fitting[0]
    status = situations.INJECTED.status
    if code in _FORBIDDEN:
        status = 403
    elif code.startswith(_SERVER_ERRORS):
        status = 500
    elif code.startswith("ServiceUnavailable"):
        status = 503
    return dataclasses.replace(situations.INJECTED, code=code, status=status)


@dataclass(slots=True)
class Fault:
    """An order to fail matching requests, and how many it has met.

    Attributes:
        operation: The operation whose requests it matches.
        error: What they fail with.
        times: How many requests fail; None for all of them.
        after: How many matching requests pass first.
        when: Says by the parameters whether a request matches; None for all.
        required: Whether the test fails when the fault was never met.
        passed: How many matching requests passed so far.
        met: How many requests failed so far.

    Raises:
        InvalidSetting: A value cannot be.
    """

    operation: str
    error: FaultError
    times: int | None = 1
    after: int = 0
    when: When | None = None
    required: bool = True
    passed: int = 0
    met: int = 0

    def __post_init__(self) -> None:
        error = self.error
        if _is_answer(error):
            raise InvalidSetting(
                f"error is {error!r}, which botocore makes of a service's answer; give the "
                "answer's code, such as 'ThrottlingException'"
            )
        # Tests are not always type-checked.
        if not isinstance(cast("object", error), (str, BaseException, Situation, LostResponse)):
            raise InvalidSetting(
                f"error is {error!r}; give an error code such as 'ThrottlingException', an "
                "exception to raise (an instance, not its class), or lost_response"
            )
        if error == "":
            raise InvalidSetting("error is empty; give an error code such as 'ResourceInUse'")
        if self.times is not None and not _is_count(self.times, least=1):
            raise InvalidSetting(
                f"times is {self.times!r}; give how many requests fail, 1 or more, or None for all"
            )
        if not _is_count(self.after, least=0):
            raise InvalidSetting(
                f"after is {self.after!r}; give how many matching requests pass first, 0 or more"
            )
        if self.when is not None and not callable(self.when):
            raise InvalidSetting(
                f"when is {self.when!r}; give a function that takes the request's parameters and "
                "says whether it matches"
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
        """Whether it is for a request of this operation with these parameters."""
        if operation != self.operation or self.met == self.times:
            return False
        return self.when is None or self.when(copy.deepcopy(parameters))

    def take(self) -> bool:
        """Whether a request that matches is to fail, which counts as met."""
        # Again, since other requests may have met it while the condition was asked.
        if self.met == self.times:
            return False
        if self.passed < self.after:
            self.passed += 1
            return False
        self.met += 1
        return True

    @property
    def loses_response(self) -> bool:
        """Whether the request is carried out, and only then fails."""
        return isinstance(self.error, LostResponse)

    def failure(self, operation: str, parameters: Parameters, state: State) -> BaseException:
        """What a request that met this fault ends in, unless its response is lost."""
        error = cast("Failure", self.error)
        if isinstance(error, BaseException):
            return error.with_traceback(None)
        situation = error if isinstance(error, Situation) else situation_of(error, operation)
        return Refusal(situation, **_details(situation, operation, parameters, state))


def _is_answer(error: object) -> bool:
    """Whether an exception, or a class of it, is a ClientError, of whatever copy of botocore."""
    return any(
        each.__name__ == "ClientError" and each.__module__.endswith("botocore.exceptions")
        for each in (error if isinstance(error, type) else type(error)).__mro__
    )


def _is_count(value: object, *, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


@dataclass
class Faults:
    """The faults of a backend, in the order they were ordered."""

    _faults: list[Fault] = field(default_factory=list[Fault])
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def add(self, fault: Fault) -> None:
        with self.lock:
            self._faults.append(fault)

    def take(self, operation: str, parameters: Parameters) -> Fault | None:
        """The fault that this request meets, if any; it counts as met."""
        for fault in tuple(self._faults):
            # The lock is not held for the condition, which may want one that another holds.
            if fault.matches(operation, parameters):
                with self.lock:
                    # It may be gone by now.
                    if any(each is fault for each in self._faults) and fault.take():
                        return fault
        return None

    def unmet(self) -> Sequence[Fault]:
        """The required faults that no request met."""
        return [fault for fault in self._faults if fault.required and not fault.met]

    def clear(self) -> None:
        with self.lock:
            self._faults.clear()


def _details(
    situation: Situation, operation: str, parameters: Parameters, state: State
) -> Mapping[str, Any]:
    """Details for the message of an injected situation, from the request that meets it."""
    name = str(parameters.get("WorkteamName", "*"))
    resource = _resource(parameters, state)
    known: dict[str, Any] = {
        "operation": operation,
        "workteam_name": name,
        "workteam_arn": parameters.get("WorkteamArn") or state.workteam_arn(name),
        "workforce_name": str(parameters.get("WorkforceName", "default")),
        "resource": resource,
        "limit": state.limit(),
        "utilization": len(state.workteams),
        "count": len(state.workteams),
        "account_id": state.account_id,
        "partition": state.partition,
        "region": state.region,
        "message": "Injected by the test.",
    }
    # What only a request that was really refused could tell stays a placeholder.
    return {detail: known.get(detail, f"{{{detail}}}") for detail in situation.fields}


def _resource(parameters: Parameters, state: State) -> str:
    """The ARN that a request is about, as IAM names it; ``*`` for none."""
    for member in ("ResourceArn", "WorkteamArn"):
        if member in parameters:
            return str(parameters[member])
    if "WorkteamName" in parameters:
        return state.workteam_arn(str(parameters["WorkteamName"]))
    if "WorkforceName" in parameters:
        return state.workforce_arn(str(parameters["WorkforceName"]))
    return "*"
