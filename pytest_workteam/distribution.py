"""pytest-xdist: what its workers found out, brought to the process that reports it."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytest_workteam.report.measuring import ErrorCoverage

USAGE_ERROR = "workteam_usage_error"


def hand_over(error: pytest.UsageError, config: pytest.Config, items: list[pytest.Item]) -> bool:
    """Leave a worker's usage error to the controller, and run nothing; False in any other process.

    Raised in a worker, it would end the run with xdist's own internal error.
    """
    output: dict[str, Any] | None = getattr(config, "workeroutput", None)
    if output is None:
        return False
    output[USAGE_ERROR] = str(error)
    items.clear()
    return True


class Controller:
    """The plugin that takes in what the workers hand over.

    Args:
        error_coverage: What merges theirs; None if none is measured.
    """

    def __init__(self, error_coverage: ErrorCoverage | None) -> None:
        self._error_coverage = error_coverage
        self._usage_error: str | None = None

    def pytest_testnodedown(self, node: Any) -> None:
        output: dict[str, Any] = getattr(node, "workeroutput", {})
        self._usage_error = output.get(USAGE_ERROR, self._usage_error)
        if self._error_coverage is not None:
            self._error_coverage.merge(node.gateway.id, output)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        result = yield
        if self._usage_error is not None:
            raise pytest.UsageError(self._usage_error)
        return result
