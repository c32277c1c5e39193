"""Redact the members of a request that the service model marks as sensitive."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_workteam.schema.model import operation_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import Shape

HIDDEN = "********"
"""Replacement of a secret."""

SECRET = "secret"  # noqa: S105
"""A member with this text in its name is always secret, whatever the case."""


def without_secrets(
    operation: str, parameters: Mapping[str, Any], service: str = "sagemaker"
) -> dict[str, Any]:
    """Return a request's members with secrets replaced by asterisks.

    If the operation takes secrets, values that do not fit the service model are redacted too: any
    of them may be a misplaced secret.
    """
    shape = operation_model(operation, service).input_shape
    shown: dict[str, Any] = _shown(parameters, shape, strict=has_secrets(operation, service))
    return shown


@functools.cache
def has_secrets(operation: str, service: str = "sagemaker") -> bool:
    """Return whether an operation's requests have a secret member at any depth."""
    shape = operation_model(operation, service).input_shape
    return shape is not None and holds_secrets(shape)


def holds_secrets(shape: Shape) -> bool:
    """Return whether a shape, or any shape within it, is secret."""
    return any(_sensitive(shape, set()))


def _sensitive(shape: Shape, seen: set[str]) -> Iterator[bool]:
    if shape.name in seen:
        return
    seen.add(shape.name)
    yield bool(shape.metadata.get("sensitive"))
    for member in getattr(shape, "members", {}).values():
        yield from _sensitive(member, seen)
    for part in ("member", "key", "value"):
        if hasattr(shape, part):
            yield from _sensitive(getattr(shape, part), seen)


def _shown(value: Any, shape: Any, *, strict: bool) -> Any:
    if value is None:
        return None
    # An unknown member has no shape.
    kind = getattr(shape, "type_name", None)
    if getattr(shape, "metadata", {}).get("sensitive"):
        return HIDDEN
    if isinstance(value, Mapping):
        if strict and kind not in {"structure", "map"}:
            return HIDDEN
        members = shape.members if kind == "structure" else {}
        inner = shape.value if kind == "map" else None
        return {
            name: HIDDEN
            if SECRET in str(name).casefold()
            else _shown(member, members.get(name, inner), strict=strict)
            for name, member in value.items()
        }
    if isinstance(value, (list, tuple)):
        if strict and kind != "list":
            return HIDDEN
        inner = shape.member if kind == "list" else None
        return [_shown(element, inner, strict=strict) for element in value]
    # Expectations may hold other objects, such as unittest.mock.ANY.
    astray = kind in {None, "structure", "list", "map"} and isinstance(value, str | int | float)
    return HIDDEN if strict and astray else value
