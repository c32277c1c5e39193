"""The open tasks of labeling jobs and human loops."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, TypeAlias, cast, overload

from pytest_workteam.engine.state import State
from pytest_workteam.errors import InvalidAnswer, UnknownNameError
from pytest_workteam.protocols.values import UNENCODABLE, as_json

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

LABELING_JOB = "labeling-job"
HUMAN_LOOP = "human-loop"


class Task:
    """An open task of a work team.

    Attributes:
        kind: ``"labeling-job"`` or ``"human-loop"``.
        source: Name of the labeling job or human loop.
        workteam_arn: ARN of the work team whose workers see the task.
        input: A copy of the data object's line of the input manifest, or of the human loop's input
            content.
    """

    __slots__ = ("_done", "_present", "_submit", "input", "kind", "source", "workteam_arn")

    def __init__(
        self,
        kind: str,
        source: str,
        workteam_arn: str,
        input: Any,  # noqa: A002  # the contract's name
        *,
        present: Callable[[], AbstractContextManager[State[Any]]],
        submit: Callable[[State[Any], Any, str | None], None],
    ) -> None:
        self.kind = kind
        self.source = source
        self.workteam_arn = workteam_arn
        self.input = input
        self._present = present
        self._submit = submit
        self._done = False

    def submit(self, answer: Any, *, worker: str | None = None) -> None:
        """Answer the task as a worker.

        Args:
            answer: Anything that JSON can hold.
            worker: The worker's id; None for the first of ``worker-1``, ``worker-2`` and so on
                who has not answered for the same data object or loop.

        Raises:
            InvalidAnswer: JSON cannot hold the answer, the worker's id is invalid, the task is no
                longer open, or the worker has already answered for the same data object or loop.
        """
        answer = checked_answer(self.source, answer)
        # Tests are not always type-checked.
        if worker is not None and not (isinstance(cast("object", worker), str) and worker):
            raise InvalidAnswer(
                f"The worker of a task of {self.source} is {worker!r}. Pass a worker id such as "
                "'worker-1', or leave it out."
            )
        # Under the lock, so that only one of several threads answers.
        with self._present() as state:
            self._check_not_done()
            self._submit(state, answer, worker)
            self._done = True

    def decline(self) -> None:
        """Return the task to the work team; another worker can take it from ``backend.tasks``.

        Raises:
            InvalidAnswer: The task was already answered or declined.
        """
        with self._present():
            self._check_not_done()
            self._done = True

    def _check_not_done(self) -> None:
        if self._done:
            raise InvalidAnswer(
                f"The task of {self.source} was answered or declined already. Take open tasks from "
                "backend.tasks."
            )

    def __repr__(self) -> str:
        return f"<Task of {self.kind} {self.source}>"


Answer: TypeAlias = (
    "Callable[[Task], Any] | Mapping[str, Any] | Sequence[Any] | str | float | bool | None"
)
"""A JSON value, or a function that takes a task and returns a JSON value."""


def _is_of(task: Task, source: str) -> bool:
    if task.kind == LABELING_JOB:
        # The service ignores the case of these names.
        return task.source.lower() == source.lower()
    return task.source == source


class Known(NamedTuple):
    """The names that ``Tasks`` accepts, with and without open tasks."""

    labeling_jobs: Sequence[str]
    human_loops: Sequence[str]
    workteam_arns: Sequence[str]


class Tasks(Sequence[Task]):
    """Open tasks: of labeling jobs, then of human loops, each in order of creation."""

    def __init__(self, tasks: Iterable[Task], known: Known) -> None:
        self._tasks = tuple(tasks)
        self._known = known

    def of(self, source: str) -> Tasks:
        """The open tasks of a labeling job or a human loop.

        Args:
            source: The name of the job or loop. The name of a job is case-insensitive.

        Raises:
            UnknownNameError: No job or loop has this name; the message suggests similar names.
        """
        jobs = {name.lower() for name in self._known.labeling_jobs}
        loops = self._known.human_loops
        if source not in loops and str(source).lower() not in jobs:
            raise UnknownNameError(
                f"tasks.of(): no labeling job or human loop is named {source!r}.",
                source,
                [*self._known.labeling_jobs, *loops],
                otherwise="Create the job or loop first.",
            )
        return self._only(task for task in self._tasks if _is_of(task, source))

    def for_workteam(self, workteam: str) -> Tasks:
        """The open tasks of a work team.

        Args:
            workteam: The work team's name or ARN.

        Raises:
            UnknownNameError: No work team has this name or ARN; the message suggests similar
                names.
        """
        arns = {*self._known.workteam_arns, *(task.workteam_arn for task in self._tasks)}
        names = sorted({arn.rpartition("/")[2] for arn in arns})
        if workteam not in (*arns, *names):
            raise UnknownNameError(
                f"tasks.for_workteam(): no work team has the name or ARN {workteam!r}.",
                workteam,
                sorted(arns) if str(workteam).startswith("arn:") else names,
                otherwise="Create the work team first.",
            )
        return self._only(
            task
            for task in self._tasks
            if workteam in (task.workteam_arn, task.workteam_arn.rpartition("/")[2])
        )

    def _only(self, tasks: Iterable[Task]) -> Tasks:
        return Tasks(tasks, self._known)

    @overload
    def __getitem__(self, index: int) -> Task: ...
    @overload
    def __getitem__(self, index: slice) -> Tasks: ...
    def __getitem__(self, index: int | slice) -> Task | Tasks:
        return self._only(self._tasks[index]) if isinstance(index, slice) else self._tasks[index]

    def __len__(self) -> int:
        return len(self._tasks)

    def __repr__(self) -> str:
        return f"Tasks({list(self._tasks)!r})"


def checked_answer(source: str, answer: Any) -> Any:
    """Copy an answer by a JSON round trip.

    Raises:
        InvalidAnswer: JSON cannot hold the answer.
    """
    if isinstance(answer, str):
        return answer
    try:
        return as_json({"answer": answer})["answer"]
    except UNENCODABLE as error:
        raise InvalidAnswer(
            f"The answer to a task of {source} is invalid: {error}. Submit what JSON can hold."
        ) from None
