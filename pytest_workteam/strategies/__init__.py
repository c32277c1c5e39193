"""Hypothesis strategies of valid requests, and of requests with a known violation."""

from __future__ import annotations

import functools
from collections.abc import Collection
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
from pytest_workteam.schema.model import operation_model
from pytest_workteam.schema.mutations import mutations
from pytest_workteam.schema.violations import Kind
from pytest_workteam.services.catalog import operations
from pytest_workteam.strategies.rules import COMMON_RULES, RULES, no_rules
from pytest_workteam.strategies.values import Values

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["InvalidRequest", "invalid_requests", "requests"]

CHECKED_BY_THE_SERVICE: tuple[Kind, ...] = ("max_length", "pattern", "enum", "max_value")
"""The kinds of violations that botocore sends to the service."""


class InvalidRequest(NamedTuple):
    """Parameters that the service refuses.

    Attributes:
        parameters: The parameters of the operation.
        violation: The violation. It may cause further ones: a text that is too long often violates
            its pattern, too.
    """

    parameters: dict[str, Any]
    violation: Violation


def requests(
    operation: str,
    service: str | None = None,
    *,
    rules: bool = True,
    region: str = "us-east-1",
) -> SearchStrategy[dict[str, Any]]:
    """A strategy of valid parameters of an operation.

    Parameters satisfy the service model: required members, sizes, ranges, patterns, enums. With
    ``rules``, they also satisfy the service's own rules for an empty account, so that a fresh
    backend accepts them: members of one kind, with one user pool in the region and one client;
    unique tag keys; no pagination tokens. Lists have at most five more elements than required, and
    deeply nested structures have no optional members.

    Args:
        operation: The operation's name, such as ``"CreateWorkteam"``.
        service: botocore's name of the service; None for a faked operation's service, or SageMaker
            for other operations.
        rules: Whether to satisfy the service's own rules, too.
        region: The region of user pools.

    Returns:
        Parameters in JSON types: timestamps as seconds since the epoch, blobs as base64.

    Raises:
        UnknownNameError: botocore has no such operation or service.
    """
    service = service or _service_of(operation)
    if operation_model(operation, service).input_shape is None:
        return st.just({})
    return _requests(operation, service, region if rules else None)


@st.composite
def _requests(draw: st.DrawFn, operation: str, service: str, region: str | None) -> dict[str, Any]:
    # Composite, because Hypothesis would print the strategy of a large request at length.
    return cast("dict[str, Any]", draw(_parameters(operation, service, region)))


@functools.cache
def _parameters(operation: str, service: str, region: str | None) -> SearchStrategy[Any]:
    shape: Any = operation_model(operation, service).input_shape
    values = Values()
    if region is None:
        return values.of(shape, 0)
    return st.one_of(
        [
            values.structure(shape, 0, {**COMMON_RULES, **rule(region)})
            for rule in RULES.get(operation, (no_rules,))
        ]
    )


def invalid_requests(
    operation: str,
    service: str | None = None,
    *,
    kinds: Collection[Kind] = CHECKED_BY_THE_SERVICE,
) -> SearchStrategy[InvalidRequest]:
    """A strategy of parameters with one violation of the service model.

    Args:
        operation: The operation's name, such as ``"CreateWorkteam"``.
        service: botocore's name of the service.
        kinds: The kinds of violations. The default kinds pass botocore's own validation; the others
            are "min_length", "min_value", "not_null", "type" and "unknown".

    Raises:
        UnknownNameError: botocore has no such operation or service.
    """
    service = service or _service_of(operation)
    if operation_model(operation, service).input_shape is None:
        return st.nothing()
    return _invalid_requests(operation, service, frozenset(kinds))


def _service_of(operation: str) -> str:
    """The service of a faked operation; SageMaker for any other."""
    faked = operations().get(operation)
    return "sagemaker" if faked is None else faked.service.name


@st.composite
def _invalid_requests(
    draw: st.DrawFn, operation: str, service: str, kinds: frozenset[Kind]
) -> InvalidRequest:
    parameters = draw(requests(operation, service, rules=False))
    found = mutations(operation_model(operation, service).input_shape, parameters)
    offered = [each for each in found if each.kind in kinds]
    assume(offered)
    mutation = draw(st.sampled_from(offered))
    violations = check_request(operation, mutation.parameters, service)
    caused = [each for each in violations if mutation.causes(each)]
    return InvalidRequest(mutation.parameters, caused[0])
