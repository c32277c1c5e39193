"""Answers to all open tasks of a labeling job, from ``complete()`` or the automatic workers.

A test's function runs without the state's lock, since it may call the API, or wait for a thread
that does.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pytest_workteam.errors import InvalidAnswer
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services import workers
from pytest_workteam.services.sagemaker import labeling_lifecycle as lifecycle
from pytest_workteam.services.sagemaker import labeling_work
from pytest_workteam.services.sagemaker.labeling_task_types import task_type_of
from pytest_workteam.services.sagemaker.resources import (
    DATA_OBJECTS,
    LABELING_JOBS,
    Annotation,
    LabelingJob,
    labeling_job,
)
from pytest_workteam.services.state import State
from pytest_workteam.services.tasks import Answer, checked_answer

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True


class _ChangedError(Exception):
    """A job or task was changed while a function ran; the message says how."""


def complete(state: State, name: str, answer: Answer) -> None:
    """Answer all open tasks of a job, or none if an answer is invalid.

    Raises:
        InvalidAnswer: The job is not InProgress, an answer is invalid for the task type, or the
            job or a task was changed while the function ran.
    """
    # A plain answer is stored under one lock; a function runs without the lock.
    with contextlib.nullcontext() if callable(answer) else state.present():
        with state.present() as present:
            job = lifecycle.existing(present, name)
            lifecycle.check_open(present, job, "complete")
        try:
            _answer_all(state, job, answer)
        except _ChangedError as change:
            raise InvalidAnswer(
                f"complete() of the labeling job {name}: while the function ran, {change}. No "
                "answer was stored; have the function return an answer and change nothing."
            ) from None


def _answer_all(state: State, job: LabelingJob, answer: Answer) -> None:
    with state.present() as present:
        missing = dict(labeling_work.missing_answers(present, _unchanged(present, job)))
    answers: dict[int, list[Any]] = {position: [] for position in missing}
    for position, number in missing.items():
        for _ in range(number):
            given = answer
            if callable(answer):
                with state.present() as present:
                    _check_missing(present, _unchanged(present, job), position, number)
                    task = labeling_work.task_of(present, job, position)
                given = answer(task)
            answers[position].append(checked_answer(job.name, given))
    with state.present() as present:
        job = _unchanged(present, job)
        if missing:
            still_missing = dict(labeling_work.missing_answers(present, job))
            if not missing.items() <= still_missing.items():
                raise _ChangedError("somebody answered a task")
            _store_answers(present, job, answers)


def _unchanged(state: State, job: LabelingJob) -> LabelingJob:
    """The current version of an open job.

    Raises:
        _ChangedError: The job has ended or was replaced.
    """
    present = lifecycle.find(state, job.name)
    if present is None or present.sequence != job.sequence:
        raise _ChangedError("the backend was reset or rolled back")
    if not lifecycle.is_open(state, present):
        raise _ChangedError(f"the job became {lifecycle.status_of(state, present)}")
    return present


def _check_missing(state: State, job: LabelingJob, position: int, number: int) -> None:
    name = lifecycle.object_name(job.name, position)
    if lifecycle.missing_for(job, state.table(DATA_OBJECTS)[name]) != number:
        raise _ChangedError("somebody answered a task")


def _store_answers(state: State, job: LabelingJob, answers: Mapping[int, list[Any]]) -> None:
    task_type = task_type_of(job.task)
    for given in answers.values():
        for each in given:
            labeling_work.check_answer(job, task_type, each)
    now = state.now()
    for position, given in answers.items():
        data_object = state.table(DATA_OBJECTS)[lifecycle.object_name(job.name, position)]
        names = labeling_work.free_worker_names(data_object)
        annotations = [Annotation(next(names), each, now) for each in given]
        job = labeling_work.annotate(state, job, position, data_object, annotations)
        if labeling_work.meets_stopping_condition(job):
            break
    state.table(LABELING_JOBS).put(job)
    labeling_work.settle(state, job)


@workers.finder
def find_work(state: State, parameters: Parameters) -> Callable[[], None] | None:
    """Find the tasks that the automatic workers answer before or after an operation.

    Args:
        state: The state, whose lock the caller holds.
        parameters: The operation's parameters; without ``LabelingJobName``, tasks of every job.
    """
    name = parameters.get("LabelingJobName")
    if name is None:
        return work_for(state, state.table(LABELING_JOBS).values())
    job = labeling_job(state, name)
    return None if job is None else work_for(state, [job])


def work_for(state: State, jobs: Iterable[LabelingJob]) -> Callable[[], None] | None:
    """Find the tasks of these jobs that the automatic workers answer. The caller holds the lock."""
    open_jobs = (job for job in jobs if job.open and lifecycle.is_open(state, job))

    def answer_all(job: LabelingJob, answer: Answer) -> None:
        # If the job changed meanwhile, the workers answer the rest at the next call.
        with contextlib.suppress(_ChangedError):
            _answer_all(state, job, answer)

    return workers.work_for(state, open_jobs, lifecycle.deadline_of, answer_all)


def let_workers_answer(state: State) -> None:
    """Let the automatic workers answer the due tasks of every job."""
    state.do_unlocked(find_work, {})


def let_workers_answer_for(state: State, name: str) -> None:
    """Let the automatic workers answer the due tasks of a job."""
    state.do_unlocked(find_work, {"LabelingJobName": name})
