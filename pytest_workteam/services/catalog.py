"""The services that are faked, and their operations and situations by name."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from pytest_workteam.engine.engine import unknown_operation
from pytest_workteam.engine.service import Operation, Service
from pytest_workteam.engine.situations import Situation
from pytest_workteam.protocols.messages import MalformedRequestError, WireRequest
from pytest_workteam.services.sagemaker.service import SAGEMAKER

SERVICES: Mapping[str, Service] = {service.name: service for service in (SAGEMAKER,)}
"""The faked services, by botocore's names."""


@functools.cache
def operations() -> Mapping[str, Operation]:
    """Every operation that is faked, by name."""
    return {
        name: operation
        for service in SERVICES.values()
        for name, operation in sorted(service.operations.items())
    }


@functools.cache
def situations() -> Mapping[str, Situation]:
    """Every situation, by name."""
    return {
        name: situation
        for service in SERVICES.values()
        for name, situation in service.situations.items()
    }


def operation(name: object) -> Operation:
    """The faked operation of a name.

    Raises:
        UnknownNameError: It is not faked; the message names the nearest ones.
    """
    # Tests are not always type-checked.
    if not isinstance(name, str) or name not in operations():
        raise unknown_operation(name, operations())
    return operations()[name]


def is_faked(request: WireRequest) -> bool:
    """Whether the fake answers a request.

    Tags are one API for all of SageMaker's resources: tag calls of other resources are not faked.
    """
    operation = operations().get(request.operation)
    if operation is None or operation.service.name != request.service:
        return False
    if operation.applies is None:
        return True
    try:
        parameters = operation.service.codec.decode(request)
    except MalformedRequestError:
        # For the fake to refuse.
        return True
    return operation.applies(parameters)


def check_operation(name: object) -> str:
    """The name of a faked operation, checked.

    Raises:
        UnknownNameError: It is not faked; the message names the nearest ones.
    """
    return operation(name).name
