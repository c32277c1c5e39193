"""A program that goes past the work team API, tested by two operations of our own."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from pytest_workteam import WorkteamBackend

ROLE = "arn:aws:iam::123456789012:role/sagemaker"


def deploy(client: Any, name: str) -> str:
    """The program under test: create a model if its name is free, and return its ARN."""
    try:
        return str(client.create_model(ModelName=name, ExecutionRoleArn=ROLE)["ModelArn"])
    except client.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != "ValidationException":
            raise
    return str(client.describe_model(ModelName=name)["ModelArn"])


def test_a_model_is_reused(workteam_client: Any, workteam_backend: WorkteamBackend) -> None:
    assert deploy(workteam_client, "labels") == deploy(workteam_client, "labels")
    assert list(workteam_backend.store("model")) == ["labels"]


def test_the_limit(workteam_client: Any) -> None:
    for name in ("a", "b"):
        deploy(workteam_client, name)
    with pytest.raises(workteam_client.exceptions.ResourceLimitExceeded):
        deploy(workteam_client, "c")


def test_a_throttled_request_is_retried(
    workteam_client: Any, workteam_backend: WorkteamBackend
) -> None:
    workteam_backend.fail("CreateModel", "ThrottlingException")

    deploy(workteam_client, "labels")

    assert len(workteam_backend.calls.of("CreateModel")) == 2


@pytest.mark.usefixtures("workteam_backend")
def test_everything_else_goes_to_moto() -> None:
    moto = pytest.importorskip("moto")
    with moto.mock_aws():
        client: Any = boto3.client("sagemaker")
        deploy(client, "labels")
        assert client.list_endpoint_configs()["EndpointConfigs"] == []
