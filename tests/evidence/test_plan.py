"""The command ``record``: plan, policy and invalid options."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pytest_workteam.evidence.table import PROBES
from tests.evidence.conftest import ONE, USER_POOL, Command, Service, error


def anonymous(text: str) -> str:
    return re.sub("wt-record-[0-9a-f]{12}", "PREFIX", text)


def test_nothing_is_called_without_yes(service: Service, command: Command, output: Path) -> None:
    status, out, _ = command("record", *ONE, "--output", output)

    assert status == 0
    assert anonymous(out) == (
        "In an account without a workforce, record makes these calls:\n"
        "\n"
        "Read the account:\n"
        '  ListWorkteams {"NameContains": "wt-record"}\n'
        '  ListWorkforces {"NameContains": "wt-record"}\n'
        "  ListHumanTaskUis {}\n"
        "  ListWorkforces {}\n"
        "unknown-workteam (DescribeWorkteam):\n"
        '  DescribeWorkteam {"WorkteamName": "PREFIX-1"}\n'
        "unknown-workteam (UpdateWorkteam):\n"
        '  UpdateWorkteam {"WorkteamName": "PREFIX-2", "Description": "None."}\n'
        "unknown-workteam (DeleteWorkteam):\n"
        '  DeleteWorkteam {"WorkteamName": "PREFIX-3"}\n'
        "Delete the rest:\n"
        '  ListWorkteams {"NameContains": "wt-record"}\n'
        '  ListWorkforces {"NameContains": "wt-record"}\n'
        "  ListHumanTaskUis {}\n"
        "\n"
        "10 calls, and GetCallerIdentity of AWS STS before them. DescribeWorkforce is repeated "
        "until the service accepts a workforce's deletion, for at most ten minutes.\n"
        "The names of everything that record creates start with PREFIX. record deletes it at the "
        "end, also after a failure or Ctrl+C, and changes nothing else.\n"
        "The calls are free of charge: they create work teams, workforces, human task UIs and "
        "tags. No call starts a labeling job or a human loop: StartHumanLoop names a flow "
        "definition that does not exist.\n"
        "\n"
        "Nothing was called. Repeat the command with --yes to make these calls.\n"
    )
    assert service.called == []
    assert not output.exists()


def test_a_dry_run_calls_nothing(service: Service, command: Command) -> None:
    status, out, _ = command("record", "--dry-run", "--yes", "--fill-limits", *USER_POOL)

    assert status == 0
    assert service.called == []
    assert "\nmalformed-body (ListWorkteams) with the body {:\n" in out
    assert out.endswith("Nothing was called. Repeat the command with --yes to make these calls.\n")
    assert "\nworkteam-limit (CreateWorkteam):\n" in out
    assert (
        "SageMaker sets the callback URLs of the app client liveclient when a workforce or work "
        "team uses it; they are not reset.\n"
    ) in out


def test_no_limit_is_filled_by_default(command: Command) -> None:
    _, out, _ = command("record", "--dry-run")

    assert out.count("CreateWorkteam {") < 25
    assert "\nWithout --fill-limits, record skips too-many-tags, workteam-limit.\n" in out


def test_the_plan_is_what_is_called(service: Service, command: Command, output: Path) -> None:
    status, out, err = command("record", "--fill-limits", *USER_POOL, "--output", output, "--yes")

    plan = out.partition("\nRecording in ")[0]
    planned = re.findall(r"^  (\w+) \{", plan, re.MULTILINE)
    assert (status, err) == (0, "")
    assert service.called == planned
    assert f"\n{len(planned)} calls, and GetCallerIdentity" in plan
    assert service.left == []


def test_the_policy_allows_the_calls_and_no_more(service: Service, command: Command) -> None:
    _, out, _ = command("record", "--policy", *USER_POOL)

    policy = json.loads(out)
    allowed = {
        action: tuple(statement["Resource"])
        for statement in policy["Statement"]
        for action in statement["Action"]
    }
    made = {step.operation for probe in PROBES for step in probe.steps}
    assert {f"sagemaker:{operation}" for operation in made} <= set(allowed)
    for action, resources in allowed.items():
        changes = re.match("sagemaker:(Add|Create|Delete|Start|Stop|Update)", action)
        assert not changes or all(each.endswith("/*wt-record-*") for each in resources), action
    team = ("arn:aws:sagemaker:*:*:workteam/*wt-record-*",)
    assert allowed["sagemaker:ListLabelingJobsForWorkteam"] == team
    assert allowed["cognito-idp:UpdateUserPoolClient"] == (
        "arn:aws:cognito-idp:*:*:userpool/eu-west-1_Live00000",
    )


def test_the_policy_of_a_few_calls(command: Command) -> None:
    _, out, _ = command("record", "--policy", *ONE)

    lists = ["ListHumanTaskUis", "ListWorkforces", "ListWorkteams"]
    calls = ["DeleteWorkteam", "DescribeWorkteam", "UpdateWorkteam"]
    assert json.loads(out) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": [f"sagemaker:{operation}" for operation in operations],
                "Resource": [resource],
            }
            for operations, resource in (
                (lists, "*"),
                (calls, "arn:aws:sagemaker:*:*:workteam/*wt-record-*"),
            )
        ],
    }


@pytest.mark.parametrize(
    "options,message",
    [
        ([], "record needs --output FILE, or --dry-run"),
        (
            ["--output", "nowhere/evidence.json"],
            "--output nowhere/evidence.json is in a folder that does not exist; create it",
        ),
        (
            ["--dry-run", "--group", "crew"],
            "--user-pool, --client-id and --group belong together; give all three or none",
        ),
        (
            ["--dry-run", "--only", "throttled"],
            "record cannot provoke throttled: it takes more requests than an account should see.",
        ),
        (
            ["--dry-run", "--only", "name-in-use", "workteam-limit"],
            "workteam-limit fills a limit; add --fill-limits",
        ),
        (
            ["--dry-run", "--only", "name-in-us"],
            "record has no probe for 'name-in-us'. Did you mean name-in-use?",
        ),
        (
            ["--clean-up", "prod"],
            "'prod' is not the prefix of a recording, such as wt-record-0123456789ab; give the "
            "prefix that `record` printed",
        ),
    ],
)
def test_invalid_options(command: Command, options: list[str], message: str) -> None:
    assert command("record", *options) == (2, "", error(message))
