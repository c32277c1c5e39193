from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pytest_workteam import SeedRefused, WorkteamBackend
from tests.support import linked

PUBLIC = "arn:aws:sagemaker:us-east-1:394669845002:workteam/public-crowd/default"
START = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)


@pytest.fixture
def arn(workteam_backend: WorkteamBackend) -> str:
    arn = workteam_backend.add_workteam("team")
    for day in range(4):
        workteam_backend.add_labeling_job(
            "team", JobReferenceCode=f"code-{day}", CreationTime=START + dt.timedelta(days=day)
        )
    return arn


def codes(client: Any, arn: str, **query: Any) -> list[str]:
    answer = client.list_labeling_jobs_for_workteam(WorkteamArn=arn, **query)
    return [job["JobReferenceCode"] for job in answer["LabelingJobSummaryList"]]


def test_a_job_has_what_was_seeded(workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
    arn = workteam_backend.add_workteam("team")
    counters = {"HumanLabeled": 1, "PendingHuman": 2, "Total": 3}
    code = workteam_backend.add_labeling_job(
        arn, LabelingJobName="job", CreationTime=START, LabelCounters=counters
    )

    answer = workteam_client.list_labeling_jobs_for_workteam(WorkteamArn=arn)

    assert answer["LabelingJobSummaryList"] == [
        {
            "LabelingJobName": "job",
            "JobReferenceCode": code,
            "WorkRequesterAccountId": "123456789012",
            "CreationTime": START,
            "LabelCounters": counters,
        }
    ]


@pytest.mark.parametrize(
    "query,expected",
    [
        ({}, "0123"),
        ({"SortBy": "CreationTime", "SortOrder": "Ascending"}, "0123"),
        ({"SortOrder": "Descending"}, "3210"),
        ({"JobReferenceCodeContains": "de-2"}, "2"),
        ({"CreationTimeAfter": START}, "123"),
        ({"CreationTimeBefore": START + dt.timedelta(days=2)}, "01"),
        (
            {
                "CreationTimeAfter": START,
                "CreationTimeBefore": START + dt.timedelta(days=3),
                "SortOrder": "Descending",
            },
            "21",
        ),
    ],
)
def test_sorted_and_filtered(workteam_client: Any, arn: str, query: Any, expected: str) -> None:
    assert codes(workteam_client, arn, **query) == [f"code-{digit}" for digit in expected]


def test_only_the_teams_own(
    workteam_backend: WorkteamBackend, workteam_client: Any, arn: str
) -> None:
    other = workteam_backend.add_workteam("other")
    workteam_backend.add_labeling_job("other", JobReferenceCode="other")

    assert codes(workteam_client, other) == ["other"]
    assert "other" not in codes(workteam_client, arn)


def test_jobs_of_close_moments_are_in_order(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    arn = workteam_backend.add_workteam("team")
    for code, milliseconds in (("c", 2), ("b", 1), ("a", 1), ("d", 1000)):
        moment = START + dt.timedelta(milliseconds=milliseconds)
        workteam_backend.add_labeling_job("team", JobReferenceCode=code, CreationTime=moment)

    assert codes(workteam_client, arn) == ["b", "a", "c", "d"]


def test_codes_are_numbered(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.add_workteam("team")

    assert workteam_backend.add_labeling_job("team") == "job-2"


def test_a_code_that_is_taken_is_passed_over(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_backend.add_workteam("team")
    for number in range(1, 6):
        workteam_backend.add_labeling_job("team", JobReferenceCode=f"job-{number}")

    assert workteam_backend.add_labeling_job("team") not in {f"job-{n}" for n in range(1, 6)}


def test_vendor_and_public_teams_have_jobs_too(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    vendor = workteam_backend.add_subscribed_workteam("labelers")
    for arn in (vendor, PUBLIC):
        assert codes(workteam_client, arn) == []
        code = workteam_backend.add_labeling_job(arn)
        assert codes(workteam_client, arn) == [code]


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/nobody",
        "arn:aws:sagemaker:us-east-1:123456789012:workteam/vendor-crowd/nobody",
        "arn:aws:sagemaker:eu-west-1:394669845002:workteam/public-crowd/default",
    ],
)
def test_an_unknown_team_is_not_found(workteam_client: Any, arn: str) -> None:
    with pytest.raises(workteam_client.exceptions.ResourceNotFound) as caught:
        workteam_client.list_labeling_jobs_for_workteam(WorkteamArn=arn)

    message = f"The specified Workteam '{arn}' does not exist or you do not have access to it."
    assert caught.value.response["Error"] == {"Code": "ResourceNotFound", "Message": message}
    assert caught.value.response["Message"] == message
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


@pytest.mark.parametrize(
    "members,message",
    [
        (
            {"workteam": "nobody"},
            "add_labeling_job('nobody'): there is no such work team. Nothing was added; add the "
            "work team first, or give the ARN of one.",
        ),
        (
            {"workteam": "team", "JobReferenceCode": "code-0"},
            "add_labeling_job('team'): the JobReferenceCode 'code-0' is taken. Nothing was added; "
            "give another.",
        ),
        (
            {"workteam": "team", "CreationTime": "today"},
            "add_labeling_job('team'): CreationTime is 'today'. Nothing was added; give a "
            "datetime with a time zone.",
        ),
        (
            {"workteam": "team", "WorkRequesterAccountId": 1},
            "add_labeling_job('team') breaks a rule of the service: SerializationException: The "
            "member 'labelingJobSummaryList.1.member.workRequesterAccountId' must be of type "
            "string, not number. Nothing was added; seed what the service would accept.",
        ),
    ],
)
def test_seeding_what_cannot_be(
    workteam_backend: WorkteamBackend, workteam_client: Any, arn: str, members: Any, message: str
) -> None:
    before = codes(workteam_client, arn)

    with pytest.raises(SeedRefused) as caught:
        workteam_backend.add_labeling_job(**members)

    assert str(caught.value) == linked(message, "seed-refused")
    assert codes(workteam_client, arn) == before
