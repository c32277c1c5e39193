"""Requests drawn from the service model, through a real client."""

from __future__ import annotations

import contextlib
import string
from typing import Any

import hypothesis.strategies as st
import pytest
from botocore.exceptions import ClientError
from botocore.session import Session
from botocore.validate import ParamValidator
from hypothesis import HealthCheck, given, settings

from pytest_workteam import OperationNotFaked, WorkteamBackend
from pytest_workteam.schema.model import service_model
from pytest_workteam.services.catalog import operations
from pytest_workteam.strategies import invalid_requests, requests
from tests.support import cognito

relaxed = settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
SESSION = Session()


def client_of_the_session(service: str = "sagemaker") -> Any:
    return SESSION.create_client(service, aws_access_key_id="key", aws_secret_access_key="secret")


@pytest.mark.parametrize("operation", operations())
def test_botocore_accepts_requests_that_the_schema_accepts(operation: str) -> None:
    service = operations()[operation].service.name
    shape: Any = service_model(service).operation_model(operation).input_shape

    @relaxed
    @given(requests(operation))
    def check(parameters: dict[str, Any]) -> None:
        report = ParamValidator().validate(parameters, shape)
        assert not report.has_errors(), report.generate_report()

    check()


@st.composite
def keeping_the_rules(draw: st.DrawFn) -> dict[str, Any]:
    """A valid CreateWorkteam request, also by the rules that are not in the service model."""
    parameters: dict[str, Any] = draw(requests("CreateWorkteam"))
    parameters.pop("WorkforceName", None)
    client_id = draw(st.text(string.ascii_letters + string.digits, min_size=1, max_size=26))
    parameters["MemberDefinitions"] = [
        cognito(f"group-{number}", client_id=client_id)
        for number in range(len(parameters["MemberDefinitions"]))
    ]
    if "Tags" in parameters:
        unique = {tag["Key"]: tag for tag in parameters["Tags"]}
        parameters["Tags"] = [
            tag for key, tag in unique.items() if not key.lower().startswith("aws:")
        ]
    return parameters


@relaxed
@given(keeping_the_rules())
def test_a_valid_create_succeeds_on_an_empty_backend(parameters: dict[str, Any]) -> None:
    with WorkteamBackend() as backend:
        client = client_of_the_session()
        arn = client.create_workteam(**parameters)["WorkteamArn"]
        described = client.describe_workteam(WorkteamName=parameters["WorkteamName"])["Workteam"]
        tags = client.list_tags(ResourceArn=arn)["Tags"]

    assert list(backend.workteams) == [parameters["WorkteamName"]]
    for member in ("Description", "MemberDefinitions"):
        assert described[member] == parameters[member]
    for member in ("NotificationConfiguration", "WorkerAccessConfiguration"):
        assert described.get(member, {}) == parameters.get(member, {})
    assert tags == parameters.get("Tags", [])


@relaxed
@given(invalid_requests("CreateWorkteam"))
def test_a_constraint_violation_is_reported(invalid: Any) -> None:
    with WorkteamBackend() as backend:
        try:
            client_of_the_session().create_workteam(**invalid.parameters)
        except ClientError as error:
            answered = error.response["Error"]
        else:
            pytest.fail("it was accepted")

    assert answered.get("Code") == "ValidationException"
    assert f" at '{invalid.violation.path}' failed to satisfy" in answered.get("Message", "")
    assert not backend.workteams


@pytest.mark.filterwarnings("ignore::pytest_workteam.OperationNotFakedWarning")
@pytest.mark.parametrize("operation", operations())
def test_a_valid_request_returns_a_result_or_a_known_error(operation: str) -> None:
    @relaxed
    @given(requests(operation))
    def check(parameters: dict[str, Any]) -> None:
        with WorkteamBackend(existing=1) as backend:
            client = client_of_the_session(operations()[operation].service.name)
            method = {value: key for key, value in client.meta.method_to_api_mapping.items()}
            # The tags of other resources are not faked.
            with contextlib.suppress(ClientError, OperationNotFaked):
                getattr(client, method[operation])(**parameters)
        known = {
            None,
            "ValidationException",
            "ResourceNotFound",
            "ResourceNotFoundException",
            "OperationNotFaked",
        }
        assert backend.calls.last.error in known
        assert len(backend.calls) == 1

    check()
