"""Rules of a work team's member definitions."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from pytest_workteam.engine.regions import is_region
from pytest_workteam.engine.situations import Refusal
from pytest_workteam.services.sagemaker import workteam_situations as situations
from pytest_workteam.services.sagemaker.resources import MemberDefinitions, Workforce
from pytest_workteam.services.state import State

COGNITO = "CognitoMemberDefinition"
OIDC = "OidcMemberDefinition"

OIDC_GROUP_LIMIT = 10
"""Maximum OIDC groups per work team, as documented; the model has it per member definition."""

SEEDED_GROUP = "workers"
"""The user group or OIDC group of teams that are seeded without members."""


def check_members(state: State, definitions: MemberDefinitions) -> None:
    """Check member definitions by the rules that do not depend on the workforce.

    Raises:
        Refusal: The definitions break a rule.
    """
    if {} in definitions:
        raise Refusal(situations.MEMBERS_NEITHER, position=definitions.index({}) + 1)
    if len({kind for definition in definitions for kind in definition}) > 1:
        raise Refusal(situations.MEMBERS_BOTH)
    first = definitions[0].get(COGNITO)
    if first is not None:
        if len(definitions) > 1:
            _check_same_pool(first, definitions[1:])
        check_user_pool(state, first["UserPool"])
    else:
        groups = sum(len(definition[OIDC].get("Groups", ())) for definition in definitions)
        if not 1 <= groups <= OIDC_GROUP_LIMIT:
            raise Refusal(situations.OIDC_GROUPS, number=groups)


def _check_same_pool(first: Mapping[str, str], others: MemberDefinitions) -> None:
    for member in ("UserPool", "ClientId"):
        for definition in others:
            other = definition[COGNITO][member]
            if other != first[member]:
                raise Refusal(
                    situations.MEMBERS_DIFFER, member=member, first=first[member], other=other
                )


def check_user_pool(state: State, user_pool: str) -> None:
    """Check the region of a user pool; an id without a region is accepted.

    Raises:
        Refusal: The user pool is in another region.
    """
    region = _region_of_pool(user_pool)
    if region is not None and region != state.region:
        raise Refusal(situations.USER_POOL_REGION, user_pool=user_pool, region=state.region)


# A test suite uses few user pools.
@functools.lru_cache(maxsize=16)
def _region_of_pool(user_pool: str) -> str | None:
    region = user_pool.rpartition("_")[0]
    return region if is_region(region) else None


def cognito_config(definitions: MemberDefinitions) -> dict[str, str] | None:
    """The ``CognitoConfig`` that matches the members; None for OIDC members."""
    first = definitions[0].get(COGNITO)
    return first and {"UserPool": first["UserPool"], "ClientId": first["ClientId"]}


def check_workforce(workforce: Workforce, cognito: dict[str, str] | None) -> None:
    """Check that members use the workforce's identity provider, user pool and client.

    Args:
        workforce: The private workforce.
        cognito: The members' ``CognitoConfig``; None for OIDC members.

    Raises:
        Refusal: The members do not match the workforce.
    """
    if cognito == workforce.cognito:
        return
    if workforce.cognito is None or cognito is None:
        of_oidc = workforce.cognito is None
        raise Refusal(
            situations.MEMBERS_OF_OTHER_KIND,
            workforce_name=workforce.name,
            kind="OIDC" if of_oidc else "Amazon Cognito",
            needed=OIDC if of_oidc else COGNITO,
            given=COGNITO if of_oidc else OIDC,
        )
    member = next(name for name in cognito if cognito[name] != workforce.cognito[name])
    raise Refusal(
        situations.MEMBERS_OF_OTHER_POOL,
        member=member,
        given=cognito[member],
        expected=workforce.cognito[member],
        workforce_name=workforce.name,
    )


def default_members(workforce: Workforce) -> MemberDefinitions:
    """The members of a team that is seeded without members: one group of the workforce."""
    if workforce.cognito is None:
        return [{OIDC: {"Groups": [SEEDED_GROUP]}}]
    return [{COGNITO: {**workforce.cognito, "UserGroup": SEEDED_GROUP}}]
