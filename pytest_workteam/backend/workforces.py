"""The private workforce: create, describe, update, delete, list."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from pytest_workteam import situations
from pytest_workteam.backend import members, paging, tags
from pytest_workteam.backend.dispatch import operation
from pytest_workteam.backend.state import ANYWHERE, Parameters, State, Transition, Workforce
from pytest_workteam.situations import Refusal

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True

CIDR_LIMIT = 10
"""CIDR ranges per workforce, as documented; the service model has no size for the list."""

ACTIVE = "Active"
INITIALIZING = "Initializing"
UPDATING = "Updating"


@operation("CreateWorkforce")
def create_workforce(state: State, parameters: Parameters) -> Parameters:
    cognito = parameters.get("CognitoConfig")
    oidc = parameters.get("OidcConfig")
    if cognito and oidc:
        raise Refusal(situations.WORKFORCE_CONFIG_BOTH)
    if not cognito and not oidc:
        raise Refusal(situations.WORKFORCE_CONFIG_MISSING)
    if cognito:
        members.check_user_pool(state, cognito["UserPool"])
    # Checked, though no operation gives them back.
    tags.checked(parameters.get("Tags", []))
    source_ip = _source_ip(parameters)
    if state.workforce is not None:
        raise Refusal(situations.SECOND_WORKFORCE, account_id=state.account_id)
    name = parameters["WorkforceName"]
    now = state.now()
    state.workforce = Workforce(
        name=name,
        created=now,
        updated=now,
        cognito=cognito,
        oidc=oidc and _without_secret(oidc),
        source_ip=source_ip or ANYWHERE,
        vpc=_vpc(state, name, parameters),
        ip_address_type=parameters.get("IpAddressType"),
        transition=transition(state, INITIALIZING),
    )
    return {"WorkforceArn": state.workforce_arn(name)}


def _without_secret(oidc: dict[str, Any]) -> dict[str, Any]:
    """The configuration as the service gives it back; the secret is not even kept."""
    return {member: value for member, value in oidc.items() if member != "ClientSecret"}


def _source_ip(parameters: Parameters) -> dict[str, Any] | None:
    source_ip: dict[str, Any] | None = parameters.get("SourceIpConfig")
    if source_ip is not None and len(source_ip["Cidrs"]) > CIDR_LIMIT:
        number = len(source_ip["Cidrs"])
        raise Refusal(situations.TOO_MANY_CIDRS, maximum=CIDR_LIMIT, number=number)
    return source_ip


def _vpc(state: State, name: str, parameters: Parameters) -> dict[str, Any] | None:
    """The VPC configuration with its endpoint; an empty one stands for none."""
    config = parameters.get("WorkforceVpcConfig")
    if not config:
        return None
    for member in ("VpcId", "SecurityGroupIds", "Subnets"):
        if member not in config:
            raise Refusal(situations.VPC_CONFIG_INCOMPLETE, member=member)
    seed = f"{state.workforce_arn(name)}/{config['VpcId']}".encode()
    return {**config, "VpcEndpointId": f"vpce-{hashlib.sha256(seed).hexdigest()[:17]}"}


def transition(state: State, status: str) -> Transition | None:
    """What a workforce of a status other than Active goes through first, if the test wants it."""
    delay = state.workforce_delay()
    return Transition(status, state.now(), delay) if delay else None


def _status(state: State, workforce: Workforce) -> str:
    begun = workforce.transition
    if begun is None:
        return ACTIVE
    over = isinstance(begun.delay, dt.timedelta) and state.now() - begun.began >= begun.delay
    return ACTIVE if over else begun.status


def existing_workforce(state: State, name: str) -> Workforce:
    try:
        return state.workforces[name]
    except KeyError:
        raise Refusal(situations.UNKNOWN_WORKFORCE, workforce_name=name) from None


@operation("DescribeWorkforce")
def describe_workforce(state: State, parameters: Parameters) -> Parameters:
    workforce = existing_workforce(state, parameters["WorkforceName"])
    result = {"Workforce": described(state, workforce)}
    begun = workforce.transition
    if begun is not None and isinstance(begun.delay, int):
        left = begun.delay - 1
        begun = begun._replace(delay=left) if left else None
        state.workforce = workforce._replace(transition=begun)
    return result


def described(state: State, workforce: Workforce) -> Parameters:
    """The ``Workforce`` structure of a workforce."""
    result: Parameters = {
        "WorkforceName": workforce.name,
        "WorkforceArn": state.workforce_arn(workforce.name),
        "LastUpdatedDate": workforce.updated,
        "SourceIpConfig": workforce.source_ip,
        "SubDomain": state.subdomain(workforce.name),
        "CreateDate": workforce.created,
        "Status": _status(state, workforce),
    }
    for member, value in (
        ("CognitoConfig", workforce.cognito),
        ("OidcConfig", workforce.oidc),
        ("WorkforceVpcConfig", workforce.vpc),
        ("IpAddressType", workforce.ip_address_type),
    ):
        if value is not None:
            result[member] = value
    return result


@operation("UpdateWorkforce")
def update_workforce(state: State, parameters: Parameters) -> Parameters:
    workforce = existing_workforce(state, parameters["WorkforceName"])
    changes: dict[str, Any] = {"updated": state.now()}
    oidc = parameters.get("OidcConfig")
    if oidc is not None:
        if workforce.oidc is None:
            raise Refusal(situations.WORKFORCE_IS_COGNITO, workforce_name=workforce.name)
        if state.workteams:
            raise Refusal(
                situations.WORKFORCE_CONFLICT,
                workforce_name=workforce.name,
                count=len(state.workteams),
            )
        changes["oidc"] = _without_secret(oidc)
    source_ip = _source_ip(parameters)
    if source_ip is not None:
        changes["source_ip"] = source_ip
    if "IpAddressType" in parameters:
        changes["ip_address_type"] = parameters["IpAddressType"]
    if "WorkforceVpcConfig" in parameters:
        changes["vpc"] = _vpc(state, workforce.name, parameters)
        changes["transition"] = transition(state, UPDATING)
    updated = workforce._replace(**changes)
    # Before the change, since a clock of the test's own may fail.
    result = {"Workforce": described(state, updated)}
    state.workforce = updated
    return result


@operation("DeleteWorkforce")
def delete_workforce(state: State, parameters: Parameters) -> Parameters:
    workforce = existing_workforce(state, parameters["WorkforceName"])
    if state.workteams:
        raise Refusal(
            situations.WORKFORCE_IN_USE,
            workforce_name=workforce.name,
            count=len(state.workteams),
        )
    state.workforce = None
    return {}


@operation("ListWorkforces")
def list_workforces(state: State, parameters: Parameters) -> Parameters:
    # There is never a second one, and so no second page.
    paging.refuse_token(parameters)
    fragment = parameters.get("NameContains", "")
    return {
        "Workforces": [
            described(state, each) for each in state.workforces.values() if fragment in each.name
        ]
    }
