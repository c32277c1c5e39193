"""A service as the engine sees it: its protocol, its operations, its situations."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from pytest_workteam.engine.situations import Refusal, Situation, situations_in
from pytest_workteam.protocols.messages import Parameters, WireRequest, WireResponse

if TYPE_CHECKING:
    from pytest_workteam.engine.state import State, Unlocked
    from pytest_workteam.schema.violations import Violation

Function: TypeAlias = "Callable[[Any, Parameters], Parameters]"
"""State and validated parameters to a result; raises ``Refusal``. Called under the state's lock."""
Precheck: TypeAlias = "Callable[[Any, Parameters], None]"
"""Refuses a request before the state's lock is taken, since it may call other services."""


class Codec(Protocol):
    """A wire protocol."""

    content_type: str

    def route(self, method: str, target: str, headers: Mapping[str, str]) -> str | None: ...

    def decode(self, request: WireRequest) -> Parameters: ...

    def encode(
        self, operation: str, result: Mapping[str, Any], now: dt.datetime
    ) -> WireResponse: ...

    def encode_error(
        self, code: str, status: int, message: str, now: dt.datetime, *, modelled: bool
    ) -> WireResponse: ...


class Operation(NamedTuple):
    """One operation.

    Attributes:
        name: Its name, such as ``"CreateWorkteam"``.
        service: Its service.
        function: Carries it out; None for an operation that is not faked.
        precheck: Refuses requests before the state's lock is taken.
        before: Finds what has to be done, without the lock, before the function is called.
        after: Finds what has to be done, without the lock, after the function was called.
        applies: Predicate on the parameters; requests that it rejects are not faked.
        users: Whether it is a user's own: its function gets a view instead of a state.
    """

    name: str
    service: Service
    function: Function | None = None
    precheck: Precheck | None = None
    before: Unlocked | None = None
    after: Unlocked | None = None
    applies: Callable[[Parameters], bool] | None = None
    users: bool = False


class Operations:
    """The operations of one module, added by a decorator."""

    def __init__(self) -> None:
        self._added: list[tuple[str, Function, dict[str, Any]]] = []

    def add(
        self,
        name: str,
        *,
        precheck: Precheck | None = None,
        before: Unlocked | None = None,
        after: Unlocked | None = None,
        applies: Callable[[Parameters], bool] | None = None,
    ) -> Callable[[Function], Function]:
        """Register the decorated function as the operation of this name."""

        def register(function: Function) -> Function:
            options = {"precheck": precheck, "before": before, "after": after, "applies": applies}
            self._added.append((name, function, options))
            return function

        return register

    def of(self, service: Service) -> list[Operation]:
        """The operations, as a service's."""
        return [
            Operation(name, service, function, **options) for name, function, options in self._added
        ]


@dataclass(frozen=True)
class Texts:
    """How a service words what the engine finds wrong with a request.

    Attributes:
        violations: Refusal of a request that violates its schema.
        constraints: Situation of a request that violates constraints of the service model.
        malformed: Situation of a request that breaks the protocol; its detail is ``reason``.
        invalid_token: Situation of an invalid pagination token.
        injected: Situation of a code that no situation of the operation has; its detail is
            ``message``.
        details: Details for the message of an injected situation, from the request that meets it.
    """

    violations: Callable[[Sequence[Violation]], Refusal]
    constraints: Situation
    malformed: Situation
    invalid_token: Situation
    injected: Situation
    details: Callable[[str, Parameters, State[Any]], Mapping[str, Any]]


class Service:
    """A faked service.

    Args:
        name: botocore's name, such as ``"sagemaker"``.
        codec: Its wire protocol.
        resources: The modules of its resources, each with ``operations``.
        situations: The modules of its situations.
        texts: How it words what the engine finds.
    """

    def __init__(
        self,
        name: str,
        *,
        codec: Codec,
        resources: Sequence[ModuleType],
        situations: Sequence[ModuleType],
        texts: Texts,
    ) -> None:
        self.name = name
        self.codec = codec
        self.texts = texts
        self.situations: Mapping[str, Situation] = situations_in(*situations)
        self.operations: Mapping[str, Operation] = {
            operation.name: operation
            for resource in resources
            for operation in resource.operations.of(self)
        }

    @functools.cached_property
    def modelled_codes(self) -> frozenset[str]:
        """The codes of the error shapes in the service model."""
        # botocore is loaded when something is called.
        from pytest_workteam.schema.model import service_model

        shapes: Any = service_model(self.name).error_shapes
        return frozenset(shape.error_code for shape in shapes)

    def codes_of(self, operation: str) -> set[str]:
        """The codes that the service model has for an operation."""
        from pytest_workteam.schema.model import operation_model

        shapes: Any = operation_model(operation, self.name).error_shapes
        return {shape.error_code for shape in shapes}

    def situations_of(self, operation: str) -> list[Situation]:
        """The situations that an operation can return, common ones included."""
        return [each for each in self.situations.values() if each.answers(operation)]

    def __repr__(self) -> str:
        return f"<Service {self.name}>"
