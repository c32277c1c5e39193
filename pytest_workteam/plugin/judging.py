"""Fails a test whose fault or scenario had no effect, and shows a failed test's calls.

Loaded when pytest is configured, so that a test that restores ``sys.modules`` leaves one copy.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from pytest_workteam.errors import OperationNotFaked, OperationNotFakedWarning, linked
from pytest_workteam.plugin.options import SCENARIOS_MARKER, fail_test

if TYPE_CHECKING:
    from pytest_workteam.engine.calls import Call, Calls
    from pytest_workteam.fake import WorkteamBackend
    from pytest_workteam.scenarios import Scenario

PLUGIN_NAME = "workteam-judge"


class _Record:
    """The calls and faults of one test, without those of earlier tests on the same backend."""

    def __init__(self, backend: WorkteamBackend) -> None:
        self.backend = backend
        self._earlier_calls = tuple(backend.calls)
        self._earlier_faults = Counter(backend.unmet_faults())

    def calls(self) -> Calls:
        return self.backend.calls.without(self._earlier_calls)

    def unmet_faults(self) -> list[str]:
        return list((Counter(self.backend.unmet_faults()) - self._earlier_faults).elements())


_refused: list[str] = []
"""The operations that the running test called and that were refused as not faked."""
_record = pytest.StashKey[_Record]()
_passed = pytest.StashKey["bool | None"]()
"""Whether the test passed; None until that is known."""
_running = pytest.StashKey[bool]()


@contextmanager
def judged(
    item: pytest.Item, backend: WorkteamBackend, scenario: Scenario | None
) -> Generator[None, None, None]:
    """Fail a test that passes though a fault or its scenario had no effect.

    Args:
        item: The test.
        backend: Its backend.
        scenario: Its scenario; None for no scenario.
    """
    plugins = item.config.pluginmanager
    if not plugins.has_plugin(PLUGIN_NAME):
        # A run without backends does not pay for the hooks.
        plugins.register(Judge(), PLUGIN_NAME)
    watch_refused()
    item.stash[_record] = record = _Record(backend)
    item.stash[_passed] = None
    yield
    if not item.stash[_passed]:
        return
    unmet = _missing_effect(record, scenario)
    if unmet is not None:
        fail_test(unmet)
    warn_of_refused(item)


def _missing_effect(record: _Record, scenario: Scenario | None) -> str | None:
    """The message about a fault or scenario without effect; None if all took effect."""
    calls = record.calls()
    if scenario is not None:
        missing = scenario.missing_effect(calls)
        if missing is not None:
            return linked(
                f"The scenario {scenario.name} never took effect:\n"
                f"  {missing}.\n"
                f"Narrow the marker {SCENARIOS_MARKER} to the scenarios that this test is about, "
                "by name or by operation=..., or have the test make the call.",
                "scenario-without-effect",
            )
    faults = record.unmet_faults()
    if not faults:
        return None
    listed = "\n".join(f"  backend.{fault}" for fault in faults)
    return linked(
        f"No request met:\n{listed}\nOperations called: {calls.operations_called()}.\n"
        "Remove the fault, correct its operation or condition, or order it with required=False.",
        "unmet-fault",
    )


def forget_refused() -> None:
    """Forget the calls of an earlier test that were refused as not faked."""
    watch_refused()
    _refused.clear()


def watch_refused() -> None:
    """Record refused calls of any backend, including the user's own."""
    # A run without a backend does not load the module.
    calls: Any = sys.modules.get("pytest_workteam.engine.calls")
    if calls is not None and _record_refused not in calls.listeners:
        calls.listeners.append(_record_refused)


def _record_refused(call: Call) -> None:
    if call.error == OperationNotFaked.__name__:
        _refused.append(call.operation)


def warn_of_refused(item: pytest.Item) -> None:
    """Warn that a test passed though a call was refused as not faked."""
    operations = ", ".join(dict.fromkeys(_refused))
    _refused.clear()
    # pytest raises unittest's failures only when it makes the report.
    if not operations or vars(item).get("_excinfo"):
        return
    item.warn(
        OperationNotFakedWarning(
            linked(
                f"{item.nodeid} passed, though {operations} was refused as not faked: the code "
                "under test swallowed the error. Answer the operation, for example with the hook "
                "pytest_workteam_answer, or let the error propagate",
                "not-faked",
            )
        )
    )


class Judge:
    """Plugin that records a test's outcome, and adds its calls to a failure's report."""

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_teardown(self) -> None:
        from pytest_workteam.interception.activation import forget_environment

        forget_environment()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        # Plugins that retry tests call this hook, but not always pytest_runtest_makereport.
        item.stash[_passed] = None
        item.stash[_running] = True
        try:
            result = yield
        except BaseException:
            item.stash[_passed] = False
            raise
        finally:
            item.stash[_running] = False
        if item.stash[_passed] is None:
            item.stash[_passed] = True
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        record = item.stash.get(_record, None)
        if record is None:
            return report
        if report.failed:
            from pytest_workteam.reporting.section import TITLE, section

            text = section(record.backend, record.calls(), record.unmet_faults())
            if text:
                report.sections.append((TITLE, text))
            item.stash[_passed] = False
        elif item.stash.get(_running, False):
            # A subtest's report: the test still runs.
            pass
        elif report.skipped:
            item.stash[_passed] = False
        elif call.when == "call" and item.stash.get(_passed, None) is None:
            item.stash[_passed] = True
        if call.when == "teardown":
            # The item lives as long as the run; its backend must not.
            del item.stash[_record]
        return report
