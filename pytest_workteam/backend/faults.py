"""Faults: requests that a test wants to fail, and what became of them."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from pytest_workteam import situations
from pytest_workteam.backend.state import Parameters
from pytest_workteam.errors import InvalidSetting
from pytest_workteam.situations import Situation


class _LostResponse:
    def __repr__(self) -> str:
        return "lost_response"


lost_response: Final = _LostResponse()
"""As ``error`` of ``fail``: the request is carried out, then its answer is lost."""

FaultError: TypeAlias = "str | BaseException | Situation | _LostResponse"
When: TypeAlias = Callable[[Parameters], bool]

_BY_CODE: Mapping[str, Situation] = {
    situation.code: situation
    for situation in (
        situations.NAME_IN_USE,
        situations.WORKTEAM_LIMIT,
        situations.WORKFORCE_CONFLICT,
        situations.LABELING_WORKTEAM_NOT_FOUND,
        situations.THROTTLED,
        situations.INTERNAL_FAILURE,
        situations.SERVICE_UNAVAILABLE,
        situations.ACCESS_DENIED,
        situations.EXPIRED_TOKEN,
        situations.UNRECOGNIZED_CLIENT,
    )
}


def situation_of(error: str) -> Situation:
    """The situation that a code stands for in a fault."""
    known = _BY_CODE.get(error)
    return known or dataclasses.replace(situations.INJECTED, code=error)


@dataclass(slots=True)
class Fault:
    """An order to fail matching requests, and how many it has met.

    Attributes:
        operation: The operation whose requests it matches.
        error: What they fail with.
        times: How many requests fail.
        after: How many matching requests pass first.
        when: Says by the parameters whether a request matches; None for all.
        required: Whether the test fails when the fault was never met.
        passed: How many matching requests passed so far.
        met: How many requests failed so far.
    """

    operation: str
    error: FaultError
    times: int
    after: int
    when: When | None
    required: bool
    passed: int = 0
    met: int = 0

    def __str__(self) -> str:
        error = self.error
        name = error.name if isinstance(error, Situation) else repr(error)
        condition = "" if self.when is None else ", when=…"
        return f"fail({self.operation!r}, {name}{condition}), met {self.met} of {self.times}"


@dataclass
class Faults:
    """The faults of a backend, in the order they were ordered."""

    _faults: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, fault: Fault) -> None:
        if fault.times < 1:
            raise InvalidSetting(f"times must be 1 or more: {fault.times!r}")
        if fault.after < 0:
            raise InvalidSetting(f"after must be 0 or more: {fault.after!r}")
        with self._lock:
            self._faults.append(fault)

    def take(self, operation: str, parameters: Parameters) -> Fault | None:
        """The fault that this request meets, if any; it counts as met."""
        if not self._faults:
            return None
        with self._lock:
            for fault in self._faults:
                if fault.operation != operation or fault.met == fault.times:
                    continue
                if fault.when is not None and not fault.when(parameters):
                    continue
                if fault.passed < fault.after:
                    fault.passed += 1
                    continue
                fault.met += 1
                return fault
        return None

    def unmet(self) -> Sequence[Fault]:
        """The required faults that no request met."""
        return [fault for fault in self._faults if fault.required and not fault.met]

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()


def details_of(operation: str, parameters: Parameters, known: Mapping[str, Any]) -> dict[str, Any]:
    """Details for the message of an injected situation, from the request that meets it."""
    workteam_name = str(parameters.get("WorkteamName", "*"))
    details: dict[str, Any] = {
        "operation": operation,
        "workteam_name": workteam_name,
        "workforce_name": str(parameters.get("WorkforceName", "default")),
        "count": 1,
        "message": "Injected by the test.",
        **known,
    }
    return details
