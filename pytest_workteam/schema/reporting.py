"""Convert jsonschema's errors to the service's violations, in the service's order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from jsonschema import Draft202012Validator, ValidationError, validators

from pytest_workteam.schema.documents import JAVA_PATTERN
from pytest_workteam.schema.location import ELEMENT_ORDER, Key, Location, Order, constraints
from pytest_workteam.schema.patterns import java_pattern
from pytest_workteam.schema.sensitive import SECRET, holds_secrets
from pytest_workteam.schema.values import format_value
from pytest_workteam.schema.violations import Constraint, Kind, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_workteam.schema.violations import Scope

# The order of several violations of one member. The service's own is not fixed (observed).
_MEMBER_ORDER: tuple[Kind, ...] = get_args(Kind)
_KINDS: Mapping[str, Kind] = {
    "enum": "enum",
    "pattern": "pattern",
    "maxLength": "max_length",
    "minLength": "min_length",
    "maxItems": "max_length",
    "minItems": "min_length",
    "maxProperties": "max_length",
    "minProperties": "min_length",
    "maximum": "max_value",
    "minimum": "min_value",
}


def _required(
    validator: Any, required: Any, instance: Any, schema: Any
) -> Iterator[ValidationError]:
    del schema
    if validator.is_type(instance, "object"):
        for name in required:
            if name not in instance:
                yield ValidationError("missing", path=[name])


def _additional(
    validator: Any, additional: Any, instance: Any, schema: Any
) -> Iterator[ValidationError]:
    if not validator.is_type(instance, "object"):
        return
    members = schema.get("properties", {})
    for name, value in instance.items():
        if name in members:
            continue
        if additional is False:
            yield ValidationError("unknown", path=[name])
        else:
            yield from validator.descend(value, additional, path=name)


def _property_names(
    validator: Any, names: Any, instance: Any, schema: Any
) -> Iterator[ValidationError]:
    del schema
    if validator.is_type(instance, "object"):
        for name in instance:
            yield from validator.descend(name, names, path=Key(name))


def _java_pattern(
    validator: Any, pattern: Any, instance: Any, schema: Any
) -> Iterator[ValidationError]:
    del schema
    if validator.is_type(instance, "string") and not java_pattern(pattern).matches(instance):
        yield ValidationError("no match", validator="pattern")


_Validator: Any = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {
        "required": _required,
        "additionalProperties": _additional,
        "propertyNames": _property_names,
        "pattern": None,  # the same, for readers of a published document
        JAVA_PATTERN: _java_pattern,
    },
)


_SCOPES: tuple[Scope, ...] = ("elements", "map_keys", "map_values")


class Reporter:
    """Finds all violations of one operation's parameters or answer."""

    def __init__(self, document: Mapping[str, Any], shape: Any) -> None:
        self._validator = _Validator(document)
        self._shape = shape
        self._has_secrets = shape is not None and holds_secrets(shape)

    def violations(self, value: Any) -> tuple[Violation, ...]:
        """Return the violations of a value, in which null members have been left out."""
        found: dict[Order, Violation] = {}
        for error in self._validator.iter_errors(value):
            order, violation = self._violation(error, value)
            found.setdefault(order, violation)
        return tuple(found[order] for order in sorted(found))

    def _violation(self, error: ValidationError, root: Any) -> tuple[Order, Violation]:
        location = Location(self._shape, root)
        for step in error.absolute_path:
            location = location.child(step)
        constraint = _constraint(error, location)
        if constraint.kind in {"type", "unknown"}:
            # A value of the wrong type, or an unknown member, may be a misplaced secret.
            shown = f"{location.path}{_shown(location)}".casefold()
            location.sensitive = self._has_secrets or SECRET in shown
        container = location.container
        if container is None or location.scope == "member" or constraint.kind not in ELEMENT_ORDER:
            return location.order(_MEMBER_ORDER.index(constraint.kind)), Violation(
                path=location.path,
                value=None if location.sensitive else _shown(location),
                sensitive=location.sensitive,
                scope="member",
                constraints=(constraint,),
            )
        # The service reports an element's violation on its list or map.
        sensitive = location.sensitive
        return container.order(len(_MEMBER_ORDER) + _SCOPES.index(location.scope)), Violation(
            path=container.path,
            value=None if sensitive else _shown(container),
            sensitive=sensitive,
            scope=location.scope,
            constraints=tuple(constraints(location.shape)),
        )


def _shown(location: Location) -> str | None:
    return None if location.value is None else format_value(location.value, location.shape)


def _constraint(error: ValidationError, location: Location) -> Constraint:
    if error.validator == "required":
        return Constraint("not_null")
    if error.validator == "type":
        if location.value is None and location.container is not None:
            return Constraint("not_null")
        expected = "structure" if location.shape is None else location.shape.type_name
        return Constraint("type", (expected, _json_type(location.value)))
    if error.validator == "additionalProperties":
        return Constraint("unknown", str(error.absolute_path[-1]))
    kind = _KINDS[str(error.validator)]
    if location.shape.type_name == "structure":
        return Constraint("union", len(location.value))
    return next(each for each in constraints(location.shape) if each.kind == kind)


def _json_type(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "list" if isinstance(value, list) else "structure"
