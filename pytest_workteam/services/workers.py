"""The workers' side of labeling jobs and human loops: open tasks, and who answers them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar, cast, overload

from pytest_workteam.engine.state import State
from pytest_workteam.errors import InvalidAnswer, UnknownNameError
from pytest_workteam.protocols.values import UNENCODABLE, as_json
from pytest_workteam.services.delay import Delay

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

LABELING_JOB = "labeling-job"
HUMAN_LOOP = "human-loop"


class Task:
    """A task that waits for a worker.

    Attributes:
        kind: ``"labeling-job"`` or ``"human-loop"``.
        source: Name of the labeling job or human loop.
        workteam_arn: ARN of the work team whose workers see the task.
        input: A copy of the data object, as its line of the input manifest has it, or of the input
            content of the human loop.
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
            worker: The worker's id; None for ``worker-1`` and so on, a different one for each
                task of an object.

        Raises:
            InvalidAnswer: JSON cannot hold the answer, the worker's id is invalid, the task is no
                longer open, or the worker has answered for the same object already.
        """
        answer = checked_answer(self.source, answer)
        # Tests are not always type-checked.
        if worker is not None and not (isinstance(cast("object", worker), str) and worker):
            raise InvalidAnswer(
                f"The worker of a task of {self.source} is {worker!r}. Pass a worker id such as "
                "'worker-1', or leave it out."
            )
        # Of several threads, one answers.
        with self._present() as state:
            self._check_not_done()
            self._submit(state, answer, worker)
            self._done = True

    def decline(self) -> None:
        """Return the task to the work team; another worker can take it from ``backend.tasks``.

        Raises:
            InvalidAnswer: The task was answered or declined already.
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
"""What workers answer: anything that JSON can hold, or a function from a task to it."""


def _is_of(task: Task, source: str) -> bool:
    if task.kind == LABELING_JOB:
        # The service ignores the case of these names.
        return task.source.lower() == source.lower()
    return task.source == source


class Known(NamedTuple):
    """Names that tasks can be selected by, whether or not there is an open task."""

    labeling_jobs: Sequence[str]
    human_loops: Sequence[str]
    workteam_arns: Sequence[str]


class Tasks(Sequence[Task]):
    """Open tasks, in the order in which their jobs and loops were created."""

    def __init__(self, tasks: Iterable[Task], known: Known) -> None:
        self._tasks = tuple(tasks)
        self._known = known

    def of(self, source: str) -> Tasks:
        """The open tasks of a labeling job or a human loop.

        Args:
            source: The name of the job or loop. The case of a job's name is ignored.

        Raises:
            UnknownNameError: No job or loop has this name; the message names similar ones.
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
            workteam: Its name or ARN.

        Raises:
            UnknownNameError: No work team has this name or ARN; the message names similar ones.
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


@dataclass(frozen=True, eq=False)
class Workers:
    """Workers who answer by themselves.

    Attributes:
        answer: An answer, or a function from a task to one.
        after: How often, or for how long, a job or loop is seen open first.
    """

    answer: Answer
    after: Delay
    _busy: dict[int, object] = field(default_factory=dict[int, object], init=False)

    def are_due(self, source: Source, now: dt.datetime, deadline: dt.datetime | None) -> bool:
        """Whether they are to answer the open tasks of a job or loop.

        Args:
            source: The job or loop.
            now: The time.
            deadline: When its tasks expire; None for never.
        """
        if not isinstance(self.after, dt.timedelta):
            return source.described >= self.after
        # Not the moment itself, which can lie beyond the last year.
        return self.after <= now - source.created and (
            deadline is None or self.after < deadline - source.created
        )

    @contextmanager
    def at_work(self, source: Source) -> Generator[bool, None, None]:
        """Answer for a job or loop.

        Returns:
            Whether no other thread does, nor a call that led to this one.
        """
        mine = object()
        if self._busy.setdefault(source.sequence, mine) is not mine:
            yield False
            return
        try:
            yield True
        finally:
            del self._busy[source.sequence]


class Source(Protocol):
    """A labeling job or human loop."""

    @property
    def sequence(self) -> int: ...
    @property
    def created(self) -> dt.datetime: ...
    @property
    def described(self) -> int: ...


R = TypeVar("R", bound=Source)


def is_theirs(state: State[Any], source: Source, deadline: dt.datetime | None) -> bool:
    """Whether the workers of the settings come first to a job or loop whose tasks may expire."""
    workers: Workers | None = state.settings.workers
    if workers is None or state.settings.idle_workers:
        return False
    return workers.are_due(source, state.now(), deadline)


def work_for(
    state: State[Any],
    sources: Iterable[R],
    deadline_of: Callable[[R], dt.datetime | None],
    answer_all: Callable[[R, Answer], None],
) -> Callable[[], None] | None:
    """What the workers of the settings have to do for jobs or loops. The caller holds the lock.

    Args:
        state: The state.
        sources: The jobs or loops that have open tasks.
        deadline_of: When the tasks of one expire; None for never.
        answer_all: Answers them.

    Returns:
        A function to call without the lock, since it calls a test's own; None for nothing.
    """
    workers: Workers | None = state.settings.workers
    if workers is None:
        return None
    due = [source for source in sources if is_theirs(state, source, deadline_of(source))]
    if not due:
        return None

    def work() -> None:
        for source in due:
            with workers.at_work(source) as free:
                if free:
                    answer_all(source, workers.answer)

    return work


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
