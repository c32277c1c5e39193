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
    from pytest_workteam.engine.state import Function, State, Unlocked
    from pytest_workteam.schema.violations import Violation

Precheck: TypeAlias = "Callable[[Any, Parameters], None]"
"""Refuses a request without the state's lock, so that it can call other services."""


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
        before: Returns what to run without the lock before the function.
        after: Returns what to run without the lock after the function.
        applies: Predicate on the parameters; requests that it rejects are not faked.
        users: Whether a user added it; its function takes a view instead of a state.
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
        """The operations, bound to a service."""
        return [
            Operation(name, service, function, **options) for name, function, options in self._added
        ]


@dataclass(frozen=True)
class Texts:
    """A service's wording of the errors that the engine finds.

    Attributes:
        violations: Refusal of a request that violates its schema.
        constraints: Situation of a request that violates constraints of the service model.
        malformed: Situation of a request that breaks the protocol; its detail is ``reason``.
        invalid_token: Situation of an invalid pagination token.
        injected: Situation of injected codes without a situation of their own; its detail is
            ``message``.
        details: Returns the message details of an injected situation for its request.
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
        resources: Resource modules, each with ``operations``.
        situations: Modules of situations tables.
        texts: The wording of the errors that the engine finds.
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
        # Importing botocore is slow; wait for the first call.
        from pytest_workteam.schema.model import service_model

        shapes: Any = service_model(self.name).error_shapes
        return frozenset(shape.error_code for shape in shapes)

    def codes_of(self, operation: str) -> set[str]:
        """The error codes of an operation in the service model."""
        from pytest_workteam.schema.model import operation_model

        shapes: Any = operation_model(operation, self.name).error_shapes
        return {shape.error_code for shape in shapes}

    def situations_of(self, operation: str) -> list[Situation]:
        """The situations that an operation can return, common ones included."""
        return [each for each in self.situations.values() if each.answers(operation)]

    def __repr__(self) -> str:
        return f"<Service {self.name}>"
