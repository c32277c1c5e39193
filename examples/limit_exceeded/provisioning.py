"""A small application: it gives each project a work team, as long as the account has room."""

from __future__ import annotations

from typing import Any

import boto3


class NoRoomError(Exception):
    """The account has as many work teams as it may have."""


def provision(projects: list[str]) -> list[str]:
    """Create a work team for each project; the ARNs.

    Raises:
        NoRoomError: There was no room for all of them; those created were deleted again.
    """
    client: Any = boto3.client("sagemaker")
    created: dict[str, str] = {}
    for project in projects:
        try:
            answer = client.create_workteam(
                WorkteamName=project,
                Description=f"Works on {project}.",
                MemberDefinitions=[
                    {
                        "CognitoMemberDefinition": {
                            "UserPool": "us-east-1_Example00",
                            "UserGroup": project,
                            "ClientId": "exampleclientid",
                        }
                    }
                ],
            )
        except client.exceptions.ResourceLimitExceeded as error:
            for name in created:
                client.delete_workteam(WorkteamName=name)
            raise NoRoomError(project) from error
        created[project] = answer["WorkteamArn"]
    return list(created.values())
