"""The text of constraint violations, and how each part of it is known.

AWS services that are built alike word them alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

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
"""Texts after ``constraint: ``, by kind; inferred ones were seen for other AWS services."""

SCOPE_TEXTS: Mapping[str, tuple[str, Evidence]] = {
    "elements": ("Member must satisfy constraint: [{constraints}]", Evidence.INFERRED),
    "map_keys": ("Map keys must satisfy constraint: [{constraints}]", Evidence.OBSERVED),
    "map_values": ("Map value must satisfy constraint: [{constraints}]", Evidence.OBSERVED),
}
"""Texts around the constraints of a list's scalars or of a map's entries."""


def constraint_text(constraint: Constraint) -> str:
    """The service's text for one constraint."""
    text, _ = CONSTRAINT_TEXTS[constraint.kind]
    argument = constraint.argument
    return text.format(argument=", ".join(argument) if isinstance(argument, tuple) else argument)


def _names(constraint: Constraint) -> tuple[str, ...]:
    return constraint.argument if isinstance(constraint.argument, tuple) else ()


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

    A wrong type or an unknown member stops the service from reading the request at all, so it is
    reported alone.

    Args:
        violations: One or more.
        constraint_violations: Its details are ``header`` and ``violations``.
        unknown_member: Its detail is ``member``.
        wrong_type: Its details are ``path``, ``expected`` and ``found``.
    """
    for violation in violations:
        constraint = violation.constraints[0]
        if constraint.kind == "type":
            expected, found = _names(constraint)
            return Refusal(wrong_type, path=violation.path, expected=expected, found=found)
        if constraint.kind == "unknown":
            return Refusal(unknown_member, member=constraint.argument)
    count = len(violations)
    return Refusal(
        constraint_violations,
        header="1 validation error" if count == 1 else f"{count} validation errors",
        violations="; ".join(violation_text(violation) for violation in violations),
    )
