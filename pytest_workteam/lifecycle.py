"""One test's backend: made as its markers say, seeded, put into its scenario, judged at the end."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from pytest_workteam.errors import WorkteamError, linked
from pytest_workteam.fake import WorkteamBackend
from pytest_workteam.interception.activation import is_active
from pytest_workteam.options import SCENARIOS_MARKER, settings_of
from pytest_workteam.report.section import TITLE, section
from pytest_workteam.scenario_markers import scenario_of

if TYPE_CHECKING:
    from pytest_workteam.scenarios import Scenario

SECTION_NAME = "workteam-reporter"

_backend = pytest.StashKey[WorkteamBackend]()
_passed = pytest.StashKey["bool | None"]()


@contextmanager
def backend_of(item: pytest.Item) -> Generator[WorkteamBackend, None, None]:
    """The active backend of a test, which fails the test if it left something unmet."""
    scenario = scenario_of(item)
    backend = WorkteamBackend(**settings_of(item))
    with _judged(item, backend, scenario), backend:
        _connect_hooks(backend, item)
        item.ihook.pytest_workteam_backend(backend=backend, item=item)
        if scenario is not None:
            scenario.apply(backend)
        try:
            yield backend
        finally:
            # A test may have started it once more.
            while is_active(backend):
                backend.stop()


@contextmanager
def in_scenario(
    item: pytest.Item, backend: WorkteamBackend, scenario: Scenario
) -> Generator[None, None, None]:
    """Put a test's backend into its scenario, where the test has one of its own in our place."""
    if item.stash.get(_backend, None) is backend:
        # It is ours, and was put into the scenario when it was made.
        yield
        return
    with _judged(item, backend, scenario):
        scenario.apply(backend)
        yield


@contextmanager
def _judged(
    item: pytest.Item, backend: WorkteamBackend, scenario: Scenario | None
) -> Generator[None, None, None]:
    """Show the backend's calls if the test fails, and fail it if it proved less than it says."""
    plugins = item.config.pluginmanager
    if not plugins.has_plugin(SECTION_NAME):
        # From the first backend on: a run without any pays for no hook.
        plugins.register(FailedTestSection(), SECTION_NAME)
    item.stash[_backend] = backend
    # The same test may run again, as plugins that rerun failures let it.
    item.stash[_passed] = None
    yield
    # One that failed, was skipped or interrupted did not come to it; its section tells the rest.
    if item.stash[_passed]:
        unmet = _unmet(backend, scenario)
        if unmet:
            pytest.fail(unmet, pytrace=False)


def _connect_hooks(backend: WorkteamBackend, item: pytest.Item) -> None:
    """Let hooks answer and reword, if there are any: the fake does not ask for nothing."""
    hook: Any = item.ihook
    if hook.pytest_workteam_answer.get_hookimpls():
        backend.answerer = lambda call: hook.pytest_workteam_answer(backend=backend, call=call)
    if hook.pytest_workteam_error_message.get_hookimpls():
        backend.reword = lambda situation, details: _checked_message(
            hook.pytest_workteam_error_message(situation=situation, details=details)
        )


def _checked_message(message: object) -> str | None:
    if message is None or isinstance(message, str):
        return message
    raise WorkteamError(
        f"pytest_workteam_error_message returned {message!r}; return the message or None"
    )


def _unmet(backend: WorkteamBackend, scenario: Scenario | None) -> str | None:
    """Why the test proved less than it says; None if there is no reason."""
    if scenario is not None:
        missing = scenario.missing_effect(backend.calls)
        if missing is not None:
            return linked(
                f"The scenario {scenario.name} never took effect:\n"
                f"  {missing}.\n"
                f"Narrow the marker {SCENARIOS_MARKER} to the scenarios that this test is about, "
                "by name or by operation=..., or have the test make the call.",
                "scenario-without-effect",
            )
    faults = backend.unmet_faults()
    if not faults:
        return None
    listed = "\n".join(f"  backend.{fault}" for fault in faults)
    return linked(
        f"No request met:\n{listed}\nCalled were: {backend.calls.operations_called()}.\n"
        "Remove the fault, correct its operation or condition, or order it with required=False.",
        "unmet-fault",
    )


class FailedTestSection:
    """The plugin that adds the calls to the report of a failed test."""

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_teardown(self) -> None:
        from pytest_workteam.interception.activation import forget_environment

        forget_environment()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        backend = item.stash.get(_backend, None)
        if backend is None:
            return report
        if report.failed:
            text = section(backend)
            if text:
                report.sections.append((TITLE, text))
        if not report.passed:
            item.stash[_passed] = False
        elif call.when == "call" and item.stash[_passed] is None:
            item.stash[_passed] = True
        if call.when == "teardown":
            # The item lives as long as the run; its backend must not.
            del item.stash[_backend]
        return report
