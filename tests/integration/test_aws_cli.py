from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from pytest_workteam import WorkteamBackend
from tests.support import FLOW_ARN, MANIFEST, cognito, labeling_job

# Not imported here: it changes the environment of the process that imports it.
if importlib.util.find_spec("awscli") is None:
    pytest.skip("the AWS CLI is not installed", allow_module_level=True)

CARRIES_BOTOCORE = not importlib.metadata.version("awscli").startswith("1.")
REFUSED = 254 if CARRIES_BOTOCORE else 255
"""The status that the AWS CLI ends with when the service refused, by its major version."""

ARN = "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/team"


def create(name: str = "team") -> list[str]:
    return [
        "sagemaker",
        "create-workteam",
        "--workteam-name",
        name,
        "--description",
        "A work team.",
        "--member-definitions",
        json.dumps([cognito()]),
    ]


@pytest.fixture
def aws(workteam_backend: WorkteamBackend) -> Callable[..., Any]:
    """Runs the AWS CLI as a program of its own, with nothing but the backend's environment."""
    # The package's own program: another AWS CLI may come first on the path.
    program = [sys.executable, "-m", "awscli"]

    def aws(*arguments: str, **environment: str) -> Any:
        return subprocess.run(
            [*program, *arguments],
            env={**workteam_backend.environment(), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return aws


class TestSubprocess:
    def test_create_and_describe(
        self, workteam_backend: WorkteamBackend, aws: Callable[..., Any]
    ) -> None:
        created = aws(*create())
        described = aws("sagemaker", "describe-workteam", "--workteam-name", "team")

        assert (created.returncode, json.loads(created.stdout)) == (0, {"WorkteamArn": ARN})
        assert json.loads(described.stdout)["Workteam"]["MemberDefinitions"] == [cognito()]
        assert list(workteam_backend.workteams) == ["team"]
        assert [call.client for call in workteam_backend.calls] == ["aws-cli", "aws-cli"]

    @pytest.mark.workteam(limit=1, existing=1)
    def test_the_limit_with_the_clis_own_status_and_message(self, aws: Callable[..., Any]) -> None:
        done = aws(*create())

        assert done.returncode == REFUSED
        assert "An error occurred (ResourceLimitExceeded) when calling the CreateWorkteam" in (
            done.stderr
        )
        assert not done.stdout

    def test_a_labeling_job(
        self, workteam_backend: WorkteamBackend, aws: Callable[..., Any]
    ) -> None:
        workteam_backend.add_workteam("team")
        workteam_backend.s3_objects[MANIFEST] = b'{"source": "a"}'
        parameters = json.dumps(labeling_job())
        created = aws("sagemaker", "create-labeling-job", "--cli-input-json", parameters)
        workteam_backend.labeling_jobs["job"].complete("golf")
        described = aws("sagemaker", "describe-labeling-job", "--labeling-job-name", "job")

        assert json.loads(created.stdout)["LabelingJobArn"].endswith(":labeling-job/job")
        assert json.loads(described.stdout)["LabelingJobStatus"] == "Completed"

    def test_pages_are_followed(
        self, workteam_backend: WorkteamBackend, aws: Callable[..., Any]
    ) -> None:
        names = workteam_backend.add_workteams(23)

        done = aws(
            "sagemaker",
            "list-workteams",
            "--page-size",
            "10",
            "--query",
            "Workteams[].WorkteamName",
            "--output",
            "json",
        )

        assert json.loads(done.stdout) == names
        assert len(workteam_backend.calls) == 3

    def test_the_region_and_the_account_are_the_callers(
        self, workteam_backend: WorkteamBackend, aws: Callable[..., Any]
    ) -> None:
        workteam_backend.accounts["AKIAOTHER"] = "210987654321"

        done = aws(
            "sagemaker", "list-workteams", "--region", "eu-west-1", AWS_ACCESS_KEY_ID="AKIAOTHER"
        )

        assert done.returncode == 0
        call = workteam_backend.calls.last
        assert (call.region, call.account_id) == ("eu-west-1", "210987654321")

    def test_what_is_not_faked_says_so(self, aws: Callable[..., Any]) -> None:
        done = aws("sagemaker", "list-models")

        assert done.returncode == REFUSED
        assert "SageMaker's ListModels is not faked by pytest-workteam" in done.stderr

    def test_without_a_signature(
        self, workteam_backend: WorkteamBackend, aws: Callable[..., Any]
    ) -> None:
        assert aws("sagemaker", "list-workteams", "--no-sign-request").returncode == 0
        assert workteam_backend.calls.last.region == "us-east-1"


IN_PROCESS = """
import importlib.metadata
import importlib.util
import json
import os

{first}
import awscli.clidriver
{last}

def aws(*arguments):
    return awscli.clidriver.create_clidriver().main(list(arguments))

def test_it(workteam_backend, capfd, monkeypatch):
    monkeypatch.setenv("AWS_PAGER", "")
    workteam_backend.limit = 1
    status = aws({create})
    assert (status, json.loads(capfd.readouterr().out)) == (0, {{"WorkteamArn": {arn!r}}})
    assert aws({create_another}) == {refused}
    assert "ResourceLimitExceeded" in capfd.readouterr().err
    assert [(call.client, call.error) for call in workteam_backend.calls] == [
        ("aws-cli", None), ("aws-cli", "ResourceLimitExceeded")
    ]
"""
BOTO3 = "import boto3; boto3.Session(region_name='us-east-1').client('sagemaker', \
aws_access_key_id='a', aws_secret_access_key='b')"


@pytest.mark.parametrize(
    "first,last", [("", ""), (BOTO3, ""), ("", BOTO3)], ids=["alone", "after boto3", "before boto3"]
)
@pytest.mark.parametrize("plugin", ["loads first", "loads last"])
def test_in_the_process(pytester: pytest.Pytester, first: str, last: str, plugin: str) -> None:
    if CARRIES_BOTOCORE and (first or last or plugin == "loads last"):
        pytest.skip("it puts its botocore in boto3's place, and pytest cannot start after it")
    # The driver changes the environment of the process that it is imported in.
    pytester.makepyfile(
        early_plugin=f"{first}\nimport awscli.clidriver\n",
        test_it=IN_PROCESS.format(
            first=first,
            last=last,
            arn=ARN,
            refused=REFUSED,
            create=", ".join(map(repr, create())),
            create_another=", ".join(map(repr, create("another"))),
        ),
    )
    pytester.syspathinsert()
    early = ["-p", "early_plugin"] if plugin == "loads last" else []

    result = pytester.runpytest_subprocess(*early)

    result.assert_outcomes(passed=1)


class TestHumanLoops:
    def test_from_start_to_deletion(
        self, workteam_backend: WorkteamBackend, aws: Callable[..., Any]
    ) -> None:
        workteam_backend.add_flow_definition("flow")
        runtime, name = "sagemaker-a2i-runtime", ["--human-loop-name", "loop"]
        content = json.dumps({"InputContent": '{"text": "a"}'})

        started = aws(
            *(runtime, "start-human-loop", *name, "--flow-definition-arn", FLOW_ARN),
            *("--human-loop-input", content),
        )
        assert started.stderr == ""
        workteam_backend.human_loops["loop"].complete({"label": "b"})
        shown = json.loads(aws(runtime, "describe-human-loop", *name).stdout)
        listed = json.loads(
            aws(runtime, "list-human-loops", "--flow-definition-arn", FLOW_ARN).stdout
        )
        assert aws(runtime, "delete-human-loop", *name).returncode == 0
        missing = aws(runtime, "describe-human-loop", *name)

        assert json.loads(started.stdout)["HumanLoopArn"] == shown["HumanLoopArn"]
        assert shown["HumanLoopStatus"] == "Completed"
        assert [row["HumanLoopName"] for row in listed["HumanLoopSummaries"]] == ["loop"]
        assert missing.returncode == REFUSED
        assert "(ResourceNotFoundException)" in missing.stderr
        assert {call.client for call in workteam_backend.calls} == {"aws-cli"}
