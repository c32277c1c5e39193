"""The workers' side of labeling jobs: tasks, answers, and how a job ends."""

from __future__ import annotations

import itertools
import json
import reprlib
from collections.abc import Iterator
from typing import Any, cast

from pytest_workteam.errors import InvalidAnswer, SeedRefused
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services import transitions
from pytest_workteam.services.sagemaker import labeling_manifests, labeling_output
from pytest_workteam.services.sagemaker.labeling_answers import Categories, chosen
from pytest_workteam.services.sagemaker.labeling_task_types import TaskType, task_type_of
from pytest_workteam.services.sagemaker.resources import (
    DATA_OBJECTS,
    LABELING_JOBS,
    Annotation,
    DataObject,
    LabelingJob,
)
from pytest_workteam.services.state import State
from pytest_workteam.services.workers import LABELING_JOB, Answer, Task, answer_to, checked_answer

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True

INITIALIZING = "Initializing"
IN_PROGRESS = "InProgress"
COMPLETED = "Completed"
FAILED = "Failed"
STOPPING = "Stopping"
STOPPED = "Stopped"

LONGEST_FAILURE_REASON = 1024
"""Characters of a ``FailureReason``, by the service model."""


def status_of(state: State, job: LabelingJob) -> str:
    return transitions.status_in(state, job.transition, job.status)


def is_open(state: State, job: LabelingJob) -> bool:
    """Whether workers can work on a job."""
    return status_of(state, job) == IN_PROGRESS


def objects_of(state: State, job: LabelingJob) -> Iterator[DataObject]:
    """The data objects of a job, in the order of its manifest."""
    table = state.table(DATA_OBJECTS)
    return (table[object_name(job.name, position)] for position in range(job.objects))


def object_name(job: str, position: int) -> str:
    return f"{job}#{position}"


def is_unfinished(job: LabelingJob, data_object: DataObject) -> bool:
    return (
        not data_object.labeled_before
        and data_object.failed is None
        and len(data_object.annotations) < job.workers
    )


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


def add_object(state: State, name: str, line: object) -> None:
    """Send a data object to a streaming job.

    Raises:
        SeedRefused: The job takes no data objects, or the data object is invalid.
    """
    with state.lock:
        job = state.table(LABELING_JOBS)[name]
        what = f"add_object() of the labeling job {name}"
        if not job.is_streaming or not is_open(state, job):
            raise SeedRefused(
                f"{what}: the job is {'' if job.is_streaming else 'not a streaming job, and is '}"
                f"{status_of(state, job)}. Nothing was added; create a job with an SnsDataSource, "
                "and add objects while it is InProgress."
            )
        try:
            # A copy.
            line = json.loads(labeling_manifests.written(line))
        except ValueError as error:
            raise SeedRefused(f"{what}: the data object {error}. Nothing was added.") from None
        now = state.now()
        added = put_objects(state, job, [cast("Parameters", line)])
        state.table(LABELING_JOBS).put(added._replace(updated=now))


def open_tasks(state: State) -> Iterator[Task]:
    """The open tasks of every job: one for each data object and worker."""
    jobs = sorted(state.table(LABELING_JOBS).values(), key=lambda job: job.sequence)
    for job in jobs:
        yield from tasks_of(state, job)


def tasks_of(state: State, job: LabelingJob) -> Iterator[Task]:
    if not job.open or not is_open(state, job):
        return
    for position, data_object in enumerate(objects_of(state, job)):
        if is_unfinished(job, data_object):
            for _ in range(job.workers - len(data_object.annotations)):
                yield _task(state, job, position, data_object)


def _task(state: State, job: LabelingJob, position: int, data_object: DataObject) -> Task:
    def submit(answer: Any, worker: str | None) -> None:
        with state.lock:
            submit_answer(state, job.name, position, answer, worker)

    return Task(LABELING_JOB, job.name, job.workteam_arn, data_object.line, submit=submit)


def submit_answer(
    state: State, name: str, position: int, answer: Any, worker: str | None = None
) -> None:
    """Keep a worker's answer for a data object. The caller holds the state's lock.

    Raises:
        InvalidAnswer: The task is no longer open, or the answer is invalid for its type.
    """
    job = state.table(LABELING_JOBS)[name]
    data_object = state.table(DATA_OBJECTS)[object_name(name, position)]
    if not is_open(state, job) or not is_unfinished(job, data_object):
        raise InvalidAnswer(
            f"The task of {name} is not open: the labeling job is {status_of(state, job)}, and "
            f"data object {position} has {len(data_object.annotations)} of {job.workers} answers. "
            "Take open tasks from backend.tasks."
        )
    if worker is None:
        worker = next(_free_worker_names(data_object))
    elif worker in {annotation.worker for annotation in data_object.annotations}:
        raise InvalidAnswer(
            f"The worker {worker!r} has answered for data object {position} of {name} already. "
            "Submit the answer of another worker."
        )
    check_answer(job, task_type_of(job.task), answer)
    job = _annotated(state, job, position, data_object, [Annotation(worker, answer, state.now())])
    state.table(LABELING_JOBS).put(job)
    _settle(state, job)


def check_answer(job: LabelingJob, task_type: TaskType, answer: Any) -> None:
    if task_type.form in ("class", "classes"):
        Categories(job.categories).check(job.name, chosen(task_type, job.name, answer))


def _annotated(
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


def _settle(state: State, job: LabelingJob) -> None:
    """End a job without objects to label, or one that met a stopping condition."""
    if _meets_stopping_condition(job):
        end(state, job, STOPPED)
    else:
        end_if_done(state, job)


def _free_worker_names(data_object: DataObject) -> Iterator[str]:
    """The names of workers who have not answered for a data object."""
    present = {annotation.worker for annotation in data_object.annotations}
    return (name for name in map("worker-{}".format, itertools.count(1)) if name not in present)


def _meets_stopping_condition(job: LabelingJob) -> bool:
    conditions: Parameters = job.request.get("StoppingConditions", {})
    count = conditions.get("MaxHumanLabeledObjectCount")
    if count is not None and job.labeled >= count:
        return True
    percentage = conditions.get("MaxPercentageOfInputDatasetLabeled")
    return percentage is not None and job.labeled * 100 >= percentage * job.objects


def end_if_done(state: State, job: LabelingJob) -> LabelingJob:
    """Complete a job without objects to label; a streaming job waits for more objects."""
    if job.open or job.is_streaming or job.status != IN_PROGRESS:
        return job
    return end(state, job, COMPLETED)


def end(
    state: State, job: LabelingJob, status: str, *, failure_reason: str | None = None
) -> LabelingJob:
    """End a job, and write its output."""
    ended = job._replace(status=status, failure_reason=failure_reason, updated=state.now())
    state.table(LABELING_JOBS).put(ended)
    labeling_output.write_manifest(state, ended, list(objects_of(state, ended)))
    return ended


def complete(state: State, name: str, answer: Answer) -> None:
    """Answer all open tasks of a job.

    Raises:
        InvalidAnswer: The job is over, or an answer is invalid for the task type.
    """
    with state.lock:
        job = state.table(LABELING_JOBS)[name]
        check_open(state, job, "complete")
        _answer_all(state, job, answer)


def _answer_all(state: State, job: LabelingJob, answer: Answer) -> None:
    """Answer every open task of a job; nothing is kept if an answer is invalid."""
    task_type = task_type_of(job.task)
    workers = job.workers
    given: list[tuple[int, DataObject, list[Any]]] = []
    for position, data_object in enumerate(objects_of(state, job)):
        if is_unfinished(job, data_object):
            task = _task(state, job, position, data_object)
            answers = [
                checked_answer(job.name, answer_to(task, answer))
                for _ in range(workers - len(data_object.annotations))
            ]
            for each in answers:
                check_answer(job, task_type, each)
            given.append((position, data_object, answers))
    now = state.now()
    for position, data_object, answers in given:
        names = _free_worker_names(data_object)
        annotations = [Annotation(next(names), each, now) for each in answers]
        job = _annotated(state, job, position, data_object, annotations)
        if _meets_stopping_condition(job):
            break
    state.table(LABELING_JOBS).put(job)
    _settle(state, job)


def fail(state: State, name: str, reason: str) -> None:
    """End a job as failed.

    Raises:
        InvalidAnswer: The job is over, or the reason is invalid.
    """
    # Tests are not always type-checked.
    if not isinstance(cast("object", reason), str) or len(reason) > LONGEST_FAILURE_REASON:
        raise InvalidAnswer(
            f"fail() of the labeling job {name}: the reason is {reprlib.repr(reason)}. Give a "
            f"string of at most {LONGEST_FAILURE_REASON} characters."
        )
    with state.lock:
        job = state.table(LABELING_JOBS)[name]
        check_open(state, job, "fail")
        end(state, job, FAILED, failure_reason=reason)


def stop(state: State, name: str) -> None:
    """End a job as stopped, by someone else."""
    with state.lock:
        job = state.table(LABELING_JOBS)[name]
        check_open(state, job, "stop")
        begin_to_stop(state, job)


def begin_to_stop(state: State, job: LabelingJob) -> None:
    delay = state.settings.labeling_job_delay
    stopping = transitions.begin(state, STOPPING, delay)
    end(state, job._replace(transition=stopping), STOPPED)


def expire(state: State, name: str) -> None:
    """Let the time of a job's open tasks run out: their data objects fail."""
    with state.lock:
        job = state.table(LABELING_JOBS)[name]
        check_open(state, job, "expire")
        now = state.now()
        expired = 0
        for data_object in list(objects_of(state, job)):
            if is_unfinished(job, data_object):
                state.table(DATA_OBJECTS).put(data_object._replace(failed=now))
                expired += 1
        job = job._replace(failed=job.failed + expired, open=job.open - expired, updated=now)
        state.table(LABELING_JOBS).put(job)
        end_if_done(state, job)


def check_open(state: State, job: LabelingJob, method: str) -> None:
    if not is_open(state, job):
        raise InvalidAnswer(
            f"{method}() of the labeling job {job.name}: the job is {status_of(state, job)}. "
            "Workers can act while a job is InProgress."
        )


def let_workers_answer(state: State) -> None:
    """Have the backend's own workers answer the tasks of every job that are due."""
    if state.settings.workers is not None:
        for job in list(state.table(LABELING_JOBS).values()):
            let_workers_answer_for(state, job)


def let_workers_answer_for(state: State, job: LabelingJob) -> LabelingJob:
    """Have the backend's own workers answer a job's tasks, if they are due.

    Returns:
        The job as it is then.
    """
    workers = state.settings.workers
    if workers is None or state.settings.idle_workers or not job.open or not is_open(state, job):
        return job
    if not workers.are_due(described=job.described, created=job.created, now=state.now()):
        return job
    _answer_all(state, job, workers.answer)
    return state.table(LABELING_JOBS)[job.name]
