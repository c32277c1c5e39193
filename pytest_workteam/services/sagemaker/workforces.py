"""The private workforce: create, describe, update, delete, list."""

from __future__ import annotations

import hashlib
from typing import Any

from pytest_workteam.engine import paging
from pytest_workteam.engine.service import Operations
from pytest_workteam.engine.situations import Refusal
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services import transitions
from pytest_workteam.services.arns import subdomain
from pytest_workteam.services.sagemaker import cognito, members, tags
from pytest_workteam.services.sagemaker import workforce_situations as situations
from pytest_workteam.services.sagemaker.resources import (
    ANY_SOURCE_IP,
    WORKFORCES,
    WORKTEAMS,
    Workforce,
    put_workforce,
    workforce_arn,
    workforce_of,
)
from pytest_workteam.services.state import State

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

CIDR_LIMIT = 10
"""Maximum CIDR ranges per workforce, as documented; the service model has no maximum."""

operations = Operations()

ACTIVE = "Active"
INITIALIZING = "Initializing"
UPDATING = "Updating"


@operations.add("CreateWorkforce", precheck=cognito.check)
def create_workforce(state: State, parameters: Parameters) -> Parameters:
    cognito = parameters.get("CognitoConfig")
    oidc = parameters.get("OidcConfig")
    if cognito and oidc:
        raise Refusal(situations.WORKFORCE_CONFIG_BOTH)
    if not cognito and not oidc:
        raise Refusal(situations.WORKFORCE_CONFIG_MISSING)
    if cognito:
        members.check_user_pool(state, cognito["UserPool"])
    # Checked, though no operation returns them.
    tags.checked(parameters.get("Tags", []))
    source_ip = _source_ip(parameters)
    if workforce_of(state) is not None:
        raise Refusal(situations.SECOND_WORKFORCE, account_id=state.account_id)
    name = parameters["WorkforceName"]
    now = state.now()
    workforce = Workforce(
        name=name,
        created=now,
        updated=now,
        cognito=cognito,
        oidc=oidc and _without_secret(oidc),
        source_ip=source_ip or ANY_SOURCE_IP,
        vpc=_vpc(state, name, parameters),
        ip_address_type=parameters.get("IpAddressType"),
        transition=transitions.begin(state, INITIALIZING, state.settings.workforce_delay),
    )
    put_workforce(state, workforce)
    return {"WorkforceArn": workforce_arn(state, name)}


def _without_secret(oidc: dict[str, Any]) -> dict[str, Any]:
    """The configuration as the service returns it; the secret is never stored."""
    return {member: value for member, value in oidc.items() if member != "ClientSecret"}


def _source_ip(parameters: Parameters) -> dict[str, Any] | None:
    source_ip: dict[str, Any] | None = parameters.get("SourceIpConfig")
    if source_ip is not None and len(source_ip["Cidrs"]) > CIDR_LIMIT:
        number = len(source_ip["Cidrs"])
        raise Refusal(situations.TOO_MANY_CIDRS, maximum=CIDR_LIMIT, number=number)
    return source_ip


def _vpc(state: State, name: str, parameters: Parameters) -> dict[str, Any] | None:
    """The VPC configuration with its endpoint; None for an empty configuration."""
    config = parameters.get("WorkforceVpcConfig")
    if not config:
        return None
    for member in ("VpcId", "SecurityGroupIds", "Subnets"):
        if member not in config:
            raise Refusal(situations.VPC_CONFIG_INCOMPLETE, member=member)
    seed = f"{workforce_arn(state, name)}/{config['VpcId']}".encode()
    return {**config, "VpcEndpointId": f"vpce-{hashlib.sha256(seed).hexdigest()[:17]}"}


def existing_workforce(state: State, name: str) -> Workforce:
    try:
        return state.table(WORKFORCES)[name]
    except KeyError:
        raise Refusal(situations.UNKNOWN_WORKFORCE, workforce_name=name) from None


@operations.add("DescribeWorkforce")
def describe_workforce(state: State, parameters: Parameters) -> Parameters:
    workforce = existing_workforce(state, parameters["WorkforceName"])
    result = {"Workforce": described(state, workforce)}
    if workforce.transition is not None:
        left = transitions.after_describe(workforce.transition)
        put_workforce(state, workforce._replace(transition=left))
    return result


def described(state: State, workforce: Workforce) -> Parameters:
    """The ``Workforce`` structure of a workforce."""
    result: Parameters = {
        "WorkforceName": workforce.name,
        "WorkforceArn": workforce_arn(state, workforce.name),
        "LastUpdatedDate": workforce.updated,
        "SourceIpConfig": workforce.source_ip,
        "SubDomain": subdomain(state.region, state.account_id, workforce.name),
        "CreateDate": workforce.created,
        "Status": transitions.status_in(state, workforce.transition, ACTIVE),
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


@operations.add("UpdateWorkforce")
def update_workforce(state: State, parameters: Parameters) -> Parameters:
    workforce = existing_workforce(state, parameters["WorkforceName"])
    changes: dict[str, Any] = {"updated": state.now()}
    oidc = parameters.get("OidcConfig")
    if oidc is not None:
        if workforce.oidc is None:
            raise Refusal(situations.WORKFORCE_IS_COGNITO, workforce_name=workforce.name)
        count = len(state.table(WORKTEAMS))
        if count:
            raise Refusal(situations.WORKFORCE_CONFLICT, workforce_name=workforce.name, count=count)
        changes["oidc"] = _without_secret(oidc)
    source_ip = _source_ip(parameters)
    if source_ip is not None:
        changes["source_ip"] = source_ip
    if "IpAddressType" in parameters:
        changes["ip_address_type"] = parameters["IpAddressType"]
    if "WorkforceVpcConfig" in parameters:
        changes["vpc"] = _vpc(state, workforce.name, parameters)
        changes["transition"] = transitions.begin(state, UPDATING, state.settings.workforce_delay)
    updated = workforce._replace(**changes)
    # Before the change, since the test's clock may raise.
    result = {"Workforce": described(state, updated)}
    put_workforce(state, updated)
    return result


@operations.add("DeleteWorkforce")
def delete_workforce(state: State, parameters: Parameters) -> Parameters:
    workforce = existing_workforce(state, parameters["WorkforceName"])
    count = len(state.table(WORKTEAMS))
    if count:
        raise Refusal(situations.WORKFORCE_IN_USE, workforce_name=workforce.name, count=count)
    status = transitions.status_in(state, workforce.transition, ACTIVE)
    if status != ACTIVE:
        raise Refusal(
            situations.WORKFORCE_IN_TRANSITION, workforce_name=workforce.name, status=status
        )
    state.table(WORKFORCES).remove(workforce.name)
    return {}


@operations.add("ListWorkforces")
def list_workforces(state: State, parameters: Parameters) -> Parameters:
    # There is at most one workforce, so any token is invalid.
    paging.refuse_token(parameters)
    fragment = parameters.get("NameContains", "")
    return {
        "Workforces": [
            described(state, each)
            for each in state.table(WORKFORCES).values()
            if fragment in each.name
        ]
    }
