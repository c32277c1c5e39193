"""Which backends are active, and the environment while one is."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from pytest_workteam.backend.settings import REGION_VARIABLE

if TYPE_CHECKING:
    from pytest_workteam.backend.backend import WorkteamBackend

METADATA_VARIABLE = "AWS_EC2_METADATA_DISABLED"

_lock = threading.RLock()
_active: list[WorkteamBackend] = []
_set_variables: dict[str, str] = {}


def innermost() -> WorkteamBackend | None:
    """The backend that answers now: the latest started of those not stopped."""
    try:
        return _active[-1]
    except IndexError:
        return None


def find(serial: int) -> WorkteamBackend | None:
    """The active backend of this serial number."""
    return next((backend for backend in _active if backend.serial == serial), None)


def start(backend: WorkteamBackend) -> None:
    """Make ``backend`` the one that answers; starting it again only moves it to the front."""
    from pytest_workteam.interception import reach

    reach.install()
    reach.reach_older_clients()
    with _lock:
        _remove(backend)
        _active.append(backend)
        _set_environment()


def stop(backend: WorkteamBackend) -> None:
    """Take ``backend`` out, wherever in the order it stands; stopping twice does no harm."""
    with _lock:
        _remove(backend)
        _set_environment()


def _remove(backend: WorkteamBackend) -> None:
    _active[:] = [other for other in _active if other is not backend]


def _set_environment() -> None:
    """Set what making a client needs and the environment lacks; unset it when nothing is active.

    A variable that someone changed in the meantime is theirs and stays.
    """
    for name, value in _set_variables.items():
        if os.environ.get(name) == value:
            del os.environ[name]
    _set_variables.clear()
    backend = innermost()
    if backend is None:
        return
    if REGION_VARIABLE not in os.environ:
        _set_variables[REGION_VARIABLE] = backend.region
    if METADATA_VARIABLE not in os.environ:
        _set_variables[METADATA_VARIABLE] = "true"
    os.environ.update(_set_variables)
