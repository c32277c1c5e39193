"""The user's session: clients of AWS, and the credentials to keep out of any output."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from pytest_workteam.evidence.account import UnknownAccountError
from pytest_workteam.services.catalog import SERVICES

if TYPE_CHECKING:
    from typing_extensions import Self


class Caller:
    """The user's credentials and region; as a context manager, it closes its connections.

    Args:
        profile: The profile; None for the default one.
        region: The region; None for the profile's or the environment's.
        endpoint_url: The endpoint of SageMaker and Amazon A2I; None for AWS's.

    Raises:
        UnknownAccountError: The profile does not exist.
    """

    def __init__(
        self, profile: str | None, region: str | None, endpoint_url: str | None = None
    ) -> None:
        from botocore.exceptions import BotoCoreError
        from botocore.session import Session

        self._session: Any = Session(profile=profile)
        try:
            configured = self._session.get_config_variable("region")
        except BotoCoreError as error:
            raise UnknownAccountError(f"The session is invalid: {error}") from None
        self.region: str | None = region or configured
        self._endpoint_url = endpoint_url
        self._clients: dict[str, Any] = {}
        self.private: dict[str, str] = {}
        """The credentials and the user by placeholder, from ``account_id`` on."""

    def checked_region(self) -> str:
        """Return the region to call.

        Raises:
            UnknownAccountError: No region is configured.
        """
        if self.region is None:
            raise UnknownAccountError("No region is configured. Give --region.")
        return self.region

    def client(self, service: str) -> Any:
        """Return the client of a service, the same one each time.

        Raises:
            UnknownAccountError: The environment or configuration file names another endpoint than
                AWS's and the option's.
        """
        if service not in self._clients:
            self._clients[service] = self._new_client(service)
        return self._clients[service]

    def _new_client(self, service: str) -> Any:
        from botocore.config import Config

        create = functools.partial(self._session.create_client, service, region_name=self.region)
        # After a lost response, a second try would meet the first one's effects.
        once = Config(retries={"total_max_attempts": 1, "mode": "standard"})
        try:
            client = create(
                config=once, endpoint_url=None if service == "sts" else self._endpoint_url
            )
        except ValueError as error:
            problem = shown(str(error))
            raise UnknownAccountError(f"The endpoint or region is invalid: {problem}") from None
        # botocore's stubs lack the setting.
        of_aws: Any = {"ignore_configured_endpoint_urls": True}
        default = create(config=Config(**of_aws))
        url = client.meta.endpoint_url
        default.close()
        if url not in {self._endpoint_url, default.meta.endpoint_url}:
            client.close()
            raise UnknownAccountError(
                f"Your environment or configuration file sets the endpoint of {service} to "
                f"{shown(url)}. Remove it, or give --endpoint-url to record that service's answers."
            )
        return client

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients.values():
            client.close()

    def account_id(self) -> str:
        """Return the account of the credentials.

        Raises:
            UnknownAccountError: AWS STS does not return the account, or another endpoint is set.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            for service in SERVICES:
                # Checks the endpoints before the first call.
                self.client(service)
            caller = self.client("sts").get_caller_identity()
            principal, user_id = caller.get("Arn", "").rpartition(":")[2], caller.get("UserId", "")
            # The root user's are a common word, and the account id.
            identity = {"principal": principal, "principal_id": user_id} if "/" in principal else {}
            # Now: the credentials may expire later.
            frozen = self._session.get_credentials().get_frozen_credentials()
            values = {
                **identity,
                "access_key": frozen.access_key,
                "secret_key": frozen.secret_key,
                "session_token": frozen.token,
            }
            self.private = {name: value for name, value in values.items() if value}
            return str(caller["Account"])
        except ClientError as error:
            problem = error.response.get("Error", {}).get("Code", "an error")
        except BotoCoreError as error:
            problem = type(error).__name__
        raise UnknownAccountError(
            f"GetCallerIdentity of AWS STS failed with {problem}, so the account is unknown. Check "
            "the profile and the network."
        )


def shown(text: str) -> str:
    """Return a text with an endpoint's URL, valid or not, without its user name and password."""
    return re.sub("//.*@", "//", text)
