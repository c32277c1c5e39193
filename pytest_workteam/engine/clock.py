"""The clock of a backend."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeAlias, cast

from pytest_workteam.errors import InvalidSetting
from pytest_workteam.protocols.values import in_milliseconds

Clock: TypeAlias = "Callable[[], dt.datetime]"
"""Returns the time as a datetime with a time zone."""


def real_clock() -> dt.datetime:
    """The real time; looked up at each call, so that tools that replace the clock are seen."""
    return dt.datetime.now(dt.timezone.utc)


def check_clock(clock: object) -> Clock:
    """The clock; the real one for None.

    Raises:
        InvalidSetting: It is not callable.
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
    """The clock's time in UTC, in milliseconds as the service has it.

    Raises:
        InvalidSetting: The clock returns no datetime with a time zone.
    """
    time = clock()
    if not isinstance(cast("object", time), dt.datetime) or time.tzinfo is None:
        raise InvalidSetting(
            f"clock returned {time!r}; return a datetime with a time zone, such as "
            "datetime.datetime.now(datetime.timezone.utc)"
        )
    return in_milliseconds(time)
