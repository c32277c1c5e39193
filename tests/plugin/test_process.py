"""What holds for the process while pytest runs: the region, the guard, the header line."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from pytest_workteam.interception import activation

CONFTEST = """
    import os
    import boto3

    # Before pytest is configured.
    CLIENT = boto3.client("sagemaker")
    REGIONS = [os.environ.get(name) for name in ("AWS_DEFAULT_REGION", "AWS_REGION")]
"""

TEST = """
    import os
    import pytest
    from conftest import CLIENT, REGIONS

    def regions():
        return [os.environ.get(name) for name in ("AWS_DEFAULT_REGION", "AWS_REGION")]

    def test_clients_and_backend_agree(workteam_backend):
        workteam_backend.add_workteam("team")
        assert [team["WorkteamName"] for team in CLIENT.list_workteams()["Workteams"]] == ["team"]
        assert regions() == REGIONS == ["eu-west-1", "eu-west-1"]

    @pytest.mark.workteam(region="ap-south-1")
    def test_a_test_with_a_region_of_its_own(workteam_backend):
        assert regions() == [workteam_backend.region] * 2

    def test_without_a_backend():
        assert regions() == ["eu-west-1", "eu-west-1"]
"""


class TestRegion:
    @pytest.fixture(autouse=True)
    def _shell(self, monkeypatch: pytest.MonkeyPatch, pytester: pytest.Pytester) -> None:
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
        monkeypatch.delenv("AWS_REGION", raising=False)
        pytester.makeconftest(CONFTEST)
        pytester.makepyfile(TEST)

    def test_the_ini_option_holds_from_the_first_conftest_to_the_end(
        self, pytester: pytest.Pytester
    ) -> None:
        pytester.makeini("[pytest]\nworkteam_region = eu-west-1\n")

        pytester.runpytest().assert_outcomes(passed=3)
        assert os.environ["AWS_DEFAULT_REGION"] == "us-west-2"
        assert "AWS_REGION" not in os.environ

    def test_the_command_line_wins(self, pytester: pytest.Pytester) -> None:
        pytester.makeini("[pytest]\nworkteam_region = eu-west-2\n")

        result = pytester.runpytest("--workteam-region=eu-west-1", "-k", "not own")

        result.assert_outcomes(passed=2, deselected=1)

    def test_workers_have_it_too(self, pytester: pytest.Pytester) -> None:
        pytest.importorskip("xdist")

        result = pytester.runpytest_subprocess("--workteam-region=eu-west-1", "-n1", "-k", "agree")

        result.assert_outcomes(passed=1)

    def test_a_variable_that_somebody_changes_meanwhile_stays(
        self, pytester: pytest.Pytester
    ) -> None:
        pytester.makepyfile("import os\ndef test_it(): os.environ['AWS_REGION'] = 'sa-east-1'")

        pytester.runpytest("--workteam-region=eu-west-1").assert_outcomes(passed=1)
        assert os.environ.pop("AWS_REGION") == "sa-east-1"

    def test_an_invalid_region_is_a_usage_error(self, pytester: pytest.Pytester) -> None:
        pytester.makeini("[pytest]\nworkteam_region = moon\n")

        assert pytester.runpytest().ret is pytest.ExitCode.USAGE_ERROR
        assert os.environ["AWS_DEFAULT_REGION"] == "us-west-2"


class TestHeader:
    @pytest.mark.parametrize(
        "options,ini,variable,line",
        [
            (
                ["--workteam-region=eu-west-1"],
                "workteam_account_id = 000000000007",
                None,
                "workteam: region eu-west-1 (--workteam-region), account 000000000007 "
                "(workteam_account_id)",
            ),
            (
                [],
                "workteam_limit = 3",
                "us-west-2",
                "workteam: region us-west-2 (AWS_DEFAULT_REGION), account 123456789012 (default)",
            ),
            (
                [],
                "",
                None,
                "workteam: region us-east-1 (default), account 123456789012 (default)",
            ),
            (
                [],
                "",
                "moon",
                "workteam: region moon (AWS_DEFAULT_REGION, invalid), account 123456789012 "
                "(default)",
            ),
        ],
    )
    def test_where_region_and_account_come_from(
        self,
        pytester: pytest.Pytester,
        monkeypatch: pytest.MonkeyPatch,
        options: list[str],
        ini: str,
        variable: str | None,
        line: str,
    ) -> None:
        if variable is not None:
            monkeypatch.setenv("AWS_DEFAULT_REGION", variable)
        pytester.makeini(f"[pytest]\n{ini}\n")
        pytester.makepyfile("def test_it(workteam_backend): pass")

        result = pytester.runpytest(*options)

        assert result.outlines.count(line) == 1

    @pytest.mark.parametrize("options", [[], ["-q"], ["--collect-only"]])
    def test_it_is_silent_when_unused_or_asked_to_be(
        self, pytester: pytest.Pytester, options: list[str]
    ) -> None:
        fixture = "workteam_backend" if options else ""
        pytester.makepyfile(f"def test_it({fixture}): pass")

        pytester.runpytest(*options).stdout.no_fnmatch_line("workteam: *")


class TestGuard:
    @pytest.fixture
    def guards(self, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], str | None] | None]:
        """What the guard was set to, in order."""
        given: list[Callable[[], str | None] | None] = []
        monkeypatch.setattr(activation, "set_guard", given.append, raising=False)
        return given

    def test_it_is_set_while_pytest_runs_and_knows_the_test(
        self, pytester: pytest.Pytester, guards: list[Callable[[], str | None] | None]
    ) -> None:
        pytester.makeini("[pytest]\nworkteam_guard = true\n")
        pytester.makeconftest(
            """
            from pytest_workteam.interception.activation import set_guard

            current_test = set_guard.__self__[-1]
            assert current_test() is None
            """
        )
        pytester.makepyfile(
            test_it="""
            from conftest import current_test

            assert current_test() is None

            def test_it():
                assert current_test() == "test_it.py::test_it"
            """
        )

        result = pytester.runpytest()

        result.assert_outcomes(passed=1)
        result.stdout.fnmatch_lines("workteam: region * guard on")
        assert len(guards) == 2
        assert guards[1] is None

    def test_it_is_off_by_default(
        self, pytester: pytest.Pytester, guards: list[Callable[[], str | None] | None]
    ) -> None:
        pytester.makepyfile("def test_it(): pass")

        pytester.runpytest().assert_outcomes(passed=1)
        assert guards == []
