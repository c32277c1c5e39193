"""The workers' side of labeling jobs: tasks, answers, and how a job ends."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

from pytest_workteam.errors import InvalidAnswer, SeedRefused
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.protocols.values import plain_copy
from pytest_workteam.services import transitions
from pytest_workteam.services.sagemaker import labeling_manifests, labeling_output
from pytest_workteam.services.sagemaker.labeling_answers import Categories, chosen
from pytest_workteam.services.sagemaker.labeling_task_types import TaskType, task_type_of
from pytest_workteam.services.sagemaker.resources import (
    DATA_OBJECTS,
    LABELING_JOB_NAMES,
    LABELING_JOBS,
    Annotation,
    DataObject,
    LabelingJob,
)
from pytest_workteam.services.state import State
from pytest_workteam.services.workers import LABELING_JOB, Task

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True

INITIALIZING = "Initializing"
IN_PROGRESS = "InProgress"
COMPLETED = "Completed"
FAILED = "Failed"
STOPPING = "Stopping"
STOPPED = "Stopped"
OVER = (COMPLETED, FAILED, STOPPED)

LONGEST_DURATION = dt.timedelta(days=30)
"""After which a job fails, as documented; a streaming job does not."""
LONGEST_IDLENESS = dt.timedelta(days=10)
"""After which a streaming job stops, as documented."""
TOO_OLD = "ClientError: The labeling job was not completed within 30 days."
"""Why a job failed; the live service's wording is not known."""


def status_of(state: State, job: LabelingJob) -> str:
    return transitions.status_in(state, job.transition, job.status)


def is_open(state: State, job: LabelingJob) -> bool:
    """Whether workers can work on a job."""
    return status_of(state, job) == IN_PROGRESS


def find(state: State, name: str) -> LabelingJob | None:
    """The labeling job of a name, whose case does not count, as it is now."""
    taken = state.table(LABELING_JOB_NAMES).get(name.lower())
    return None if taken is None else aged(state, state.table(LABELING_JOBS)[taken.written])


def existing(state: State, name: str) -> LabelingJob:
    """The labeling job of a name.

    Raises:
        InvalidAnswer: It does not exist.
    """
    job = find(state, name)
    if job is None:
        raise InvalidAnswer(
            f"The labeling job {name} does not exist: the backend was reset or rolled back. Create "
            "the job again first."
        )
    return job


def deadline_of(job: LabelingJob) -> dt.datetime:
    """When a job ends by itself, or its tasks do."""
    if job.is_streaming:
        return job.updated + LONGEST_IDLENESS
    lifetime = dt.timedelta(seconds=job.task["TaskAvailabilityLifetimeInSeconds"])
    return job.begun + min(lifetime, LONGEST_DURATION)


def aged(state: State, job: LabelingJob) -> LabelingJob:
    """A job as it is now: ended, if its time is over."""
    deadline = deadline_of(job)
    if state.now() < deadline or not is_open(state, job):
        return job
    if job.is_streaming:
        return end(state, job, STOPPED, moment=deadline)
    if deadline < job.begun + LONGEST_DURATION:
        return expire_tasks(state, job, deadline)
    return end(state, job, FAILED, failure_reason=TOO_OLD, moment=deadline)


def age(state: State) -> None:
    """End the jobs whose time is over."""
    for job in list(state.table(LABELING_JOBS).values()):
        aged(state, job)


def objects_of(state: State, job: LabelingJob) -> Iterator[DataObject]:
    """The data objects of a job, in the order of its manifest."""
    table = state.table(DATA_OBJECTS)
    return (table[object_name(job.name, position)] for position in range(job.objects))


def object_name(job: str, position: int) -> str:
    return f"{job}#{position}"


def missing_for(job: LabelingJob, data_object: DataObject) -> int:
    """Number of workers who have yet to answer for a data object."""
    if data_object.labeled_before or data_object.failed is not None:
        return 0
    return job.workers - len(data_object.annotations)


def put_objects(state: State, job: LabelingJob, lines: list[Parameters]) -> LabelingJob:
    """Add data objects to a job.

    Returns:
        The job that has them.
    """
    table = state.table(DATA_OBJECTS)
    attribute = job.request["LabelAttributeName"]
    unlabeled = 0
    for position, line in enumerate(lines, job.objects):
        # As documented for chained jobs, workers see what has no label of this name.
        labeled_before = attribute in line
        unlabeled += not labeled_before
        name = object_name(job.name, position)
        table.put(DataObject(name, line, labeled_before=labeled_before))
    return job._replace(objects=job.objects + len(lines), open=job.open + unlabeled)


def add_objects(state: State, name: str, lines: list[object]) -> None:
    """Send data objects to a streaming job.

    Raises:
        InvalidAnswer: The job does not exist.
        SeedRefused: The job takes none, or one is no data object.
    """
    with state.present() as present:
        job = existing(present, name)
        what = f"add_object() of the labeling job {name}"
        if not job.is_streaming or not is_open(present, job):
            raise SeedRefused(
                f"{what}: the job is {'' if job.is_streaming else 'no streaming job, and is '}"
                f"{status_of(present, job)}. Nothing was added; create a job with an "
                "SnsDataSource, and add objects while it is InProgress."
            )
        objects = [labeling_manifests.seeded_object(what, line) for line in lines]
        added = put_objects(present, job, objects)
        present.table(LABELING_JOBS).put(added._replace(updated=present.now()))


def open_tasks(state: State) -> Iterator[Task]:
    """The open tasks of every job: one for each data object and worker."""
    age(state)
    jobs = sorted(state.table(LABELING_JOBS).values(), key=lambda job: job.sequence)
    for job in jobs:
        for position, missing in missing_answers(state, job):
            for _ in range(missing):
                yield task_of(state, job, position)


def missing_answers(state: State, job: LabelingJob) -> Iterator[tuple[int, int]]:
    """Positions of a job's unfinished data objects, each with the number of missing answers."""
    if job.open and is_open(state, job):
        for position, data_object in enumerate(objects_of(state, job)):
            missing = missing_for(job, data_object)
            if missing:
                yield position, missing


def task_of(state: State, job: LabelingJob, position: int) -> Task:
    def submit(present: State, answer: Any, worker: str | None) -> None:
        submit_answer(present, job, position, answer, worker)

    line = state.table(DATA_OBJECTS)[object_name(job.name, position)].line
    return Task(
        LABELING_JOB,
        job.name,
        job.workteam_arn,
        plain_copy(line),
        present=state.present,
        submit=submit,
    )


def same(state: State, job: LabelingJob) -> LabelingJob:
    """A job as it is now.

    Raises:
        InvalidAnswer: It does not exist, or another job has its name.
    """
    present = existing(state, job.name)
    if present.sequence != job.sequence:
        raise InvalidAnswer(
            f"The labeling job {job.name} was created again after a reset or rollback. Take its "
            "open tasks from backend.tasks."
        )
    return present


def submit_answer(
    state: State, job: LabelingJob, position: int, answer: Any, worker: str | None = None
) -> None:
    """Keep a worker's answer for a data object. The caller holds the state's lock.

    Raises:
        InvalidAnswer: The task is no longer open, or the answer is not one of its type.
    """
    job = same(state, job)
    name = job.name
    data_object = state.table(DATA_OBJECTS).get(object_name(name, position))
    if data_object is None or not is_open(state, job) or not missing_for(job, data_object):
        answers = 0 if data_object is None else len(data_object.annotations)
        raise InvalidAnswer(
            f"The task of {name} is not open: the labeling job is {status_of(state, job)}, and "
            f"data object {position} has {answers} of {job.workers} answers. "
            "Take open tasks from backend.tasks."
        )
    if worker is None:
        worker = next(free_worker_names(data_object))
    elif worker in {annotation.worker for annotation in data_object.annotations}:
        raise InvalidAnswer(
            f"The worker {worker!r} has answered for data object {position} of {name} already. "
            "Submit the answer of another worker."
        )
    check_answer(job, task_type_of(job.task), answer)
    job = annotated(state, job, position, data_object, [Annotation(worker, answer, state.now())])
    state.table(LABELING_JOBS).put(job)
    settle(state, job)


def check_answer(job: LabelingJob, task_type: TaskType, answer: Any) -> None:
    if task_type.form in ("class", "classes"):
        Categories(job.categories).check(job.name, chosen(task_type, job.name, answer))


def annotated(
    state: State,
    job: LabelingJob,
    position: int,
    data_object: DataObject,
    annotations: list[Annotation],
) -> LabelingJob:
    """Add annotations to a data object; the job that has them, for the caller to keep."""
    data_object = data_object._replace(annotations=(*data_object.annotations, *annotations))
    state.table(DATA_OBJECTS).put(data_object)
    job = job._replace(updated=annotations[-1].submitted)
    if len(data_object.annotations) < job.workers:
        return job
    labeling_output.write_responses(state, job, position, data_object)
    return job._replace(labeled=job.labeled + 1, open=job.open - 1)


def settle(state: State, job: LabelingJob) -> None:
    """End a job that has no more objects to label, or that met a stopping condition."""
    if meets_stopping_condition(job):
        end(state, job, STOPPED)
    else:
        end_if_done(state, job)


def free_worker_names(data_object: DataObject) -> Iterator[str]:
    """The names of workers who have not answered for a data object."""
    present = {annotation.worker for annotation in data_object.annotations}
    return (name for name in map("worker-{}".format, itertools.count(1)) if name not in present)


def meets_stopping_condition(job: LabelingJob) -> bool:
    conditions: Parameters = job.request.get("StoppingConditions", {})
    count = conditions.get("MaxHumanLabeledObjectCount")
    if count is not None and job.labeled >= count:
        return True
    percentage = conditions.get("MaxPercentageOfInputDatasetLabeled")
    return percentage is not None and job.labeled * 100 >= percentage * job.objects


def end_if_done(state: State, job: LabelingJob, moment: dt.datetime | None = None) -> LabelingJob:
    """Complete a job that has no more objects to label; a streaming job never is."""
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
    ended = job._replace(
        status=status, failure_reason=failure_reason, updated=moment or state.now()
    )
    state.table(LABELING_JOBS).put(ended)
    labeling_output.write_manifest(state, ended, list(objects_of(state, ended)))
    return ended


def fail(state: State, name: str, reason: str) -> None:
    """End a job as failed."""
    with state.present() as present:
        job = existing(present, name)
        check_running(present, job, "fail")
        end(present, job._replace(transition=None), FAILED, failure_reason=reason)


def stop(state: State, name: str) -> None:
    """End a job as stopped, by someone else."""
    with state.present() as present:
        job = existing(present, name)
        check_running(present, job, "stop")
        begin_to_stop(present, job)


def begin_to_stop(state: State, job: LabelingJob) -> None:
    delay = state.settings.labeling_job_delay
    stopping = transitions.begin(state, STOPPING, delay)
    end(state, job._replace(transition=stopping), STOPPED)


def expire(state: State, name: str) -> None:
    """Let the time of a job's open tasks run out: their objects could not be labeled."""
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
