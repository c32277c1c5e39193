"""Scenarios that only order a fault, and so apply to any operation."""

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
        fault: Returns the error that requests fail with; None for the code in ``meets``.
        times: Number of requests that fail; None for all.
        any_operation: Whether it applies to other operations, too, under a name such as
            ``"throttled/once:DescribeWorkteam"``.
        operations: The operations that it applies to; None for every operation.
    """

    fault: Callable[[WorkteamBackend, str], FaultError] | None = field(default=None, repr=False)
    times: int | None = None
    any_operation: bool = True
    operations: Collection[str] | None = None

    def apply(self, backend: WorkteamBackend) -> None:
        error = str(self.meets) if self.fault is None else self.fault(backend, self.operation)
        # Not required: missing_effect makes this check.
        backend.fail(self.operation, error, times=self.times, required=False)

    def for_operation(self, operation: str) -> Scenario | None:
        # A name with an operation applies to that operation only.
        if operation == self.operation or not self.any_operation or ":" in self.name:
            return super().for_operation(operation)
        if self.operations is not None and operation not in self.operations:
            return None
        return dataclasses.replace(self, name=f"{self.name}:{operation}", operation=operation)


def network_error(name: str) -> Callable[[WorkteamBackend, str], FaultError]:
    """Return a fault that raises botocore's network exception of this name."""

    def fault(backend: WorkteamBackend, operation: str) -> FaultError:
        import botocore.exceptions

        from pytest_workteam.schema.model import service_model

        prefix = service_model(catalog.operation(operation).service.name).endpoint_prefix
        endpoint = f"https://{prefix}.{backend.region}.amazonaws.com/"
        error: Exception = getattr(botocore.exceptions, name)(endpoint_url=endpoint)
        return error

    return fault
