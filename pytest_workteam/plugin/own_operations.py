"""Users' own operations, which the hook ``pytest_workteam_operations`` adds to the run."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest

from pytest_workteam.errors import InvalidSetting

if TYPE_CHECKING:
    from pytest_workteam.engine.service import Operation

_implementations = pytest.StashKey[int]()


def use_own_operations(config: pytest.Config) -> None:
    """Add the operations of every conftest.py and plugin that is loaded by now.

    Raises:
        InvalidSetting: A hook returned something else than functions by operation name.
        UnknownNameError: The faked services have no operation of a name.
    """
    hook: Any = config.hook.pytest_workteam_operations
    number = len(hook.get_hookimpls())
    known = config.stash.get(_implementations, 0)
    if number == known:
        return
    from pytest_workteam.services import catalog

    functions: dict[object, object] = {}
    # pytest calls the hook registered last first; of two functions, that one counts.
    for given in reversed(hook(config=config)):
        if not isinstance(given, Mapping):
            raise InvalidSetting(
                f"pytest_workteam_operations returned {given!r}; return a mapping of operation "
                "names to functions",
                topic="own-operations",
            )
        functions.update(given)
    before = catalog.use(catalog.user_operations(functions))
    if not known:
        # A run of pytest inside a test has operations of its own.
        config.add_cleanup(functools.partial(_restore, before))
    config.stash[_implementations] = number


def _restore(operations: Mapping[str, Operation]) -> None:
    from pytest_workteam.services import catalog

    catalog.use(operations)
