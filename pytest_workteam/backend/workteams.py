"""Private work teams: create, describe, update, delete, list."""

from __future__ import annotations

from typing import Any

from pytest_workteam import situations
from pytest_workteam.backend import members, paging, tags, workforces
from pytest_workteam.backend.dispatch import operation
from pytest_workteam.backend.state import (
    ANYWHERE,
    MemberDefinitions,
    Parameters,
    State,
    Workforce,
    Workteam,
)
from pytest_workteam.backend.wire import Structure
from pytest_workteam.situations import Refusal

DEFAULT_WORKFORCE = "default"
"""The name of a workforce that a work team brings into being, as documented."""


@operation("CreateWorkteam")
def create_workteam(state: State, parameters: Parameters) -> Parameters:
    name = parameters["WorkteamName"]
    # The schema requires it of a request; seeding may leave it out.
    definitions = parameters.get("MemberDefinitions")
    team_tags = tags.checked(parameters["Tags"]) if "Tags" in parameters else {}
    if definitions is not None:
        members.check_members(state, definitions)
    workforce = workforce_for(state, parameters.get("WorkforceName"), definitions)
    if name in state.workteams:
        raise Refusal(situations.NAME_IN_USE, workteam_arn=state.workteam_arn(name))
    utilization = len(state.workteams)
    limit = state.limit()
    if utilization >= limit:
        raise Refusal(situations.WORKTEAM_LIMIT, limit=limit, utilization=utilization)
    now = state.now()
    state.workforce = workforce
    state.workteams.put(
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
    return {"WorkteamArn": state.workteam_arn(name)}


def workforce_for(
    state: State, name: str | None, definitions: MemberDefinitions | None
) -> Workforce:
    """The workforce that a team of these members belongs to, made when there is none.

    A workforce that is made, or that was provisional until now, is not yet in the state: the
    team may still be refused.
    """
    workforce = state.workforce
    if name is not None and (workforce is None or workforce.name != name):
        raise Refusal(situations.UNKNOWN_WORKFORCE, workforce_name=name)
    if definitions is None:
        return workforce or provisional_workforce(state)
    cognito = members.cognito_config(definitions)
    if workforce is None:
        if cognito is None:
            raise Refusal(situations.NO_OIDC_WORKFORCE)
        begun = workforces.transition(state, workforces.INITIALIZING)
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
        source_ip=ANYWHERE,
    )


def provisional_workforce(state: State) -> Workforce:
    """The workforce of teams without members of their own; its pool is nobody's."""
    cognito = {"UserPool": f"{state.region}_Seeded000", "ClientId": "seededclient"}
    return default_workforce(state, cognito)._replace(provisional=True)


def existing_workteam(state: State, name: str) -> Workteam:
    try:
        return state.workteams[name]
    except KeyError:
        raise Refusal(situations.UNKNOWN_WORKTEAM, workteam_name=name) from None


@operation("DescribeWorkteam")
def describe_workteam(state: State, parameters: Parameters) -> Parameters:
    return {"Workteam": described(state, existing_workteam(state, parameters["WorkteamName"]))}


def described(state: State, team: Workteam) -> Parameters:
    """The ``Workteam`` structure of a team, the same one until team or workforce changes."""
    workforce = state.workforce_of_teams
    kept = state.descriptions.get(team.name)
    if kept is None or kept[0] is not team or kept[1] is not workforce:
        kept = team, workforce, _described(state, team, workforce)
        state.descriptions[team.name] = kept
    return kept[2]


def _described(state: State, team: Workteam, workforce: Workforce) -> Parameters:
    result = Structure(
        WorkteamName=team.name,
        MemberDefinitions=team.member_definitions or members.of_workforce(workforce),
        WorkteamArn=state.workteam_arn(team.name),
        WorkforceArn=state.workforce_arn(workforce.name),
        Description=team.description,
        SubDomain=state.subdomain(workforce.name),
        CreateDate=team.created,
        LastUpdatedDate=team.updated,
        # Read back as an empty structure when it was never given (inferred).
        NotificationConfiguration=team.notification or {},
    )
    if team.worker_access is not None:
        result["WorkerAccessConfiguration"] = team.worker_access
    return result


@operation("UpdateWorkteam")
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
    state.workteams.put(updated)
    if workforce is not None:
        state.workforce = workforce
    return {"Workteam": described(state, updated)}


@operation("DeleteWorkteam")
def delete_workteam(state: State, parameters: Parameters) -> Parameters:
    name = existing_workteam(state, parameters["WorkteamName"]).name
    state.workteams.remove(name)
    state.descriptions.pop(name, None)
    return {"Success": True}


@operation("ListWorkteams")
def list_workteams(state: State, parameters: Parameters) -> Parameters:
    page = paging.page(
        state,
        "ListWorkteams",
        parameters,
        state.workteams,
        order=parameters.get("SortBy", "CreateDate"),
        fragment=parameters.get("NameContains", ""),
    )
    return page.result("Workteams", [described(state, team) for team in page.resources])
