"""Add the operations of ``models.py`` to the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from models import create_model, describe_model


def pytest_workteam_operations(config: pytest.Config) -> Mapping[str, Callable[..., Any]]:
    return {"CreateModel": create_model, "DescribeModel": describe_model}
