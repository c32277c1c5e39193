"""The state that is passed to the faked services' operations."""

from __future__ import annotations

from typing import TypeAlias

from pytest_workteam.engine import state
from pytest_workteam.services.settings import Settings

State: TypeAlias = state.State[Settings]
"""One account's resources in one region."""
