from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator

import pytest

import pytest_workteam


def documented() -> Iterator[tuple[str, object]]:
    """Every public class and function of the package, and every public attribute of a class."""
    for name in pytest_workteam.__all__:
        value = getattr(pytest_workteam, name)
        if inspect.isroutine(value):
            yield name, value
        elif inspect.isclass(value):
            yield name, value
            for attribute, member in inspect.getmembers(value):
                if not attribute.startswith("_") and is_ours(member):
                    yield f"{name}.{attribute}", member


def is_ours(member: object) -> bool:
    getter = member.fget if isinstance(member, property) else member
    module = getattr(getter, "__module__", None) or ""
    return inspect.isroutine(getter) and module.startswith("pytest_workteam")


@pytest.mark.parametrize("public", [pytest.param(value, id=name) for name, value in documented()])
def test_what_is_public_is_explained_in_a_sentence(public: object) -> None:
    text = inspect.getdoc(public)

    assert text
    first = text.split("\n\n")[0].rstrip()
    assert first.endswith(".")


def test_a_name_that_is_not_public() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Workteam'"):
        _ = pytest_workteam.Workteam


def test_the_package_loads_what_is_used() -> None:
    script = """
import sys
import pytest_workteam
assert not {"botocore", "jsonschema", "regex", "pytest"} & set(sys.modules)
pytest_workteam.WorkteamBackend()
assert not {"botocore", "jsonschema", "regex", "pytest"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", script], check=True)
