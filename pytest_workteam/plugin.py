"""What pytest sees: options, the marker, fixtures.

Imports pytest and the standard library only, and holds no rule of the service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytest_workteam.backend.backend import WorkteamBackend

MARKER = "workteam"

_OPTIONS = {
    "limit": "work teams per account and region (default: 25)",
    "region": "region of the backend (default: the environment's, else us-east-1)",
    "account_id": "account of the backend, 12 digits (default: 123456789012)",
}

_ini_settings = pytest.StashKey[dict[str, Any]]()
_command_line_settings = pytest.StashKey[dict[str, Any]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("workteam", "SageMaker work teams")
    for setting, explanation in _OPTIONS.items():
        group.addoption(
            f"--workteam-{setting.replace('_', '-')}",
            dest=f"workteam_{setting}",
            metavar=setting.upper(),
            help=f"{explanation}; wins over markers and the ini option",
        )
        parser.addini(f"workteam_{setting}", explanation, type=_ini_type(setting), default=None)


def _ini_type(setting: str) -> Any:
    # Older pytests have no other type for a number than its text.
    return "int" if setting == "limit" and pytest.version_tuple >= (8, 4) else "string"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        f"{MARKER}(*, limit=25, existing=0, region=None, account_id='123456789012', "
        "real_backoff=False): settings of the test's SageMaker work team backend; the closest "
        "marker wins for each.",
    )
    config.stash[_ini_settings] = _checked_texts(
        {f"workteam_{setting}": _ini(config, f"workteam_{setting}") for setting in _OPTIONS}
    )
    config.stash[_command_line_settings] = _checked_texts(
        {
            f"--workteam-{setting.replace('_', '-')}": config.getoption(f"workteam_{setting}")
            for setting in _OPTIONS
        }
    )
    from pytest_workteam.interception import install

    install()


def _ini(config: pytest.Config, name: str) -> Any:
    try:
        return config.getini(name)
    except (TypeError, ValueError, pytest.UsageError) as error:
        # Which option it is, pytest does not say.
        raise pytest.UsageError(f"{name}: {error}") from None


def _checked_texts(given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings in options that are given, by the setting's name."""
    from pytest_workteam.backend.settings import parse_setting
    from pytest_workteam.errors import InvalidSetting

    settings: dict[str, Any] = {}
    for option, text in given.items():
        if text is not None:
            name = option.replace("-", "_").removeprefix("__").removeprefix("workteam_")
            try:
                settings[name] = parse_setting(name, text)
            except InvalidSetting as error:
                raise pytest.UsageError(f"{option}: {error}") from None
    return settings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a marker that cannot be before any test runs."""
    for item in items:
        if next(item.iter_markers(MARKER), None) is not None:
            settings_of(item)


def settings_of(item: pytest.Item) -> dict[str, Any]:
    """The settings of a test's backend: command line over marker over ini over default.

    Raises:
        pytest.UsageError: A setting is not known or cannot be.
    """
    from pytest_workteam.backend.settings import check_settings
    from pytest_workteam.errors import InvalidSetting

    settings = dict(item.config.stash[_ini_settings])
    for marker in reversed(list(item.iter_markers(MARKER))):
        if marker.args:
            raise pytest.UsageError(
                f"{item.nodeid}: the marker {MARKER} takes its settings by name, such as "
                f"{MARKER}(limit=1), not {marker.args!r}"
            )
        settings.update(marker.kwargs)
    settings.update(item.config.stash[_command_line_settings])
    try:
        return check_settings(settings)
    except InvalidSetting as error:
        raise pytest.UsageError(f"{item.nodeid}: the marker {MARKER}: {error}") from None


@pytest.fixture
def workteam_backend(request: pytest.FixtureRequest) -> Iterator[WorkteamBackend]:
    """A fake of SageMaker's work team API that answers every call of the test's process.

    The marker ``workteam`` sets its limit, region and so on.
    """
    from pytest_workteam.backend.backend import WorkteamBackend

    with WorkteamBackend(**settings_of(request.node)) as backend:
        yield backend
    unmet = backend.unmet_faults()
    if unmet:
        pytest.fail(_unmet_text(backend, unmet), pytrace=False)


def _unmet_text(backend: WorkteamBackend, unmet: list[str]) -> str:
    called = ", ".join(dict.fromkeys(call.operation for call in backend.calls)) or "nothing"
    return "\n".join(
        [
            "No request met:",
            *(f"  backend.{fault}" for fault in unmet),
            f"Called were: {called}.",
            "Remove the fault, correct its operation or condition, or order it with "
            "required=False.",
        ]
    )


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
