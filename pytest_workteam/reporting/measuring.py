"""Measures error coverage during a run, and reports it at the end."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest

from pytest_workteam.engine.calls import listeners
from pytest_workteam.errors import linked
from pytest_workteam.reporting import document, page, table
from pytest_workteam.reporting.coverage import TITLE, Coverage, Met, Suggest, coverage_of
from pytest_workteam.reporting.run import Run

if TYPE_CHECKING:
    from pytest_workteam.engine.calls import Call

PROPERTY = "workteam_error_coverage"
"""User property that carries a test's outcomes between processes."""

_ISOLATED = "PYTEST_SUBPROCESS_REPORT_PATH"
"""Set in the child processes of pytest-isolated, which forward reports."""

FORMATS: Mapping[str, Callable[[Coverage, Run], str]] = {
    "html": page.page,
    "json": document.document,
}

Remedies: TypeAlias = "tuple[Suggest, str | None]"
"""A function that suggests scenarios, and the problem with their hooks, if any."""


@dataclass(frozen=True)
class Target:
    """A file that the coverage is written to."""

    format: str
    path: Path

    @classmethod
    def parse(cls, text: str, folder: Path) -> Target:
        """Parse an option's ``format:path``.

        Raises:
            ValueError: The text is invalid.
        """
        form, separator, path = text.partition(":")
        if form not in FORMATS or not separator or not path:
            forms = " or ".join(f"{name}:PATH" for name in FORMATS)
            raise ValueError(linked(f"{text!r} is invalid; write {forms}", "options"))
        return cls(form, folder / path)

    def write(self, coverage: Coverage, run: Run) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # A test's own error code may contain characters that UTF-8 cannot encode.
        self.path.write_text(
            FORMATS[self.format](coverage, run), encoding="utf-8", errors="backslashreplace"
        )


class ErrorCoverage:
    """Plugin that measures error coverage; registered only if an option requests it.

    Each test's reports carry its outcomes, so that tests can run in other processes: xdist workers,
    forks, subprocesses.

    Args:
        fail_under: Minimum percentage; None disables the check.
        targets: Files to write.
        include: Kinds of errors to count besides the operations' own.
        remedies: Returns the scenarios to suggest, after the run.
    """

    def __init__(
        self,
        fail_under: float | None,
        targets: Sequence[Target],
        *,
        include: Sequence[str],
        remedies: Callable[[pytest.Config], Remedies],
    ) -> None:
        self._fail_under = fail_under
        self._targets = targets
        self._include = include
        self._remedies = remedies
        self._met = Met()
        self._of_test = Met()
        self._test: str | None = None
        self._tests_ran = False
        self._forwards_reports = False
        self._written: list[Target] = []
        self._coverage: Coverage | None = None
        self._problems: list[str] = []

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        listeners.append(self._listen)
        worker = hasattr(session.config, "workerinput")
        self._forwards_reports = worker or _ISOLATED in os.environ

    def _listen(self, call: Call) -> None:
        self._met.add(call, self._test)
        self._of_test.add(call, self._test)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._test = item.nodeid
        try:
            return (yield)
        finally:
            self._test = None
            # Calls outside of tests go with the next test's reports.
            self._of_test = Met()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        outcomes = self._of_test.outcomes()
        if outcomes:
            # All outcomes so far, since plugins that retry tests drop some reports.
            report.user_properties.append((PROPERTY, json.dumps(outcomes)))
        return report

    # Before the plugins that write user properties into reports of their own.
    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._tests_ran = True
        if self._forwards_reports:
            return
        for name, value in report.user_properties:
            if name == PROPERTY:
                self._met.merge(json.loads(str(value)))
        report.user_properties = [each for each in report.user_properties if each[0] != PROPERTY]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        result = yield
        self._tests_ran = True
        return result

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        listeners.remove(self._listen)
        option = session.config.option
        only_listed = option.collectonly or option.setuponly or option.setupplan
        if self._tests_ran and not only_listed and not hasattr(session.config, "workerinput"):
            self._conclude(session)

    def _conclude(self, session: pytest.Session) -> None:
        suggest, problem = self._remedies(session.config)
        if problem is not None:
            self._problems.append(problem)
        self._coverage = coverage_of(self._met, suggest, self._include)
        for target in self._targets:
            self._write(target, self._coverage, Run.of(session.config.rootpath.name))
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

    def _write(self, target: Target, coverage: Coverage, run: Run) -> None:
        try:
            target.write(coverage, run)
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
        if self._coverage.operations:
            terminalreporter.write_sep("=", TITLE)
            for line in table.lines(self._coverage):
                write(line)
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
