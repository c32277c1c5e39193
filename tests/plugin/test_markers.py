"""The marker ``workteam``: every test under it has a backend, however the marker got there."""

from __future__ import annotations

import pytest

from tests.support import linked

TEAMS = """
    import unittest

    import boto3
    import pytest

    def teams():
        return len(boto3.client("sagemaker", "us-east-1").list_workteams()["Workteams"])
"""


@pytest.fixture(autouse=True)
def _teams(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(teams=TEAMS)


def test_every_test_of_a_module_and_of_its_classes_has_a_backend(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
        import unittest

        import pytest
        from teams import teams

        pytestmark = pytest.mark.workteam(existing=2)

        def test_function():
            assert teams() == 2

        class TestClass:
            def test_method(self):
                assert teams() == 2

        @pytest.mark.workteam(limit=3, existing=3)
        class TestUnittest(unittest.TestCase):
            def setUp(self):
                assert teams() > 0

            def test_of_the_class(self):
                assert teams() == 3

            @pytest.mark.workteam(existing=1)
            def test_own(self):
                assert teams() == 1

        class TestAsync(unittest.IsolatedAsyncioTestCase):
            async def test_async(self):
                assert teams() == 2
        """
    )

    pytester.runpytest("-W", "error").assert_outcomes(passed=5)


COLLECTION_HOOKS = {
    "plain": """
        def pytest_collection_modifyitems(items):
            mark(items)
    """,
    "last": """
        @pytest.hookimpl(trylast=True)
        def pytest_collection_modifyitems(items):
            mark(items)
    """,
    "wrapper": """
        @pytest.hookimpl(wrapper=True)
        def pytest_collection_modifyitems(items):
            yield
            mark(items)
    """,
    "finish": """
        def pytest_collection_finish(session):
            mark(session.items)
    """,
    "protocol": """
        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_protocol(item):
            mark([item])
    """,
    "setup": """
        def pytest_runtest_setup(item):
            mark([item])
    """,
    "after-setup": """
        @pytest.hookimpl(trylast=True)
        def pytest_runtest_setup(item):
            mark([item])
    """,
    "call": """
        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_call(item):
            mark([item])
            return (yield)
    """,
    "fixture": """
        @pytest.fixture(autouse=True)
        def marked(request):
            mark([request.node])
    """,
    "module-fixture": """
        @pytest.fixture(scope="module", autouse=True)
        def marked(request):
            mark([request.node])
    """,
}


@pytest.mark.parametrize("hook", COLLECTION_HOOKS)
def test_a_marker_of_a_hook_or_fixture_starts_the_backend(
    pytester: pytest.Pytester, hook: str
) -> None:
    pytester.makeconftest(
        """
        import pytest

        def mark(items):
            for item in items:
                item.add_marker(pytest.mark.workteam(existing=2))
        """
        + COLLECTION_HOOKS[hook]
    )
    pytester.makepyfile(
        """
        from teams import teams

        def test_it():
            assert teams() == 2
        """
    )

    pytester.runpytest("-W", "error").assert_outcomes(passed=1)


def test_the_next_fixture_has_the_backend_of_a_fixtures_marker(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
        import pytest
        from teams import teams

        @pytest.fixture
        def marked(request):
            request.node.add_marker(pytest.mark.workteam(existing=2))

        @pytest.fixture
        def count(marked):
            # A second call runs at teardown, which comes before the backend's.
            yield teams()
            assert teams() == 2

        @pytest.fixture
        def found(marked):
            return teams()

        def test_it(marked, found, count, workteam_backend):
            assert found == count == teams() == 2
            assert len(workteam_backend.calls) == 3
        """
    )

    pytester.runpytest("-W", "error").assert_outcomes(passed=1)


TOO_LATE = linked(
    "test_it.py::test_it: the marker workteam was added {when}, too late to take effect; add it "
    "during collection, or in a fixture that is set up earlier",
    "marker-workteam",
)


@pytest.mark.parametrize(
    "fixtures,body,when",
    [
        ("workteam_backend, late", "pass", "after its backend started"),
        ("workteam_backend", "add(request)", "after its backend started"),
        ("request", "add(request)", "while the test ran"),
    ],
)
def test_a_marker_that_comes_too_late_is_an_error(
    pytester: pytest.Pytester, fixtures: str, body: str, when: str
) -> None:
    pytester.makepyfile(
        test_it=f"""
        import pytest

        def add(request):
            request.node.add_marker(pytest.mark.workteam(limit=3))

        @pytest.fixture
        def late(request):
            add(request)

        def test_it(request, {fixtures.replace("request", "pytestconfig")}):
            {body}
        """
    )

    result = pytester.runpytest()

    result.assert_outcomes(failed=1)
    assert TOO_LATE.format(when=when) in result.outlines


def test_a_late_marker_with_the_settings_in_use_is_none(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.workteam(limit=3)
        def test_it(request, workteam_backend):
            request.node.add_marker(pytest.mark.workteam(limit=3))
        """
    )

    pytester.runpytest().assert_outcomes(passed=1)


def test_an_item_without_fixtures_has_a_backend(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        import pytest
        from teams import teams

        class File(pytest.File):
            def collect(self):
                for name in ("marked", "other"):
                    yield Item.from_parent(self, name=name)

        class Item(pytest.Item):
            def __init__(self, **options):
                super().__init__(**options)
                if self.name == "marked":
                    self.add_marker(pytest.mark.workteam(existing=3))

            def runtest(self):
                from pytest_workteam.interception.activation import innermost

                if self.name == "marked":
                    assert teams() == 3
                else:
                    assert innermost() is None

        def pytest_collect_file(file_path, parent):
            if file_path.suffix == ".items":
                return File.from_parent(parent, path=file_path)
        """
    )
    pytester.makefile(".items", test_it="")

    pytester.runpytest("-p", "no:randomly").assert_outcomes(passed=2)


class TestOwnBackends:
    """Backends of the user's own, which a marker must not shadow without a word."""

    def run(self, pytester: pytest.Pytester, test: str) -> pytest.RunResult:
        pytester.makepyfile(
            test_it=f"""
            import pytest
            from pytest_workteam import WorkteamBackend

            @pytest.fixture(scope="module")
            def own():
                with WorkteamBackend() as backend:
                    backend.add_workteam("mine")
                    yield backend

            {test}
            """
        )
        # Not as errors, as this suite has them.
        return pytester.runpytest("-W", "default")

    def test_a_marker_that_starts_another_backend_warns(self, pytester: pytest.Pytester) -> None:
        result = self.run(
            pytester,
            """
            @pytest.mark.workteam(limit=1)
            def test_it(own):
                pass
            """,
        )

        result.assert_outcomes(passed=1, warnings=1)
        message = linked(
            "test_it.py::test_it: the marker workteam starts a backend that answers instead of "
            "<WorkteamBackend 123456789012 us-east-1>, which is active already; remove the "
            "marker, or name the fixture workteam_backend in the test if the marker's backend "
            "should answer",
            "marker-workteam",
        )
        assert any(line.endswith(f"WorkteamWarning: {message}") for line in result.outlines)

    def test_a_test_that_names_the_fixture_means_it(self, pytester: pytest.Pytester) -> None:
        result = self.run(
            pytester,
            """
            @pytest.mark.workteam(limit=1)
            def test_it(own, workteam_client):
                assert workteam_client.list_workteams()["Workteams"] == []
            """,
        )

        result.assert_outcomes(passed=1)

    OVERRIDE = """
            @pytest.fixture(scope="module")
            def workteam_backend(own):
                return own

            @pytest.mark.workteam({settings})
            def test_it({fixtures}):
                pass
    """

    @pytest.mark.parametrize("fixtures", ["", "workteam_backend"])
    def test_an_overriding_fixture_that_ignores_the_marker_warns(
        self, pytester: pytest.Pytester, fixtures: str
    ) -> None:
        settings = "limit=9, region='us-east-1', existing=2"

        result = self.run(pytester, self.OVERRIDE.format(settings=settings, fixtures=fixtures))

        result.assert_outcomes(passed=1, warnings=1)
        message = linked(
            "test_it.py::test_it: the marker workteam(limit=9, existing=2) has no effect, since "
            "the fixture workteam_backend is overridden by one that makes its own backend; give "
            "the settings to that backend, or remove the marker",
            "marker-workteam",
        )
        assert any(line.endswith(f"WorkteamWarning: {message}") for line in result.outlines)

    @pytest.mark.parametrize("given", ["None", "{}", "[1]", "object()"])
    def test_an_overriding_fixture_that_starts_no_backend_warns(
        self, pytester: pytest.Pytester, given: str
    ) -> None:
        result = self.run(
            pytester,
            f"""
            @pytest.fixture
            def workteam_backend():
                return {given}

            @pytest.mark.workteam(limit=1)
            def test_it():
                pass
            """,
        )

        result.assert_outcomes(passed=1, warnings=1)
        result.stdout.fnmatch_lines("*the marker workteam(limit=1) has no effect, since*")

    @pytest.mark.parametrize("settings", ["", "limit=25, existing=1"])
    def test_one_that_has_the_markers_settings_is_fine(
        self, pytester: pytest.Pytester, settings: str
    ) -> None:
        result = self.run(pytester, self.OVERRIDE.format(settings=settings, fixtures=""))

        result.assert_outcomes(passed=1)


class TestRunsThatRunNoTest:
    """An invalid marker stops nothing but the tests that carry it."""

    @pytest.fixture(autouse=True)
    def _invalid(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            import pytest

            @pytest.mark.workteam(limits=1)
            def test_invalid():
                pass

            @pytest.mark.workteam_scenarios("none/such")
            def test_no_scenario():
                pass

            def test_good(workteam_client):
                assert workteam_client.list_workteams()["Workteams"] == []
            """
        )

    @pytest.mark.parametrize(
        "options",
        [
            ["--collect-only"],
            ["--fixtures"],
            ["-k", "good"],
            ["--deselect", "test_it.py::test_invalid", "-k", "not no_scenario and not invalid"],
        ],
    )
    def test_it_is_fine(self, pytester: pytest.Pytester, options: list[str]) -> None:
        assert pytester.runpytest(*options).ret is pytest.ExitCode.OK

    def test_under_xdist(self, pytester: pytest.Pytester) -> None:
        pytest.importorskip("xdist")

        result = pytester.runpytest_subprocess("-n", "2")

        result.assert_outcomes(passed=1, errors=2)


@pytest.mark.parametrize(
    "hook",
    [
        "def pytest_collection_modifyitems(items): mark(items)",
        "@pytest.fixture(autouse=True)\ndef marked(request): mark([request.node])",
    ],
)
def test_a_scenarios_marker_that_comes_too_late(pytester: pytest.Pytester, hook: str) -> None:
    pytester.makeconftest(
        "import pytest\n"
        "def mark(items):\n"
        "    for item in items:\n"
        "        item.add_marker(pytest.mark.workteam_scenarios('throttled'))\n" + hook
    )
    pytester.makepyfile(test_it="def test_it(tmp_path): pass")

    result = pytester.runpytest()

    result.assert_outcomes(errors=1)
    assert (
        linked(
            "test_it.py::test_it: the marker workteam_scenarios comes too late to run the test in "
            "its scenarios, since it was added after collection; write it in the source, or "
            "parametrize workteam_scenario with indirect=True",
            "marker-workteam-scenarios",
        )
        in result.outlines
    )
