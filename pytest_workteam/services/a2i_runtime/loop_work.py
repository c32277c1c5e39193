"""The workers' side of human loops: their tasks, and how loops end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from pytest_workteam.errors import InvalidAnswer
from pytest_workteam.services import transitions
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
from pytest_workteam.services.workers import HUMAN_LOOP, Answer, Task, answer_to, checked_answer

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True

EXPIRED = "Expired"
FAILURE_CODES = ("ValidationError", EXPIRED, "InternalError")
"""The codes of failed loops, as documented."""

_being_answered: set[State] = set()
"""States whose workers are answering: a function of theirs may call the API itself."""
_EXPIRY = "The task was not completed within its availability lifetime."


def open_tasks(state: State) -> Iterator[Task]:
    """The open tasks of all loops, in the order of their start."""
    settle(state)
    for loop in sorted(state.table(HUMAN_LOOPS).values(), key=lambda loop: loop.sequence):
        yield from tasks_of(state, loop)


def tasks_of(state: State, loop: HumanLoop) -> list[Task]:
    """The open tasks of a loop: one for each worker that has yet to answer."""
    if loop.status != IN_PROGRESS:
        return []
    answered = {answer.task for answer in loop.answers}
    numbers = range(loop.config["TaskCount"])
    return [_task(state, loop, number) for number in numbers if number not in answered]


def _task(state: State, loop: HumanLoop, number: int) -> Task:
    def submit(content: Any, worker: str | None) -> None:
        with state.lock:
            if state.replaced:
                raise _closed(loop.name, "the backend was rolled back or reset")
            settle(state)
            present = state.table(HUMAN_LOOPS).get(loop.name)
            if present is None or present.sequence != loop.sequence:
                raise _closed(loop.name, "the human loop was deleted")
            if present.status != IN_PROGRESS:
                raise _closed(loop.name, f"the human loop is {present.status}")
            if any(answer.task == number for answer in present.answers):
                raise _closed(loop.name, "another worker has answered it")
            _keep(state, present, number, content, worker)

    return Task(
        HUMAN_LOOP,
        loop.name,
        loop.config["WorkteamArn"],
        outputs.input_content(loop),
        submit=submit,
    )


def _closed(name: str, reason: str) -> InvalidAnswer:
    return InvalidAnswer(
        f"A task of {name} is no longer open: {reason}. Take open tasks from backend.tasks."
    )


def _keep(state: State, loop: HumanLoop, number: int, content: Any, worker: str | None) -> None:
    """Keep a worker's answer; the last one completes the loop."""
    answered = {answer.worker for answer in loop.answers}
    if worker is None:
        names = (f"worker-{each}" for each in range(1, len(answered) + 2))
        worker = next(name for name in names if name not in answered)
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
        InvalidAnswer: The loop is not in progress, or JSON cannot hold an answer.
    """
    with state.lock:
        for task, content in _answers(state, _in_progress(state, name), answer):
            task.submit(content)


def _answers(state: State, loop: HumanLoop, answer: Answer) -> list[tuple[Task, Any]]:
    """The open tasks of a loop with their answers."""
    # All of them before any is submitted, so that an invalid one changes nothing.
    return [
        (task, checked_answer(loop.name, answer_to(task, answer))) for task in tasks_of(state, loop)
    ]


def fail(state: State, name: str, code: str, reason: str) -> None:
    """End a loop as failed.

    Raises:
        InvalidAnswer: The loop is not in progress, or the code is not one of the service's.
    """
    with state.lock:
        loop = _in_progress(state, name)
        if code not in FAILURE_CODES:
            raise InvalidAnswer(
                f"{name} cannot fail with {code!r}; the failure codes of human loops are "
                f"{', '.join(FAILURE_CODES)}"
            )
        _end(state, loop, FAILED, failure_code=code, failure_reason=reason)


def expire(state: State, name: str) -> None:
    """End a loop whose tasks were not done in time.

    Raises:
        InvalidAnswer: The loop is not in progress.
    """
    fail(state, name, EXPIRED, _EXPIRY)


def stop_now(state: State, name: str) -> None:
    """Stop a loop at once.

    Raises:
        InvalidAnswer: The loop is not in progress.
    """
    with state.lock:
        _end(state, _in_progress(state, name), STOPPED)


def stop(state: State, loop: HumanLoop) -> None:
    """Stop a loop, at once or after the settings' delay."""
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
    settle(state)
    loop = state.table(HUMAN_LOOPS).get(name)
    if loop is None:
        raise InvalidAnswer(f"The human loop {name} was deleted. Start it again first.")
    if loop.status != IN_PROGRESS:
        raise InvalidAnswer(
            f"The human loop {name} is {loop.status}. Only a human loop in progress can be "
            "completed, fail, expire or be stopped."
        )
    return loop


def settle(state: State) -> None:
    """End the loops whose time is over: those that were stopping, and those that expired."""
    flow_definitions.settle(state)
    loops = state.table(HUMAN_LOOPS)
    for name in tuple(loops):
        loop = loops.get(name)
        if loop is None:
            # Gone with its flow definition, when another loop ended.
            continue
        if loop.status == STOPPING:
            if transitions.status_in(state, loop.transition, STOPPED) == STOPPED:
                _end(state, loop, STOPPED)
        elif loop.status == IN_PROGRESS:
            lifetime = loop.config.get("TaskAvailabilityLifetimeInSeconds")
            if lifetime and state.now() - loop.created >= dt.timedelta(seconds=lifetime):
                _end(state, loop, FAILED, failure_code=EXPIRED, failure_reason=_EXPIRY)


def let_workers_answer(state: State) -> None:
    """Have the workers of the settings answer the loops that are due."""
    workers = state.settings.workers
    if workers is None or state.settings.idle_workers or state in _being_answered:
        return
    settle(state)
    loops = state.table(HUMAN_LOOPS)
    _being_answered.add(state)
    try:
        for name in tuple(loops):
            loop = loops.get(name)
            if loop is not None and workers.are_due(
                described=loop.described, created=loop.created, now=state.now()
            ):
                answers = _answers(state, loop, workers.answer)
                # The function may have stopped or deleted the loop, as someone else might.
                if _is_open(state, loop):
                    for task, content in answers:
                        task.submit(content)
    finally:
        _being_answered.discard(state)


def _is_open(state: State, loop: HumanLoop) -> bool:
    present = state.table(HUMAN_LOOPS).get(loop.name)
    return (
        present is not None
        and present.sequence == loop.sequence
        and present.status == IN_PROGRESS
        and not state.replaced
    )


def was_described(state: State, loop: HumanLoop) -> None:
    """Count a call that described or listed a loop."""
    state.table(HUMAN_LOOPS).put(
        loop._replace(
            described=loop.described + 1, transition=transitions.after_describe(loop.transition)
        )
    )
