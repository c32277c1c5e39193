"""The table of operations: every module of a resource adds its own to it."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping

from pytest_workteam.backend.state import Parameters, State
from pytest_workteam.errors import linked

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


def check_operation(name: str) -> str:
    """The name, if the fake has the operation.

    Raises:
        ValueError: It has not; the message names the nearest.
    """
    if name not in operations():
        import difflib

        nearest = difflib.get_close_matches(name, operations(), n=3, cutoff=0.4)
        raise ValueError(
            linked(
                f"the fake has no operation {name!r}; "
                + (f"did you mean {' or '.join(nearest)}?" if nearest else f"it has {_listing()}"),
                "unknown-operation",
            )
        )
    return name


def _listing() -> str:
    return ", ".join(operations())
