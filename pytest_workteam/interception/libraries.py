"""The copy of botocore that a client belongs to, and objects of that copy.

A program can have several: botocore itself, and vendored copies such as ``tool.botocore``. Objects
of one copy do not work with another.
"""

from __future__ import annotations

import functools
import importlib
from typing import Any

from pytest_workteam.interception import BOTOCORE, is_botocore


def library_of(instance: Any) -> str:
    """The package of the copy of botocore that an object's class derives from."""
    return library_of_class(type(instance))  # type: ignore[arg-type]  # mypy asks the instance


# Every request asks for the same few classes.
@functools.lru_cache(maxsize=256)
def library_of_class(derived: type) -> str:
    """The package of the copy of botocore that a class derives from."""
    for cls in derived.__mro__:
        package = cls.__module__.rpartition(".")[0]
        if is_botocore(package):
            return package
    return BOTOCORE


def submodule(library: str, module: str) -> Any:
    """A module of a copy of botocore, such as ``awsrequest``."""
    return importlib.import_module(f"{library}.{module}")


def unsigned(signer: type, library: str) -> Any:
    """The ``UNSIGNED`` marker of the copy that a signer's class belongs to.

    A test may have imported a copy twice under one name; the signer compares with its own marker.
    """
    known: dict[str, Any] = getattr(getattr(signer, "sign", None), "__globals__", {})
    own: Any = known.get("botocore")
    return getattr(own, "UNSIGNED", None) or importlib.import_module(library).UNSIGNED


def as_exception_of(error: Exception, library: str) -> Exception:
    """Convert an exception of botocore to the same exception of a vendored copy."""
    if library == BOTOCORE or type(error).__module__ != f"{BOTOCORE}.exceptions":
        return error
    own = getattr(submodule(library, "exceptions"), type(error).__name__, None)
    # The values that botocore formats the message with.
    members = getattr(error, "kwargs", None)
    return error if own is None or members is None else own(**members)
