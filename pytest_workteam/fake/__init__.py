"""``WorkteamBackend``: joins the services, the engine and the interception of clients."""

from __future__ import annotations

from pytest_workteam.fake.backend import WorkteamBackend as WorkteamBackend
