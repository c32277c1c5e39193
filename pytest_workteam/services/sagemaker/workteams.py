"""Private work teams: create, describe, update, delete, list."""

from __future__ import annotations

from typing import Any, cast

from pytest_workteam.engine import paging
from pytest_workteam.engine.service import Operations
from pytest_workteam.engine.situations import Refusal
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.protocols.values import CachedStructure
from pytest_workteam.services import transitions
from pytest_workteam.services.arns import subdomain
from pytest_workteam.services.sagemaker import cognito, members, tags, workforces
from pytest_workteam.services.sagemaker import workteam_situations as situations
from pytest_workteam.services.sagemaker.resources import (
    ANY_SOURCE_IP,
    WORKTEAMS,
    MemberDefinitions,
    Workforce,
    Workteam,
    put_workforce,
    workforce_arn,
    workforce_of,
    workteam_arn,
)
from pytest_workteam.services.sagemaker.workforce_situations import UNKNOWN_WORKFORCE
from pytest_workteam.services.state import State

operations = Operations()

DEFAULT_WORKFORCE = "default"
"""Name of the workforce that the first work team creates, as documented."""


@operations.add("CreateWorkteam", precheck=cognito.check)
def create_workteam(state: State, parameters: Parameters) -> Parameters:
    name = parameters["WorkteamName"]
    # Requests always have it, by the schema; seeding may leave it out.
    definitions = parameters.get("MemberDefinitions")
    team_tags = tags.checked(parameters["Tags"]) if "Tags" in parameters else {}
    if definitions is not None:
        members.check_members(state, definitions)
    workforce = workforce_for(state, parameters.get("WorkforceName"), definitions)
    teams = state.table(WORKTEAMS)
    if name in teams:
        raise Refusal(situations.NAME_IN_USE, workteam_arn=workteam_arn(state, name))
    utilization = len(teams)
    limit = state.settings.limit_of(state.region, state.account_id)
    if utilization >= limit:
        raise Refusal(situations.WORKTEAM_LIMIT, limit=limit, utilization=utilization)
    now = state.now()
    if workforce is not workforce_of(state):
        put_workforce(state, workforce)
    teams.put(
        Workteam(
            name=name,
            sequence=state.next_sequence(),
            created=now,
            updated=now,
            description=parameters["Description"],
            member_definitions=definitions,
            notification=parameters.get("NotificationConfiguration"),
            worker_access=parameters.get("WorkerAccessConfiguration"),
            tags=team_tags,
        )
    )
    return {"WorkteamArn": workteam_arn(state, name)}


def workforce_for(
    state: State, name: str | None, definitions: MemberDefinitions | None
) -> Workforce:
    """The workforce for a team with these members.

    A new or changed workforce is not stored yet, since the team may still be refused.

    Raises:
        Refusal: The members do not match the workforce.
    """
    workforce = workforce_of(state)
    if name is not None and (workforce is None or workforce.name != name):
        raise Refusal(UNKNOWN_WORKFORCE, workforce_name=name)
    if definitions is None:
        return workforce or provisional_workforce(state)
    cognito = members.cognito_config(definitions)
    if workforce is None:
        if cognito is None:
            raise Refusal(situations.NO_OIDC_WORKFORCE)
        delay = state.settings.workforce_delay
        begun = transitions.begin(state, workforces.INITIALIZING, delay)
        return default_workforce(state, cognito)._replace(transition=begun)
    if workforce.provisional and cognito is not None:
        return workforce._replace(cognito=cognito, provisional=False)
    members.check_workforce(workforce, cognito)
    return workforce


def default_workforce(state: State, cognito: dict[str, str]) -> Workforce:
    now = state.now()
    return Workforce(
        name=DEFAULT_WORKFORCE,
        created=now,
        updated=now,
        cognito=cognito,
        oidc=None,
        source_ip=ANY_SOURCE_IP,
    )


def provisional_workforce(state: State) -> Workforce:
    """A workforce with a made-up user pool, for teams that are seeded without members."""
    cognito = {"UserPool": f"{state.region}_Seeded000", "ClientId": "seededclient"}
    return default_workforce(state, cognito)._replace(provisional=True)


def existing_workteam(state: State, name: str) -> Workteam:
    try:
        return state.table(WORKTEAMS)[name]
    except KeyError:
        raise Refusal(situations.UNKNOWN_WORKTEAM, workteam_name=name) from None


@operations.add("DescribeWorkteam")
def describe_workteam(state: State, parameters: Parameters) -> Parameters:
    return {"Workteam": described(state, existing_workteam(state, parameters["WorkteamName"]))}


def described(state: State, team: Workteam) -> Parameters:
    """The ``Workteam`` structure of a team, cached until the team or workforce changes."""
    workforce = cast("Workforce", workforce_of(state))  # every team has one
    descriptions = state.table(WORKTEAMS).descriptions
    cached = descriptions.get(team.name)
    if cached is None or cached[0][0] is not team or cached[0][1] is not workforce:
        cached = (team, workforce), _described(state, team, workforce)
        descriptions[team.name] = cached
    return cached[1]


def _described(state: State, team: Workteam, workforce: Workforce) -> Parameters:
    result = CachedStructure(
        WorkteamName=team.name,
        MemberDefinitions=team.member_definitions or members.default_members(workforce),
        WorkteamArn=workteam_arn(state, team.name),
        WorkforceArn=workforce_arn(state, workforce.name),
        Description=team.description,
        SubDomain=subdomain(state.region, state.account_id, workforce.name),
        CreateDate=team.created,
        LastUpdatedDate=team.updated,
        # Empty if it was never given (inferred).
        NotificationConfiguration=team.notification or {},
    )
    if team.worker_access is not None:
        result["WorkerAccessConfiguration"] = team.worker_access
    return result


@operations.add("UpdateWorkteam", precheck=cognito.check)
def update_workteam(state: State, parameters: Parameters) -> Parameters:
    team = existing_workteam(state, parameters["WorkteamName"])
    changes: dict[str, Any] = {"updated": state.now()}
    definitions = parameters.get("MemberDefinitions")
    workforce = None
    if definitions is not None:
        members.check_members(state, definitions)
        workforce = workforce_for(state, None, definitions)
        changes["member_definitions"] = definitions
    for member, attribute in (
        ("Description", "description"),
        ("NotificationConfiguration", "notification"),
        ("WorkerAccessConfiguration", "worker_access"),
    ):
        if member in parameters:
            changes[attribute] = parameters[member]
    updated = team._replace(**changes)
    state.table(WORKTEAMS).put(updated)
    if workforce is not None:
        put_workforce(state, workforce)
    return {"Workteam": described(state, updated)}


@operations.add("DeleteWorkteam")
def delete_workteam(state: State, parameters: Parameters) -> Parameters:
    name = existing_workteam(state, parameters["WorkteamName"]).name
    state.table(WORKTEAMS).remove(name)
    return {"Success": True}


@operations.add("ListWorkteams")
def list_workteams(state: State, parameters: Parameters) -> Parameters:
    page = paging.page(
        state,
        "ListWorkteams",
        parameters,
        state.table(WORKTEAMS),
        order=parameters.get("SortBy", "CreateDate"),
        fragment=parameters.get("NameContains", ""),
    )
    return page.result("Workteams", [described(state, team) for team in page.resources])
