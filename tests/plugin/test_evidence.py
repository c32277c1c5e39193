"""The ini option ``workteam_evidence`` and the report of what is recorded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_workteam.services.catalog import situations
from tests.support import linked


def answer(situation: str, operation: str, **members: Any) -> dict[str, Any]:
    return {
        "situation": situation,
        "operation": operation,
        "workforce": None,
        "code": "ValidationException",
        "status": 400,
        "message": "No team {workteam_name}.",
        "members": [],
        "headers": {},
        "since": "2026-01-02",
        "date": "2026-01-02",
        "botocore": "1.43.11",
        **members,
    }


@pytest.fixture(autouse=True)
def _files(pytester: pytest.Pytester) -> None:
    files = {
        "alice": [
            answer("unknown-workteam", "DescribeWorkteam"),
            answer("unknown-workteam", "DeleteWorkteam"),
        ],
        "bob": [
            answer(
                "unknown-workteam",
                "DescribeWorkteam",
                code="ResourceNotFound",
                message="Where is {WorkteamName}?",
                since="2026-05-06",
            )
        ],
    }
    folder = pytester.mkdir("evidence")
    for name, answers in files.items():
        content = json.dumps({"format": 1, "answers": answers})
        (folder / f"{name}.json").write_text(content, encoding="utf-8")
    pytester.makeini(
        "[pytest]\nworkteam_evidence =\n    evidence/alice.json\n    evidence/bob.json\n"
    )


def test_recorded_answers_are_given_and_hooks_win(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        def pytest_workteam_error_message(situation, details):
            if details["workteam_name"] == "reworded":
                return f"{situation.template} {situation.source}"
        """
    )
    pytester.makepyfile(
        """
        import pytest

        def test_recorded(workteam_client):
            with pytest.raises(workteam_client.exceptions.ResourceNotFound) as caught:
                workteam_client.describe_workteam(WorkteamName="mine")
            assert caught.value.response["Error"]["Message"] == "Where is mine?"
            with pytest.raises(workteam_client.exceptions.ClientError) as caught:
                workteam_client.delete_workteam(WorkteamName="mine")
            assert caught.value.response["Error"] == {
                "Code": "ValidationException", "Message": "No team mine."
            }

        def test_reworded(workteam_client):
            with pytest.raises(workteam_client.exceptions.ResourceNotFound) as caught:
                workteam_client.describe_workteam(WorkteamName="reworded")
            assert caught.value.response["Error"]["Message"] == (
                "Where is {WorkteamName}? Recorded in bob.json since 2026-05-06."
            )
        """
    )

    pytester.runpytest().assert_outcomes(passed=2)


def test_scenarios_expect_the_recorded_code(pytester: pytest.Pytester) -> None:
    content = {
        "format": 1,
        "answers": [
            answer("name-in-use", "CreateWorkteam", message="Taken."),
            answer("workteam-limit", "CreateWorkteam", code="LimitExceededException"),
            answer("unknown-workteam", "DescribeWorkteam", code="ResourceNotFound"),
        ],
    }
    (pytester.path / "evidence" / "bob.json").write_text(json.dumps(content), encoding="utf-8")
    pytester.makepyfile(
        """
        import pytest

        MEMBERS = {"UserPool": "us-east-1_Example00", "UserGroup": "g", "ClientId": "c"}
        TEAM = {
            "WorkteamName": "team",
            "Description": "Labels.",
            "MemberDefinitions": [{"CognitoMemberDefinition": MEMBERS}],
        }

        @pytest.mark.workteam_scenarios(
            "name-in-use", "limit-exceeded", "throttled", operation="CreateWorkteam"
        )
        def test_create(workteam_client, workteam_scenario):
            with workteam_scenario.raises(workteam_client):
                workteam_client.create_workteam(**TEAM)

        def test_an_ordered_code_stays(workteam_client, workteam_backend):
            workteam_backend.fail("CreateWorkteam", "ResourceInUse")
            with pytest.raises(workteam_client.exceptions.ResourceInUse):
                workteam_client.create_workteam(**TEAM)
        """
    )

    result = pytester.runpytest()
    result.assert_outcomes(passed=11)
    listed = pytester.runpytest("--workteam-scenarios").stdout.str()
    assert "LimitExceededException" in listed


def test_paths_are_relative_to_the_ini_file(pytester: pytest.Pytester) -> None:
    folder = pytester.mkdir("tests")
    (folder / "test_it.py").write_text(
        """def test_it(workteam_backend):
    assert ("unknown-workteam", "DeleteWorkteam") in workteam_backend.recorded
""",
        encoding="utf-8",
    )

    pytester.runpytest(folder).assert_outcomes(passed=1)


def test_the_report(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(): assert False")

    result = pytester.runpytest("--workteam-evidence-report")

    assert result.ret is pytest.ExitCode.OK
    others = ", ".join(name for name in situations() if name != "unknown-workteam")
    assert result.outlines == [
        f"1 of {len(situations())} situations are recorded.",
        "unknown-workteam  DeleteWorkteam    ValidationException  alice.json, since 2026-01-02",
        "unknown-workteam  DescribeWorkteam  ResourceNotFound     bob.json, since 2026-05-06",
        f"Not recorded: {others}.",
    ]


def test_a_file_that_is_no_evidence_is_a_usage_error(pytester: pytest.Pytester) -> None:
    (pytester.path / "evidence" / "bob.json").write_text("{}", encoding="utf-8")

    result = pytester.runpytest()

    assert result.ret is pytest.ExitCode.USAGE_ERROR
    message = linked(
        "workteam_evidence: bob.json is not an evidence file (KeyError: 'format'). Give a file "
        "that `python -m pytest_workteam record` wrote.",
        "evidence",
    )
    assert f"ERROR: {message}" in result.stderr.str()
