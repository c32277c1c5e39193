"""Installs the event handlers on every botocore client.

Every call passes ``_convert_to_request_dict`` of botocore's ``BaseClient`` or aiobotocore's
``AioBaseClient`` right before the first event that the handlers are for. The wrapped method
registers the handlers with the client's emitter before the client's first request, so the client's
age and session do not matter.

An import hook wraps the classes on import. Each start of a backend wraps them again, in case
another import hook came first.
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

# pytest's tracebacks end at the test's own line.
__tracebackhide__ = True

METHOD = "_convert_to_request_dict"
"""Private in botocore, but as old as its clients.

Not ``_make_api_call``: many tools and tests patch that one, and call an original that they kept
before the plugin wrapped it.
"""

CLASSES = ("BaseClient", "AioBaseClient")

MARK = "_pytest_workteam"
"""Attribute that marks patched objects; a second copy of this module recognizes it."""

_lock = threading.RLock()


def install(*, load: bool = False) -> None:
    """Wrap the client classes, now or on their import.

    Args:
        load: Whether to import botocore's client class now.
    """
    with _lock:
        finder = next((each for each in sys.meta_path if hasattr(each, MARK)), None) or _Finder()
        if sys.meta_path[0] is not finder:
            # Must be first: another finder may load modules by itself.
            sys.meta_path[:] = [finder, *(each for each in sys.meta_path if each is not finder)]
        if load and "botocore.client" not in sys.modules:
            importlib.import_module("botocore.client")
        for name in _client_modules(len(sys.modules)):
            # The cached names may be out of date.
            if name in sys.modules:
                _wrap(sys.modules[name])


def attach(client: Any) -> None:
    """Register the handlers with a client that the wrapped classes miss.

    Raises:
        TypeError: The object is not a botocore client.
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
    """Register the handlers with an emitter; idempotent."""
    with _lock:
        if getattr(emitter, MARK, False):
            return
        # A copied emitter has the handlers, but not our mark; unique ids prevent duplicates.
        for service in SERVICE_NAMES:
            for event, handler in _HANDLERS.items():
                name = f"{event}.{service}"
                emitter.register_first(name, handler, unique_id=f"{MARK}.{name}")
        # The least specific event names run last: after moto's handler of before-send, and
        # botocore's own handler of choose-signer.
        for event, handler in _LAST_HANDLERS.items():
            emitter.register_last(event, handler, unique_id=f"{MARK}.{event}")
        setattr(emitter, MARK, True)


def _handler(name: str) -> Callable[..., Any]:
    """A handler that imports the real one once a backend is active or the guard is on."""
    real: Callable[..., Any] | None = None

    def handle(**event: Any) -> Any:
        nonlocal real
        if real is None:
            if not activation.is_needed():
                return None
            from pytest_workteam.interception import handlers

            real = cast("Callable[..., Any]", getattr(handlers, name))
        return real(**event)

    return handle


_HANDLERS = {
    "before-call": _handler("redirect"),
    "before-send": _handler("answer"),
}
_LAST_HANDLERS = {
    "before-send": _handler("refuse"),
    # For a client that lacks botocore's built-in handlers.
    "choose-signer": _handler("leave_unsigned"),
}


def _defines_clients(module_name: str) -> bool:
    package, _, name = module_name.rpartition(".")
    return name == "client" and package.rpartition(".")[2] in {"botocore", "aiobotocore"}


# A program has thousands of modules, and every test starts a backend.
@functools.lru_cache(maxsize=1)
def _client_modules(count: int) -> list[str]:  # noqa: ARG001
    """Names of the imported modules with client classes, cached per number of modules."""
    names = cast("tuple[object, ...]", tuple(sys.modules))
    return [name for name in names if isinstance(name, str) and _defines_clients(name)]


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
    """Wraps client classes right after the other finders import them."""

    def __init__(self) -> None:
        setattr(self, MARK, True)
        self._asking = threading.local()

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        # Another finder may query all finders, including this one.
        if not _defines_clients(fullname) or getattr(self._asking, "underway", False):
            return None
        self._asking.underway = True
        try:
            for finder in sys.meta_path:
                # Python, too, skips finders without find_spec.
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
        # Code that only inspects the spec may ask for the source, path or resources.
        return getattr(self._loader, name)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        # Restore the real loader: tools ask the module's loader for the source.
        self._spec.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        _wrap(module)
