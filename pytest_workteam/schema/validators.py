"""Fast validation: a schema compiled to closures that return true or false.

jsonschema takes over a hundred microseconds for a valid request, on every call of every test;
the closures take about ten. jsonschema validates again, and reports, what they reject.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_workteam.schema.documents import JAVA_PATTERN, SHAPE_TYPE
from pytest_workteam.schema.patterns import java_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


Validator: TypeAlias = "Callable[[Any], object]"
"""Returns a true value if its argument is valid."""


def compile_validator(document: Mapping[str, Any]) -> Validator:
    """Compile one of this package's schemas.

    A null member of a structure counts as absent.
    """
    return _Compiler(document.get("$defs", {})).compile(document)


class _Compiler:
    def __init__(self, definitions: Mapping[str, Mapping[str, Any]]) -> None:
        self._definitions = definitions
        self._compiled: dict[str, Validator] = {}
        self._underway: set[str] = set()

    def compile(self, schema: Mapping[str, Any]) -> Validator:
        if "$ref" in schema:
            return self._by_name(schema["$ref"].rpartition("/")[2])
        kind = schema.get("type")
        if kind == "string":
            return _string(schema)
        if kind in {"integer", "number"}:
            return _number(schema)
        if kind == "boolean":
            return lambda value: value is True or value is False
        if kind == "array":
            return self._array(schema)
        if kind == "object":
            return self._map(schema) if "propertyNames" in schema else self._structure(schema)
        return lambda _: True

    def _by_name(self, name: str) -> Validator:
        if name in self._compiled:
            return self._compiled[name]
        if name in self._underway:
            return self._later(name)
        self._underway.add(name)
        self._compiled[name] = self.compile(self._definitions[name])
        return self._compiled[name]

    def _later(self, name: str) -> Validator:
        # A recursive shape is compiled by the time a value arrives.
        compiled = self._compiled
        return lambda value: compiled[name](value)  # noqa: PLW0108

    def _array(self, schema: Mapping[str, Any]) -> Validator:
        item = self.compile(schema["items"])
        least, most = schema.get("minItems", 0), schema.get("maxItems", sys.maxsize)

        def array(value: Any) -> bool:
            if not isinstance(value, list) or not least <= len(value) <= most:
                return False
            for each in value:  # noqa: SIM110  # a generator would cost more than the check
                if not item(each):
                    return False
            return True

        return array

    def _map(self, schema: Mapping[str, Any]) -> Validator:
        key = self.compile(schema["propertyNames"])
        item = self.compile(schema["additionalProperties"])
        least, most = schema.get("minProperties", 0), schema.get("maxProperties", sys.maxsize)

        def mapping(value: Any) -> bool:
            if not isinstance(value, dict) or not least <= len(value) <= most:
                return False
            return all(key(name) and item(each) for name, each in value.items())

        return mapping

    def _structure(self, schema: Mapping[str, Any]) -> Validator:
        members = {name: self.compile(each) for name, each in schema["properties"].items()}
        required = tuple(schema.get("required", ()))
        union = schema.get(SHAPE_TYPE) == "union"

        def structure(value: Any) -> bool:
            if not isinstance(value, dict):
                return False
            for name, each in value.items():
                member = members.get(name)
                if member is None or not (name not in required if each is None else member(each)):
                    return False
            for name in required:
                if name not in value:
                    return False
            return not union or sum(each is not None for each in value.values()) == 1

        return structure


def _string(schema: Mapping[str, Any]) -> Validator:
    least, most = schema.get("minLength", 0), schema.get("maxLength", sys.maxsize)
    allowed = frozenset(schema["enum"]) if "enum" in schema else None
    pattern = schema.get(JAVA_PATTERN)
    if pattern is not None:
        java = java_pattern(pattern)
        if allowed is None:
            return lambda value: (
                isinstance(value, str) and least <= len(value) <= most and java.fits(value)
            )
        return lambda value: (
            isinstance(value, str)
            and least <= len(value) <= most
            and value in allowed
            and java.fits(value)
        )
    if allowed is not None:
        return lambda value: (
            isinstance(value, str) and value in allowed and least <= len(value) <= most
        )
    return lambda value: isinstance(value, str) and least <= len(value) <= most


def _number(schema: Mapping[str, Any]) -> Validator:
    least, most = schema.get("minimum", float("-inf")), schema.get("maximum", float("inf"))
    if schema["type"] == "number":
        return lambda value: (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and least <= value <= most
        )
    # JSON does not tell 1.0 from 1, and so JSON Schema does not either.
    return lambda value: (
        (
            (isinstance(value, int) and not isinstance(value, bool))
            or (isinstance(value, float) and value.is_integer())
        )
        and least <= value <= most
    )
