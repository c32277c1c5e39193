"""One account and region of a backend: what is there, and what a test puts there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pytest_workteam.backend import seeding, settings, workforces, workteams
from pytest_workteam.backend.state import Parameters, State
from pytest_workteam.backend.wire import plain_copy

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_workteam.backend.backend import WorkteamBackend

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True


class Resources(Mapping[str, Parameters]):
    """A read-only mapping of resources by name, each as Describe would give it, copied."""

    def __init__(
        self,
        state: Callable[[], State],
        table: Callable[[State], Mapping[str, Any]],
        described: Callable[[State, Any], Parameters],
    ) -> None:
        # Asked for at each look, since a rollback or a reset puts another in its place.
        self._state = state
        self._table = table
        self._described = described

    def __getitem__(self, name: str) -> Parameters:
        state = self._state()
        with state.lock:
            resource: Parameters = plain_copy(self._described(state, self._table(state)[name]))
        return resource

    def __iter__(self) -> Iterator[str]:
        state = self._state()
        with state.lock:
            return iter(list(self._table(state)))

    def __len__(self) -> int:
        return len(self._table(self._state()))

    def __repr__(self) -> str:
        return f"<{', '.join(self) or 'none'}>"


class View:
    """What a backend has for one account in one region."""

    # Tests are not always type-checked, and a misspelt setting would have no effect.
    __slots__ = ("_account_id", "_backend", "_region")

    def __init__(self, backend: WorkteamBackend, region: str, account_id: str) -> None:
        self._backend = backend
        self._region = region
        self._account_id = account_id

    @property
    def _state(self) -> State:
        return self._backend.state_of(self._region, self._account_id)

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
        """How many work teams there can be, in this account and region.

        Setting it below the number that is there removes none; the next create is refused.
        """
        return self._state.limit()

    @limit.setter
    def limit(self, limit: int) -> None:
        self._backend.own_limits[self._region, self._account_id] = settings.check_limit(limit)

    @property
    def workteams(self) -> Mapping[str, Parameters]:
        """The private work teams by name, read-only, each as ``DescribeWorkteam`` gives it."""
        return Resources(lambda: self._state, lambda state: state.workteams, workteams.described)

    @property
    def workforces(self) -> Mapping[str, Parameters]:
        """The private workforces by name, read-only, each as ``DescribeWorkforce`` gives it."""
        return Resources(lambda: self._state, lambda state: state.workforces, workforces.described)

    def add_workteam(self, name: str | None = None, **members: Any) -> str:
        """Add a private work team without a call.

        Args:
            name: The ``WorkteamName``, which can stand among the members instead.
            members: Other members of ``CreateWorkteam``. Without ``MemberDefinitions`` the team
                is in whatever user pool the test's own work teams name.

        Returns:
            The work team's ARN.

        Raises:
            SeedRefused: The service would refuse to create it.
        """
        return seeding.add_workteam(self._state, name, members)

    def add_workteams(self, count: int) -> list[str]:
        """Add private work teams named ``existing-1``, ``existing-2`` and so on.

        Args:
            count: How many.

        Returns:
            Their names.

        Raises:
            InvalidSetting: The count cannot be.
            SeedRefused: They are more than the limit leaves room for.
        """
        return seeding.add_workteams(self._state, settings.check_count(count))

    def add_workforce(self, name: str = "default", **members: Any) -> str:
        """Add the private workforce without a call.

        Args:
            name: The ``WorkforceName``.
            members: Other members of ``CreateWorkforce``. Without ``CognitoConfig`` and
                ``OidcConfig`` the first work team decides its user pool and client.

        Returns:
            The workforce's ARN.

        Raises:
            SeedRefused: The service would refuse to create it.
        """
        return seeding.add_workforce(self._state, name, members)

    def add_subscribed_workteam(self, name: str, **members: Any) -> str:
        """Subscribe the account to a vendor's work team.

        Args:
            name: The last part of its ARN.
            members: Members of the service model's ``SubscribedWorkteam``.

        Returns:
            The work team's ARN, in ``vendor-crowd``.

        Raises:
            SeedRefused: It is subscribed to already, or a member cannot be.
        """
        return seeding.add_subscribed_workteam(self._state, name, members)

    def add_labeling_job(self, workteam: str, **members: Any) -> str:
        """Add a labeling job for ``ListLabelingJobsForWorkteam`` to list.

        Args:
            workteam: The name of a private work team, or the ARN of any.
            members: Members of the service model's ``LabelingJobForWorkteamSummary``;
                ``CreationTime`` is a datetime with a time zone.

        Returns:
            The job's ``JobReferenceCode``.

        Raises:
            SeedRefused: There is no such work team, or a member cannot be.
        """
        return seeding.add_labeling_job(self._state, workteam, members)
