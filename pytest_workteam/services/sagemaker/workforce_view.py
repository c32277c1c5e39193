"""The part of a view for work teams and workforces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services import settings
from pytest_workteam.services.base_view import BaseView
from pytest_workteam.services.resources import Resources, plain
from pytest_workteam.services.sagemaker import seeding, workforces, workteams
from pytest_workteam.services.sagemaker.resources import WORKFORCES, WORKTEAMS

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True


class WorkforceView(BaseView):
    """Work teams and workforces of an account and region."""

    __slots__ = ()

    @property
    def limit(self) -> int:
        """Maximum number of work teams in this account and region.

        A limit below the current number keeps all teams; the next create is refused.
        """
        return self._state.settings.limit_of(self._region, self._account_id)

    @limit.setter
    def limit(self, limit: int) -> None:
        own_limits = self._state.settings.own_limits
        own_limits[self._region, self._account_id] = settings.check_limit(limit)

    @property
    def workteams(self) -> Mapping[str, Parameters]:
        """The private work teams by name, read-only, each as in ``DescribeWorkteam``."""
        return Resources(lambda: self._state, WORKTEAMS, workteams.described, plain)

    @property
    def workforces(self) -> Mapping[str, Parameters]:
        """The private workforce by name, read-only, as in ``DescribeWorkforce``."""
        return Resources(lambda: self._state, WORKFORCES, workforces.described, plain)

    def add_workteam(
        self, name: str | None = None, *, oidc_groups: Sequence[str] = (), **members: Any
    ) -> str:
        """Add a private work team without a call.

        Args:
            name: The ``WorkteamName``, which can also be given as a member.
            oidc_groups: The OIDC groups of the team; a missing workforce is added.
            members: Other members of ``CreateWorkteam``. Without ``MemberDefinitions``, the team
                uses the user pool of the work teams that the test creates.

        Returns:
            The work team's ARN.

        Raises:
            SeedRefused: The service would refuse to create it.
        """
        return seeding.add_workteam(self._state, name, members, oidc_groups)

    def remove_workteam(self, name: str) -> None:
        """Remove a private work team without a call.

        Args:
            name: The ``WorkteamName``.

        Raises:
            SeedRefused: The work team does not exist.
        """
        seeding.remove(self._state, "remove_workteam", "DeleteWorkteam", {"WorkteamName": name})

    def add_workteams(self, count: int) -> list[str]:
        """Add private work teams named ``existing-1``, ``existing-2`` and so on.

        Args:
            count: Number of work teams.

        Returns:
            Their names.

        Raises:
            InvalidSetting: The count is invalid.
            SeedRefused: The limit leaves too little room.
        """
        return seeding.add_workteams(self._state, settings.check_count("count", count))

    def add_workforce(self, name: str = "default", *, oidc: bool = False, **members: Any) -> str:
        """Add the private workforce without a call.

        Args:
            name: The ``WorkforceName``.
            oidc: Whether to use an OIDC identity provider, with made-up endpoints.
            members: Other members of ``CreateWorkforce``. Without ``CognitoConfig`` and
                ``OidcConfig``, the first work team determines the user pool and client.

        Returns:
            The workforce's ARN.

        Raises:
            SeedRefused: The service would refuse to create it.
        """
        if oidc:
            members = {"OidcConfig": seeding.OIDC_CONFIG, **members}
        return seeding.add_workforce(self._state, name, members)

    def remove_workforce(self, name: str = "default") -> None:
        """Remove the private workforce without a call.

        Args:
            name: The ``WorkforceName``.

        Raises:
            SeedRefused: The workforce does not exist, or has work teams.
        """
        seeding.remove(self._state, "remove_workforce", "DeleteWorkforce", {"WorkforceName": name})

    def add_subscribed_workteam(self, name: str, **members: Any) -> str:
        """Subscribe the account to a vendor's work team.

        Args:
            name: The last part of the work team's ARN.
            members: Members of the service model's ``SubscribedWorkteam``.

        Returns:
            The work team's ARN, in ``vendor-crowd``.

        Raises:
            SeedRefused: The account is subscribed already, or a member is invalid.
        """
        return seeding.add_subscribed_workteam(self._state, name, members)

    def remove_subscribed_workteam(self, name: str) -> None:
        """End the subscription to a vendor's work team.

        Args:
            name: The last part of the work team's ARN.

        Raises:
            SeedRefused: The account is not subscribed.
        """
        seeding.remove_subscribed_workteam(self._state, name)
