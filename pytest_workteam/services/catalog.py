"""The services that are faked, and their operations and situations by name."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, cast

from pytest_workteam.engine.engine import unknown_operation
from pytest_workteam.engine.service import Operation, Service
from pytest_workteam.engine.situations import Situation
from pytest_workteam.engine.state import Function
from pytest_workteam.errors import InvalidSetting, UnknownNameError
from pytest_workteam.protocols.messages import MalformedRequestError, WireRequest
from pytest_workteam.services.a2i_runtime.service import A2I_RUNTIME
from pytest_workteam.services.sagemaker.service import SAGEMAKER

SERVICES: Mapping[str, Service] = {service.name: service for service in (SAGEMAKER, A2I_RUNTIME)}
"""The faked services, by botocore's names."""


_users: dict[str, Operation] = {}
_met: dict[str, Operation] = {}
"""Users' operations of any test of the process, for reports."""


@functools.cache
def _faked() -> Mapping[str, Operation]:
    return dict(
        sorted(
            (name, operation)
            for service in SERVICES.values()
            for name, operation in service.operations.items()
        )
    )


def operations() -> Mapping[str, Operation]:
    """Every operation that is faked, users' own included, by name."""
    return {**_faked(), **_users} if _users else _faked()


def user_operations(functions: Mapping[Any, object]) -> dict[str, Operation]:
    """Users' own operations.

    Args:
        functions: By operation name, functions from a view and parameters to a result.

    Raises:
        InvalidSetting: An operation is faked already, or its function is none.
        UnknownNameError: The faked services have no operation of a name.
    """
    return {str(name): _user_operation(name, functions[name]) for name in functions}


def _user_operation(name: object, function: object) -> Operation:
    from pytest_workteam.schema.model import service_model

    if name in _faked():
        raise InvalidSetting(
            f"{name} is faked already; answer it by the hook pytest_workteam_answer instead",
            topic="own-operations",
        )
    if not callable(function):
        raise InvalidSetting(
            f"{name} has {function!r}; give a function from a view and parameters to a result",
            topic="own-operations",
        )
    known: list[str] = []
    for service in SERVICES.values():
        names = service_model(service.name).operation_names
        if name in names:
            return Operation(str(name), service, cast("Function", function), users=True)
        known += names
    raise UnknownNameError(
        f"{' and '.join(SERVICES)} have no operation {name!r}.",
        name,
        known,
        otherwise="Give the name of an operation in the API, such as CreateModel.",
        topic="own-operations",
    )


def use(users: Mapping[str, Operation]) -> dict[str, Operation]:
    """Use these users' operations from now on.

    Returns:
        Those that were used before.
    """
    before = dict(_users)
    _users.clear()
    _users.update(users)
    _met.update(users)
    return before


def is_reported(name: str) -> bool:
    """Return whether an operation is faked, or was in a test that is over."""
    return name in operations() or name in _met


def reported_operation(name: str) -> Operation:
    """Return the operation of a recorded call, whose test may be over.

    Raises:
        KeyError: The operation was never faked.
    """
    return operations().get(name) or _met[name]


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


def faked_operation(service: str, name: str) -> Operation | None:
    """The operation of a service if the fake answers it, or some of its requests."""
    operation = operations().get(name)
    if operation is None or operation.service.name != service:
        return None
    return operation


def is_faked(request: WireRequest) -> bool:
    """Whether the fake answers a request.

    Tags are one API for all of SageMaker's resources: tag calls of other resources are not faked.
    """
    operation = faked_operation(request.service, request.operation)
    if operation is None:
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
