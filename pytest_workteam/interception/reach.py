"""How the handlers come to every client: new sessions, older ones, and those handed over."""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
import sys
import threading
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from pytest_workteam.interception import is_botocore

PROBE = "pytest-workteam-probe"
"""An event of our own; an emitter that answers it has the handlers already."""

_lock = threading.Lock()


class _Done:
    """What of the reaching is done, in this process."""

    installed = False
    older_clients = True


def install() -> None:
    """Reach the sessions that are made from now on, once per process.

    botocore need not be imported yet: its list of built-in handlers is extended when it is, and so
    is that of any copy of it that a program carries.
    """
    with _lock:
        if _Done.installed:
            return
        _Done.installed = True
        sys.meta_path.insert(0, _PostImportFinder(_has_builtins, _extend_builtins))
        for name, module in list(sys.modules.items()):
            if _has_builtins(name):
                _extend_builtins(module)
                _Done.older_clients = False


def _has_builtins(module_name: str) -> bool:
    package, _, name = module_name.rpartition(".")
    return name == "handlers" and is_botocore(package)


def reach_older_clients() -> None:
    """Reach the sessions and clients that are older than ``install``, once per process."""
    with _lock:
        if _Done.older_clients:
            return
        kinds = set(_emitter_classes())
        # Every instance refers to its class.
        for candidate in gc.get_referrers(*kinds):
            # Not isinstance(), which asks the object: a lazy one would come to life.
            if type(candidate) in kinds:
                register(candidate)
        _Done.older_clients = True


def _emitter_classes() -> list[type]:
    """The classes of emitters in every copy of botocore, those made from another included."""
    classes: list[type] = [
        module.HierarchicalEmitter
        for name, module in list(sys.modules.items())
        if name.endswith("botocore.hooks") and is_botocore(name.rpartition(".")[0])
    ]
    for each in classes:
        classes.extend(each.__subclasses__())
    return classes


def attach(client: Any) -> None:
    """Reach a client, whatever it was made by.

    Raises:
        TypeError: It is not a client of botocore's kind.
    """
    try:
        emitter = client.meta.events
    except AttributeError:
        from pytest_workteam.errors import linked

        raise TypeError(
            linked(
                "attach() takes a botocore client, as boto3.client('sagemaker') gives, not "
                f"{client!r}",
                "attach",
            )
        ) from None
    register(emitter)


def register(emitter: Any) -> None:
    """Register the handlers with an emitter that does not have them."""
    from pytest_workteam.interception.handlers import HANDLERS, LAST_HANDLER, UNSIGNING_HANDLER

    if has_handlers(emitter):
        return
    for event, handler in (*HANDLERS, UNSIGNING_HANDLER):
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


def _answer_probe(**_: Any) -> None:
    """Nothing more than a handler that is there."""


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
    """Calls ``then`` with each module of these names after its import, which it leaves alone.

    It stays for good: a module can be looked for without being imported, be reloaded, or be
    imported anew.
    """

    def __init__(self, names: Callable[[str], bool], then: Callable[[ModuleType], None]) -> None:
        self._names = names
        self._then = then

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        if not self._names(fullname):
            return None
        for finder in sys.meta_path:
            # As Python does, which leaves out a finder of the oldest kind.
            find = getattr(finder, "find_spec", None)
            if finder is self or find is None:
                continue
            spec: importlib.machinery.ModuleSpec | None = find(fullname, path, target)
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = _PostImportLoader(spec, self._then)
                return spec
        return None


class _PostImportLoader(importlib.abc.Loader):
    def __init__(
        self, spec: importlib.machinery.ModuleSpec, then: Callable[[ModuleType], None]
    ) -> None:
        self._spec = spec
        self._loader: Any = spec.loader
        self._then = then

    def __getattr__(self, name: str) -> Any:
        # Who only looks for the module may ask for its source, its path or its resources.
        return getattr(self._loader, name)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The module keeps the loader that really read it: tools ask it for the source.
        self._spec.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._then(module)
