"""Where probes run, and their outcomes."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias

from pytest_workteam.engine.regions import DEFAULT_REGION, partition_of
from pytest_workteam.evidence.probes import Probe
from pytest_workteam.evidence.replies import Reply

WorkforceKind: TypeAlias = Literal["oidc", "cognito"]


class Cognito(NamedTuple):
    """The user pool, app client and group of a Cognito workforce's work teams."""

    user_pool: str
    client_id: str
    group: str


@dataclass(frozen=True)
class Place:
    """Where the probes run, and the names that they use.

    Attributes:
        region: The region.
        account_id: The account.
        prefix: The start of the name of everything that is created.
        cognito: Resources for Cognito work teams; None to leave them out.
        prefers: The workforce for probes that need any workforce.
    """

    region: str
    account_id: str
    prefix: str
    cognito: Cognito | None = None
    prefers: WorkforceKind = "oidc"

    def values(self) -> dict[str, Any]:
        """Return the values of the probes' fields."""
        cognito = self.cognito or Cognito("", "", "")
        other = "us-west-2" if self.region == DEFAULT_REGION else DEFAULT_REGION
        start = f"arn:{partition_of(self.region)}:sagemaker:"
        return {
            "prefix": self.prefix,
            "region": self.region,
            "other_region": other,
            "arn_start": f"{start}{self.region}:{self.account_id}:",
            "other_arn_start": f"{start}{other}:{self.account_id}:",
            "secret": secrets.token_hex(16),
            "user_pool": cognito.user_pool,
            "client_id": cognito.client_id,
        }

    def members(self, kind: str | None) -> list[dict[str, Any]]:
        """Return the members of a work team."""
        if kind != "cognito" or self.cognito is None:
            return [{"OidcMemberDefinition": {"Groups": [self.prefix]}}]
        pool, client_id, group = self.cognito
        members = {"UserPool": pool, "UserGroup": group, "ClientId": client_id}
        return [{"CognitoMemberDefinition": members}]


@dataclass(frozen=True)
class Outcome:
    """The reply to one call of a probe.

    Attributes:
        situation: The situation's name, or ``ANSWERS``.
        operation: The operation.
        parameters: The request's parameters.
        reply: The reply.
        workforce: The kind of the account's workforce; None if it did not matter.
        details: The details of the fake's refusal; empty for AWS.
    """

    situation: str
    operation: str
    parameters: Mapping[str, Any]
    reply: Reply
    workforce: str | None
    details: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        return self.situation, self.operation


@dataclass
class Result:
    """The result of a run.

    Attributes:
        outcomes: The replies.
        skipped: Probes without an outcome, with the reason.
        left: What could not be deleted.
        workforce: Name and kind of the workforce that the account had before; None if it had none.
    """

    outcomes: list[Outcome] = field(default_factory=list[Outcome])
    skipped: list[tuple[Probe, str]] = field(default_factory=list[tuple[Probe, str]])
    left: list[str] = field(default_factory=list[str])
    workforce: tuple[str, WorkforceKind] | None = None
