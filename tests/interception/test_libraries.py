"""Objects are told by the package of their class, exceptions made anew in a copy of botocore."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
from botocore import UNSIGNED
from botocore.exceptions import ClientError, ConnectTimeoutError, NoRegionError
from botocore.signers import RequestSigner

from pytest_workteam.interception import is_botocore
from pytest_workteam.interception.libraries import (
    as_exception_of,
    library_of,
    submodule,
    unsigned,
)


def class_in(module: str, *bases: type) -> type:
    return type("Made", bases, {"__module__": module})


def made_in(module: str, *bases: type) -> Any:
    """An instance of a class of this module's."""
    return class_in(module, *bases)()


@pytest.mark.parametrize(
    "package,expected",
    [
        ("botocore", True),
        ("awscli.botocore", True),
        ("a.b.botocore", True),
        ("aiobotocore", False),
        ("botocore.retries", False),
        ("botocore_stubs", False),
        ("", False),
    ],
)
def test_a_copy_of_botocore_is_known_by_its_name(package: str, *, expected: bool) -> None:
    assert is_botocore(package) is expected


@pytest.mark.parametrize(
    "module,library",
    [
        ("botocore.client", "botocore"),
        ("carrier.botocore.client", "carrier.botocore"),
        # What is of neither counts as botocore's.
        ("carrier.client", "botocore"),
        ("client", "botocore"),
    ],
)
def test_the_library_of_an_object_is_that_of_its_class(module: str, library: str) -> None:
    assert library_of(made_in(module)) == library


def test_the_library_of_a_derived_class_is_that_of_the_nearest_base() -> None:
    base = type(made_in("carrier.botocore.client"))
    assert library_of(made_in("somebody.client", base)) == "carrier.botocore"


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A copy of botocore that has one exception of its own."""

    class ConnectTimeoutError(Exception):
        def __init__(self, **members: Any) -> None:
            super().__init__(members)

    class ClientError(Exception):
        pass

    package, exceptions = ModuleType("carrier.botocore"), ModuleType("carrier.botocore.exceptions")
    members: dict[str, Any] = {
        "ConnectTimeoutError": ConnectTimeoutError,
        "ClientError": ClientError,
    }
    vars(exceptions).update(members)
    vars(package)["UNSIGNED"] = "a mark of its own"
    for module in (package, exceptions):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return exceptions


def test_a_part_of_a_copy_is_its_own(carrier: ModuleType) -> None:
    assert submodule("carrier.botocore", "exceptions") is carrier
    assert unsigned(object, "carrier.botocore") == "a mark of its own"


def test_a_signer_is_given_the_mark_that_it_compares_with() -> None:
    assert unsigned(RequestSigner, "carrier.botocore") is UNSIGNED


def test_an_exception_becomes_the_copys_own_with_all_that_it_says(carrier: ModuleType) -> None:
    error = ConnectTimeoutError(endpoint_url="https://a", error="late")

    own = as_exception_of(error, "carrier.botocore")

    assert type(own) is vars(carrier)["ConnectTimeoutError"]
    assert own.args == ({"endpoint_url": "https://a", "error": "late"},)


# Somebody's own, which the copy knows nothing of but the name.
DERIVED: Any = type("ConnectTimeoutError", (ConnectTimeoutError,), {"__module__": "somebody"})


@pytest.mark.usefixtures("carrier")
@pytest.mark.parametrize(
    "error",
    [
        ValueError("not botocore's"),
        DERIVED(endpoint_url="https://a"),
        NoRegionError(),
        ClientError({"Error": {"Code": "A"}}, "ListWorkteams"),
    ],
    ids=["of no library", "derived", "that the copy has not", "worded by no members"],
)
def test_another_exception_stays_what_it_is(error: Exception) -> None:
    assert as_exception_of(error, "carrier.botocore") is error


def test_an_exception_for_botocore_itself_stays_what_it_is() -> None:
    error = ConnectTimeoutError(endpoint_url="https://a")
    assert as_exception_of(error, "botocore") is error
