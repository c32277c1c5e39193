"""What workers can do in an account and region, whatever it is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from pytest_workteam.services.a2i_runtime import loop_work
from pytest_workteam.services.sagemaker import known_workteams, labeling_work, labeling_workers
from pytest_workteam.services.sagemaker.resources import LABELING_JOBS
from pytest_workteam.services.sagemaker.review_resources import HUMAN_LOOPS
from pytest_workteam.services.state import State
from pytest_workteam.services.workers import Known, Task, Tasks


class Source(Protocol):
    """Gives tasks to workers."""

    def open_tasks(self, state: State) -> Iterable[Task]: ...


SOURCES: Sequence[Source] = (labeling_work, loop_work)


def open_tasks(state: State) -> Tasks:
    let_workers_answer(state)
    with state.present() as present:
        known = Known(
            labeling_jobs=tuple(present.table(LABELING_JOBS)),
            human_loops=tuple(present.table(HUMAN_LOOPS)),
            workteam_arns=known_workteams.arns(present),
        )
        return Tasks((task for source in SOURCES for task in source.open_tasks(present)), known)


def let_workers_answer(state: State) -> None:
    """Have the workers of the settings answer what is due."""
    labeling_workers.let_workers_answer(state)
    loop_work.let_workers_answer(state)
