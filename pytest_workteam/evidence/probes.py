"""Probes: calls that provoke one error, or whose responses are recorded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

ANSWERS = "answers"
"""Name of the probes that record responses without an error."""

Workforce: TypeAlias = Literal["none", "any", "oidc", "cognito"]
"""The private workforce that a probe needs in the account."""


@dataclass(frozen=True)
class Step:
    """One call.

    Attributes:
        operation: The operation.
        parameters: The parameters; ``{...}`` stands for a value of the run, such as ``{name}``.
        body: The body to send instead of the parameters, where botocore would refuse them.
        times: Maximum number of calls; the first error ends them.
    """

    operation: str
    parameters: Mapping[str, Any]
    body: str | None = None
    times: int = 1


class Probe:
    """Calls that provoke one situation; the last call is the one that the service refuses.

    Args:
        situation: The situation's name, or ``ANSWERS`` to record the response of each call.
        steps: The calls.
        workforce: The workforce that the account must have; None if it does not matter.
        own: Whether the recording must have created that workforce, because the calls change it.
        fills_limit: Whether the calls fill a limit, which needs ``--fill-limits``.
    """

    def __init__(
        self,
        situation: str,
        *steps: Step,
        workforce: Workforce | None = None,
        own: bool = False,
        fills_limit: bool = False,
    ) -> None:
        self.situation = situation
        self.steps = steps
        self.workforce: Workforce | None = workforce
        self.own = own
        self.fills_limit = fills_limit

    @property
    def operation(self) -> str:
        """The operation that the service refuses."""
        return self.steps[-1].operation


_FIELD = re.compile(r"\{(\w+)\}")


def filled(value: Any, values: Mapping[str, Any]) -> Any:
    """Return parameters with their fields filled in.

    A text that consists of one field is replaced by the value, of any type.
    """
    if isinstance(value, Mapping):
        return {name: filled(member, values) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [filled(element, values) for element in value]
    if not isinstance(value, str):
        return value
    alone = _FIELD.fullmatch(value)
    return values[alone[1]] if alone else _FIELD.sub(lambda field: str(values[field[1]]), value)
