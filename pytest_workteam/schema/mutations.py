"""Invalid variants of valid parameters: one for each constraint of their shapes."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pytest_workteam.schema.location import NUMBERS, Location
from pytest_workteam.schema.patterns import java_pattern
from pytest_workteam.schema.values import member_name
from pytest_workteam.schema.violations import Kind, Violation

UNKNOWN_MEMBER = "NotAMember"
_STRANGE_CHARS = "\x00\n !~-\xe9\U0001f600"


@dataclass(frozen=True)
class Mutation:
    """Parameters that violate one constraint, with its kind and location."""

    parameters: dict[str, Any]
    kind: Kind
    paths: frozenset[str]

    def causes(self, violation: Violation) -> bool:
        """Return whether a violation reports this mutation."""
        return violation.path in self.paths and self.kind in {
            constraint.kind for constraint in violation.constraints
        }


Steps = tuple["str | int", ...]


def mutations(shape: Any, parameters: dict[str, Any]) -> Iterator[Mutation]:
    """Yield the mutations of valid parameters of a shape, each on a copy."""
    if shape is not None:
        yield from _mutations_at(Location(shape, parameters), (), parameters)


def _mutations_at(location: Location, steps: Steps, root: dict[str, Any]) -> Iterator[Mutation]:
    paths = {location.path}
    if location.container is not None and location.scope != "member":
        paths.add(location.container.path)
    for kind, value in _invalid_values(location):
        if steps:
            yield Mutation(_replaced(root, steps, value), kind, frozenset(paths))
    if location.shape.type_name == "structure" and not location.shape.is_document_type:
        yield from _mutated_members(location, steps, root)
    for step in _inner_steps(location):
        yield from _mutations_at(location.child(step), (*steps, step), root)


def _inner_steps(location: Location) -> list[Any]:
    kind = location.shape.type_name
    if kind == "list":
        return list(range(len(location.value)))
    if kind == "map" or (kind == "structure" and not location.shape.is_document_type):
        return list(location.value)
    return []


def _mutated_members(location: Location, steps: Steps, root: dict[str, Any]) -> Iterator[Mutation]:
    for name in location.shape.required_members:
        changed = copy.deepcopy(root)
        del _at(changed, steps)[name]
        yield Mutation(changed, "not_null", frozenset({location.child(name).path}))
    changed = copy.deepcopy(root)
    _at(changed, steps)[UNKNOWN_MEMBER] = 1
    name = member_name(UNKNOWN_MEMBER)
    path = f"{location.path}.{name}" if location.path else name
    yield Mutation(changed, "unknown", frozenset({path}))


def _invalid_values(location: Location) -> Iterator[tuple[Kind, Any]]:
    """Yield values that violate one constraint of the location's shape, with its kind."""
    shape, value = location.shape, location.value
    kind = shape.type_name
    if kind == "structure" and shape.is_document_type:
        return
    yield "type", [] if kind in {"structure", "map"} else {}
    if kind in NUMBERS:
        if "max" in shape.metadata:
            yield "max_value", shape.metadata["max"] + 1
        if "min" in shape.metadata:
            yield "min_value", shape.metadata["min"] - 1
    elif kind in _RESIZED:
        yield from _resized(value, shape.metadata, _RESIZED[kind])
    if kind == "string":
        if shape.enum:
            yield "enum", f"NOT-{shape.enum[0]}"
        yield from _mismatched(value, shape.metadata)


def _resized(
    value: Any, traits: Any, resize: Callable[[Any, int], Any]
) -> Iterator[tuple[Kind, Any]]:
    if traits.get("min", 0) > 0:
        yield "min_length", resize(value, traits["min"] - 1)
    if "max" in traits:
        longer = resize(value, traits["max"] + 1)
        if len(longer) > traits["max"]:
            yield "max_length", longer


def _mismatched(value: str, traits: Any) -> Iterator[tuple[Kind, Any]]:
    if "pattern" not in traits:
        return
    pattern = java_pattern(traits["pattern"])
    most = traits.get("max", float("inf"))
    for char in _STRANGE_CHARS:
        for other in (char + value[1:], char + value):
            if len(other) <= most and not pattern.matches(other):
                yield "pattern", other
                return


def _resized_text(value: str, size: int) -> str:
    return (value or "a").ljust(size, (value or "a")[-1])[:size]


def _resized_list(value: list[Any], size: int) -> list[Any]:
    return [value[index % len(value)] for index in range(size)] if value else []


def _resized_map(value: dict[str, Any], size: int) -> dict[str, Any]:
    if not value:
        return {}
    changed = dict(list(value.items())[:size])
    filler = next(iter(value.values()))
    number = 0
    while len(changed) < size:
        changed.setdefault(f"a{number}", filler)
        number += 1
    return changed


_RESIZED: dict[str, Callable[[Any, int], Any]] = {
    "string": _resized_text,
    "list": _resized_list,
    "map": _resized_map,
}


def _at(root: Any, steps: Steps) -> Any:
    for step in steps:
        root = root[step]
    return root


def _replaced(root: dict[str, Any], steps: Steps, value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(root)
    _at(changed, steps[:-1])[steps[-1]] = copy.deepcopy(value)
    return changed
