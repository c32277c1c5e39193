"""What of a request is secret, as the service model marks it, and the request without it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_workteam.schema.model import operation_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import Shape

HIDDEN = "********"
"""What stands in a secret's place."""

SECRET = "secret"  # noqa: S105
"""A member with this in its name is secret wherever it stands, in any letters."""


def without_secrets(
    operation: str, parameters: Mapping[str, Any], service: str = "sagemaker"
) -> dict[str, Any]:
    """Return a SageMaker request's members as they may be shown, with asterisks for secrets.

    Of an operation that takes secrets, only what has the form of the service model is shown: in
    what a request got wrong, any value may be one that went astray.
    """
    shape = operation_model(operation, service).input_shape
    shown: dict[str, Any] = _shown(parameters, shape, strict=has_secrets(operation, service))
    return shown


@functools.cache
def has_secrets(operation: str, service: str = "sagemaker") -> bool:
    """Return whether any member of an operation's requests, at any depth, is secret."""
    shape = operation_model(operation, service).input_shape
    return shape is not None and holds_secrets(shape)


def holds_secrets(shape: Shape) -> bool:
    """Return whether values of a shape are secret, or any that is in them."""
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
    # Without a shape, it is a member that the service does not know.
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
    # What is not of JSON, such as unittest.mock.ANY in an expectation, is no secret.
    astray = kind in {None, "structure", "list", "map"} and isinstance(value, str | int | float)
    return HIDDEN if strict and astray else value
