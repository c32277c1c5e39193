"""The run that a report describes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version


@dataclass(frozen=True)
class Run:
    """A run of pytest.

    Attributes:
        project: The name of the project's folder.
        finished: When the run ended, in UTC.
        plugin: The version of pytest-workteam.
        botocore: The version of botocore.
    """

    project: str
    finished: dt.datetime
    plugin: str
    botocore: str

    @classmethod
    def of(cls, project: str) -> Run:
        """The run that ends now."""
        return cls(
            project,
            dt.datetime.now(dt.timezone.utc),
            _version("pytest-workteam"),
            _version("botocore"),
        )


def _version(distribution: str) -> str:
    # Metadata suffices; importing botocore is slow.
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "unknown"
