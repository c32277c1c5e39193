"""The result of a check: the violated constraints, and the value's location."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal[
    "type",
    "unknown",
    "not_null",
    "union",
    "enum",
    "pattern",
    "max_length",
    "min_length",
    "max_value",
    "min_value",
]
"""In the order in which several violations of one member are reported."""
Scope = Literal["member", "elements", "map_keys", "map_values"]


class Constraint(NamedTuple):
    """A constraint of the service model.

    Attributes:
        kind: The constraint's kind.
        argument: Depends on the kind:

            - "type": the expected and the actual type. Expected types: string, blob, timestamp,
              integer, long, float, double, boolean, list, map, structure. Actual types: string,
              number, boolean, list, structure, null.
            - "unknown": the unknown member's name.
            - "not_null": None.
            - "union": the number of members set, where exactly one must be.
            - "enum": the allowed values, in the model's order.
            - "pattern": the Java regular expression, verbatim from the model.
            - "max_length", "min_length": the number of characters, bytes, elements or entries.
            - "max_value", "min_value": the number.
    """

    kind: Kind
    argument: str | int | float | tuple[str, ...] | None = None


class Violation(NamedTuple):
    """One violation in the service's validation message.

    Attributes:
        path: The location in the service's form
            ("memberDefinitions.1.member.cognitoMemberDefinition").
        value: The value as the service prints it; None for null and for sensitive values.
        sensitive: Whether the value is redacted.
        scope: "member" if the value at the path violates one constraint; otherwise the kind of
            its elements, keys or values that do.
        constraints: The violated constraint. For elements, keys and values, all constraints of
            their shape, since the service prints them all (observed).
    """

    path: str
    value: str | None
    sensitive: bool
    scope: Scope
    constraints: tuple[Constraint, ...]
