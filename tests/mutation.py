"""Mutation testing, with mutmut, of a part of the package: `tox -e mutation -- schema`.

mutmut leaves decorated functions alone, and its mutants, which share a process, meet what earlier
tests have cached. So it works on a copy of the checkout in which decorators are applied below
their functions, and in which each run of the tests begins with empty caches.
"""

from __future__ import annotations

import argparse
import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

PARTS = {
    "backend": ["tests/backend", "tests/test_hookspecs.py", "tests/test_secrets.py"],
    "interception": ["tests/interception", "tests/integration/test_aiobotocore.py"],
    "scenarios": ["tests/test_scenarios.py", "tests/test_plugin_scenarios.py"],
    "schema": [
        "tests/schema",
        "tests/backend/test_validation.py",
        "tests/test_secrets.py",
        "tests/test_strategies.py",
    ],
}
"""The tests of each part that are quick enough to be run for every mutant that lives."""

_NOT_COPIED = (".*", "__pycache__", "mutants", "*.egg-info")
# What runs when a module is imported is over before a mutant is chosen; these have to.
_NOT_MOVED = ("setter", "overload", "contextmanager", "wraps", "hookspec", "abstractmethod")

_CONFTEST = """

def pytest_sessionstart() -> None:
    import sys

    # Not by the garbage collector, which mutmut has told to forget them.
    for name, module in tuple(sys.modules.items()):
        if name.startswith("pytest_workteam"):
            for attribute in tuple(vars(module).values()):
                if hasattr(attribute, "cache_clear"):
                    attribute.cache_clear()


hypothesis.settings.register_profile(
    "mutation",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=20,
    suppress_health_check=list(hypothesis.HealthCheck),
)
hypothesis.settings.load_profile("mutation")
"""


def main() -> int:
    """Run mutmut, print the mutants that live, and the score."""
    parser = argparse.ArgumentParser(description="Mutation testing of parts of the package.")
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--folder", type=Path, required=True, help="of the copy; replaced")
    parser.add_argument(
        "--names", nargs="*", default=[], help="mutants, such as pytest_workteam.x.*"
    )
    options = parser.parse_args()
    checkout = Path(__file__).parent.parent
    shutil.rmtree(options.folder, ignore_errors=True)
    shutil.copytree(checkout, options.folder, ignore=shutil.ignore_patterns(*_NOT_COPIED))
    for module in (options.folder / "pytest_workteam" / options.part).rglob("*.py"):
        module.write_text(undecorated(module.read_text("utf-8")), "utf-8")
    with (options.folder / "tests" / "conftest.py").open("a", encoding="utf-8") as file:
        file.write(_CONFTEST)
    with (options.folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(_settings(options.part))
    mutmut = [sys.executable, "-m", "mutmut"]
    run = subprocess.run([*mutmut, "run", *options.names], cwd=options.folder, check=False)
    subprocess.run([*mutmut, "results"], cwd=options.folder, check=True)
    subprocess.run([*mutmut, "export-cicd-stats"], cwd=options.folder, check=True)
    statistics = options.folder / "mutants" / "mutmut-cicd-stats.json"
    print(json.dumps(json.loads(statistics.read_text("utf-8"))))
    return run.returncode


def _settings(part: str) -> str:
    # No test of this one can pass: it reads the traceback of a function that mutmut has replaced.
    traceback = (
        "tests/backend/test_calls.py::TestAssertMade::test_a_failure_shows_no_frame_of_the_plugins"
    )
    tests = [*PARTS[part], f"--deselect={traceback}", "-m", "not all_services"]
    return f"""
[tool.mutmut]
source_paths = ["pytest_workteam"]
only_mutate = ["pytest_workteam/{part}/*.py"]
pytest_add_cli_args_test_selection = {json.dumps(tests)}
"""


def undecorated(source: str) -> str:
    """The source of a module with its functions decorated in lines below them.

    Functions that share their name with another of the same body are left alone.
    """
    lines = source.splitlines()
    for function, indent in reversed(_decorated(ast.parse(source).body)):
        decorators = [ast.unparse(decorator) for decorator in function.decorator_list]
        expression = function.name
        for decorator in reversed(decorators):
            expression = f"{decorator}({expression})"
        lines.insert(function.end_lineno or 0, f"{indent}{function.name} = {expression}")
        del lines[function.decorator_list[0].lineno - 1 : function.lineno - 1]
    return "\n".join(lines) + "\n"


def _decorated(body: list[ast.stmt], indent: str = "") -> list[tuple[ast.FunctionDef, str]]:
    found: list[tuple[ast.FunctionDef, str]] = []
    names = [node.name for node in body if isinstance(node, ast.FunctionDef)]
    for node in body:
        if isinstance(node, ast.ClassDef):
            found.extend(_decorated(node.body, f"{indent}    "))
        elif isinstance(node, ast.FunctionDef) and node.decorator_list:
            decorators = " ".join(map(ast.unparse, node.decorator_list))
            if names.count(node.name) == 1 and not any(each in decorators for each in _NOT_MOVED):
                found.append((node, indent))
    return found


if __name__ == "__main__":
    sys.exit(main())
