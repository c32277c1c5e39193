"""A small application: it turns what a person typed into a work team, or into advice."""

from __future__ import annotations

import re
from typing import Any

import boto3
from botocore.exceptions import ClientError

_VIOLATION = re.compile(r"at '(?P<path>[^']+)' failed to satisfy constraint: (?P<rule>[^;]+)")


def create_from_form(name: str, description: str, group: str) -> dict[str, str]:
    """Create a work team; the rule that was broken for each field, empty when all is well."""
    client: Any = boto3.client("sagemaker")
    try:
        client.create_workteam(
            WorkteamName=name,
            Description=description,
            MemberDefinitions=[
                {
                    "CognitoMemberDefinition": {
                        "UserPool": "us-east-1_Example00",
                        "UserGroup": group,
                        "ClientId": "exampleclientid",
                    }
                }
            ],
        )
    except ClientError as error:
        if error.response["Error"].get("Code") != "ValidationException":
            raise
        message = error.response["Error"].get("Message", "")
        return {match["path"]: match["rule"] for match in _VIOLATION.finditer(message)}
    return {}
