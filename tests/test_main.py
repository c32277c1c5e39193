"""The command line prints schemas and lists what is faked."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import get_args

import pytest

import pytest_workteam
from pytest_workteam.__main__ import main
from pytest_workteam.errors import PAGE, Topic
from pytest_workteam.schema import request_schema, response_schema
from pytest_workteam.services.catalog import operations
from tests.support import linked

ROOT = Path(__file__).parents[1]


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_schema_of_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "schema", "CreateWorkteam")
    assert json.loads(out) == request_schema("CreateWorkteam")
    assert out.isascii()
    assert out.startswith('{\n  "$schema"')


def test_schema_of_a_faked_operation_needs_no_service(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "schema", "StartHumanLoop")
    assert json.loads(out) == request_schema("StartHumanLoop", "sagemaker-a2i-runtime")


def test_schema_of_a_response_of_another_service(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(
        capsys, "schema", "GetCallerIdentity", "--service", "sts", "--response", "--descriptions"
    )
    expected = response_schema("GetCallerIdentity", "sts", descriptions=True)
    assert json.loads(out) == expected
    assert expected["title"] == "GetCallerIdentity response"


@pytest.mark.parametrize(
    "arguments,message",
    [
        (
            ["create-workteam"],
            "sagemaker has no operation 'create-workteam'. Did you mean CreateWorkteam?",
        ),
        (
            ["Publish", "--service", "Sage-Maker"],
            "botocore has no service 'Sage-Maker'. Did you mean sagemaker?",
        ),
    ],
)
def test_an_unknown_name(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schema", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"python -m pytest_workteam: {linked(message, 'unknown-name')}\n"


def test_operations(capsys: pytest.CaptureFixture[str]) -> None:
    *lines, empty, common, of_loops = printed(capsys, "operations").splitlines()
    assert [line.split()[0] for line in lines] == sorted(operations())
    assert "CreateWorkteam               ResourceInUse, ResourceLimitExceeded" in lines
    # The text of the operation names it, though the model does not.
    assert "DeleteWorkforce              ResourceInUse" in lines
    assert "DescribeWorkteam" in lines
    assert empty == ""
    assert common.startswith("Any of sagemaker: ValidationException, ThrottlingException")
    assert of_loops.startswith("Any of sagemaker-a2i-runtime: ValidationException, Throttling")


def test_without_a_command_it_prints_what_it_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys)

    assert out.startswith("usage: python -m pytest_workteam [-h] COMMAND ...")
    assert all(
        command in out
        for command in ("schema", "operations", "explain", "record", "compare", "model-diff")
    )


@pytest.mark.skipif(sys.platform == "win32", reason="closes a pipe as POSIX does")
def test_a_reader_that_goes_away_is_no_error() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest_workteam", "schema", "CreateTrainingJob"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr as stream:
        assert stream.read() == b""
    assert process.wait() == 0


@pytest.mark.parametrize("topic", get_args(Topic))
def test_every_topic_is_explained(capsys: pytest.CaptureFixture[str], topic: str) -> None:
    out = printed(capsys, "explain", topic)

    page = (ROOT / PAGE).read_text(encoding="utf-8")
    assert out.startswith("### ")
    assert out.count("\n### ") == out.count("\n## ") == out.count("<a id=") == 0
    assert f'<a id="{topic}"></a>\n\n{out}' in page


def test_without_a_topic_it_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "explain").splitlines()

    assert sorted(line.split()[0] for line in lines) == sorted(get_args(Topic))
    assert any(re.fullmatch(r"not-faked +OperationNotFaked", line) for line in lines)


def test_an_explanation_from_a_zip_file(tmp_path: Path) -> None:
    package = Path(pytest_workteam.__file__).parent
    with zipfile.ZipFile(tmp_path / "plugin.zip", "w") as archive:
        for name in ("__init__.py", "__main__.py", "errors.py"):
            archive.write(package / name, f"pytest_workteam/{name}")
        archive.write(ROOT / PAGE, f"pytest_workteam/{Path(PAGE).name}")
    done = subprocess.run(
        [sys.executable, "-m", "pytest_workteam", "explain", "not-faked"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "plugin.zip"), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.startswith(b"### OperationNotFaked")


def test_a_page_is_legible_in_any_encoding() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest_workteam", "explain", "evidence"],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=True,
    )
    # The page has an ellipsis.
    assert b'"? is not an evidence file"' in done.stdout
    assert not done.stderr


def test_an_unknown_topic(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "unmet-faults"]) == 2
    message = "no message has the topic 'unmet-faults'. Did you mean unmet-fault?"
    assert capsys.readouterr().err == (
        f"python -m pytest_workteam: {linked(message, 'unknown-name')}\n"
    )
    assert main(["explain", "?"]) == 2
    assert "no message has the topic '?'. The topics are " in capsys.readouterr().err
