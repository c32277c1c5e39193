"""The times of the tests."""

from __future__ import annotations

import datetime as dt

MONTH = dt.timedelta(days=30)
NOW = dt.datetime(2026, 6, 1, tzinfo=dt.timezone.utc)
