"""The command ``record`` harms no account, and records nothing that the service did not say."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from pytest_workteam import lost_response
from pytest_workteam.__main__ import main
from tests.evidence.conftest import (
    ACCOUNT_ID,
    ONE,
    PREFIX,
    PROGRAM,
    REGION,
    Command,
    Service,
    answers_in,
    error,
)


def record(command: Command, output: Path, *only: str) -> tuple[int, str, str]:
    return command("record", "--only", *only, "--output", output, "--yes")


def answers_to(service: Service, operation: str, answer: Callable[[Any], Any]) -> None:
    """Let a function answer the calls of an operation; None leaves them to the stand-in."""
    service.answerer = lambda call: answer(call) if call.operation == operation else None


def test_a_lost_response_is_not_retried(service: Service, command: Command, output: Path) -> None:
    # The service accepts the request: a retry would answer that the name is in use.
    service.verify_cognito = False
    service.fail("CreateWorkforce", lost_response)
    status, out, err = record(command, output, "cognito-not-found")

    assert (status, err) == (1, f"{PROGRAM} record: Nothing is recorded.\n")
    assert out.endswith(
        "cognito-not-found (CreateWorkforce) is not recorded: CreateWorkforce failed with "
        "ConnectionClosedError\n"
    )
    assert service.called.count("CreateWorkforce") == 1
    assert service.left == []


def test_the_workforce_is_in_no_doubt_after_its_change(
    service: Service, command: Command, output: Path
) -> None:
    service.fail("DeleteWorkforce", lost_response)
    record(command, output, "answers", "workforce-in-use")

    answers = answers_in(output.read_text(encoding="utf-8"))
    assert ("answers", "DeleteWorkforce") not in answers
    assert answers["workforce-in-use", "DeleteWorkforce"]["code"].startswith("Live")
    updated = service.called.index("UpdateWorkforce")
    assert service.called[updated + 1] == "DescribeWorkforce"
    assert service.left == []


def test_deletions_do_not_need_the_lists(service: Service, command: Command, output: Path) -> None:
    service.fail("ListWorkteams", "InternalFailure", after=1, times=None)
    service.fail("DeleteHumanTaskUi", "InternalFailure")
    status, _, err = record(command, output, "human-task-ui-in-use")

    assert status == 1
    assert "The recording failed: UnknownAccountError: ListWorkteams failed with" in err
    assert service.left == []
    # The service may have created something in spite of an error.
    assert "Nothing is left" not in err
    assert "This may be left in the account: resources that could not be listed. " in err


def test_a_throttled_call_is_repeated(service: Service, command: Command, output: Path) -> None:
    service.fail("DescribeWorkteam", "ThrottlingException", times=4)

    assert command("record", *ONE, "--output", output, "--yes")[0] == 0
    key = ("unknown-workteam", "DescribeWorkteam")
    assert answers_in(output.read_text(encoding="utf-8"))[key]["code"].startswith("Live")
    assert service.called.count("DescribeWorkteam") == 5


def test_a_body_that_no_service_wrote_is_not_recorded(
    service: Service, command: Command, output: Path
) -> None:
    # botocore takes the status as the code of a body without one.
    service.fail("DescribeWorkteam", "404", message="A proxy's.")
    command("record", *ONE, "--output", output, "--yes")

    answers = answers_in(output.read_text(encoding="utf-8"))
    assert ("unknown-workteam", "DescribeWorkteam") not in answers


def test_no_workforce_is_assumed_after_a_failed_deletion(
    service: Service, command: Command, output: Path
) -> None:
    service.verify_cognito = False
    service.fail("DeleteWorkforce", "InternalFailure", times=4)
    status, out, _ = record(command, output, "cognito-not-found", "too-many-cidrs")

    assert status == 0
    assert set(answers_in(output.read_text(encoding="utf-8"))) == {
        ("cognito-not-found", "CreateWorkforce")
    }
    assert re.search(
        r"too-many-cidrs \(CreateWorkforce\) is not recorded: the account has the workforce "
        r"\{prefix\}-\d+\n",
        out,
    )
    assert service.left == []


def test_no_workforce_is_assumed_if_it_cannot_be_listed(
    service: Service, command: Command, output: Path
) -> None:
    service.fail("ListWorkforces", "InternalFailure", after=2)
    status, out, _ = record(command, output, "too-many-cidrs")

    assert status == 1
    assert "CreateWorkforce" not in service.called
    assert "is not recorded: the account may have a workforce: it cannot be listed\n" in out


def test_an_empty_page_does_not_mean_no_workforce(
    service: Service, command: Command, output: Path
) -> None:
    service.workforce_delay = 0
    service.add_workforce("theirs")
    theirs = dict(service.workforces["theirs"])
    pages = {"": {"Workforces": [], "NextToken": "2"}, "2": {"Workforces": [theirs]}}
    answers_to(service, "ListWorkforces", lambda call: pages[call.parameters.get("NextToken", "")])
    status, out, _ = record(command, output, "too-many-cidrs")

    assert status == 1
    assert "CreateWorkforce" not in service.called
    assert "is not recorded: the account has the workforce {workforce}, which record" in out


def test_a_workforce_that_is_not_active_is_no_evidence(
    service: Service, command: Command, output: Path
) -> None:
    service.workforce_delay = 1000
    status, out, _ = record(command, output, "second-workforce")

    assert status == 1
    assert "is not recorded: the status of the workforce is Initializing\n" in out


def test_what_an_earlier_recording_left_is_nobodys_workforce(
    service: Service, command: Command, output: Path
) -> None:
    service.workforce_delay = 0
    service.add_workforce(f"{PREFIX}-oidc-1")
    status, _, err = record(command, output, "name-in-use")

    assert (status, err) == (
        2,
        error(
            f"Another recording runs in the account, or left workforce {PREFIX}-oidc-1. Delete its "
            f"resources with `{PROGRAM} record --clean-up {PREFIX} --yes` unless it runs."
        ),
    )
    assert all(operation.startswith("List") for operation in service.called)


@pytest.mark.parametrize("arguments", [(*ONE, "--output", "evidence.json"), ("--clean-up", PREFIX)])
@pytest.mark.parametrize(
    "variable",
    ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SAGEMAKER_A2I_RUNTIME", "AWS_CONFIG_FILE"],
)
def test_another_endpoint_has_to_be_named(
    service: Service,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    *,
    variable: str,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    config = tmp_path / "config"
    config.write_text(f"[default]\nendpoint_url = {service.url}\n", encoding="utf-8")
    monkeypatch.setenv(variable, str(config) if variable == "AWS_CONFIG_FILE" else service.url)
    status = main(["record", *arguments, "--yes"])

    assert status == 2
    assert re.search(
        rf"sets the endpoint of sagemaker(-a2i-runtime)? to {service.url}\. Remove it, or give "
        r"--endpoint-url to record that service's answers\.",
        capsys.readouterr().err,
    )
    assert service.called == []


def test_an_endpoint_is_a_url(command: Command) -> None:
    assert command("record", "--dry-run", "--endpoint-url", "localhost:4566") == (
        2,
        "",
        error(
            "--endpoint-url localhost:4566 is not a URL; give one such as "
            "https://vpce-0123.example.com"
        ),
    )


@pytest.fixture
def _interruptible() -> Generator[None, None, None]:
    # A shell starts background jobs, such as some runs of CI, with SIGINT ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_recording_after_its_deletions(
    service: Service, command: Command, output: Path, number: signal.Signals
) -> None:
    answers_to(service, "UpdateWorkforce", lambda _: os.kill(os.getpid(), number))
    before = signal.getsignal(signal.SIGTERM)
    status, _, err = record(command, output, "workforce-conflict")

    assert status == 130
    assert err.startswith(f"{PROGRAM} record: Interrupted. Nothing is left in the account.\n")
    assert service.left == []
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.usefixtures("_interruptible")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_clean_up_after_its_deletions(
    service: Service, command: Command, number: signal.Signals
) -> None:
    service.add_workteam(f"{PREFIX}-1")
    service.add_workteam(f"{PREFIX}-2")

    def interrupt_once(_: Any) -> None:
        if service.called.count("DeleteWorkteam") == 1:
            os.kill(os.getpid(), number)

    answers_to(service, "DeleteWorkteam", interrupt_once)
    status, out, err = command("record", "--clean-up", PREFIX, "--yes")

    assert status == 130
    assert err == f"{PROGRAM} record: Interrupted. Nothing is left in the account.\n"
    assert f"Cleaning up in account {ACCOUNT_ID}, {REGION}, from {service.url}." in out
    assert list(service.workteams) == []


def test_a_refused_answer_ends_its_probe(service: Service, command: Command, output: Path) -> None:
    service.fail("CreateHumanTaskUi", "LiveError", message="Live.")
    record(command, output, "answers")

    answers = answers_in(output.read_text(encoding="utf-8"))
    assert answers["answers", "CreateHumanTaskUi"]["code"] == "LiveError"
    assert ("answers", "DescribeHumanTaskUi") not in answers
    assert ("answers", "DescribeWorkteam") in answers
