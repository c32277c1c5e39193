"""The open tasks of labeling jobs and human loops in an account and region."""

from __future__ import annotations

import itertools

from pytest_workteam.services.a2i_runtime import loop_work
from pytest_workteam.services.sagemaker import known_workteams, labeling_work, labeling_workers
from pytest_workteam.services.sagemaker.resources import LABELING_JOBS
from pytest_workteam.services.sagemaker.review_resources import HUMAN_LOOPS
from pytest_workteam.services.state import State
from pytest_workteam.services.tasks import Known, Tasks


def open_tasks(state: State) -> Tasks:
    let_workers_answer(state)
    with state.present() as present:
        known = Known(
            labeling_jobs=tuple(present.table(LABELING_JOBS)),
            human_loops=tuple(present.table(HUMAN_LOOPS)),
            workteam_arns=known_workteams.arns(present),
        )
        tasks = itertools.chain(labeling_work.open_tasks(present), loop_work.open_tasks(present))
        return Tasks(tasks, known)


def let_workers_answer(state: State) -> None:
    """Let the automatic workers answer the tasks that are due."""
    labeling_workers.let_workers_answer(state)
    loop_work.let_workers_answer(state)
