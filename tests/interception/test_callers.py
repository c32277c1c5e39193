from __future__ import annotations

import pytest

from pytest_workteam.interception.callers import attempt_of, kind_of_client


@pytest.mark.parametrize(
    "user_agent,kind",
    [
        ("Boto3/1.35.0 md/Botocore#1.35.0 ua/2.0 os/linux#6.1 Botocore/1.35.0", "boto3"),
        ("Botocore/1.44.5 ua/2.1 os/linux#6.1 md/arch#x86_64 lang/python#3.12.1", "botocore"),
        ("aiobotocore/3.10.0 md/Botocore#1.43.117 ua/2.1 botocore/1.43.117", "aiobotocore"),
        ("aws-cli/1.46.3 md/Botocore#1.44.5 ua/2.1 os/linux#6.1", "aws-cli"),
        ("aws-sdk-js/3.700.0 ua/2.1 os/linux#6.1 lang/js md/nodejs#22.0.0", "aws-sdk-js"),
        ("Boto3/1.44.5 md/Botocore#1.44.5 ua/2.1 lib/AWS-SageMakerCore#2.27.0", "sagemaker-core"),
        ("Boto3/1.44.5 md/Botocore#1.44.5 AWS-SageMaker-Python-SDK/2.2 Python/3.12", "sagemaker"),
        (
            "APN/1.0 HashiCorp/1.0 Terraform/1.9 terraform-provider-aws/5.1 aws-sdk-go-v2/1.3",
            "terraform-provider-aws",
        ),
        ("sagemaker-on-kubeflow-pipelines-v1.1.4", "sagemaker-on-kubeflow-pipelines"),
        ("curl/8.5.0", "curl"),
        ("curl/8.5.0/debug", "curl"),
        ("", "other"),
        ("nothing that is a product", "other"),
        ("nothing / or /that is one but this/1", "this"),
        # It takes hours where every letter is a new start.
        pytest.param("a" * 2_000_000, "other", id="long"),
    ],
)
def test_the_kind_of_client_is_its_first_product_or_a_library_on_top(
    user_agent: str, kind: str
) -> None:
    assert kind_of_client(user_agent) == kind


@pytest.mark.parametrize(
    "sdk_request,attempt",
    [
        ("attempt=1", 1),
        ("ttl=20260101T000000Z; attempt=3; max=5", 3),
        ("", 1),
        ("attempt=x", 1),
        ("attempt=" + "9" * 5000, 1),
    ],
    ids=range(5),
)
def test_the_attempt_is_what_the_header_says_else_the_first(sdk_request: str, attempt: int) -> None:
    assert attempt_of(sdk_request) == attempt
