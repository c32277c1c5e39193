"""Environment variables that any client needs to be created, while a backend is active."""

from __future__ import annotations

import os

from pytest_workteam.engine.regions import REGION_VARIABLES

REGION_VARIABLE = REGION_VARIABLES[0]
METADATA_VARIABLE = "AWS_EC2_METADATA_DISABLED"
OURS = "PYTEST_WORKTEAM_VARIABLES"
"""Lists the variables set here, with their values: whoever puts back a whole environment that was
copied while a backend was active puts this back, too."""

_set: dict[str, str] = {}
_before: dict[str, str | None] = {}
_may_return: dict[str, set[str]] = {}
"""Values of ours that someone changed: they may put them back later."""


def provide(region: str | None) -> None:
    """Set what the environment lacks; None takes it away again.

    A variable that someone changed in the meantime is theirs and stays.
    """
    for name, value in _set.items():
        if os.environ.get(name) == value:
            _put_back(name)
        else:
            _may_return.setdefault(name, set()).add(value)
    _set.clear()
    os.environ.pop(OURS, None)
    if region is None:
        return
    for name, value in ((REGION_VARIABLE, region), (METADATA_VARIABLE, "true")):
        # An empty variable says as little as none.
        if not os.environ.get(name):
            _before[name] = os.environ.get(name)
            _set[name] = value
    if _set:
        os.environ.update(_set)
        os.environ[OURS] = " ".join(f"{name}={value}" for name, value in _set.items())


def forget() -> None:
    """Unset what another tool put back while no backend is active.

    ``monkeypatch`` does so for a variable that a test changes while a backend is active,
    ``mock.patch.dict(os.environ)`` for the whole environment.
    """
    for setting in os.environ.pop(OURS, "").split():
        name, _, value = setting.partition("=")
        if os.environ.get(name) == value:
            _put_back(name)
    for name, values in tuple(_may_return.items()):
        if os.environ.get(name) in values:
            _put_back(name)
            del _may_return[name]


def _put_back(name: str) -> None:
    value = _before.get(name)
    if value is None:
        del os.environ[name]
    else:
        os.environ[name] = value
