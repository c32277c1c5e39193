"""The command ``model-diff``: what changed between two service models."""

from __future__ import annotations

import copy
import gzip
import json
from pathlib import Path
from typing import Any

import botocore
import pytest

from tests.evidence.conftest import Command
from tests.support import linked

BOTOCORE = Path(botocore.__file__).parent
SAME = "The faked operations are the same.\n"
HELP = (
    "Give the folder of an installed botocore, a folder that holds "
    "sagemaker/2017-07-24/service-2.json such as its data folder, or a file that "
    "`python -m pytest_workteam schema` printed."
)


@pytest.fixture(scope="module")
def model() -> Any:
    """The parts of the installed model that the faked operations need, and no more."""
    (path,) = (BOTOCORE / "data" / "sagemaker").glob("*/service-2.json*")
    raw = path.read_bytes()
    return json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)


def folder_with(path: Path, model: Any) -> Path:
    place = path / "sagemaker" / "2017-07-24"
    place.mkdir(parents=True)
    (place / "service-2.json").write_text(json.dumps(model), encoding="utf-8")
    return path


def test_a_version_is_like_itself(command: Command) -> None:
    for path in (BOTOCORE, BOTOCORE.parent, BOTOCORE / "data"):
        assert command("model-diff", BOTOCORE, path) == (0, SAME, "")


def test_every_kind_of_change_is_told(command: Command, tmp_path: Path, model: Any) -> None:
    changed = copy.deepcopy(model)
    shapes, operations = changed["shapes"], changed["operations"]
    request = shapes["CreateWorkteamRequest"]
    request["members"]["Color"] = {"shape": "WorkteamName"}
    del request["members"]["NotificationConfiguration"]
    request["required"].remove("Description")
    shapes["WorkteamName"] |= {"max": 99, "pattern": "[a-z]+"}
    shapes["SortOrder"]["enum"] = ["Ascending", "Sideways"]
    shapes["MemberDefinitions"]["max"] = 20
    # Every value meets a minimum length of 0, which only some versions have.
    if shapes["NextToken"].pop("min", None) is None:
        shapes["NextToken"]["min"] = 0
    shapes["MemberDefinition"]["members"]["Nested"] = {"shape": "MemberDefinition"}
    operations["DescribeWorkteam"]["errors"] = [{"shape": "ResourceNotFound"}]
    operations["CreateWorkteam"]["errors"].pop()
    shapes["CreateWorkteamResponse"]["members"]["WorkteamArn"] = {"shape": "Integer"}
    del operations["ListTags"]

    old, new = folder_with(tmp_path / "old", model), folder_with(tmp_path / "new", changed)
    status, out, err = command("model-diff", old, new)

    lines = out.splitlines()
    assert (status, err) == (1, "")
    name = model["shapes"]["WorkteamName"]
    expected = [
        "CreateWorkteam request: Color: member added",
        "CreateWorkteam request: Description: required true -> none",
        "CreateWorkteam request: MemberDefinitions: maxItems 10 -> 20",
        "CreateWorkteam request: MemberDefinitions[].Nested: member added",
        "CreateWorkteam request: NotificationConfiguration: member removed",
        f"CreateWorkteam request: WorkteamName: maxLength {name['max']} -> 99",
        f"CreateWorkteam request: WorkteamName: x-aws-pattern {json.dumps(name['pattern'])} -> "
        '"[a-z]+"',
        "CreateWorkteam errors: ResourceLimitExceeded: error removed",
        "DescribeWorkteam errors: ResourceNotFound: error added",
        "ListWorkteams request: SortOrder: enum +Sideways -Descending",
        "ListTags request: removed",
        "ListTags response: removed",
        "ListTags errors: removed",
        'CreateWorkteam response: WorkteamArn: type "string" -> "integer"',
    ]
    assert [line for line in expected if line not in lines] == [], out
    assert not [line for line in lines if ": pattern " in line or "NextToken" in line]
    reverse = command("model-diff", new, old)[1]
    assert "CreateWorkteam request: Color: member removed" in reverse.splitlines()
    assert "ListTags request: added" in reverse.splitlines()


def test_a_version_without_the_service(command: Command, tmp_path: Path) -> None:
    (tmp_path / "sagemaker").mkdir()

    status, out, _ = command("model-diff", tmp_path, BOTOCORE)

    assert status == 1
    assert "CreateWorkteam request: added" in out.splitlines()


def test_two_folders_without_a_faked_operation(command: Command, tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        (folder / "sagemaker").mkdir(parents=True)

    status, _, err = command("model-diff", old, new)

    assert status == 2
    assert (f"{old} cannot be compared (neither it nor {new} has a faked operation). {HELP}") in err


def test_two_schemas(command: Command, tmp_path: Path) -> None:
    _, printed, _ = command("schema", "DeleteWorkteam")
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(printed, encoding="utf-8")
    new.write_text(printed.replace('"maxLength": 63', '"maxLength": 64'), encoding="utf-8")

    assert command("model-diff", old, old) == (0, SAME, "")
    assert command("model-diff", old, new) == (
        1,
        "DeleteWorkteam request: WorkteamName: maxLength 63 -> 64\n",
        "",
    )


@pytest.mark.parametrize(
    "name,content,problem",
    [
        ("nothing", None, "No such file or directory"),
        ("text", "text", "it is not a schema"),
        ("list", "[]", "it is not a schema"),
        ("other", '{"$id": 1}', "it is not a schema"),
        (".", None, "no service models are in it"),
    ],
)
def test_what_cannot_be_compared(
    command: Command, tmp_path: Path, name: str, content: str | None, problem: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")

    assert command("model-diff", BOTOCORE, path) == (
        2,
        "",
        "python -m pytest_workteam: "
        + linked(f"{path} cannot be compared ({problem}). {HELP}", "evidence")
        + "\n",
    )
