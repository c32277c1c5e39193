"""Which members of a request are secret, as the service model marks them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from pytest_workteam.schema.model import service_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import Shape


@functools.cache
def sensitive_members(operation: str, service: str = "sagemaker") -> frozenset[str]:
    """Return the names of a request's members, at any depth, that must never be shown.

    They are case-folded, since a misspelt secret is still one.
    """
    shape = service_model(service).operation_model(operation).input_shape
    return frozenset(_sensitive(shape, set())) if shape is not None else frozenset()


def _sensitive(shape: Shape, seen: set[str]) -> Iterator[str]:
    if shape.name in seen:
        return
    seen.add(shape.name)
    for name, member in getattr(shape, "members", {}).items():
        if member.metadata.get("sensitive"):
            yield name.casefold()
        yield from _sensitive(member, seen)
    for part in ("member", "key", "value"):
        if hasattr(shape, part):
            yield from _sensitive(getattr(shape, part), seen)
