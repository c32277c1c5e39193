"""The end of a test: which tests are judged, and by which calls and faults."""

from __future__ import annotations

import pytest

from tests.support import linked

UNMET = "workteam_backend.fail('ListTags', 'InternalFailure')"


class TestWhichTestsAreJudged:
    @pytest.mark.parametrize(
        "body,outcomes",
        [
            ("pass", {"passed": 1, "errors": 1}),
            ("assert False", {"failed": 1}),
            ("pytest.skip('not now')", {"skipped": 1}),
            ("pytest.xfail('not yet')", {"xfailed": 1}),
        ],
    )
    def test_only_one_that_passes(
        self, pytester: pytest.Pytester, body: str, outcomes: dict[str, int]
    ) -> None:
        pytester.makepyfile(
            f"""
            import pytest

            def test_it(workteam_backend):
                {UNMET}
                {body}
            """
        )

        pytester.runpytest().assert_outcomes(**outcomes)

    @pytest.mark.parametrize(
        "body,outcomes",
        [
            ("pass", {"passed": 1, "errors": 1}),
            ("self.fail()", {"failed": 1}),
            ("self.skipTest('not now')", {"skipped": 1}),
        ],
    )
    def test_of_unittest_too(
        self, pytester: pytest.Pytester, body: str, outcomes: dict[str, int]
    ) -> None:
        pytester.makepyfile(
            f"""
            import unittest
            import pytest

            class Test(unittest.TestCase):
                @pytest.fixture(autouse=True)
                def backend(self, workteam_backend):
                    self.backend = workteam_backend

                def test_it(self):
                    workteam_backend = self.backend
                    {UNMET}
                    {body}
            """
        )

        pytester.runpytest().assert_outcomes(**outcomes)

    @pytest.mark.skipif(pytest.version_tuple < (9, 0), reason="subtests came with pytest 9")
    @pytest.mark.parametrize(
        "body,errors",
        [("pytest.skip()", 1), ("pytest.xfail()", 1), ("pass", 1), ("assert False", 0)],
    )
    def test_subtests_count_if_they_fail(
        self, pytester: pytest.Pytester, body: str, errors: int
    ) -> None:
        pytester.makepyfile(
            f"""
            import pytest

            def test_it(subtests, workteam_backend):
                {UNMET}
                with subtests.test():
                    {body}
            """
        )

        assert pytester.runpytest().parseoutcomes().get("errors", 0) == errors

    def test_a_backend_that_the_test_itself_asks_for(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            f"""
            def test_it(request):
                workteam_backend = request.getfixturevalue("workteam_backend")
                {UNMET}
            """
        )

        pytester.runpytest().assert_outcomes(passed=1, errors=1)

    def test_modules_that_are_put_back(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            f"""
            import sys
            from unittest import mock
            import pytest

            @pytest.fixture(autouse=True)
            def modules_put_back():
                with mock.patch.dict(sys.modules):
                    yield

            def test_first(workteam_backend):
                pass

            def test_unmet_fault(workteam_backend):
                {UNMET}
            """
        )

        result = pytester.runpytest_subprocess("-p", "no:randomly")

        result.assert_outcomes(passed=2, errors=1)


class TestBackendOfAWiderScope:
    """Only what a test did itself counts for it."""

    def run(self, pytester: pytest.Pytester, tests: str) -> pytest.RunResult:
        pytester.makepyfile(
            f"""
            import pytest
            from pytest_workteam import WorkteamBackend

            @pytest.fixture(scope="module")
            def workteam_backend():
                with WorkteamBackend() as backend:
                    yield backend

            {tests}
            """
        )
        return pytester.runpytest("-p", "no:randomly")

    def test_an_earlier_call_is_no_effect_of_the_scenario(self, pytester: pytest.Pytester) -> None:
        result = self.run(
            pytester,
            """
            @pytest.mark.workteam_scenarios("throttled/once:ListWorkteams")
            def test_met(workteam_client):
                workteam_client.list_workteams()

            @pytest.mark.workteam_scenarios("throttled/once:ListWorkteams")
            def test_not_met(workteam_client):
                workteam_client.list_workforces()
            """,
        )

        result.assert_outcomes(passed=2, errors=1)
        result.stdout.fnmatch_lines(
            [
                "  ListWorkteams was not called; called were: ListWorkforces.",
                "-* SageMaker work team calls -*",
                "1. ListWorkforces() -> ok",
            ]
        )

    def test_an_earlier_fault_is_no_fault_of_the_test(self, pytester: pytest.Pytester) -> None:
        result = self.run(
            pytester,
            f"""
            def test_orders(workteam_backend):
                {UNMET}

            @pytest.mark.workteam_scenarios("throttled/once:ListWorkteams")
            def test_fine(workteam_client):
                workteam_client.list_workteams()

            @pytest.mark.workteam_scenarios("throttled/once:ListWorkteams")
            def test_blamed(workteam_client, workteam_backend):
                workteam_client.list_workteams()
                {UNMET}
            """,
        )

        result.assert_outcomes(passed=3, errors=1)
        assert result.stdout.str().count("  backend.fail('ListTags', 'InternalFailure')") == 1


class TestRefusedCalls:
    """A call that was refused as not faked, whose error the code under test swallowed."""

    def run(self, pytester: pytest.Pytester, end: str, *options: str) -> pytest.RunResult:
        pytester.makeconftest(
            """
            import pytest
            from pytest_workteam import Call
            from pytest_workteam.protocols.messages import WireRequest

            @pytest.fixture
            def refused(workteam_backend):
                # As the interception records it.
                for operation in ("DeleteModel", "CreateApp", "DeleteModel"):
                    place = ("us-east-1", "123456789012")
                    request = WireRequest("sagemaker", operation, b"{}", *place)
                    call = Call(request, {}, error="OperationNotFaked", message="It is not faked.")
                    workteam_backend.calls.record(call)
            """
        )
        pytester.makepyfile(
            test_it=f"""
            def test_it(refused):
                {end}
            """
        )
        return pytester.runpytest(*options)

    def test_a_test_that_passes_warns(self, pytester: pytest.Pytester) -> None:
        result = self.run(pytester, "pass", "-W", "default")

        result.assert_outcomes(passed=1, warnings=1)
        message = linked(
            "test_it.py::test_it passed, though DeleteModel, CreateApp was refused as not faked: "
            "the code under test swallowed the error. Have something answer the operation, or let "
            "the error through",
            "not-faked",
        )
        assert any(
            line.endswith(f"OperationNotFakedWarning: {message}") for line in result.outlines
        )

    def test_it_fails_where_warnings_are_errors(self, pytester: pytest.Pytester) -> None:
        result = self.run(pytester, "pass", "-W", "error::pytest_workteam.OperationNotFakedWarning")

        result.assert_outcomes(passed=1, errors=1)

    def test_a_failed_test_shows_the_calls(self, pytester: pytest.Pytester) -> None:
        result = self.run(pytester, "assert False")

        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines("1. DeleteModel() -> OperationNotFaked: It is not faked.")
