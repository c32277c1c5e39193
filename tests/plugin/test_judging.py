"""The end of a test: which tests are judged, and by which calls and faults."""

from __future__ import annotations

import textwrap

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
                "  ListWorkteams was not called; operations called: ListWorkforces.",
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
        # With CI set, pytest repeats whole messages in its summary.
        failures = result.stdout.str().partition("short test summary")[0]
        assert failures.count("  backend.fail('ListTags', 'InternalFailure')") == 1


REFUSED_IN = {
    "fixture": """
        def test_it(workteam_backend):
            delete_everything()
    """,
    "fixture-teardown": """
        @pytest.fixture
        def cleanup(workteam_backend):
            yield
            delete_everything()

        def test_it(cleanup):
            pass
    """,
    "marker": """
        @pytest.mark.workteam
        def test_it():
            delete_everything()
    """,
    "own-backend": """
        def test_it():
            with WorkteamBackend():
                delete_everything()
    """,
    "unittest": """
        class Test(unittest.TestCase):
            def test_it(self):
                with WorkteamBackend():
                    delete_everything()
    """,
}


class TestRefusedCalls:
    """A call that was refused as not faked, whose error the code under test swallowed."""

    PROGRAM = """
        import boto3

        def delete_everything():
            client = boto3.client("sagemaker", "us-east-1")
            for name in ("a", "b"):
                for delete in (client.delete_model, client.delete_endpoint):
                    try:
                        delete(**{f"{delete.__name__[7:].title()}Name": name})
                    except Exception:
                        pass
    """

    def run(self, pytester: pytest.Pytester, test: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(
            program=self.PROGRAM,
            test_it="import unittest\nimport pytest\nfrom pytest_workteam import WorkteamBackend\n"
            "from program import delete_everything\n" + textwrap.dedent(test),
        )
        return pytester.runpytest(*options)

    @pytest.mark.parametrize("way", REFUSED_IN)
    def test_a_test_that_passes_warns_once(self, pytester: pytest.Pytester, way: str) -> None:
        result = self.run(pytester, REFUSED_IN[way], "-W", "default")

        result.assert_outcomes(passed=1, warnings=1)
        test = "test_it.py::Test::test_it" if way == "unittest" else "test_it.py::test_it"
        message = linked(
            f"{test} passed, though DeleteModel, DeleteEndpoint was refused as not faked: the "
            "code under test swallowed the error. Answer the operation, for example with the "
            "hook pytest_workteam_answer, or let the error propagate",
            "not-faked",
        )
        assert any(
            line.endswith(f"OperationNotFakedWarning: {message}") for line in result.outlines
        )

    @pytest.mark.parametrize("way", ["marker", "unittest"])
    def test_it_fails_where_warnings_are_errors(self, pytester: pytest.Pytester, way: str) -> None:
        option = "error::pytest_workteam.OperationNotFakedWarning"

        result = self.run(pytester, REFUSED_IN[way], "-W", option)

        result.assert_outcomes(failed=1)
        if way == "marker":
            result.stdout.fnmatch_lines("1. DeleteModel(ModelName='a') -> OperationNotFaked:")

    @pytest.mark.parametrize(
        "end,outcomes",
        [
            ("assert False", {"failed": 1, "passed": 1}),
            ("pytest.skip()", {"skipped": 1, "passed": 1}),
        ],
    )
    def test_any_other_test_does_not_warn(
        self, pytester: pytest.Pytester, end: str, outcomes: dict[str, int]
    ) -> None:
        result = self.run(
            pytester,
            f"""
            def test_it(workteam_backend):
                delete_everything()
                {end}

            def test_next():
                pass
            """,
            *("-W", "default", "-p", "no:randomly"),
        )

        result.assert_outcomes(**outcomes)
        if end == "assert False":
            result.stdout.fnmatch_lines("4. DeleteEndpoint(EndpointName='b') -> OperationNotFaked:")

    def test_a_failure_of_unittest(self, pytester: pytest.Pytester) -> None:
        result = self.run(
            pytester,
            """
            class Test(unittest.TestCase):
                def test_it(self):
                    with WorkteamBackend():
                        delete_everything()
                    self.fail()
            """,
            *("-W", "default"),
        )

        result.assert_outcomes(failed=1)


def test_a_scenario_whose_effect_no_call_shows_fails_its_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.workteam_scenarios("labeling/fails")
        def test_it(workteam_backend, workteam_client):
            workteam_backend.add_labeling_job("job")
            workteam_backend.labeling_jobs["job"].complete("golf")
            workteam_client.describe_labeling_job(LabelingJobName="job")
        """
    )

    result = pytester.runpytest()

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*The scenario labeling/fails never took effect:",
            "*DescribeLabelingJob was called, but no call shows the scenario's effect.",
        ]
    )
