"""Format values as the service does in its validation messages."""

from __future__ import annotations

import json
from typing import Any

# What the AWS SDK for Java prints in place of a sensitive member (inferred for the service).
REDACTED = "***Sensitive Data Redacted***"


def member_name(name: str) -> str:
    """Return a member's name as the service writes it in paths and values (observed)."""
    return name[:1].lower() + name[1:]


def format_value(value: Any, shape: Any) -> str:
    """Return a JSON value in the service's form, which is Java's.

    Scalars stand as they are, lists as `[a, b]`, maps as `{k=v}`, structures as
    `ClassName(member=value, other=null)` with all members in the model's order (observed, with
    other services for structures). Sensitive members and elements are redacted. A value of another
    JSON type than the shape's, or without a shape (None), is formatted as JSON.
    """
    if isinstance(value, str):
        return value
    if value is None or shape is None or getattr(shape, "is_document_type", False):
        return json.dumps(value, ensure_ascii=False)
    if shape.type_name == "structure" and isinstance(value, dict):
        members = (
            f"{member_name(name)}={_nested(value.get(name), member)}"
            for name, member in shape.members.items()
        )
        return f"{shape.name}({', '.join(members)})"
    if shape.type_name == "list" and isinstance(value, list):
        return f"[{', '.join(_nested(item, shape.member) for item in value)}]"
    if shape.type_name == "map" and isinstance(value, dict):
        entries = (
            f"{_nested(key, shape.key)}={_nested(item, shape.value)}" for key, item in value.items()
        )
        return f"{{{', '.join(entries)}}}"
    return json.dumps(value, ensure_ascii=False)


def _nested(value: Any, shape: Any) -> str:
    if value is not None and is_sensitive(shape):
        return REDACTED
    return format_value(value, shape)


def is_sensitive(shape: Any) -> bool:
    """Return whether the model says that values of the shape must not be shown."""
    return bool(shape.metadata.get("sensitive"))
