"""The plugin's own errors, as opposed to the service's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

PAGE = "docs/troubleshooting.md"
"""The page that explains every message of the plugin."""

Topic: TypeAlias = Literal[
    "ambiguous-backend",
    "assert-made",
    "attach",
    "backend-stopped",
    "endpoint",
    "error-coverage",
    "evidence",
    "hook-workteam-scenarios",
    "invalid-answer",
    "invalid-setting",
    "marker-workteam",
    "marker-workteam-scenarios",
    "no-active-backend",
    "no-last-call",
    "not-faked",
    "options",
    "own-operations",
    "read-only",
    "scenario-raises",
    "scenario-without-effect",
    "seed-refused",
    "strategies",
    "unknown-name",
    "unknown-operation",
    "unmet-fault",
    "workteam-error",
]
"""The anchors of ``PAGE``."""

_COMMAND = "python -m pytest_workteam explain"


def linked(message: str, topic: Topic) -> str:
    """The message, with the command that explains it at the end.

    A message that quotes another such message keeps the command of that one.
    """
    if _COMMAND in message:
        return message
    separator = "\n" if "\n" in message else " "
    return f"{message}{separator}({_COMMAND} {topic})"


class WorkteamError(Exception):
    """Base of the plugin's own errors; the service's errors are botocore's."""

    topic: Topic = "workteam-error"

    def __init__(self, message: str = "", *, topic: Topic | None = None) -> None:
        super().__init__(message)
        if topic is not None:
            self.topic = topic

    def __str__(self) -> str:
        return linked(super().__str__(), self.topic)


class InvalidSetting(WorkteamError, ValueError):
    """A setting is invalid."""

    topic = "invalid-setting"


class SeedRefused(WorkteamError, ValueError):
    """Seeding broke a rule of the service; nothing was added."""

    topic = "seed-refused"


class InvalidAnswer(WorkteamError, ValueError):
    """A worker's answer is invalid; nothing was changed."""

    topic = "invalid-answer"


class OperationNotFaked(WorkteamError):
    """A call that the fake does not answer was stopped before it reached AWS."""

    topic = "not-faked"


class ReadOnlyError(WorkteamError, TypeError):
    """A test tried to change a read-only structure of the backend."""

    topic = "read-only"


class NoActiveBackend(WorkteamError):
    """The guard refused a call of a faked operation, because no backend was active."""

    topic = "no-active-backend"


class AmbiguousBackend(WorkteamError):
    """Several tests' backends are active, and a call belongs to none of the tests."""

    topic = "ambiguous-backend"


class BackendStopped(WorkteamError):
    """The backend was stopped while a call was in progress."""

    topic = "backend-stopped"


class WorkteamWarning(UserWarning):
    """A test does something else than it seems to."""


class OperationNotFakedWarning(WorkteamWarning):
    """A test passed although one of its calls was refused as not faked."""


class UnknownNameError(WorkteamError, LookupError, ValueError):
    """The name of an operation, a service or a topic is unknown.

    Attributes:
        nearest: Similar names, best first.
    """

    topic = "unknown-name"

    def __init__(
        self,
        problem: str,
        # Left out where a copy is made, whose problem is the whole message.
        name: object = "",
        known: Iterable[str] = (),
        *,
        otherwise: str = "",
        topic: Topic | None = None,
    ) -> None:
        self.nearest = _nearest(str(name), known)
        hint = f"Did you mean {_spoken(self.nearest)}?" if self.nearest else otherwise
        super().__init__(f"{problem} {hint}".rstrip(), topic=topic)


def _nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    import difflib

    by_folded: dict[str, str] = {}
    for other in known:
        by_folded.setdefault(_folded(other), other)
    if _folded(name) in by_folded:
        return (by_folded[_folded(name)],)
    matches = difflib.get_close_matches(_folded(name), list(by_folded), cutoff=0.6)
    return tuple(by_folded[match] for match in matches)


def _folded(name: str) -> str:
    # create_workteam, create-workteam and CreateWorkteam are one name to a reader.
    return name.replace("_", "").replace("-", "").lower()


def _spoken(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
