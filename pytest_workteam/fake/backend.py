"""``WorkteamBackend``: joins the services, the engine and the interception of clients."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pytest_workteam.engine import regions
from pytest_workteam.engine.calls import Calls
from pytest_workteam.engine.clock import Clock, check_clock
from pytest_workteam.engine.engine import Engine
from pytest_workteam.engine.faults import Fault, FaultError, When
from pytest_workteam.engine.races import Races
from pytest_workteam.engine.service import Operation
from pytest_workteam.engine.snapshot import Snapshot
from pytest_workteam.errors import BackendStopped, OperationNotFaked
from pytest_workteam.fake import loading
from pytest_workteam.fake.configurable import Configurable, check_function
from pytest_workteam.protocols.messages import WireRequest, WireResponse
from pytest_workteam.services import settings
from pytest_workteam.services.catalog import SERVICES, operations
from pytest_workteam.services.s3 import S3
from pytest_workteam.services.view import View

if TYPE_CHECKING:
    from typing_extensions import Self

    from pytest_workteam.endpoint import Endpoint

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

_serials = itertools.count(1)


class WorkteamBackend(Configurable):
    """A stateful fake of SageMaker's human workforce, active between ``start`` and ``stop``.

    Args:
        limit: Work teams per account and region; the service's documented limit is 25.
        existing: Number of pre-existing work teams.
        region: The backend's own region; None for the region of the environment, else
            ``us-east-1``.
        account_id: The backend's own account, 12 digits.
        real_backoff: Whether botocore waits before it retries a failed request.
        clock: Returns the time as a datetime with a time zone; None for the real time.

    Raises:
        InvalidSetting: A setting is invalid.
    """

    def __init__(
        self,
        *,
        limit: int = settings.DEFAULT_LIMIT,
        existing: int = 0,
        region: str | None = None,
        account_id: str = regions.DEFAULT_ACCOUNT_ID,
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
        s3 = S3(loading.s3_client, OperationNotFaked)
        engine = Engine(
            operations(),
            settings=settings.Settings(limit=limit, cognito_client=loading.cognito_client, s3=s3),
            clock=check_clock(clock),
            view=lambda region, account_id: View(engine, region, account_id),
            owner=self,
            shared=s3.objects,
        )
        region = region or regions.region_of_environment()
        super().__init__(engine, region, account_id, real_backoff=real_backoff)
        self._first_limit = limit
        self._first_real_backoff = real_backoff
        self._existing = existing
        self._endpoint: Endpoint | None = None
        self._endpoint_lock = threading.RLock()
        self.serial = next(_serials)
        """Unique number of the backend within the process."""
        self._seed()
        self._made = True

    def _seed(self) -> None:
        if self._existing:
            self.add_workteams(self._existing)

    @property
    def calls(self) -> Calls:
        """Every call that the backend answered, in order, refused calls included."""
        return self._engine.calls

    @property
    def races(self) -> Races:
        """Changes by someone else right before a request is carried out."""
        return self._engine.races

    def at(self, *, region: str | None = None, account_id: str | None = None) -> View:
        """The same backend in another region or account.

        Args:
            region: The region, such as ``"eu-west-1"``; None for the backend's own.
            account_id: The account, 12 digits; None for the backend's own.

        Raises:
            InvalidSetting: The region or account id is invalid.
        """
        return View(
            self._engine,
            self.region if region is None else regions.check_region(region),
            self.account_id if account_id is None else regions.check_account_id(account_id),
        )

    def clear_own_limits(self) -> None:
        """Drop the limits of single accounts and regions, so that ``limit`` applies everywhere."""
        self._settings.own_limits.clear()

    def fail(
        self,
        operation: str,
        error: FaultError,
        *,
        times: int | None = 1,
        after: int = 0,
        when: When | None = None,
        required: bool = True,
        message: str | None = None,
    ) -> None:
        """Make the next matching requests fail; each retry is a request of its own.

        Args:
            operation: The operation, such as ``"CreateWorkteam"``.
            error: An error code, the name of a situation on the fidelity page, an exception to
                raise such as botocore's of the network, or ``lost_response``.
            times: Number of requests that fail; None for all.
            after: Number of matching requests that pass first.
            when: Predicate on the request's parameters; None matches every request. Threads call
                it concurrently.
            required: Whether the test fails if no request meets the fault.
            message: The error's message; None for the service's. With a message, any code is
                accepted.

        Raises:
            InvalidSetting: A count or the error is invalid.
            UnknownNameError: The operation is not faked, or is not known to return the code.
        """
        self._engine.fail(Fault(operation, error, times, after, when, required, message))

    def before(
        self,
        operation: str,
        action: Callable[[View, dict[str, Any]], object],
        *,
        times: int | None = 1,
    ) -> None:
        """Simulate a race: run an action right before the next requests of an operation.

        Args:
            operation: The operation, such as ``"UpdateWorkteam"``.
            action: Takes the view of the request's account and region, and a copy of the request's
                parameters. It can seed and remove. No other request runs meanwhile, so the action
                must not wait for another thread's call.
            times: Number of requests; None for all.

        Raises:
            InvalidSetting: The action or the number is invalid.
            UnknownNameError: The operation is not faked.
        """
        check_function("action", action)
        if times is not None:
            settings.check_times(times)
        left = itertools.count(1)

        def act(view: View, parameters: dict[str, Any]) -> bool:
            action(view, parameters)
            return next(left) == times

        self._engine.races.add([operation], act)

    def unmet_faults(self) -> list[str]:
        """Required faults that no request met, one line each."""
        return [str(fault) for fault in self._engine.faults.unmet()]

    def snapshot(self) -> Snapshot:
        """The resources of every account and region and ``s3_objects``, for ``rollback``."""
        return self._engine.snapshot()

    def rollback(self, snapshot: Snapshot) -> None:
        """Restore the resources of a snapshot; calls, faults, races and settings stay.

        What the backend wrote to another fake of S3, such as moto, stays there.

        Args:
            snapshot: From this backend's ``snapshot``; it can be restored repeatedly.

        Raises:
            InvalidSetting: The snapshot is invalid, or belongs to another backend.
        """
        self._engine.rollback(snapshot)

    def reset(self) -> None:
        """Return to the initial state: first settings and teams, no calls, no faults.

        Hooks, records and the clock stay: ``answerer``, ``reword``, ``recorded``, ``clock``.
        """
        self._engine.reset()
        self.accounts.clear()
        self._settings.reset(limit=self._first_limit)
        self.real_backoff = self._first_real_backoff
        self._seed()

    def start(self) -> None:
        """Answer the process's calls from now on; of nested backends, the innermost answers."""
        from pytest_workteam.interception import activation, hooks

        hooks.install(load=True)
        self.preload()
        activation.start(self)

    def stop(self) -> None:
        """Stop answering; the backend started before this one answers again."""
        from pytest_workteam.interception import activation

        activation.stop(self)
        if activation.is_active(self):
            return
        with self._endpoint_lock:
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
        """Answer a client that the plugin does not detect, such as a wrapped client.

        Args:
            client: A botocore or aiobotocore client of any service.
        """
        from pytest_workteam.interception import hooks

        hooks.attach(client)

    def environment(self) -> dict[str, str]:
        """Environment for a child process, in any language, whose calls this backend answers.

        The first call starts a loopback HTTP endpoint, which stops with the backend.

        Returns:
            This process's variables, with the endpoint's URL, a region and dummy credentials for
            any AWS SDK and the AWS CLI.

        Raises:
            BackendStopped: The backend is not started.
        """
        from pytest_workteam.endpoint import Endpoint, environment_for
        from pytest_workteam.interception.activation import is_active

        with self._endpoint_lock:
            if not is_active(self):
                raise BackendStopped(
                    "environment() was called on a backend that is not started; call start() "
                    "first, or use the backend in a with statement"
                )
            if self._endpoint is None:
                self._endpoint = Endpoint(self)
            return environment_for(self._endpoint, self)

    def locks(self) -> list[threading.RLock]:
        """All locks of the backend, to hold during a fork."""
        return [self._endpoint_lock, *self._engine.locks()]

    def __repr__(self) -> str:
        return f"<WorkteamBackend {self.account_id} {self.region}>"

    def answer(self, request: WireRequest) -> WireResponse:
        """Answer one request of the wire protocol, and record it.

        Args:
            request: The request as it arrived.

        Returns:
            The response, which may carry an error.

        Raises:
            BaseException: The exception of an ordered fault.
            UnknownNameError: The operation is not faked.
        """
        operation = self._engine.operation(request.operation)
        response: WireResponse = loading.answering_module().answer(self._engine, operation, request)
        return response

    def answer_unfaked(self, request: WireRequest) -> WireResponse | None:
        """Let the hook answer a request of an unfaked operation; None if it does not."""
        operation = Operation(request.operation, SERVICES[request.service])
        response: WireResponse | None = loading.answering_module().answer(
            self._engine, operation, request
        )
        return response

    def refuse(self, request: WireRequest, reason: str) -> Exception:
        """Record a request that nothing answers, and return the error to raise."""
        operation = Operation(request.operation, SERVICES[request.service])
        error: Exception = loading.answering_module().refuse(
            self._engine, operation, request, reason
        )
        return error

    def preload(self) -> None:
        """Load what an active backend needs, before a test can hide files or modules."""
        loading.preload(self.region)
