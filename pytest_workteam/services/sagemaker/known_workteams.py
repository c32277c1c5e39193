"""Work team ARNs that labeling jobs and flow definitions accept."""

from __future__ import annotations

from pytest_workteam.engine.regions import partition_of
from pytest_workteam.engine.situations import Refusal
from pytest_workteam.services.arns import PUBLIC_CROWD_ACCOUNT, Arn
from pytest_workteam.services.sagemaker import workteam_situations as situations
from pytest_workteam.services.sagemaker.resources import (
    SUBSCRIBED_WORKTEAMS,
    WORKTEAMS,
    workteam_arn,
    workteam_by_arn,
)
from pytest_workteam.services.state import State


def public_arn(state: State) -> str:
    """The ARN of the public work team, Amazon Mechanical Turk, in the state's region."""
    partition = partition_of(state.region)
    name = "public-crowd/default"
    return str(Arn(partition, state.region, PUBLIC_CROWD_ACCOUNT, "workteam", name))


def is_public(state: State, arn: str) -> bool:
    return arn == public_arn(state)


def arns(state: State) -> list[str]:
    """The ARNs of all private, subscribed and public work teams."""
    private = (workteam_arn(state, name) for name in state.table(WORKTEAMS))
    vendors = state.table(SUBSCRIBED_WORKTEAMS).values()
    return [*private, *(team.members["WorkteamArn"] for team in vendors), public_arn(state)]


def is_known(state: State, arn: str) -> bool:
    """Whether a private, subscribed or public work team has the ARN."""
    if workteam_by_arn(state, arn) is not None or is_public(state, arn):
        return True
    vendors = state.table(SUBSCRIBED_WORKTEAMS).values()
    return any(team.members["WorkteamArn"] == arn for team in vendors)


def check_region(state: State, arn: str) -> None:
    """Refuse a SageMaker ARN of another region.

    Raises:
        Refusal: The ARN's region is not the called region.
    """
    parsed = Arn.parse(arn)
    if parsed is not None and parsed.region != state.region:
        raise Refusal(situations.ARN_OF_OTHER_REGION, region=state.region)
