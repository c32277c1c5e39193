"""A small application: it makes sure that a project has a work team, whoever creates it."""

from __future__ import annotations

from typing import Any

import boto3


def create_or_reuse(name: str) -> str:
    """The ARN of the work team of this name, which is created unless it is there."""
    client: Any = boto3.client("sagemaker")
    try:
        answer = client.create_workteam(
            WorkteamName=name,
            Description=f"Works on {name}.",
            MemberDefinitions=[
                {
                    "CognitoMemberDefinition": {
                        "UserPool": "us-east-1_Example00",
                        "UserGroup": name,
                        "ClientId": "exampleclientid",
                    }
                }
            ],
        )
    except client.exceptions.ResourceInUse:
        # Somebody else was first, or botocore's retry was second to a request of our own.
        return str(client.describe_workteam(WorkteamName=name)["Workteam"]["WorkteamArn"])
    return str(answer["WorkteamArn"])
