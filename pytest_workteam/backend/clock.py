"""What gives a backend the time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from pytest_workteam.errors import InvalidSetting

Clock = Callable[[], dt.datetime]


def real_clock() -> dt.datetime:
    """The real time; looked up at each call, so that tools that replace the clock are seen."""
    return dt.datetime.now(dt.timezone.utc)


def checked(clock: Clock) -> Clock:
    """The same clock, which raises InvalidSetting for a time without a time zone."""

    def now() -> dt.datetime:
        time = clock()
        if time.tzinfo is None:
            raise InvalidSetting(
                f"clock gave {time!r}, which has no time zone; give one, such as "
                "datetime.datetime.now(datetime.timezone.utc)"
            )
        return time

    return now
