"""Which copy of botocore a client belongs to, and what of it the handlers need.

A program can have several: botocore itself, and one that it carries under a name of its own, such
as ``tool.botocore``. Objects of one copy mean nothing to another.
"""

from __future__ import annotations

import functools
import importlib
from typing import Any

from pytest_workteam.interception import BOTOCORE, is_botocore


def library_of(instance: Any) -> str:
    """The name of the package that an object of botocore's, or of a class made from one, is of."""
    return library_of_class(type(instance))  # type: ignore[arg-type]  # mypy asks the instance


# Asked of the same few classes at every request.
@functools.lru_cache(maxsize=256)
def library_of_class(asked: type) -> str:
    """The name of the package that a class of botocore's, or one made from such a class, is of."""
    for cls in asked.__mro__:
        package = cls.__module__.rpartition(".")[0]
        if is_botocore(package):
            return package
    return BOTOCORE


def part(library: str, module: str) -> Any:
    """A module of a copy of botocore, such as ``awsrequest``."""
    return importlib.import_module(f"{library}.{module}")


def unsigned(signer: type, library: str) -> Any:
    """The mark of a request that is not signed, of the copy that a signer's class is of.

    A test may have imported a copy a second time, under the same name: the signer compares with
    the mark of its own.
    """
    known: dict[str, Any] = getattr(getattr(signer, "sign", None), "__globals__", {})
    own: Any = known.get("botocore")
    return getattr(own, "UNSIGNED", None) or importlib.import_module(library).UNSIGNED


def as_exception_of(error: Exception, library: str) -> Exception:
    """An exception of botocore's as the copy itself would have raised it."""
    if library == BOTOCORE or type(error).__module__ != f"{BOTOCORE}.exceptions":
        return error
    own = getattr(part(library, "exceptions"), type(error).__name__, None)
    # What botocore was given to word the exception.
    members = getattr(error, "kwargs", None)
    return error if own is None or members is None else own(**members)
