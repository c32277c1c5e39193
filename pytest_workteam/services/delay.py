"""The duration of a temporary status."""

from __future__ import annotations

import datetime as dt

from pytest_workteam.errors import InvalidSetting

Delay = int | dt.timedelta
"""A number of describe calls, or a time span."""


def check_delay(name: str, value: object) -> Delay:
    """Validate a delay.

    Raises:
        InvalidSetting: The value is not a delay, or is negative.
    """
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, dt.timedelta) and value >= dt.timedelta(0):
        return value
    raise InvalidSetting(
        f"{name} must be a number of describe calls or a datetime.timedelta, 0 or more: {value!r}"
    )
