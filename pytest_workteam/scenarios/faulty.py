"""Scenarios that are a fault and nothing else, and so can befall any operation."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_workteam.scenarios.scenario import Scenario
from pytest_workteam.services import catalog

if TYPE_CHECKING:
    from pytest_workteam.engine.faults import FaultError
    from pytest_workteam.fake import WorkteamBackend


@dataclass(frozen=True, kw_only=True)
class FaultyScenario(Scenario):
    """A scenario in which requests of an operation fail.

    Attributes:
        fault: Gives what requests of the operation fail with; None for the code in ``meets``.
        times: How many requests fail; None for all of them.
        any_operation: Whether it can be had for other operations too, under a name of its own
            such as ``"throttled/once:DescribeWorkteam"``.
        operations: Names of the operations that it can be had for; None for every operation.
    """

    fault: Callable[[WorkteamBackend, str], FaultError] | None = field(default=None, repr=False)
    times: int | None = None
    any_operation: bool = True
    operations: Collection[str] | None = None

    def apply(self, backend: WorkteamBackend) -> None:
        error = str(self.meets) if self.fault is None else self.fault(backend, self.operation)
        # Not required: that it was met is checked as the scenario's own effect.
        backend.fail(self.operation, error, times=self.times, required=False)

    def for_operation(self, operation: str) -> Scenario | None:
        # One that is named with its operation is meant for no other.
        if operation == self.operation or not self.any_operation or ":" in self.name:
            return super().for_operation(operation)
        if self.operations is not None and operation not in self.operations:
            return None
        return dataclasses.replace(self, name=f"{self.name}:{operation}", operation=operation)


def network_error(name: str) -> Callable[[WorkteamBackend, str], FaultError]:
    """A fault that raises the exception of botocore's with this name, as a network would."""

    def fault(backend: WorkteamBackend, operation: str) -> FaultError:
        import botocore.exceptions

        from pytest_workteam.schema.model import service_model

        prefix = service_model(catalog.operation(operation).service.name).endpoint_prefix
        endpoint = f"https://{prefix}.{backend.region}.amazonaws.com/"
        error: Exception = getattr(botocore.exceptions, name)(endpoint_url=endpoint)
        return error

    return fault
