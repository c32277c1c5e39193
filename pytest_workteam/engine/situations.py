"""Situations in which a service refuses a request, and how each of them is known."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any, TypeAlias


class Evidence(enum.Enum):
    """How a fact about the live service is known."""

    DOCUMENTED = "documented"
    """AWS documentation or botocore's service model says so."""
    OBSERVED = "observed"
    """Seen in a log, a notebook's output or a recorded response of the live service."""
    SECOND_HAND = "second-hand"
    """Another tool's code relies on it."""
    INFERRED = "inferred"
    """Concluded from sibling operations or services."""
    NOT_KNOWN = "not known"
    """Looked for and not found; the fake's own choice."""


@dataclass(frozen=True, slots=True)
class Situation:
    """One way in which a service refuses a request.

    Attributes:
        name: Stable, hyphenated name, for hooks and documentation.
        code: The error code as botocore reports it.
        status: The HTTP status.
        template: The message, with the details as format fields.
        code_evidence: How the code is known.
        wording_evidence: How the message is known.
        source: Where it was found, or what it was inferred from.
        operations: The operations that return it to a request that botocore would send; None for
            every operation of the service.
        example: Details of the message that only a refused request tells, for ordered faults.
    """

    name: str
    code: str
    status: int
    template: str
    code_evidence: Evidence
    wording_evidence: Evidence
    source: str
    operations: tuple[str, ...] | None = None
    example: Mapping[str, object] = field(default_factory=dict[str, object], compare=False)

    def answers(self, operation: str) -> bool:
        """Whether ``operation`` can return it."""
        return self.operations is None or operation in self.operations

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the details in the message."""
        parsed = Formatter().parse(self.template)
        return tuple(dict.fromkeys(field for _, field, _, _ in parsed if field))

    def message(self, details: Mapping[str, Any]) -> str:
        """The message with these details."""
        return self.template.format_map(details)

    def with_code(self, code: str, status: int) -> Situation:
        """The same situation under another code."""
        return dataclasses.replace(self, code=code, status=status)

    def with_message(self, message: str) -> Situation:
        """The same situation with this message, whatever the details."""
        template = message.replace("{", "{{").replace("}", "}}")
        return dataclasses.replace(self, template=template)


class Refusal(Exception):
    """Raised by an operation to refuse a request; clients only see the bytes made from it.

    ``fixed_code`` and ``fixed_message`` tell that a test chose the code or the message, which
    recorded answers then do not replace.
    """

    fixed_code = False
    fixed_message = False

    def __init__(self, situation: Situation, /, **details: Any) -> None:
        super().__init__(situation.name)
        self.situation = situation
        self.details: Mapping[str, Any] = details

    @property
    def message(self) -> str:
        return self.situation.message(self.details)


class ServiceError(Exception):
    """A refusal that users give: their own operations raise it, their hooks return it.

    Args:
        code: The error code, such as ``"ResourceLimitExceeded"``.
        message: The message.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message


Reword: TypeAlias = "Callable[[Situation, Mapping[str, Any]], str | ServiceError | None]"
"""Rewords an error from its situation and details; None keeps the fake's wording.

A ``ServiceError`` gives the code, too.
"""


def situations_in(*tables: object) -> dict[str, Situation]:
    """The situations in modules of constants, by name.

    Args:
        tables: Modules whose constants are situations.
    """
    return {
        value.name: value
        for table in tables
        for value in vars(table).values()
        if isinstance(value, Situation)
    }
