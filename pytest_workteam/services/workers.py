"""The automatic workers, who answer the open tasks of labeling jobs and human loops."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from pytest_workteam.engine.state import State, Unlocked
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services.delay import Delay
from pytest_workteam.services.tasks import Answer

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True


@dataclass(frozen=True, eq=False)
class Workers:
    """Automatic workers, who answer every open task.

    Attributes:
        answer: An answer, or a function that takes a task and returns an answer.
        after: Number of describe or list calls, or age of the job or loop, before they answer.
    """

    answer: Answer
    after: Delay
    _claimed: dict[int, object] = field(default_factory=dict[int, object], init=False)

    @contextmanager
    def claim(self, source: JobOrLoop) -> Generator[bool, None, None]:
        """Claim a job or loop, so that its tasks are answered once.

        Yields:
            Whether the claim succeeded; False while another thread or an outer call has it.
        """
        mine = object()
        if self._claimed.setdefault(source.sequence, mine) is not mine:
            yield False
            return
        try:
            yield True
        finally:
            del self._claimed[source.sequence]


class JobOrLoop(Protocol):
    """A labeling job or human loop."""

    @property
    def sequence(self) -> int: ...
    @property
    def created(self) -> dt.datetime: ...
    @property
    def described(self) -> int: ...


R = TypeVar("R", bound=JobOrLoop)


def are_due(state: State[Any], source: JobOrLoop, deadline: dt.datetime | None) -> bool:
    """Whether the automatic workers answer the open tasks of a job or loop now.

    Args:
        state: The state, whose lock the caller holds.
        source: The job or loop.
        deadline: When its tasks expire; None for never. A time span that reaches it is never due.
    """
    workers: Workers | None = state.settings.workers
    if workers is None or state.settings.idle_workers:
        return False
    after = workers.after
    if not isinstance(after, dt.timedelta):
        return source.described >= after
    # Durations are compared, since created + after could overflow a datetime.
    return after <= state.now() - source.created and (
        deadline is None or after < deadline - source.created
    )


def work_for(
    state: State[Any],
    sources: Iterable[R],
    deadline_of: Callable[[R], dt.datetime | None],
    answer_all: Callable[[R, Answer], None],
) -> Callable[[], None] | None:
    """Find the jobs or loops whose tasks the automatic workers answer now.

    Args:
        state: The state, whose lock the caller holds.
        sources: The jobs or loops with open tasks.
        deadline_of: Returns when the tasks of a job or loop expire; None for never.
        answer_all: Answers the tasks of a job or loop.

    Returns:
        A function to call without the lock, since it calls the test's code; None if nothing is due.
    """
    workers: Workers | None = state.settings.workers
    if workers is None:
        return None
    due = [source for source in sources if are_due(state, source, deadline_of(source))]
    if not due:
        return None

    def work() -> None:
        for source in due:
            with workers.claim(source) as claimed:
                if claimed:
                    answer_all(source, workers.answer)

    return work


def finder(find: Callable[[State[Any], Parameters], Callable[[], None] | None]) -> Unlocked:
    """Decorate a function that finds the automatic workers' tasks, so that it holds the lock.

    It is not called, and the lock not taken, in a backend without automatic workers.
    """

    @functools.wraps(find)
    def found(
        state: State[Any], parameters: Parameters, moment: dt.datetime | None = None
    ) -> Callable[[], None] | None:
        if state.settings.workers is None:
            return None
        with state.present(moment) as present:
            return find(present, parameters)

    return found


def free_names(taken: Collection[str]) -> Iterator[str]:
    """The names ``worker-1``, ``worker-2`` and so on, without the taken ones."""
    return (name for name in map("worker-{}".format, itertools.count(1)) if name not in taken)
