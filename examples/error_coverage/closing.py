"""A small application: it closes a project, whose work team may be gone, or guarded."""

from __future__ import annotations

import enum
from typing import Any

import boto3
from botocore.exceptions import ClientError


class Closing(enum.Enum):
    """What became of a project's work team."""

    DELETED = "deleted"
    GONE = "it was gone already"
    FORBIDDEN = "the caller may not delete it"
    LATER = "the service cannot do it now"


OUTCOMES = {
    "ValidationException": Closing.GONE,
    "AccessDeniedException": Closing.FORBIDDEN,
    "ExpiredTokenException": Closing.FORBIDDEN,
    "UnrecognizedClientException": Closing.FORBIDDEN,
    "UnknownOperationException": Closing.FORBIDDEN,
    "InternalFailure": Closing.LATER,
    "ServiceUnavailable": Closing.LATER,
    "ThrottlingException": Closing.LATER,
    "ResourceLimitExceeded": Closing.LATER,
}


def close(project: str) -> Closing:
    """Delete a project's work team, and tell what came of it."""
    client: Any = boto3.client("sagemaker")
    try:
        client.delete_workteam(WorkteamName=project)
    except ClientError as error:
        outcome = OUTCOMES.get(error.response["Error"]["Code"])
        if outcome is None:
            raise
        return outcome
    return Closing.DELETED
