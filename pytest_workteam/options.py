"""The markers' names, and the settings of a test's backend: command line, marker, ini option."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytest_workteam.report.measuring import ErrorCoverage

MARKER = "workteam"
SCENARIOS_MARKER = "workteam_scenarios"
BACKEND_FIXTURE = "workteam_backend"
SCENARIO_FIXTURE = "workteam_scenario"

_SETTINGS = {
    "limit": "number of work teams per account and region (default: 25)",
    "region": "region of the backend (default: the environment's, else us-east-1)",
    "account_id": "account of the backend, 12 digits (default: 123456789012)",
}

_ALL = 100

_ini_settings = pytest.StashKey["dict[str, Any]"]()
_command_line_settings = pytest.StashKey["dict[str, Any]"]()


def add_options(parser: pytest.Parser) -> None:
    group = parser.getgroup("workteam", "SageMaker work teams")
    for setting, explanation in _SETTINGS.items():
        group.addoption(
            _option(setting),
            dest=f"workteam_{setting}",
            metavar=setting.upper(),
            help=f"{explanation}; wins over markers and the ini option",
        )
        parser.addini(f"workteam_{setting}", explanation, type=_ini_type(setting), default=None)
    group.addoption(
        "--workteam-scenarios",
        action="store_true",
        help="list the scenarios that the marker workteam_scenarios can name, and exit",
    )
    group.addoption(
        "--workteam-error-cov",
        action="store_true",
        help="end with a table of the errors that work team calls met, and those never met",
    )
    group.addoption(
        "--workteam-error-cov-fail-under",
        metavar="PERCENT",
        help="fail the run below this error coverage; measures it, too",
    )
    group.addoption(
        "--workteam-error-cov-report",
        metavar="FORMAT:PATH",
        action="append",
        help="write the error coverage to json:PATH or html:PATH; measures it, too; repeatable",
    )


def _option(setting: str) -> str:
    return f"--workteam-{setting.replace('_', '-')}"


def _ini_type(setting: str) -> Any:
    # Older pytests have no other type for a number than its text.
    return "int" if setting == "limit" and pytest.version_tuple >= (8, 4) else "string"


def read_settings(config: pytest.Config) -> None:
    """Read the settings that ini file and command line give, for ``settings_of``.

    Raises:
        pytest.UsageError: One cannot be.
    """
    ini = {f"workteam_{setting}": _ini(config, f"workteam_{setting}") for setting in _SETTINGS}
    line = {_option(setting): config.getoption(f"workteam_{setting}") for setting in _SETTINGS}
    config.stash[_ini_settings] = _checked_texts(ini)
    config.stash[_command_line_settings] = _checked_texts(line)


def _ini(config: pytest.Config, name: str) -> Any:
    try:
        return config.getini(name)
    except (TypeError, ValueError, pytest.UsageError) as error:
        from pytest_workteam.errors import linked

        # Which option it is, pytest does not say.
        meant = _SETTINGS[name.removeprefix("workteam_")]
        raise pytest.UsageError(linked(f"{name}: {error}; it is the {meant}", "options")) from None


def _checked_texts(given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings in options that are given, by the setting's name."""
    texts = {option: text for option, text in given.items() if text is not None}
    if not texts:
        return {}
    from pytest_workteam.errors import InvalidSetting
    from pytest_workteam.services.settings import parse_setting

    settings: dict[str, Any] = {}
    for option, text in texts.items():
        name = option.replace("-", "_").removeprefix("__").removeprefix("workteam_")
        try:
            settings[name] = parse_setting(name, text)
        except InvalidSetting as error:
            raise pytest.UsageError(f"{option}: {error}") from None
    return settings


def settings_of(item: pytest.Item) -> dict[str, Any]:
    """The settings of a test's backend: command line over marker over ini over default.

    Raises:
        pytest.UsageError: A setting is not known or cannot be.
    """
    from pytest_workteam.errors import InvalidSetting, linked
    from pytest_workteam.services.settings import check_settings

    ini: dict[str, Any] = item.config.stash[_ini_settings]
    command_line: dict[str, Any] = item.config.stash[_command_line_settings]
    settings = dict(ini)
    for marker in reversed(list(item.iter_markers(MARKER))):
        if marker.args:
            raise pytest.UsageError(
                linked(
                    f"{item.nodeid}: the marker {MARKER} takes its settings by name, such as "
                    f"{MARKER}(limit=1), not {marker.args!r}",
                    "marker-workteam",
                )
            )
        settings.update(marker.kwargs)
    settings.update(command_line)
    try:
        return check_settings(settings)
    except InvalidSetting as error:
        given = "".join(
            f"; {option} is given on the command line" for option in map(_option, command_line)
        )
        raise pytest.UsageError(f"{item.nodeid}: the marker {MARKER}{given}: {error}") from None


def use_fixture(item: pytest.Item, name: str) -> None:
    """See that a test has the fixture that its marker is about, lest its calls go to AWS.

    It comes where ``usefixtures`` would put it, before those that the test asks for itself.
    """
    # Only what is a test of pytest's own has any.
    fixtures: list[str] | None = vars(item).get("fixturenames")
    info: Any = vars(item).get("_fixtureinfo")
    if fixtures is None or info is None:
        return
    definitions = info.name2fixturedefs
    autouse = set(_autouse_names(item))
    last = max((at for at, fixture in enumerate(fixtures) if fixture in autouse), default=-1)
    place = next(
        (
            at
            for at, fixture in enumerate(fixtures)
            if at > last and fixture in definitions and definitions[fixture][-1].scope == "function"
        ),
        len(fixtures),
    )
    if name not in fixtures[:place]:
        # Not the list itself, which the tests of one function share.
        others = [fixture for fixture in fixtures[place:] if fixture != name]
        item.fixturenames = [*fixtures[:place], name, *others]  # type: ignore[attr-defined]  # no Item has it, tests do


def _autouse_names(item: pytest.Item) -> Iterable[str]:
    # Nothing public tells them: a pytest that names it otherwise starts the backend before some.
    manager = vars(item.session).get("_fixturemanager")
    find: Any = getattr(manager, "_getautousenames", lambda _: ())
    names: Iterable[str] = find(item if pytest.version_tuple >= (8, 1) else item.nodeid)
    return names


def error_coverage_asked_for(config: pytest.Config) -> ErrorCoverage | None:
    """The plugin that measures error coverage; None if no option asks for it.

    Raises:
        pytest.UsageError: An option cannot be.
    """
    fail_under = config.getoption("workteam_error_cov_fail_under")
    reports: list[str] = config.getoption("workteam_error_cov_report") or []
    if not (config.getoption("workteam_error_cov") or fail_under is not None or reports):
        return None
    from pytest_workteam.report.measuring import ErrorCoverage, Target

    folder = config.invocation_params.dir
    try:
        targets = [Target.parse(text, folder) for text in reports]
    except ValueError as error:
        raise pytest.UsageError(f"--workteam-error-cov-report: {error}") from None
    return ErrorCoverage(None if fail_under is None else _percentage(fail_under), targets)


def _percentage(text: str) -> float:
    try:
        percentage = float(text)
    except ValueError:
        percentage = -1
    if not 0 <= percentage <= _ALL:
        from pytest_workteam.errors import linked

        raise pytest.UsageError(
            linked(
                f"--workteam-error-cov-fail-under: {text!r} is no percentage; give a number from "
                "0 to 100",
                "options",
            )
        )
    return percentage
