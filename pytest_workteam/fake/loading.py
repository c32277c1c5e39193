"""What a backend loads late: botocore, and clients of other services."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

from pytest_workteam.engine import regions
from pytest_workteam.services.catalog import SERVICES

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True


@functools.cache
def answering_module() -> ModuleType:
    """The module that answers requests, imported on first use."""
    # Imports botocore, which is slow; wait for the first request.
    from pytest_workteam.engine import answering

    return answering


@functools.cache
def preload(region: str) -> None:
    """Load what an active backend needs, before a test can hide files or modules."""
    from pytest_workteam.interception import handlers
    from pytest_workteam.schema import reporting
    from pytest_workteam.schema.model import service_model

    del handlers, reporting
    answering_module()
    regions.partition_of(region)
    for service in SERVICES:
        service_model(service)


def cognito_client(region: str) -> Any:
    """A Cognito client, answered by whatever fakes Cognito in the process."""
    from pytest_workteam.interception.clients import new_cognito_client

    return _client_with(new_cognito_client, region, _number_of_handlers())


def s3_client(region: str) -> Any:
    """An S3 client, answered by whatever fakes S3 in the process."""
    from pytest_workteam.interception.clients import new_s3_client

    return _client_with(new_s3_client, region, _number_of_handlers())


def _number_of_handlers() -> int:
    from botocore.handlers import BUILTIN_HANDLERS

    return len(BUILTIN_HANDLERS)


@functools.lru_cache(maxsize=16)
def _client_with(new_client: Callable[[str], Any], region: str, handlers: int) -> Any:  # noqa: ARG001
    # Cached per number of handlers: a fake such as moto may start after the first client.
    return new_client(region)
