"""A small application: it names work teams after projects, whatever people call those."""

from __future__ import annotations

import re
from typing import Any

LONGEST_NAME = 63


def workteam_name(project: str) -> str:
    """A name that the service takes, made of a project's title."""
    words = re.findall(r"[a-zA-Z0-9]+", project)
    return "-".join(words)[:LONGEST_NAME].rstrip("-") or "unnamed"


def create_for_project(client: Any, project: str) -> str:
    """Create a project's work team; its ARN."""
    answer = client.create_workteam(
        WorkteamName=workteam_name(project),
        Description="Works on a project.",
        MemberDefinitions=[
            {
                "CognitoMemberDefinition": {
                    "UserPool": "us-east-1_Example00",
                    "UserGroup": "experts",
                    "ClientId": "exampleclientid",
                }
            }
        ],
    )
    return str(answer["WorkteamArn"])
