"""The lifecycle of a labeling job: its status, its unlabeled objects, and how it ends."""

from __future__ import annotations

import datetime as dt
import reprlib
from collections.abc import Iterator
from typing import cast

from pytest_workteam.errors import InvalidAnswer
from pytest_workteam.services import transitions, workers
from pytest_workteam.services.sagemaker import labeling_output
from pytest_workteam.services.sagemaker.resources import (
    DATA_OBJECTS,
    LABELING_JOBS,
    DataObject,
    LabelingJob,
    labeling_job,
)
from pytest_workteam.services.state import State

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

INITIALIZING = "Initializing"
IN_PROGRESS = "InProgress"
COMPLETED = "Completed"
FAILED = "Failed"
STOPPING = "Stopping"
STOPPED = "Stopped"
TERMINAL_STATUSES = (COMPLETED, FAILED, STOPPED)

MAX_FAILURE_REASON_LENGTH = 1024
"""Maximum number of characters of a ``FailureReason``, by the service model."""

MAX_DURATION = dt.timedelta(days=30)
"""Maximum age of a running job, as documented; streaming jobs have none."""
MAX_IDLE_TIME = dt.timedelta(days=10)
"""Maximum time of a streaming job without new objects or answers, as documented."""
MAX_DURATION_EXCEEDED = "ClientError: The labeling job was not completed within 30 days."
"""The ``FailureReason``; the live service's wording is not known."""


def status_of(state: State, job: LabelingJob) -> str:
    return transitions.status_in(state, job.transition, job.status)


def is_open(state: State, job: LabelingJob) -> bool:
    """Whether workers can answer tasks of a job."""
    return status_of(state, job) == IN_PROGRESS


def find(state: State, name: str) -> LabelingJob | None:
    """The labeling job with a case-insensitive name, up to date; None if it does not exist."""
    job = labeling_job(state, name)
    return None if job is None else end_if_overdue(state, job)


def existing(state: State, name: str) -> LabelingJob:
    """The labeling job with a name, up to date.

    Raises:
        InvalidAnswer: The job does not exist.
    """
    job = find(state, name)
    if job is None:
        raise InvalidAnswer(
            f"The labeling job {name} does not exist: the backend was reset or rolled back. Create "
            "the job again first."
        )
    return job


def deadline_of(job: LabelingJob) -> dt.datetime:
    """When a job or its tasks expire."""
    if job.is_streaming:
        return job.updated + MAX_IDLE_TIME
    lifetime = dt.timedelta(seconds=job.task["TaskAvailabilityLifetimeInSeconds"])
    return job.begun + min(lifetime, MAX_DURATION)


def end_if_overdue(state: State, job: LabelingJob) -> LabelingJob:
    """End a job or its tasks after the deadline; returns the current version of the job."""
    if job.status != IN_PROGRESS:
        return job
    deadline = deadline_of(job)
    if state.now() < deadline or not is_open(state, job):
        return job
    if job.open and workers.are_due(state, job, deadline):
        return job
    if job.is_streaming:
        return end(state, job, STOPPED, moment=deadline)
    if deadline < job.begun + MAX_DURATION:
        return expire_tasks(state, job, deadline)
    return end(state, job, FAILED, failure_reason=MAX_DURATION_EXCEEDED, moment=deadline)


def end_overdue(state: State) -> None:
    """End all jobs and tasks after their deadlines."""
    for job in list(state.table(LABELING_JOBS).values()):
        end_if_overdue(state, job)


def objects_of(state: State, job: LabelingJob) -> Iterator[DataObject]:
    """The data objects of a job, in the order of its manifest."""
    table = state.table(DATA_OBJECTS)
    return (table[object_name(job.name, position)] for position in range(job.objects))


def object_name(job: str, position: int) -> str:
    return f"{job}#{position}"


def missing_for(job: LabelingJob, data_object: DataObject) -> int:
    """Number of missing answers for a data object."""
    if data_object.labeled_before or data_object.failed is not None:
        return 0
    return job.workers - len(data_object.annotations)


def end_if_done(state: State, job: LabelingJob, moment: dt.datetime | None = None) -> LabelingJob:
    """Complete a job that has no unlabeled objects; a streaming job waits for more objects."""
    if job.open or job.is_streaming or job.status != IN_PROGRESS:
        return job
    return end(state, job, COMPLETED, moment=moment)


def end(
    state: State,
    job: LabelingJob,
    status: str,
    *,
    failure_reason: str | None = None,
    moment: dt.datetime | None = None,
) -> LabelingJob:
    """End a job, and write its output."""
    if failure_reason is not None:
        failure_reason = failure_reason[:MAX_FAILURE_REASON_LENGTH]
    ended = job._replace(
        status=status, failure_reason=failure_reason, updated=moment or state.now()
    )
    state.table(LABELING_JOBS).put(ended)
    labeling_output.write_manifest(state, ended, list(objects_of(state, ended)))
    return ended


def fail(state: State, name: str, reason: str) -> None:
    """End a job as Failed.

    Raises:
        InvalidAnswer: The job has ended, or the reason is invalid.
    """
    # Tests are not always type-checked.
    if not isinstance(cast("object", reason), str) or len(reason) > MAX_FAILURE_REASON_LENGTH:
        raise InvalidAnswer(
            f"fail() of the labeling job {name}: the reason is {reprlib.repr(reason)}. Give a "
            f"string of at most {MAX_FAILURE_REASON_LENGTH} characters."
        )
    with state.present() as present:
        job = existing(present, name)
        check_running(present, job, "fail")
        end(present, job._replace(transition=None), FAILED, failure_reason=reason)


def stop(state: State, name: str) -> None:
    """Stop a job.

    Raises:
        InvalidAnswer: The job has ended.
    """
    with state.present() as present:
        job = existing(present, name)
        check_running(present, job, "stop")
        begin_to_stop(present, job)


def begin_to_stop(state: State, job: LabelingJob) -> None:
    delay = state.settings.labeling_job_delay
    stopping = transitions.begin(state, STOPPING, delay)
    end(state, job._replace(transition=stopping), STOPPED)


def expire(state: State, name: str) -> None:
    """Expire a job's open tasks, so that their data objects fail.

    Raises:
        InvalidAnswer: The job is not InProgress.
    """
    with state.present() as present:
        job = existing(present, name)
        check_open(present, job, "expire")
        expire_tasks(present, job, present.now())


def expire_tasks(state: State, job: LabelingJob, moment: dt.datetime) -> LabelingJob:
    expired = 0
    for data_object in list(objects_of(state, job)):
        if missing_for(job, data_object):
            state.table(DATA_OBJECTS).put(data_object._replace(failed=moment))
            expired += 1
    job = job._replace(failed=job.failed + expired, open=job.open - expired, updated=moment)
    state.table(LABELING_JOBS).put(job)
    return end_if_done(state, job, moment)


def check_open(state: State, job: LabelingJob, method: str) -> None:
    if not is_open(state, job):
        raise InvalidAnswer(
            f"{method}() of the labeling job {job.name}: the job is {status_of(state, job)}. "
            "Workers can act while a job is InProgress."
        )


def check_running(state: State, job: LabelingJob, method: str) -> None:
    status = status_of(state, job)
    if status not in (INITIALIZING, IN_PROGRESS):
        raise InvalidAnswer(
            f"{method}() of the labeling job {job.name}: the job is {status}. Only a job that is "
            "Initializing or InProgress can fail or be stopped."
        )
