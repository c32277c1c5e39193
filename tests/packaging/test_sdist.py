"""What the sdist holds: what the wheel is built from, and what a user reads."""

from __future__ import annotations

import subprocess
import tarfile
from pathlib import Path, PurePosixPath

import pytest

from tests.packaging.conftest import ROOT

pytestmark = pytest.mark.packaging

# The backend adds the last three, whatever is asked for.
FILES = {
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "docs/troubleshooting.md",
    ".gitignore",
    "PKG-INFO",
    "pyproject.toml",
}


def test_holds_the_package_and_what_a_user_reads(sdist: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "pytest_workteam"],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    ).stdout.splitlines()
    with tarfile.open(sdist) as archive:
        names = {
            PurePosixPath(member.name).relative_to(sdist.name.removesuffix(".tar.gz")).as_posix()
            for member in archive.getmembers()
            if member.isfile()
        }
    assert names == FILES | set(tracked)
