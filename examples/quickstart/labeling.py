"""A small application: it makes sure that there is a work team to label its data."""

from __future__ import annotations

from typing import Any

import boto3

USER_POOL = "us-east-1_Example00"
CLIENT_ID = "exampleclientid"


def ensure_workteam(name: str, group: str) -> str:
    """The ARN of the work team of this name, created unless it is there already."""
    client: Any = boto3.client("sagemaker")
    try:
        answer = client.create_workteam(
            WorkteamName=name,
            Description=f"Labels what {group} is asked to.",
            MemberDefinitions=[
                {
                    "CognitoMemberDefinition": {
                        "UserPool": USER_POOL,
                        "UserGroup": group,
                        "ClientId": CLIENT_ID,
                    }
                }
            ],
        )
    except client.exceptions.ResourceInUse:
        described = client.describe_workteam(WorkteamName=name)
        return str(described["Workteam"]["WorkteamArn"])
    return str(answer["WorkteamArn"])
