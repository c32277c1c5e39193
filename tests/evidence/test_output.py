"""The evidence file is checked before the first call, and replaced as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_workteam.evidence.document import Record
from tests.evidence.conftest import ONE, PROGRAM, Command, Service, error


def test_a_file_that_cannot_be_written_is_refused_before_any_call(
    service: Service, command: Command, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refuse)
    assert command("record", *ONE, "--output", output, "--yes")[::2] == (
        2,
        error(
            f"--output {output} cannot be written (Permission denied); give another file, or "
            "allow it"
        ),
    )
    assert service.called == []


def test_a_failed_write_keeps_the_file(
    service: Service, command: Command, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("record", *ONE, "--output", output, "--yes")
    before = output.read_text(encoding="utf-8")

    def fill_disk(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fill_disk)
    status, _, err = command("record", "--only", "malformed-body", "--output", output, "--yes")

    assert (status, err) == (
        1,
        f"{PROGRAM} record: {output} cannot be written (No space left on device).\n",
    )
    assert output.read_text(encoding="utf-8") == before
    assert list(output.parent.iterdir()) == [output]


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("", encoding="utf-8")
    target.chmod(0o600)
    link.symlink_to(target)
    Record("evidence.json").save(link)

    assert link.is_symlink()
    assert target.read_text(encoding="utf-8").startswith("{")
    assert target.stat().st_mode & 0o777 == 0o600
