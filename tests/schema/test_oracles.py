"""Other validators come to our verdicts: jsonschema, jsonschema-rs, and botocore's own."""

from __future__ import annotations

import functools
from typing import Any

import jsonschema_rs
import pytest
from botocore.validate import ParamValidator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_workteam.schema import check_request, request_schema
from pytest_workteam.schema.model import operation_model, service_model
from pytest_workteam.schema.mutations import mutations
from pytest_workteam.schema.reporting import Reporter
from pytest_workteam.schema.validators import compile_validator
from pytest_workteam.services.catalog import operations
from pytest_workteam.strategies import requests

FAMILY = sorted(operations())
OTHERS = sorted(set(service_model().operation_names) - set(FAMILY))


def service_of(operation: str) -> str:
    faked = operations().get(operation)
    return "sagemaker" if faked is None else faked.service.name


# Patterns such as [\p{L}\p{N}]{0,1024} outgrow the engine's limit. Old releases cannot raise it;
# none of the family's patterns is like that.
PATTERN_OPTIONS: dict[str, Any] = (
    {"pattern_options": jsonschema_rs.FancyRegexOptions(size_limit=2**28)}
    if hasattr(jsonschema_rs, "FancyRegexOptions")
    else {}
)

with_examples = functools.partial(
    settings, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


@st.composite
def candidates(draw: st.DrawFn, operation: str) -> dict[str, Any]:
    """Return parameters that are valid, or have one thing wrong."""
    parameters = draw(requests(operation))
    shape = operation_model(operation, service_of(operation)).input_shape
    found = list(mutations(shape, parameters))
    if not found or draw(st.booleans()):
        return parameters
    return draw(st.sampled_from(found)).parameters


@functools.cache
def validators(operation: str) -> tuple[Any, Any, Any]:
    document = request_schema(operation, service_of(operation))
    shape = operation_model(operation, service_of(operation)).input_shape
    return (
        compile_validator(document),
        Reporter(document, shape),
        jsonschema_rs.Draft202012Validator(document, **PATTERN_OPTIONS),
    )


def agree(operation: str, parameters: dict[str, Any]) -> None:
    accepts, reporter, other = validators(operation)
    verdict = accepts(parameters)
    assert verdict is (not reporter.violations(parameters))
    assert verdict is (not check_request(operation, parameters, service_of(operation)))
    assert verdict is other.is_valid(parameters)
    shape = operation_model(operation, service_of(operation)).input_shape
    if verdict and shape is not None:
        report = ParamValidator().validate(parameters, shape)
        assert not report.has_errors(), report.generate_report()


@pytest.mark.parametrize("operation", FAMILY)
@with_examples(max_examples=10)
@given(st.data())
def test_all_validators_agree(operation: str, data: st.DataObject) -> None:
    agree(operation, data.draw(candidates(operation)))


@pytest.mark.all_services
@pytest.mark.parametrize("operation", OTHERS)
@with_examples(max_examples=30)
@given(st.data())
def test_all_validators_agree_on_other_operations(operation: str, data: st.DataObject) -> None:
    agree(operation, data.draw(candidates(operation)))


@pytest.mark.parametrize("operation", FAMILY)
@with_examples(max_examples=4)
@given(st.data())
def test_every_break_is_reported_as_what_it_is(operation: str, data: st.DataObject) -> None:
    parameters = data.draw(requests(operation))
    service = service_of(operation)
    for each in mutations(operation_model(operation, service).input_shape, parameters):
        violations = check_request(operation, each.parameters, service)
        assert any(each.causes(violation) for violation in violations), each
