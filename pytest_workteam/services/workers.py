"""The workers' side of labeling jobs and human loops: open tasks, and who answers them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, overload

from pytest_workteam.errors import InvalidAnswer
from pytest_workteam.protocols.values import UNENCODABLE, as_json
from pytest_workteam.services.delay import Delay

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True

LABELING_JOB = "labeling-job"
HUMAN_LOOP = "human-loop"


class Task:
    """A task that waits for a worker.

    Attributes:
        kind: ``"labeling-job"`` or ``"human-loop"``.
        source: Name of the labeling job or human loop.
        workteam_arn: ARN of the work team whose workers see the task.
        input: The data object, as its line of the input manifest has it, or the input content of
            the human loop.
    """

    __slots__ = ("_done", "_submit", "input", "kind", "source", "workteam_arn")

    def __init__(
        self,
        kind: str,
        source: str,
        workteam_arn: str,
        input: Any,  # noqa: A002  # the contract's name
        *,
        submit: Callable[[Any, str | None], None],
    ) -> None:
        self.kind = kind
        self.source = source
        self.workteam_arn = workteam_arn
        self.input = input
        self._submit = submit
        self._done = False

    def submit(self, answer: Any, *, worker: str | None = None) -> None:
        """Answer the task as a worker.

        Args:
            answer: Anything that JSON can hold.
            worker: The worker's id; None for ``worker-1`` and so on, a different one for each
                task of an object.

        Raises:
            InvalidAnswer: JSON cannot hold the answer, the task is no longer open, or the worker
                has answered for the same object already.
        """
        self._check_not_done()
        self._submit(checked_answer(self.source, answer), worker)
        self._done = True

    def decline(self) -> None:
        """Return the task to the work team; another worker can take it from ``backend.tasks``.

        Raises:
            InvalidAnswer: The task was answered or declined already.
        """
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
"""What workers answer: anything that JSON can hold, or a function from a task to it."""


def _is_of(task: Task, source: str) -> bool:
    if task.kind == LABELING_JOB:
        # The service ignores the case of these names.
        return task.source.lower() == source.lower()
    return task.source == source


class Tasks(Sequence[Task]):
    """Open tasks, in the order in which their jobs and loops were created."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._tasks = tuple(tasks)

    def of(self, source: str) -> Tasks:
        """The tasks of a labeling job or a human loop.

        Args:
            source: The name of the job or loop; the case of a job's name does not count.
        """
        return Tasks(task for task in self._tasks if _is_of(task, source))

    def for_workteam(self, workteam: str) -> Tasks:
        """The tasks of a work team.

        Args:
            workteam: Its name or ARN.
        """
        return Tasks(
            task
            for task in self._tasks
            if workteam in (task.workteam_arn, task.workteam_arn.rpartition("/")[2])
        )

    @overload
    def __getitem__(self, index: int) -> Task: ...
    @overload
    def __getitem__(self, index: slice) -> Tasks: ...
    def __getitem__(self, index: int | slice) -> Task | Tasks:
        return Tasks(self._tasks[index]) if isinstance(index, slice) else self._tasks[index]

    def __len__(self) -> int:
        return len(self._tasks)

    def __repr__(self) -> str:
        return f"Tasks({list(self._tasks)!r})"


class Workers(NamedTuple):
    """Workers who answer by themselves.

    Attributes:
        answer: An answer, or a function from a task to one.
        after: How often, or for how long, a job or loop is seen open first.
    """

    answer: Answer
    after: Delay

    def are_due(self, *, described: int, created: dt.datetime, now: dt.datetime) -> bool:
        """Whether they answer the open tasks of a job or loop.

        Args:
            described: How often it was described or listed.
            created: When it was created.
            now: The time.
        """
        if isinstance(self.after, dt.timedelta):
            return now - created >= self.after
        return described >= self.after


def answer_to(task: Task, answer: Answer) -> Any:
    """The answer to a task: ``answer`` itself, or what it returns for the task."""
    if not callable(answer):
        return answer
    return answer(task)


def checked_answer(source: str, answer: Any) -> Any:
    """A copy of an answer, as JSON holds it.

    Raises:
        InvalidAnswer: JSON cannot hold it.
    """
    if isinstance(answer, str):
        return answer
    try:
        return as_json({"answer": answer})["answer"]
    except UNENCODABLE as error:
        raise InvalidAnswer(
            f"The answer to a task of {source} is invalid: {error}. Submit what JSON can hold."
        ) from None
