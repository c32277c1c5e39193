"""Evidence files, and the backend that answers by them."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_workteam import InvalidSetting, WorkteamBackend
from pytest_workteam.evidence.document import Answer, Record, recorded_situations, report
from pytest_workteam.services.catalog import situations
from tests.support import client_in, linked, refused, team

TAKEN = Answer(
    situation="name-in-use",
    operation="CreateWorkteam",
    workforce="oidc",
    code="ValidationException",
    status=400,
    message="{WorkteamName} is taken in {region} of {account_id}: {workteam_arn} ({prefix}).",
    members=(),
    headers={},
    since="2026-01-02",
    date="2026-03-04",
    botocore="1.43.11",
)
FULL = dataclasses.replace(
    TAKEN,
    situation="workteam-limit",
    code="ResourceLimitExceeded",
    message="No more than {limit}; {unknown} {{0}}",
)


def record(*answers: Answer, name: str = "evidence.json") -> Record:
    return Record(name).with_answers(answers)


def backend_with(*answers: Answer, **settings: Any) -> WorkteamBackend:
    backend = WorkteamBackend(region="us-east-1", **settings)
    backend.recorded = recorded_situations([record(*answers)])
    return backend


def test_recorded_codes_and_words_are_answered() -> None:
    with backend_with(TAKEN, FULL, limit=1) as backend:
        client = client_in("us-east-1")
        client.create_workteam(**team())
        with refused(
            "ValidationException",
            "team is taken in us-east-1 of 123456789012: "
            "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/team (example).",
        ):
            client.create_workteam(**team())
        with refused("ResourceLimitExceeded", "No more than 1; {unknown} {0}"):
            client.create_workteam(**team("other"))
    assert [call.situation for call in backend.calls] == [None, "name-in-use", "workteam-limit"]


def test_another_operation_keeps_the_fakes_words() -> None:
    unknown = dataclasses.replace(
        TAKEN, situation="unknown-workteam", operation="DeleteWorkteam", message="None."
    )
    with backend_with(unknown):
        client = client_in("us-east-1")
        with refused("ValidationException", "None."):
            client.delete_workteam(WorkteamName="a")
        with refused(
            "ValidationException", "The work team a does not exist in this account and region."
        ):
            client.describe_workteam(WorkteamName="a")


def test_a_hook_has_the_last_word() -> None:
    with backend_with(TAKEN) as backend:
        client = client_in("us-east-1")
        client.create_workteam(**team())
        backend.reword = lambda situation, details: f"{situation.code}: {details['workteam_arn']}"
        with refused(
            "ValidationException",
            "ValidationException: arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/"
            "team",
        ):
            client.create_workteam(**team())


def test_an_ordered_code_or_message_stays() -> None:
    with backend_with(TAKEN, FULL) as backend:
        client = client_in("us-east-1")
        backend.fail("CreateWorkteam", "name-in-use")
        with refused("ValidationException", TAKEN.message.format(  # type: ignore[union-attr]
            WorkteamName="team",
            region="us-east-1",
            account_id="123456789012",
            workteam_arn="arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/team",
            prefix="example",
        )):  # fmt: skip
            client.create_workteam(**team())
        backend.fail("CreateWorkteam", "ResourceInUse")
        with pytest.raises(client.exceptions.ResourceInUse, match="already exists"):
            client.create_workteam(**team())
        backend.fail("CreateWorkteam", "ResourceLimitExceeded")
        with refused("ResourceLimitExceeded", "No more than 25; {unknown} {0}"):
            client.create_workteam(**team())
        backend.fail("CreateWorkteam", "ResourceInUse", message="Mine.")
        with refused("ResourceInUse", "Mine."):
            client.create_workteam(**team())


def test_records_survive_a_reset() -> None:
    backend = backend_with(TAKEN)
    before = backend.recorded
    backend.reset()
    assert backend.recorded == before != {}


def test_words_on_one_constraint_are_not_answered_for_others() -> None:
    narrow = dataclasses.replace(TAKEN, situation="constraint-violations", message="A bad name.")
    wide = dataclasses.replace(narrow, message="Found: {header}, {violations}")
    for answer, start in ((narrow, "1 validation error detected: "), (wide, "Found: 1 valid")):
        recorded = dataclasses.replace(answer, operation="ListWorkteams")
        with backend_with(recorded), pytest.raises(ClientError) as caught:
            client_in("us-east-1").list_workteams(NameContains="-")
        assert caught.value.response["Error"]["Message"].startswith(start)


def test_what_the_service_accepts_is_not_answered() -> None:
    accepted = dataclasses.replace(TAKEN, code=None, message=None)
    unknown = dataclasses.replace(TAKEN, situation="of-a-newer-version")
    answers = dataclasses.replace(TAKEN, situation="answers")

    assert recorded_situations([record(accepted, unknown, answers)]) == {}
    assert recorded_situations([record(TAKEN), record(accepted)]) == {}


def test_the_last_of_several_records_counts() -> None:
    other = dataclasses.replace(TAKEN, message="Other words.", since="2025-01-01")
    records = [record(TAKEN, FULL, name="alice.json"), record(other, name="bob.json")]

    found = recorded_situations(records)

    assert {key: situation.source for key, situation in found.items()} == {
        ("name-in-use", "CreateWorkteam"): "Recorded in bob.json since 2025-01-01.",
        ("workteam-limit", "CreateWorkteam"): "Recorded in alice.json since 2026-01-02.",
    }
    others = [name for name in situations() if name not in {"name-in-use", "workteam-limit"}]
    assert report(records) == (
        f"2 of {len(situations())} situations are recorded.\n"
        "name-in-use     CreateWorkteam  ValidationException    bob.json, since 2025-01-01\n"
        "workteam-limit  CreateWorkteam  ResourceLimitExceeded  alice.json, since 2026-01-02\n"
        f"Not recorded: {', '.join(others)}."
    )


def test_a_report_without_a_record() -> None:
    assert report([]).startswith(f"0 of {len(situations())} situations are recorded.\nNot recorded")


def test_a_file_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "evidence.json"
    path.write_text(record(TAKEN, FULL).text(), encoding="utf-8")

    loaded = Record.load(path)

    assert loaded.text() == record(FULL, TAKEN).text()
    assert loaded.answers[TAKEN.key].answered == TAKEN.answered


def test_members_of_a_newer_version_are_ignored(tmp_path: Path) -> None:
    content = json.loads(record(TAKEN).text())
    content["answers"][0]["color"] = content["color"] = "red"
    path = tmp_path / "evidence.json"
    path.write_text(json.dumps(content), encoding="utf-8")

    assert Record.load(path).text() == record(TAKEN).text()


@pytest.mark.parametrize(
    "content,problem",
    [
        (None, "No such file or directory"),
        ("[]", "TypeError: list indices must be integers or slices, not str"),
        ('{"format": 2}', "ValueError: its format is 2, not 1"),
        ('{"format": 1, "answers": [{}]}', "KeyError: 'situation'"),
        ({"message": "{0}"}, "ValueError: it has the invalid placeholder {0}"),
        ({"status": "400"}, "TypeError: status is '400'"),
        ({"status": True}, "TypeError: status is True"),
        ({"status": 200}, "ValueError: its code is 'ValidationException' with the status 200"),
        ({"code": ""}, "ValueError: its code is '' with the status 400"),
        ({"code": 5}, "TypeError: code is 5"),
        ({"code": None}, "ValueError: its code is None with the status 400"),
        ({"message": []}, "TypeError: message is []"),
        ({"members": 5}, "TypeError: members is 5"),
        ({"members": [1]}, "TypeError: members is [1]"),
        ({"since": None}, "TypeError: since is None"),
    ],
)
def test_a_file_that_is_no_evidence(tmp_path: Path, content: Any, problem: str) -> None:
    path = tmp_path / "evidence.json"
    if isinstance(content, dict):
        changed: dict[str, Any] = json.loads(record(TAKEN).text())
        changed["answers"][0] |= content
        content = json.dumps(changed)
    if content is not None:
        path.write_text(content, encoding="utf-8")

    with pytest.raises(InvalidSetting) as caught:
        Record.load(path)

    assert str(caught.value) == linked(
        f"evidence.json is not an evidence file ({problem}). Give a file that "
        "`python -m pytest_workteam record` wrote.",
        "evidence",
    )
