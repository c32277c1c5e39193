"""Evidence files: recorded answers as JSON, and as situations for a backend."""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pytest_workteam.engine.recorded import Recorded
from pytest_workteam.engine.situations import Evidence, Situation
from pytest_workteam.errors import InvalidSetting
from pytest_workteam.evidence.wording import fields_of, with_fillers
from pytest_workteam.services.catalog import SERVICES, situations

FORMAT = 1
"""The version of the file's format; added members keep it."""


@dataclass(frozen=True)
class Answer:
    """One recorded answer.

    Attributes:
        situation: The situation's name, or ``answers`` for an answer of no situation.
        operation: The operation.
        workforce: The kind of the account's workforce; None if it did not matter.
        code: The error's code; None for a success.
        status: The HTTP status.
        message: The error's message, with placeholders; None for a success.
        members: The paths of the response's members.
        headers: The recorded headers.
        since: The first day of an unbroken series of records with this code, status and message.
        date: The day of the record.
        botocore: The version of botocore that recorded it.
    """

    situation: str
    operation: str
    workforce: str | None
    code: str | None
    status: int
    message: str | None
    members: Sequence[str]
    headers: Mapping[str, str]
    since: str
    date: str
    botocore: str

    @property
    def key(self) -> tuple[str, str]:
        return self.situation, self.operation

    @property
    def answered(self) -> tuple[str | None, int, str | None]:
        return self.code, self.status, self.message


@dataclass(frozen=True)
class Record:
    """The answers of one evidence file.

    Attributes:
        name: The file's name.
        answers: The answers, by situation and operation.
    """

    name: str
    answers: Mapping[tuple[str, str], Answer] = field(default_factory=dict[tuple[str, str], Answer])

    @classmethod
    def load(cls, path: Path) -> Record:
        """Read an evidence file.

        Raises:
            InvalidSetting: The file cannot be read, or is not an evidence file.
        """
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            return cls(path.name, _answers(content))
        except OSError as error:
            problem = error.strerror or type(error).__name__
        except (KeyError, RecursionError, TypeError, ValueError) as error:
            problem = f"{type(error).__name__}: {error}"
        raise InvalidSetting(
            f"{path.name} is not an evidence file ({problem}). Give a file that `python -m "
            "pytest_workteam record` wrote.",
            topic="evidence",
        )

    def with_answers(self, answers: Iterable[Answer]) -> Record:
        """Return the record with new answers; unchanged answers keep their ``since``."""
        merged = dict(self.answers)
        for answer in answers:
            before = merged.get(answer.key)
            since = answer.since
            if before is not None and before.answered == answer.answered:
                since = before.since
            merged[answer.key] = replace(answer, since=since)
        return Record(self.name, merged)

    def save(self, path: Path) -> None:
        """Write the file, or leave it as it is.

        Raises:
            OSError: The file cannot be written.
        """
        # Through a link, to the file.
        path = path.resolve()
        with _beside(path) as temporary:
            temporary.write_text(self.text(), encoding="utf-8")
            if path.exists():
                shutil.copymode(path, temporary)
            temporary.replace(path)

    def text(self) -> str:
        """Return the content of the file."""
        answers = [asdict(self.answers[key]) for key in sorted(self.answers)]
        return json.dumps({"format": FORMAT, "answers": answers}, indent=2) + "\n"


def check_writable(path: Path) -> None:
    """Check that an evidence file can be written, before anything is recorded.

    Raises:
        InvalidSetting: It cannot.
    """
    try:
        if path.exists():
            path.open("a", encoding="utf-8").close()
        with _beside(path.resolve()) as temporary:
            temporary.touch()
    except OSError as error:
        raise InvalidSetting(
            f"--output {path} cannot be written ({error.strerror}); give another file, or allow it",
            topic="evidence",
        ) from None


@contextlib.contextmanager
def _beside(path: Path) -> Generator[Path]:
    """A temporary file in the same folder, which ``os.replace`` can move over the file."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _answers(content: Any) -> dict[tuple[str, str], Answer]:
    if content["format"] != FORMAT:
        raise ValueError(f"its format is {content['format']!r}, not {FORMAT}")
    answers = [_answer(each) for each in content["answers"]]
    return {answer.key: answer for answer in answers}


_TYPES: Mapping[str, tuple[type, ...]] = {
    "code": (str, type(None)),
    "headers": (dict,),
    "members": (list,),
    "message": (str, type(None)),
    "status": (int,),
}


def _answer(members: Any) -> Answer:
    # A newer version may add members.
    known = {each.name: members[each.name] for each in fields(Answer)}
    for name in ("situation", "operation", "since"):
        if not isinstance(known[name], str):
            raise TypeError(f"{name} is {known[name]!r}")
    for name, types in _TYPES.items():
        if not isinstance(known[name], types) or isinstance(known[name], bool):
            raise TypeError(f"{name} is {known[name]!r}")
    first, last = (200, 299) if known["code"] is None else (400, 599)
    if known["code"] == "" or not first <= known["status"] <= last:
        raise ValueError(f"its code is {known['code']!r} with the status {known['status']}")
    if not all(isinstance(member, str) for member in known["members"]):
        raise TypeError(f"members is {known['members']!r}")
    fields_of(known["message"] or "")
    return Answer(**known)


def recorded_situations(records: Iterable[Record]) -> Recorded:
    """Return recorded situations for a backend; the last record of an answer wins."""
    found: dict[tuple[str, str], Situation] = {}
    for record in records:
        for key, answer in record.answers.items():
            situation = situations().get(answer.situation)
            if situation is None or answer.code is None or not _fits(situation, answer):
                # AWS accepted the request, but the fake has no response for it.
                found.pop(key, None)
                continue
            found[key] = Situation(
                situation.name,
                answer.code,
                answer.status,
                with_fillers(answer.message or ""),
                Evidence.OBSERVED,
                Evidence.OBSERVED,
                f"Recorded in {record.name} since {answer.since}.",
                situation.operations,
            )
    return found


def _fits(situation: Situation, answer: Answer) -> bool:
    """Return whether the recorded message suits every request in the situation.

    A message about one constraint does not suit another one.
    """
    if all(situation is not service.texts.constraints for service in SERVICES.values()):
        return True
    return set(situation.fields) <= set(fields_of(answer.message or ""))


def report(records: Sequence[Record]) -> str:
    """Return a text with the recorded situations, their file and date."""
    latest: dict[tuple[str, str], tuple[str, Answer]] = {}
    for record in records:
        latest |= {key: (record.name, answer) for key, answer in record.answers.items()}
    known = situations()
    rows = [
        (situation, operation, answer.code or "no error", f"{name}, since {answer.since}")
        for (situation, operation), (name, answer) in sorted(latest.items())
        if situation in known
    ]
    recorded = {row[0] for row in rows}
    head = f"{len(recorded)} of {len(known)} situations are recorded"
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    lines = [
        "  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    ]
    missing = ", ".join(name for name in known if name not in recorded)
    return "\n".join([f"{head}.", *lines, *([f"Not recorded: {missing}."] if missing else [])])
