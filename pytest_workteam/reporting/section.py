"""The section of a failed test that shows its calls."""

from __future__ import annotations

import reprlib
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_workteam.engine.calls import Call
    from pytest_workteam.fake import WorkteamBackend

TITLE = "SageMaker work team calls"

WIDTH = 100
"""Maximum line width, unless a word is longer."""
LONGEST_PARAMETERS = 300
LONGEST_MESSAGE = 2000
SHOWN_AT_EACH_END = 20
"""Number of calls shown at the start and at the end of a long record."""

_value = reprlib.Repr()
_value.maxlevel = 2
_value.maxstring = _value.maxother = 40


def section(
    backend: WorkteamBackend,
    calls: Sequence[Call] | None = None,
    unmet_faults: Sequence[str] | None = None,
) -> str:
    """The text below the title; empty if nothing happened.

    Args:
        backend: The test's backend.
        calls: The test's calls; None for all calls of the backend.
        unmet_faults: The test's unmet faults; None for all of the backend.
    """
    calls = backend.calls if calls is None else calls
    unmet_faults = backend.unmet_faults() if unmet_faults is None else unmet_faults
    lines = list(_calls(calls, backend))
    own = backend.region, backend.account_id
    if any((call.region, call.account_id) != own for call in calls):
        lines.append(f"The test's backend is in {backend.region}, account {backend.account_id}.")
    lines += [f"No request met backend.{fault}" for fault in unmet_faults]
    return "\n".join(map(_printable, lines))


def _calls(calls: Sequence[Call], backend: WorkteamBackend) -> Iterator[str]:
    numbered = list(enumerate(calls, start=1))
    between = numbered[SHOWN_AT_EACH_END:-SHOWN_AT_EACH_END]
    if len(between) <= 1:
        between = []
    for number, call in numbered[:SHOWN_AT_EACH_END] if between else numbered:
        yield from _lines(number, call, backend)
    if between:
        refused = sum(call.error is not None for _, call in between)
        yield f"... {len(between)} more calls, {refused} of them ended in an error ..."
        for number, call in numbered[-SHOWN_AT_EACH_END:]:
            yield from _lines(number, call, backend)


def _lines(number: int, call: Call, backend: WorkteamBackend) -> Iterator[str]:
    """The call in one line, or wrapped to ``WIDTH``."""
    parameters = _shortened(", ".join(_parameters(call)), LONGEST_PARAMETERS)
    details = ", ".join(_details(call, backend))
    if details:
        details = f" [{details}]"
    start = f"{number}. {call.operation}({parameters}) -> {call.error or 'ok'}"
    message = _message(call)
    line = f"{start}: {message}{details}" if message else f"{start}{details}"
    if len(line) <= WIDTH:
        yield line
        return
    indent = " " * len(f"{number}. ")
    yield from _wrapped(f"{start}{details}{':' if message else ''}", "", indent)
    yield from _wrapped(message, indent, indent)


def _wrapped(text: str, first_indent: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first_indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _printable(line: str) -> str:
    """The line in a form that any terminal can show and execnet can carry."""
    if line.isprintable():
        return line
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in line
    )


def _parameters(call: Call) -> Iterator[str]:
    """The parameters; names and ARNs come first."""
    parameters = call.parameters
    for name in sorted(parameters, key=lambda name: not name.endswith(("Name", "Arn"))):
        yield f"{name}={_value.repr(parameters[name])}"


def _message(call: Call) -> str:
    message = " ".join((call.message or "").split())
    if len(message) > LONGEST_MESSAGE:
        half = LONGEST_MESSAGE // 2
        message = f"{message[:half]} ... {message[-half:]}"
    return message


def _details(call: Call, backend: WorkteamBackend) -> Iterator[str]:
    """The attempt, region and account, if unusual."""
    if call.attempt > 1:
        yield f"attempt {call.attempt}"
    if call.region != backend.region:
        yield call.region
    if call.account_id != backend.account_id:
        yield f"account {call.account_id}"


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 3]}..."
