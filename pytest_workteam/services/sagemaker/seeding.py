"""Seeding of work teams, workforces and subscriptions."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from pytest_workteam.errors import SeedRefused
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services.arns import arn as arn_of
from pytest_workteam.services.sagemaker import members, workteams
from pytest_workteam.services.sagemaker.resources import (
    SUBSCRIBED_WORKTEAMS,
    WORKFORCES,
    WORKTEAMS,
    SubscribedWorkteam,
    put_workforce,
    workforce_of,
)
from pytest_workteam.services.sagemaker.service import SAGEMAKER
from pytest_workteam.services.seeding import (
    DESCRIPTION,
    carry_out,
    carry_out_removal,
    check_named_once,
    check_result,
)
from pytest_workteam.services.state import State

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True


OIDC_CONFIG = {
    "ClientId": "seeded-client",
    "ClientSecret": "not-a-secret",
    "Issuer": "https://example.com/issuer",
    "AuthorizationEndpoint": "https://example.com/authorize",
    "TokenEndpoint": "https://example.com/token",
    "UserInfoEndpoint": "https://example.com/userinfo",
    "LogoutEndpoint": "https://example.com/logout",
    "JwksUri": "https://example.com/jwks",
}
"""The configuration of a seeded OIDC workforce."""


def add_workteam(
    state: State, name: str | None, given: Mapping[str, Any], oidc_groups: Sequence[str] = ()
) -> str:
    """Add a work team as CreateWorkteam would.

    Without MemberDefinitions, the team has the default members of the current or a later workforce.

    Returns:
        The work team's ARN.

    Raises:
        SeedRefused: The service would refuse to create it.
    """
    if name is None:
        given = dict(given)
        name = given.pop("WorkteamName", None)
        if name is None:
            raise SeedRefused(
                "add_workteam() needs a name. Nothing was added; give it as the first argument, or "
                "as WorkteamName."
            )
    check_named_once(f"add_workteam({name!r})", "WorkteamName", given)
    parameters = {"WorkteamName": name, "Description": DESCRIPTION, **given}
    if oidc_groups:
        parameters["MemberDefinitions"] = [{members.OIDC: {"Groups": list(oidc_groups)}}]
        with state.lock:
            if workforce_of(state) is None:
                add_workforce(state, workteams.DEFAULT_WORKFORCE, {"OidcConfig": OIDC_CONFIG})
    any_members = members.default_members(workteams.provisional_workforce(state))
    result = carry_out(
        f"add_workteam({name!r})",
        state,
        SAGEMAKER,
        "CreateWorkteam",
        parameters,
        only_checked={"MemberDefinitions": any_members},
    )
    return str(result["WorkteamArn"])


def add_workteams(state: State, count: int) -> list[str]:
    """Add teams without members under free names.

    Returns:
        The names.

    Raises:
        SeedRefused: The limit leaves too little room.
    """
    names: list[str] = []
    with state.lock:
        teams = state.table(WORKTEAMS)
        limit = state.settings.limit_of(state.region, state.account_id)
        room = max(limit - len(teams), 0)
        if count > room:
            raise SeedRefused(
                f"add_workteams({count}) would go over the limit of {limit} work teams: "
                f"there is room for {room}. Nothing was added; raise the limit or add fewer."
            )
        free = (f"existing-{number}" for number in itertools.count(1))
        workforce = workforce_of(state)
        try:
            while len(names) < count:
                name = next(name for name in free if name not in teams)
                parameters = {"WorkteamName": name, "Description": DESCRIPTION}
                workteams.create_workteam(state, parameters)
                names.append(name)
        except BaseException:
            # The test's clock may raise.
            for name in names:
                teams.remove(name)
            if workforce is None:
                state.table(WORKFORCES).clear()
            raise
    return names


def add_workforce(state: State, name: str, given: Mapping[str, Any]) -> str:
    """Add the private workforce as CreateWorkforce would, replacing a provisional workforce.

    Without CognitoConfig and OidcConfig, the workforce is provisional itself.

    Returns:
        The workforce's ARN.

    Raises:
        SeedRefused: The service would refuse to create it.
    """
    check_named_once(f"add_workforce({name!r})", "WorkforceName", given)
    own_config = any(given.get(name) is not None for name in ("CognitoConfig", "OidcConfig"))
    placeholder = workteams.provisional_workforce(state)
    parameters = {"WorkforceName": name, **given}
    if not own_config:
        parameters["CognitoConfig"] = placeholder.cognito
    with state.lock:
        present = workforce_of(state)
        replaced = present if present is not None and present.provisional else None
        table = state.table(WORKFORCES)
        if replaced is not None:
            table.remove(replaced.name)
        try:
            what = f"add_workforce({name!r})"
            result = carry_out(what, state, SAGEMAKER, "CreateWorkforce", parameters)
        except BaseException:
            if replaced is not None:
                table.put(replaced)
            raise
        if not own_config:
            put_workforce(state, table[name]._replace(provisional=True))
    return str(result["WorkforceArn"])


def add_subscribed_workteam(state: State, name: str, given: Mapping[str, Any]) -> str:
    """Subscribe the account to a vendor's work team.

    Returns:
        The work team's ARN.

    Raises:
        SeedRefused: The account is subscribed already, or a member is invalid.
    """
    what = f"add_subscribed_workteam({name!r})"
    team: Parameters = {
        "WorkteamArn": arn_of(state, "workteam", f"vendor-crowd/{name}"),
        "MarketplaceTitle": name,
        "SellerName": "Seeded vendor",
        "MarketplaceDescription": DESCRIPTION,
        "ListingId": f"seeded-{name}",
        **given,
    }
    check_result(what, SAGEMAKER, "DescribeSubscribedWorkteam", {"SubscribedWorkteam": team})
    if not str(team["WorkteamArn"]).endswith(f"/{name}"):
        raise SeedRefused(
            f"{what}: the WorkteamArn {team['WorkteamArn']!r} has another name. Nothing was "
            "added; give an ARN that ends with the name, or leave it out."
        )
    with state.lock:
        teams = state.table(SUBSCRIBED_WORKTEAMS)
        if name in teams:
            raise SeedRefused(
                f"{what}: the account is already subscribed. Nothing was added; give another name."
            )
        teams.put(SubscribedWorkteam(name, team))
    return str(team["WorkteamArn"])


def remove(state: State, method: str, operation: str, parameters: Parameters) -> None:
    """Delete a resource without a call, under the service's rules."""
    (name,) = parameters.values()
    carry_out_removal(f"{method}({name!r})", state, SAGEMAKER, operation, parameters)


def remove_subscribed_workteam(state: State, name: str) -> None:
    """End the subscription to a vendor's work team.

    Raises:
        SeedRefused: The account is not subscribed.
    """
    with state.lock:
        teams = state.table(SUBSCRIBED_WORKTEAMS)
        if name not in teams:
            raise SeedRefused(
                f"remove_subscribed_workteam({name!r}): the account is not subscribed. Nothing was "
                "removed; add the subscription first."
            )
        teams.remove(name)
