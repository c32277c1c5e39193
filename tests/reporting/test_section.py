"""The section of a failed test."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_workteam import WorkteamBackend
from pytest_workteam.reporting.section import section
from tests.support import OIDC_CONFIG, client_in, cognito, team

TEAM_SHOWN = "CreateWorkteam(WorkteamName='team', Description='A work team.',"
MEMBERS_SHOWN = "   MemberDefinitions=[{'CognitoMemberDefinition': {...}}])"


class TestText:
    def test_a_long_call_is_wrapped(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail("CreateWorkteam", "ThrottlingException")
        workteam_client.create_workteam(**team())
        workteam_client.list_workteams(MaxResults=5, NameContains="te")
        with pytest.raises(ClientError):
            workteam_client.describe_workteam(WorkteamName="none")

        assert section(workteam_backend).splitlines() == [
            f"1. {TEAM_SHOWN}",
            f"{MEMBERS_SHOWN} -> ThrottlingException:",
            "   Rate exceeded",
            f"2. {TEAM_SHOWN}",
            f"{MEMBERS_SHOWN} -> ok [attempt 2]",
            "3. ListWorkteams(MaxResults=5, NameContains='te') -> ok",
            "4. DescribeWorkteam(WorkteamName='none') -> ValidationException:",
            "   The work team none does not exist in this account and region.",
        ]

    def test_where_a_call_went_if_elsewhere(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.accounts["AKIAOTHER"] = "210987654321"
        client_in(
            "eu-west-1", aws_access_key_id="AKIAOTHER", aws_secret_access_key="none"
        ).list_workteams()

        assert section(workteam_backend) == (
            "1. ListWorkteams() -> ok [eu-west-1, account 210987654321]\n"
            "The test's backend is in us-east-1, account 123456789012."
        )

    def test_where_no_call_went_is_not_told(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.list_workteams()

        assert section(workteam_backend) == "1. ListWorkteams() -> ok"

    def test_what_a_call_is_about_comes_first(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        arn = workteam_backend.add_workteam("t")
        workteam_client.add_tags(Tags=[{"Key": "k", "Value": "v"}], ResourceArn=arn)

        assert section(workteam_backend).startswith("1. AddTags(ResourceArn='arn:aws:sagemaker")

    def test_long_values_and_long_messages_are_shortened(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        with pytest.raises(ClientError):
            workteam_client.create_workteam(
                **team("n" * 500, Description="d" * 5000, MemberDefinitions=[cognito("g" * 500)])
            )

        text = section(workteam_backend)
        assert "'nnnnnnnnnnnnnnnnn...nnnnnnnnnnnnnnnnnn'" in text
        assert len(text) < 2300
        words = " ".join(text.split())
        assert "validation errors detected: Value 'nnnn" in words
        assert words.endswith("Member must have length less than or equal to 200")

    def test_a_message_is_whole_and_wrapped(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        with pytest.raises(ClientError):
            workteam_client.create_workteam(**team(Description="two\nlines"))

        message = workteam_backend.calls.last.message or ""
        first, second, *others = section(workteam_backend).splitlines()
        assert (first, second) == (
            "1. CreateWorkteam(WorkteamName='team', Description='two\\nlines',",
            f"{MEMBERS_SHOWN} -> ValidationException:",
        )
        assert max(map(len, others)) <= 100
        assert "\n".join(others) == textwrap.fill(
            " ".join(message.split()), 100, initial_indent="   ", subsequent_indent="   "
        )
        assert len(others) > 1

    @pytest.mark.parametrize("calls,lines", [(41, 41), (42, 41), (3000, 41)])
    def test_a_long_record_shows_both_ends(
        self,
        workteam_backend: WorkteamBackend,
        workteam_client: Any,
        calls: int,
        lines: int,
    ) -> None:
        workteam_client.list_workteams()
        workteam_backend.fail("ListWorkforces", "AccessDeniedException")
        with pytest.raises(ClientError):
            workteam_client.list_workforces()
        call = workteam_backend.calls[0]
        made = [*[call] * 20, workteam_backend.calls[1], *[call] * (calls - 21)]

        shown = section(workteam_backend, made).splitlines()

        assert (shown[0], shown[-1]) == (
            "1. ListWorkteams() -> ok",
            f"{calls}. ListWorkteams() -> ok",
        )
        if calls > lines:
            assert len(shown) == lines
            between = f"... {calls - 40} more calls, 1 of them ended in an error ..."
            assert shown[19:22] == [
                "20. ListWorkteams() -> ok",
                between,
                f"{calls - 19}. ListWorkteams() -> ok",
            ]
        else:
            assert "between" not in "".join(shown)

    def test_what_no_terminal_can_show_is_escaped(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        with pytest.raises(ClientError):
            workteam_client.describe_workteam(WorkteamName="\ud800\x1b[2J")

        text = section(workteam_backend)
        assert text.replace("\n", "").isprintable()
        assert r"Value '\ud800\x1b[2J' at 'workteamName'" in text

    def test_no_secret(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
        secret = OIDC_CONFIG["ClientSecret"]
        workteam_client.create_workforce(
            WorkforceName="w", OidcConfig={**OIDC_CONFIG, "ClientSecret": secret}
        )
        with pytest.raises(ClientError):
            workteam_client.create_workforce(
                WorkforceName="w", OidcConfig={**OIDC_CONFIG, "ClientSecret": secret * 200}
            )

        assert secret not in section(workteam_backend)
        assert secret[:8] not in section(workteam_backend)

    def test_faults_that_nothing_met(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.fail("CreateWorkteam", "ResourceInUse", when=bool)
        text = section(workteam_backend)
        workteam_backend.reset()

        assert text == (
            "No request met backend.fail('CreateWorkteam', 'ResourceInUse', when=...), met 0 of 1"
        )

    def test_nothing(self, workteam_backend: WorkteamBackend) -> None:
        assert section(workteam_backend) == ""


class TestInPytest:
    def test_a_failed_test_has_it(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            def test_it(workteam_client):
                workteam_client.list_workteams()
                assert False

            def test_without_calls(workteam_client):
                assert False

            def test_that_passes(workteam_client):
                workteam_client.list_workforces()
            """
        )

        result = pytester.runpytest("-rP", "-p", "no:randomly")

        result.assert_outcomes(passed=1, failed=2)
        result.stdout.fnmatch_lines(
            [
                "E       assert False",
                "",
                "test_a_failed_test_has_it.py:3: AssertionError",
                "-* SageMaker work team calls -*",
                "1. ListWorkteams() -> ok",
                "_* test_without_calls _*",
            ],
            consecutive=True,
        )
        result.stdout.no_fnmatch_line("*ListWorkforces*")

    def test_a_setup_that_failed_has_it(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            import pytest

            @pytest.fixture
            def broken(workteam_client):
                workteam_client.list_workteams()
                raise RuntimeError

            def test_it(broken):
                pass
            """
        )

        result = pytester.runpytest()

        result.stdout.fnmatch_lines(
            ["-* SageMaker work team calls -*", "1. ListWorkteams() -> ok"], consecutive=True
        )

    def test_under_xdist(self, pytester: pytest.Pytester) -> None:
        pytest.importorskip("xdist")
        pytester.makepyfile(
            """
            import pytest

            def test_it(workteam_client):
                workteam_client.list_workteams()
                # A message that execnet could not carry as it is.
                with pytest.raises(Exception):
                    workteam_client.list_workteams(NameContains="\\ud800")
                assert False
            """
        )

        result = pytester.runpytest_subprocess("-n", "1")

        result.stdout.fnmatch_lines(
            ["-* SageMaker work team calls -*", "1. ListWorkteams() -> ok"], consecutive=True
        )

    def test_no_backend_outlives_its_test(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            import gc
            import weakref

            backends = []

            def test_one(workteam_backend, workteam_client):
                workteam_client.list_workteams()
                backends.append(weakref.ref(workteam_backend))

            def test_other():
                gc.collect()
                assert [backend() for backend in backends] == [None]
            """
        )

        # In this process pytester would keep it, as an argument of a hook that was called.
        pytester.runpytest_subprocess("-p", "no:randomly").assert_outcomes(passed=2)
