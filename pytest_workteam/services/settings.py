"""Settings of a backend: their defaults, and their valid values.

Shared with the plugin's marker and options; imports neither botocore nor jsonschema.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_workteam.engine.regions import check_account_id, check_region
from pytest_workteam.errors import InvalidSetting
from pytest_workteam.services.delay import Delay
from pytest_workteam.services.s3 import S3
from pytest_workteam.services.workers import Workers

DEFAULT_LIMIT = 25
"""Work teams per account and region, as documented for CreateWorkteam."""


def _no_cognito_client(region: str) -> Any:
    raise LookupError(f"no Cognito client for {region}")


@dataclass
class Settings:
    """The services' settings, shared by every account and region of a backend.

    Attributes:
        limit: Work teams per account and region.
        own_limits: Limits of single places, by region and account.
        workforce_delay: How long a workforce is Initializing or Updating.
        labeling_job_limit: Labeling jobs that run at once per account and region; None for any.
        labeling_job_delay: How long a labeling job is Initializing.
        flow_definition_delay: How long a flow definition is Initializing or Deleting.
        human_loop_delay: How long a stopped human loop is Stopping.
        human_task_ui_limit: Human task UIs per account and region; None for no limit.
        flow_definition_limit: Flow definitions per account and region; None for no limit.
        human_loop_limit: Human loops in progress per account and region; None for no limit.
        workers: Workers who answer by themselves.
        idle_workers: Whether they leave all tasks open.
        s3: The S3 objects that jobs and loops read and write.
        verify_cognito: Whether user pools, app clients and groups must exist.
        cognito_client: Returns a Cognito client for a region.
    """

    limit: int = DEFAULT_LIMIT
    own_limits: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    workforce_delay: Delay = 0
    labeling_job_limit: int | None = None
    labeling_job_delay: Delay = 0
    flow_definition_delay: Delay = 0
    human_loop_delay: Delay = 0
    human_task_ui_limit: int | None = None
    flow_definition_limit: int | None = None
    human_loop_limit: int | None = None
    workers: Workers | None = None
    idle_workers: bool = False
    verify_cognito: bool = False
    s3: S3 = field(default_factory=lambda: S3(lambda _: None))
    cognito_client: Callable[[str], Any] = _no_cognito_client

    def reset(self, *, limit: int) -> None:
        """Return to the defaults, but for ``limit``."""
        self.limit = limit
        self.own_limits.clear()
        self.workforce_delay = self.labeling_job_delay = self.flow_definition_delay = 0
        self.human_loop_delay = 0
        self.human_task_ui_limit = self.flow_definition_limit = self.human_loop_limit = None
        self.labeling_job_limit = self.workers = None
        self.idle_workers = False
        self.verify_cognito = False
        self.s3.objects.clear()

    def limit_of(self, region: str, account_id: str) -> int:
        """Work teams that an account may have in a region."""
        return self.own_limits.get((region, account_id), self.limit)


def _count(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidSetting(f"{name} must be a whole number of work teams, 0 or more: {value!r}")
    return value


def check_limit(value: object) -> int:
    return _count("limit", value)


def check_quota(name: str, value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidSetting(f"{name} must be a whole number, 0 or more, or None: {value!r}")
    return value


def check_count(value: object) -> int:
    return _count("count", value)


def check_times(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InvalidSetting(f"times must be a whole number, 1 or more, or None for all: {value!r}")
    return value


def check_existing(value: object) -> int:
    return _count("existing", value)


def check_flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidSetting(f"{name} must be True or False: {value!r}")
    return value


_CHECKS: Mapping[str, Callable[[object], Any]] = {
    "limit": check_limit,
    "existing": check_existing,
    "region": lambda value: None if value is None else check_region(value),
    "account_id": check_account_id,
    "real_backoff": lambda value: check_flag("real_backoff", value),
}
SETTINGS = tuple(_CHECKS)
"""The settings that the marker takes."""


def check_settings(settings: Mapping[str, object]) -> dict[str, Any]:
    """The settings, each checked by itself and against the others.

    Raises:
        InvalidSetting: A name is not one of ``SETTINGS``, or a value is invalid.
    """
    unknown = [name for name in settings if name not in _CHECKS]
    if unknown:
        raise InvalidSetting(
            f"unknown setting {', '.join(map(repr, unknown))}; the settings are "
            f"{', '.join(SETTINGS)}",
            topic="marker-workteam",
        )
    checked = {name: _CHECKS[name](value) for name, value in settings.items()}
    limit: int = checked.get("limit", DEFAULT_LIMIT)
    existing: int = checked.get("existing", 0)
    if existing > limit:
        raise InvalidSetting(
            f"existing={existing} is more work teams than limit={limit} allows; raise the limit "
            "or lower existing"
        )
    return checked


def parse_setting(name: str, text: object) -> Any:
    """The value of a setting in an ini file or on the command line.

    Raises:
        InvalidSetting: The value is invalid.
    """
    value = text
    if name == "limit" and isinstance(text, str) and text.isdecimal():
        value = int(text)
    return _CHECKS[name](value)
