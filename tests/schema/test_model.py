"""Names of services and operations are found, or the nearest ones are told."""

from __future__ import annotations

import pytest
from botocore.loaders import Loader

from pytest_workteam.errors import WorkteamError
from pytest_workteam.schema import UnknownNameError, request_schema, service_model
from tests.support import linked


def test_a_model_is_loaded_once() -> None:
    assert service_model() is service_model("sagemaker")
    assert service_model().service_name == "sagemaker"


def test_a_loader_of_the_callers_own() -> None:
    loader = Loader()
    assert service_model("sts", loader=loader) is service_model("sts", loader=loader)
    assert service_model("sts", loader=loader) is not service_model("sts")


@pytest.mark.parametrize(
    "operation,service,message",
    [
        (
            "c-r-e-a-t-e_w_o_r_k_team",
            "sagemaker",
            "sagemaker has no operation 'c-r-e-a-t-e_w_o_r_k_team'. Did you mean CreateWorkteam?",
        ),
        (
            "create_workteam",
            "sagemaker",
            "sagemaker has no operation 'create_workteam'. Did you mean CreateWorkteam?",
        ),
        (
            "ListQueue",
            "sqs",
            "sqs has no operation 'ListQueue'. Did you mean ListQueues, ListQueueTags or TagQueue?",
        ),
        ("Zzzzzzzz", "sqs", "sqs has no operation 'Zzzzzzzz'."),
        ("Publish", "SNS", "botocore has no service 'SNS'. Did you mean sns?"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(
    operation: str, service: str, message: str
) -> None:
    with pytest.raises(UnknownNameError) as raised:
        request_schema(operation, service)
    assert str(raised.value) == linked(message, "unknown-name")
    assert isinstance(raised.value, LookupError | WorkteamError)
