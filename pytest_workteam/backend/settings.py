"""The settings of a backend: their defaults, and what values they can have.

Shared with the plugin's marker and options; imports neither botocore nor jsonschema.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections import UserDict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from pytest_workteam.errors import InvalidSetting

if TYPE_CHECKING:
    from typing_extensions import Self

DEFAULT_LIMIT = 25
"""Work teams per account and region, as documented for CreateWorkteam."""
DEFAULT_ACCOUNT_ID = "123456789012"
"""The account that moto reports too."""
DEFAULT_REGION = "us-east-1"

REGION_VARIABLE = "AWS_DEFAULT_REGION"

_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-[0-9]+")
_ACCOUNT_ID = re.compile(r"[0-9]{12}")


def region_of_environment() -> str:
    """The region that the environment names, else the default one.

    Raises:
        InvalidSetting: What it names is no region.
    """
    for variable in (REGION_VARIABLE, "AWS_REGION"):
        region = os.environ.get(variable)
        if region:
            if not _REGION.fullmatch(region):
                raise InvalidSetting(
                    f"{variable} in the environment is no AWS region: {region!r}; set it to one "
                    "such as 'us-east-1', unset it, or give region="
                )
            return region
    return DEFAULT_REGION


def _count(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidSetting(f"{name} must be a whole number of work teams, 0 or more: {value!r}")
    return value


def check_limit(value: object) -> int:
    return _count("limit", value)


def check_count(value: object) -> int:
    return _count("count", value)


def check_existing(value: object) -> int:
    return _count("existing", value)


def check_delay(value: object) -> int | dt.timedelta:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, dt.timedelta) and value >= dt.timedelta(0):
        return value
    raise InvalidSetting(
        "workforce_delay must be a number of DescribeWorkforce calls, or a datetime.timedelta, "
        f"neither below 0: {value!r}"
    )


def check_region(value: object) -> str:
    if not isinstance(value, str) or not _REGION.fullmatch(value):
        raise InvalidSetting(f"region must be an AWS region such as 'us-east-1': {value!r}")
    return value


def check_account_id(value: object) -> str:
    if not isinstance(value, str) or not _ACCOUNT_ID.fullmatch(value):
        raise InvalidSetting(
            f"account_id must be a string of 12 digits such as '123456789012': {value!r}"
        )
    return value


def check_real_backoff(value: object) -> bool:
    return _flag("real_backoff", value)


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidSetting(f"{name} must be True or False: {value!r}")
    return value


_FLAGS = ("real_backoff", "verify_cognito", "filter_after_paging")
_FUNCTIONS = ("answerer", "reword")
_SETTABLE = ("limit", "workforce_delay", *_FLAGS, "accounts", *_FUNCTIONS)


def check_attribute(backend: object, name: str, value: object) -> None:
    """Check an attribute that a test sets on a backend, but for what its property checks.

    Raises:
        InvalidSetting: There is no such attribute, or it cannot have this value.
    """
    if name in _FLAGS:
        _flag(name, value)
    elif name in _FUNCTIONS:
        if value is not None and not callable(value):
            raise InvalidSetting(f"{name} must be a function, or None for none: {value!r}")
    elif name in ("region", "account_id"):
        raise InvalidSetting(
            f"{name} is decided when the backend is made; give it to the marker workteam or to "
            "WorkteamBackend"
        )
    elif not hasattr(backend, name):
        raise InvalidSetting(
            f"a backend has no attribute {name!r}; what can be set is {', '.join(_SETTABLE)}"
        )


def check_accounts(value: object) -> Accounts:
    if not isinstance(value, Mapping):
        raise InvalidSetting(
            f"accounts must be a mapping of access keys to accounts of 12 digits: {value!r}"
        )
    return Accounts(cast("Mapping[str, str]", value))


class Accounts(UserDict[str, str]):
    """The account of each caller, 12 digits, by access key."""

    def __setitem__(self, access_key: str, account_id: str) -> None:
        super().__setitem__(access_key, check_account_id(account_id))

    def __ior__(self, other: Any) -> Self:  # type: ignore[misc,override]
        # UserDict's own would leave out the check.
        self.update(other)
        return self


_CHECKS: Mapping[str, Callable[[object], Any]] = {
    "limit": check_limit,
    "existing": check_existing,
    "region": lambda value: None if value is None else check_region(value),
    "account_id": check_account_id,
    "real_backoff": check_real_backoff,
}
SETTINGS = tuple(_CHECKS)
"""The names of the settings that the marker takes."""


def check_settings(settings: Mapping[str, object]) -> dict[str, Any]:
    """The settings, each checked by itself and against the others.

    Raises:
        InvalidSetting: A name is not one of ``SETTINGS``, or a value cannot be.
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
    """The value of a setting that was given as text, in an ini file or on the command line.

    Raises:
        InvalidSetting: The value cannot be.
    """
    value = text
    if name == "limit" and isinstance(text, str) and text.isdecimal():
        value = int(text)
    return _CHECKS[name](value)
