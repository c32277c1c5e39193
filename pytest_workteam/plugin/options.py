"""Command line and ini options, and the names of markers and fixtures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from pytest_workteam.errors import InvalidSetting, linked

if TYPE_CHECKING:
    from pytest_workteam.reporting.measuring import ErrorCoverage, Remedies

MARKER = "workteam"
SCENARIOS_MARKER = "workteam_scenarios"
BACKEND_FIXTURE = "workteam_backend"
SCENARIO_FIXTURE = "workteam_scenario"
GUARD = "workteam_guard"
EVIDENCE = "workteam_evidence"

_SETTINGS = {
    "limit": "number of work teams per account and region (default: 25)",
    "region": (
        "region of the backend (default: the environment's, else us-east-1); sets "
        "AWS_DEFAULT_REGION and AWS_REGION while pytest runs"
    ),
    "account_id": "account of the backend, 12 digits (default: 123456789012)",
}

_ALL = 100

_ini_settings = pytest.StashKey["dict[str, Any]"]()
_command_line_settings = pytest.StashKey["dict[str, Any]"]()


def add_options(parser: pytest.Parser) -> None:
    group = parser.getgroup("workteam", "SageMaker work teams")
    for setting, explanation in _SETTINGS.items():
        group.addoption(
            option_of(setting),
            dest=f"workteam_{setting}",
            metavar=setting.upper(),
            help=f"{explanation}; overrides markers and the ini option",
        )
        parser.addini(f"workteam_{setting}", explanation, type=_ini_type(setting), default=None)
    parser.addini(
        GUARD,
        "refuse calls of faked operations while no backend is active (default: false)",
        type="bool",
        default=False,
    )
    parser.addini(
        EVIDENCE,
        "files that `python -m pytest_workteam record` wrote; the backend returns the recorded "
        "error codes and messages, and the last file wins",
        type="paths",
        default=(),
    )
    group.addoption(
        "--workteam-evidence-report",
        action="store_true",
        help="list the recorded errors with file and date, and exit",
    )
    group.addoption(
        "--workteam-scenarios",
        action="store_true",
        help="list the scenarios for the marker workteam_scenarios, and exit",
    )
    group.addoption(
        "--workteam-error-cov",
        action="store_true",
        help="print a table of the errors that tests met and never met",
    )
    group.addoption(
        "--workteam-error-cov-include",
        metavar="KINDS",
        action="append",
        help="count errors of further kinds: validation, common, or both separated by a comma",
    )
    group.addoption(
        "--workteam-error-cov-fail-under",
        metavar="PERCENT",
        help="fail the run below this error coverage; implies --workteam-error-cov",
    )
    group.addoption(
        "--workteam-error-cov-report",
        metavar="FORMAT:PATH",
        action="append",
        help=(
            "write the error coverage to json:PATH or html:PATH; implies --workteam-error-cov; "
            "repeatable"
        ),
    )


def option_of(setting: str) -> str:
    """The command line option for a setting, such as ``--workteam-limit``."""
    return f"--workteam-{setting.replace('_', '-')}"


def _ini_type(setting: str) -> Any:
    # pytest before 8.4 has no type for integers.
    return "int" if setting == "limit" and pytest.version_tuple >= (8, 4) else "string"


def read_settings(config: pytest.Config) -> None:
    """Read the settings of the ini file and the command line.

    Raises:
        pytest.UsageError: A value is invalid.
    """
    ini = {f"workteam_{setting}": _ini(config, f"workteam_{setting}") for setting in _SETTINGS}
    line = {option_of(setting): _given(config, f"workteam_{setting}") for setting in _SETTINGS}
    config.stash[_ini_settings] = _checked_texts(ini)
    config.stash[_command_line_settings] = _checked_texts(line)


def _given(config: pytest.Config, name: str) -> Any:
    given = config.getoption(name, None)
    # Before the first conftest.py is loaded, only pytest's first reading has it.
    return getattr(config.known_args_namespace, name, None) if given is None else given


def _ini(config: pytest.Config, name: str) -> Any:
    try:
        return config.getini(name)
    except (TypeError, ValueError, pytest.UsageError) as error:
        # pytest's message does not name the option.
        meaning = _SETTINGS[name.removeprefix("workteam_")]
        raise pytest.UsageError(
            linked(f"{name}: {error}; it is the {meaning}", "options")
        ) from None


def _checked_texts(given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the options that are set, by setting."""
    texts = {option: text for option, text in given.items() if text is not None}
    if not texts:
        return {}
    from pytest_workteam.services.settings import parse_setting

    settings: dict[str, Any] = {}
    for option, text in texts.items():
        name = option.replace("-", "_").removeprefix("__").removeprefix("workteam_")
        try:
            settings[name] = parse_setting(name, text)
        except InvalidSetting as error:
            raise pytest.UsageError(f"{option}: {error}") from None
    return settings


def ini_settings(config: pytest.Config) -> Mapping[str, Any]:
    """The settings of the ini file."""
    return config.stash.get(_ini_settings, {})


def command_line_settings(config: pytest.Config) -> Mapping[str, Any]:
    """The settings of the command line."""
    return config.stash.get(_command_line_settings, {})


def fail_test(message: str) -> NoReturn:
    """Fail a test for a marker or parameter of its own, without a traceback.

    Args:
        message: The whole message, with its topic.
    """
    raise pytest.fail.Exception(message, pytrace=False) from None


def marker_settings(item: pytest.Item) -> dict[str, Any]:
    """The settings of a test's markers; the closest marker wins per keyword.

    The test fails if a marker has positional arguments.
    """
    settings: dict[str, Any] = {}
    for marker in reversed(list(item.iter_markers(MARKER))):
        if marker.args:
            fail_test(
                linked(
                    f"{item.nodeid}: the marker {MARKER} takes keyword arguments such as "
                    f"{MARKER}(limit=1), not {marker.args!r}",
                    "marker-workteam",
                )
            )
        settings.update(marker.kwargs)
    return settings


def settings_of(item: pytest.Item) -> dict[str, Any]:
    """The settings of a test's backend; the test fails if a setting is invalid.

    Precedence: command line, closest marker, ini option, default.
    """
    from pytest_workteam.services.settings import check_settings

    command_line = command_line_settings(item.config)
    try:
        return check_settings(
            {**ini_settings(item.config), **marker_settings(item), **command_line}
        )
    except InvalidSetting as error:
        given = "".join(
            f"; {option} is given on the command line" for option in map(option_of, command_line)
        )
        fail_test(f"{item.nodeid}: the marker {MARKER}{given}: {error}")


def new_error_coverage(
    config: pytest.Config, remedies: Callable[[pytest.Config], Remedies]
) -> ErrorCoverage | None:
    """The plugin that measures error coverage; None if no option asks for it.

    Args:
        config: The configuration of the run.
        remedies: Gives the scenarios to suggest, once the run has ended.

    Raises:
        pytest.UsageError: An option is invalid.
    """
    fail_under = config.getoption("workteam_error_cov_fail_under")
    reports: list[str] = config.getoption("workteam_error_cov_report") or []
    included: list[str] = config.getoption("workteam_error_cov_include") or []
    kinds = _kinds(included) if included else ()
    if not (config.getoption("workteam_error_cov") or fail_under is not None or reports):
        return None
    from pytest_workteam.reporting.measuring import ErrorCoverage, Target

    folder = config.invocation_params.dir
    try:
        targets = [Target.parse(text, folder) for text in reports]
    except ValueError as error:
        raise pytest.UsageError(f"--workteam-error-cov-report: {error}") from None
    least = None if fail_under is None else _percentage(fail_under)
    return ErrorCoverage(least, targets, include=kinds, remedies=remedies)


def _kinds(given: list[str]) -> tuple[str, ...]:
    from pytest_workteam.reporting.coverage import OPTIONAL_KINDS

    kinds = [kind.strip() for text in given for kind in text.split(",")]
    for kind in kinds:
        if kind not in OPTIONAL_KINDS:
            raise pytest.UsageError(
                linked(
                    f"--workteam-error-cov-include: {kind!r} is invalid; give "
                    f"{', '.join(OPTIONAL_KINDS)}, separated by a comma",
                    "options",
                )
            )
    return tuple(kinds)


def _percentage(text: str) -> float:
    try:
        percentage = float(text)
    except ValueError:
        percentage = -1
    if not 0 <= percentage <= _ALL:
        raise pytest.UsageError(
            linked(
                f"--workteam-error-cov-fail-under: {text!r} is invalid; give a number from 0 to "
                "100",
                "options",
            )
        )
    return percentage
