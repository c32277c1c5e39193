"""Differences between recorded answers and the fake."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from pytest_workteam.engine.regions import DEFAULT_ACCOUNT_ID, DEFAULT_REGION
from pytest_workteam.evidence.account import new_prefix
from pytest_workteam.evidence.document import Answer, Record
from pytest_workteam.evidence.recording import recorded_on_fake
from pytest_workteam.evidence.runs import Cognito, Place, WorkforceKind
from pytest_workteam.evidence.table import PROBES

_KINDS: Sequence[WorkforceKind] = ("cognito", "oidc")


@dataclass(frozen=True)
class Difference:
    """One difference between the record and the fake.

    Attributes:
        situation: The situation's name, or ``answers``.
        operation: The operation.
        what: ``code``, ``status``, ``message``, ``members``; or ``situation`` if the fake does not
            know the situation.
        recorded: The recorded value.
        fake: The fake's value.
    """

    situation: str
    operation: str
    what: str
    recorded: str
    fake: str


def compare(record: Record) -> list[Difference]:
    """Return the differences between a record and this version of the fake."""
    fake = _answers_of_fake(record)
    return [
        difference
        for key in sorted(record.answers)
        for difference in _differences(record.answers[key], fake.get(key))
    ]


def _answers_of_fake(record: Record) -> Mapping[tuple[str, str], Answer]:
    """Return the fake's answers to the same probes, with the same kind of workforce."""
    situations = {situation for situation, _ in record.answers}
    probes = [probe for probe in PROBES if probe.situation in situations]
    found: dict[tuple[str, str], Answer] = {}
    for kind in _KINDS:
        place = Place(
            DEFAULT_REGION,
            DEFAULT_ACCOUNT_ID,
            new_prefix(),
            Cognito(f"{DEFAULT_REGION}_Compared0", "comparedclient", "compared"),
            kind,
        )
        for answer in recorded_on_fake(probes, place):
            recorded = record.answers.get(answer.key)
            if recorded is not None and answer.workforce == recorded.workforce:
                found[answer.key] = answer
    return found


def _differences(recorded: Answer, fake: Answer | None) -> Iterator[Difference]:
    if fake is None:
        yield Difference(*recorded.key, "situation", recorded.code or "no error", "unknown")
        return
    pairs = {
        "code": (recorded.code or "no error", fake.code or "no error"),
        "status": (str(recorded.status), str(fake.status)),
        "message": (_quoted(recorded.message), _quoted(fake.message)),
        "members": (
            _without(recorded.members, fake.members),
            _without(fake.members, recorded.members),
        ),
    }
    for what, (of_record, of_fake) in pairs.items():
        if of_record != of_fake:
            yield Difference(*recorded.key, what, of_record, of_fake)


def _quoted(message: str | None) -> str:
    return "no message" if message is None else f'"{message}"'


def _without(members: Sequence[str], others: Sequence[str]) -> str:
    only = [member for member in members if member not in others]
    return f"also {', '.join(only)}" if only else "nothing else"


def as_table(differences: Sequence[Difference], compared: int) -> str:
    """Return the differences as a table."""
    if not differences:
        return f"The fake answers like the record: {compared} answers compared."
    head = ("situation", "operation", "what")
    rows = [(each.situation, each.operation, each.what) for each in differences]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [_line(head, widths, "recorded, then the fake's")]
    for each, row in zip(differences, rows, strict=True):
        lines += [_line(row, widths, each.recorded), _line(("", "", ""), widths, each.fake)]
    number = len({(each.situation, each.operation) for each in differences})
    return "\n".join([*lines, f"{number} of {compared} answers differ."])


def _line(cells: Sequence[str], widths: Sequence[int], last: str) -> str:
    padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
    return "  ".join([*padded, last])


def as_json(differences: Sequence[Difference], compared: int) -> str:
    """Return the differences as JSON."""
    content = {
        "format": 1,
        "compared": compared,
        "differences": [asdict(each) for each in differences],
    }
    return json.dumps(content, indent=2)
