"""Mutation testing, with mutmut, of a part of the package: `tox -e mutation -- schema`.

mutmut leaves decorated functions alone, and its mutants, which share a process, meet what earlier
tests have cached and what is done at import. So it works on a copy of the checkout in which
decorators are applied below their functions, and in which each run of the tests begins with empty
caches; and each mutant that lives is tried again in a process of its own.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PARTS = {
    "engine": [
        "tests/engine",
        "tests/protocols",
        "tests/plugin/test_hookspecs.py",
        "tests/plugin/test_own_operations.py",
        "tests/test_fake.py",
        "tests/test_secrets.py",
    ],
    "fake": ["tests/test_fake.py", "tests/services/sagemaker"],
    "protocols": ["tests/protocols", "tests/engine", "tests/test_fake.py"],
    "services": ["tests/services", "tests/plugin/test_own_operations.py", "tests/test_fake.py"],
    "interception": [
        "tests/interception",
        "tests/services/sagemaker/test_cognito.py",
        "tests/integration/test_aiobotocore.py",
    ],
    "scenarios": ["tests/test_scenarios.py", "tests/plugin/test_scenarios.py"],
    "schema": [
        "tests/schema",
        "tests/services/test_constraints.py",
        "tests/test_secrets.py",
        "tests/test_strategies.py",
    ],
}
"""The tests of each part that are quick enough to be run for every mutant that lives."""

_NOT_COPIED = (".*", "__pycache__", "mutants", "*.egg-info")
# What runs when a module is imported is over before a mutant is chosen; these have to.
_NOT_MOVED = ("setter", "overload", "contextmanager", "wraps", "hookspec", "abstractmethod")

# Tests of the tracebacks that are shown cannot pass where mutmut has replaced the functions.
_SELECTED = ["-k", "not shows_no_frame and not in_a_runs_output", "-m", "not all_services"]

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
    """Run mutmut, try again what lives, print what still does, and the score."""
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
    results = subprocess.run(
        [*mutmut, "results"], cwd=options.folder, check=True, capture_output=True, text=True
    )
    endings = [line.strip().rpartition(": ") for line in results.stdout.splitlines()]
    lived = [name for name, _, ending in endings if ending in ("survived", "no tests")]
    subprocess.run([*mutmut, "export-cicd-stats"], cwd=options.folder, check=True)
    statistics = options.folder / "mutants" / "mutmut-cicd-stats.json"
    print(json.loads(statistics.read_text("utf-8")))
    live = _still_living(lived, options.folder / "mutants", PARTS[options.part])
    print(*live, f"of {len(lived)} tried again, {len(live)} live", sep="\n")
    return run.returncode


def _still_living(names: Sequence[str], folder: Path, tests: Sequence[str]) -> list[str]:
    """Return those of the mutants that live when they are there from the start of a process."""

    def passes(mutant: str, timeout: float | None = None) -> bool:
        command = [sys.executable, "-m", "pytest", "-xq", "-p", "no:cacheprovider", *tests]
        # Whole, since tests run others in folders of their own.
        path = str(folder.resolve())
        environment = {**os.environ, "PYTHONPATH": path, "MUTANT_UNDER_TEST": mutant}
        try:
            run = subprocess.run(
                [*command, *_SELECTED],
                cwd=folder,
                env=environment,
                check=False,
                capture_output=True,
                timeout=timeout,
            )
        except subprocess.TimeoutExpired:
            return False
        return run.returncode == 0

    start = time.monotonic()
    if not passes(""):
        raise SystemExit("the tests do not pass without a mutant")
    timeout = 10 * (time.monotonic() - start)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        live = pool.map(lambda name: passes(name, timeout), names)
        return [name for name, lives in zip(names, live, strict=True) if lives]


def _settings(part: str) -> str:
    tests = [*PARTS[part], *_SELECTED]
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
