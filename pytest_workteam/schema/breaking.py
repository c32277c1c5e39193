"""Valid parameters made invalid, in every way that their shapes offer."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pytest_workteam.schema.patterns import java_pattern
from pytest_workteam.schema.places import NUMBERS, Place
from pytest_workteam.schema.values import member_name
from pytest_workteam.schema.violations import Kind, Violation

UNKNOWN_MEMBER = "NotAMember"
_STRANGE_CHARS = "\x00\n !~-\xe9\U0001f600"


@dataclass(frozen=True)
class Break:
    """Parameters with one thing wrong: what, and where."""

    parameters: dict[str, Any]
    kind: Kind
    paths: frozenset[str]

    def made(self, violation: Violation) -> bool:
        """Return whether a violation is the one that was made."""
        return violation.path in self.paths and self.kind in {
            constraint.kind for constraint in violation.constraints
        }


Steps = tuple["str | int", ...]


def breaks(shape: Any, parameters: dict[str, Any]) -> Iterator[Break]:
    """Yield every break that is known for valid parameters of a shape, each on a copy."""
    if shape is not None:
        yield from _breaks_at(Place(shape, parameters), (), parameters)


def _breaks_at(place: Place, steps: Steps, root: dict[str, Any]) -> Iterator[Break]:
    paths = {place.path}
    if place.container is not None and place.scope != "member":
        paths.add(place.container.path)
    for kind, value in _worse(place):
        if steps:
            yield Break(_replaced(root, steps, value), kind, frozenset(paths))
    if place.shape.type_name == "structure" and not place.shape.is_document_type:
        yield from _broken_members(place, steps, root)
    for step in _inner_steps(place):
        yield from _breaks_at(place.inside(step), (*steps, step), root)


def _inner_steps(place: Place) -> list[Any]:
    kind = place.shape.type_name
    if kind == "list":
        return list(range(len(place.value)))
    if kind == "map" or (kind == "structure" and not place.shape.is_document_type):
        return list(place.value)
    return []


def _broken_members(place: Place, steps: Steps, root: dict[str, Any]) -> Iterator[Break]:
    for name in place.shape.required_members:
        changed = copy.deepcopy(root)
        del _at(changed, steps)[name]
        yield Break(changed, "not_null", frozenset({place.inside(name).path}))
    changed = copy.deepcopy(root)
    _at(changed, steps)[UNKNOWN_MEMBER] = 1
    name = member_name(UNKNOWN_MEMBER)
    path = f"{place.path}.{name}" if place.path else name
    yield Break(changed, "unknown", frozenset({path}))


def _worse(place: Place) -> Iterator[tuple[Kind, Any]]:
    """Yield values that break one constraint of the place's shape, with its kind."""
    shape, value = place.shape, place.value
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
    return [value[place % len(value)] for place in range(size)] if value else []


def _resized_map(value: dict[str, Any], size: int) -> dict[str, Any]:
    if not value:
        return {}
    changed = dict(list(value.items())[:size])
    filler = next(iter(value.values()))
    place = 0
    while len(changed) < size:
        changed.setdefault(f"a{place}", filler)
        place += 1
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
