"""Hypothesis strategies of request parameters: valid ones, and ones with a known violation."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from pytest_workteam.errors import linked

try:
    from hypothesis import assume
    from hypothesis import strategies as st
except ImportError as error:
    raise ImportError(
        linked(
            "pytest_workteam.strategies needs Hypothesis: pip install "
            "'pytest-workteam[hypothesis]'",
            "strategies",
        )
    ) from error

from pytest_workteam.schema import Violation, check_request
from pytest_workteam.schema.breaking import breaks
from pytest_workteam.schema.documents import is_json_value
from pytest_workteam.schema.model import operation_model
from pytest_workteam.schema.patterns import java_pattern
from pytest_workteam.schema.texts import MOST_REPEATED, texts
from pytest_workteam.schema.violations import Kind

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["InvalidRequest", "invalid_requests", "requests"]

# Members that are not required are left out below this depth, where requests would grow huge.
_FULL_DEPTH = 4
_MOST_ELEMENTS = 5

CHECKED_BY_THE_SERVICE: tuple[Kind, ...] = ("max_length", "pattern", "enum", "max_value")
"""The kinds of violations that botocore lets pass, so that the service gets to see them."""


class InvalidRequest(NamedTuple):
    """Parameters that the service refuses.

    Attributes:
        parameters: The parameters of the operation.
        violation: What was done to them. It may bring others with it: a text that is too long
            often does not match its pattern either.
    """

    parameters: dict[str, Any]
    violation: Violation


def requests(operation: str, service: str = "sagemaker") -> SearchStrategy[dict[str, Any]]:
    """Return a strategy of valid parameters of an operation.

    They keep all that the service model says: required members, sizes, ranges, patterns, enums.
    Lists have at most five elements more than they must have, and members that are not required
    are left out of what is nested deeply. What is not in the model, such as a rule between two
    members, is not kept.

    Args:
        operation: The operation's name in the API ("CreateWorkteam").
        service: botocore's name of the service.

    Returns:
        Parameters as JSON has them: timestamps as seconds since the epoch, blobs as base64.

    Raises:
        UnknownNameError: There is no such operation or service.
    """
    shape = operation_model(operation, service).input_shape
    return _requests(operation, service) if shape is not None else st.just({})


@st.composite
def _requests(draw: st.DrawFn, operation: str, service: str) -> dict[str, Any]:
    # Composed, because the strategies of large requests would be printed at great length.
    return cast("dict[str, Any]", draw(_parameters(operation, service)))


@functools.cache
def _parameters(operation: str, service: str) -> SearchStrategy[Any]:
    return _Values().of(operation_model(operation, service).input_shape, 0)


def invalid_requests(
    operation: str, *, kinds: Collection[Kind] = CHECKED_BY_THE_SERVICE
) -> SearchStrategy[InvalidRequest]:
    """Return a strategy of SageMaker parameters that are valid but for one thing.

    Args:
        operation: The operation's name in the API ("CreateWorkteam").
        kinds: The kinds of violations to make. Those that botocore itself refuses, with
            `parameter_validation` on, are not among them unless asked for: "min_length",
            "min_value", "not_null", "type" and "unknown".

    Raises:
        UnknownNameError: SageMaker has no such operation.
    """
    if operation_model(operation).input_shape is None:
        return st.nothing()
    return _invalid_requests(operation, frozenset(kinds))


@st.composite
def _invalid_requests(draw: st.DrawFn, operation: str, kinds: frozenset[Kind]) -> InvalidRequest:
    parameters = draw(requests(operation))
    found = breaks(operation_model(operation).input_shape, parameters)
    offered = [each for each in found if each.kind in kinds]
    assume(offered)
    broken = draw(st.sampled_from(offered))
    violations = check_request(operation, broken.parameters)
    made = [each for each in violations if broken.made(each)]
    return InvalidRequest(broken.parameters, made[0])


class _Values:
    """Strategies of the values of shapes, one for each shape and depth."""

    def __init__(self) -> None:
        self._makers: dict[str, Callable[[Any, int], SearchStrategy[Any]]] = {
            "structure": self._structure,
            "list": self._list,
            "map": self._map,
            "string": lambda shape, _: _strings(shape),
            "blob": lambda shape, _: _blobs(shape),
            "timestamp": lambda *_: st.integers(0, 2**32).map(float),
            "boolean": lambda *_: st.booleans(),
            "integer": lambda shape, _: _integers(shape, 31),
            "long": lambda shape, _: _integers(shape, 63),
            "float": lambda shape, _: _floats(shape),
            "double": lambda shape, _: _floats(shape),
        }
        self._made: dict[tuple[str, int], SearchStrategy[Any]] = {}

    def of(self, shape: Any, depth: int) -> SearchStrategy[Any]:
        if is_json_value(shape):
            return _JSON
        key = (shape.name, depth)
        if key not in self._made:
            self._made[key] = self._makers[shape.type_name](shape, depth)
        return self._made[key]

    def _structure(self, shape: Any, depth: int) -> SearchStrategy[Any]:
        if shape.is_document_type:
            return _JSON
        members = shape.members
        if shape.is_tagged_union:
            scalars = {name: each for name, each in members.items() if not _is_container(each)}
            chosen = scalars if scalars and depth >= _FULL_DEPTH else members
            return st.one_of(
                [
                    st.fixed_dictionaries({name: self.of(member, depth + 1)})
                    for name, member in chosen.items()
                ]
            )
        required = {name: self.of(members[name], depth + 1) for name in shape.required_members}
        optional = {
            name: self.of(member, depth + 1)
            for name, member in members.items()
            if name not in required and depth < _FULL_DEPTH
        }
        return st.fixed_dictionaries(required, optional=optional)

    def _list(self, shape: Any, depth: int) -> SearchStrategy[Any]:
        least, most = _sizes(shape)
        return st.lists(self.of(shape.member, depth + 1), min_size=least, max_size=most)

    def _map(self, shape: Any, depth: int) -> SearchStrategy[Any]:
        least, most = _sizes(shape)
        return st.dictionaries(
            self.of(shape.key, depth + 1),
            self.of(shape.value, depth + 1),
            min_size=least,
            max_size=most,
        )


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def _is_container(shape: Any) -> bool:
    return shape.type_name in {"structure", "list", "map"}


def _sizes(shape: Any) -> tuple[int, int]:
    least = shape.metadata.get("min", 0)
    return least, min(shape.metadata.get("max", least + _MOST_ELEMENTS), least + _MOST_ELEMENTS)


def _integers(shape: Any, bits: int) -> SearchStrategy[int]:
    traits = shape.metadata
    return st.integers(int(traits.get("min", -(2**bits))), int(traits.get("max", 2**bits - 1)))


def _floats(shape: Any) -> SearchStrategy[float]:
    return st.floats(
        shape.metadata.get("min"), shape.metadata.get("max"), allow_nan=False, allow_infinity=False
    )


def _blobs(shape: Any) -> SearchStrategy[str]:
    import base64

    least, most = _sizes(shape)
    # Whole groups of three: a schema of base64 text cannot count bytes any closer.
    return st.binary(min_size=least, max_size=most).map(lambda raw: base64.b64encode(raw).decode())


@functools.cache
def _strings_of(
    least: int, most: int | None, pattern: str | None, enum: tuple[str, ...]
) -> SearchStrategy[str]:
    longest = least + MOST_REPEATED if most is None else most
    if enum:
        strategy = st.sampled_from(enum)
    elif pattern is None:
        return st.text(min_size=least, max_size=min(longest, least + MOST_REPEATED))
    else:
        strategy = texts(java_pattern(pattern).tree, least, longest)
    matches = java_pattern(pattern).matches if pattern is not None else None
    return strategy.filter(
        lambda text: least <= len(text) <= longest and (matches is None or matches(text))
    )


def _strings(shape: Any) -> SearchStrategy[str]:
    traits = shape.metadata
    least = traits.get("min", 1 if shape.serialization.get("hostLabel") else 0)
    return _strings_of(least, traits.get("max"), traits.get("pattern"), tuple(shape.enum))
