"""What the sdist holds: all that is needed to build, read and test the project again."""

from __future__ import annotations

import subprocess
import tarfile
from pathlib import Path, PurePosixPath

import pytest

from tests.packaging.conftest import ROOT

FOLDERS = ("benchmarks", "pytest_workteam", "tests", "examples", "docs")

pytestmark = pytest.mark.packaging


def test_holds_all_that_the_tests_run(sdist: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", *FOLDERS, "tox.ini", ":(glob)*.md", "LICENSE"],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    ).stdout.splitlines()
    assert "tox.ini" in tracked
    with tarfile.open(sdist) as archive:
        names = {
            PurePosixPath(name).relative_to(sdist.name.removesuffix(".tar.gz")).as_posix()
            for name in archive.getnames()
        }
    assert set(tracked) <= names
    assert not [name for name in names if "__pycache__" in name or name.startswith(".ci")]
