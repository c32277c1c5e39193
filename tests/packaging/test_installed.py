"""The wheel, installed in an empty folder on each supported Python, and a user's first test."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.packaging

USERS_TEST = """
import importlib.metadata

import pytest
import pytest_workteam


def create(client):
    return client.create_workteam(
        WorkteamName="reviewers",
        Description="Review labels.",
        MemberDefinitions=[
            {
                "CognitoMemberDefinition": {
                    "UserPool": "us-east-1_a1b2c3d4e",
                    "UserGroup": "reviewers",
                    "ClientId": "1234567890",
                }
            }
        ],
    )


def test_a_team_is_created_once(workteam_backend, workteam_client):
    assert create(workteam_client)["WorkteamArn"].endswith("/reviewers")
    with pytest.raises(workteam_client.exceptions.ResourceInUse):
        create(workteam_client)
    assert list(workteam_backend.workteams) == ["reviewers"]


def test_the_version_is_the_metadatas():
    assert pytest_workteam.__version__ == importlib.metadata.version("pytest-workteam")
"""


def interpreter(uv: str, version: str) -> str:
    find = [uv, "python", "find", "--no-project", "--no-python-downloads", version]
    found = subprocess.run(find, capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(f"no Python {version} here")
    return found.stdout.strip()


@pytest.mark.parametrize("version", ["3.10", "3.11", "3.12", "3.13", "3.14"])
def test_works_in_an_empty_folder(tmp_path: Path, wheel: Path, uv: str, version: str) -> None:
    def run(*command: str) -> str:
        # An outer run's settings are not the user's.
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "PYTEST_", "PYTHON")) and name != "VIRTUAL_ENV"
        }
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(uv, "venv", "--quiet", "--no-project", "--python", interpreter(uv, version), ".venv")
    run(uv, "pip", "install", "--quiet", str(wheel))
    run(uv, "pip", "check")
    (tmp_path / "test_team.py").write_text(USERS_TEST, encoding="utf-8")
    output = run(str(tmp_path / ".venv" / "bin" / "pytest"), "-W", "error")
    assert f"Python {version}." in output
    assert "2 passed" in output
    command = ["-m", "pytest_workteam", "explain", "unmet-fault"]
    explained = run(str(tmp_path / ".venv" / "bin" / "python"), *command)
    assert explained.startswith("### A fault that no request met\n")
