"""The wording of constraint violations, and the evidence for each part.

AWS services that share a framework share this wording.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from pytest_workteam.engine.situations import Evidence, Refusal, Situation

if TYPE_CHECKING:
    from pytest_workteam.schema.violations import Constraint, Violation

CONSTRAINT_TEXTS: Mapping[str, tuple[str, Evidence]] = {
    "max_length": (
        "Member must have length less than or equal to {argument}",
        Evidence.OBSERVED,
    ),
    "min_length": (
        "Member must have length greater than or equal to {argument}",
        Evidence.INFERRED,
    ),
    "pattern": (
        "Member must satisfy regular expression pattern: {argument}",
        Evidence.OBSERVED,
    ),
    "enum": ("Member must satisfy enum value set: [{argument}]", Evidence.OBSERVED),
    "max_value": (
        "Member must have value less than or equal to {argument}",
        Evidence.INFERRED,
    ),
    "min_value": (
        "Member must have value greater than or equal to {argument}",
        Evidence.INFERRED,
    ),
    "not_null": ("Member must not be null", Evidence.INFERRED),
}
"""The text after ``constraint: `` by kind; inferred texts were seen for other AWS services."""

SCOPE_TEXTS: Mapping[str, tuple[str, Evidence]] = {
    "elements": ("Member must satisfy constraint: [{constraints}]", Evidence.INFERRED),
    "map_keys": ("Map keys must satisfy constraint: [{constraints}]", Evidence.OBSERVED),
    "map_values": ("Map value must satisfy constraint: [{constraints}]", Evidence.OBSERVED),
}
"""The text around the constraints of a list's elements or a map's keys and values."""


def constraint_text(constraint: Constraint) -> str:
    """The service's text for one constraint."""
    text, _ = CONSTRAINT_TEXTS[constraint.kind]
    argument = constraint.argument
    return text.format(argument=", ".join(argument) if isinstance(argument, tuple) else argument)


def violation_text(violation: Violation) -> str:
    """The service's text for one violation, without the header."""
    constraints = ", ".join(constraint_text(constraint) for constraint in violation.constraints)
    if violation.scope != "member":
        text, _ = SCOPE_TEXTS[violation.scope]
        constraints = text.format(constraints=constraints)
    if violation.sensitive:
        value = "Value"
    elif violation.value is None:
        value = "Value null"
    else:
        value = f"Value '{violation.value}'"
    return f"{value} at '{violation.path}' failed to satisfy constraint: {constraints}"


def refusal_for(
    violations: Sequence[Violation],
    *,
    constraint_violations: Situation,
    unknown_member: Situation,
    wrong_type: Situation,
) -> Refusal:
    """The refusal that reports all violations of a request.

    A wrong type or an unknown member makes the request unreadable, so it is reported alone.

    Args:
        violations: At least one violation.
        constraint_violations: Situation with the details ``header`` and ``violations``.
        unknown_member: Situation with the detail ``member``.
        wrong_type: Situation with the details ``path``, ``expected`` and ``found``.
    """
    for violation in violations:
        constraint = violation.constraints[0]
        if constraint.kind == "type":
            expected, found = cast("tuple[str, str]", constraint.argument)
            return Refusal(wrong_type, path=violation.path, expected=expected, found=found)
        if constraint.kind == "unknown":
            return Refusal(unknown_member, member=constraint.argument)
    count = len(violations)
    return Refusal(
        constraint_violations,
        header="1 validation error" if count == 1 else f"{count} validation errors",
        violations="; ".join(violation_text(violation) for violation in violations),
    )
