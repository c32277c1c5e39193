"""Users' own operations, which the hook ``pytest_workteam_operations`` adds."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pytest_workteam.errors import InvalidSetting

if TYPE_CHECKING:
    import pytest


@contextmanager
def own_operations(hook: Any, config: pytest.Config) -> Generator[None, None, None]:
    """Add the operations of a test's hooks, or of all hooks of a run, for a while.

    Args:
        hook: The hooks, such as ``item.ihook``.
        config: The configuration of the run.

    Raises:
        InvalidSetting: A hook returned something else than functions by operation name.
        UnknownNameError: The faked services have no operation of a name.
    """
    if not hook.pytest_workteam_operations.get_hookimpls():
        yield
        return
    from pytest_workteam.services import catalog

    functions: dict[object, object] = {}
    # pytest calls the hook registered last first; of two functions, that one counts.
    for given in reversed(hook.pytest_workteam_operations(config=config)):
        if not isinstance(given, Mapping):
            raise InvalidSetting(
                f"pytest_workteam_operations returned {given!r}; return a mapping of operation "
                "names to functions",
                topic="own-operations",
            )
        functions.update(given)
    before = catalog.use(catalog.user_operations(functions))
    try:
        yield
    finally:
        catalog.use(before)
