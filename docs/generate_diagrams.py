"""Draws the diagrams of the documentation: ``docs/_static/*.svg``.

Run from anywhere: ``python docs/generate_diagrams.py [--check]``.
"""

from __future__ import annotations

import itertools
import os
import string
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

FOLDER = Path(__file__).parent / "_static"

# An opaque card stays legible where the page's theme differs from the system's.
_STYLE = """
.card { fill: #ffffff; stroke: #d5d8dc; }
.lane { fill: #f3f5f7; stroke: none; }
.loop { fill: none; stroke: #8a939c; stroke-dasharray: 5 4; }
.box { fill: #ffffff; stroke: #5f6b76; }
.own { fill: #e4eefb; stroke: #2f6db5; }
.end { fill: #e7f4e8; stroke: #35803c; }
.bad { fill: #fbe9e7; stroke: #b5452f; }
.edge { fill: none; stroke: #4a545e; stroke-width: 1.5; }
.head { fill: #4a545e; }
text { font-family: system-ui, -apple-system, "Segoe UI", sans-serif; font-size: 14px;
  fill: #1c2126; }
.title { font-weight: 600; }
.note { font-size: 12.5px; fill: #49535c; }
.code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 12.5px; }
@media (prefers-color-scheme: dark) {
  .card { fill: #16191d; stroke: #3a4149; }
  .lane { fill: #1f2429; }
  .loop { stroke: #7d8791; }
  .box { fill: #272d33; stroke: #98a3ad; }
  .own { fill: #1c3350; stroke: #79aef0; }
  .end { fill: #1d3a22; stroke: #77c07f; }
  .bad { fill: #45231c; stroke: #ee9480; }
  .edge { stroke: #b3bdc6; }
  .head { fill: #b3bdc6; }
  text { fill: #eef1f4; }
  .note { fill: #b9c2ca; }
}
"""


class Drawing:
    """The elements of one SVG image.

    Args:
        title: What the image shows, for readers who cannot see it.
        width: In pixels.
        height: In pixels.
    """

    def __init__(self, title: str, width: int, height: int) -> None:
        self._title = title
        self._size = (width, height)
        self._elements: list[str] = []
        self.rectangle("card", 0.5, 0.5, width - 1, height - 1)

    def rectangle(self, kind: str, x: float, y: float, width: float, height: float) -> None:
        self._elements.append(
            f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>'
        )

    def text(self, x: float, y: float, text: str, kind: str = "", *, anchor: str = "start") -> None:
        self._elements.append(
            f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
        )

    def box(self, kind: str, area: tuple[float, float, float, float], *lines: str) -> None:
        """Draw a box with centered lines: a title, and notes below it."""
        x, y, width, height = area
        self.rectangle(kind, x, y, width, height)
        first = y + height / 2 + 5 - 9 * (len(lines) - 1)
        for number, line in enumerate(lines):
            style = "note" if number else "title"
            self.text(x + width / 2, first + 18 * number, line, style, anchor="middle")

    def arrow(self, *points: tuple[float, float], dashed: bool = False) -> None:
        """Draw a line through the points, with a head at the last."""
        dashes = ' stroke-dasharray="5 4"' if dashed else ""
        path = " ".join(f"{x},{y}" for x, y in points)
        self._elements.append(
            f'<polyline class="edge"{dashes} points="{path}" marker-end="url(#head)"/>'
        )

    def svg(self) -> str:
        width, height = self._size
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
                f'width="{width}" height="{height}" role="img">',
                f"<title>{escape(self._title)}</title>",
                f"<style>{_STYLE}</style>",
                '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" '
                'markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
                '<path class="head" d="M0,0 L10,5 L0,10 z"/></marker></defs>',
                *self._elements,
                "</svg>\n",
            ]
        )


def call() -> Drawing:
    """The way of one call, from the client to the fake and back."""
    drawing = Drawing("The way of one call through botocore and pytest-workteam", 760, 560)
    drawing.rectangle("lane", 20, 20, 310, 520)
    drawing.rectangle("lane", 430, 20, 310, 520)
    drawing.text(175, 46, "botocore", "title", anchor="middle")
    drawing.text(585, 46, "pytest-workteam", "title", anchor="middle")

    drawing.box("box", (50, 66, 250, 44), "client.create_workteam(...)")
    drawing.box("box", (50, 146, 250, 58), "Serialize", "check required members and types")
    drawing.box("own", (460, 146, 250, 58), "Redirect", "to a host under .invalid, unsigned")
    drawing.rectangle("loop", 36, 246, 278, 208)
    drawing.text(48, 266, "retry loop", "note")
    drawing.box("box", (50, 278, 250, 44), "Send")
    drawing.box("box", (50, 390, 250, 50), "Parse", "retry, or stop")
    drawing.box("box", (50, 478, 250, 50), "Result or error", "client.exceptions.ResourceInUse")

    drawing.rectangle("own", 460, 270, 250, 170)
    drawing.text(585, 292, "Answer", "title", anchor="middle")
    for number, (step, room) in enumerate(
        [
            ("decode the bytes", "protocols"),
            ("fault, or a hook's answer", "engine"),
            ("validate the parameters", "schema"),
            ("race, then operation", "services"),
            ("record the call", "engine"),
            ("encode the bytes", "protocols"),
        ]
    ):
        drawing.text(474, 318 + 21 * number, f"{number + 1}. {step}", "note")
        drawing.text(698, 318 + 21 * number, room, "note", anchor="end")

    drawing.arrow((175, 110), (175, 146))
    drawing.arrow((300, 175), (460, 175))
    drawing.text(380, 167, "before-call", "code", anchor="middle")
    drawing.arrow((585, 204), (585, 228), (175, 228), (175, 278))
    drawing.arrow((300, 300), (460, 300))
    drawing.text(380, 292, "before-send", "code", anchor="middle")
    drawing.arrow((460, 415), (300, 415))
    drawing.text(380, 407, "bytes", "note", anchor="middle")
    drawing.arrow((175, 390), (175, 322), dashed=True)
    drawing.text(183, 361, "retry", "note")
    drawing.arrow((175, 440), (175, 478))
    return drawing


def lifecycles() -> Drawing:
    """The statuses of a labeling job and of a human loop."""
    drawing = Drawing("The statuses of a labeling job and of a human loop", 760, 700)
    _lifecycle(
        drawing,
        y=20,
        title="Labeling job",
        start="CreateLabelingJob",
        before="Initializing",
        done="all objects are labeled",
        stop="StopLabelingJob",
    )
    _lifecycle(
        drawing,
        y=366,
        title="Human loop",
        start="StartHumanLoop",
        before=None,
        done="all workers have answered",
        stop="StopHumanLoop",
    )
    return drawing


def _lifecycle(
    drawing: Drawing, *, y: int, title: str, start: str, before: str | None, done: str, stop: str
) -> None:
    drawing.rectangle("lane", 20, y, 720, 314)
    drawing.text(40, y + 28, title, "title")
    middle = y + 160
    drawing.text(40, middle - (10 if before is None else 34), start, "code")
    if before is None:
        drawing.arrow((40, middle), (230, middle))
    else:
        drawing.box("box", (40, middle - 22, 120, 44), before)
        drawing.arrow((160, middle), (230, middle))
    drawing.box("box", (230, middle - 22, 120, 44), "InProgress")

    drawing.arrow((290, middle - 22), (290, y + 74), (570, y + 74))
    drawing.text(306, y + 66, done, "note")
    drawing.box("end", (570, y + 52, 150, 44), "Completed")

    drawing.arrow((350, middle), (570, middle))
    drawing.text(366, middle - 8, "failed or expired", "note")
    drawing.box("bad", (570, middle - 22, 150, 44), "Failed")

    below = y + 246
    drawing.arrow((290, middle + 22), (290, below), (390, below))
    drawing.text(280, below + 5, stop, "code", anchor="end")
    drawing.box("box", (390, below - 22, 110, 44), "Stopping")
    drawing.arrow((500, below), (570, below))
    drawing.box("end", (570, below - 22, 150, 44), "Stopped")


_FAILING_TEST = """\
def test_night_shift(workteam_backend, workteam_client):
    workteam_backend.add_workteam("day")
    workteam_backend.fail("ListWorkteams", "ThrottlingException")

    workteam_client.list_workteams(NameContains="night")
    workteam_client.update_workteam(WorkteamName="night", Description="Works from 10 pm.")
"""


def failed_test() -> Drawing:
    """A failing test, and the section that pytest prints about its calls."""
    test, section = _FAILING_TEST.splitlines(), _calls_section(_FAILING_TEST)
    rows = [*test, "", "$ pytest", *section]
    drawing = Drawing("A failing test and the calls that pytest shows", 800, 19 * len(rows) + 36)
    for number, row in enumerate(rows):
        # XML parsers collapse spaces.
        drawing.text(20, 34 + 19 * number, row.replace(" ", "\xa0"), "code")
    return drawing


def _calls_section(test: str) -> Sequence[str]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "test_shifts.py").write_text(test, encoding="utf-8")
        environment = {**os.environ, "COLUMNS": "100", "PYTEST_ADDOPTS": ""}
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--color=no",
            "--tb=line",
            "-p",
            "no:cacheprovider",
        ]
        run = subprocess.run(  # noqa: S603
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
    rows = run.stdout.splitlines()
    start = next(number for number, row in enumerate(rows) if "SageMaker work team calls" in row)
    section = itertools.takewhile(lambda row: row[:1] in {" ", *string.digits}, rows[start + 1 :])
    return [rows[start], *section]


DRAWINGS = {"call.svg": call, "failed-test.svg": failed_test, "lifecycles.svg": lifecycles}


def main(arguments: Sequence[str]) -> int:
    """Write the images, or check that the committed ones are current."""
    stale: list[str] = []
    for name, draw in DRAWINGS.items():
        path = FOLDER / name
        image = draw().svg()
        if "--check" not in arguments:
            path.write_text(image, encoding="utf-8", newline="\n")
        elif not path.is_file() or path.read_text(encoding="utf-8") != image:
            stale.append(name)
    for name in stale:
        print(f"{name} is not current; run python docs/{Path(__file__).name}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
