"""Kinds of resources that probes create, and how to delete them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of resource that probes create.

    Attributes:
        name: Its name in the singular.
        create: The operation that creates one.
        delete: The operation that deletes one.
        list: The operation that lists them.
        listed: The member of the list's response that holds the resources.
        identifier: The member with the resource's name, in requests and in the list.
        filters: Whether the list takes ``NameContains``.
        update: The operation that changes one; None for a kind whose update has no status.
        describe: The operation that returns the status; None for a kind without a status.
        status: The path of the status in the response of ``describe``.
        busy: Statuses in which the service refuses to delete the resource.
    """

    name: str
    create: str
    delete: str
    list: str
    listed: str
    identifier: str
    filters: bool = True
    update: str | None = None
    describe: str | None = None
    status: tuple[str, ...] = ()
    busy: tuple[str, ...] = ()


WORKTEAM = Kind(
    "work team",
    create="CreateWorkteam",
    delete="DeleteWorkteam",
    list="ListWorkteams",
    listed="Workteams",
    identifier="WorkteamName",
)
WORKFORCE = Kind(
    "workforce",
    create="CreateWorkforce",
    delete="DeleteWorkforce",
    list="ListWorkforces",
    listed="Workforces",
    identifier="WorkforceName",
    update="UpdateWorkforce",
    describe="DescribeWorkforce",
    status=("Workforce", "Status"),
    busy=("Initializing", "Updating", "Deleting"),
)
HUMAN_TASK_UI = Kind(
    "human task UI",
    create="CreateHumanTaskUi",
    delete="DeleteHumanTaskUi",
    list="ListHumanTaskUis",
    listed="HumanTaskUiSummaries",
    identifier="HumanTaskUiName",
    filters=False,
)
KINDS: Sequence[Kind] = (WORKTEAM, WORKFORCE, HUMAN_TASK_UI)
"""In the order of deletion."""
