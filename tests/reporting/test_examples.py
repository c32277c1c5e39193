"""The example suite that goes from partial to full error coverage does so."""

from __future__ import annotations

from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "error_coverage"


@pytest.mark.parametrize(
    "tests,figures,exit_code",
    [
        (["test_closing_first.py"], "1 of 2, 50%", pytest.ExitCode.TESTS_FAILED),
        (
            ["test_closing_first.py", "test_closing_further.py"],
            "2 of 2, 100%",
            pytest.ExitCode.OK,
        ),
    ],
)
def test_from_partial_to_full(
    pytester: pytest.Pytester, tests: list[str], figures: str, exit_code: pytest.ExitCode
) -> None:
    for name in ("closing.py", *tests):
        pytester.path.joinpath(name).write_text((EXAMPLE / name).read_text(encoding="utf-8"))

    # In this process the modules of the example may be loaded already, from their own folder.
    result = pytester.runpytest_subprocess("--workteam-error-cov-fail-under=100")

    assert result.ret == exit_code
    (total,) = [line for line in result.outlines if line.startswith("TOTAL ")]
    assert total.split(maxsplit=1)[1] == figures
