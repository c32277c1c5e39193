"""The scenarios of labeling jobs, with programs that list, stop, or name jobs in another case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_workteam import Scenario, WorkteamBackend
from pytest_workteam.scenarios.builtin import BUILTIN
from pytest_workteam.scenarios.selection import find
from tests.support import MANIFEST, labeling_job

ENDS = {"fails": "Failed", "some-objects-fail": "Completed", "stopped-by-someone": "Stopped"}
STATUSES = {**ENDS, "stuck": "InProgress"}
NO_EFFECT = "DescribeLabelingJob was called, but no call shows the scenario's effect"


@pytest.fixture
def applied(workteam_backend: WorkteamBackend) -> Callable[[str], Scenario]:
    def apply(name: str) -> Scenario:
        scenario = find(f"labeling/{name}", BUILTIN)
        assert scenario is not None
        scenario.apply(workteam_backend)
        return scenario

    return apply


def status(client: Any, name: str = "job") -> Any:
    return client.describe_labeling_job(LabelingJobName=name)["LabelingJobStatus"]


def listed(client: Any, **query: Any) -> dict[str, str]:
    rows = client.list_labeling_jobs(**query)["LabelingJobSummaryList"]
    return {row["LabelingJobName"]: row["LabelingJobStatus"] for row in rows}


@pytest.mark.parametrize("name", STATUSES)
def test_workers_wait_for_the_scenario(
    workteam_backend: WorkteamBackend,
    workteam_client: Any,
    applied: Callable[[str], Scenario],
    name: str,
) -> None:
    scenario = applied(name)
    workteam_backend.workers("golf")
    workteam_backend.add_labeling_job("job")
    workteam_backend.add_labeling_job("other")

    assert status(workteam_client) == STATUSES[name]
    assert scenario.missing_effect(workteam_backend.calls) is None
    assert status(workteam_client, "other") == ("Completed" if name in ENDS else "InProgress")


@pytest.mark.parametrize("name", STATUSES)
def test_a_program_that_names_the_job_in_another_case(
    workteam_backend: WorkteamBackend,
    workteam_client: Any,
    applied: Callable[[str], Scenario],
    name: str,
) -> None:
    scenario = applied(name)
    workteam_backend.add_labeling_job("Job")

    assert status(workteam_client, "JOB") == STATUSES[name]
    assert scenario.missing_effect(workteam_backend.calls) is None


@pytest.mark.parametrize("name", STATUSES)
def test_a_program_that_lists_its_jobs(
    workteam_backend: WorkteamBackend,
    workteam_client: Any,
    applied: Callable[[str], Scenario],
    name: str,
) -> None:
    scenario = applied(name)
    for job in ("other", "job"):
        workteam_backend.add_labeling_job(job)

    assert listed(workteam_client, NameContains="job") == {"job": STATUSES[name]}
    assert scenario.missing_effect(workteam_backend.calls) is None
    assert workteam_backend.labeling_jobs["other"]["LabelingJobStatus"] == "InProgress"


@pytest.mark.parametrize("name", ENDS)
def test_a_program_that_stops_its_job_first_is_too_late(
    workteam_backend: WorkteamBackend,
    workteam_client: Any,
    applied: Callable[[str], Scenario],
    name: str,
) -> None:
    applied(name)
    workteam_backend.add_labeling_job("job")

    with pytest.raises(ClientError, match=f"the labeling job is in status {ENDS[name]}"):
        workteam_client.stop_labeling_job(LabelingJobName="job")


@pytest.mark.parametrize("name", STATUSES)
def test_a_job_that_was_completed_before_shows_no_effect(
    workteam_backend: WorkteamBackend,
    workteam_client: Any,
    applied: Callable[[str], Scenario],
    name: str,
) -> None:
    scenario = applied(name)
    workteam_backend.add_labeling_job("job")
    workteam_backend.labeling_jobs["job"].complete("golf")

    assert status(workteam_client) == "Completed"
    assert listed(workteam_client) == {"job": "Completed"}
    assert scenario.missing_effect(workteam_backend.calls) == NO_EFFECT


@pytest.mark.workteam_scenarios("labeling/fails", "labeling/stuck")
def test_the_effect_is_in_a_test_that_the_marker_selects(
    workteam_backend: WorkteamBackend, workteam_client: Any, workteam_scenario: Scenario
) -> None:
    workteam_backend.workers("golf")
    workteam_backend.add_labeling_job("job")

    assert status(workteam_client) == STATUSES[workteam_scenario.name.partition("/")[2]]


def test_already_over_in_another_case(
    workteam_backend: WorkteamBackend, workteam_client: Any, applied: Callable[[str], Scenario]
) -> None:
    scenario = applied("already-over")
    workteam_backend.add_labeling_job("Job")

    with pytest.raises(ClientError, match="in status Completed"):
        workteam_client.stop_labeling_job(LabelingJobName="jOB")
    assert scenario.missing_effect(workteam_backend.calls) is None


@pytest.mark.parametrize("taken", ["job", "JOB"])
def test_a_name_that_the_program_itself_has_taken(
    workteam_backend: WorkteamBackend,
    workteam_client: Any,
    applied: Callable[[str], Scenario],
    taken: str,
) -> None:
    workteam_backend.add_workteam("team")
    workteam_backend.add_labeling_job(taken)
    applied("job-name-in-use")

    with pytest.raises(workteam_client.exceptions.ResourceInUse):
        workteam_client.create_labeling_job(**labeling_job("Job"))
    assert list(workteam_backend.labeling_jobs) == [taken]


def test_a_private_team_that_is_named_like_a_vendors_stays(
    workteam_backend: WorkteamBackend, workteam_client: Any, applied: Callable[[str], Scenario]
) -> None:
    workteam_backend.s3_objects[MANIFEST] = b'{"source": "a"}'
    workteam_backend.add_workteam("labelers")
    vendors = workteam_backend.add_subscribed_workteam("labelers")
    scenario = applied("team-deleted-meanwhile")

    workteam_client.create_labeling_job(**labeling_job(workteam=vendors))

    assert list(workteam_backend.workteams) == ["labelers"]
    assert scenario.missing_effect(workteam_backend.calls) is not None


STREAM = {
    "DataSource": {"SnsDataSource": {"SnsTopicArn": "arn:aws:sns:us-east-1:123456789012:objects"}}
}


def test_some_objects_fail_despite_a_stopping_condition(
    workteam_backend: WorkteamBackend, workteam_client: Any, applied: Callable[[str], Scenario]
) -> None:
    scenario = applied("some-objects-fail")
    workteam_backend.add_labeling_job(
        "job",
        objects=[{"source": text} for text in "abc"],
        StoppingConditions={"MaxHumanLabeledObjectCount": 1},
    )

    assert status(workteam_client) == "Completed"
    assert scenario.missing_effect(workteam_backend.calls) is None


def test_some_objects_fail_waits_for_the_objects_of_a_streaming_job(
    workteam_backend: WorkteamBackend, workteam_client: Any, applied: Callable[[str], Scenario]
) -> None:
    scenario = applied("some-objects-fail")
    workteam_backend.add_labeling_job("job", InputConfig=STREAM)
    assert status(workteam_client) == "InProgress"

    workteam_backend.labeling_jobs["job"].add_object({"source": "a"})
    described = workteam_client.describe_labeling_job(LabelingJobName="job")

    assert described["LabelCounters"]["FailedNonRetryableError"] == 1
    assert scenario.missing_effect(workteam_backend.calls) is None


def test_a_streaming_job_is_over_before_it_is_stopped(
    workteam_backend: WorkteamBackend, workteam_client: Any, applied: Callable[[str], Scenario]
) -> None:
    scenario = applied("already-over")
    workteam_backend.add_labeling_job("job", InputConfig=STREAM)

    with pytest.raises(ClientError, match="in status Stopped"):
        workteam_client.stop_labeling_job(LabelingJobName="job")
    assert scenario.missing_effect(workteam_backend.calls) is None
