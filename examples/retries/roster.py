"""A small application: it tells which work teams there are, or that it cannot tell."""

from __future__ import annotations

from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

PATIENCE = Config(retries={"mode": "standard", "total_max_attempts": 4})


def roster(config: Config = PATIENCE) -> list[str] | None:
    """The names of the account's work teams; None while the service asks to wait."""
    client: Any = boto3.client("sagemaker", config=config)
    try:
        pages = client.get_paginator("list_workteams").paginate()
        return [team["WorkteamName"] for page in pages for team in page["Workteams"]]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ThrottlingException":
            return None
        raise
