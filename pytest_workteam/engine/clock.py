"""The clock of a backend."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import TypeAlias, cast

from pytest_workteam.errors import InvalidSetting
from pytest_workteam.protocols.values import in_milliseconds

Clock: TypeAlias = "Callable[[], dt.datetime]"
"""Returns the time as a datetime with a time zone."""


def real_clock() -> dt.datetime:
    """The real time in milliseconds, from ``time.time_ns``, which freezegun and others patch."""
    # Not datetime.now(), which freezegun shifts by its tz_offset.
    return dt.datetime.fromtimestamp(time.time_ns() // 1_000_000 / 1000, dt.timezone.utc)


def check_clock(clock: object) -> Clock:
    """Return the clock; None means the real time.

    Raises:
        InvalidSetting: The clock is not callable.
    """
    if clock is None:
        return real_clock
    if not callable(clock):
        raise InvalidSetting(
            f"clock is {clock!r}; give a function that returns a datetime with a time zone, or "
            "None for the real time"
        )
    return cast("Clock", clock)


def read(clock: Clock) -> dt.datetime:
    """The clock's time, truncated to milliseconds as the service reports it.

    Raises:
        InvalidSetting: The clock did not return a datetime with a time zone.
    """
    if clock is real_clock:
        return real_clock()
    now = clock()
    if not isinstance(cast("object", now), dt.datetime) or now.tzinfo is None:
        raise InvalidSetting(
            f"clock returned {now!r}; return a datetime with a time zone, such as "
            "datetime.datetime.now(datetime.timezone.utc)"
        )
    return in_milliseconds(now)
