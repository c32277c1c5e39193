"""Stored resources: workforces, work teams and labeling jobs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from pytest_workteam.engine.state import by_creation
from pytest_workteam.engine.table import Kind, by_name
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services import arns
from pytest_workteam.services.arns import Arn
from pytest_workteam.services.sagemaker.review_resources import FLOW_DEFINITIONS, HUMAN_TASK_UIS
from pytest_workteam.services.state import State
from pytest_workteam.services.transitions import Transition

Tags: TypeAlias = "dict[str, str]"
MemberDefinitions: TypeAlias = "list[dict[str, Any]]"

ANY_SOURCE_IP: Mapping[str, Any] = {"Cidrs": []}
"""The ``SourceIpConfig`` of a workforce that was created without one."""


class Workforce(NamedTuple):
    """A private workforce.

    ``provisional`` marks a workforce that seeding created for teams without members. Its user pool
    and client are replaced by those of the test's first Cognito team or workforce.
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


class Workteam(NamedTuple):
    """A private work team; ``member_definitions`` is None for the workforce's default members."""

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
    """A vendor's work team that the account is subscribed to; ``name`` ends its ARN."""

    name: str
    members: Parameters


class LabelingJob(NamedTuple):
    """A labeling job.

    Attributes:
        request: The members of CreateLabelingJob with their defaults, except the tags.
        status: The status after the transition.
        begun: When the tasks became available; a test can seed another ``created``.
        categories: The label categories; empty without a label category file.
        objects: Number of data objects, including those that were labeled by an earlier job.
        open: Number of unlabeled data objects.
        labeled: Number of data objects that this job labeled.
        failed: Number of data objects whose tasks expired.
        described: Number of describe and list calls that returned the job.
    """

    name: str
    sequence: int
    created: dt.datetime
    updated: dt.datetime
    request: Parameters
    tags: Tags
    reference_code: str
    status: str
    begun: dt.datetime
    transition: Transition | None = None
    failure_reason: str | None = None
    categories: tuple[str, ...] = ()
    objects: int = 0
    open: int = 0
    labeled: int = 0
    failed: int = 0
    described: int = 0

    @property
    def modified(self) -> dt.datetime:
        """The ``LastModifiedTime``, at least ``created``, which a test can seed in the future."""
        return max(self.created, self.updated)

    @property
    def task(self) -> Parameters:
        """The ``HumanTaskConfig``."""
        task: Parameters = self.request["HumanTaskConfig"]
        return task

    @property
    def workteam_arn(self) -> str:
        return str(self.task["WorkteamArn"])

    @property
    def workers(self) -> int:
        """Number of workers for each data object."""
        return int(self.task["NumberOfHumanWorkersPerDataObject"])

    @property
    def is_streaming(self) -> bool:
        return "SnsDataSource" in self.request["InputConfig"]["DataSource"]


class LabelingJobName(NamedTuple):
    """An index entry: a labeling job's name in lower case, and as it was created."""

    name: str
    written: str


class Annotation(NamedTuple):
    """A worker's answer for a data object."""

    worker: str
    answer: Any
    submitted: dt.datetime


class DataObject(NamedTuple):
    """A data object of a labeling job; ``failed`` is when its tasks expired."""

    name: str
    line: Parameters
    annotations: tuple[Annotation, ...] = ()
    failed: dt.datetime | None = None
    labeled_before: bool = False


WORKFORCES = Kind[Workforce]("workforce")
WORKTEAMS = Kind[Workteam]("workteam", {"Name": by_name, "CreateDate": by_creation})
SUBSCRIBED_WORKTEAMS = Kind[SubscribedWorkteam]("subscribed-workteam")
LABELING_JOBS = Kind[LabelingJob]("labeling-job", {"Name": by_name, "CreationTime": by_creation})
LABELING_JOB_NAMES = Kind[LabelingJobName]("labeling-job-name")
DATA_OBJECTS = Kind[DataObject]("data-object")

TAGGABLE: Mapping[str, Kind[Any]] = {
    "workteam": WORKTEAMS,
    "human-task-ui": HUMAN_TASK_UIS,
    "flow-definition": FLOW_DEFINITIONS,
    "labeling-job": LABELING_JOBS,
}
"""The resources with tags, by the resource type in their ARNs."""


def labeling_job(state: State, name: str) -> LabelingJob | None:
    """The labeling job with a case-insensitive name; None if it does not exist."""
    taken = state.table(LABELING_JOB_NAMES).get(str(name).lower())
    return None if taken is None else state.table(LABELING_JOBS)[taken.written]


def workforce_of(state: State) -> Workforce | None:
    """The private workforce; None if it does not exist."""
    return next(iter(state.table(WORKFORCES).values()), None)


def identity_provider(state: State) -> tuple[str, str]:
    """The ``identityProviderType`` and ``issuer`` of the private workforce."""
    workforce = workforce_of(state)
    if workforce is not None and workforce.oidc is not None:
        return "Oidc", str(workforce.oidc["Issuer"])
    pool = workforce.cognito["UserPool"] if workforce and workforce.cognito else "unknown"
    return "Cognito", f"https://cognito-idp.{state.region}.amazonaws.com/{pool}"


def put_workforce(state: State, workforce: Workforce) -> None:
    """Store the private workforce, replacing any other."""
    table = state.table(WORKFORCES)
    present = workforce_of(state)
    if present is not None and present.name != workforce.name:
        table.remove(present.name)
    table.put(workforce)


def workteam_arn(state: State, name: str) -> str:
    """The ARN of a private work team."""
    return arns.arn(state, "workteam", f"private-crowd/{name}")


def resource_of_arn(state: State, arn: Arn) -> tuple[Kind[Any], Any] | None:
    """The kind and resource of an ARN; None if it does not exist in this account and region."""
    kind = TAGGABLE.get(arn.resource_type)
    if kind is None or arn.prefix != arns.arn_prefix(state.region, state.account_id):
        return None
    name = arn.resource
    if kind is WORKTEAMS:
        crowd, _, name = name.partition("/")
        if crowd != "private-crowd":
            return None
    resource = labeling_job(state, name) if kind is LABELING_JOBS else state.table(kind).get(name)
    return None if resource is None else (kind, resource)


def workteam_by_arn(state: State, arn: str) -> Workteam | None:
    """The private work team with an ARN; None if it does not exist."""
    team = state.table(WORKTEAMS).get(arn.rpartition("/")[2])
    return team if team is not None and workteam_arn(state, team.name) == arn else None


def workforce_arn(state: State, name: str) -> str:
    """The ARN of a workforce."""
    return arns.arn(state, "workforce", name)
