"""The table of operations: every module of a resource adds its own to it."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping

from pytest_workteam.backend.state import Parameters, State
from pytest_workteam.errors import UnknownNameError

Operation = Callable[[State, Parameters], Parameters]
"""Validated parameters to a result; raises ``Refusal``. Called with the state's lock held."""

_RESOURCES = ("workteams", "workforces", "tags", "subscribed_workteams", "labeling_jobs")

_table: dict[str, Operation] = {}


def operation(name: str) -> Callable[[Operation], Operation]:
    """Register the decorated function as the operation of this name."""

    def register(function: Operation) -> Operation:
        _table[name] = function
        return function

    return register


@functools.cache
def operations() -> Mapping[str, Operation]:
    """Every operation that is faked, by name."""
    for resource in _RESOURCES:
        importlib.import_module(f"pytest_workteam.backend.{resource}")
    return dict(sorted(_table.items()))


def check_operation(name: object) -> str:
    """The name, if the fake has the operation.

    Raises:
        UnknownNameError: It has not; the message names the nearest.
    """
    # Tests are not always type-checked.
    if not isinstance(name, str) or name not in operations():
        raise UnknownNameError(
            f"the fake has no operation {name!r}.",
            name,
            operations(),
            otherwise=f"It has {', '.join(operations())}.",
            topic="unknown-operation",
        )
    return name
