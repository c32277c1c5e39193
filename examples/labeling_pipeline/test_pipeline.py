"""The pipeline without S3: its manifests are in the backend's own objects."""

from __future__ import annotations

from typing import Any

import pytest
from pipeline import collect, on_event, start, wait

from pytest_workteam import Scenario, Task, WorkteamBackend

PHOTOS = ["s3://photos/1.jpg", "s3://photos/2.jpg", "s3://photos/3.jpg"]
LABELS = ["football", "golf"]


class Objects:
    """The backend's S3 objects."""

    def __init__(self, backend: WorkteamBackend) -> None:
        self._objects = backend.s3_objects

    def get(self, uri: str) -> bytes:
        return self._objects[uri]

    def put(self, uri: str, body: bytes) -> None:
        self._objects[uri] = body


@pytest.fixture
def storage(workteam_backend: WorkteamBackend) -> Objects:
    workteam_backend.add_workteam("photographers")
    return Objects(workteam_backend)


@pytest.fixture
def slept() -> list[float]:
    return []


def started(client: Any, storage: Objects) -> None:
    start(client, storage, "sports", team="photographers", photos=PHOTOS, labels=LABELS)


def test_labels_are_counted(
    workteam_client: Any, workteam_backend: WorkteamBackend, storage: Objects
) -> None:
    started(workteam_client, storage)

    def answer(task: Task) -> str:
        return "golf" if task.input["source-ref"] == PHOTOS[1] else "football"

    workteam_backend.labeling_jobs["sports"].complete(answer)

    job = wait(workteam_client, "sports")
    assert collect(job, storage, pytest.fail) == (
        "Completed",
        {"football": 2, "golf": 1},
        [],
    )


def test_the_workers_take_their_time(
    workteam_client: Any, workteam_backend: WorkteamBackend, storage: Objects, slept: list[float]
) -> None:
    workteam_backend.workers("golf", after=3)
    started(workteam_client, storage)

    job = wait(workteam_client, "sports", sleep=slept.append)

    assert job["LabelCounters"]["HumanLabeled"] == len(PHOTOS)
    assert slept == [60, 60, 60]


@pytest.mark.workteam_scenarios(
    "labeling/job-name-in-use", "labeling/limit-exceeded", "labeling/team-deleted-meanwhile"
)
def test_a_job_that_cannot_be_created(
    workteam_client: Any, workteam_scenario: Scenario, storage: Objects
) -> None:
    with workteam_scenario.raises(workteam_client):
        started(workteam_client, storage)


@pytest.mark.workteam_scenarios("labeling/team-missing")
def test_a_team_that_is_missing(workteam_client: Any, storage: Objects) -> None:
    with pytest.raises(workteam_client.exceptions.ClientError, match="The work team"):
        started(workteam_client, storage)


@pytest.mark.workteam_scenarios("labeling/stuck")
def test_a_job_that_never_ends(workteam_client: Any, storage: Objects, slept: list[float]) -> None:
    started(workteam_client, storage)

    with pytest.raises(TimeoutError, match="sports"):
        wait(workteam_client, "sports", polls=5, sleep=slept.append)


@pytest.mark.workteam_scenarios(
    "labeling/fails", "labeling/some-objects-fail", "labeling/stopped-by-someone"
)
def test_somebody_is_told_of_photos_without_a_label(
    workteam_client: Any, workteam_scenario: Scenario, storage: Objects
) -> None:
    alerts: list[str] = []
    started(workteam_client, storage)

    result = collect(wait(workteam_client, "sports"), storage, alerts.append)

    assert [alert.partition(":")[0] for alert in alerts] in (["sports"], ["sports failed"])
    assert (result.status, len(result.failed)) == {
        "labeling/fails": ("Failed", 0),
        "labeling/some-objects-fail": ("Completed", 1),
        "labeling/stopped-by-someone": ("Stopped", 3),
    }[workteam_scenario.name]


@pytest.mark.workteam_scenarios("labeling/already-over")
def test_a_stop_that_comes_too_late(
    workteam_client: Any, workteam_scenario: Scenario, storage: Objects
) -> None:
    started(workteam_client, storage)

    with workteam_scenario.raises(workteam_client):
        workteam_client.stop_labeling_job(LabelingJobName="sports")


def test_a_completed_job_starts_the_training(
    workteam_client: Any, workteam_backend: WorkteamBackend, storage: Objects
) -> None:
    trained: list[str] = []
    started(workteam_client, storage)
    workteam_backend.add_labeling_job("stopped")
    stopped, job = (workteam_backend.labeling_jobs[name] for name in ("stopped", "sports"))
    stopped.stop()
    job.complete("golf")

    on_event(stopped.event(), trained.append)
    on_event(job.event(), trained.append)

    assert trained == ["sports"]
