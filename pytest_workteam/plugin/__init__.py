"""pytest's side of the plugin: options, markers, fixtures, hooks.

Imports pytest and the standard library only, until a test needs more.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from pytest_workteam.plugin import (
    evidence,
    hookspecs,
    judging,
    lifecycle,
    markers,
    options,
    process,
    scenario_markers,
    suggestions,
)

if TYPE_CHECKING:
    from pytest_workteam.fake import WorkteamBackend
    from pytest_workteam.scenarios import Scenario

_MARKERS = {
    options.MARKER: (
        "(*, limit=25, existing=0, region=None, account_id='123456789012', real_backoff=False): "
        "give each test under the marker a backend that fakes SageMaker's human workforce, with "
        "these settings; the closest marker wins per keyword."
    ),
    options.SCENARIOS_MARKER: (
        "(*names, operation=None): run the test once per scenario, given by name, group or 'all', "
        "optionally narrowed to one operation; `pytest --workteam-scenarios` lists them."
    ),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    options.add_options(parser)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    pluginmanager.add_hookspecs(hookspecs)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Set the region and the guard before the first conftest.py makes clients or calls."""
    # An invalid option is reported when pytest is configured.
    with suppress(pytest.UsageError):
        options.read_settings(early_config)
        process.hold(early_config)


def pytest_configure(config: pytest.Config) -> None:
    for marker, explanation in _MARKERS.items():
        config.addinivalue_line("markers", marker + explanation)
    options.read_settings(config)
    evidence.read_evidence(config)
    process.hold(config)
    error_coverage = options.new_error_coverage(config, suggestions.remedies)
    if error_coverage is not None:
        config.pluginmanager.register(error_coverage, "workteam-error-coverage")
    from pytest_workteam.interception.hooks import install

    install()


def pytest_report_header(config: pytest.Config) -> str | None:
    return process.header(config) if process.is_configured(config) else None


def pytest_report_collectionfinish(
    config: pytest.Config, items: Sequence[pytest.Item]
) -> str | None:
    """Name region and account in a run that uses the plugin without configuring it."""
    quiet = config.option.verbose < 0 or config.option.collectonly
    if quiet or process.is_configured(config) or not process.is_used(items):
        return None
    return process.header(config)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    if config.getoption("workteam_evidence_report"):
        sys.stdout.write(f"{evidence.evidence_report(config)}\n")
        return 0
    if not config.getoption("workteam_scenarios"):
        return None
    from pytest_workteam.scenarios.selection import listing

    sys.stdout.write(f"{listing(scenario_markers.all_scenarios(config))}\n")
    return 0


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker(options.SCENARIOS_MARKER) is not None:
        scenario_markers.parametrize(metafunc)


# The next hooks run after those of conftest.py files, and before pytest's own.
def pytest_runtest_setup(item: pytest.Item) -> None:
    markers.prepare(item)


def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> None:
    if fixturedef.scope == "function":
        markers.catch_up(request.node, request)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    markers.catch_up(item, vars(item).get("_request"))
    markers.check_own_backend(item)
    judging.watch_refused()
    result = yield
    markers.check_nothing_added(item)
    judging.warn_of_refused(item)
    return result


@pytest.fixture
def workteam_backend(request: pytest.FixtureRequest) -> Iterator[WorkteamBackend]:
    """A fresh fake of SageMaker's human workforce that answers every call of the test's process.

    The marker ``workteam`` sets its limit, region and so on.
    """
    with lifecycle.backend_of(request.node) as backend:
        yield backend


@pytest.fixture
def workteam_scenario(
    request: pytest.FixtureRequest,
    workteam_backend: WorkteamBackend,
) -> Iterator[Scenario]:
    """The scenario that the test runs in, already applied to its ``workteam_backend``.

    The marker ``workteam_scenarios`` selects the scenarios; the test runs once for each.
    """
    scenario = scenario_markers.scenario_of(request.node)
    if scenario is None:
        scenario_markers.missing_scenario(request.node)
    with lifecycle.in_scenario(request.node, workteam_backend, scenario):
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
def workteam_a2i_client(workteam_backend: WorkteamBackend, _workteam_session: Any) -> Any:
    """A botocore client for Amazon A2I's human loops in the backend's region.

    It needs no credentials.
    """
    from pytest_workteam.interception.clients import new_client

    return new_client(_workteam_session, workteam_backend.region, "sagemaker-a2i-runtime")


@pytest.fixture
def workteam_endpoint(workteam_backend: WorkteamBackend) -> str:
    """The URL of a loopback HTTP endpoint on the test's backend, for programs in a subprocess.

    ``workteam_backend.environment()`` gives such a program its environment.
    """
    return workteam_backend.environment()["AWS_ENDPOINT_URL_SAGEMAKER"]
