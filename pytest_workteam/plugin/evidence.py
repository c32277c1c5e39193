"""Evidence files of a test run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_workteam.errors import InvalidSetting
from pytest_workteam.plugin.options import EVIDENCE

if TYPE_CHECKING:
    from pytest_workteam.engine.recorded import Recorded
    from pytest_workteam.evidence.document import Record

_records = pytest.StashKey["list[Record]"]()
_recorded = pytest.StashKey["Recorded"]()


def read_evidence(config: pytest.Config) -> None:
    """Read the evidence files that the ini option names, once.

    Raises:
        pytest.UsageError: A file is not an evidence file.
    """
    paths = config.getini(EVIDENCE)
    if not paths or _records in config.stash:
        return
    from pytest_workteam.evidence.document import Record, recorded_situations

    try:
        records = [Record.load(path) for path in paths]
    except InvalidSetting as error:
        raise pytest.UsageError(f"{EVIDENCE}: {error}") from None
    config.stash[_records] = records
    config.stash[_recorded] = recorded_situations(records)


def evidence_report(config: pytest.Config) -> str:
    """Return a text with the recorded errors.

    Raises:
        pytest.UsageError: A file is not an evidence file.
    """
    from pytest_workteam.evidence.document import report

    read_evidence(config)
    records: list[Record] = config.stash.get(_records, [])
    return report(records)


def recorded_answers(config: pytest.Config) -> Recorded:
    """Return the recorded answers for the backend of each test; empty without evidence files.

    Raises:
        pytest.UsageError: A file is not an evidence file.
    """
    # --workteam-scenarios runs before pytest_configure.
    read_evidence(config)
    return config.stash.get(_recorded, {})
