"""Seed every test before its scenario is applied."""

from __future__ import annotations

import pytest
from shifts import seed

from pytest_workteam import WorkteamBackend


def pytest_workteam_backend(backend: WorkteamBackend, item: pytest.Item) -> None:
    seed(backend)
