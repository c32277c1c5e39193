"""The plugin's own session and clients: cheap to make, and deaf to the user's files."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_workteam.interception.responses import RefusedResponse

ACCESS_KEY = "AKIAWORKTEAMTESTING0"
"""The access key of the plugin's own clients, for ``backend.accounts``."""
SECRET_KEY = "not-a-secret"  # noqa: S105


def new_session() -> Any:
    """A botocore session that reads no profile, no credentials, no region and no retry settings."""
    from botocore.session import Session

    nothing = (None, None, None, None)
    # Profile and files as if there were none: a profile that does not exist must not matter.
    return Session(
        session_vars={
            "profile": nothing,
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
            "max_attempts": nothing,
            "retry_mode": nothing,
            "defaults_mode": (None, None, "legacy", None),
        }
    )


def new_cognito_client(region: str) -> Any:
    """A client for the Cognito user pools that are faked in this process, by moto for one.

    It never reaches AWS: what nobody answers raises ``OperationNotFaked``.
    """
    from pytest_workteam.interception.responses import RefusedResponse

    client = new_session().create_client(
        "cognito-idp",
        region_name=region,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
    )

    def refuse(event_name: str, **_: Any) -> RefusedResponse:
        return RefusedResponse(
            f"verify_cognito asked Amazon Cognito for {event_name.rpartition('.')[2]}, and nothing "
            "fakes Amazon Cognito here; start moto's mock_aws before the call, or leave "
            "verify_cognito off."
        )

    client.meta.events.register_last("before-send", refuse)
    return client


def new_client(session: Any, region: str) -> Any:
    """A SageMaker client of this session; the model is loaded once per session.

    It never reaches AWS: what nobody answers raises ``OperationNotFaked``.
    """
    client = session.create_client(
        "sagemaker",
        region_name=region,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
    )
    client.meta.events.register_last("before-send", _refuse)
    return client


def _refuse(event_name: str, **_: Any) -> RefusedResponse:
    return _refusal(event_name)


# Made for every call, and read for hardly any.
@functools.cache
def _refusal(event_name: str) -> RefusedResponse:
    from pytest_workteam.interception.responses import RefusedResponse

    return RefusedResponse(
        f"{event_name.rpartition('.')[2]} was called by the plugin's own client while no backend "
        "was active; it was not sent to AWS. Make the call before the client's test ends, or with "
        "a client of your own."
    )
