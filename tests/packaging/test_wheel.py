"""What the wheel holds, and what its metadata tells an installer and a reader of the index."""

from __future__ import annotations

import configparser
import re
import zipfile
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT

pytestmark = pytest.mark.packaging


def read(wheel: Path, name: str) -> str:
    with zipfile.ZipFile(wheel) as archive:
        (path,) = (path for path in archive.namelist() if path.endswith(f".dist-info/{name}"))
        return archive.read(path).decode()


@pytest.fixture
def metadata(wheel: Path) -> Message:
    return message_from_string(read(wheel, "METADATA"))


def test_holds_the_package_and_nothing_else(wheel: Path) -> None:
    package = ROOT / "pytest_workteam"
    sources = {
        path.relative_to(ROOT).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == sources | {"pytest_workteam/troubleshooting.md"}
    assert "pytest_workteam/py.typed" in names


def test_carries_the_licence(wheel: Path, metadata: Message) -> None:
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata.get_all("License-File") == ["LICENSE"]
    assert read(wheel, "licenses/LICENSE") == (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_runs_on_any_platform(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")


def test_asks_for_five_libraries_and_for_others_as_extras(metadata: Message) -> None:
    requirements: dict[str, set[str]] = {}
    for line in metadata.get_all("Requires-Dist", []):
        requirement, _, condition = line.partition("; ")
        name = re.split("[><=]", requirement)[0]
        requirements.setdefault(condition, set()).add(name)
    assert requirements == {
        "": {"botocore", "jsonschema", "pluggy", "pytest", "regex"},
        "extra == 'hypothesis'": {"hypothesis"},
        "extra == 'liquid'": {"python-liquid"},
    }
    assert metadata["Requires-Python"] == ">=3.10"


@pytest.mark.parametrize(
    "classifier",
    [
        "Framework :: Pytest",
        "Typing :: Typed",
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Programming Language :: Python :: 3.14",
    ],
)
def test_is_classified(metadata: Message, classifier: str) -> None:
    assert classifier in metadata.get_all("Classifier", [])


def test_describes_itself_by_the_readme(metadata: Message) -> None:
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_payload() == (ROOT / "README.md").read_text(encoding="utf-8")


def test_registers_one_plugin(wheel: Path) -> None:
    entry_points = configparser.ConfigParser(delimiters="=")
    entry_points.read_string(read(wheel, "entry_points.txt"))
    sections = {name: dict(entry_points[name]) for name in entry_points.sections()}
    assert sections == {"pytest11": {"workteam": "pytest_workteam.plugin"}}
