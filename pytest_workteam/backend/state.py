"""What one account has in one region: the resources, their records, and the lock around them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from pytest_workteam.backend.arns import arn_start, partition_of, subdomain
from pytest_workteam.backend.table import SortKey, Table

Parameters = dict[str, Any]
"""A request's or an answer's members, by the names of the service model."""
Tags = dict[str, str]
MemberDefinitions = list[dict[str, Any]]

ANYWHERE: Mapping[str, Any] = {"Cidrs": []}
"""The ``SourceIpConfig`` of a workforce that is given none."""


class Workforce(NamedTuple):
    """A private workforce.

    ``provisional`` marks the one that seeding made for teams without members of their own: the
    first Cognito team, or workforce, that the test defines decides its pool and client.
    """

    name: str
    created: dt.datetime
    updated: dt.datetime
    cognito: dict[str, str] | None
    oidc: dict[str, Any] | None
    source_ip: Mapping[str, Any]
    vpc: dict[str, Any] | None = None
    ip_address_type: str | None = None
    provisional: bool = False
    transition: Transition | None = None


class Transition(NamedTuple):
    """A status that a workforce has before it is Active, for some describes or some time."""

    status: str
    began: dt.datetime
    delay: int | dt.timedelta


class Workteam(NamedTuple):
    """A private work team; without ``member_definitions`` its members are the workforce's."""

    name: str
    sequence: int
    created: dt.datetime
    updated: dt.datetime
    description: str
    member_definitions: MemberDefinitions | None
    notification: dict[str, Any] | None
    worker_access: dict[str, Any] | None
    tags: Tags


class SubscribedWorkteam(NamedTuple):
    """A vendor's work team that the account subscribed to; its name is the ARN's last part."""

    name: str
    members: Parameters


class LabelingJob(NamedTuple):
    """A labeling job, listed for the work team that works on it; its name is its reference code."""

    name: str
    workteam_arn: str
    sequence: int
    created: dt.datetime
    summary: Parameters


def _microseconds(moment: dt.datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def _by_name(resource: Any) -> SortKey:
    return (resource.name,)


def _by_creation(resource: Workteam | LabelingJob) -> SortKey:
    return (_microseconds(resource.created), resource.sequence)


def _workteams() -> Table[Workteam]:
    return Table({"Name": _by_name, "CreateDate": _by_creation})


def _labeling_jobs() -> Table[LabelingJob]:
    return Table({"CreationTime": _by_creation})


@dataclass(eq=False, repr=False)
class State:
    """One account's resources in one region, guarded by ``lock``."""

    region: str
    account_id: str
    now: Callable[[], dt.datetime]
    limit: Callable[[], int]
    workforce_delay: Callable[[], int | dt.timedelta]
    filter_after_paging: Callable[[], bool]
    token_secret: bytes
    workteams: Table[Workteam] = field(default_factory=_workteams)
    workforce: Workforce | None = None
    """The private workforce; there is one at the most."""
    subscribed_workteams: Table[SubscribedWorkteam] = field(
        default_factory=lambda: Table({"Name": _by_name})
    )
    labeling_jobs: Table[LabelingJob] = field(default_factory=_labeling_jobs)
    descriptions: dict[str, tuple[Workteam, Workforce, Parameters]] = field(default_factory=dict)
    """The structures of the teams that were described, by name, with what they were made from."""
    sequence: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def partition(self) -> str:
        return partition_of(self.region)

    @functools.cached_property
    def _arn_start(self) -> str:
        # Every described team has two ARNs.
        return arn_start(self.partition, self.region, self.account_id)

    @property
    def workforces(self) -> Mapping[str, Workforce]:
        """The private workforce by its name, or nothing."""
        return {} if self.workforce is None else {self.workforce.name: self.workforce}

    @property
    def workforce_of_teams(self) -> Workforce:
        """The private workforce, which is there as long as a team is."""
        return cast("Workforce", self.workforce)

    def next_sequence(self) -> int:
        self.sequence += 1
        return self.sequence

    def arn(self, resource_type: str, resource: str) -> str:
        return f"{self._arn_start}{resource_type}/{resource}"

    def workteam_arn(self, name: str) -> str:
        return f"{self._arn_start}workteam/private-crowd/{name}"

    def workteam_of(self, arn: str) -> Workteam | None:
        """The private work team of this ARN; None if there is none."""
        team = self.workteams.get(arn.rpartition("/")[2])
        return team if team is not None and self.workteam_arn(team.name) == arn else None

    def workforce_arn(self, name: str) -> str:
        return self.arn("workforce", name)

    def subdomain(self, workforce_name: str) -> str:
        return subdomain(self.region, self.account_id, workforce_name)

    def copy(self) -> State:
        """The same resources under a lock of their own; resources themselves never change."""
        with self.lock:
            return dataclasses.replace(
                self,
                workteams=self.workteams.copy(),
                subscribed_workteams=self.subscribed_workteams.copy(),
                labeling_jobs=self.labeling_jobs.copy(),
                descriptions={},
                lock=threading.RLock(),
            )
