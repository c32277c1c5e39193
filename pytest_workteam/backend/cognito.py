"""Whether the Cognito resources that a request names exist, where something else fakes them.

Nothing of this is known of the live service, which was seen to take groups that do not exist, so
it is done only on demand.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from pytest_workteam import situations
from pytest_workteam.backend.members import COGNITO
from pytest_workteam.backend.state import Parameters
from pytest_workteam.situations import Refusal

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True


def check(parameters: Parameters, region: str) -> None:
    """Ask for every user pool, app client and group that a request's parameters name.

    Args:
        parameters: Of CreateWorkteam, UpdateWorkteam or CreateWorkforce; others name none.
        region: The region to ask in.

    Raises:
        Refusal: One of them does not exist.
        OperationNotFaked: Nothing in the process fakes Cognito.
    """
    for user_pool, client_id, group in dict.fromkeys(_named(parameters)):
        _ask(region, "user pool", user_pool, "describe_user_pool", UserPoolId=user_pool)
        _ask(
            region,
            "app client",
            client_id,
            "describe_user_pool_client",
            UserPoolId=user_pool,
            ClientId=client_id,
        )
        if group is not None:
            _ask(region, "group", group, "get_group", UserPoolId=user_pool, GroupName=group)


def _named(parameters: Parameters) -> Iterator[tuple[str, str, str | None]]:
    """Each pool, client and group; a workforce has no group."""
    workforce = parameters.get("CognitoConfig")
    if workforce:
        yield workforce["UserPool"], workforce["ClientId"], None
    for definition in parameters.get("MemberDefinitions", ()):
        members = definition.get(COGNITO)
        if members:
            yield members["UserPool"], members["ClientId"], members["UserGroup"]


def _ask(region: str, resource: str, identifier: str, method: str, **names: str) -> None:
    from botocore.exceptions import ClientError

    try:
        getattr(_client(region), method)(**names)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "ResourceNotFoundException":
            raise
        raise Refusal(
            situations.COGNITO_NOT_FOUND, resource=resource, identifier=identifier
        ) from None


def _client(region: str) -> Any:
    from botocore.handlers import BUILTIN_HANDLERS

    return _client_with(region, len(BUILTIN_HANDLERS))


@functools.lru_cache(maxsize=8)
def _client_with(region: str, handlers: int) -> Any:  # noqa: ARG001
    # By the number of handlers: what fakes Cognito may add its own after the first client was made.
    from pytest_workteam.interception.clients import new_cognito_client

    return new_cognito_client(region)
