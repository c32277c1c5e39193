"""EventBridge events of the faked services."""

from __future__ import annotations

import datetime as dt
import uuid

from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services.state import State


def sagemaker_event(
    state: State, detail_type: str, arn: str, time: dt.datetime, detail: Parameters, *, seed: str
) -> Parameters:
    """An EventBridge event of SageMaker, as documented.

    Args:
        state: The state of the event's account and region.
        detail_type: The ``detail-type``.
        arn: The ARN of the resource.
        time: When the resource changed, in UTC.
        detail: The ``detail``.
        seed: Seed of the ``id``, unique to this event.
    """
    return {
        "version": "0",
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, seed)),
        "detail-type": detail_type,
        "source": "aws.sagemaker",
        "account": state.account_id,
        "time": f"{time:%Y-%m-%dT%H:%M:%SZ}",
        "region": state.region,
        "resources": [arn],
        "detail": detail,
    }
