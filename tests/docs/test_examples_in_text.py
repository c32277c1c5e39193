"""Every Python block of the README and the documentation is run, as its reader would run it.

The blocks under one heading belong together, in a folder of their own. A block whose first line is
``# name.py`` is that file: a ``conftest.py`` or a test module is its section's, any other is there
for the whole page. An unnamed block is a test module. An ``ini`` block is the page's
``pytest.ini``. A block behind ``<!-- excerpt -->`` is part of something longer. A page with
``<!-- needs: name -->`` is run where that package is installed.
"""

from __future__ import annotations

import importlib.util
import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

_BLOCK = re.compile(
    r"^(?P<excerpt><!-- excerpt -->\n)?```(?P<language>python|ini)\n(?P<code>.*?)^```$"
    r"|^```.*?^```$"
    r"|^(?P<heading>#+ [^\n]*)$",
    re.MULTILINE | re.DOTALL,
)
_NAME = re.compile(r"# (?P<name>[\w/]+\.py)\n")
# A busy machine is no failure of a page's.
_WITHOUT_DEADLINE = """
try:
    import hypothesis
except ImportError:
    pass
else:
    hypothesis.settings.register_profile("without-deadline", deadline=None)
    hypothesis.settings.load_profile("without-deadline")
"""
_NEEDS = re.compile(r"^<!-- needs: (?P<package>[\w.]+) -->$", re.MULTILINE)


def files_of(page: str) -> dict[str, str]:
    """The files that a page's blocks are, by their paths."""
    files: dict[str, str] = {}
    section = 0
    for match in _BLOCK.finditer(page):
        code = match["code"]
        if match["heading"]:
            section += 1
        elif code and not match["excerpt"]:
            path = _path(match["language"], code, f"section_{section}", len(files))
            assert files.get(path, code) == code, f"the page has two files {path}; rename one"
            files[path] = code
    return files


def _path(language: str, code: str, folder: str, number: int) -> str:
    if language == "ini":
        return "pytest.ini"
    named = _NAME.match(code)
    if named is None:
        return f"{folder}/test_block_{number}.py"
    of_section = named["name"] == "conftest.py" or named["name"].startswith("test_")
    return f"{folder}/{named['name']}" if of_section else named["name"]


def groups_of(pages: dict[str, dict[str, str]]) -> list[list[str]]:
    """The pages that one run of pytest can take: a start of it costs more than most pages do.

    Pages with a module of the same name, or with a ``pytest.ini``, cannot share one.
    """
    groups: list[tuple[list[str], set[str]]] = []
    for page, files in pages.items():
        modules = {path for path in files if "/" not in path}
        for members, taken in groups:
            if not modules & taken and "pytest.ini" not in modules | taken:
                members.append(page)
                taken.update(modules)
                break
        else:
            groups.append(([page], modules))
    return [members for members, _ in groups]


FILES = {
    str(page.relative_to(ROOT)): files
    for page in PAGES
    if (files := files_of(page.read_text(encoding="utf-8")))
}
GROUPS = groups_of(FILES)


def missing_package(page: str) -> str | None:
    for needed in _NEEDS.finditer((ROOT / page).read_text(encoding="utf-8")):
        if importlib.util.find_spec(needed["package"]) is None:
            return needed["package"]
    return None


def test_there_are_blocks() -> None:
    assert "README.md" in FILES


@pytest.mark.parametrize("page", FILES)
def test_every_section_has_a_test(page: str) -> None:
    folders = {path.partition("/")[0] for path in FILES[page] if path.startswith("section_")}
    tested = {path.partition("/")[0] for path in FILES[page] if "/test_" in path}

    assert tested
    assert folders == tested


@pytest.mark.parametrize("page", FILES)
def test_the_needed_package_is_installed(page: str) -> None:
    missing = missing_package(page)
    if missing:
        # The environment that is there for it has all of them.
        assert os.environ.get("TOX_ENV_NAME") != "docs"
        pytest.skip(f"{page} is not run: {missing} is not installed")


@pytest.mark.parametrize("pages", GROUPS, ids=lambda pages: pages[0])
def test_the_blocks_of_pages(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, pages: list[str]
) -> None:
    folders = []
    for page in pages:
        if missing_package(page):
            continue
        folder = pytester.path / page.removesuffix(".md").replace("/", "_")
        folders.append(folder)
        for name, code in FILES[page].items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(code, encoding="utf-8")
    if not folders:
        pytest.skip("what these pages need is not installed")
    # A page alone is where its pytest.ini is found.
    root = folders[0] if len(folders) == 1 else pytester.path
    (pytester.path / "without_deadline.py").write_text(_WITHOUT_DEADLINE, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, [pytester.path, *folders])))

    result = pytester.runpytest_subprocess(
        *("-p", "no:cacheprovider", "-p", "without_deadline"),
        *("-W", "error", "--import-mode=importlib"),
        f"--rootdir={root}",
        *folders,
    )

    assert result.ret is pytest.ExitCode.OK
