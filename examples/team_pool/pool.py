"""A small application: a pool of work teams that hands out the free ones and grows if it can."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import boto3


class PoolExhaustedError(Exception):
    """Every work team of the pool is taken, and the account has no room for another."""


@dataclass
class Pool:
    """Work teams named ``<name>-1``, ``<name>-2`` and so on, each for one job at a time."""

    name: str
    client: Any = field(default_factory=lambda: boto3.client("sagemaker"))
    free: list[str] = field(default_factory=list[str])
    size: int = 0

    def take(self) -> str:
        """The name of a work team that nobody else has.

        Raises:
            PoolExhaustedError: There is none, and there can be none.
        """
        return self.free.pop() if self.free else self._grow()

    def give_back(self, team: str) -> None:
        """Let others have a work team again."""
        self.free.append(team)

    def _grow(self) -> str:
        team = f"{self.name}-{self.size + 1}"
        try:
            self.client.create_workteam(
                WorkteamName=team,
                Description=f"One of the pool {self.name}.",
                MemberDefinitions=[
                    {
                        "CognitoMemberDefinition": {
                            "UserPool": "us-east-1_Example00",
                            "UserGroup": self.name,
                            "ClientId": "exampleclientid",
                        }
                    }
                ],
            )
        except self.client.exceptions.ResourceLimitExceeded as error:
            raise PoolExhaustedError(self.name) from error
        self.size += 1
        return team
