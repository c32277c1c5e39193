"""Settings of a backend: their defaults and valid values.

The plugin's marker and options use this module too, so it imports neither botocore nor jsonschema.
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
"""Default quota of work teams per account and region, as documented for CreateWorkteam."""


def _no_cognito_client(region: str) -> Any:
    raise LookupError(f"no Cognito client for {region}")


@dataclass
class Settings:
    """The services' settings, shared by every account and region of a backend.

    Attributes:
        limit: Work teams per account and region.
        own_limits: Limits of single account and regions, by region and account id.
        workforce_delay: How long a workforce is Initializing or Updating.
        labeling_job_limit: Running labeling jobs per account and region; None for no limit.
        labeling_job_delay: How long a labeling job is Initializing.
        flow_definition_delay: How long a flow definition is Initializing or Deleting.
        human_loop_delay: How long a stopped human loop is Stopping.
        human_task_ui_limit: Human task UIs per account and region; None for no limit.
        flow_definition_limit: Flow definitions per account and region; None for no limit.
        human_loop_limit: Human loops in progress per account and region; None for no limit.
        workers: The automatic workers; None for none.
        idle_workers: Whether the automatic workers leave all tasks open.
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
        """Restore the defaults, except ``limit``, and remove the S3 objects."""
        defaults = Settings(limit=limit, s3=self.s3, cognito_client=self.cognito_client)
        vars(self).update(vars(defaults))
        self.s3.objects.clear()

    def limit_of(self, region: str, account_id: str) -> int:
        """Maximum number of work teams of an account in a region."""
        return self.own_limits.get((region, account_id), self.limit)


def _integer(name: str, value: object, minimum: int, expected: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < minimum:
        raise InvalidSetting(f"{name} must be {expected}: {value!r}")
    return value


def check_count(name: str, value: object) -> int:
    return _integer(name, value, 0, "a whole number of work teams, 0 or more")


def check_limit(value: object) -> int:
    return check_count("limit", value)


def check_quota(name: str, value: object) -> int | None:
    return None if value is None else _integer(name, value, 0, "a whole number, 0 or more, or None")


def check_times(value: object) -> int:
    return _integer("times", value, 1, "a whole number, 1 or more, or None for all")


def check_flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidSetting(f"{name} must be True or False: {value!r}")
    return value


_CHECKS: Mapping[str, Callable[[object], Any]] = {
    "limit": check_limit,
    "existing": lambda value: check_count("existing", value),
    "region": lambda value: None if value is None else check_region(value),
    "account_id": check_account_id,
    "real_backoff": lambda value: check_flag("real_backoff", value),
}
SETTINGS = tuple(_CHECKS)
"""The settings that the ``workteam`` marker accepts."""


def check_settings(settings: Mapping[str, object]) -> dict[str, Any]:
    """Validate settings, each on its own and together.

    Raises:
        InvalidSetting: A name is not in ``SETTINGS``, or a value is invalid.
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
    """Parse the value of a setting from an ini file or the command line.

    Raises:
        InvalidSetting: The value is invalid.
    """
    value = text
    if name == "limit" and isinstance(text, str) and text.isdecimal():
        value = int(text)
    return _CHECKS[name](value)
