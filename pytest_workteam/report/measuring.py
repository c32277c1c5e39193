"""Error coverage while pytest runs: measured in each process, merged, printed, written, judged."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_workteam.engine import calls
from pytest_workteam.errors import linked
from pytest_workteam.report import document, page, table
from pytest_workteam.report.coverage import TITLE, Coverage, Met, coverage_of

if TYPE_CHECKING:
    from pytest_workteam.engine.calls import Call
    from pytest_workteam.scenarios import Scenario

WORKER_OUTPUT = "workteam_error_coverage"

FORMATS: Mapping[str, Callable[[Coverage], str]] = {
    "html": page.page,
    "json": document.document,
}


@dataclass(frozen=True)
class Target:
    """A file that the coverage is written to."""

    format: str
    path: Path

    @classmethod
    def parse(cls, text: str, folder: Path) -> Target:
        """The target that an option's ``format:path`` means.

        Raises:
            ValueError: It is none.
        """
        form, separator, path = text.partition(":")
        if form not in FORMATS or not separator or not path:
            forms = " or ".join(f"{name}:PATH" for name in FORMATS)
            raise ValueError(linked(f"{text!r} names no report; write {forms}", "options"))
        return cls(form, folder / path)

    def write(self, coverage: Coverage) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # A code that a test made up may hold what no encoding takes.
        self.path.write_text(
            FORMATS[self.format](coverage), encoding="utf-8", errors="backslashreplace"
        )


class ErrorCoverage:
    """The plugin that measures; registered only in runs that ask for it.

    Args:
        fail_under: The least percentage at which the run does not fail; None for none.
        targets: Where the coverage is written to.
    """

    def __init__(self, fail_under: float | None, targets: list[Target]) -> None:
        self._fail_under = fail_under
        self._targets = targets
        self._met = Met()
        self._test: str | None = None
        self._lost_workers: list[str] = []
        self._written: list[Target] = []
        self._coverage: Coverage | None = None
        self._problems: list[str] = []

    def pytest_sessionstart(self) -> None:
        calls.listeners.append(self._listen)

    def _listen(self, call: Call) -> None:
        self._met.add(call, self._test)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._test = item.nodeid
        try:
            return (yield)
        finally:
            self._test = None

    def merge(self, worker: str, output: Mapping[str, Any]) -> None:
        """Add what a worker of xdist met; one that crashed left nothing."""
        outcomes = output.get(WORKER_OUTPUT)
        if outcomes is None:
            self._lost_workers.append(worker)
        else:
            self._met.merge(outcomes)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        calls.listeners.remove(self._listen)
        config = session.config
        output: dict[str, Any] | None = getattr(config, "workeroutput", None)
        if output is not None:
            output[WORKER_OUTPUT] = self._met.outcomes()
        elif not config.option.collectonly:
            self._conclude(session)

    def _conclude(self, session: pytest.Session) -> None:
        self._coverage = coverage_of(self._met, self._scenarios(session.config))
        for target in self._targets:
            self._write(target, self._coverage)
        if self._fail_under is not None and self._coverage.percent < self._fail_under:
            self._problems.append(
                linked(
                    f"Required work team error coverage of {self._fail_under:g}% not reached. "
                    f"{self._reached()}",
                    "error-coverage",
                )
            )
        if self._problems and session.exitstatus in (
            pytest.ExitCode.OK,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        ):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _scenarios(self, config: pytest.Config) -> Sequence[Scenario]:
        """Those that the table can name; the run has ended, and a wrong hook stops nothing."""
        from pytest_workteam.scenario_markers import all_scenarios
        from pytest_workteam.scenarios.builtin import BUILTIN

        try:
            return all_scenarios(config)
        except pytest.UsageError as error:
            self._problems.append(str(error))
        except Exception as error:  # noqa: BLE001  # whatever a hook of others raises
            self._problems.append(
                f"pytest_workteam_scenarios raised {type(error).__name__}: {error}"
            )
        return BUILTIN

    def _write(self, target: Target, coverage: Coverage) -> None:
        try:
            target.write(coverage)
        except OSError as error:
            self._problems.append(
                linked(
                    f"{target.path} cannot be written ({error.strerror}); name another path in "
                    "--workteam-error-cov-report.",
                    "error-coverage",
                )
            )
        else:
            self._written.append(target)

    def _reached(self) -> str:
        if self._coverage is None or not self._coverage.operations:
            return "No work team call was made."
        return f"Total error coverage: {self._coverage.percent:.2f}%"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._coverage is None:
            return
        write = terminalreporter.write_line
        if self._coverage.operations or self._lost_workers:
            terminalreporter.write_sep("=", TITLE)
            for line in table.lines(self._coverage):
                write(line)
            for worker in self._lost_workers:
                write(f"Worker {worker} crashed; what its tests met is missing here.")
            for target in self._written:
                write(f"Written to {target.path}")
        for problem in self._problems:
            write(f"FAIL {problem}", red=True, bold=True)
        if self._fail_under and not self._problems:
            write(
                f"Required work team error coverage of {self._fail_under:g}% reached. "
                f"{self._reached()}",
                green=True,
            )
