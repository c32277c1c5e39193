"""Scenarios in pytest: markers, ids, hooks, what is refused, and what happens at teardown."""

from __future__ import annotations

import pytest

from tests.support import linked

APPLICATION = """
    import boto3

    TEAM = dict(
        WorkteamName="team",
        Description="A work team.",
        MemberDefinitions=[
            {
                "CognitoMemberDefinition": {
                    "UserPool": "us-east-1_Pool00000",
                    "UserGroup": "workers",
                    "ClientId": "client1",
                }
            }
        ],
    )

    def create():
        return boto3.client("sagemaker", "us-east-1").create_workteam(**TEAM)
"""


@pytest.fixture(autouse=True)
def _application(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(application=APPLICATION)


def collected(result: pytest.RunResult) -> list[str]:
    return [line.partition("::")[2] for line in result.outlines if "::" in line]


def error_of(result: pytest.RunResult) -> str:
    """The message that a single test's setup ends in, below the heading."""
    result.assert_outcomes(errors=1)
    heading = next(at for at, line in enumerate(result.outlines) if "_ ERROR at setup" in line)
    return next(line for line in result.outlines[heading + 1 :] if not line.startswith("[gw"))


def usage_error(result: pytest.RunResult) -> str:
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    (line,) = [line for line in result.errlines if line.startswith("ERROR: ")]
    return line.removeprefix("ERROR: ")


CREATES = [
    "limit-exceeded/at-limit",
    "limit-exceeded/zero-quota",
    "limit-exceeded/last-slot-raced",
    "limit-exceeded/other-region-full",
    "limit-exceeded/other-account-full",
]


class TestMarker:
    def test_once_for_each_scenario_under_its_name(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            import pytest
            from application import TEAM

            @pytest.mark.workteam_scenarios("limit-exceeded", operation="CreateWorkteam")
            def test_it(workteam_client, workteam_scenario):
                with workteam_scenario.raises(workteam_client):
                    workteam_client.create_workteam(**TEAM)
            """
        )

        result = pytester.runpytest("-v", "-p", "no:randomly")

        result.assert_outcomes(passed=5)
        result.stdout.fnmatch_lines([f"*::test_it[[]{name}[]] PASSED*" for name in CREATES])

    def test_neither_fixture_nor_client_has_to_be_named(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            import pytest
            from application import create

            @pytest.mark.workteam_scenarios("denied")
            def test_it():
                with pytest.raises(Exception, match="Access|Expired|Unrecognized|Unknown"):
                    create()
            """
        )

        pytester.runpytest().assert_outcomes(passed=4)

    def test_the_scenario_is_there_before_other_fixtures_call(
        self, pytester: pytest.Pytester
    ) -> None:
        pytester.makepyfile(
            """
            import pytest
            from application import TEAM

            @pytest.fixture
            def refusal(workteam_client):
                with pytest.raises(workteam_client.exceptions.ResourceInUse) as caught:
                    workteam_client.create_workteam(**TEAM)
                return caught.value

            @pytest.mark.workteam_scenarios("name-in-use")
            def test_it(refusal, workteam_scenario):
                assert refusal.response["Error"]["Code"] == workteam_scenario.error
            """
        )

        pytester.runpytest().assert_outcomes(passed=3)

    @pytest.mark.parametrize(
        "arguments,expected",
        [
            (
                ["-k", "zero"],
                [
                    "test_f[limit-exceeded/zero-quota]",
                    "TestC::test_m[limit-exceeded/zero-quota-x]",
                    "TestC::test_m[limit-exceeded/zero-quota-y]",
                ],
            ),
            (["test_it.py::test_f[limit-exceeded/at-limit]"], ["test_f[limit-exceeded/at-limit]"]),
            (
                ["-k", "TestC and throttled"],
                ["TestC::test_own[throttled/once]", "TestC::test_own[throttled/always]"],
            ),
            (["-k", "TestC and always"], ["TestC::test_own[throttled/always]"]),
        ],
    )
    def test_of_modules_classes_and_functions_the_closest_counts(
        self, pytester: pytest.Pytester, arguments: list[str], expected: list[str]
    ) -> None:
        pytester.makepyfile(
            test_it="""
            import pytest

            pytestmark = pytest.mark.workteam_scenarios("limit-exceeded/at-limit")

            @pytest.mark.workteam_scenarios("limit-exceeded", operation="CreateWorkteam")
            def test_f():
                pass

            def test_of_module():
                pass

            @pytest.mark.workteam_scenarios("limit-exceeded/zero-quota")
            class TestC:
                @pytest.mark.parametrize("letter", "xy")
                def test_m(self, letter):
                    pass

                @pytest.mark.workteam_scenarios("throttled")
                def test_own(self):
                    pass
            """
        )
        result = pytester.runpytest("--collect-only", "-q", "-p", "no:randomly", *arguments)

        assert collected(result) == expected

    def test_markers_on_one_function_add_up(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            import pytest

            @pytest.mark.workteam_scenarios("throttled", operation="ListTags")
            @pytest.mark.workteam_scenarios("limit-exceeded/on-update", "throttled")
            def test_it():
                pass
            """
        )

        result = pytester.runpytest("--collect-only", "-q", "-p", "no:randomly")

        assert collected(result) == [
            "test_it[throttled/once:ListTags]",
            "test_it[throttled/always:ListTags]",
            "test_it[limit-exceeded/on-update]",
            "test_it[throttled/once]",
            "test_it[throttled/always]",
        ]

    def test_parametrised_by_hand(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            import pytest
            from application import create
            from pytest_workteam import Scenario

            OWN = Scenario(
                name="own/taken",
                summary="Taken.",
                operation="CreateWorkteam",
                error="ResourceInUse",
                arrange=lambda backend: backend.add_workteam("team"),
            )

            @pytest.mark.parametrize(
                "workteam_scenario",
                ["name-in-use/raced", OWN, "throttled/once:ListTags"],
                indirect=True,
            )
            def test_it(workteam_scenario, workteam_client, workteam_backend):
                if workteam_scenario.operation == "ListTags":
                    arn = workteam_backend.add_workteam("tagged")
                    workteam_client.list_tags(ResourceArn=arn)
                else:
                    with pytest.raises(Exception, match="ResourceInUse"):
                        create()
            """
        )

        result = pytester.runpytest("-v", "-p", "no:randomly")

        result.assert_outcomes(passed=3)
        assert [line.split()[0] for line in collected(result)] == [
            "test_it[name-in-use/raced]",
            "test_it[own/taken]",
            "test_it[throttled/once:ListTags]",
        ]

    def test_settings_and_scenarios_together(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            import pytest
            from application import create

            @pytest.mark.workteam(limit=2, existing=1)
            @pytest.mark.workteam_scenarios("limit-exceeded/at-limit")
            def test_it(workteam_backend):
                with pytest.raises(Exception, match="is 2 Workteams"):
                    create()
                assert list(workteam_backend.workteams) == ["existing-1", "existing-2"]
            """
        )

        pytester.runpytest().assert_outcomes(passed=1)

    def test_under_xdist(self, pytester: pytest.Pytester) -> None:
        pytest.importorskip("xdist")
        pytester.makepyfile(
            """
            import pytest
            from application import TEAM

            @pytest.mark.workteam_scenarios("all", operation="CreateWorkteam")
            def test_it(workteam_client, workteam_scenario):
                with workteam_scenario.raises(workteam_client):
                    workteam_client.create_workteam(**TEAM)
            """
        )

        pytester.runpytest_subprocess("-n", "2").assert_outcomes(passed=20)


class TestInvalidScenarios:
    @pytest.mark.parametrize(
        "marker,message",
        [
            (
                "'limit-exceded'",
                "unknown scenario or group 'limit-exceded'; did you mean 'limit-exceeded' or "
                "'limit-exceeded/at-limit' or 'labeling/limit-exceeded'? `pytest "
                "--workteam-scenarios` lists them all",
            ),
            (
                "",
                "no scenario is named; name some, a group (limit-exceeded, name-in-use, "
                "throttled, outage, denied, gone, workforce, labeling, a2i) or 'all'",
            ),
            (
                "'throttled', operations='ListTags'",
                "unknown argument 'operations'; it takes names of scenarios or groups, and "
                "operation=",
            ),
        ],
    )
    def test_an_invalid_marker(self, pytester: pytest.Pytester, marker: str, message: str) -> None:
        pytester.makepyfile(
            test_it=f"""
            import pytest

            @pytest.mark.workteam_scenarios({marker})
            def test_it(workteam_client):
                pass
            """
        )

        error = error_of(pytester.runpytest())

        expected = f"test_it.py::test_it: the marker workteam_scenarios: {message}"
        assert error == linked(expected, "marker-workteam-scenarios")

    @pytest.mark.parametrize(
        "name,message",
        [
            (
                "none/such",
                "unknown scenario or group 'none/such'; `pytest --workteam-scenarios` lists them "
                "all",
            ),
            (
                "workforce/none:ListTags",
                "workforce/none applies only to DescribeWorkforce, not to ListTags; leave out the "
                "operation",
            ),
        ],
    )
    def test_a_parameter_that_cannot_be(
        self, pytester: pytest.Pytester, name: str, message: str
    ) -> None:
        pytester.makepyfile(
            test_it=f"""
            import pytest

            @pytest.mark.parametrize("workteam_scenario", ["{name}"], indirect=True)
            def test_it(workteam_scenario):
                pass
            """
        )

        assert error_of(pytester.runpytest()) == linked(
            f"test_it.py::test_it[{name}]: {message}", "marker-workteam-scenarios"
        )

    @pytest.mark.parametrize(
        "arguments",
        [
            "'workteam_scenario', ['throttled/once']",
            "'workteam_scenario,number', [('throttled/once', 1)], indirect=['number']",
            "argnames=['number', 'workteam_scenario'], argvalues=[(1, 'throttled/once')]",
        ],
    )
    def test_a_parameter_that_is_not_indirect(
        self, pytester: pytest.Pytester, arguments: str
    ) -> None:
        pytester.makepyfile(
            test_it=f"""
            import pytest

            @pytest.fixture
            def number(request):
                return getattr(request, "param", 1)

            @pytest.mark.parametrize({arguments})
            def test_it(workteam_scenario, number):
                pass
            """
        )

        message = error_of(pytester.runpytest())

        assert message.partition(": ")[2] == linked(
            "workteam_scenario is parametrized without indirect=True, which runs no scenario; add "
            "it, or use the marker workteam_scenarios",
            "marker-workteam-scenarios",
        )

    def test_a_group_as_a_parameter(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            test_it="""
            import pytest

            @pytest.mark.parametrize("workteam_scenario", ["throttled"], indirect=True)
            def test_it(workteam_scenario):
                pass
            """
        )

        assert error_of(pytester.runpytest()).partition(": ")[2] == linked(
            "'throttled' is a group of scenarios; name one of its scenarios",
            "marker-workteam-scenarios",
        )

    def test_a_test_that_cannot_be_parametrised(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            test_it="""
            import pytest
            import unittest

            class Test(unittest.TestCase):
                @pytest.mark.workteam_scenarios("throttled")
                def test_it(self):
                    pass
            """
        )

        assert error_of(pytester.runpytest()) == linked(
            "test_it.py::Test::test_it: the marker workteam_scenarios has no effect here, since "
            "the test cannot be parametrized; write it as a pytest test, or apply a scenario to "
            "the backend",
            "marker-workteam-scenarios",
        )

    def test_a_marker_on_one_parameter(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            test_it="""
            import pytest

            @pytest.mark.parametrize(
                "it", [pytest.param(1, marks=pytest.mark.workteam_scenarios("throttled"))]
            )
            def test_it(it):
                pass
            """
        )

        assert error_of(pytester.runpytest()) == linked(
            "test_it.py::test_it[1]: the marker workteam_scenarios of a single parameter comes "
            "too late to run the test in its scenarios; mark the function, or parametrize "
            "workteam_scenario with indirect=True",
            "marker-workteam-scenarios",
        )

    def test_a_parameter_that_is_none(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            import pytest

            @pytest.mark.parametrize("workteam_scenario", [None], indirect=True)
            def test_it(workteam_scenario):
                pass
            """
        )

        result = pytester.runpytest()

        result.assert_outcomes(errors=1)
        result.stdout.fnmatch_lines("*workteam_scenario: * has no scenario; mark it with*")

    def test_a_fixture_without_a_scenario(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(test_it="def test_it(workteam_scenario): pass")

        result = pytester.runpytest()

        result.assert_outcomes(errors=1)
        result.stdout.fnmatch_lines(
            [
                "workteam_scenario: test_it.py::test_it has no scenario; mark it with "
                "@pytest.mark.workteam_scenarios(...), or parametrize workteam_scenario with "
                "indirect=True (python -m pytest_workteam explain marker-workteam-scenarios)"
            ]
        )

    @pytest.mark.parametrize("marker", ["workteam_scenarios('nix')", "workteam(limits=1)"])
    def test_xdist_shows_them_as_they_are(self, pytester: pytest.Pytester, marker: str) -> None:
        pytest.importorskip("xdist")
        pytester.makepyfile(
            test_it=f"""
            import pytest

            @pytest.mark.{marker}
            def test_it(workteam_client):
                pass
            """
        )

        result = pytester.runpytest_subprocess("-n", "2")

        assert error_of(result).startswith("test_it.py::test_it: the marker workteam")
        result.stdout.no_fnmatch_line("*INTERNALERROR*")


class TestTeardown:
    def run(self, pytester: pytest.Pytester, body: str, *, scenario: str) -> pytest.RunResult:
        pytester.makepyfile(
            test_it=f"""
            import pytest
            from application import TEAM, create

            @pytest.mark.workteam_scenarios({scenario!r})
            def test_it(workteam_client, workteam_backend):
                {body}
            """
        )
        return pytester.runpytest()

    def test_an_operation_that_was_not_called(self, pytester: pytest.Pytester) -> None:
        result = self.run(
            pytester,
            "workteam_client.list_workteams(); workteam_client.list_workforces()",
            scenario="limit-exceeded/at-limit",
        )

        result.assert_outcomes(passed=1, errors=1)
        result.stdout.fnmatch_lines(
            [
                "_* ERROR at teardown of test_it[[]limit-exceeded/at-limit[]] _*",
                "The scenario limit-exceeded/at-limit never took effect:",
                "  CreateWorkteam was not called; operations called: ListWorkteams, "
                "ListWorkforces.",
                "Narrow the marker workteam_scenarios to the scenarios that this test is about, "
                "by name or by operation=..., or have the test make the call.",
                "(python -m pytest_workteam explain scenario-without-effect)",
                "-* SageMaker work team calls -*",
                "1. ListWorkteams() -> ok",
                "2. ListWorkforces() -> ok",
            ],
            consecutive=True,
        )

    def test_a_refusal_that_was_not_met(self, pytester: pytest.Pytester) -> None:
        result = self.run(
            pytester,
            "workteam_backend.limit = 26; create()",
            scenario="limit-exceeded/at-limit",
        )

        result.assert_outcomes(passed=1, errors=1)
        result.stdout.fnmatch_lines(
            [
                "The scenario limit-exceeded/at-limit never took effect:",
                "  CreateWorkteam never ended in ResourceLimitExceeded; it ended in: success.",
            ],
            consecutive=True,
        )

    def test_a_scenario_and_a_fault_fail_once(self, pytester: pytest.Pytester) -> None:
        result = self.run(
            pytester,
            "workteam_backend.fail('ListTags', 'InternalFailure')",
            scenario="throttled/once",
        )

        result.assert_outcomes(passed=1, errors=1)
        result.stdout.no_fnmatch_line("No request met:")

    @pytest.mark.parametrize(
        "body,outcomes",
        [
            ("pytest.skip('not now')", {"skipped": 1}),
            ("pytest.xfail('not yet')", {"xfailed": 1}),
            ("raise AssertionError", {"failed": 1}),
        ],
    )
    def test_a_test_that_did_not_come_to_it(
        self, pytester: pytest.Pytester, body: str, outcomes: dict[str, int]
    ) -> None:
        result = self.run(pytester, body, scenario="throttled/once")

        result.assert_outcomes(**outcomes)

    @pytest.mark.parametrize("end", ["pytest.exit('enough')", "raise KeyboardInterrupt"])
    def test_a_test_that_is_interrupted(self, pytester: pytest.Pytester, end: str) -> None:
        pytester.makepyfile(
            f"""
            import pytest

            def test_broken():
                assert 1 == 2, "what is looked for"

            @pytest.mark.workteam_scenarios("throttled/once")
            def test_it(workteam_client):
                {end}
            """
        )

        result = pytester.runpytest_subprocess("-p", "no:randomly")

        assert result.ret == pytest.ExitCode.INTERRUPTED
        assert "what is looked for" in result.stdout.str()
        assert "never took effect" not in result.stdout.str() + result.stderr.str()

    def test_a_run_of_fixtures_alone(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            import pytest

            @pytest.mark.workteam_scenarios("throttled/once")
            def test_it(workteam_client):
                pass
            """
        )

        assert pytester.runpytest("--setup-only").ret == 0

    def test_a_setup_that_failed(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            import pytest

            @pytest.fixture
            def broken(workteam_backend):
                workteam_backend.fail("ListTags", "InternalFailure")
                raise RuntimeError

            @pytest.mark.workteam_scenarios("throttled/once")
            def test_it(broken):
                pass
            """
        )

        result = pytester.runpytest()

        result.assert_outcomes(errors=1)
        result.stdout.no_fnmatch_line("*never took effect*")

    def test_an_unmet_fault(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            def test_it(workteam_backend, workteam_client):
                workteam_backend.fail("CreateWorkteam", "ThrottlingException")
                workteam_client.list_workteams()
            """
        )

        result = pytester.runpytest()

        result.assert_outcomes(passed=1, errors=1)
        result.stdout.fnmatch_lines(
            [
                "No request met:",
                "  backend.fail('CreateWorkteam', 'ThrottlingException'), met 0 of 1",
                "Operations called: ListWorkteams.",
                "Remove the fault, correct its operation or condition, or order it with "
                "required=False.",
                "(python -m pytest_workteam explain unmet-fault)",
            ],
            consecutive=True,
        )


def test_a_failed_expectation_shows_no_frame_of_the_plugins(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.workteam_scenarios("limit-exceeded/at-limit")
        def test_it(workteam_client, workteam_scenario):
            with workteam_scenario.raises(workteam_client):
                workteam_client.list_workteams()
        """
    )

    result = pytester.runpytest()

    result.stdout.fnmatch_lines(
        [
            ">       with workteam_scenario.raises(workteam_client):",
            "E       AssertionError: limit-exceeded/at-limit: CreateWorkteam should end in *",
            "test_a_failed_expectation_shows_no_frame_of_the_plugins.py:5: AssertionError",
        ]
    )
    result.stdout.no_fnmatch_line("*scenario.py:*")


class TestOwnBackend:
    """A test suite's own ``workteam_backend`` in the place of the plugin's."""

    CONFTEST = """
        import datetime as dt

        import pytest
        from pytest_workteam import WorkteamBackend

        @pytest.fixture
        def workteam_backend():
            moment = dt.datetime(2024, 1, 1, tzinfo=dt.timezone.utc)
            with WorkteamBackend(clock=lambda: moment) as backend:
                yield backend
        """

    def test_it_is_put_into_the_scenario(self, pytester: pytest.Pytester) -> None:
        pytester.makeconftest(self.CONFTEST)
        pytester.makepyfile(
            """
            import pytest
            from application import create

            @pytest.mark.workteam_scenarios("limit-exceeded/at-limit", "throttled/once")
            def test_it(workteam_client, workteam_scenario, workteam_backend):
                with workteam_scenario.raises(workteam_client):
                    create_with(workteam_client)
                assert workteam_backend.calls[0].error == workteam_scenario.meets

            def create_with(client):
                from application import TEAM
                client.create_workteam(**TEAM)
            """
        )

        pytester.runpytest().assert_outcomes(passed=2)

    def test_a_scenario_that_had_no_effect_fails(self, pytester: pytest.Pytester) -> None:
        pytester.makeconftest(self.CONFTEST)
        pytester.makepyfile(
            """
            import pytest

            @pytest.mark.workteam_scenarios("limit-exceeded/at-limit")
            def test_it(workteam_client):
                workteam_client.list_workteams()
            """
        )

        result = pytester.runpytest()

        result.assert_outcomes(passed=1, errors=1)
        result.stdout.fnmatch_lines(
            ["*The scenario limit-exceeded/at-limit never took effect:*", "*ListWorkteams() -> ok*"]
        )


class TestListing:
    def test_it_lists_and_does_not_run(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile("raise RuntimeError('not to be imported')")

        result = pytester.runpytest("--workteam-scenarios")

        assert result.ret is pytest.ExitCode.OK
        result.stdout.fnmatch_lines(
            [
                "SageMaker work team scenarios, for @pytest.mark.workteam_scenarios(...)",
                "",
                "limit-exceeded:",
                "  limit-exceeded/at-limit            CreateWorkteam: ResourceLimitExceeded",
                "      There are as many work teams as the limit allows.",
            ],
            consecutive=True,
        )

    def test_an_invalid_scenario_of_a_hook(self, pytester: pytest.Pytester) -> None:
        pytester.makeconftest(
            """
            from pytest_workteam import Scenario

            def pytest_workteam_scenarios(config):
                return [Scenario(name="bad name", summary="", operation="ListTags")]
            """
        )
        pytester.makepyfile(
            test_it="""
            import pytest

            @pytest.mark.workteam_scenarios("throttled")
            def test_it():
                pass
            """
        )

        message = linked(
            "the scenario name 'bad name' is invalid; use 'group/member' with letters, digits, "
            "'-', '_' and '.'",
            "invalid-setting",
        )
        assert usage_error(pytester.runpytest("--workteam-scenarios")) == message
        assert error_of(pytester.runpytest()).endswith(message)

    def test_a_broken_hook_is_a_usage_error(self, pytester: pytest.Pytester) -> None:
        pytester.makeconftest("def pytest_workteam_scenarios(config): return 3")

        assert usage_error(pytester.runpytest("--workteam-scenarios")) == linked(
            "pytest_workteam_scenarios returned 3; return a list of Scenario objects",
            "hook-workteam-scenarios",
        )


def test_the_marker_and_the_fixture_are_explained(pytester: pytest.Pytester) -> None:
    pytester.runpytest("--markers").stdout.fnmatch_lines(
        [
            "@pytest.mark.workteam_scenarios(*names, operation=None): run the test once per "
            "scenario, given by name, group or 'all', optionally narrowed to one operation; "
            "`pytest --workteam-scenarios` lists them."
        ]
    )
    pytester.runpytest("--fixtures").stdout.fnmatch_lines(
        [
            "workteam_scenario -- *",
            "    The scenario that the test runs in, already applied to its ``workteam_backend``.",
        ],
        consecutive=True,
    )
