"""Error coverage: what is counted, the table, the documents, the exit status, xdist."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

import pytest
from botocore.session import Session

from pytest_workteam import WorkteamBackend
from pytest_workteam.reporting import document, page, table
from pytest_workteam.reporting.coverage import (
    CONSTRAINTS,
    OPTIONAL_KINDS,
    OUTSIDE,
    Coverage,
    CoveredOperation,
    Met,
    Outcomes,
    coverage_of,
    percent,
    possible_errors,
)
from pytest_workteam.reporting.run import Run
from pytest_workteam.scenarios.builtin import BUILTIN
from pytest_workteam.scenarios.selection import scenario_for
from pytest_workteam.services.catalog import operations
from tests.plugin.test_scenarios import APPLICATION, usage_error
from tests.support import linked

COMMON = (
    "AccessDeniedException",
    "ExpiredTokenException",
    "InternalFailure",
    "ServiceUnavailable",
    "ThrottlingException",
    "UnknownOperationException",
    "UnrecognizedClientException",
)
SUITE = """
    import pytest
    from application import TEAM, create

    @pytest.mark.workteam_scenarios("name-in-use")
    def test_name(workteam_client):
        with pytest.raises(workteam_client.exceptions.ResourceInUse):
            workteam_client.create_workteam(**TEAM)

    def test_describe(workteam_client):
        with pytest.raises(Exception, match="The work team"):
            workteam_client.describe_workteam(WorkteamName="nobody")

    def test_other():
        pass
"""
TABLE = [
    "=* SageMaker work team error coverage =*",
    "CreateWorkteam           1 of 3, 33%",
    "  ResourceInUse          3 tests",
    "  ResourceLimitExceeded  never; try limit-exceeded/at-limit",
    "  ValidationException    never; try workforce/other-kind",
    "  ConnectionClosedError  1 test, not counted",
    "DescribeWorkteam         1 of 1, 100%",
    "  ValidationException    1 test",
    "TOTAL                    2 of 4, 50%",
]


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyfile(application=APPLICATION, test_suite=SUITE)
    return pytester


def suggest(operation: str, code: str) -> str | None:
    scenario = scenario_for(operation, code, BUILTIN)
    return None if scenario is None else scenario.name


def coverage(outcomes: Outcomes, *include: str) -> Coverage:
    met = Met()
    met.merge(outcomes)
    return coverage_of(met, suggest, include)


class TestPossibleErrors:
    @pytest.mark.parametrize("operation", sorted(operations()))
    def test_the_operations_own_errors_count(self, operation: str) -> None:
        service = operations()[operation].service
        model = Session().get_service_model(service.name).operation_model(operation)
        modelled = {shape.name for shape in model.error_shapes}

        own = possible_errors(operation)

        assert modelled <= set(own)
        assert set(own.values()) <= {"own"}
        common = {each.code for each in service.situations.values() if each.operations is None}
        common -= {*own, "ValidationException"}
        assert service.name != "sagemaker" or common == set(COMMON)
        assert possible_errors(operation, ["common"]) == {**own, **dict.fromkeys(common, "common")}
        assert possible_errors(operation, ["validation"]) == {**own, CONSTRAINTS: "validation"}

    @pytest.mark.parametrize(
        "operation,own",
        [
            ("CreateWorkteam", ["ResourceInUse", "ResourceLimitExceeded", "ValidationException"]),
            ("DescribeWorkteam", ["ValidationException"]),
            ("UpdateWorkteam", ["ResourceLimitExceeded", "ValidationException"]),
            ("DeleteWorkforce", ["ResourceInUse", "ValidationException"]),
            ("ListLabelingJobsForWorkteam", ["ResourceNotFound", "ValidationException"]),
        ],
    )
    def test_examples(self, operation: str, own: list[str]) -> None:
        assert list(possible_errors(operation)) == own

    def test_a_broken_constraint_is_not_a_rule_of_the_operations(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        met = Met()
        for name in ("-not-a-name-", "nobody"):
            with pytest.raises(workteam_client.exceptions.ClientError):
                workteam_client.describe_workteam(WorkteamName=name)
            met.add(workteam_backend.calls.last, name)

        assert met.outcomes() == {
            "DescribeWorkteam": {CONSTRAINTS: ["-not-a-name-"], "ValidationException": ["nobody"]}
        }


class TestFigures:
    def test_what_is_met_is_counted_by_operation(self) -> None:
        outcomes = {
            "CreateWorkteam": {"": ["a"], "ResourceInUse": ["a", "b"], "Odd": ["c"]},
            "ListTags": {"": ["a"], "InternalFailure": ["a"]},
        }

        covered = coverage(outcomes)

        create, tags = covered.operations
        assert (create.met, create.possible, create.tests) == (1, 3, ["a", "b", "c"])
        assert (tags.met, tags.possible, tags.tests) == (0, 1, ["a"])
        assert (covered.met, covered.possible, covered.percent) == (1, 4, 25.0)
        with_all = coverage(outcomes, "validation", "common")
        assert (with_all.met, with_all.possible) == (2, 20)

    def test_the_remedy_is_a_scenario_or_a_line_of_code(self) -> None:
        (operation,) = coverage({"UpdateWorkforce": {"": ["a"]}}, *OPTIONAL_KINDS).operations

        remedies = {error.code: error.remedy for error in operation.errors}
        assert remedies["ConflictException"] == (
            'backend.fail("UpdateWorkforce", "ConflictException")'
        )
        assert remedies["ThrottlingException"] == "throttled/once:UpdateWorkforce"
        assert remedies[CONSTRAINTS] == "an invalid parameter"

    def test_outcomes_of_other_processes_are_merged(self) -> None:
        met = Met()
        for _ in range(2):
            met.merge({"ListTags": {"": ["a"], "InternalFailure": ["b"]}})
        met.merge({"ListTags": {"": ["a", "c"]}, "AddTags": {"": ["d"]}})

        assert met.outcomes() == {
            "ListTags": {"": ["a", "c"], "InternalFailure": ["b"]},
            "AddTags": {"": ["d"]},
        }
        assert json.loads(json.dumps(met.outcomes())) == met.outcomes()

    def test_percentages(self) -> None:
        assert (percent(1, 3), percent(0, 0), percent(2, 2)) == (100 / 3, 100.0, 100.0)
        assert Coverage(()).percent == 0

    def test_the_table_rounds_down(self) -> None:
        outcomes: Outcomes = {
            operation: {code: ["t"] for code in possible_errors(operation, OPTIONAL_KINDS)}
            for operation in operations()
        }
        possible = sum(map(len, outcomes.values()))
        del outcomes["ListTags"]["ValidationException"]

        *_, total = table.lines(coverage(outcomes, *OPTIONAL_KINDS))

        assert total.split(maxsplit=1) == ["TOTAL", f"{possible - 1} of {possible}, 99%"]

    def test_every_line_fits_100_columns(self) -> None:
        everything: Outcomes = {operation: {"": ["t"]} for operation in operations()}

        lines = list(table.lines(coverage(everything, *OPTIONAL_KINDS)))

        assert max(map(len, lines)) <= 100
        assert "  ValidationException (constraints)  never; try an invalid parameter" in [
            re.sub("  +", "  ", line) for line in lines
        ]

    def test_a_line_that_would_be_longer_is_broken(self) -> None:
        def long(operation: str, code: str) -> str:
            return f"scenario/{operation}-{code}-{'x' * 40}"

        met = Met()
        met.merge({"DescribeSubscribedWorkteam": {"": ["t"]}})

        assert list(table.lines(coverage_of(met, long)))[1:3] == [
            "  ValidationException       never; try",
            f"    {long('DescribeSubscribedWorkteam', 'ValidationException')}",
        ]

    def test_an_operation_without_errors_has_no_row(self) -> None:
        covered = Coverage((CoveredOperation("ListThings", ["t"], []),))

        assert list(table.lines(covered)) == ["TOTAL  0 of 0, 100%"]


class TestTable:
    def test_a_run(self, suite: pytest.Pytester) -> None:
        result = suite.runpytest("--workteam-error-cov")

        result.assert_outcomes(passed=5)
        assert result.ret is pytest.ExitCode.OK
        result.stdout.fnmatch_lines(TABLE, consecutive=True)

    def test_workers_are_merged(self, suite: pytest.Pytester) -> None:
        pytest.importorskip("xdist")

        result = suite.runpytest_subprocess("--workteam-error-cov", "-n", "2")

        result.assert_outcomes(passed=5)
        result.stdout.fnmatch_lines(TABLE, consecutive=True)
        assert sum("error coverage" in line for line in result.outlines) == 1

    def test_without_xdist(self, suite: pytest.Pytester) -> None:
        result = suite.runpytest_subprocess("--workteam-error-cov", "-p", "no:xdist")

        result.stdout.fnmatch_lines(TABLE, consecutive=True)

    def test_under_any_name_of_xdist(
        self, suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pytest.importorskip("xdist")
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        options = ["-p", "workteam", "-p", "xdist.plugin", "-n", "2", "--workteam-error-cov"]

        result = suite.run(sys.executable, "-m", "pytest", *options)

        result.stdout.fnmatch_lines(TABLE, consecutive=True)

    def test_a_worker_that_crashes_loses_its_last_test_alone(self, suite: pytest.Pytester) -> None:
        pytest.importorskip("xdist")
        suite.makepyfile(test_z="def test_crash(): import os; os._exit(1)")

        result = suite.runpytest_subprocess("--workteam-error-cov", "-n", "1", "-p", "no:randomly")

        result.assert_outcomes(passed=5, failed=1)
        result.stdout.fnmatch_lines(TABLE, consecutive=True)

    def test_further_kinds(self, suite: pytest.Pytester) -> None:
        result = suite.runpytest(
            "--workteam-error-cov", "--workteam-error-cov-include=validation, common"
        )

        result.stdout.fnmatch_lines(
            [
                "CreateWorkteam                       1 of 11, 9%",
                "  ResourceInUse                      3 tests",
                "  ResourceLimitExceeded              never; try limit-exceeded/at-limit",
                "  ValidationException                never; try workforce/other-kind",
                "  ValidationException (constraints)  never; try an invalid parameter",
                "  AccessDeniedException              never; try denied/access-denied",
            ],
            consecutive=True,
        )

    def test_an_unknown_kind(self, pytester: pytest.Pytester) -> None:
        result = pytester.runpytest("--workteam-error-cov-include=validation,all")

        assert usage_error(result) == linked(
            "--workteam-error-cov-include: 'all' is invalid; give validation, common, separated by "
            "a comma",
            "options",
        )

    def test_a_test_that_is_run_twice_in_one_process(self, suite: pytest.Pytester) -> None:
        """As plugins that retry tests do, which drop the reports of the first try."""
        suite.makeconftest(
            """
            from _pytest.runner import runtestprotocol

            def pytest_runtest_protocol(item, nextitem):
                for _ in range(2):
                    reports = runtestprotocol(item, nextitem=nextitem, log=False)
                    item._initrequest()
                for report in reports:
                    item.ihook.pytest_runtest_logreport(report=report)
                return True
            """
        )

        suite.runpytest("--workteam-error-cov").stdout.fnmatch_lines(TABLE, consecutive=True)

    @pytest.mark.parametrize(
        "options",
        [
            ["--fixtures"],
            ["--fixtures-per-test"],
            ["--setup-plan"],
            ["--setup-only"],
            ["--cache-show"],
            ["--collect-only"],
            ["--markers"],
        ],
    )
    def test_a_run_that_runs_no_test_measures_nothing(
        self, suite: pytest.Pytester, options: list[str]
    ) -> None:
        suite.makeini(
            "[pytest]\naddopts = --workteam-error-cov-fail-under=10 "
            "--workteam-error-cov-report=json:errors.json"
        )
        (suite.path / "errors.json").write_text("the good one")

        result = suite.runpytest(*options)

        assert result.ret is pytest.ExitCode.OK
        result.stdout.no_fnmatch_line("FAIL *")
        assert (suite.path / "errors.json").read_text() == "the good one"

    def test_a_module_that_cannot_be_collected_spoils_no_report(
        self, suite: pytest.Pytester
    ) -> None:
        (suite.path / "errors.json").write_text("the good one")
        suite.makepyfile(test_broken="raise RuntimeError")

        suite.runpytest("--workteam-error-cov-report=json:errors.json")

        assert (suite.path / "errors.json").read_text() == "the good one"

    def test_other_reports_do_not_show_what_the_reports_carry(self, suite: pytest.Pytester) -> None:
        suite.runpytest("--workteam-error-cov", "--junitxml=junit.xml")

        assert "workteam_error_coverage" not in (suite.path / "junit.xml").read_text()

    @pytest.mark.parametrize(
        "options",
        [
            (),
            ("--workteam-error-cov", "-k", "other"),
            ("--workteam-error-cov-fail-under=50", "--collect-only"),
        ],
    )
    def test_it_is_silent_when_unused(self, suite: pytest.Pytester, options: Sequence[str]) -> None:
        result = suite.runpytest(*options)

        assert result.ret is pytest.ExitCode.OK
        result.stdout.no_fnmatch_line("*error coverage*")

    def test_operations_that_are_not_faked_do_not_count(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            import pytest
            from pytest_workteam import OperationNotFaked

            def test_models(workteam_client):
                with pytest.raises(OperationNotFaked):
                    workteam_client.list_models()
            """
        )

        result = pytester.runpytest("--workteam-error-cov", "-W", "ignore")

        result.assert_outcomes(passed=1)
        result.stdout.no_fnmatch_line("ListModels*")

    def test_backends_without_the_fixture_and_calls_outside_of_tests_count(
        self, pytester: pytest.Pytester
    ) -> None:
        pytester.makepyfile(
            application=APPLICATION,
            test_it="""
            import unittest
            from application import create
            from pytest_workteam import WorkteamBackend

            with WorkteamBackend(limit=0):
                try:
                    create()
                except Exception:
                    pass

            class Test(unittest.TestCase):
                def test_it(self):
                    with WorkteamBackend() as backend:
                        create()
                        backend.reset()
            """,
        )

        result = pytester.runpytest("--workteam-error-cov-report=json:out.json")

        assert result.ret is pytest.ExitCode.OK
        created = json.loads((pytester.path / "out.json").read_text())["operations"][
            "CreateWorkteam"
        ]
        assert created["tests"] == [OUTSIDE, "test_it.py::Test::test_it"]
        assert created["errors"]["ResourceLimitExceeded"]["tests"] == [OUTSIDE]

    def test_a_scenario_of_a_hooks_is_named(self, suite: pytest.Pytester) -> None:
        suite.makeconftest(
            """
            from pytest_workteam import Scenario

            def pytest_workteam_scenarios(config):
                return [
                    Scenario(
                        name="own/gone",
                        summary="The work team is gone.",
                        operation="DescribeWorkteam",
                        error="ValidationException",
                    )
                ]
            """
        )
        suite.makepyfile(
            test_suite="""
            def test_it(workteam_client, workteam_backend):
                workteam_backend.add_workteam("team")
                workteam_client.describe_workteam(WorkteamName="team")
            """
        )

        result = suite.runpytest("--workteam-error-cov")

        result.stdout.fnmatch_lines(["  ValidationException  never; try gone/before-describe"])

    def test_scenarios_of_two_folders_may_have_one_name(self, suite: pytest.Pytester) -> None:
        for folder in ("a", "b"):
            conftest = suite.mkdir(folder) / "conftest.py"
            conftest.write_text(
                f"""
from pytest_workteam import Scenario

def pytest_workteam_scenarios(config):
    return [
        Scenario(
            name="own/gone", summary="{folder}", operation="DescribeWorkteam", error="Gone"
        )
    ]
"""
            )

        suite.runpytest("--workteam-error-cov").assert_outcomes(passed=5)
        assert suite.runpytest("--workteam-scenarios", "a", "b").ret is pytest.ExitCode.OK

    @pytest.mark.parametrize(
        "body,problem",
        [
            (
                "return 3",
                "pytest_workteam_scenarios returned 3; return a list of Scenario objects "
                "(python -m pytest_workteam explain hook-workteam-scenarios)",
            ),
            ("raise KeyError('x')", "pytest_workteam_scenarios raised KeyError: 'x'"),
        ],
    )
    def test_a_broken_hook_takes_nothing_from_the_runs_report(
        self, suite: pytest.Pytester, body: str, problem: str
    ) -> None:
        suite.makeconftest(f"def pytest_workteam_scenarios(config): {body}")
        suite.makepyfile(
            test_suite="def test_it(workteam_client): assert not workteam_client.list_workteams()"
        )

        result = suite.runpytest("--workteam-error-cov")

        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines(
            [
                "*= SageMaker work team error coverage =*",
                f"FAIL {problem}",
                "FAILED test_suite.py::test_it*",
            ]
        )


class TestFailUnder:
    @pytest.mark.parametrize(
        "options,exit_code,line",
        [
            (
                ["49.5"],
                pytest.ExitCode.OK,
                "Required work team error coverage of 49.5% reached. Total error coverage: 50.00%",
            ),
            (
                ["50.5"],
                pytest.ExitCode.TESTS_FAILED,
                "FAIL Required work team error coverage of 50.5% not reached. Total error "
                "coverage: 50.00% (python -m pytest_workteam explain error-coverage)",
            ),
            (
                ["1", "-k", "other"],
                pytest.ExitCode.TESTS_FAILED,
                "FAIL Required work team error coverage of 1% not reached. No work team call was "
                "made. (python -m pytest_workteam explain error-coverage)",
            ),
            (
                ["1", "-k", "nothing"],
                pytest.ExitCode.TESTS_FAILED,
                "FAIL Required work team error coverage of 1% not reached. No work team call was "
                "made. (python -m pytest_workteam explain error-coverage)",
            ),
        ],
    )
    def test_the_exit_status(
        self,
        suite: pytest.Pytester,
        options: list[str],
        exit_code: pytest.ExitCode,
        line: str,
    ) -> None:
        result = suite.runpytest("--workteam-error-cov-fail-under", *options)

        assert result.ret is exit_code
        assert line in result.outlines

    def test_it_measures_what_the_workers_met(self, suite: pytest.Pytester) -> None:
        pytest.importorskip("xdist")

        for least, exit_code in (("50", 0), ("51", 1)):
            result = suite.runpytest_subprocess(
                f"--workteam-error-cov-fail-under={least}", "-n", "2"
            )
            assert result.ret == exit_code

    @pytest.mark.parametrize("text", ["half", "-1", "101", "nan"])
    def test_a_number_that_is_no_percentage(self, pytester: pytest.Pytester, text: str) -> None:
        assert usage_error(pytester.runpytest(f"--workteam-error-cov-fail-under={text}")) == linked(
            f"--workteam-error-cov-fail-under: {text!r} is invalid; give a number from 0 to 100",
            "options",
        )


class TestReports:
    def test_both_at_once_in_new_folders(self, suite: pytest.Pytester) -> None:
        result = suite.runpytest(
            "--workteam-error-cov-report=json:out/cov.json",
            "--workteam-error-cov-report=html:out/cov.html",
        )

        assert result.ret is pytest.ExitCode.OK
        folder = suite.path / "out"
        assert f"Written to {folder / 'cov.json'}" in result.outlines
        assert json.loads((folder / "cov.json").read_text())["met"] == 2
        assert (folder / "cov.html").read_text().startswith("<!DOCTYPE html>")

    def test_without_a_call_they_are_written_all_the_same(self, suite: pytest.Pytester) -> None:
        suite.runpytest(
            "-k",
            "other",
            "--workteam-error-cov-report=json:cov.json",
            "--workteam-error-cov-report=html:cov.html",
        )

        content = json.loads((suite.path / "cov.json").read_text())
        assert (content["percent"], content["operations"]) == (0.0, {})
        assert "<p>No work team call was made.</p>" in (suite.path / "cov.html").read_text()

    def test_a_path_that_cannot_be_written(self, suite: pytest.Pytester) -> None:
        (suite.path / "file").touch()

        result = suite.runpytest("--workteam-error-cov-report=json:file/cov.json")

        assert result.ret is pytest.ExitCode.TESTS_FAILED
        result.stdout.fnmatch_lines(
            [
                "FAIL */file/cov.json cannot be written (*); name another path in "
                "--workteam-error-cov-report. (python -m pytest_workteam explain error-coverage)"
            ]
        )

    @pytest.mark.parametrize("form", ["html", "json"])
    def test_a_code_that_no_encoding_takes(self, suite: pytest.Pytester, form: str) -> None:
        suite.makepyfile(
            test_suite=r"""
            import pytest

            def test_it(workteam_client, workteam_backend):
                workteam_backend.fail("ListWorkteams", "Odd\ud800Code", message="Odd.")
                with pytest.raises(Exception):
                    workteam_client.list_workteams()
            """
        )

        result = suite.runpytest(f"--workteam-error-cov-report={form}:out")

        result.assert_outcomes(passed=1)
        assert r"Odd\ud800Code" in (suite.path / "out").read_text("utf-8")

    @pytest.mark.parametrize("text", ["xml:out", "out.json", "json:", "html"])
    def test_a_report_that_cannot_be(self, pytester: pytest.Pytester, text: str) -> None:
        assert usage_error(pytester.runpytest(f"--workteam-error-cov-report={text}")) == linked(
            f"--workteam-error-cov-report: {text!r} is invalid; write html:PATH or json:PATH",
            "options",
        )


RUN = Run("the <project>", dt.datetime(2024, 5, 6, 7, 8, tzinfo=dt.timezone.utc), "0.1.0", "1.44.8")
COVERAGE = coverage(
    {
        "CreateWorkteam": {"": ["t::a"], "ResourceInUse": ["t::<b>", "t::a"], "Odd": ["t::a"]},
        "ListTags": {"": ["t::a"]},
    }
)


def test_the_json_document() -> None:
    content = json.loads(document.document(COVERAGE, RUN))

    operations = content.pop("operations")
    assert content == {
        "version": 1,
        "project": "the <project>",
        "finished": "2024-05-06T07:08:00+00:00",
        "pytest_workteam": "0.1.0",
        "botocore": "1.44.8",
        "percent": 25.0,
        "met": 1,
        "possible": 4,
    }
    create = operations["CreateWorkteam"]
    assert (create["met"], create["possible"]) == (1, 3)
    assert create["errors"]["ResourceInUse"] == {
        "kind": "own",
        "tests": ["t::<b>", "t::a"],
        "would_be_met_by": "name-in-use/same-name",
    }
    assert create["errors"]["Odd"]["kind"] == "other"
    assert create["errors"]["ValidationException"]["tests"] == []


class Rows(HTMLParser):
    """The text of a page's headings and table rows; and every attribute that loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.loads: list[str] = []
        self.open: list[str] = []
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag not in {"meta", "wbr", "input"}:
            self.open.append(tag)
        if tag in {"h1", "h2", "p", "tr"}:
            self.texts.append("")
            self._inside = True
        elif self._inside and tag in {"td", "small", "li"}:
            self.texts[-1] += " | "

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag in {"h1", "h2", "p", "tr"}:
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[-1] += data


class TestPage:
    def test_what_it_says(self) -> None:
        assert Rows(page.page(COVERAGE, RUN)).texts == [
            "SageMaker work team error coverage",
            "the <project>, 2024-05-06 07:08 UTC, pytest-workteam 0.1.0, botocore 1.44.8",
            "1 of 4 errors met: 25%. An error that no test met names a scenario or a line of code "
            "that brings it about.",
            "CreateWorkteam  | 1 of 3, 33%",
            "ResourceInUse | 2 tests | t::<b> | t::a",
            "ResourceLimitExceeded | never met; try limit-exceeded/at-limit",
            "ValidationException | never met; try workforce/other-kind",
            "Odd | not counted | 1 test | t::a",
            "ListTags  | 0 of 1, 0%",
            'ValidationException | never met; try backend.fail("ListTags", "ValidationException")',
            "No error matches the filter.",
        ]

    def test_it_is_one_file_and_well_formed(self) -> None:
        text = page.page(COVERAGE, RUN)
        rows = Rows(text)

        assert rows.loads == []
        assert rows.open == []
        assert "@import" not in text
        assert "url(" not in text
