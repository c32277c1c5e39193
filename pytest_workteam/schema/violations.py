"""What a check finds: the constraint that is not met, and the value and place that miss it."""

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
    """One condition that the service model puts on a value.

    Attributes:
        kind: What it is about.
        argument: By the kind:

            - "type": what the model expects, and what was found. Expected are string, blob,
              timestamp, integer, long, float, double, boolean, list, map or structure; found are
              string, number, boolean, list, structure or null.
            - "unknown": the name that the structure has no member for, as it was sent.
            - "not_null": None.
            - "union": how many members were set, where exactly one has to be.
            - "enum": the values allowed, in the model's order.
            - "pattern": the Java regular expression, verbatim from the model.
            - "max_length", "min_length": a number of characters of a string, of bytes of a blob,
              of elements of a list, of entries of a map.
            - "max_value", "min_value": the number itself.
    """

    kind: Kind
    argument: str | int | float | tuple[str, ...] | None = None


class Violation(NamedTuple):
    """One item of the service's answer to parameters that break the model's constraints.

    Attributes:
        path: Where, in the service's form
            ("memberDefinitions.1.member.cognitoMemberDefinition").
        value: The value as the service prints it; None for null, and for what is sensitive.
        sensitive: Whether the value must not be shown.
        scope: "member" when the value at the path itself is at fault, by exactly one constraint;
            otherwise elements, keys or values of the list or map at the path are.
        constraints: The constraint that is not met; of elements, keys or values all those of
            their shape, met or not, since the service prints them all (observed).
    """

    path: str
    value: str | None
    sensitive: bool
    scope: Scope
    constraints: tuple[Constraint, ...]
