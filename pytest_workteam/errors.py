"""The plugin's own errors: what a user reads when the fake, not the service, says no."""

from __future__ import annotations


class WorkteamError(Exception):
    """Base of the plugin's own errors; none of them ever stands for the service."""


class InvalidSetting(WorkteamError, ValueError):
    """A setting of the backend has a value that it cannot have."""


class SeedRefused(WorkteamError, ValueError):
    """Seeding broke a rule of the service; nothing was added."""


class OperationNotFaked(WorkteamError):
    """A SageMaker call that the fake does not answer was stopped on its way to AWS."""


class BackendStopped(WorkteamError):
    """A call was under way when the backend that was to answer it was stopped."""
