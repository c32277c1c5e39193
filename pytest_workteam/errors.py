"""The plugin's own errors: what a user reads when the fake, not the service, says no."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

PAGE = "docs/troubleshooting.md"
"""The page that answers every message of the plugin's own."""

Topic: TypeAlias = Literal[
    "assert-made",
    "attach",
    "backend-stopped",
    "endpoint",
    "error-coverage",
    "hook-workteam-scenarios",
    "invalid-setting",
    "marker-workteam",
    "marker-workteam-scenarios",
    "no-last-call",
    "not-faked",
    "options",
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


def linked(message: str, topic: Topic) -> str:
    """The message with a link to its answer at the end.

    One that has a link, since it tells another message, keeps that.
    """
    if f"[{PAGE}#" in message:
        return message
    separator = "\n" if "\n" in message else " "
    return f"{message}{separator}[{PAGE}#{topic}]"


class WorkteamError(Exception):
    """Base of the plugin's own errors; none of them ever stands for the service."""

    topic: ClassVar[Topic] = "workteam-error"

    def __str__(self) -> str:
        return linked(super().__str__(), self.topic)


class InvalidSetting(WorkteamError, ValueError):
    """A setting of the backend has a value that it cannot have."""

    topic = "invalid-setting"


class SeedRefused(WorkteamError, ValueError):
    """Seeding broke a rule of the service; nothing was added."""

    topic = "seed-refused"


class OperationNotFaked(WorkteamError):
    """A SageMaker call that the fake does not answer was stopped on its way to AWS."""

    topic = "not-faked"


class BackendStopped(WorkteamError):
    """A call was under way when the backend that was to answer it was stopped."""

    topic = "backend-stopped"
