"""Recorded errors, which replace the code and message of the fake's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_workteam.engine.situations import Refusal, Situation

if TYPE_CHECKING:
    from pytest_workteam.engine.service import Operation
    from pytest_workteam.engine.state import State

Recorded: TypeAlias = "Mapping[tuple[str, str], Situation]"
"""Recorded situations, by the name of the situation and the operation."""


def as_recorded(
    recorded: Recorded,
    refusal: Refusal,
    operation: Operation,
    parameters: Mapping[str, Any],
    state: State[Any],
) -> Refusal:
    """Return a refusal with the recorded code and message, or as it is if none was recorded.

    Args:
        recorded: The recorded situations.
        refusal: The fake's own refusal.
        operation: The request's operation.
        parameters: The request's parameters, without secrets.
        state: The state of the request's account and region.
    """
    situation = recorded.get((refusal.situation.name, operation.name))
    if situation is None or refusal.fixed_message:
        return refusal
    if refusal.fixed_code and situation.code != refusal.situation.code:
        return refusal
    known = {
        "region": state.region,
        "account_id": state.account_id,
        **leaves(parameters),
        **operation.service.texts.details(operation.name, dict(parameters), state),
        **refusal.details,
    }
    unknown = {name: f"{{{name}}}" for name in situation.fields if name not in known}
    return Refusal(situation, **known, **unknown)


def leaves(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the scalars of a request by member name, at any depth; the first of a name counts."""
    found: dict[str, Any] = {}
    for name, value in _leaves("", parameters):
        found.setdefault(name, value)
    return found


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for inner, member in value.items():
            yield from _leaves(str(inner), member)
    elif isinstance(value, (list, tuple)):
        for element in value:
            yield from _leaves(name, element)
    else:
        yield name, value
