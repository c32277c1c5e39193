"""The distributions, built once, from the checkout, as a release would build them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel built from that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--installer", "uv", "--outdir", str(folder), str(ROOT)]
    # In a subprocess, whose folder is not the checkout: `build` is also a folder's usual name.
    subprocess.run(build, check=True, cwd=folder, stdin=subprocess.DEVNULL)
    return folder


@pytest.fixture(scope="session")
def wheel(distributions: Path) -> Path:
    """The only wheel of the distributions."""
    (path,) = distributions.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def sdist(distributions: Path) -> Path:
    """The only sdist of the distributions."""
    (path,) = distributions.glob("*.tar.gz")
    return path


@pytest.fixture(scope="session")
def uv() -> str:
    """The path of the uv executable."""
    path = shutil.which("uv")
    assert path, "uv is not installed: run these tests by `tox -e wheel`"
    return path
