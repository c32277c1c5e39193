"""The user's session: clients of AWS, and the credentials to keep out of any output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_workteam.evidence.account import UnknownAccountError

if TYPE_CHECKING:
    from typing_extensions import Self


class Caller:
    """The user's credentials and region; as a context manager, it closes its connections.

    Args:
        profile: The profile; None for the default one.
        region: The region; None for the profile's or the environment's.

    Raises:
        UnknownAccountError: The profile does not exist.
    """

    def __init__(self, profile: str | None, region: str | None) -> None:
        from botocore.exceptions import BotoCoreError
        from botocore.session import Session

        self._session: Any = Session(profile=profile)
        try:
            configured = self._session.get_config_variable("region")
        except BotoCoreError as error:
            raise UnknownAccountError(f"The session is invalid: {error}") from None
        self.region: str | None = region or configured
        self._clients: dict[str, Any] = {}

    def checked_region(self) -> str:
        """Return the region to call.

        Raises:
            UnknownAccountError: No region is configured.
        """
        if self.region is None:
            raise UnknownAccountError("No region is configured. Give --region.")
        return self.region

    def client(self, service: str) -> Any:
        """Return the client of a service, the same one each time."""
        if service not in self._clients:
            self._clients[service] = self._session.create_client(service, region_name=self.region)
        return self._clients[service]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients.values():
            client.close()

    def account_id(self) -> str:
        """Return the account of the credentials.

        Raises:
            UnknownAccountError: AWS STS does not return the account.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return str(self.client("sts").get_caller_identity()["Account"])
        except ClientError as error:
            problem = error.response.get("Error", {}).get("Code", "an error")
        except BotoCoreError as error:
            problem = type(error).__name__
        raise UnknownAccountError(
            f"GetCallerIdentity of AWS STS failed with {problem}, so the account is unknown. Check "
            "the profile and the network."
        )

    def secrets(self) -> dict[str, str]:
        """Return the credentials by placeholder, after ``account_id`` has used them."""
        frozen = self._session.get_credentials().get_frozen_credentials()
        values = {
            "access_key": frozen.access_key,
            "secret_key": frozen.secret_key,
            "session_token": frozen.token,
        }
        return {name: value for name, value in values.items() if value}
