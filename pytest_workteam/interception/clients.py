"""The plugin's own session and clients, which ignore the user's configuration files."""

from __future__ import annotations

import os
from typing import Any

from pytest_workteam.errors import OperationNotFaked
from pytest_workteam.interception import activation
from pytest_workteam.interception.responses import RefusedResponse
from pytest_workteam.services import SERVICE_NAMES

ACCESS_KEY = "AKIAWORKTEAMTESTING0"
"""The access key of the plugin's own clients, for ``backend.accounts``."""
SECRET_KEY = "not-a-secret"  # noqa: S105


def new_session() -> Any:
    """A botocore session that reads no profile, credentials, region, endpoint or retry settings."""
    from botocore.session import Session

    nothing = (None, None, None, None)
    # No profile and files: AWS_PROFILE may name a missing profile.
    return Session(
        session_vars={
            "profile": nothing,
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
            "max_attempts": nothing,
            "retry_mode": nothing,
            "defaults_mode": (None, None, "legacy", None),
            "ignore_configured_endpoint_urls": (None, None, True, None),
        }
    )


def new_client(session: Any, region: str, service: str = "sagemaker") -> Any:
    """A client of a faked service; the session loads the service's model once.

    It never reaches AWS: a call that nothing answers raises ``OperationNotFaked``.
    """
    return _client(
        session,
        service,
        region,
        "{operation} was called by the plugin's own client while no backend was active; it was not "
        "sent to AWS. Make the call before the client's test ends, or with a client of your own.",
    )


def new_cognito_client(region: str) -> Any:
    """A client for Cognito user pools that another fake in the process, such as moto, answers.

    It never reaches AWS: a call that nothing answers raises ``OperationNotFaked``.
    """
    return _client(
        new_session(),
        "cognito-idp",
        region,
        "verify_cognito asked Amazon Cognito for {operation}, and nothing fakes Amazon Cognito "
        "here. Start moto's mock_aws before the call, or leave verify_cognito off.",
    )


def new_s3_client(region: str) -> Any:
    """A client for S3 that another fake in the process answers; None without such a fake.

    It never reaches AWS: a call that nothing answers raises ``OperationNotFaked``.
    """
    from botocore.handlers import BUILTIN_HANDLERS

    # A fake such as moto adds its handler to botocore's built-in handlers. To look there is much
    # cheaper than to create a client.
    events = {str(each[0]).partition(".")[0::2] for each in BUILTIN_HANDLERS}
    if not events & {("before-send", ""), ("before-send", "s3")}:
        return None
    return _client(
        new_session(),
        "s3",
        region,
        "The fake asked S3 for {operation}, and nothing fakes S3 here.",
    )


def _client(session: Any, service: str, region: str, refusal: str) -> Any:
    client: Any = session.create_client(
        service,
        region_name=region,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
    )

    def refuse(event_name: str, **_: Any) -> RefusedResponse | None:
        called, operation = event_name.split(".")[1:]
        if called in SERVICE_NAMES and activation.innermost() is not None:
            # The backend's own handler raises a more precise error.
            return None
        return RefusedResponse(lambda: OperationNotFaked(refusal.format(operation=operation)))

    client.meta.events.register_last("before-send", refuse)
    return client
