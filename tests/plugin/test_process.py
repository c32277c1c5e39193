"""What holds for the process while pytest runs: the region, the guard, the header line."""

from __future__ import annotations

import os
from collections.abc import Iterator

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
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
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
        "given,line",
        [
            (
                (["--workteam-region=eu-west-1"], "workteam_account_id = 000000000007", None),
                "workteam: region eu-west-1 (--workteam-region), account 000000000007 "
                "(workteam_account_id)",
            ),
            (
                ([], "workteam_limit = 3", "us-west-2"),
                "workteam: region us-west-2 (AWS_DEFAULT_REGION), account 123456789012 (default)",
            ),
            (
                ([], "", None),
                "workteam: region us-east-1 (default), account 123456789012 (default)",
            ),
            (
                ([], "", "moon"),
                "workteam: region moon (AWS_DEFAULT_REGION, invalid), account 123456789012 "
                "(default)",
            ),
        ],
    )
    def test_where_region_and_account_come_from(
        self,
        pytester: pytest.Pytester,
        monkeypatch: pytest.MonkeyPatch,
        given: tuple[list[str], str, str | None],
        line: str,
    ) -> None:
        options, ini, variable = given
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
    CALL = """
        import boto3
        import pytest
        from pytest_workteam.errors import NoActiveBackend

        def refused():
            with pytest.raises(NoActiveBackend) as caught:
                boto3.client("sagemaker", "us-east-1").list_workteams()
            return str(caught.value).partition(" while ")[0]
    """

    @pytest.fixture(autouse=True)
    def _guard_of_this_run(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield
        # A run inside this process must leave no guard behind.
        activation.check_guard("ListWorkteams")

    def test_a_call_without_a_backend_is_refused(self, pytester: pytest.Pytester) -> None:
        pytester.makeini("[pytest]\nworkteam_guard = true\n")
        pytester.makepyfile(call=self.CALL)
        pytester.syspathinsert()
        outside = '"ListWorkteams was called outside of any test"'
        pytester.makeconftest(f"from call import refused\nassert refused() == {outside}\n")
        pytester.makepyfile(
            test_it=f"""
            import threading
            import pytest
            from call import refused

            assert refused() == {outside}

            @pytest.fixture(scope="module")
            def shared():
                return refused()

            def test_it(shared):
                called = "ListWorkteams was called in test_it.py::test_it"
                assert refused() == shared == called
                seen = []
                thread = threading.Thread(target=lambda: seen.append(refused()))
                thread.start()
                thread.join()
                assert seen == [called]

            def test_with_a_backend(workteam_client):
                assert workteam_client.list_workteams()["Workteams"] == []
            """
        )

        result = pytester.runpytest()

        result.assert_outcomes(passed=2)
        result.stdout.fnmatch_lines("workteam: region * guard on")

    def test_a_run_within_a_test_has_its_own(self, pytester: pytest.Pytester) -> None:
        pytester.makeini("[pytest]\nworkteam_guard = true\n")
        pytester.makeconftest('pytest_plugins = ["pytester"]')
        pytester.makepyfile(call=self.CALL)
        pytester.makepyfile(
            """
            from call import refused

            def test_it(pytester):
                pytester.makeini("[pytest]\\nworkteam_guard = true")
                pytester.makepyfile("def test_inner(): pass")
                pytester.runpytest_inprocess().assert_outcomes(passed=1)
                assert refused().endswith("::test_it")
            """
        )

        pytester.runpytest().assert_outcomes(passed=1)

    def test_it_is_off_by_default(
        self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(activation, "set_guard", None)
        pytester.makepyfile("def test_it(): pass")

        pytester.runpytest().assert_outcomes(passed=1)
