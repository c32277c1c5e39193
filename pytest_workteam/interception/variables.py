"""Environment variables that clients need, set while a backend is active."""

from __future__ import annotations

import os

from pytest_workteam.engine.regions import REGION_VARIABLES

REGION_VARIABLE = REGION_VARIABLES[0]
METADATA_VARIABLE = "AWS_EC2_METADATA_DISABLED"
OURS = "PYTEST_WORKTEAM_VARIABLES"
"""Lists our variables with their values. A tool that restores a copy of the whole environment also
restores this variable, which then identifies ours."""

_set: dict[str, str] = {}
_before: dict[str, str | None] = {}
_may_return: dict[str, set[str]] = {}
"""Our values that someone changed, and may restore later."""


def provide(region: str | None) -> None:
    """Set the variables that the environment lacks; None unsets them.

    A variable that someone else has changed since stays.
    """
    for name, value in _set.items():
        if os.environ.get(name) == value:
            _restore(name)
        else:
            _may_return.setdefault(name, set()).add(value)
    _set.clear()
    os.environ.pop(OURS, None)
    if region is None:
        return
    for name, value in ((REGION_VARIABLE, region), (METADATA_VARIABLE, "true")):
        # An empty variable counts as unset.
        if not os.environ.get(name):
            _before[name] = os.environ.get(name)
            _set[name] = value
    if _set:
        os.environ.update(_set)
        os.environ[OURS] = " ".join(f"{name}={value}" for name, value in _set.items())


def forget() -> None:
    """Unset our variables that another tool restored after the backend stopped.

    ``monkeypatch`` restores a variable that a test changed while the backend was active;
    ``mock.patch.dict(os.environ)`` restores the whole environment.
    """
    for setting in os.environ.pop(OURS, "").split():
        name, _, value = setting.partition("=")
        if os.environ.get(name) == value:
            _restore(name)
    for name, values in tuple(_may_return.items()):
        if os.environ.get(name) in values:
            _restore(name)
            del _may_return[name]


def _restore(name: str) -> None:
    value = _before.get(name)
    if value is None:
        del os.environ[name]
    else:
        os.environ[name] = value
