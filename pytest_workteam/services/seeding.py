"""Seeding: add and remove resources without a call, under the service's rules."""

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

_NOT_ADDED = "Nothing was added; seed what the service would accept."


def seeded_bucket(state: State) -> str:
    """The bucket of seeded resources; bucket names are unique in all of S3."""
    return f"s3://seeded-{state.region}-{state.account_id}"


def check_named_once(what: str, member: str, given: Mapping[str, Any]) -> None:
    """Refuse a name that is also given as a member of the request.

    Raises:
        SeedRefused: The name is given twice.
    """
    if member in given:
        raise SeedRefused(
            f"{what} also got {member}={given[member]!r}. Nothing was added; give the name once, "
            "as the first argument."
        )


def carry_out(
    what: str,
    state: State,
    service: Service,
    operation: str,
    parameters: Parameters,
    *,
    only_checked: Mapping[str, Any] | None = None,
) -> Parameters:
    """Carry out an operation without a call, with the checks of a request.

    Args:
        what: The seeding method and its argument, for messages.
        state: The state to change.
        service: The operation's service.
        operation: The operation's name.
        parameters: The members of the request.
        only_checked: Members that complete the request for the schema check.

    Returns:
        The operation's result.

    Raises:
        SeedRefused: The service would refuse the request.
    """
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
        # Copied as a request would be; a null member counts as absent.
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
        raise _broken_rule(what, refusal, _NOT_ADDED) from None


def carry_out_removal(
    what: str, state: State, service: Service, operation: str, parameters: Parameters
) -> None:
    """Delete a resource without a call.

    Raises:
        SeedRefused: The service would refuse the request.
    """
    function = cast("Function", service.operations[operation].function)
    try:
        with state.lock, state.at_one_moment():
            function(state, parameters)
    except Refusal as refusal:
        raise _broken_rule(what, refusal, "Nothing was removed.") from None


def check_result(what: str, service: Service, operation: str, result: Parameters) -> None:
    """Check a seeded resource by the schema of the operation that returns it.

    Raises:
        SeedRefused: The service could not return the resource.
    """
    from pytest_workteam.schema.checking import check_response

    try:
        violations = check_response(operation, as_json(result), service.name)
    except UNENCODABLE as error:
        raise SeedRefused(
            f"{what}: {error}. Nothing was added; pass values that the service returns."
        ) from None
    if violations:
        raise _broken_rule(what, service.texts.violations(violations), _NOT_ADDED)


def _broken_rule(what: str, refusal: Refusal, outcome: str) -> SeedRefused:
    return SeedRefused(
        f"{what} breaks a rule of the service: {refusal.situation.code}: "
        f"{refusal.message.rstrip('.')}. {outcome}"
    )
