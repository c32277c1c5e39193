"""How the documentation is built, by Sphinx: ``tox -e docs``. Needs no network."""

from __future__ import annotations

import sys
from pathlib import Path

from pytest_workteam import __version__

sys.path.insert(0, str(Path(__file__).parent))

project = "pytest-workteam"
author = "The pytest-workteam authors"
copyright = author  # noqa: A001  # Sphinx's name for it
release = __version__

extensions = [
    "myst_parser",
    "plugin_reference",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
# Part of fidelity.md already.
exclude_patterns = ["fidelity_behavior.md"]

myst_heading_anchors = 3
# Dashes of options stay as they are typed.
smartquotes_action = "q"
autodoc_member_order = "bysource"
# What a user calls by keyword is read best one argument per line.
maximum_signature_line_length = 88
# The attributes that a docstring tells are not told again as members.
napoleon_use_ivar = True

html_theme = "furo"
html_title = f"{project} {release}"
html_static_path = ["_static"]
html_css_files = ["widths.css"]
