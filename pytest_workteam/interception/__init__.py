"""botocore's side: which backend is active, and how requests find their way to it.

Imports nothing of botocore until a program does.
"""

from __future__ import annotations

from pytest_workteam.interception.activation import innermost, is_active, start, stop
from pytest_workteam.interception.reach import attach, install

__all__ = ["attach", "innermost", "install", "is_active", "start", "stop"]
