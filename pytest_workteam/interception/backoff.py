"""Skip botocore's retry backoff for faked requests unless ``real_backoff`` is set.

One event of botocore decides both whether to retry and how long to wait, so a handler cannot change
the delay alone. Instead, this module wraps the functions that compute the delay, once a faked
request ends in an error. It also wraps the functions by which one call's errors slow down or stop
the retries of later calls. Each function gets its request's context, which identifies faked
requests in any thread and event loop.

A client in adaptive mode that real throttling slowed down stays slow.
"""

from __future__ import annotations

import functools
import inspect
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pytest_workteam.interception import activation, libraries

CONTEXT_KEY = "pytest_workteam"
"""Key of the backend's serial number in a request's context."""

_lock = threading.Lock()
_wrapped: set[type] = set()
"""The wrapped classes; a reimported botocore has new ones."""


def skip_backoff(library: str) -> None:
    """Wrap the functions of a copy of botocore that delay retries; idempotent."""
    # The AWS CLI's vendored botocore has no legacy mode.
    legacy = sys.modules.get(f"{library}.retryhandler")
    if legacy is not None:
        _wrap(legacy.RetryHandler, "__call__", _legacy)
    standard = libraries.submodule(library, "retries.standard")
    _wrap(standard.ExponentialBackoff, "delay_amount", _standard)
    _wrap(standard.ThrottlingErrorDetector, "is_throttling_error", _adaptive)
    _wrap(standard.RetryQuotaChecker, "acquire_retry_quota", _quota)
    asynchronous = sys.modules.get("aiobotocore.retryhandler")
    if asynchronous is not None:
        # aiobotocore's other modes use botocore's classes.
        _wrap(asynchronous.AioRetryHandler, "__call__", _legacy)


def _wrap(
    owner: type, name: str, wrapper: Callable[[Callable[..., Any]], Callable[..., Any]]
) -> None:
    if owner in _wrapped:
        return
    with _lock:
        if owner not in _wrapped:
            original = getattr(owner, name)
            setattr(owner, name, functools.wraps(original)(wrapper(original)))
            _wrapped.add(owner)


def _waits(context: Mapping[str, Any]) -> bool:
    """Whether a request waits: it is not faked, or its backend has ``real_backoff``."""
    serial = context.get(CONTEXT_KEY)
    if serial is None:
        return True
    backend = activation.find(serial)
    return backend is not None and backend.real_backoff


def _context(event: Mapping[str, Any]) -> Mapping[str, Any]:
    context: Mapping[str, Any] = event.get("request_dict", {}).get("context", {})
    return context


def _legacy(call: Callable[..., Any]) -> Callable[..., Any]:
    def without_wait(self: Any, *args: Any, **event: Any) -> Any:
        delay = call(self, *args, **event)
        # Nearly every request succeeds, without a delay.
        if delay is None or _waits(_context(event)):
            return delay
        return _no_wait_later(delay) if inspect.isawaitable(delay) else _no_wait(delay)

    return without_wait


def _no_wait(delay: float | None) -> float | None:
    return None if delay is None else 0.0


async def _no_wait_later(delay: Awaitable[float | None]) -> float | None:
    return _no_wait(await delay)


def _standard(delay_amount: Callable[..., float]) -> Callable[..., float]:
    def without_wait(self: Any, context: Any) -> float:
        # Call it anyway: a seeded random generator must keep its sequence.
        delay = delay_amount(self, context)
        return delay if _waits(context.request_context) else 0.0

    return without_wait


def _adaptive(is_throttling_error: Callable[..., bool]) -> Callable[..., bool]:
    def without_wait(self: Any, **event: Any) -> bool:
        throttled = is_throttling_error(self, **event)
        return throttled and _waits(_context(event))

    return without_wait


def _quota(acquire_retry_quota: Callable[..., bool]) -> Callable[..., bool]:
    def without_quota(self: Any, context: Any) -> bool:
        # All calls of a client share its quota: one test's faults would cost another's retries.
        return not _waits(context.request_context) or acquire_retry_quota(self, context)

    return without_quota
