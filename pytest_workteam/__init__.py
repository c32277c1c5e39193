"""A pytest plugin that fakes SageMaker's work team API in the process."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_workteam.backend.backend import WorkteamBackend as WorkteamBackend
    from pytest_workteam.backend.calls import Call as Call
    from pytest_workteam.backend.faults import lost_response as lost_response
    from pytest_workteam.backend.snapshot import Snapshot as Snapshot
    from pytest_workteam.backend.view import View as View
    from pytest_workteam.errors import BackendStopped as BackendStopped
    from pytest_workteam.errors import InvalidSetting as InvalidSetting
    from pytest_workteam.errors import OperationNotFaked as OperationNotFaked
    from pytest_workteam.errors import OperationNotFakedWarning as OperationNotFakedWarning
    from pytest_workteam.errors import SeedRefused as SeedRefused
    from pytest_workteam.errors import UnknownNameError as UnknownNameError
    from pytest_workteam.errors import WorkteamError as WorkteamError
    from pytest_workteam.errors import WorkteamWarning as WorkteamWarning
    from pytest_workteam.scenarios import Scenario as Scenario
    from pytest_workteam.situations import Situation as Situation

__version__ = "0.1.0"

_HOMES = {
    "WorkteamBackend": "backend.backend",
    "Call": "backend.calls",
    "lost_response": "backend.faults",
    "Snapshot": "backend.snapshot",
    "View": "backend.view",
    "BackendStopped": "errors",
    "InvalidSetting": "errors",
    "OperationNotFaked": "errors",
    "OperationNotFakedWarning": "errors",
    "SeedRefused": "errors",
    "UnknownNameError": "errors",
    "WorkteamError": "errors",
    "WorkteamWarning": "errors",
    "Scenario": "scenarios",
    "Situation": "situations",
}

__all__ = [
    "BackendStopped",
    "Call",
    "InvalidSetting",
    "OperationNotFaked",
    "OperationNotFakedWarning",
    "Scenario",
    "SeedRefused",
    "Situation",
    "Snapshot",
    "UnknownNameError",
    "View",
    "WorkteamBackend",
    "WorkteamError",
    "WorkteamWarning",
    "__version__",
    "lost_response",
]


def __getattr__(name: str) -> Any:
    # pytest imports this package in every run; what a test does not use is not loaded.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
