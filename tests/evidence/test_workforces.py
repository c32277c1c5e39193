"""Workforces of the account and of vendors stay as they are; the recording creates its own."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_workteam.evidence.account import Clients
from pytest_workteam.evidence.runs import Result
from pytest_workteam.evidence.table import PROBES
from tests.evidence.conftest import ACCOUNT_ID, PREFIX, REGION, Service
from tests.evidence.test_running import run_with
from tests.support import OIDC_CONFIG, oidc


def test_a_workforce_of_the_account_stays_as_it_is(clients: Clients) -> None:
    result = Result()
    with Service() as service:
        service.workforce_delay = 0
        service.add_workforce("theirs", OidcConfig=OIDC_CONFIG)
        service.add_workteam("theirs", MemberDefinitions=[oidc()])
        service.add_human_task_ui("theirs")
        before = service.workforces["theirs"], service.workteams["theirs"]
        run_with(clients, result, PROBES)

        assert (service.workforces["theirs"], service.workteams["theirs"]) == before
        assert service.left == ["theirs", "theirs", "theirs"]
    changing = {"UpdateWorkforce", "DeleteWorkforce", "CreateWorkforce", "AddTags", "DeleteTags"}
    for call in service.calls:
        if call.operation in changing | {"UpdateWorkteam", "DeleteWorkteam"}:
            assert PREFIX in str(call.parameters.get("WorkforceName", call.parameters))
    assert result.workforce == ("theirs", "oidc")
    assert {reason for _, reason in result.skipped} == {
        "the account has the workforce theirs, which record does not change",
        "the account's workforce theirs is of the other kind, oidc",
    }


@pytest.mark.parametrize(
    "user_pool,reasons",
    [
        (
            "eu-west-1_Live00000",
            {
                "the account has the workforce theirs, which record does not change",
                "the account's workforce theirs is of the other kind, cognito",
            },
        ),
        (
            "eu-west-1_Other0000",
            {
                "the account has the workforce theirs, which record does not change",
                "the account's workforce theirs is of the other kind, cognito",
                "give --user-pool, --client-id and --group of the workforce theirs",
            },
        ),
    ],
)
def test_a_cognito_workforce_of_the_account(
    clients: Clients, user_pool: str, reasons: set[str]
) -> None:
    result = Result()
    with Service() as service:
        config = {"UserPool": user_pool, "ClientId": "liveclient"}
        service.add_workforce("theirs", CognitoConfig=config)
        run_with(clients, result, PROBES)

    assert service.left == ["theirs"]
    assert {reason for _, reason in result.skipped} == reasons


@pytest.mark.parametrize("private", [False, True])
def test_a_workforce_of_a_vendor_stays_without_work_teams(
    clients: Clients, *, private: bool
) -> None:
    arn = f"arn:aws:sagemaker:{REGION}:{ACCOUNT_ID}:workforce/vendors"
    listed: list[Any] = [{"WorkforceName": "vendors", "WorkforceArn": arn}]
    result = Result()
    with Service() as service:
        if private:
            service.workforce_delay = 0
            service.add_workforce("theirs", OidcConfig=OIDC_CONFIG)
            listed.append(dict(service.workforces["theirs"]))
        service.answerer = lambda call: (
            {"Workforces": listed}
            if call.operation == "ListWorkforces" and not call.parameters
            else None
        )
        run_with(clients, result, PROBES)

    used = {call.parameters["WorkforceName"] for call in service.calls.of("CreateWorkteam")}
    assert "vendors" not in used
    assert ("theirs" in used) is private
    reason = (
        "the account's workforce vendors has neither CognitoConfig nor OidcConfig, so it may be a "
        "vendor's"
    )
    assert {reason for _, reason in result.skipped} == {reason} or private
    assert service.calls.of("CreateWorkforce") == [] or private


@pytest.mark.parametrize("status", [None, "Failed"])
def test_a_workforce_that_the_service_refuses_is_tried_once(
    clients: Clients, status: str | None
) -> None:
    probes = [probe for probe in PROBES if probe.workforce == "any"]
    result = Result()
    with Service() as service:
        if status is None:
            service.fail("CreateWorkforce", "LiveError", message="Live.", times=None)
        else:
            arn = f"arn:aws:sagemaker:{REGION}:{ACCOUNT_ID}:workforce/w"
            workforce = {"WorkforceName": "w", "WorkforceArn": arn, "Status": status}
            service.workforce_delay = 0
            service.answerer = lambda call: (
                {"Workforce": workforce} if call.operation == "DescribeWorkforce" else None
            )
        run_with(clients, result, probes)

    assert service.called.count("CreateWorkforce") == 1
    assert len(result.skipped) == len(probes)
    assert len({reason for _, reason in result.skipped}) == 1
    assert service.left == []


def test_a_workforce_that_could_not_be_deleted_delays_the_next_one(clients: Clients) -> None:
    names = ("second-workforce", "members-differ", "members-of-other-pool")
    probes = [probe for probe in PROBES if probe.situation in names]
    result = Result()
    with Service() as service:
        service.fail("DeleteWorkforce", "AccessDeniedException")
        run_with(clients, result, probes)

    assert len(result.outcomes) == 2
    assert [reason for _, reason in result.skipped] == [
        "CreateWorkforce failed with LiveValidationException"
    ]
    assert service.left == []
