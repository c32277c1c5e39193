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
    """Context manager that adds the operations of a test's hooks, or of all hooks of a run.

    Args:
        hook: The hooks, such as ``item.ihook``.
        config: The configuration of the run.

    Raises:
        InvalidSetting: A hook did not return a mapping of operation names to functions.
        UnknownNameError: The faked services have no such operation.
    """
    if not hook.pytest_workteam_operations.get_hookimpls():
        yield
        return
    from pytest_workteam.services import catalog

    functions: dict[object, object] = {}
    # pytest calls the last registered hook first; its functions take precedence.
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
