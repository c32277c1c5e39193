from __future__ import annotations

import sys

import pytest

from tests.support import linked, team

TEST_OF_SETTINGS = """
    def test_settings(workteam_backend, workteam_client):
        assert workteam_client.meta.region_name == workteam_backend.region
        print(
            "settings:",
            workteam_backend.limit,
            workteam_backend.region,
            workteam_backend.account_id,
            len(workteam_backend.workteams),
            workteam_backend.real_backoff,
            end=" ",
        )
"""


def settings_line(result: pytest.RunResult) -> str:
    result.assert_outcomes(passed=1)
    (line,) = [line for line in result.outlines if "settings: " in line]
    return line.partition("settings: ")[2].rstrip(" .")


def marked(*markers: str, body: str = TEST_OF_SETTINGS) -> str:
    lines = [f"    @pytest.mark.{marker}" for marker in reversed(markers)]
    return "\n".join(["    import pytest", *lines, body.lstrip("\n")])


class TestSettings:
    def test_the_defaults(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(TEST_OF_SETTINGS)

        line = settings_line(pytester.runpytest("-s"))

        assert line == "25 us-east-1 123456789012 0 False"

    def test_the_marker(self, pytester: pytest.Pytester) -> None:
        marker = (
            "workteam(limit=3, existing=2, region='eu-west-1', account_id='000000000042', "
            "real_backoff=True)"
        )
        pytester.makepyfile(marked(marker))

        line = settings_line(pytester.runpytest("-s"))

        assert line == "3 eu-west-1 000000000042 2 True"

    def test_the_closest_marker_wins_for_each_keyword(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            import pytest

            pytestmark = pytest.mark.workteam(limit=9, region="eu-west-1", existing=1)

            @pytest.mark.workteam(limit=8, existing=2)
            class TestClass:
                @pytest.mark.workteam(limit=7)
                def test_settings(self, workteam_backend):
                    print(
                        "settings:",
                        workteam_backend.limit,
                        workteam_backend.region,
                        len(workteam_backend.workteams),
                        end=" ",
                    )
            """
        )

        assert settings_line(pytester.runpytest("-s")) == "7 eu-west-1 2"

    INI = """
        [pytest]
        workteam_limit = 4
        workteam_region = ap-south-1
        workteam_account_id = 000000000007
    """

    def test_the_ini_options(self, pytester: pytest.Pytester) -> None:
        pytester.makeini(self.INI)
        pytester.makepyfile(TEST_OF_SETTINGS)

        line = settings_line(pytester.runpytest("-s"))

        assert line == "4 ap-south-1 000000000007 0 False"

    @pytest.mark.skipif(pytest.version_tuple < (9, 0), reason="pytest 9 reads native TOML")
    def test_the_ini_options_as_native_toml(self, pytester: pytest.Pytester) -> None:
        pytester.makepyprojecttoml(
            """
            [tool.pytest]
            workteam_limit = 4
            workteam_region = "ap-south-1"
            workteam_account_id = "000000000007"
            """
        )
        pytester.makepyfile(TEST_OF_SETTINGS)

        line = settings_line(pytester.runpytest("-s"))

        assert line == "4 ap-south-1 000000000007 0 False"

    def test_the_marker_wins_over_the_ini_options(self, pytester: pytest.Pytester) -> None:
        pytester.makeini(self.INI)
        pytester.makepyfile(marked("workteam(limit=5)"))

        line = settings_line(pytester.runpytest("-s"))

        assert line == "5 ap-south-1 000000000007 0 False"

    def test_the_command_line_wins_over_all(self, pytester: pytest.Pytester) -> None:
        pytester.makeini(self.INI)
        pytester.makepyfile(marked("workteam(limit=5, region='eu-west-1')"))

        result = pytester.runpytest(
            "-s",
            "--workteam-limit=6",
            "--workteam-region=eu-west-2",
            "--workteam-account-id=000000000008",
        )

        assert settings_line(result) == "6 eu-west-2 000000000008 0 False"

    def test_the_environments_region(
        self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_DEFAULT_REGION", "sa-east-1")
        pytester.makepyfile(TEST_OF_SETTINGS)

        line = settings_line(pytester.runpytest("-s"))

        assert line == "25 sa-east-1 123456789012 0 False"


class TestInvalidSettings:
    @pytest.mark.parametrize(
        "marker,message",
        [
            (
                "workteam(limits=1)",
                "unknown setting 'limits'; the settings are limit, existing, region, account_id, "
                "real_backoff (python -m pytest_workteam explain marker-workteam)",
            ),
            (
                "workteam(limits=1, existin=2)",
                "unknown setting 'limits', 'existin'; the settings are limit, existing, region, "
                "account_id, real_backoff (python -m pytest_workteam explain marker-workteam)",
            ),
            (
                "workteam(limit=-1)",
                linked(
                    "limit must be a whole number of work teams, 0 or more: -1", "invalid-setting"
                ),
            ),
            (
                "workteam(region='moon')",
                linked(
                    "region must be an AWS region such as 'us-east-1': 'moon'", "invalid-setting"
                ),
            ),
            (
                "workteam(account_id='12')",
                linked(
                    "account_id must be a string of 12 digits such as '123456789012': '12'",
                    "invalid-setting",
                ),
            ),
            (
                "workteam(limit=1, existing=2)",
                linked(
                    "existing=2 is more work teams than limit=1 allows; raise the limit or lower "
                    "existing",
                    "invalid-setting",
                ),
            ),
        ],
    )
    def test_an_invalid_marker_is_an_error_of_its_tests_alone(
        self, pytester: pytest.Pytester, marker: str, message: str
    ) -> None:
        pytester.makepyfile(test_it=marked(marker) + "\n    def test_other(): pass\n")

        result = pytester.runpytest()

        result.assert_outcomes(errors=1, passed=1)
        assert f"test_it.py::test_settings: the marker workteam: {message}" in result.outlines

    def test_a_marker_with_positional_settings(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(test_it=marked("workteam(1)"))

        result = pytester.runpytest()

        result.assert_outcomes(errors=1)
        expected = linked(
            "test_it.py::test_settings: the marker workteam takes keyword arguments such as "
            "workteam(limit=1), not (1,)",
            "marker-workteam",
        )
        assert expected in result.outlines

    @pytest.mark.parametrize(
        "option,message",
        [
            (
                "--workteam-limit=many",
                "--workteam-limit: limit must be a whole number of work teams, 0 or more: 'many'",
            ),
            (
                "--workteam-region=moon",
                "--workteam-region: region must be an AWS region such as 'us-east-1': 'moon'",
            ),
            (
                "--override-ini=workteam_account_id=1",
                "workteam_account_id: account_id must be a string of 12 digits such as "
                "'123456789012': '1'",
            ),
        ],
    )
    def test_an_option_that_cannot_be(
        self, pytester: pytest.Pytester, option: str, message: str
    ) -> None:
        result = pytester.runpytest(option)

        assert result.ret is pytest.ExitCode.USAGE_ERROR
        expected = linked(f"ERROR: {message}", "invalid-setting")
        assert expected in [*result.errlines, *result.outlines]

    def test_a_limit_in_the_ini_file_that_is_no_number(self, pytester: pytest.Pytester) -> None:
        pytester.makeini("[pytest]\nworkteam_limit = many\n")

        result = pytester.runpytest()

        assert result.ret is pytest.ExitCode.USAGE_ERROR
        (line,) = [line for line in result.errlines if line.startswith("ERROR:")]
        assert line.startswith("ERROR: workteam_limit: ")
        assert "many" in line
        # Older pytests leave it to the plugin to read the number.
        expected = (
            linked(
                "; it is the number of work teams per account and region (default: 25)", "options"
            ),
            linked(
                "limit must be a whole number of work teams, 0 or more: 'many'", "invalid-setting"
            ),
        )
        assert line.endswith(expected)


def test_two_tests_never_see_each_others_state(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    pytester.makepyfile(
        """
        import boto3, os, pytest

        CLIENT = boto3.client("sagemaker", "us-east-1")
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

        @pytest.mark.parametrize("time", [1, 2])
        @pytest.mark.workteam(limit=1)
        def test_create(workteam_backend, time):
            CLIENT.create_workteam(**TEAM)
            assert len(workteam_backend.calls) == 1
        """
    )

    pytester.runpytest().assert_outcomes(passed=2)


def test_a_required_fault_that_nothing_met_fails_the_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_it(workteam_backend, workteam_client):
            workteam_backend.fail("CreateWorkteam", "ThrottlingException")
            workteam_backend.fail("DeleteWorkteam", "ThrottlingException", required=False)
            workteam_client.list_workteams()
        """
    )

    result = pytester.runpytest()

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["No request met:", "  backend.fail('CreateWorkteam', *"])


@pytest.mark.parametrize(
    "fixtures", ["monkeypatch, workteam_backend", "workteam_backend, monkeypatch"]
)
def test_a_variable_that_monkeypatch_puts_back_is_not_ours(
    pytester: pytest.Pytester, fixtures: str
) -> None:
    pytester.makepyfile(
        f"""
        import os
        import pytest

        @pytest.mark.parametrize("change", ["setenv", "delenv"])
        def test_one({fixtures}, change):
            value = ("eu-west-1",) if change == "setenv" else ()
            getattr(monkeypatch, change)("AWS_DEFAULT_REGION", *value)

        def test_two():
            assert "AWS_DEFAULT_REGION" not in os.environ

        @pytest.mark.workteam(region="eu-central-1")
        def test_three(workteam_backend):
            assert os.environ["AWS_DEFAULT_REGION"] == "eu-central-1"
        """
    )

    result = pytester.runpytest("-p", "no:randomly", "-p", "no:xdist")

    result.assert_outcomes(passed=4)


def test_a_test_that_is_run_again_is_judged_again(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        from _pytest.runner import runtestprotocol

        def pytest_runtest_protocol(item, nextitem):
            for _ in range(2):
                for report in runtestprotocol(item, nextitem=nextitem, log=False):
                    item.ihook.pytest_runtest_logreport(report=report)
                item._initrequest()
            return True
        """
    )
    pytester.makepyfile(
        """
        runs = []

        def test_it(workteam_backend):
            workteam_backend.fail("CreateWorkteam", "ThrottlingException")
            runs.append(1)
            assert len(runs) == 2
        """
    )

    # Failed the first time; the second time it left its fault unmet.
    pytester.runpytest().assert_outcomes(failed=1, passed=1, errors=1)


def test_fixtures_are_explained(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest("--fixtures")

    result.stdout.fnmatch_lines(
        [
            "workteam_backend -- *",
            "    A fresh fake of SageMaker's human workforce that answers every call of the test's "
            "process.",
        ]
    )
    result.stdout.fnmatch_lines(
        [
            "workteam_client -- *",
            "    A botocore SageMaker client in the backend's region; needs no credentials.",
        ]
    )


def test_the_marker_is_explained(pytester: pytest.Pytester) -> None:
    pytester.runpytest("--markers").stdout.fnmatch_lines(
        [
            "@pytest.mark.workteam(*, limit=25, existing=0, region=None, "
            "account_id='123456789012', real_backoff=False): give each test under the marker a "
            "backend that fakes SageMaker's human workforce, with these settings; the closest "
            "marker wins per keyword.",
        ]
    )


def test_a_run_that_uses_nothing_loads_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_it():
            loaded = {"botocore", "jsonschema", "regex", "boto3"} & set(sys.modules)
            assert not loaded
            assert "pytest_workteam.plugin" in sys.modules
        """
    )
    # Other plugins that are installed may load what they like.
    pytester.plugins = []
    result = pytester.run(
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "pytest_workteam.plugin",
        "-p",
        "no:cacheprovider",
        timeout=60,
    )

    result.assert_outcomes(passed=1)


@pytest.fixture(autouse=True)
def _only_our_plugin(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if request.node.name == "test_a_run_that_uses_nothing_loads_nothing":
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def test_the_plugin_can_be_left_out(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(workteam_backend): pass")

    result = pytester.runpytest_subprocess("-p", "no:workteam")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*fixture 'workteam_backend' not found"])


def test_a_marked_parameter_leaves_its_siblings_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        from pytest_workteam.interception.activation import innermost

        MARKED = pytest.param(1, marks=pytest.mark.workteam(limit=1))

        @pytest.mark.parametrize("limit", [None, MARKED, None])
        def test_it(limit):
            backend = innermost()
            assert (backend and backend.limit) == limit
        """
    )

    pytester.runpytest().assert_outcomes(passed=3)


def test_a_marked_test_has_the_backend_without_naming_a_fixture(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
        import unittest

        import boto3
        import pytest
        from pytest_workteam.interception.activation import innermost

        def teams():
            return boto3.client("sagemaker").list_workteams()["Workteams"]

        @pytest.mark.workteam(existing=2)
        def test_marked():
            assert len(teams()) == 2

        class TestOfUnittest(unittest.TestCase):
            @pytest.mark.workteam(existing=3)
            def test_marked(self):
                assert len(teams()) == 3

        @pytest.mark.workteam(existing=4)
        class TestMarkedAsAClass:
            def test_without(self):
                assert len(teams()) == 4

            def test_with(self, workteam_backend):
                assert len(teams()) == 4
        """
    )

    pytester.runpytest().assert_outcomes(passed=4)


@pytest.mark.parametrize(
    "marker", ["workteam(existing=3)", "workteam_scenarios('name-in-use/same-name')"]
)
def test_the_backend_of_a_marker_is_there_for_the_fixtures_that_the_test_asks_for(
    pytester: pytest.Pytester, marker: str
) -> None:
    pytester.makepyfile(
        f"""
        import boto3
        import pytest
        from pytest_workteam.interception.activation import innermost

        REGION = "eu-west-1"
        TEAM = {str(team()).replace("us-east-1", "eu-west-1")}

        @pytest.fixture(autouse=True)
        def region(monkeypatch):
            assert innermost() is None
            monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)

        @pytest.fixture(scope="module")
        def shared():
            assert innermost() is None

        @pytest.fixture
        def backend():
            # So that its scenario, if it has one, takes effect.
            try:
                boto3.client("sagemaker").create_workteam(**TEAM)
            except Exception as error:
                assert type(error).__name__ == "ResourceInUse"
            return innermost()

        @pytest.fixture
        def used(backend):
            assert backend.region == REGION

        @pytest.mark.{marker}
        def test_argument(shared, backend):
            assert backend.region == REGION

        @pytest.mark.{marker}
        def test_in_front_of_the_plugins_own(backend, workteam_backend):
            assert backend is workteam_backend

        @pytest.mark.{marker}
        def test_autouse(region, backend):
            assert backend.region == REGION

        @pytest.mark.{marker}
        @pytest.mark.usefixtures("used")
        def test_used():
            assert innermost().region == REGION
        """
    )

    pytester.runpytest("-p", "no:randomly").assert_outcomes(passed=4)


def test_a_marker_where_the_backend_is_there_already(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture(autouse=True)
        def first(workteam_backend):
            return workteam_backend

        @pytest.fixture(autouse=True)
        def second():
            return 2

        @pytest.mark.workteam(limit=3)
        def test_it(first, workteam_backend):
            assert first is workteam_backend
            assert first.limit == 3
        """
    )

    pytester.runpytest().assert_outcomes(passed=1)


def test_a_marker_on_what_has_no_fixtures(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        import pytest

        class File(pytest.File):
            def collect(self):
                item = Item.from_parent(self, name="item")
                item.add_marker(pytest.mark.workteam(limit=3))
                yield item

        class Item(pytest.Item):
            def runtest(self):
                pass

        def pytest_collect_file(file_path, parent):
            if file_path.suffix == ".items":
                return File.from_parent(parent, path=file_path)
        """
    )
    pytester.makefile(".items", test_it="")

    pytester.runpytest().assert_outcomes(passed=1)


def test_a_backend_that_a_test_started_once_more_ends_with_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import os

        from pytest_workteam.interception.activation import innermost

        def test_one(workteam_backend):
            workteam_backend.start()

        def test_two():
            assert innermost() is None
            assert "AWS_DEFAULT_REGION" not in os.environ
        """
    )

    pytester.runpytest("-p", "no:randomly").assert_outcomes(passed=2)


def test_a_marker_that_the_command_line_makes_impossible(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it=marked("workteam(existing=2)"))

    result = pytester.runpytest("--workteam-limit=1")

    result.assert_outcomes(errors=1)
    expected = linked(
        "test_it.py::test_settings: the marker workteam; --workteam-limit is given on the command "
        "line: existing=2 is more work teams than limit=1 allows; raise the limit or lower "
        "existing",
        "invalid-setting",
    )
    assert expected in result.outlines
