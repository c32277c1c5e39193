"""Vendors' work teams that an account subscribed to: describe and list."""

from __future__ import annotations

from pytest_workteam import situations
from pytest_workteam.backend import paging
from pytest_workteam.backend.dispatch import operation
from pytest_workteam.backend.state import Parameters, State
from pytest_workteam.situations import Refusal


@operation("DescribeSubscribedWorkteam")
def describe_subscribed_workteam(state: State, parameters: Parameters) -> Parameters:
    arn = parameters["WorkteamArn"]
    for team in state.subscribed_workteams.values():
        if team.members["WorkteamArn"] == arn:
            return {"SubscribedWorkteam": team.members}
    raise Refusal(situations.UNKNOWN_SUBSCRIPTION, workteam_arn=arn)


@operation("ListSubscribedWorkteams")
def list_subscribed_workteams(state: State, parameters: Parameters) -> Parameters:
    page = paging.page(
        state,
        "ListSubscribedWorkteams",
        parameters,
        state.subscribed_workteams,
        order="Name",
        fragment=parameters.get("NameContains", ""),
    )
    return page.result("SubscribedWorkteams", [team.members for team in page.resources])
