"""Work teams by ARN."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import refused


@pytest.mark.parametrize(
    "operation, members",
    [
        ("add_tags", {"Tags": [{"Key": "a", "Value": "1"}]}),
        ("delete_tags", {"TagKeys": ["a"]}),
        ("list_tags", {}),
        ("describe_subscribed_workteam", None),
        ("list_labeling_jobs_for_workteam", None),
    ],
)
@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:sagemaker:eu-west-1:123456789012:workteam/private-crowd/team",
        "arn:aws:sagemaker:eu-west-1:123456789012:workteam/vendor-crowd/team",
        "arn:aws:sagemaker:eu-west-1:394669845002:workteam/public-crowd/default",
    ],
)
def test_an_arn_of_another_region(
    workteam_client: Any, operation: str, members: dict[str, Any] | None, arn: str
) -> None:
    argument = {"WorkteamArn": arn} if members is None else {"ResourceArn": arn, **members}
    with refused("ValidationException", "ARN should be scoped to correct region: us-east-1"):
        getattr(workteam_client, operation)(**argument)
