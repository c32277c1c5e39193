"""Lookup of the Cognito resources in a request, in a fake Cognito in this process such as moto's.

Opt-in: the live service was seen to accept missing groups; its other checks are not known.
"""

from __future__ import annotations

from collections.abc import Iterator

from pytest_workteam.engine.situations import Refusal
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services.sagemaker import workteam_situations as situations
from pytest_workteam.services.sagemaker.members import COGNITO
from pytest_workteam.services.state import State

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True


def check(state: State, parameters: Parameters) -> None:
    """Look up every user pool, app client and group in a request.

    Args:
        state: Its settings have ``verify_cognito`` and ``cognito_client``.
        parameters: The members of CreateWorkteam, UpdateWorkteam or CreateWorkforce.

    Raises:
        Refusal: A Cognito resource does not exist.
        OperationNotFaked: Nothing in the process fakes Cognito.
    """
    if not state.settings.verify_cognito:
        return
    for user_pool, client_id, group in dict.fromkeys(_named(parameters)):
        _look_up(state, "user pool", user_pool, "describe_user_pool", UserPoolId=user_pool)
        _look_up(
            state,
            "app client",
            client_id,
            "describe_user_pool_client",
            UserPoolId=user_pool,
            ClientId=client_id,
        )
        if group is not None:
            _look_up(state, "group", group, "get_group", UserPoolId=user_pool, GroupName=group)


def _named(parameters: Parameters) -> Iterator[tuple[str, str, str | None]]:
    """Each user pool, client and group in a request; None for a workforce's group."""
    workforce = parameters.get("CognitoConfig")
    if workforce:
        yield workforce["UserPool"], workforce["ClientId"], None
    for definition in parameters.get("MemberDefinitions", ()):
        members = definition.get(COGNITO)
        if members:
            yield members["UserPool"], members["ClientId"], members["UserGroup"]


def _look_up(state: State, resource: str, identifier: str, method: str, **names: str) -> None:
    from botocore.exceptions import ClientError

    try:
        getattr(state.settings.cognito_client(state.region), method)(**names)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "ResourceNotFoundException":
            raise
        raise Refusal(
            situations.COGNITO_NOT_FOUND, resource=resource, identifier=identifier
        ) from None
