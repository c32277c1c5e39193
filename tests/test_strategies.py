"""Strategies give requests that keep, or break, what the service model says."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from pytest_workteam.schema import UnknownNameError, Violation, check_request, request_schema
from pytest_workteam.schema.patterns import java_pattern
from pytest_workteam.schema.validators import compile_validator
from pytest_workteam.schema.violations import Kind
from pytest_workteam.strategies import InvalidRequest, invalid_requests, requests
from tests.schema.made_up import MADE_UP, made_up_operation
from tests.support import linked

relaxed = settings(
    deadline=None,
    max_examples=25,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
ALL_KINDS: tuple[Kind, ...] = (
    "type",
    "unknown",
    "not_null",
    "enum",
    "pattern",
    "max_length",
    "min_length",
    "max_value",
    "min_value",
)


@relaxed
@given(requests("CreateWorkteam"))
def test_requests_are_valid(parameters: dict[str, Any]) -> None:
    assert check_request("CreateWorkteam", parameters) == ()


def test_the_simplest_request_is_a_pleasant_one() -> None:
    assert find(requests("DescribeWorkteam"), lambda _: True) == {"WorkteamName": "0"}


def test_a_failing_test_is_run_few_times() -> None:
    runs: list[dict[str, Any]] = []

    @settings(deadline=None, database=None, derandomize=True)
    @given(requests("CreateWorkteam"))
    def check(parameters: dict[str, Any]) -> None:
        runs.append(parameters)
        assert len(parameters["Description"]) < 5

    with pytest.raises(AssertionError):
        check()

    # Hypothesis's explain phase alone adds some three hundred to strategies of another form.
    assert len(runs) < 200
    assert runs[-1]["Description"] == "00000"


def test_requests_of_another_service() -> None:
    pattern = request_schema("CreateAlias", "kms")["$defs"]["AliasNameType"]["x-aws-pattern"]

    @relaxed
    @given(requests("CreateAlias", "kms"))
    def check(parameters: dict[str, Any]) -> None:
        assert java_pattern(pattern).matches(parameters["AliasName"])

    check()


@relaxed
@given(invalid_requests("CreateAlias", "kms"))
def test_invalid_requests_of_another_service(request: InvalidRequest) -> None:
    assert request.violation in check_request("CreateAlias", request.parameters, "kms")


def test_requests_without_parameters() -> None:
    assert find(requests("GetSendQuota", "ses"), lambda _: True) == {}


@relaxed
@given(invalid_requests("UpdateWorkteam"))
def test_invalid_requests_carry_what_the_service_would_find(request: InvalidRequest) -> None:
    assert request.violation in check_request("UpdateWorkteam", request.parameters)
    kinds = {constraint.kind for constraint in request.violation.constraints}
    assert kinds & {"max_length", "pattern", "enum", "max_value"}


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_each_kind_of_violation_is_made(kind: Kind) -> None:
    numbers = {"enum", "max_value", "min_value"}
    operation = "ListWorkteams" if kind in numbers else "UpdateWorkteam"
    first_found = settings(relaxed, max_examples=500, phases=[Phase.generate])

    def has_kind(violation: Violation) -> bool:
        return kind in {constraint.kind for constraint in violation.constraints}

    found = find(invalid_requests(operation, kinds=[kind]), lambda _: True, settings=first_found)
    assert has_kind(found.violation)
    assert found.violation in check_request(operation, found.parameters)


def test_requests_of_every_kind_of_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("strategies", "schema.documents"):
        monkeypatch.setattr(f"pytest_workteam.{room}.operation_model", made_up_operation)
    accepts = compile_validator(request_schema("Do", "made-up"))
    seen: set[str] = set()

    @relaxed
    @given(requests("Do", "made-up"))
    def check(parameters: dict[str, Any]) -> None:
        assert accepts(parameters)
        seen.update(parameters)

    check()

    shape: Any = MADE_UP.shape_for("DoRequest")
    assert seen == set(shape.members)


def test_nothing_can_be_wrong_with_no_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "pytest_workteam.strategies.operation_model", lambda *_: made_up_operation("Rest")
    )

    assert invalid_requests("Rest").is_empty
    assert find(requests("Rest"), lambda _: True) == {}


def test_an_unknown_operation() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean CreateWorkteam"):
        requests("CreateWorkTeam")
    with pytest.raises(UnknownNameError, match="Did you mean CreateWorkteam"):
        invalid_requests("CreateWorkTeam")


def test_without_hypothesis_the_error_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "try:\n    import pytest_workteam.strategies\n"
        "except ImportError as error:\n    print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.rstrip() == linked(
        "pytest_workteam.strategies needs Hypothesis: pip install 'pytest-workteam[hypothesis]'",
        "strategies",
    )
