"""The workers' side of human loops: tasks, answers, and how loops end."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from pytest_workteam.errors import InvalidAnswer
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services import transitions, workers
from pytest_workteam.services.a2i_runtime import outputs
from pytest_workteam.services.sagemaker import flow_definitions
from pytest_workteam.services.sagemaker.review_resources import (
    COMPLETED,
    FAILED,
    HUMAN_LOOPS,
    IN_PROGRESS,
    STOPPED,
    STOPPING,
    HumanAnswer,
    HumanLoop,
)
from pytest_workteam.services.state import State
from pytest_workteam.services.tasks import (
    HUMAN_LOOP,
    Answer,
    Task,
    checked_answer,
)

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

EXPIRED = "Expired"
FAILURE_CODES = ("ValidationError", EXPIRED, "InternalError")
"""The values of ``FailureCode``, as documented."""

_EXPIRY = "The task was not completed within its availability lifetime."


def open_tasks(state: State) -> Iterator[Task]:
    """The open tasks of all loops, in order of creation."""
    settle(state)
    for loop in sorted(state.table(HUMAN_LOOPS).values(), key=lambda loop: loop.sequence):
        yield from tasks_of(state, loop)


def tasks_of(state: State, loop: HumanLoop) -> list[Task]:
    """The open tasks of a loop: one for each missing answer."""
    return [_task(state, loop, number) for number in _open_numbers(loop)]


def _open_numbers(loop: HumanLoop) -> list[int]:
    if loop.status != IN_PROGRESS:
        return []
    answered = {answer.task for answer in loop.answers}
    return [number for number in range(loop.config["TaskCount"]) if number not in answered]


def _task(state: State, loop: HumanLoop, number: int) -> Task:
    def submit(present: State, content: Any, worker: str | None) -> None:
        try:
            _store_answer(present, _with_open_task(present, loop, number), number, content, worker)
        except _ClosedError as reason:
            raise _closed(loop.name, reason) from None

    return Task(
        HUMAN_LOOP,
        loop.name,
        loop.config["WorkteamArn"],
        outputs.input_content(loop),
        present=state.present,
        submit=submit,
    )


class _ClosedError(Exception):
    """A task is no longer open; the message is the reason."""


def _with_open_task(state: State, loop: HumanLoop, number: int) -> HumanLoop:
    """The current version of a loop whose task ``number`` is open.

    Raises:
        _ClosedError: The task is no longer open.
    """
    settle(state, loop.name)
    present = state.table(HUMAN_LOOPS).get(loop.name)
    if present is None or present.sequence != loop.sequence:
        raise _ClosedError("the human loop was deleted")
    if present.status != IN_PROGRESS:
        raise _ClosedError(f"the human loop is {present.status}")
    if number not in _open_numbers(present):
        raise _ClosedError("another worker has answered it")
    return present


def _closed(name: str, reason: object) -> InvalidAnswer:
    return InvalidAnswer(
        f"A task of {name} is no longer open: {reason}. Take open tasks from backend.tasks."
    )


def _store_answer(
    state: State, loop: HumanLoop, number: int, content: Any, worker: str | None
) -> None:
    """Store a worker's answer; the last answer completes the loop."""
    answered = {answer.worker for answer in loop.answers}
    if worker is None:
        worker = next(workers.free_names(answered))
    elif worker in answered:
        raise InvalidAnswer(
            f"{worker} has answered for {loop.name} already. Submit as another worker: each task "
            "of a human loop goes to a different one."
        )
    answer = HumanAnswer(number, content, worker, state.now())
    loop = loop._replace(answers=(*loop.answers, answer))
    if len(loop.answers) == loop.config["TaskCount"]:
        loop = loop._replace(status=COMPLETED, ended=answer.submitted)
        outputs.write(state, loop)
    state.table(HUMAN_LOOPS).put(loop)
    flow_definitions.settle(state)


def complete(state: State, name: str, answer: Answer) -> None:
    """Answer every open task of a loop.

    Raises:
        InvalidAnswer: The loop is not in progress, JSON cannot hold an answer, or a task was
            closed while the function ran.
    """
    # A function runs without the lock, since it may call the API. A plain answer needs no gap.
    with contextlib.nullcontext() if callable(answer) else state.present():
        with state.present() as present:
            loop = _in_progress(present, name)
        try:
            _answer_all(state, loop, answer)
        except _ClosedError as reason:
            raise _closed(name, reason) from None


def _answer_all(state: State, loop: HumanLoop, answer: Answer) -> None:
    # Collect all answers before storing any, so that an invalid answer changes nothing.
    answers: dict[int, Any] = {}
    for number in _open_numbers(loop):
        with state.present() as present:
            task = _task(present, _with_open_task(present, loop, number), number)
        answers[number] = checked_answer(loop.name, answer(task) if callable(answer) else answer)
    with state.present() as present:
        for number in answers:
            _with_open_task(present, loop, number)
        for number, content in answers.items():
            _store_answer(present, _with_open_task(present, loop, number), number, content, None)


def fail(state: State, name: str, code: str, reason: str) -> None:
    """End a loop as Failed.

    Raises:
        InvalidAnswer: The loop is not in progress, or the failure code is invalid.
    """
    with state.present() as present:
        loop = _in_progress(present, name)
        if code not in FAILURE_CODES:
            raise InvalidAnswer(
                f"{name} cannot fail with {code!r}; the failure codes of human loops are "
                f"{', '.join(FAILURE_CODES)}"
            )
        _end(present, loop, FAILED, failure_code=code, failure_reason=reason)


def expire(state: State, name: str) -> None:
    """End a loop as Failed because its tasks expired.

    Raises:
        InvalidAnswer: The loop is not in progress.
    """
    fail(state, name, EXPIRED, _EXPIRY)


def stop_now(state: State, name: str) -> None:
    """Stop a loop at once.

    Raises:
        InvalidAnswer: The loop is not in progress.
    """
    with state.present() as present:
        _end(present, _in_progress(present, name), STOPPED)


def stop(state: State, loop: HumanLoop) -> None:
    """Stop a loop, at once or after ``human_loop_delay``."""
    transition = transitions.begin(state, STOPPING, state.settings.human_loop_delay)
    if transition is None:
        _end(state, loop, STOPPED)
    else:
        _put(state, loop._replace(status=STOPPING, transition=transition))


def _end(state: State, loop: HumanLoop, status: str, **changes: Any) -> None:
    _put(state, loop._replace(status=status, ended=state.now(), transition=None, **changes))


def _put(state: State, loop: HumanLoop) -> None:
    state.table(HUMAN_LOOPS).put(loop)
    flow_definitions.settle(state)


def _in_progress(state: State, name: str) -> HumanLoop:
    settle(state, name)
    loop = state.table(HUMAN_LOOPS).get(name)
    if loop is None:
        raise InvalidAnswer(f"The human loop {name} was deleted. Start it again first.")
    if loop.status != IN_PROGRESS:
        raise InvalidAnswer(
            f"The human loop {name} is {loop.status}. Only a human loop in progress can be "
            "completed, fail, expire or be stopped."
        )
    return loop


def _deadline_of(loop: HumanLoop) -> dt.datetime | None:
    """When the tasks of a loop expire; None for never."""
    lifetime = loop.config.get("TaskAvailabilityLifetimeInSeconds")
    return loop.created + dt.timedelta(seconds=lifetime) if lifetime else None


def settle(state: State, name: str | None = None) -> None:
    """End the loops whose Stopping status or availability lifetime is over.

    Args:
        state: The state, whose lock the caller holds.
        name: The loop to check; None for every loop.
    """
    flow_definitions.settle(state)
    loops = state.table(HUMAN_LOOPS)
    for each in tuple(loops) if name is None else (name,):
        loop = loops.get(each)
        if loop is None:
            # It may not exist, or ending another loop may have removed it with its flow definition.
            continue
        if loop.status == STOPPING:
            if transitions.status_in(state, loop.transition, STOPPED) == STOPPED:
                _end(state, loop, STOPPED)
        elif loop.status == IN_PROGRESS:
            deadline = _deadline_of(loop)
            if (
                deadline is not None
                and state.now() >= deadline
                and not workers.are_due(state, loop, deadline)
            ):
                _end(state, loop, FAILED, failure_code=EXPIRED, failure_reason=_EXPIRY)


@workers.finder
def find_work(state: State, parameters: Parameters) -> Callable[[], None] | None:
    """Find the tasks that the automatic workers answer before or after an operation.

    Args:
        state: The state, whose lock the caller holds.
        parameters: The operation's parameters; without ``HumanLoopName``, tasks of every loop.
    """
    loops = state.table(HUMAN_LOOPS)
    names = [parameters["HumanLoopName"]] if "HumanLoopName" in parameters else tuple(loops)
    open_loops = (
        loops[name] for name in names if name in loops and loops[name].status == IN_PROGRESS
    )

    def answer_all(loop: HumanLoop, answer: Answer) -> None:
        # If the loop changed meanwhile, the workers answer the rest at the next call.
        with contextlib.suppress(_ClosedError):
            _answer_all(state, loop, answer)

    return workers.work_for(state, open_loops, _deadline_of, answer_all)


def let_workers_answer(state: State) -> None:
    """Let the automatic workers answer the tasks that are due."""
    state.do_unlocked(find_work, {})


def count_describe(state: State, loop: HumanLoop) -> None:
    """Count a describe or list call that returned a loop."""
    state.table(HUMAN_LOOPS).put(
        loop._replace(
            described=loop.described + 1, transition=transitions.after_describe(loop.transition)
        )
    )
