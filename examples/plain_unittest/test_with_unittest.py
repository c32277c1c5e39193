"""Without fixtures: the backend is a context manager, and has ``start`` and ``stop``."""

from __future__ import annotations

import unittest
from typing import Any

import boto3

from pytest_workteam import WorkteamBackend

TEAM: dict[str, Any] = {
    "WorkteamName": "annotators",
    "Description": "Labels street signs.",
    "MemberDefinitions": [
        {
            "CognitoMemberDefinition": {
                "UserPool": "us-east-1_Example00",
                "UserGroup": "experts",
                "ClientId": "exampleclientid",
            }
        }
    ],
}


class WorkteamTest(unittest.TestCase):
    def setUp(self) -> None:
        self.backend = WorkteamBackend(limit=1)
        self.backend.start()
        self.addCleanup(self.backend.stop)
        self.client: Any = boto3.client("sagemaker")

    def test_create(self) -> None:
        self.client.create_workteam(**TEAM)

        self.assertEqual(list(self.backend.workteams), ["annotators"])

    def test_the_limit(self) -> None:
        self.client.create_workteam(**TEAM)

        with self.assertRaises(self.client.exceptions.ResourceLimitExceeded):
            self.client.create_workteam(**{**TEAM, "WorkteamName": "reviewers"})


if __name__ == "__main__":
    unittest.main()
