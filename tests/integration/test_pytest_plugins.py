"""The plugin beside other pytest plugins, each loaded alone with it; those not installed skip."""

from __future__ import annotations

import json
import sys

import pytest

MODULES = {
    "asyncio-cooperative": "pytest_asyncio_cooperative.plugin",
    "cases": "pytest_cases.plugin",
    "forked": "pytest_forked",
    "isolated": "pytest_isolated.plugin",
    "mock": "pytest_mock",
    "pyfakefs": "pyfakefs.pytest_plugin",
    "randomly": "pytest_randomly",
    "rerunfailures": "pytest_rerunfailures",
    "retry": "pytest_retry.retry_plugin",
    "run-parallel": "pytest_run_parallel.plugin",
    "subtests": "pytest_subtests.plugin",
    "xdist": "xdist.plugin",
}
"""The module that each plugin loads."""

NEEDS_PYTEST_8 = {"cases", "forked", "subtests"}

UNMET = 'workteam_backend.fail("ListTags", "ThrottlingException")'

SUITE = f"""
    import pytest

    TEAM = dict(
        WorkteamName="team",
        Description="A work team.",
        MemberDefinitions=[
            dict(
                CognitoMemberDefinition=dict(
                    UserPool="us-east-1_Pool00000", UserGroup="workers", ClientId="client1"
                )
            )
        ],
    )

    @pytest.mark.workteam(limit=1)
    def test_marked():
        import boto3

        client = boto3.client("sagemaker", "us-east-1")
        client.create_workteam(**TEAM)
        with pytest.raises(client.exceptions.ResourceLimitExceeded):
            client.create_workteam(**{{**TEAM, "WorkteamName": "other"}})

    @pytest.mark.workteam_scenarios("name-in-use")
    def test_scenarios(workteam_client):
        with pytest.raises(workteam_client.exceptions.ResourceInUse):
            workteam_client.create_workteam(**TEAM)

    def test_failed(workteam_client):
        workteam_client.list_workforces()
        assert False

    def test_unmet(workteam_backend):
        {UNMET}

    @pytest.mark.workteam(limits=1)
    def test_invalid():
        pass
"""


@pytest.fixture(autouse=True)
def _aws_is_a_closed_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SAGEMAKER", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of-the-user")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-the-user")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def run(pytester: pytest.Pytester, plugin: str, *options: str) -> pytest.RunResult:
    """Run pytest with a plugin beside this one."""
    module = MODULES[plugin]
    pytest.importorskip(module.partition(".")[0], reason=f"pytest-{plugin} is not installed")
    if plugin in NEEDS_PYTEST_8 and pytest.version_tuple >= (9, 0):
        pytest.skip(f"pytest-{plugin} does not work with pytest 9")
    loaded = ["-p", "workteam", "-p", module, "-p", "no:cacheprovider"]
    return pytester.run(sys.executable, "-m", "pytest", *loaded, *options, timeout=100)


WAYS = [
    ("asyncio-cooperative", []),
    ("cases", []),
    ("forked", ["--forked"]),
    ("isolated", ["--isolated"]),
    ("mock", []),
    ("pyfakefs", []),
    ("randomly", []),
    ("rerunfailures", ["--reruns", "1"]),
    ("retry", ["--retries", "1"]),
    ("run-parallel", []),
    ("subtests", []),
    ("xdist", ["-n", "2"]),
]


REPEATED = {"rerunfailures": 1}
"""Tests that pass more than once: an error at teardown runs a test again."""


@pytest.mark.parametrize("plugin,options", WAYS)
def test_the_suite_ends_as_without_the_plugin(
    pytester: pytest.Pytester, plugin: str, options: list[str]
) -> None:
    pytester.makepyfile(SUITE)

    result = run(pytester, plugin, *options, "--workteam-error-cov-report=json:errors.json")

    outcomes = result.parseoutcomes()
    failed = outcomes.get("failed", 0) + outcomes.get("errors", 0)
    assert (outcomes["passed"], failed) == (5 + REPEATED.get(plugin, 0), 3), outcomes
    assert "1. ListWorkforces() -> ok" in result.outlines
    assert "No request met:" in result.stdout.str()
    assert "unknown setting 'limits'" in result.stdout.str()
    create = json.loads((pytester.path / "errors.json").read_text())["operations"]["CreateWorkteam"]
    met = {code: len(error["tests"]) for code, error in create["errors"].items()}
    assert (met["ResourceInUse"], met["ResourceLimitExceeded"]) == (3, 1)


@pytest.mark.parametrize(
    "plugin,options", [("rerunfailures", ["--reruns", "1"]), ("retry", ["--retries", "1"])]
)
def test_a_test_that_passes_when_it_is_run_again_is_judged(
    pytester: pytest.Pytester, plugin: str, options: list[str]
) -> None:
    pytester.makepyfile(
        """
        import pytest

        runs = []

        @pytest.mark.workteam_scenarios("throttled/once:ListWorkteams")
        def test_it(workteam_client):
            runs.append(1)
            if len(runs) == 1:
                workteam_client.list_workteams()
                assert False
        """
    )

    result = run(pytester, plugin, *options)

    assert "The scenario throttled/once:ListWorkteams never took effect:" in result.outlines


def test_a_skipped_subtest(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        f"""
        import pytest

        def test_it(subtests, workteam_backend):
            {UNMET}
            with subtests.test():
                pytest.skip("not here")
        """
    )

    assert "No request met:" in run(pytester, "subtests").outlines


def test_a_marker_of_a_case(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        from pytest_cases import case, parametrize_with_cases

        @case(marks=pytest.mark.workteam_scenarios("throttled"))
        def case_one():
            return 1

        def case_two():
            return 2

        @parametrize_with_cases("number", cases=".")
        def test_it(number):
            pass

        def test_other():
            pass
        """
    )

    result = run(pytester, "cases")

    result.assert_outcomes(passed=2, errors=1)
    assert "the marker workteam_scenarios" in result.stdout.str()


def test_a_fake_file_system(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import boto3

        CLIENT = boto3.client("sagemaker", "us-east-1")

        def test_it(workteam_backend, fs):
            workteam_backend.add_workteam("team")
            assert len(CLIENT.list_workteams()["Workteams"]) == 1

        def test_the_other_way_round(fs, workteam_backend):
            assert CLIENT.list_workteams()["Workteams"] == []
        """
    )

    run(pytester, "pyfakefs").assert_outcomes(passed=2)


def test_threads_share_the_backend_of_their_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import boto3

        CLIENT = boto3.client("sagemaker", "us-east-1")

        def test_it(workteam_backend):
            CLIENT.list_workteams()

        def test_how_many(workteam_backend):
            assert CLIENT.list_workteams()["Workteams"] == []
        """
    )

    result = run(pytester, "run-parallel", "--parallel-threads=4")

    result.assert_outcomes(passed=2)


def test_coroutines_of_tests_at_once(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import asyncio
        import pytest

        @pytest.mark.asyncio_cooperative
        async def test_it(workteam_backend, workteam_client):
            await asyncio.sleep(0)
            workteam_client.list_workteams()
            assert len(workteam_backend.calls) == 1
        """
    )

    run(pytester, "asyncio-cooperative").assert_outcomes(passed=1)
