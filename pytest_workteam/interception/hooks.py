"""How the event handlers get to every client of botocore.

Every call of every client passes ``_convert_to_request_dict`` of botocore's ``BaseClient``, or of
aiobotocore's, right before the first event that the handlers are for. That method is wrapped: it
registers the handlers with the client's emitter before the client's first request. So a client's
age, its session and the garbage collector do not matter.

The class is wrapped when it is imported, by an import hook, and again at each start of a backend,
in case another import hook came first.
"""

from __future__ import annotations

import functools
import importlib
import importlib.abc
import importlib.machinery
import sys
import threading
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, cast

from pytest_workteam.errors import linked
from pytest_workteam.interception import activation
from pytest_workteam.services import SERVICE_NAMES

# A traceback of pytest's ends at the test's own line.
__tracebackhide__ = True

METHOD = "_convert_to_request_dict"
"""Private in botocore, but as old as its clients.

Not ``_make_api_call``: many tools and tests patch that one, and call an original that they kept
before the plugin wrapped it.
"""

CLASSES = ("BaseClient", "AioBaseClient")

MARK = "_pytest_workteam"
"""Attribute of what is done already; a second copy of this module knows it, too."""

_lock = threading.RLock()


def install(*, load: bool = False) -> None:
    """Wrap the client classes that are imported, and those that will be.

    Args:
        load: Whether to import botocore's if it is not there yet.
    """
    with _lock:
        finder = next((each for each in sys.meta_path if hasattr(each, MARK)), None) or _Finder()
        if sys.meta_path[0] is not finder:
            # First again: another finder may load modules by itself.
            sys.meta_path[:] = [finder, *(each for each in sys.meta_path if each is not finder)]
        if load:
            importlib.import_module("botocore.client")
        for name in _client_modules(len(sys.modules)):
            # Looked up anew: a module may have been thrown out, or imported again.
            if name in sys.modules:
                _wrap(sys.modules[name])


def attach(client: Any) -> None:
    """Register the handlers with a client, whatever made it.

    Raises:
        TypeError: It is not a botocore client.
    """
    try:
        emitter = client.meta.events
    except AttributeError:
        raise TypeError(
            linked(
                "attach() takes a botocore client, such as boto3.client('sagemaker'), not "
                f"{client!r}",
                "attach",
            )
        ) from None
    register(emitter)


def register(emitter: Any) -> None:
    """Register the handlers with an emitter, once."""
    with _lock:
        if getattr(emitter, MARK, False):
            return
        # A copy of an emitter has its handlers, but not our mark; botocore knows them by their ids.
        for service in SERVICE_NAMES:
            for event, handler in _HANDLERS.items():
                name = f"{event}.{service}"
                emitter.register_first(name, handler, unique_id=f"{MARK}.{name}")
        # On the least specific events, behind moto's handler of the one, and botocore's own of
        # the other.
        for event, handler in _LAST_HANDLERS.items():
            emitter.register_last(event, handler, unique_id=f"{MARK}.{event}")
        setattr(emitter, MARK, True)


def _handler(name: str) -> Callable[..., Any]:
    """A handler that loads the real one when a backend is active, or the guard on."""

    def handle(**event: Any) -> Any:
        if not activation.is_needed():
            return None
        from pytest_workteam.interception import handlers

        return getattr(handlers, name)(**event)

    return handle


_HANDLERS = {
    "before-call": _handler("readdress"),
    "before-send": _handler("answer"),
}
_LAST_HANDLERS = {
    "before-send": _handler("refuse"),
    # For a client that lacks botocore's built-in handlers.
    "choose-signer": _handler("leave_unsigned"),
}


def _has_clients(module_name: str) -> bool:
    package, _, name = module_name.rpartition(".")
    return name == "client" and package.rpartition(".")[2] in {"botocore", "aiobotocore"}


# A program has thousands of modules, and every test starts a backend.
@functools.lru_cache(maxsize=1)
def _client_modules(count: int) -> list[str]:  # noqa: ARG001
    """Names of the imported modules with client classes, looked for when their number changes."""
    names = cast("tuple[object, ...]", tuple(sys.modules))
    return [name for name in names if isinstance(name, str) and _has_clients(name)]


def _wrap(module: object) -> None:
    # Tests replace modules by None or by objects of their own.
    if not isinstance(module, ModuleType):
        return
    for name in CLASSES:
        cls: object = vars(module).get(name)
        original: Callable[..., Any] | None = (
            vars(cls).get(METHOD) if isinstance(cls, type) else None
        )
        if original is not None and not hasattr(original, MARK):
            setattr(cls, METHOD, _registering(original))


def _registering(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def convert(self: Any, *args: Any, **kwargs: Any) -> Any:
        emitter = self.meta.events
        if not getattr(emitter, MARK, False):
            register(emitter)
        return original(self, *args, **kwargs)

    setattr(convert, MARK, True)
    return convert


class _Finder(importlib.abc.MetaPathFinder):
    """Wraps client classes right after their import, which it leaves to the other finders."""

    def __init__(self) -> None:
        setattr(self, MARK, True)
        self._asking = threading.local()

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        # Another finder that asks all finders in turn asks this one again.
        if not _has_clients(fullname) or getattr(self._asking, "underway", False):
            return None
        self._asking.underway = True
        try:
            for finder in sys.meta_path:
                # As Python does, which skips finders of the oldest kind.
                find = getattr(finder, "find_spec", None)
                if finder is self or find is None:
                    continue
                spec: importlib.machinery.ModuleSpec | None = find(fullname, path, target)
                if spec is not None:
                    if spec.loader is not None:
                        spec.loader = _Loader(spec)
                    return spec
        finally:
            self._asking.underway = False
        return None


class _Loader(importlib.abc.Loader):
    def __init__(self, spec: importlib.machinery.ModuleSpec) -> None:
        self._spec = spec
        self._loader: Any = spec.loader

    def __getattr__(self, name: str) -> Any:
        # Code that only looks for the module may ask for its source, its path or its resources.
        return getattr(self._loader, name)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The module keeps the loader that really read it: tools ask it for the source.
        self._spec.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        _wrap(module)
