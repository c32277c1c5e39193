"""Settings of a backend: their defaults, and their valid values.

Shared with the plugin's marker and options; imports neither botocore nor jsonschema.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_workteam.engine.places import check_account_id, check_region
from pytest_workteam.errors import InvalidSetting

DEFAULT_LIMIT = 25
"""Work teams per account and region, as documented for CreateWorkteam."""

Delay = int | dt.timedelta
"""A number of describe calls, or a time."""


def _no_cognito_client(region: str) -> Any:
    raise LookupError(f"no Cognito client for {region}")


@dataclass
class Settings:
    """The services' settings, shared by every account and region of a backend.

    Attributes:
        limit: Work teams per account and region.
        own_limits: Limits of single places, by region and account.
        workforce_delay: How long a workforce is Initializing or Updating.
        verify_cognito: Whether user pools, app clients and groups must exist.
        cognito_client: Returns a Cognito client for a region.
    """

    limit: int = DEFAULT_LIMIT
    own_limits: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    workforce_delay: Delay = 0
    verify_cognito: bool = False
    cognito_client: Callable[[str], Any] = _no_cognito_client

    def reset(self, *, limit: int) -> None:
        """Return to the defaults, but for ``limit``."""
        self.limit = limit
        self.own_limits.clear()
        self.workforce_delay = 0
        self.verify_cognito = False

    def limit_of(self, region: str, account_id: str) -> int:
        """Work teams that an account may have in a region."""
        return self.own_limits.get((region, account_id), self.limit)


def _count(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidSetting(f"{name} must be a whole number of work teams, 0 or more: {value!r}")
    return value


def check_limit(value: object) -> int:
    return _count("limit", value)


def check_count(value: object) -> int:
    return _count("count", value)


def check_times(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InvalidSetting(f"times must be a whole number, 1 or more, or None for all: {value!r}")
    return value


def check_existing(value: object) -> int:
    return _count("existing", value)


def check_delay(name: str, value: object) -> Delay:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, dt.timedelta) and value >= dt.timedelta(0):
        return value
    raise InvalidSetting(
        f"{name} must be a number of describe calls or a datetime.timedelta, 0 or more: {value!r}"
    )


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
