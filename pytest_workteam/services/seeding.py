"""Seeding: resources that exist before the test calls anything, by the service's own rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from pytest_workteam.engine.service import Service
from pytest_workteam.engine.situations import Refusal
from pytest_workteam.engine.state import Function
from pytest_workteam.errors import SeedRefused
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.protocols.values import UNENCODABLE, as_json, without_nulls
from pytest_workteam.services.state import State

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

DESCRIPTION = "Seeded by pytest-workteam."


def seeded_bucket(state: State) -> str:
    """The bucket of seeded resources, one for each account and region as S3 has one namespace."""
    return f"s3://seeded-{state.region}-{state.account_id}"


def check_unnamed(what: str, member: str, given: Mapping[str, Any]) -> None:
    if member in given:
        raise SeedRefused(
            f"{what} was given {member}={given[member]!r}, too. Nothing was added; give the name "
            "once, as the first argument."
        )


def carried_out(
    what: str,
    state: State,
    service: Service,
    operation: str,
    parameters: Parameters,
    *,
    only_checked: Mapping[str, Any] | None = None,
) -> Parameters:
    """The result of an operation, whose parameters are checked as a request's are."""
    from pytest_workteam.schema.checking import check_request
    from pytest_workteam.schema.model import operation_model

    shape: Any = operation_model(operation, service.name).input_shape
    known = shape.members
    for name in parameters:
        if name not in known:
            raise SeedRefused(
                f"{what}: {name!r} is neither an argument of the method nor a member of "
                f"{operation}: {', '.join(known)}. Nothing was added; "
                f"help(backend.{what.partition('(')[0]}) describes the arguments."
            )
    try:
        # A copy, as a request would bring it; a null member counts as absent.
        parameters = without_nulls(as_json(parameters))
    except UNENCODABLE as error:
        raise SeedRefused(
            f"{what}: {error}. Nothing was added; pass values that JSON can hold, as to a client."
        ) from None
    try:
        violations = check_request(operation, {**(only_checked or {}), **parameters}, service.name)
        if violations:
            raise service.texts.violations(violations)
        function = cast("Function", service.operations[operation].function)
        with state.lock, state.at_one_moment():
            return function(state, parameters)
    except Refusal as refusal:
        raise _seed_refused(what, refusal) from None


def removed(
    what: str, state: State, service: Service, operation: str, parameters: Parameters
) -> None:
    """Carry out a deletion."""
    function = cast("Function", service.operations[operation].function)
    try:
        with state.lock, state.at_one_moment():
            function(state, parameters)
    except Refusal as refusal:
        raise SeedRefused(
            f"{what} breaks a rule of the service: {refusal.situation.code}: "
            f"{refusal.message.rstrip('.')}. Nothing was removed."
        ) from None


def check_result(what: str, service: Service, operation: str, result: Parameters) -> None:
    from pytest_workteam.schema.checking import check_response

    try:
        violations = check_response(operation, as_json(result), service.name)
    except UNENCODABLE as error:
        raise SeedRefused(
            f"{what}: {error}. Nothing was added; pass values that the service returns."
        ) from None
    if violations:
        raise _seed_refused(what, service.texts.violations(violations))


def _seed_refused(what: str, refusal: Refusal) -> SeedRefused:
    return SeedRefused(
        f"{what} breaks a rule of the service: {refusal.situation.code}: "
        f"{refusal.message.rstrip('.')}. Nothing was added; seed what the service would accept."
    )
