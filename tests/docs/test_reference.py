from __future__ import annotations

import re
from pathlib import Path

import pytest

import pytest_workteam
from pytest_workteam import WorkteamBackend, plugin, schema, strategies
from pytest_workteam.plugin import hookspecs
from pytest_workteam.scenarios.builtin import BUILTIN

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
REFERENCE = (DOCS / "reference.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *DOCS.rglob("*.md")]

PUBLIC = [name for name in pytest_workteam.__all__ if not name.startswith("__")]
HOOKS = [name for name in vars(hookspecs) if name.startswith("pytest_workteam_")]
FIXTURES = [name for name in vars(plugin) if name.startswith("workteam_")]


@pytest.mark.parametrize("name", [*PUBLIC, *HOOKS])
def test_what_is_public_is_explained(name: str) -> None:
    assert re.search(rf":: [\w.]*\b{name}\b", REFERENCE)


# For the rooms that the backend joins.
INTERNAL = {"answer", "answer_unfaked", "clear_own_limits", "locks", "now", "preload", "refuse"}


def test_the_list_of_names_is_complete(pytester: pytest.Pytester) -> None:
    listed = set(re.findall(r"`([\w-]+)", REFERENCE.partition("## Fixtures")[0]))
    helped = pytester.runpytest("--help").stdout.str()
    options = set(re.findall(r"--workteam(?:-[a-z]+)*|(?<=^  )workteam_\w+", helped, re.MULTILINE))
    backend = {name for name in dir(WorkteamBackend) if not name.startswith("_")} - INTERNAL
    modules = {*schema.__all__, *strategies.__all__}

    assert options
    assert {*PUBLIC, *FIXTURES, *HOOKS, *options, *backend, *modules} <= listed


def test_every_member_of_the_backend_has_its_docstring() -> None:
    for name in set(dir(WorkteamBackend)) - INTERNAL:
        assert name.startswith("_") or re.search(rf"WorkteamBackend\.{name}\b", REFERENCE), name


@pytest.mark.parametrize("name", FIXTURES)
def test_the_fixtures_are_explained(name: str) -> None:
    assert f'"{name}":' in (DOCS / "plugin_reference.py").read_text(encoding="utf-8")


def test_every_option_that_is_named_exists(pytester: pytest.Pytester) -> None:
    named = {
        option
        for page in PAGES
        for option in re.findall(r"--workteam(?:-[a-z]+)+", page.read_text(encoding="utf-8"))
    }

    known = set(re.findall(r"--workteam(?:-[a-z]+)+", pytester.runpytest("--help").stdout.str()))

    assert named
    assert named <= known


def test_every_scenario_is_listed() -> None:
    page = (DOCS / "scenarios.md").read_text(encoding="utf-8")

    listed = re.findall(r"^\| `([\w-]+/[\w-]+)` \|", page, re.MULTILINE)
    assert sorted(listed) == sorted(each.name for each in BUILTIN)
