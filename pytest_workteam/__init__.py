"""A pytest plugin that fakes SageMaker's work team API in the process."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_workteam.engine.calls import Call as Call
    from pytest_workteam.engine.faults import lost_response as lost_response
    from pytest_workteam.engine.situations import ServiceError as ServiceError
    from pytest_workteam.engine.situations import Situation as Situation
    from pytest_workteam.engine.snapshot import Snapshot as Snapshot
    from pytest_workteam.errors import AmbiguousBackend as AmbiguousBackend
    from pytest_workteam.errors import BackendStopped as BackendStopped
    from pytest_workteam.errors import InvalidAnswer as InvalidAnswer
    from pytest_workteam.errors import InvalidSetting as InvalidSetting
    from pytest_workteam.errors import NoActiveBackend as NoActiveBackend
    from pytest_workteam.errors import OperationNotFaked as OperationNotFaked
    from pytest_workteam.errors import OperationNotFakedWarning as OperationNotFakedWarning
    from pytest_workteam.errors import ReadOnlyError as ReadOnlyError
    from pytest_workteam.errors import SeedRefused as SeedRefused
    from pytest_workteam.errors import UnknownNameError as UnknownNameError
    from pytest_workteam.errors import WorkteamError as WorkteamError
    from pytest_workteam.errors import WorkteamWarning as WorkteamWarning
    from pytest_workteam.fake import WorkteamBackend as WorkteamBackend
    from pytest_workteam.scenarios import Scenario as Scenario
    from pytest_workteam.services.tasks import Task as Task
    from pytest_workteam.services.tasks import Tasks as Tasks
    from pytest_workteam.services.view import View as View

__version__ = "0.1.0"

_HOMES = {
    "WorkteamBackend": "fake",
    "Call": "engine.calls",
    "lost_response": "engine.faults",
    "Snapshot": "engine.snapshot",
    "View": "services.view",
    "AmbiguousBackend": "errors",
    "BackendStopped": "errors",
    "NoActiveBackend": "errors",
    "InvalidAnswer": "errors",
    "InvalidSetting": "errors",
    "OperationNotFaked": "errors",
    "ReadOnlyError": "errors",
    "OperationNotFakedWarning": "errors",
    "SeedRefused": "errors",
    "UnknownNameError": "errors",
    "WorkteamError": "errors",
    "WorkteamWarning": "errors",
    "Scenario": "scenarios",
    "ServiceError": "engine.situations",
    "Situation": "engine.situations",
    "Task": "services.tasks",
    "Tasks": "services.tasks",
}

__all__ = [
    "AmbiguousBackend",
    "BackendStopped",
    "Call",
    "InvalidAnswer",
    "InvalidSetting",
    "NoActiveBackend",
    "OperationNotFaked",
    "OperationNotFakedWarning",
    "ReadOnlyError",
    "Scenario",
    "SeedRefused",
    "ServiceError",
    "Situation",
    "Snapshot",
    "Task",
    "Tasks",
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
