"""What workers can do in an account and region, whatever it is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from pytest_workteam.services.a2i_runtime import loop_work
from pytest_workteam.services.sagemaker import labeling_work
from pytest_workteam.services.state import State
from pytest_workteam.services.workers import Task, Tasks


class Source(Protocol):
    """Gives tasks to workers."""

    def open_tasks(self, state: State) -> Iterable[Task]: ...

    def let_workers_answer(self, state: State) -> None:
        """Have the workers of the settings answer what is due."""


SOURCES: Sequence[Source] = (labeling_work, loop_work)


def open_tasks(state: State) -> Tasks:
    with state.lock:
        return Tasks(task for source in SOURCES for task in source.open_tasks(state))


def let_workers_answer(state: State) -> None:
    with state.lock:
        for source in SOURCES:
            source.let_workers_answer(state)
