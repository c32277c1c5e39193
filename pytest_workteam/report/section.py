"""The section of a failed test that shows which calls it made, one line per call."""

from __future__ import annotations

import reprlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_workteam.engine.calls import Call
    from pytest_workteam.fake import WorkteamBackend

TITLE = "SageMaker work team calls"

LONGEST_PARAMETERS = 100
LONGEST_MESSAGE = 100

_value = reprlib.Repr()
_value.maxlevel = 2
_value.maxstring = _value.maxother = 40


def section(backend: WorkteamBackend) -> str:
    """The text below the title; empty if there is nothing to tell."""
    calls = backend.calls
    lines = [f"{number}. {_line(call, backend)}" for number, call in enumerate(calls, start=1)]
    own = backend.region, backend.account_id
    if any((call.region, call.account_id) != own for call in calls):
        lines.append(f"The test's backend is in {backend.region}, account {backend.account_id}.")
    lines += [f"No request met backend.{fault}" for fault in backend.unmet_faults()]
    return "\n".join(map(_printable, lines))


def _printable(line: str) -> str:
    """The line as any terminal can show it, and execnet carry it: a request can hold anything."""
    if line.isprintable():
        return line
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in line
    )


def _line(call: Call, backend: WorkteamBackend) -> str:
    parameters = _shortened(", ".join(_parameters(call)), LONGEST_PARAMETERS)
    details = ", ".join(_details(call, backend))
    return f"{call.operation}({parameters}) -> {_outcome(call)}{f' [{details}]' if details else ''}"


def _parameters(call: Call) -> Iterator[str]:
    """The parameters, those that say what the call is about first."""
    parameters = call.parameters
    for name in sorted(parameters, key=lambda name: not name.endswith(("Name", "Arn"))):
        yield f"{name}={_value.repr(parameters[name])}"


def _outcome(call: Call) -> str:
    if call.error is None:
        return "ok"
    message = " ".join((call.message or "").split())
    return f"{call.error}: {_shortened(message, LONGEST_MESSAGE)}" if message else call.error


def _details(call: Call, backend: WorkteamBackend) -> Iterator[str]:
    """What is not as in most calls."""
    if call.attempt > 1:
        yield f"attempt {call.attempt}"
    if call.region != backend.region:
        yield call.region
    if call.account_id != backend.account_id:
        yield f"account {call.account_id}"


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 3]}..."
