"""Statuses that a resource passes through for a while, such as Initializing."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from pytest_workteam.services.delay import Delay
from pytest_workteam.services.state import State


class Transition(NamedTuple):
    """A temporary status, for a number of describe calls or for a time."""

    status: str
    began: dt.datetime
    delay: Delay


def begin(state: State, status: str, delay: Delay) -> Transition | None:
    """The transition through ``status``; None for no delay."""
    return Transition(status, state.now(), delay) if delay else None


def status_in(state: State, transition: Transition | None, final: str) -> str:
    """The present status of a resource that ends up ``final``."""
    if transition is None:
        return final
    delay = transition.delay
    over = isinstance(delay, dt.timedelta) and state.now() - transition.began >= delay
    return final if over else transition.status


def after_describe(transition: Transition | None) -> Transition | None:
    """What is left of a transition once the resource was described."""
    if transition is None or not isinstance(transition.delay, int):
        return transition
    left = transition.delay - 1
    return transition._replace(delay=left) if left else None
