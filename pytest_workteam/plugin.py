"""What pytest sees: options, markers, fixtures, hooks.

Imports pytest and the standard library only, and holds no rule of the service.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from pytest_workteam import options

if TYPE_CHECKING:
    from pytest_workteam.fake import WorkteamBackend
    from pytest_workteam.scenarios import Scenario

_MARKERS = {
    options.MARKER: (
        "(*, limit=25, existing=0, region=None, account_id='123456789012', real_backoff=False): "
        "settings of the test's SageMaker work team backend; the closest marker wins for each."
    ),
    options.SCENARIOS_MARKER: (
        "(*names, operation=None): run the test once for each of these scenarios of SageMaker "
        "work teams, given by name, group or 'all', narrowed to one operation; "
        "`pytest --workteam-scenarios` lists them."
    ),
}

_marker_errors = pytest.StashKey["list[str]"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    options.add_options(parser)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    from pytest_workteam import hookspecs

    pluginmanager.add_hookspecs(hookspecs)


def pytest_configure(config: pytest.Config) -> None:
    for marker, explanation in _MARKERS.items():
        config.addinivalue_line("markers", marker + explanation)
    options.read_settings(config)
    error_coverage = options.error_coverage_asked_for(config)
    if error_coverage is not None:
        config.pluginmanager.register(error_coverage, "workteam-error-coverage")
    if config.pluginmanager.has_plugin("xdist"):
        from pytest_workteam.distribution import Controller

        config.pluginmanager.register(Controller(error_coverage), "workteam-controller")
    from pytest_workteam.interception.reach import install

    install()


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    if not config.getoption("workteam_scenarios"):
        return None
    from pytest_workteam import scenario_markers
    from pytest_workteam.scenarios.selection import listing

    scenarios = scenario_markers.all_scenarios(config)
    sys.stdout.write(f"{listing(scenarios)}\n")
    return 0


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker(options.SCENARIOS_MARKER) is None:
        return
    from pytest_workteam import scenario_markers

    error = scenario_markers.parametrize(metafunc)
    if error is not None:
        # Raised here, it would be one module's error, and the other tests would run.
        metafunc.config.stash.setdefault(_marker_errors, []).append(error)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse a marker that cannot be before any test runs."""
    try:
        _check_markers(config.stash.get(_marker_errors, []), items)
    except pytest.UsageError as error:
        from pytest_workteam.distribution import hand_over

        if not hand_over(error, config, items):
            raise


def _check_markers(errors: list[str], items: list[pytest.Item]) -> None:
    if errors:
        raise pytest.UsageError(errors[0])
    # Most tests have none of our markers: those of a module or class are looked at once.
    parent: pytest.Item | pytest.Collector | None = None
    inherited: set[str] = set()
    for item in items:
        if item.parent is not parent:
            parent = item.parent
            inherited = {marker.name for marker in parent.iter_markers()} if parent else set()
        names = inherited.union([marker.name for marker in item.own_markers])
        if options.MARKER in names:
            options.settings_of(item)
            if any(marker.name == options.MARKER for marker in item.own_markers):
                options.use_fixture(item, options.BACKEND_FIXTURE)
        callspec = getattr(item, "callspec", None)
        if options.SCENARIOS_MARKER in names or (
            callspec is not None and options.SCENARIO_FIXTURE in callspec.params
        ):
            from pytest_workteam import scenario_markers

            scenario_markers.check_item(item)


@pytest.fixture
def workteam_backend(request: pytest.FixtureRequest) -> Iterator[WorkteamBackend]:
    """A fake of SageMaker's work team API that answers every call of the test's process.

    The marker ``workteam`` sets its limit, region and so on.
    """
    from pytest_workteam.lifecycle import backend_of

    with backend_of(request.node) as backend:
        yield backend


@pytest.fixture
def workteam_scenario(
    request: pytest.FixtureRequest,
    workteam_backend: WorkteamBackend,
) -> Iterator[Scenario]:
    """The scenario that the test runs in, already applied to its ``workteam_backend``.

    The marker ``workteam_scenarios`` says which; the test runs once for each.
    """
    from pytest_workteam.lifecycle import in_scenario
    from pytest_workteam.scenario_markers import scenario_of

    scenario = scenario_of(request.node)
    if scenario is None:
        from pytest_workteam.errors import linked

        pytest.fail(
            linked(
                f"workteam_scenario: {request.node.nodeid} is in no scenario; mark it with "
                "@pytest.mark.workteam_scenarios(...), or parametrise workteam_scenario with "
                "indirect=True",
                "marker-workteam-scenarios",
            ),
            pytrace=False,
        )
    with in_scenario(request.node, workteam_backend, scenario):
        yield scenario


@pytest.fixture(scope="session")
def _workteam_session() -> Any:
    """The botocore session of the plugin's own clients, which reads no configuration."""
    from pytest_workteam.interception.clients import new_session

    return new_session()


@pytest.fixture
def workteam_client(workteam_backend: WorkteamBackend, _workteam_session: Any) -> Any:
    """A botocore SageMaker client in the backend's region; needs no credentials."""
    from pytest_workteam.interception.clients import new_client

    return new_client(_workteam_session, workteam_backend.region)


@pytest.fixture
def workteam_endpoint(workteam_backend: WorkteamBackend) -> str:
    """The URL of a loopback HTTP endpoint on the test's backend, for programs in a subprocess.

    ``workteam_backend.environment()`` gives such a program its environment.
    """
    return workteam_backend.environment()["AWS_ENDPOINT_URL_SAGEMAKER"]
