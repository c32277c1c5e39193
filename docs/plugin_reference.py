"""Sphinx directives for what autodoc does not know: fixtures, markers, options of the plugin."""

from __future__ import annotations

import inspect
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

from sphinx.util.docutils import SphinxDirective

from pytest_workteam import plugin
from pytest_workteam.plugin import options

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

FIXTURES = {
    "workteam_backend": "WorkteamBackend",
    "workteam_client": "botocore.client.BaseClient",
    "workteam_a2i_client": "botocore.client.BaseClient",
    "workteam_scenario": "Scenario",
    "workteam_endpoint": "str",
}
"""The fixtures with what a test gets from each."""


class Fixtures(SphinxDirective):
    """The fixtures, by their docstrings."""

    def run(self) -> list[nodes.Node]:
        entries = [
            f".. py:data:: {name}\n   :type: {kind}\n   :no-index-entry:\n\n"
            + textwrap.indent(inspect.cleandoc(getattr(plugin, name).__doc__), "   ")
            for name, kind in FIXTURES.items()
        ]
        return self.parse_text_to_nodes("\n\n".join(entries))


class Markers(SphinxDirective):
    """The markers, as ``pytest --markers`` explains them."""

    def run(self) -> list[nodes.Node]:
        listed = subprocess.run(
            [sys.executable, "-m", "pytest", "--markers", "-p", "no:cacheprovider"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        entries = []
        for line in listed.splitlines():
            if line.startswith("@pytest.mark.workteam"):
                signature, explanation = line.split(": ", maxsplit=1)
                explanation = explanation.replace("`", "``")
                entries.append(f"``{signature}``\n   {explanation}")
        return self.parse_text_to_nodes("\n\n".join(entries))


class Options(SphinxDirective):
    """The options of the command line and of the ini file, by their help."""

    def run(self) -> list[nodes.Node]:
        parser = _Parser()
        options.add_options(parser)  # type: ignore[arg-type]
        return self.parse_text_to_nodes("\n\n".join(parser.entries))


class _Parser:
    """Takes down what options are added to it."""

    def __init__(self) -> None:
        self.entries: list[str] = []

    def getgroup(self, *_: str) -> _Parser:
        return self

    def addoption(self, name: str, **attributes: Any) -> None:
        value = f" {attributes['metavar']}" if "metavar" in attributes else ""
        self.entries.append(f"``{name}{value}``\n   {attributes['help']}")

    def addini(self, name: str, explanation: str, **_: Any) -> None:
        self.entries.append(f"``{name}`` (ini)\n   {explanation}")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives."""
    app.add_directive("workteam-fixtures", Fixtures)
    app.add_directive("workteam-markers", Markers)
    app.add_directive("workteam-options", Options)
    return {"parallel_read_safe": True}
