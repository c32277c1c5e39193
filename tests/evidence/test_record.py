"""The command ``record``: calls, file, clean-up, and what it never shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import botocore.handlers
import pytest

from pytest_workteam import WorkteamBackend
from pytest_workteam.evidence.document import Record, recorded_situations
from pytest_workteam.evidence.probes import ANSWERS
from pytest_workteam.evidence.table import PROBES
from pytest_workteam.services.catalog import situations
from tests.evidence.conftest import (
    ACCOUNT_ID,
    CREDENTIALS,
    ONE,
    PREFIX,
    PROGRAM,
    REGION,
    USER_POOL,
    Command,
    Service,
    answers_in,
    error,
    response_to,
)


def test_everything_is_recorded(service: Service, command: Command, output: Path) -> None:
    status, out, err = command("record", "--fill-limits", *USER_POOL, "--output", output, "--yes")

    assert (status, err) == (0, "")
    text = output.read_text(encoding="utf-8")
    answers = answers_in(text)
    loaded = recorded_situations([Record.load(output)])
    for probe in PROBES:
        if probe.situation == ANSWERS:
            continue
        answer = answers[probe.situation, probe.operation]
        situation = situations()[probe.situation]
        details = ", ".join(f"{name} {{{name}}}" for name in situation.fields)
        assert answer["code"] == f"Live{situation.code}"
        assert answer["status"] == 409
        assert loaded[probe.situation, probe.operation].code == answer["code"]
        assert answer["message"] == (
            f"In {{region}}, account {{account_id}}: {situation.name} ({details})."
        )
    assert f"Recording in account {ACCOUNT_ID}, {REGION}, from http://127.0.0.1:" in out
    assert out.endswith(f"{len(answers)} answers are in {output}.\n")
    # Nothing in the file tells whose it is.
    for identity in (*CREDENTIALS, ACCOUNT_ID, "wt-record", *USER_POOL[1::2]):
        assert identity not in text
    assert not re.search(r"\d{12}|[0-9a-f]{8}-[0-9a-f]{4}", text)


def test_one_answer_in_full(service: Service, command: Command, output: Path) -> None:
    command("record", "--only", "second-workforce", "--output", output, "--yes")

    answer = answers_in(output.read_text(encoding="utf-8"))["second-workforce", "CreateWorkforce"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", answer.pop("since"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", answer.pop("date"))
    assert re.fullmatch(r"\d+\.\d+\.\d+", answer.pop("botocore"))
    assert answer == {
        "situation": "second-workforce",
        "operation": "CreateWorkforce",
        "workforce": "oidc",
        "code": "LiveValidationException",
        "status": 409,
        "message": (
            "In {region}, account {account_id}: second-workforce (account_id {account_id})."
        ),
        "members": [],
        "headers": {"content-type": "application/x-amz-json-1.1"},
    }


def test_a_second_record_keeps_the_rest(service: Service, command: Command, output: Path) -> None:
    command("record", *ONE, "--output", output, "--yes")
    first = output.read_text(encoding="utf-8").replace('"since": "2', '"since": "1')
    output.write_text(first, encoding="utf-8")
    key = ("unknown-workteam", "DescribeWorkteam")
    changed = situations()["unknown-workteam"].with_message("Other words.")
    service.recorded = {**service.recorded, key: changed}
    command("record", *ONE, "--output", output, "--yes")
    command("record", "--only", "malformed-body", "--output", output, "--yes")

    answers = answers_in(output.read_text(encoding="utf-8"))
    assert {situation for situation, _ in answers} == {"malformed-body", "unknown-workteam"}
    assert answers[key]["since"].startswith("2")
    assert answers["unknown-workteam", "DeleteWorkteam"]["since"].startswith("1")


def test_an_account_with_a_workforce(service: Service, command: Command, output: Path) -> None:
    service.workforce_delay = 0
    service.add_workforce("theirs-and-theirs-alone")
    status, out, err = command(
        "record", "--only", "workforce-in-use", "second-workforce", "--output", output, "--yes"
    )

    assert (status, err) == (1, f"{PROGRAM} record: Nothing is recorded.\n")
    assert service.left == ["theirs-and-theirs-alone"]
    assert out.endswith(
        "second-workforce (CreateWorkforce) is not recorded: give --user-pool, --client-id and "
        "--group of the workforce {workforce}\n"
        "workforce-in-use (DeleteWorkforce) is not recorded: the account has the workforce "
        "{workforce}, which record does not change\n"
    )
    assert not output.exists()


def test_an_interruption_keeps_what_was_recorded(
    service: Service, command: Command, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(request: Any, **_: Any) -> None:
        if request.url.startswith("http://127.0.0.1"):
            raise KeyboardInterrupt

    handlers = [
        *botocore.handlers.BUILTIN_HANDLERS,
        ("before-send.sagemaker.UpdateWorkteam", interrupt),
    ]
    monkeypatch.setattr("botocore.handlers.BUILTIN_HANDLERS", handlers)
    status, _, err = command("record", *ONE, "--output", output, "--yes")

    assert status == 130
    assert err == f"{PROGRAM} record: Interrupted. Nothing is left in the account.\n"
    assert set(answers_in(output.read_text(encoding="utf-8"))) == {
        ("unknown-workteam", "DescribeWorkteam")
    }
    assert service.left == []


def test_what_is_left_is_told_and_cleaned_up(
    service: Service, command: Command, output: Path
) -> None:
    service.fail("DeleteWorkteam", "InternalFailure", times=None)
    status, out, err = command("record", "--only", "name-in-use", "--output", output, "--yes")

    assert status == 1
    prefix = re.search("wt-record-[0-9a-f]{12}", out)
    assert prefix is not None
    (team,), (workforce,) = service.workteams, service.workforces
    assert err == (
        f"{PROGRAM} record: This may be left in the account: work team {team}, workforce "
        f"{workforce}. Delete it with `{PROGRAM} record --clean-up {prefix[0]} --yes`, with the "
        "same profile and region.\n"
    )
    assert output.exists()

    service._engine.faults.clear()
    service.add_workteam("theirs")
    where = f"account {ACCOUNT_ID}, {REGION}, from {service.url}"
    found = f"work team {team}\nworkforce {workforce}\n"
    assert command("record", "--clean-up", prefix[0]) == (
        0,
        f"These would be deleted in {where}:\n{found}Repeat the command with --yes.\n",
        "",
    )
    service.remove_workteam("theirs")
    assert command("record", "--clean-up", prefix[0], "--yes") == (
        0,
        f"Cleaning up in {where}.\nDeleted: work team {team}\nDeleted: workforce {workforce}\n",
        "",
    )
    assert service.left == []
    assert command("record", "--clean-up", prefix[0], "--yes") == (
        0,
        f"Nothing with the prefix {prefix[0]} is in {where}.\n",
        "",
    )


def test_what_cannot_be_cleaned_up_is_told(service: Service, command: Command) -> None:
    service.add_workteam(f"{PREFIX}-1")
    service.fail("DeleteWorkteam", "InternalFailure", times=None)

    status, _, err = command("record", "--clean-up", PREFIX, "--yes")

    assert status == 1
    assert err == (
        f"{PROGRAM} record: This may be left in the account: work team {PREFIX}-1. Delete it with "
        f"`{PROGRAM} record --clean-up {PREFIX} --yes`, with the same profile and region.\n"
    )


@pytest.mark.parametrize(
    "variables,options,message",
    [
        ({"AWS_DEFAULT_REGION": ""}, [], "No region is configured. Give --region."),
        (
            {},
            ["--profile", "nobody"],
            "GetCallerIdentity of AWS STS failed with ProfileNotFound, so the account "
            "is unknown. Check the profile and the network.",
        ),
        (
            {"AWS_DEFAULT_REGION": ""},
            ["--profile", "nobody"],
            "The session is invalid: The config profile (nobody) could not be found",
        ),
        (
            {"AWS_ACCESS_KEY_ID": ""},
            [],
            "GetCallerIdentity of AWS STS failed with NoCredentialsError, so the account "
            "is unknown. Check the profile and the network.",
        ),
    ],
)
def test_an_account_that_is_not_known_is_not_called(
    service: Service,
    command: Command,
    output: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    variables: dict[str, str],
    options: list[str],
    message: str,
) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name, value in variables.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)

    status, _, err = command("record", *ONE, *options, "--output", output, "--yes")

    assert (status, err) == (2, error(message))
    assert service.called == []


def test_credentials_that_aws_refuses(
    service: Service, command: Command, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "<ErrorResponse><Error><Code>InvalidClientTokenId</Code></Error></ErrorResponse>"
    event = "before-send.sts.GetCallerIdentity"
    refuse = (event, lambda request, **_: response_to(request, 403, body))
    handlers = [refuse, *botocore.handlers.BUILTIN_HANDLERS]
    monkeypatch.setattr("botocore.handlers.BUILTIN_HANDLERS", handlers)

    status, _, err = command("record", *ONE, "--output", output, "--yes")

    assert (status, err) == (
        2,
        error(
            "GetCallerIdentity of AWS STS failed with InvalidClientTokenId, so the account "
            "is unknown. Check the profile and the network."
        ),
    )
    assert service.called == []


def test_a_file_of_something_else_is_not_replaced(
    service: Service, command: Command, output: Path
) -> None:
    output.write_text("{}", encoding="utf-8")

    status, _, err = command("record", *ONE, "--output", output, "--yes")

    assert (status, err) == (
        2,
        error(
            "evidence.json is not an evidence file (KeyError: 'format'). Give a file that "
            f"`{PROGRAM} record` wrote."
        ),
    )
    assert service.called == []
    assert output.read_text(encoding="utf-8") == "{}"


def test_an_active_backend_does_not_answer_in_place_of_aws(
    service: Service, command: Command, output: Path
) -> None:
    with WorkteamBackend():
        status, _, err = command("record", *ONE, "--output", output, "--yes")

    assert status == 2
    assert "record was called while a backend is active" in err
    assert not output.exists()


@pytest.mark.parametrize(
    "code", ["InvalidSignatureException", "RequestTimeout", "ResourceLimitExceeded"]
)
def test_an_unrelated_error_is_not_recorded(
    service: Service, command: Command, output: Path, code: str
) -> None:
    service.fail("DescribeWorkteam", code, message="Not what was asked.")
    command("record", *ONE, "--output", output, "--yes")

    answers = answers_in(output.read_text(encoding="utf-8"))
    assert ("unknown-workteam", "DescribeWorkteam") not in answers
    assert ("unknown-workteam", "DeleteWorkteam") in answers
