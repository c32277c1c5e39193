"""Each hook by the example in its own docstring, and what it may not return."""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_workteam import WorkteamBackend, WorkteamError, lost_response
from pytest_workteam.plugin import hookspecs
from tests.plugin.test_scenarios import APPLICATION
from tests.support import client_in, wire_request

HOOKS = [name for name in vars(hookspecs) if name.startswith("pytest_workteam_")]

# For each hook, a test that passes only if the example in its docstring does what it says.
TESTS = {
    "pytest_workteam_scenarios": """
        @pytest.mark.workteam_scenarios("pool")
        def test_it(workteam_client, workteam_scenario):
            with workteam_scenario.raises(workteam_client):
                workteam_client.create_workteam(**{**TEAM, "WorkteamName": "pool-2"})
    """,
    "pytest_workteam_backend": """
        def test_it(workteam_client, workteam_backend):
            team = workteam_client.describe_workteam(WorkteamName="shared")["Workteam"]
            assert team["Description"] == "Exists in every test."
            assert len(workteam_backend.calls) == 1
    """,
    "pytest_workteam_answer": """
        def test_it(workteam_client):
            with pytest.raises(workteam_client.exceptions.ClientError) as caught:
                workteam_client.create_workteam(**TEAM)
            assert caught.value.response["Error"]["Code"] == "AccessDeniedException"
            assert workteam_client.list_workteams()["Workteams"] == []
    """,
    "pytest_workteam_operations": """
        MODEL = {"ModelName": "m", "ExecutionRoleArn": "arn:aws:iam::123456789012:role/r"}

        def test_it(workteam_client, workteam_backend):
            assert workteam_client.create_model(**MODEL)["ModelArn"].endswith("model/m")
            with pytest.raises(Exception, match="Cannot create existing model."):
                workteam_client.create_model(**MODEL)
            assert list(workteam_backend.store("model")) == ["m"]
    """,
    "pytest_workteam_error_message": """
        @pytest.mark.workteam(limit=2, existing=2)
        def test_it(workteam_client, workteam_backend):
            with pytest.raises(workteam_client.exceptions.ResourceLimitExceeded) as caught:
                workteam_client.create_workteam(**TEAM)
            message = "No more than 2 work teams, please."
            assert caught.value.response["Message"] == message
            assert workteam_backend.calls.last.message == message
            with pytest.raises(Exception, match="The work team nobody does not exist"):
                workteam_client.describe_workteam(WorkteamName="nobody")
    """,
}


@pytest.fixture(autouse=True)
def _application(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(application=APPLICATION)


def example_of(hook: str) -> str:
    docstring = inspect.getdoc(getattr(hookspecs, hook)) or ""
    _, _, example = docstring.partition("Example:\n")
    match = re.search(r"::\n\n(.*)", example, re.DOTALL)
    assert match is not None, "the hook has no example"
    return textwrap.dedent(match[1])


def with_imports(body: str) -> str:
    return "import pytest\nfrom application import TEAM\n\n" + textwrap.dedent(body)


@pytest.mark.parametrize("hook", HOOKS)
def test_the_example(pytester: pytest.Pytester, hook: str) -> None:
    pytester.makeconftest(example_of(hook))
    pytester.makepyfile(with_imports(TESTS[hook]))

    pytester.runpytest("-W", "error").assert_outcomes(passed=1)


# A run inside this process is heard by the plugin of the run outside.
@pytest.mark.filterwarnings("ignore::pytest_workteam.OperationNotFakedWarning")
@pytest.mark.parametrize("hook", HOOKS)
def test_without_the_example(pytester: pytest.Pytester, hook: str) -> None:
    pytester.makepyfile(with_imports(TESTS[hook]))

    assert pytester.runpytest().ret is not pytest.ExitCode.OK


# A run inside this process is heard by the plugin of the run outside.
@pytest.mark.filterwarnings("ignore::pytest_workteam.OperationNotFakedWarning")
@pytest.mark.parametrize("hook", HOOKS)
def test_a_folders_conftest_counts_for_that_folder(pytester: pytest.Pytester, hook: str) -> None:
    for folder in ("inside", "outside"):
        pytester.mkpydir(folder).joinpath("test_it.py").write_text(with_imports(TESTS[hook]))
    pytester.path.joinpath("inside", "conftest.py").write_text(example_of(hook))
    if hook == "pytest_workteam_scenarios":
        result = pytester.runpytest("-p", "no:cacheprovider")
        result.assert_outcomes(passed=1, errors=1)
        assert "unknown scenario or group 'pool'" in result.stdout.str()
    else:
        pytester.runpytest().assert_outcomes(passed=1, failed=1)


class TestBackend:
    def test_it_is_seeded_before_the_scenario_and_already_active(
        self, pytester: pytest.Pytester
    ) -> None:
        pytester.makeconftest(
            """
            from application import create

            def pytest_workteam_backend(backend, item):
                assert item.name == "test_it[limit-exceeded/at-limit]"
                create()
            """
        )
        pytester.makepyfile(
            """
            import pytest
            from application import TEAM

            @pytest.mark.workteam(limit=2)
            @pytest.mark.workteam_scenarios("limit-exceeded/at-limit")
            def test_it(workteam_backend, workteam_client):
                assert list(workteam_backend.workteams) == ["team", "existing-1"]
                with pytest.raises(workteam_client.exceptions.ResourceLimitExceeded):
                    workteam_client.create_workteam(**{**TEAM, "WorkteamName": "other"})
            """
        )

        pytester.runpytest().assert_outcomes(passed=1)


class TestAnswer:
    def run(self, pytester: pytest.Pytester, answer: str, body: str) -> pytest.RunResult:
        pytester.makeconftest(
            f"""
            from botocore.exceptions import ReadTimeoutError
            from pytest_workteam import lost_response

            def pytest_workteam_answer(backend, call):
                if call.operation == "DeleteWorkteam":
                    assert (call.result, call.error, call.attempt) == (None, None, 1)
                    return {answer}
            """
        )
        pytester.makepyfile(
            f"""
            import pytest

            def test_it(workteam_client, workteam_backend):
                def delete():
                    return workteam_client.delete_workteam(WorkteamName="-no-such-")
                {body}
            """
        )
        return pytester.runpytest()

    def test_a_result_is_recorded(self, pytester: pytest.Pytester) -> None:
        self.run(
            pytester,
            "{'Success': False}",
            """
                assert delete()["Success"] is False
                assert workteam_backend.calls.last.result == {"Success": False}
            """,
        ).assert_outcomes(passed=1)

    def test_what_a_client_was_answered_elsewhere(self, pytester: pytest.Pytester) -> None:
        self.run(
            pytester,
            "{'Success': False, 'ResponseMetadata': {'HTTPStatusCode': 200}}",
            """
                assert delete()["Success"] is False
                assert workteam_backend.calls.last.result == {"Success": False}
            """,
        ).assert_outcomes(passed=1)

    def test_a_code_is_worded_for_the_call(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.answerer = lambda _: "AccessDeniedException"

        with pytest.raises(ClientError, match="not authorized to perform: sagemaker:ListWorkteams"):
            client_in().list_workteams()

    def test_a_lost_response_loses_it(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.answerer = lambda _: {"Workteams": []}
        workteam_backend.fail("ListWorkteams", lost_response)

        client_in().list_workteams()

        calls = [(call.result, call.error) for call in workteam_backend.calls]
        assert calls == [({"Workteams": []}, "ConnectionClosedError"), ({"Workteams": []}, None)]

    @pytest.mark.parametrize(
        "operation,members",
        [
            ("CreateWorkteam", "WorkteamArn"),
            ("DeleteWorkforce", "none"),
            ("ListWorkteams", "Workteams, NextToken"),
        ],
    )
    def test_what_it_may_have_is_listed(
        self, workteam_backend: WorkteamBackend, operation: str, members: str
    ) -> None:
        workteam_backend.answerer = lambda _: {"Nothing": 0}
        body = b"{}"
        request = wire_request(operation, body)
        with pytest.raises(WorkteamError) as caught:
            workteam_backend.answer(request)

        assert f"Return the members of the service model: {members}. (" in str(caught.value)

    def test_one_that_contains_itself(self, workteam_backend: WorkteamBackend) -> None:
        answer: dict[str, Any] = {}
        answer["Workteams"] = [answer]
        workteam_backend.answerer = lambda _: answer

        with pytest.raises(WorkteamError, match="an invalid result: Circular reference"):
            client_in().list_workteams()

    def test_a_result_is_copied(self, workteam_backend: WorkteamBackend) -> None:
        teams: list[dict[str, str]] = []
        workteam_backend.answerer = lambda _: {"Workteams": teams}
        client_in().list_workteams()
        teams.append({})

        assert workteam_backend.calls.last.result == {"Workteams": []}

    def test_a_tuple_is_a_list(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.answerer = lambda _: {"Workteams": ()}

        assert client_in().list_workteams()["Workteams"] == []
        assert workteam_backend.calls.last.result == {"Workteams": []}

    def test_nothing_leaves_it_to_the_fake(self, pytester: pytest.Pytester) -> None:
        self.run(
            pytester,
            "None",
            """
                with pytest.raises(Exception, match="Member must satisfy regular expression"):
                    delete()
            """,
        ).assert_outcomes(passed=1)

    def test_an_exception_is_raised(self, pytester: pytest.Pytester) -> None:
        self.run(
            pytester,
            "RuntimeError('the hook')",
            """
                with pytest.raises(RuntimeError, match="the hook"):
                    delete()
            """,
        ).assert_outcomes(passed=1)

    def test_a_fault_of_the_tests_comes_first(self, pytester: pytest.Pytester) -> None:
        self.run(
            pytester,
            "{'Success': False}",
            """
                workteam_backend.fail("DeleteWorkteam", "OptInRequired", message="No.")
                with pytest.raises(Exception, match="OptInRequired"):
                    delete()
            """,
        ).assert_outcomes(passed=1)

    @pytest.mark.parametrize(
        "answer,message",
        [
            (
                "{'Succes': True}",
                (
                    "DeleteWorkteam was answered with an invalid result: * use a "
                    "botocore that knows it. Return the members of the service model: Success. "
                    "(python -m pytest_workteam explain workteam-error)"
                ),
            ),
            (
                "lost_response",
                (
                    "DeleteWorkteam was answered by a hook with lost_response; return a result or "
                    "an error, or order the loss with backend.fail(). "
                    "(python -m pytest_workteam explain workteam-error)"
                ),
            ),
            (
                "{'Success': {1}}",
                (
                    "DeleteWorkteam was answered with an invalid result: * set*. Return "
                    "the members of the service model: Success. "
                    "(python -m pytest_workteam explain workteam-error)"
                ),
            ),
            (
                "7",
                (
                    "DeleteWorkteam was answered by a hook with an object of type int; return a "
                    "mapping of the result's members, an error code, an exception of botocore's "
                    "other than ClientError, or None to leave the call to the fake. "
                    "(python -m pytest_workteam explain workteam-error)"
                ),
            ),
        ],
    )
    def test_what_is_no_answer(self, pytester: pytest.Pytester, answer: str, message: str) -> None:
        result = self.run(pytester, answer, "delete()")

        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines([f"E*pytest_workteam.errors.*: {message}"])

    def test_secrets_are_hidden_from_it(self, pytester: pytest.Pytester) -> None:
        pytester.makeconftest(
            """
            def pytest_workteam_answer(backend, call):
                assert "the-oidc-secret" not in repr(call) + repr(call.parameters)
                assert call.parameters["OidcConfig"]["ClientSecret"] == "********"
            """
        )
        pytester.makepyfile(
            """
            from tests.support import OIDC_CONFIG

            def test_it(workteam_client):
                workteam_client.create_workforce(WorkforceName="own", OidcConfig=OIDC_CONFIG)
            """
        )

        pytester.runpytest().assert_outcomes(passed=1)


def test_a_message_that_is_none(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("def pytest_workteam_error_message(situation, details): return 7")
    pytester.makepyfile(
        """
        def test_it(workteam_client):
            workteam_client.describe_workteam(WorkteamName="nobody")
        """
    )

    result = pytester.runpytest()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E*WorkteamError: pytest_workteam_error_message returned 7; return the message, a "
            "ServiceError or None (python -m pytest_workteam explain workteam-error)",
        ]
    )


def test_an_error_message_with_a_code(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        from pytest_workteam import ServiceError

        def pytest_workteam_error_message(situation, details):
            return ServiceError("ResourceNotFound", f"No team named {details['workteam_name']}.")
        """
    )
    pytester.makepyfile(
        """
        import pytest

        def test_it(workteam_client):
            with pytest.raises(workteam_client.exceptions.ResourceNotFound, match="named nobody"):
                workteam_client.describe_workteam(WorkteamName="nobody")
        """
    )

    pytester.runpytest().assert_outcomes(passed=1)


def test_hooks_that_nobody_implements_are_not_asked(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_it(workteam_backend):
            assert workteam_backend.answerer is None
            assert workteam_backend.reword is None
        """
    )

    pytester.runpytest().assert_outcomes(passed=1)
