"""What gives a backend the time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import cast

from pytest_workteam.errors import InvalidSetting

_UTC = dt.timezone.utc

Clock = Callable[[], dt.datetime]


def real_clock() -> dt.datetime:
    """The real time; looked up at each call, so that tools that replace the clock are seen."""
    return dt.datetime.now(_UTC)


def in_milliseconds(moment: dt.datetime) -> dt.datetime:
    """The moment as the service tells it, without what is less than a millisecond."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def checked(clock: Clock) -> Clock:
    """The same clock in milliseconds, which raises InvalidSetting for no time, or no time zone.

    Raises:
        InvalidSetting: It is no clock at all.
    """
    # Tests are not always type-checked.
    if not callable(cast("object", clock)):
        raise InvalidSetting(f"clock is {clock!r}; give a function that gives a datetime")

    def now() -> dt.datetime:
        time = clock()
        if not isinstance(cast("object", time), dt.datetime) or time.tzinfo is None:
            raise InvalidSetting(
                f"clock gave {time!r}, which is no datetime with a time zone; give one, such as "
                "datetime.datetime.now(datetime.timezone.utc)"
            )
        return in_milliseconds(time)

    return now
