"""The backend: the one object that a test talks to, and that answers requests."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import secrets
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pytest_workteam import situations
from pytest_workteam.backend import settings
from pytest_workteam.backend.calls import Call, Calls
from pytest_workteam.backend.clock import Clock, checked, real_clock
from pytest_workteam.backend.dispatch import check_operation
from pytest_workteam.backend.faults import Failure, Fault, FaultError, Faults, When
from pytest_workteam.backend.races import Races
from pytest_workteam.backend.snapshot import Snapshot, check_snapshot
from pytest_workteam.backend.state import State
from pytest_workteam.backend.view import View
from pytest_workteam.backend.wire import WireRequest, WireResponse
from pytest_workteam.errors import BackendStopped

if TYPE_CHECKING:
    from typing_extensions import Self

    from pytest_workteam.endpoint import Endpoint

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True

Answerer = Callable[[Call], "Mapping[str, Any] | Failure | None"]

_serials = itertools.count(1)


class WorkteamBackend(View):
    """A stateful fake of SageMaker's work team API, active between ``start`` and ``stop``.

    Args:
        limit: Work teams per account and region; the service's documented limit is 25.
        existing: How many work teams are there from the start.
        region: The backend's own region; None for the one the environment names, else
            ``us-east-1``.
        account_id: The backend's own account, 12 digits.
        real_backoff: Whether botocore waits before it retries a request that failed.
        clock: Gives the time as a datetime with a time zone; None for the real one.

    Raises:
        InvalidSetting: A value cannot be.
    """

    def __init__(
        self,
        *,
        limit: int = settings.DEFAULT_LIMIT,
        existing: int = 0,
        region: str | None = None,
        account_id: str = settings.DEFAULT_ACCOUNT_ID,
        real_backoff: bool = False,
        clock: Clock | None = None,
    ) -> None:
        settings.check_settings(
            {
                "limit": limit,
                "existing": existing,
                "region": region,
                "account_id": account_id,
                "real_backoff": real_backoff,
            }
        )
        super().__init__(self, region or settings.region_of_environment(), account_id)
        self._limit = self._first_limit = limit
        self._first_real_backoff = real_backoff
        self.own_limits: dict[tuple[str, str], int] = {}
        """The limits that were set on views, by region and account."""
        self._existing = existing
        self._now = real_clock if clock is None else checked(clock)
        self._states: dict[tuple[str, str], State] = {}
        self._states_lock = threading.RLock()
        self._token_secret = secrets.token_bytes(16)
        self._endpoint: Endpoint | None = None
        self.faults = Faults()
        """The faults ordered by ``fail``."""
        self.races = Races(self)
        """What others do to the state right before an operation is carried out."""
        self.serial = next(_serials)
        """The backend's number within the process, never given again."""
        self.real_backoff = real_backoff
        """Whether botocore waits before it retries a request that failed."""
        self._workforce_delay: int | dt.timedelta = 0
        self.filter_after_paging = False
        """Whether lists cut the page before ``NameContains``, as other SageMaker lists were seen
        to do, so that an empty page can have a ``NextToken``."""
        self.verify_cognito = False
        """Whether the user pools, app clients and groups that requests name must exist, where
        something in the process fakes Amazon Cognito, as moto does."""
        self._accounts = settings.Accounts()
        self.calls = Calls()
        """Every call answered, in order."""
        self.answerer: Answerer | None = None
        """Answers calls in the fake's place, with a result or as ``fail`` would; None for those
        that it leaves to the fake."""
        self.reword: situations.Reword | None = None
        """Rewords an error's message from its situation and details; None keeps the fake's."""
        self._seed()
        self._made = True

    _made = False

    def __setattr__(self, name: str, value: object) -> None:
        # Tests are not always type-checked, and a misspelt setting would have no effect.
        if self._made:
            settings.check_attribute(self, name, value)
        super().__setattr__(name, value)

    def _seed(self) -> None:
        if self._existing:
            self.add_workteams(self._existing)

    def state_of(self, region: str, account_id: str) -> State:
        """What an account has in a region; for the fake's own modules."""
        key = (region, account_id)
        state = self._states.get(key)
        if state is not None:
            return state
        state = State(
            region=region,
            account_id=account_id,
            now=self._now,
            limit=lambda: self.own_limits.get(key, self._limit),
            workforce_delay=lambda: self.workforce_delay,
            filter_after_paging=lambda: self.filter_after_paging,
            token_secret=self._token_secret,
        )
        # Of threads that come here at once, one's state is everybody's.
        return self._states.setdefault(key, state)

    @property
    def limit(self) -> int:
        """How many work teams there can be, in each account and region that has no own limit.

        Setting it below the number that is there removes none; the next create is refused.
        """
        return self._limit

    @limit.setter
    def limit(self, limit: int) -> None:
        self._limit = settings.check_limit(limit)

    @property
    def workforce_delay(self) -> int | dt.timedelta:
        """How long a workforce is ``Initializing`` or ``Updating``.

        A number of ``DescribeWorkforce`` calls, or a ``datetime.timedelta``. It is for every
        workforce that is made or changed, by the first work team too, but for the one that seeding
        makes for teams without members of their own.
        """
        return self._workforce_delay

    @workforce_delay.setter
    def workforce_delay(self, delay: int | dt.timedelta) -> None:
        self._workforce_delay = settings.check_delay(delay)

    @property
    def accounts(self) -> settings.Accounts:
        """The account of each caller, 12 digits, by access key; any mapping can be set.

        It is the backend's own for any other caller, and for one whose credentials would have to
        be fetched.
        """
        return self._accounts

    @accounts.setter
    def accounts(self, accounts: Mapping[str, str]) -> None:
        # Copied, but for its own, which |= changes in place.
        if accounts is not self._accounts:
            self._accounts = settings.check_accounts(accounts)

    def at(self, *, region: str | None = None, account_id: str | None = None) -> View:
        """The same backend in another region or account.

        Args:
            region: The region, such as ``"eu-west-1"``; None for the backend's own.
            account_id: The account, 12 digits; None for the backend's own.

        Raises:
            InvalidSetting: It is no region, or no account.
        """
        return View(
            self,
            self.region if region is None else settings.check_region(region),
            self.account_id if account_id is None else settings.check_account_id(account_id),
        )

    def fail(
        self,
        operation: str,
        error: FaultError,
        *,
        times: int | None = 1,
        after: int = 0,
        when: When | None = None,
        required: bool = True,
    ) -> None:
        """Make the next matching requests fail; each retry is a request of its own.

        Args:
            operation: The operation, such as ``"CreateWorkteam"``.
            error: An error code, an exception to raise, such as botocore's of the network, or
                ``lost_response``. A code that is not on the fidelity page is answered with a
                text that says where it comes from.
            times: How many requests fail; None for all of them.
            after: How many matching requests pass first.
            when: Says by the parameters whether a request matches; None for all. Threads that call
                at once ask it at once.
            required: Whether the test fails when no request met the fault. One is enough,
                whatever ``times`` is.

        Raises:
            InvalidSetting: A count cannot be, or ``error`` is none of these.
            UnknownNameError: The fake has no such operation.
        """
        self.faults.add(Fault(check_operation(operation), error, times, after, when, required))

    def unmet_faults(self) -> list[str]:
        """The required faults that no request met, each in one line."""
        return [str(fault) for fault in self.faults.unmet()]

    def snapshot(self) -> Snapshot:
        """What the backend has now, in every account and region, for ``rollback``."""
        with self._states_lock:
            states = dict(self._states)
        # Not under that lock, since a request may hold a state's and want it.
        return Snapshot(self, states)

    def rollback(self, snapshot: Snapshot) -> None:
        """Go back to what a snapshot holds; calls, faults, races and settings stay.

        Args:
            snapshot: From this backend's ``snapshot``; it can be gone back to again.

        Raises:
            InvalidSetting: The snapshot is another backend's, or none.
        """
        states = check_snapshot(snapshot).states(self)
        with self._states_lock:
            self._states = states

    def reset(self) -> None:
        """Go back to how the backend was made: its settings and teams, no calls, no faults.

        Hooks stay: ``answerer`` and ``reword``.
        """
        self.faults.clear()
        self.races.clear()
        self.calls.clear()
        self.accounts.clear()
        self.workforce_delay = 0
        self.filter_after_paging = self.verify_cognito = False
        self._limit = self._first_limit
        self.own_limits.clear()
        self.real_backoff = self._first_real_backoff
        with self._states_lock:
            self._states = {}
        self._seed()

    def start(self) -> None:
        """Answer the process's work team calls from now on; the latest started answers."""
        from pytest_workteam.interception import activation

        activation.start(self)

    def stop(self) -> None:
        """Answer no more; the backend started before this one answers again."""
        from pytest_workteam.interception import activation

        activation.stop(self)
        if activation.is_active(self):
            return
        with self._states_lock:
            endpoint, self._endpoint = self._endpoint, None
        if endpoint is not None:
            endpoint.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def attach(self, client: Any) -> None:
        """Reach a client that was made in a way the plugin does not see.

        Args:
            client: A botocore or aiobotocore client of any service.
        """
        from pytest_workteam.interception import reach

        reach.attach(client)

    def environment(self) -> dict[str, str]:
        """The environment for a child process, in any language, whose calls this backend answers.

        The first time, a loopback HTTP endpoint is started; it stops with the backend.

        Returns:
            This process's variables, with ``AWS_ENDPOINT_URL_SAGEMAKER`` and whatever else lets
            an AWS SDK or the AWS CLI reach the endpoint without configuration or credentials.

        Raises:
            BackendStopped: The backend is not started.
        """
        from pytest_workteam.endpoint import Endpoint, environment_for
        from pytest_workteam.interception.activation import is_active

        with self._states_lock:
            if not is_active(self):
                raise BackendStopped(
                    "environment() was called on a backend that is not started; call start() "
                    "first, or use the backend in a with statement"
                )
            if self._endpoint is None:
                self._endpoint = Endpoint(self)
            return environment_for(self._endpoint, self)

    def locks(self) -> list[threading.RLock]:
        """Every lock of the backend's, for a fork."""
        states = [state.lock for state in list(self._states.values())]
        return [self._states_lock, *states, self.faults.lock, self.races.lock]

    def __repr__(self) -> str:
        return f"<WorkteamBackend {self.account_id} {self.region}>"

    def answer(self, request: WireRequest) -> WireResponse:
        """Answer one request of the protocol, and record it.

        Args:
            request: The request as it arrived.

        Returns:
            The answer, an error's included.

        Raises:
            BaseException: The exception that a fault was ordered to end in.
            UnknownNameError: The fake has no such operation.
        """
        return _answering()(self, request)


@functools.cache
def _answering() -> Callable[[WorkteamBackend, WireRequest], WireResponse]:
    # It loads botocore, which a backend that answers nothing does not need.
    from pytest_workteam.backend.answering import answer

    return answer
