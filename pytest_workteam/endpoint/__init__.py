"""The loopback HTTP endpoint: a backend for programs in a subprocess."""

from __future__ import annotations

from pytest_workteam.endpoint.environment import environment_for
from pytest_workteam.endpoint.server import Endpoint

__all__ = ["Endpoint", "environment_for"]
