from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
IMAGES = sorted((DOCS / "_static").glob("*.svg"))


def test_the_images_are_current() -> None:
    checked = subprocess.run(
        [sys.executable, DOCS / "generate_diagrams.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.stdout == ""
    assert checked.returncode == 0


@pytest.mark.parametrize("image", IMAGES, ids=lambda image: image.name)
def test_an_image_has_a_title_and_is_shown(image: Path) -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md"))

    assert ET.parse(image).findtext("{http://www.w3.org/2000/svg}title")
    assert f"_static/{image.name}" in pages
