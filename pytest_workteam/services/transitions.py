"""Temporary statuses of resources, such as Initializing."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from pytest_workteam.services.delay import Delay
from pytest_workteam.services.state import State


class Transition(NamedTuple):
    """A temporary status, and how long it lasts from ``began``."""

    status: str
    began: dt.datetime
    delay: Delay


def begin(state: State, status: str, delay: Delay) -> Transition | None:
    """Start a transition through ``status``; None without a delay."""
    return Transition(status, state.now(), delay) if delay else None


def status_in(state: State, transition: Transition | None, final: str) -> str:
    """The current status of a resource whose status after the transition is ``final``."""
    if transition is None:
        return final
    delay = transition.delay
    over = isinstance(delay, dt.timedelta) and state.now() - transition.began >= delay
    return final if over else transition.status


def after_describe(transition: Transition | None) -> Transition | None:
    """The rest of a transition after a describe call; None once it is over."""
    if transition is None or not isinstance(transition.delay, int):
        return transition
    left = transition.delay - 1
    return transition._replace(delay=left) if left else None
