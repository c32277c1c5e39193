"""One account and region of a backend: its resources, and their seeding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pytest_workteam.engine.engine import Engine
from pytest_workteam.engine.table import Kind
from pytest_workteam.errors import ReadOnlyError
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services import settings
from pytest_workteam.services.readonly import read_only
from pytest_workteam.services.sagemaker import seeding, workforces, workteams
from pytest_workteam.services.sagemaker.resources import WORKFORCES, WORKTEAMS
from pytest_workteam.services.state import State

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True


class Resources(Mapping[str, Parameters]):
    """A read-only mapping of resources by name, each with its Describe structure."""

    def __init__(
        self,
        state: Callable[[], State],
        kind: Kind[Any],
        described: Callable[[State, Any], Parameters],
    ) -> None:
        # Asked for at each look, since a rollback or a reset replaces the state.
        self._state = state
        self._kind = kind
        self._described = described

    def __getitem__(self, name: str) -> Parameters:
        state = self._state()
        with state.lock:
            described = self._described(state, state.table(self._kind)[name])
            resource: Parameters = read_only(described)
        return resource

    def __iter__(self) -> Iterator[str]:
        state = self._state()
        with state.lock:
            return iter(list(state.table(self._kind)))

    def __len__(self) -> int:
        return len(self._state().table(self._kind))

    def __setitem__(self, name: str, value: object) -> None:
        raise ReadOnlyError(
            f"{name!r} cannot be set: the mapping is read-only. Add the resource by an API call, "
            "or by the backend's add_... methods."
        )

    def __delitem__(self, name: str) -> None:
        raise ReadOnlyError(
            f"{name!r} cannot be deleted: the mapping is read-only. Delete the resource by an API "
            "call, or by the backend's remove_... methods."
        )

    def __repr__(self) -> str:
        return f"<{', '.join(self) or 'none'}>"


class View:
    """A backend's resources of one account in one region."""

    # Tests are not always type-checked, and a misspelt attribute would have no effect.
    __slots__ = ("_account_id", "_engine", "_region")

    def __init__(self, engine: Engine, region: str, account_id: str) -> None:
        self._engine = engine
        self._region = region
        self._account_id = account_id

    @property
    def _state(self) -> State:
        return self._engine.state_of(self._region, self._account_id)

    @property
    def region(self) -> str:
        """The region, such as ``"us-east-1"``."""
        return self._region

    @property
    def account_id(self) -> str:
        """The account, 12 digits."""
        return self._account_id

    @property
    def limit(self) -> int:
        """Maximum number of work teams in this account and region.

        A limit below the present number removes no team; the next create is refused.
        """
        return self._state.settings.limit_of(self._region, self._account_id)

    @limit.setter
    def limit(self, limit: int) -> None:
        own_limits = self._state.settings.own_limits
        own_limits[self._region, self._account_id] = settings.check_limit(limit)

    @property
    def workteams(self) -> Mapping[str, Parameters]:
        """The private work teams by name, read-only, each as in ``DescribeWorkteam``."""
        return Resources(lambda: self._state, WORKTEAMS, workteams.described)

    @property
    def workforces(self) -> Mapping[str, Parameters]:
        """The private workforce by name, read-only, as in ``DescribeWorkforce``."""
        return Resources(lambda: self._state, WORKFORCES, workforces.described)

    def now(self) -> dt.datetime:
        """The time by the backend's clock, in UTC."""
        return self._state.now()

    def store(self, kind: str) -> dict[Any, Any]:
        """A dict for resources of your own operations.

        Snapshots, resets, accounts and regions treat it like the plugin's own resources.

        Args:
            kind: Any name for the kind of resource, such as ``"model"``.
        """
        return self._state.store(kind)

    def add_workteam(
        self, name: str | None = None, *, oidc_groups: Sequence[str] = (), **members: Any
    ) -> str:
        """Add a private work team without a call.

        Args:
            name: The ``WorkteamName``; it may be passed among the members instead.
            oidc_groups: The groups of an OIDC team, whose workforce is added if there is none.
            members: Other members of ``CreateWorkteam``. Without ``MemberDefinitions``, the team
                belongs to the user pool of the test's own work teams.

        Returns:
            The work team's ARN.

        Raises:
            SeedRefused: The service would refuse to create it.
        """
        return seeding.add_workteam(self._state, name, members, oidc_groups)

    def remove_workteam(self, name: str) -> None:
        """Remove a private work team without a call, as someone else might.

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
        return seeding.add_workteams(self._state, settings.check_count(count))

    def add_workforce(self, name: str = "default", *, oidc: bool = False, **members: Any) -> str:
        """Add the private workforce without a call.

        Args:
            name: The ``WorkforceName``.
            oidc: Whether to use an identity provider of your own (OIDC), with made-up endpoints.
            members: Other members of ``CreateWorkforce``. Without ``CognitoConfig`` and
                ``OidcConfig``, the first work team decides its user pool and client.

        Returns:
            The workforce's ARN.

        Raises:
            SeedRefused: The service would refuse to create it.
        """
        if oidc:
            members = {"OidcConfig": seeding.OIDC_CONFIG, **members}
        return seeding.add_workforce(self._state, name, members)

    def remove_workforce(self, name: str = "default") -> None:
        """Remove the private workforce without a call, as someone else might.

        Args:
            name: The ``WorkforceName``.

        Raises:
            SeedRefused: The workforce does not exist, or has work teams.
        """
        seeding.remove(self._state, "remove_workforce", "DeleteWorkforce", {"WorkforceName": name})

    def add_subscribed_workteam(self, name: str, **members: Any) -> str:
        """Subscribe the account to a vendor's work team.

        Args:
            name: The last part of its ARN.
            members: Members of the service model's ``SubscribedWorkteam``.

        Returns:
            The work team's ARN, in ``vendor-crowd``.

        Raises:
            SeedRefused: The account is subscribed to it already, or a member is invalid.
        """
        return seeding.add_subscribed_workteam(self._state, name, members)

    def remove_subscribed_workteam(self, name: str) -> None:
        """End the subscription to a vendor's work team.

        Args:
            name: The last part of its ARN.

        Raises:
            SeedRefused: The account is not subscribed to it.
        """
        seeding.remove_subscribed_workteam(self._state, name)

    def add_labeling_job(self, workteam: str, **members: Any) -> str:
        """Add a labeling job to the list of ``ListLabelingJobsForWorkteam``.

        Args:
            workteam: The name of a private work team, or the ARN of any.
            members: Members of the service model's ``LabelingJobForWorkteamSummary``;
                ``CreationTime`` is a datetime with a time zone.

        Returns:
            The job's ``JobReferenceCode``.

        Raises:
            SeedRefused: The work team does not exist, or a member is invalid.
        """
        return seeding.add_labeling_job(self._state, workteam, members)
