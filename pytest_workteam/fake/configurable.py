"""The settings of a backend, as properties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pytest_workteam.engine import regions
from pytest_workteam.engine.clock import Clock, check_clock
from pytest_workteam.engine.engine import Answerer, Engine
from pytest_workteam.engine.recorded import Recorded
from pytest_workteam.engine.situations import Reword
from pytest_workteam.errors import InvalidSetting
from pytest_workteam.services import settings, work
from pytest_workteam.services.delay import Delay, check_delay
from pytest_workteam.services.s3 import S3Objects
from pytest_workteam.services.tasks import Answer, checked_answer
from pytest_workteam.services.view import View
from pytest_workteam.services.workers import Workers

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

_SETTABLE = (
    "limit",
    "clock",
    "workforce_delay",
    "labeling_job_limit",
    "labeling_job_delay",
    "flow_definition_delay",
    "human_loop_delay",
    "human_task_ui_limit",
    "flow_definition_limit",
    "human_loop_limit",
    "idle_workers",
    "real_backoff",
    "verify_cognito",
    "filter_after_paging",
    "accounts",
    "answerer",
    "reword",
    "recorded",
)


class Configurable(View):
    """A view with the backend's settings as properties; unknown settings are invalid.

    Args:
        engine: The backend's engine.
        region: The backend's own region.
        account_id: The backend's own account.
        real_backoff: Whether botocore waits before it retries a failed request.
    """

    _made = False

    def __init__(self, engine: Engine, region: str, account_id: str, *, real_backoff: bool) -> None:
        super().__init__(engine, region, account_id)
        self._settings: settings.Settings = engine.settings
        self._real_backoff = real_backoff
        self._accounts = regions.Accounts()

    def __setattr__(self, name: str, value: object) -> None:
        # Tests are not always type-checked, and a misspelled setting would have no effect.
        if self._made and not name.startswith("_"):
            if name in ("region", "account_id"):
                raise InvalidSetting(
                    f"{name} is fixed when the backend is made; pass it to the marker workteam or "
                    "to WorkteamBackend"
                )
            if not hasattr(self, name):
                raise InvalidSetting(
                    f"a backend has no setting {name!r}; its settings are {', '.join(_SETTABLE)}"
                )
        super().__setattr__(name, value)

    @property
    def limit(self) -> int:
        """Maximum number of work teams in each account and region without a limit of its own.

        A limit below the current number removes no team; the next create is refused.
        """
        return self._settings.limit

    @limit.setter
    def limit(self, limit: int) -> None:
        self._settings.limit = settings.check_limit(limit)

    @property
    def clock(self) -> Clock:
        """Returns the time as a datetime with a time zone; set None for the real time."""
        return self._engine.clock

    @clock.setter
    def clock(self, clock: Clock | None) -> None:
        self._engine.clock = check_clock(clock)

    @property
    def workforce_delay(self) -> Delay:
        """How long a workforce is ``Initializing`` or ``Updating``.

        A number of ``DescribeWorkforce`` calls, or a ``datetime.timedelta``. It applies to every
        workforce that is created or updated, by the first work team too, except the one that
        seeding makes for teams without members.
        """
        return self._settings.workforce_delay

    @workforce_delay.setter
    def workforce_delay(self, delay: int | dt.timedelta) -> None:
        self._settings.workforce_delay = check_delay("workforce_delay", delay)

    @property
    def labeling_job_limit(self) -> int | None:
        """Maximum number of labeling jobs that run at once in each account and region.

        None for no limit. The service's quota is not known.
        """
        return self._settings.labeling_job_limit

    @labeling_job_limit.setter
    def labeling_job_limit(self, limit: int | None) -> None:
        limit = settings.check_quota("labeling_job_limit", limit)
        self._settings.labeling_job_limit = limit

    @property
    def labeling_job_delay(self) -> Delay:
        """How long a new labeling job is ``Initializing``, and a stopped one ``Stopping``.

        A number of calls that describe or list it, or a ``datetime.timedelta``.
        """
        return self._settings.labeling_job_delay

    @labeling_job_delay.setter
    def labeling_job_delay(self, delay: int | dt.timedelta) -> None:
        self._settings.labeling_job_delay = check_delay("labeling_job_delay", delay)

    @property
    def flow_definition_delay(self) -> Delay:
        """How long a flow definition is ``Initializing`` or ``Deleting``.

        A number of ``DescribeFlowDefinition`` calls, or a ``datetime.timedelta``.
        """
        return self._settings.flow_definition_delay

    @flow_definition_delay.setter
    def flow_definition_delay(self, delay: int | dt.timedelta) -> None:
        self._settings.flow_definition_delay = check_delay("flow_definition_delay", delay)

    @property
    def human_loop_delay(self) -> Delay:
        """How long a stopped human loop is ``Stopping``.

        A number of calls that describe or list it, or a ``datetime.timedelta``.
        """
        return self._settings.human_loop_delay

    @human_loop_delay.setter
    def human_loop_delay(self, delay: int | dt.timedelta) -> None:
        self._settings.human_loop_delay = check_delay("human_loop_delay", delay)

    @property
    def human_task_ui_limit(self) -> int | None:
        """Maximum number of human task UIs in each account and region; None for no limit.

        The service's quota is not known.
        """
        return self._settings.human_task_ui_limit

    @human_task_ui_limit.setter
    def human_task_ui_limit(self, limit: int | None) -> None:
        limit = settings.check_quota("human_task_ui_limit", limit)
        self._settings.human_task_ui_limit = limit

    @property
    def flow_definition_limit(self) -> int | None:
        """Maximum number of flow definitions in each account and region; None for no limit.

        The service's quota is not known.
        """
        return self._settings.flow_definition_limit

    @flow_definition_limit.setter
    def flow_definition_limit(self, limit: int | None) -> None:
        limit = settings.check_quota("flow_definition_limit", limit)
        self._settings.flow_definition_limit = limit

    @property
    def human_loop_limit(self) -> int | None:
        """Maximum number of human loops in progress in each account and region; None for no limit.

        The service's quota is not known.
        """
        return self._settings.human_loop_limit

    @human_loop_limit.setter
    def human_loop_limit(self, limit: int | None) -> None:
        self._settings.human_loop_limit = settings.check_quota("human_loop_limit", limit)

    @property
    def s3_objects(self) -> S3Objects:
        """Bytes by S3 URI, which labeling jobs and human loops read and write.

        Objects that you set come first. If something in the process fakes S3, such as moto, other
        objects are read from there, and results are also written there. The network is never used.
        Snapshots and resets include the objects.
        """
        return self._settings.s3.objects

    @s3_objects.setter
    def s3_objects(self, objects: S3Objects) -> None:
        # `backend.s3_objects |= {...}` sets the attribute, too.
        if objects is not self._settings.s3.objects:
            raise InvalidSetting("s3_objects is fixed; add objects by s3_objects[uri] = b'...'")

    @property
    def idle_workers(self) -> bool:
        """Whether the workers of ``workers()`` leave all tasks open."""
        return self._settings.idle_workers

    @idle_workers.setter
    def idle_workers(self, flag: bool) -> None:
        self._settings.idle_workers = settings.check_flag("idle_workers", flag)

    def workers(self, answer: Answer, *, after: int | dt.timedelta = 0) -> None:
        """Let workers answer open tasks automatically from now on.

        Args:
            answer: An answer, or a function from a ``Task`` to an answer; None for no workers. The
                function can call the API, where its own job or loop is still open.
            after: Number of calls that describe or list a job or loop before its tasks are
                answered, or its age by the backend's clock as a ``datetime.timedelta``.

        Raises:
            InvalidAnswer: An answer is not serializable as JSON.
            InvalidSetting: ``after`` is invalid.
        """
        if not callable(answer):
            answer = checked_answer("any job or loop", answer)
        workers = Workers(answer, check_delay("after", after))
        self._settings.workers = None if answer is None else workers
        for state in self._engine.states():
            work.let_workers_answer(state)

    @property
    def real_backoff(self) -> bool:
        """Whether botocore waits before it retries a failed request."""
        return self._real_backoff

    @real_backoff.setter
    def real_backoff(self, real_backoff: bool) -> None:
        self._real_backoff = settings.check_flag("real_backoff", real_backoff)

    @property
    def filter_after_paging(self) -> bool:
        """Whether lists cut their page before they filter by ``NameContains``.

        Other SageMaker lists do so (observed): an empty page can have a ``NextToken``.
        """
        return self._engine.filter_after_paging

    @filter_after_paging.setter
    def filter_after_paging(self, flag: bool) -> None:
        self._engine.filter_after_paging = settings.check_flag("filter_after_paging", flag)

    @property
    def verify_cognito(self) -> bool:
        """Whether user pools, app clients and groups in requests must exist.

        Something in the process, such as moto, must fake Amazon Cognito.
        """
        return self._settings.verify_cognito

    @verify_cognito.setter
    def verify_cognito(self, flag: bool) -> None:
        self._settings.verify_cognito = settings.check_flag("verify_cognito", flag)

    @property
    def accounts(self) -> regions.Accounts:
        """Account ids by access key; assign any mapping.

        Other callers belong to the backend's own account, including callers whose credentials
        botocore would have to fetch.
        """
        return self._accounts

    @accounts.setter
    def accounts(self, accounts: Mapping[str, str]) -> None:
        # ``|=`` changes the mapping in place and assigns it again.
        if accounts is not self._accounts:
            self._accounts = regions.check_accounts(accounts)

    @property
    def answerer(self) -> Answerer | None:
        """Function that answers calls instead of the fake; None disables it.

        It returns a result, an error as for ``fail``, or None to leave the call to the fake.
        """
        return self._engine.answerer

    @answerer.setter
    def answerer(self, answerer: Answerer | None) -> None:
        self._engine.answerer = check_function("answerer", answerer)

    @property
    def reword(self) -> Reword | None:
        """Function from an error's situation and details to its message; None keeps the fake's."""
        return self._engine.reword

    @reword.setter
    def reword(self, reword: Reword | None) -> None:
        self._engine.reword = check_function("reword", reword)

    @property
    def recorded(self) -> Recorded:
        """Recorded errors by situation name and operation.

        They replace the fake's codes and messages; ``reword`` is called after them.
        """
        return self._engine.recorded

    @recorded.setter
    def recorded(self, recorded: Recorded) -> None:
        self._engine.recorded = dict(recorded)


def check_function(name: str, value: Any) -> Any:
    if value is not None and not callable(value):
        raise InvalidSetting(f"{name} must be a function or None: {value!r}")
    return value
