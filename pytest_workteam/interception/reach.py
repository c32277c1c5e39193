"""How the handlers come to every client: new sessions, older ones, and those handed over."""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import threading
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

BUILTIN_HANDLERS_MODULE = "botocore.handlers"
PROBE = "pytest-workteam-probe"
"""An event of our own; an emitter that answers it has the handlers already."""

_lock = threading.Lock()
_installed = False
_older_emitters_unreached = False


def install() -> None:
    """Reach the sessions that are made from now on, once per process.

    botocore need not be imported yet: its list of built-in handlers is extended when it is.
    """
    global _installed, _older_emitters_unreached
    with _lock:
        if _installed:
            return
        _installed = True
        loaded = sys.modules.get(BUILTIN_HANDLERS_MODULE)
        if loaded is None:
            sys.meta_path.insert(0, _PostImportFinder(BUILTIN_HANDLERS_MODULE, _extend_builtins))
        else:
            _extend_builtins(loaded)
            _older_emitters_unreached = True


def reach_older_clients() -> None:
    """Reach the sessions and clients that are older than ``install``, once per process."""
    global _older_emitters_unreached
    with _lock:
        if not _older_emitters_unreached:
            return
        _older_emitters_unreached = False
    from botocore.hooks import HierarchicalEmitter

    for candidate in gc.get_objects():
        if isinstance(candidate, HierarchicalEmitter):
            register(candidate)


def attach(client: Any) -> None:
    """Reach a client, whatever it was made by.

    Raises:
        TypeError: It is not a client of botocore's kind.
    """
    try:
        emitter = client.meta.events
    except AttributeError:
        raise TypeError(
            f"attach() takes a botocore client, as boto3.client('sagemaker') gives, not {client!r}"
        ) from None
    register(emitter)


def register(emitter: Any) -> None:
    """Register the handlers with an emitter that does not have them."""
    from pytest_workteam.interception.handlers import HANDLERS, LAST_HANDLER

    if has_handlers(emitter):
        return
    for event, handler in HANDLERS:
        emitter.register(event, handler)
    emitter.register_last(*LAST_HANDLER)
    emitter.register(PROBE, _answer_probe)


def has_handlers(emitter: Any) -> bool:
    """Whether the handlers are registered with ``emitter``."""
    responses = emitter.emit(PROBE)
    if not isinstance(responses, list):
        # An asynchronous emitter; this event has no handler that waits for anything.
        try:
            responses.send(None)
        except StopIteration as stop:
            responses = stop.value
    return bool(responses)


def _answer_probe(**_: Any) -> bool:
    return True


def _extend_builtins(handlers_module: ModuleType) -> None:
    from pytest_workteam.interception.handlers import HANDLERS, LAST_HANDLER

    handlers_module.BUILTIN_HANDLERS.extend(
        [
            *HANDLERS,
            (*LAST_HANDLER, handlers_module.REGISTER_LAST),
            (PROBE, _answer_probe),
        ]
    )


class _PostImportFinder(importlib.abc.MetaPathFinder):
    """Calls ``then`` with a module right after its first import, and leaves the import alone."""

    def __init__(self, name: str, then: Callable[[ModuleType], None]) -> None:
        self._name = name
        self._then = then

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _PostImportLoader(spec.loader, self._then)
        return spec


class _PostImportLoader(importlib.abc.Loader):
    def __init__(self, loader: Any, then: Callable[[ModuleType], None]) -> None:
        self._loader = loader
        self._then = then

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The module keeps the loader that really read it: tools ask it for the source.
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._then(module)
