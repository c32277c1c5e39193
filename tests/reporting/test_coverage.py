"""Error coverage: what is counted, the table, the documents, the exit status, xdist."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from botocore.session import Session

from pytest_workteam.backend.dispatch import operations
from pytest_workteam.reporting import document, page, table
from pytest_workteam.reporting.coverage import (
    OUTSIDE,
    Coverage,
    Met,
    coverage_of,
    percent,
    possible_errors,
)
from pytest_workteam.scenarios.builtin import BUILTIN
from tests.plugin.test_scenarios import APPLICATION, usage_error
from tests.support import linked

COMMON = (
    "AccessDeniedException",
    "ExpiredTokenException",
    "InternalFailure",
    "ServiceUnavailable",
    "ThrottlingException",
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
    "CreateWorkteam                 1 of 9, 11%",
    "  ResourceInUse                3 tests",
    "  ResourceLimitExceeded        never; try limit-exceeded/at-limit",
    "  ValidationException          never; try workforce/other-kind",
    "  AccessDeniedException        never; try denied/access-denied",
    "  ExpiredTokenException        never; try denied/expired-token",
    "  InternalFailure              never; try outage/internal-failure",
    "  ServiceUnavailable           never; try outage/service-unavailable",
    "  ThrottlingException          never; try throttled/once",
    "  UnrecognizedClientException  never; try denied/unrecognized-client",
    "  ConnectionClosedError        1 test, not counted",
    "DescribeWorkteam               1 of 7, 14%",
    "  ValidationException          1 test",
    "  AccessDeniedException        never; try denied/access-denied:DescribeWorkteam",
    "  ExpiredTokenException        never; try denied/expired-token:DescribeWorkteam",
    "  InternalFailure              never; try outage/internal-failure:DescribeWorkteam",
    "  ServiceUnavailable           never; try outage/service-unavailable:DescribeWorkteam",
    "  ThrottlingException          never; try throttled/once:DescribeWorkteam",
    "  UnrecognizedClientException  never; try denied/unrecognized-client:DescribeWorkteam",
    "TOTAL                          2 of 16, 12%",
]


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyfile(application=APPLICATION, test_suite=SUITE)
    return pytester


def coverage(outcomes: dict[str, dict[str, list[str]]]) -> Coverage:
    met = Met()
    met.merge(outcomes)
    return coverage_of(met, BUILTIN)


class TestPossibleErrors:
    @pytest.mark.parametrize("operation", sorted(operations()))
    def test_every_modelled_error_is_among_them(self, operation: str) -> None:
        model = Session().get_service_model("sagemaker").operation_model(operation)
        modelled = {shape.name for shape in model.error_shapes}

        possible = possible_errors(operation)

        assert modelled <= {code for code, kind in possible.items() if kind == "modelled"}
        assert {code for code, kind in possible.items() if kind == "common"} == set(COMMON)
        assert possible["ValidationException"] == "validation"

    @pytest.mark.parametrize(
        "operation,own",
        [
            ("CreateWorkteam", ["ResourceInUse", "ResourceLimitExceeded"]),
            ("DescribeWorkteam", []),
            ("UpdateWorkteam", ["ResourceLimitExceeded"]),
            ("DeleteWorkteam", ["ResourceLimitExceeded"]),
            ("UpdateWorkforce", ["ConflictException"]),
            ("DeleteWorkforce", ["ResourceInUse"]),
            ("ListLabelingJobsForWorkteam", ["ResourceNotFound"]),
        ],
    )
    def test_the_operations_own_come_first(self, operation: str, own: list[str]) -> None:
        assert list(possible_errors(operation)) == [*own, "ValidationException", *COMMON]


class TestFigures:
    def test_what_is_met_is_counted_by_operation(self) -> None:
        covered = coverage(
            {
                "CreateWorkteam": {"": ["a"], "ResourceInUse": ["a", "b"], "Odd": ["c"]},
                "ListTags": {"": ["a"]},
            }
        )

        create, tags = covered.operations
        assert (create.met, create.possible, create.tests) == (1, 9, ["a", "b", "c"])
        assert (tags.met, tags.possible, tags.tests) == (0, 7, ["a"])
        assert (covered.met, covered.possible, covered.percent) == (1, 16, 6.25)

    def test_the_remedy_is_a_scenario_or_a_line_of_code(self) -> None:
        (operation,) = coverage({"UpdateWorkforce": {"": ["a"]}}).operations

        remedies = {error.code: error.remedy for error in operation.errors}
        assert remedies["ConflictException"] == (
            'backend.fail("UpdateWorkforce", "ConflictException")'
        )
        assert remedies["ThrottlingException"] == "throttled/once:UpdateWorkforce"

    def test_workers_findings_are_merged(self) -> None:
        met = Met()
        met.merge({"ListTags": {"": ["a"], "InternalFailure": ["b"]}})
        met.merge({"ListTags": {"": ["a", "c"]}, "AddTags": {"": ["d"]}})

        assert met.outcomes() == {
            "ListTags": {"": ["a", "c"], "InternalFailure": ["b"]},
            "AddTags": {"": ["d"]},
        }
        assert json.loads(json.dumps(met.outcomes())) == met.outcomes()

    def test_percentages(self) -> None:
        assert (percent(1, 3), percent(0, 0), percent(2, 2)) == (100 / 3, 0.0, 100.0)

    def test_the_table_rounds_down(self) -> None:
        outcomes: dict[str, dict[str, list[str]]] = {
            operation: {code: ["t"] for code in possible_errors(operation)}
            for operation in operations()
        }
        del outcomes["ListTags"]["ValidationException"]

        *_, total = table.lines(coverage(outcomes))

        assert total.split(maxsplit=1) == ["TOTAL", "118 of 119, 99%"]


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

    @pytest.mark.parametrize("last,operations", [(False, 2), (True, 0)])
    def test_a_worker_that_crashed_is_named(
        self, suite: pytest.Pytester, last: bool, operations: int
    ) -> None:
        pytest.importorskip("xdist")
        crash = {f"test_{'z' if last else 'a'}": "def test_crash(): import os; os._exit(1)"}
        suite.makepyfile(**crash)

        result = suite.runpytest_subprocess("--workteam-error-cov", "-n", "1", "-p", "no:randomly")

        result.stdout.fnmatch_lines(
            ["TOTAL *", "Worker gw0 crashed; what its tests met is missing here."],
            consecutive=True,
        )
        assert sum("Workteam  " in line for line in result.outlines) == operations

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

        result.stdout.fnmatch_lines(["  ValidationException          never; try own/gone"])

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
                "[[]docs/troubleshooting.md#hook-workteam-scenarios]",
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
                ["12.5"],
                pytest.ExitCode.OK,
                "Required work team error coverage of 12.5% reached. Total error coverage: 12.50%",
            ),
            (
                ["12.6"],
                pytest.ExitCode.TESTS_FAILED,
                "FAIL Required work team error coverage of 12.6% not reached. Total error "
                "coverage: 12.50% [docs/troubleshooting.md#error-coverage]",
            ),
            (
                ["1", "-k", "other"],
                pytest.ExitCode.TESTS_FAILED,
                "FAIL Required work team error coverage of 1% not reached. No work team call was "
                "made. [docs/troubleshooting.md#error-coverage]",
            ),
            (
                ["1", "-k", "nothing"],
                pytest.ExitCode.TESTS_FAILED,
                "FAIL Required work team error coverage of 1% not reached. No work team call was "
                "made. [docs/troubleshooting.md#error-coverage]",
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

        for least, exit_code in (("12", 0), ("13", 1)):
            result = suite.runpytest_subprocess(
                f"--workteam-error-cov-fail-under={least}", "-n", "2"
            )
            assert result.ret == exit_code

    @pytest.mark.parametrize("text", ["half", "-1", "101", "nan"])
    def test_a_number_that_is_no_percentage(self, pytester: pytest.Pytester, text: str) -> None:
        assert usage_error(pytester.runpytest(f"--workteam-error-cov-fail-under={text}")) == linked(
            f"--workteam-error-cov-fail-under: {text!r} is no percentage; give a number from 0 to "
            "100",
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

        assert json.loads((suite.path / "cov.json").read_text()) == {
            "version": 1,
            "percent": 0.0,
            "met": 0,
            "possible": 0,
            "operations": {},
        }
        assert "<p>No work team call was made.</p>" in (suite.path / "cov.html").read_text()

    def test_a_path_that_cannot_be_written(self, suite: pytest.Pytester) -> None:
        (suite.path / "file").touch()

        result = suite.runpytest("--workteam-error-cov-report=json:file/cov.json")

        assert result.ret is pytest.ExitCode.TESTS_FAILED
        result.stdout.fnmatch_lines(
            [
                "FAIL */file/cov.json cannot be written (*); name another path in "
                "--workteam-error-cov-report. [[]docs/troubleshooting.md#error-coverage]"
            ]
        )

    @pytest.mark.parametrize("form", ["html", "json"])
    def test_a_code_that_no_encoding_takes(self, suite: pytest.Pytester, form: str) -> None:
        suite.makepyfile(
            test_suite=r"""
            import pytest

            def test_it(workteam_client, workteam_backend):
                workteam_backend.fail("ListWorkteams", "Odd\ud800Code")
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
            f"--workteam-error-cov-report: {text!r} names no report; write html:PATH or json:PATH",
            "options",
        )


COVERAGE = coverage(
    {
        "CreateWorkteam": {"": ["t::a"], "ResourceInUse": ["t::<b>", "t::a"], "Odd": ["t::a"]},
        "ListTags": {"": ["t::a"]},
    }
)


def test_the_json_document() -> None:
    content = json.loads(document.document(COVERAGE))

    assert {name: content[name] for name in ("version", "percent", "met", "possible")} == {
        "version": 1,
        "percent": 6.25,
        "met": 1,
        "possible": 16,
    }
    create = content["operations"]["CreateWorkteam"]
    assert (create["met"], create["possible"]) == (1, 9)
    assert create["errors"]["ResourceInUse"] == {
        "kind": "modelled",
        "tests": ["t::<b>", "t::a"],
        "would_be_met_by": "name-in-use/same-name",
    }
    assert create["errors"]["Odd"]["kind"] == "other"
    assert create["errors"]["ValidationException"]["tests"] == []


class Cells(HTMLParser):
    """The rows of a page's matrix, each cell as its texts; and every attribute that loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.loads: list[str] = []
        self.open: list[str] = []
        self._in_cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag not in {"meta", "wbr"}:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag in {"td", "th"}:
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += f" {data}" if self.rows[-1][-1] else data


class TestPage:
    def test_the_matrix(self) -> None:
        _, codes, create, tags = Cells(page.page(COVERAGE)).rows

        assert codes == [
            "ResourceInUse",
            "ResourceLimitExceeded",
            "ValidationException",
            *COMMON,
            "Odd",
        ]
        assert create[:3] == [
            "CreateWorkteam 1 of 9: 11%",
            "2 tests t::<b> t::a",
            "never limit-exceeded/ at-limit",
        ]
        assert create[-1] == "1 test, not counted t::a"
        assert tags[:3] == ["ListTags 0 of 7: 0%", "\N{EN DASH}", "\N{EN DASH}"]
        assert tags[-1] == "\N{EN DASH}"
        assert len({len(row) for row in (create, tags)}) == 1

    def test_it_is_one_file_and_well_formed(self) -> None:
        cells = Cells(page.page(COVERAGE))

        assert cells.loads == []
        assert cells.open == []
        assert "@import" not in page.page(COVERAGE)
        assert "url(" not in page.page(COVERAGE)
