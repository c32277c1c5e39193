"""Rotate the members of work teams, and collect the teams that nobody uses any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

NOT_FOUND = "The work team"


class TeamGoneError(Exception):
    """Somebody else deleted the team meanwhile."""


def rotate(client: Any, name: str, groups: list[str]) -> list[str]:
    """Give a team the next of several groups of members.

    Args:
        client: A SageMaker client.
        name: The team's name.
        groups: All groups, in the order of rotation.

    Returns:
        The team's groups after the rotation.

    Raises:
        TeamGoneError: The team does not exist, or is deleted meanwhile.
    """
    try:
        team = client.describe_workteam(WorkteamName=name)["Workteam"]
        members = [each["CognitoMemberDefinition"] for each in team["MemberDefinitions"]]
        current = [member["UserGroup"] for member in members]
        following = groups[(groups.index(current[0]) + 1) % len(groups)]
        client.update_workteam(
            WorkteamName=name,
            MemberDefinitions=[{"CognitoMemberDefinition": {**members[0], "UserGroup": following}}],
        )
    except client.exceptions.ClientError as error:
        if is_missing_team(error):
            raise TeamGoneError(name) from error
        raise
    return [following]


def collect(client: Any, prefix: str, older_than: dt.timedelta, now: dt.datetime) -> list[str]:
    """Delete the teams of a prefix that were not updated for some time.

    Args:
        client: A SageMaker client.
        prefix: What the names start with.
        older_than: How long they have not been updated.
        now: The time.

    Returns:
        The names of the teams that this call deleted.
    """
    deleted: list[str] = []
    for team in teams(client, prefix):
        if now - team["LastUpdatedDate"] < older_than:
            continue
        try:
            client.delete_workteam(WorkteamName=team["WorkteamName"])
        except client.exceptions.ClientError as error:
            if not is_missing_team(error):
                raise
            # Somebody else collected it first.
            continue
        deleted.append(team["WorkteamName"])
    return deleted


def teams(client: Any, prefix: str) -> Iterator[dict[str, Any]]:
    """The teams whose names start with a prefix."""
    for page in client.get_paginator("list_workteams").paginate(NameContains=prefix):
        yield from (each for each in page["Workteams"] if each["WorkteamName"].startswith(prefix))


def replace(client: Any, old: str, new: str) -> str:
    """Create a team with another's members, and delete the other only once it is there."""
    team = client.describe_workteam(WorkteamName=old)["Workteam"]
    arn: str = client.create_workteam(
        WorkteamName=new,
        Description=team["Description"],
        MemberDefinitions=team["MemberDefinitions"],
    )["WorkteamArn"]
    client.delete_workteam(WorkteamName=old)
    return arn


def is_missing_team(error: Any) -> bool:
    """Whether an error says that a work team does not exist.

    The service returns a ValidationException, whose words have to tell.
    """
    details = error.response["Error"]
    return details["Code"] == "ValidationException" and NOT_FOUND in details["Message"]
