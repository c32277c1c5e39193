"""Two teams that nobody has touched for two months."""

from __future__ import annotations

import datetime as dt

from pytest_workteam import WorkteamBackend

MONTH = dt.timedelta(days=30)
NOW = dt.datetime(2026, 6, 1, tzinfo=dt.timezone.utc)


def seed(backend: WorkteamBackend) -> None:
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
