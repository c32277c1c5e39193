"""The command ``compare``: where a record and the fake differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_workteam.evidence.document import Record
from pytest_workteam.evidence.recording import recorded_on_fake
from pytest_workteam.evidence.runs import Cognito, Place, WorkforceKind
from pytest_workteam.evidence.table import PROBES
from tests.evidence.conftest import ACCOUNT_ID, PREFIX, REGION, Command, Service


@pytest.mark.parametrize("prefers", ["oidc", "cognito"])
def test_the_fake_does_not_differ_from_itself(
    command: Command, tmp_path: Path, prefers: WorkforceKind
) -> None:
    place = Place(REGION, ACCOUNT_ID, PREFIX, Cognito("eu-west-1_Live00000", "c7", "g"), prefers)
    record = Record("own.json").with_answers(recorded_on_fake(PROBES, place))
    path = tmp_path / "own.json"
    path.write_text(record.text(), encoding="utf-8")

    assert command("compare", path) == (
        0,
        f"The fake answers like the record: {len(record.answers)} answers compared.\n",
        "",
    )


def test_every_difference_is_told(service: Service, command: Command, tmp_path: Path) -> None:
    path = tmp_path / "evidence.json"
    command("record", "--only", "unknown-workteam", "answers", "--output", path, "--yes")
    content = json.loads(path.read_text(encoding="utf-8"))
    kept: list[dict[str, Any]] = []
    for answer in content["answers"]:
        key = answer["situation"], answer["operation"]
        if key == ("answers", "DescribeWorkteam"):
            answer["members"].remove("Workteam.SubDomain")
            answer["members"].append("Workteam.Color")
            kept.append(answer)
        if key == ("unknown-workteam", "DeleteWorkteam"):
            kept.append(answer)
            kept.append({**answer, "situation": "of-a-newer-version"})
    path.write_text(json.dumps({**content, "answers": kept}), encoding="utf-8")
    words = "In {region}, account {account_id}: unknown-workteam (workteam_name {workteam_name})."
    own_words = "The work team {workteam_name} does not exist in this account and region."

    assert command("compare", path) == (
        1,
        "situation           operation         what       recorded, then the fake's\n"
        "answers             DescribeWorkteam  members    also Workteam.Color\n"
        "                                                 also Workteam.SubDomain\n"
        "of-a-newer-version  DeleteWorkteam    situation  LiveValidationException\n"
        "                                                 unknown\n"
        "unknown-workteam    DeleteWorkteam    code       LiveValidationException\n"
        "                                                 ValidationException\n"
        "unknown-workteam    DeleteWorkteam    status     409\n"
        "                                                 400\n"
        f'unknown-workteam    DeleteWorkteam    message    "{words}"\n'
        f'                                                 "{own_words}"\n'
        "3 of 3 answers differ.\n",
        "",
    )
    status, out, _ = command("compare", path, "--json")
    assert status == 1
    printed = json.loads(out)
    assert (printed["format"], printed["compared"]) == (1, 3)
    assert printed["differences"][2] == {
        "situation": "unknown-workteam",
        "operation": "DeleteWorkteam",
        "what": "code",
        "recorded": "LiveValidationException",
        "fake": "ValidationException",
    }


def test_an_accepted_request_differs_from_a_refused_one(
    service: Service, command: Command, tmp_path: Path
) -> None:
    path = tmp_path / "evidence.json"
    service.verify_cognito = False
    command("record", "--only", "cognito-not-found", "--output", path, "--yes")

    status, out, _ = command("compare", path)

    assert status == 1
    assert out == (
        "situation          operation        what     recorded, then the fake's\n"
        "cognito-not-found  CreateWorkforce  code     no error\n"
        "                                             ValidationException\n"
        "cognito-not-found  CreateWorkforce  status   200\n"
        "                                             400\n"
        "cognito-not-found  CreateWorkforce  message  no message\n"
        '                                             "The Amazon Cognito {resource} {identifier} '
        'does not exist."\n'
        "cognito-not-found  CreateWorkforce  members  also WorkforceArn\n"
        "                                             nothing else\n"
        "1 of 1 answers differ.\n"
    )


def test_all_that_was_recorded_is_compared(
    service: Service, command: Command, tmp_path: Path
) -> None:
    path = tmp_path / "evidence.json"
    service.recorded = {}
    pool = ("--user-pool", "eu-west-1_Live00000", "--client-id", "c7", "--group", "g")
    command("record", "--fill-limits", *pool, "--output", path, "--yes")

    assert command("compare", path) == (
        0,
        f"The fake answers like the record: {len(Record.load(path).answers)} answers compared.\n",
        "",
    )


def test_a_record_without_answers(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "evidence.json"
    path.write_text('{"format": 1, "answers": []}', encoding="utf-8")

    status, _, err = command("compare", path)

    assert status == 2
    assert "evidence.json has no answers; record some first" in err
