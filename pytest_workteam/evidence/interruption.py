"""Signals that end the process, as interruptions that let it clean up."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Generator
from typing import Any

INTERRUPTED = 130
"""Exit status after Ctrl+C."""


@contextlib.contextmanager
def termination_interrupts() -> Generator[None]:
    """Make SIGTERM, and SIGHUP of a closed terminal, raise ``KeyboardInterrupt`` as Ctrl+C does."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before: dict[Any, Any] = {}
    # Only the main thread may set handlers. nohup ignores SIGHUP, which stays ignored.
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
