"""Subscriptions to vendors' work teams: describe and list."""

from __future__ import annotations

from pytest_workteam.engine import paging
from pytest_workteam.engine.service import Operations
from pytest_workteam.engine.situations import Refusal
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services.sagemaker import subscribed_workteam_situations as situations
from pytest_workteam.services.sagemaker.known_workteams import check_region
from pytest_workteam.services.sagemaker.resources import SUBSCRIBED_WORKTEAMS
from pytest_workteam.services.state import State

operations = Operations()


@operations.add("DescribeSubscribedWorkteam")
def describe_subscribed_workteam(state: State, parameters: Parameters) -> Parameters:
    arn = parameters["WorkteamArn"]
    check_region(state, arn)
    for team in state.table(SUBSCRIBED_WORKTEAMS).values():
        if team.members["WorkteamArn"] == arn:
            return {"SubscribedWorkteam": team.members}
    raise Refusal(situations.UNKNOWN_SUBSCRIPTION, workteam_arn=arn)


@operations.add("ListSubscribedWorkteams")
def list_subscribed_workteams(state: State, parameters: Parameters) -> Parameters:
    page = paging.page(
        state,
        "ListSubscribedWorkteams",
        parameters,
        state.table(SUBSCRIBED_WORKTEAMS),
        order="Name",
        fragment=parameters.get("NameContains", ""),
    )
    return page.result("SubscribedWorkteams", [team.members for team in page.resources])
