"""The workers' side of labeling jobs: data objects, tasks and answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_workteam.errors import InvalidAnswer, SeedRefused
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.protocols.values import plain_copy
from pytest_workteam.services.sagemaker import labeling_lifecycle as lifecycle
from pytest_workteam.services.sagemaker import labeling_manifests, labeling_output
from pytest_workteam.services.sagemaker.labeling_answers import Categories, chosen_categories
from pytest_workteam.services.sagemaker.labeling_task_types import TaskType, task_type_of
from pytest_workteam.services.sagemaker.resources import (
    DATA_OBJECTS,
    LABELING_JOBS,
    Annotation,
    DataObject,
    LabelingJob,
)
from pytest_workteam.services.state import State
from pytest_workteam.services.tasks import LABELING_JOB, Task
from pytest_workteam.services.workers import free_names

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True


def put_objects(state: State, job: LabelingJob, lines: list[Parameters]) -> LabelingJob:
    """Add data objects to a job.

    Returns:
        The updated job, which the caller stores.
    """
    table = state.table(DATA_OBJECTS)
    attribute = job.request["LabelAttributeName"]
    unlabeled = 0
    for position, line in enumerate(lines, job.objects):
        # In a chained job, workers see only objects without this label, as documented.
        labeled_before = attribute in line
        unlabeled += not labeled_before
        name = lifecycle.object_name(job.name, position)
        table.put(DataObject(name, line, labeled_before=labeled_before))
    return job._replace(objects=job.objects + len(lines), open=job.open + unlabeled)


def add_objects(state: State, name: str, lines: list[object]) -> None:
    """Send data objects to a streaming job.

    Raises:
        InvalidAnswer: The job does not exist.
        SeedRefused: The job is not an open streaming job, or a data object is invalid.
    """
    with state.present() as present:
        job = lifecycle.existing(present, name)
        what = f"add_object() of the labeling job {name}"
        if not job.is_streaming or not lifecycle.is_open(present, job):
            raise SeedRefused(
                f"{what}: the job is {'' if job.is_streaming else 'not a streaming job, and is '}"
                f"{lifecycle.status_of(present, job)}. Nothing was added; create a job with an "
                "SnsDataSource, and add objects while it is InProgress."
            )
        objects = [labeling_manifests.seeded_object(what, line) for line in lines]
        added = put_objects(present, job, objects)
        present.table(LABELING_JOBS).put(added._replace(updated=present.now()))


def open_tasks(state: State) -> Iterator[Task]:
    """The open tasks of all jobs, in order of creation: one for each missing answer."""
    lifecycle.end_overdue(state)
    jobs = sorted(state.table(LABELING_JOBS).values(), key=lambda job: job.sequence)
    for job in jobs:
        for position, missing in missing_answers(state, job):
            for _ in range(missing):
                yield task_of(state, job, position)


def missing_answers(state: State, job: LabelingJob) -> Iterator[tuple[int, int]]:
    """The positions of a job's unlabeled data objects, each with its number of missing answers."""
    if job.open and lifecycle.is_open(state, job):
        for position, data_object in enumerate(lifecycle.objects_of(state, job)):
            missing = lifecycle.missing_for(job, data_object)
            if missing:
                yield position, missing


def task_of(state: State, job: LabelingJob, position: int) -> Task:
    def submit(present: State, answer: Any, worker: str | None) -> None:
        submit_answer(present, job, position, answer, worker)

    line = state.table(DATA_OBJECTS)[lifecycle.object_name(job.name, position)].line
    return Task(
        LABELING_JOB,
        job.name,
        job.workteam_arn,
        plain_copy(line),
        present=state.present,
        submit=submit,
    )


def current(state: State, job: LabelingJob) -> LabelingJob:
    """The current version of a job.

    Raises:
        InvalidAnswer: The job does not exist, or its name belongs to another job.
    """
    present = lifecycle.existing(state, job.name)
    if present.sequence != job.sequence:
        raise InvalidAnswer(
            f"The labeling job {job.name} was created again after a reset or rollback. Take its "
            "open tasks from backend.tasks."
        )
    return present


def submit_answer(
    state: State, job: LabelingJob, position: int, answer: Any, worker: str | None = None
) -> None:
    """Store a worker's answer for a data object. The caller holds the state's lock.

    Raises:
        InvalidAnswer: The task is no longer open, the worker has already answered, or the answer
            is invalid for the task type.
    """
    job = current(state, job)
    name = job.name
    data_object = state.table(DATA_OBJECTS).get(lifecycle.object_name(name, position))
    if (
        data_object is None
        or not lifecycle.is_open(state, job)
        or not lifecycle.missing_for(job, data_object)
    ):
        answers = 0 if data_object is None else len(data_object.annotations)
        status = lifecycle.status_of(state, job)
        raise InvalidAnswer(
            f"The task of {name} is not open: the labeling job is {status}, and data object "
            f"{position} has {answers} of {job.workers} answers. Take open tasks from "
            "backend.tasks."
        )
    if worker is None:
        worker = next(free_worker_names(data_object))
    elif worker in {annotation.worker for annotation in data_object.annotations}:
        raise InvalidAnswer(
            f"The worker {worker!r} has answered for data object {position} of {name} already. "
            "Submit the answer of another worker."
        )
    check_answer(job, task_type_of(job.task), answer)
    job = annotate(state, job, position, data_object, [Annotation(worker, answer, state.now())])
    state.table(LABELING_JOBS).put(job)
    settle(state, job)


def check_answer(job: LabelingJob, task_type: TaskType, answer: Any) -> None:
    if task_type.form in ("class", "classes"):
        Categories(job.categories).check(job.name, chosen_categories(task_type, job.name, answer))


def annotate(
    state: State,
    job: LabelingJob,
    position: int,
    data_object: DataObject,
    annotations: list[Annotation],
) -> LabelingJob:
    """Add annotations to a data object; returns the updated job, which the caller stores."""
    data_object = data_object._replace(annotations=(*data_object.annotations, *annotations))
    state.table(DATA_OBJECTS).put(data_object)
    updated = annotations[-1].submitted
    if len(data_object.annotations) < job.workers:
        return job._replace(updated=updated)
    labeling_output.write_responses(state, job, position, data_object)
    return job._replace(updated=updated, labeled=job.labeled + 1, open=job.open - 1)


def settle(state: State, job: LabelingJob) -> None:
    """End a job that has met a stopping condition or has no unlabeled objects."""
    if meets_stopping_condition(job) and (job.open or job.is_streaming):
        lifecycle.end(state, job, lifecycle.STOPPED)
    else:
        lifecycle.end_if_done(state, job)


def free_worker_names(data_object: DataObject) -> Iterator[str]:
    """The names of workers who have not answered for a data object."""
    return free_names({annotation.worker for annotation in data_object.annotations})


def meets_stopping_condition(job: LabelingJob) -> bool:
    conditions: Parameters = job.request.get("StoppingConditions", {})
    count = conditions.get("MaxHumanLabeledObjectCount")
    if count is not None and job.labeled >= count:
        return True
    percentage = conditions.get("MaxPercentageOfInputDatasetLabeled")
    return percentage is not None and job.labeled * 100 >= percentage * job.objects
