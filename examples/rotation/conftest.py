"""Two teams that nobody has touched for two months are there in every test."""

from __future__ import annotations

import pytest
from shifts import MONTH, NOW

from pytest_workteam import WorkteamBackend


def pytest_workteam_backend(backend: WorkteamBackend, item: pytest.Item) -> None:
    backend.clock = lambda: NOW - 2 * MONTH
    for name in ("shift-1", "shift-2"):
        backend.add_workteam(
            name,
            MemberDefinitions=[
                {
                    "CognitoMemberDefinition": {
                        "UserPool": f"{backend.region}_Example00",
                        "UserGroup": "early",
                        "ClientId": "exampleclientid",
                    }
                }
            ],
        )
    backend.clock = lambda: NOW
