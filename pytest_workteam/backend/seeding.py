"""Resources that are there before the test calls anything, made by the service's own rules."""

from __future__ import annotations

import copy
import datetime as dt
import itertools
from collections.abc import Mapping
from typing import Any

from pytest_workteam import situations
from pytest_workteam.backend import labeling_jobs, members, workteams
from pytest_workteam.backend.clock import in_milliseconds
from pytest_workteam.backend.dispatch import operations
from pytest_workteam.backend.state import LabelingJob, Parameters, State, SubscribedWorkteam
from pytest_workteam.backend.wire import UNENCODABLE, encoded, without_nulls
from pytest_workteam.errors import SeedRefused
from pytest_workteam.situations import Refusal

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True

SEEDED_DESCRIPTION = "Seeded by pytest-workteam."


def add_workteam(state: State, name: str | None, given: Mapping[str, Any]) -> str:
    """Add a work team, as CreateWorkteam would; its ARN.

    Without MemberDefinitions its members are those of whatever workforce there is, or comes.
    """
    if name is None:
        given = dict(given)
        name = given.pop("WorkteamName", None)
        if name is None:
            raise SeedRefused(
                "add_workteam() was given no name. Nothing was added; give it as the first "
                "argument, or as WorkteamName."
            )
    _check_unnamed(f"add_workteam({name!r})", "WorkteamName", given)
    parameters = {"WorkteamName": name, "Description": SEEDED_DESCRIPTION, **given}
    any_members = members.of_workforce(workteams.provisional_workforce(state))
    result = _carried_out(
        f"add_workteam({name!r})",
        state,
        "CreateWorkteam",
        parameters,
        only_checked={"MemberDefinitions": any_members},
    )
    return str(result["WorkteamArn"])


def add_workteams(state: State, count: int) -> list[str]:
    """Add ``count`` teams of the least members under free names; the names."""
    names: list[str] = []
    with state.lock:
        limit = state.limit()
        room = max(limit - len(state.workteams), 0)
        if count > room:
            raise SeedRefused(
                f"add_workteams({count}) would go over the limit of {limit} work teams: "
                f"there is room for {room}. Nothing was added; raise the limit or add fewer."
            )
        free = (f"existing-{number}" for number in itertools.count(1))
        create = operations()["CreateWorkteam"]
        workforce = state.workforce
        try:
            while len(names) < count:
                name = next(name for name in free if name not in state.workteams)
                create(state, {"WorkteamName": name, "Description": SEEDED_DESCRIPTION})
                names.append(name)
        except BaseException:
            # The test's own clock may fail.
            for name in names:
                state.workteams.remove(name)
            state.workforce = workforce
            raise
    return names


def add_workforce(state: State, name: str, given: Mapping[str, Any]) -> str:
    """Add the private workforce, as CreateWorkforce would; its ARN.

    It takes the place of the one that seeding made for teams without members of their own.
    Without CognitoConfig and OidcConfig, the first work team's pool and client are its own.
    """
    _check_unnamed(f"add_workforce({name!r})", "WorkforceName", given)
    own_config = any(given.get(name) is not None for name in ("CognitoConfig", "OidcConfig"))
    placeholder = workteams.provisional_workforce(state)
    parameters = {"WorkforceName": name, **given}
    if not own_config:
        parameters["CognitoConfig"] = placeholder.cognito
    with state.lock:
        present = state.workforce
        replaced = present if present is not None and present.provisional else None
        if replaced is not None:
            state.workforce = None
        try:
            result = _carried_out(f"add_workforce({name!r})", state, "CreateWorkforce", parameters)
        except BaseException:
            if replaced is not None:
                state.workforce = replaced
            raise
        if not own_config:
            state.workforce = state.workforces[name]._replace(provisional=True)
    return str(result["WorkforceArn"])


def add_subscribed_workteam(state: State, name: str, given: Mapping[str, Any]) -> str:
    """Subscribe the account to a vendor's work team; its ARN."""
    what = f"add_subscribed_workteam({name!r})"
    team: Parameters = {
        "WorkteamArn": state.arn("workteam", f"vendor-crowd/{name}"),
        "MarketplaceTitle": name,
        "SellerName": "Seeded vendor",
        "MarketplaceDescription": SEEDED_DESCRIPTION,
        "ListingId": f"seeded-{name}",
        **given,
    }
    _check_result(what, "DescribeSubscribedWorkteam", {"SubscribedWorkteam": team})
    if not str(team["WorkteamArn"]).endswith(f"/{name}"):
        raise SeedRefused(
            f"{what}: the WorkteamArn {team['WorkteamArn']!r} is of another name. Nothing was "
            "added; give an ARN that ends in the name, or leave it out."
        )
    with state.lock:
        if name in state.subscribed_workteams:
            raise SeedRefused(
                f"{what}: already subscribed to. Nothing was added; give another name."
            )
        state.subscribed_workteams.put(SubscribedWorkteam(name, team))
    return str(team["WorkteamArn"])


def add_labeling_job(state: State, workteam: str, given: Mapping[str, Any]) -> str:
    """List a labeling job for a work team, by name or ARN; its JobReferenceCode."""
    what = f"add_labeling_job({workteam!r})"
    arn = workteam if workteam.startswith("arn:") else state.workteam_arn(workteam)
    with state.lock:
        if not labeling_jobs.is_known_workteam(state, arn):
            raise SeedRefused(
                f"{what}: there is no such work team. Nothing was added; add the work team "
                "first, or give the ARN of one."
            )
        sequence = state.next_sequence()
        codes = map("job-{}".format, itertools.count(sequence))
        job: Parameters = {
            "JobReferenceCode": next(code for code in codes if code not in state.labeling_jobs),
            "WorkRequesterAccountId": state.account_id,
            "CreationTime": state.now(),
            **copy.deepcopy(dict(given)),
        }
        created = job["CreationTime"]
        if not isinstance(created, dt.datetime) or created.tzinfo is None:
            raise SeedRefused(
                f"{what}: CreationTime is {created!r}. Nothing was added; give a datetime with "
                "a time zone."
            )
        created = job["CreationTime"] = in_milliseconds(created)
        _check_result(what, "ListLabelingJobsForWorkteam", {"LabelingJobSummaryList": [job]})
        code = job["JobReferenceCode"]
        if code in state.labeling_jobs:
            raise SeedRefused(
                f"{what}: the JobReferenceCode {code!r} is taken. Nothing was added; give another."
            )
        state.labeling_jobs.put(LabelingJob(code, arn, sequence, created, job))
    return str(code)


def _check_unnamed(what: str, member: str, given: Mapping[str, Any]) -> None:
    if member in given:
        raise SeedRefused(
            f"{what} was given {member}={given[member]!r}, too. Nothing was added; give the name "
            "once, as the first argument."
        )


def _carried_out(
    what: str,
    state: State,
    operation: str,
    parameters: Parameters,
    only_checked: Mapping[str, Any] | None = None,
) -> Parameters:
    """The result of an operation of the service's, checked as a request would be."""
    from pytest_workteam.schema import check_request
    from pytest_workteam.schema.model import operation_model

    shape: Any = operation_model(operation).input_shape
    known = shape.members
    for name in parameters:
        if name not in known:
            raise SeedRefused(
                f"{what}: {operation} takes no {name!r}. Nothing was added; it takes "
                f"{', '.join(known)}."
            )
    try:
        # A copy, as a request would bring it: a null is nothing.
        parameters = without_nulls(encoded(parameters))
    except UNENCODABLE as error:
        raise SeedRefused(
            f"{what}: {error}. Nothing was added; give what JSON can hold, as to a client."
        ) from None
    try:
        violations = check_request(operation, {**(only_checked or {}), **parameters})
        if violations:
            raise situations.refusal_for(violations)
        with state.lock:
            return operations()[operation](state, parameters)
    except Refusal as refusal:
        raise _seed_refused(what, refusal) from None


def _check_result(what: str, operation: str, result: Parameters) -> None:
    from pytest_workteam.schema import check_response

    try:
        violations = check_response(operation, encoded(result))
    except UNENCODABLE as error:
        raise SeedRefused(
            f"{what}: {error}. Nothing was added; give what a client would be answered."
        ) from None
    if violations:
        raise _seed_refused(what, situations.refusal_for(violations))


def _seed_refused(what: str, refusal: Refusal) -> SeedRefused:
    return SeedRefused(
        f"{what} breaks a rule of the service: {refusal.situation.code}: "
        f"{refusal.message.rstrip('.')}. Nothing was added; seed what the service would accept."
    )
