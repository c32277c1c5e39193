"""An account: what has the prefix, and how it is deleted."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_workteam.engine.calls import Call
from pytest_workteam.errors import WorkteamError
from pytest_workteam.evidence.account import Account, Clients
from pytest_workteam.evidence.kinds import WORKFORCE
from tests.evidence.conftest import ACCOUNT_ID, PREFIX, REGION, Service
from tests.support import linked

ARN = f"arn:aws:sagemaker:{REGION}:{ACCOUNT_ID}:workforce/w"


def test_a_long_list_is_read_to_its_end(clients: Clients) -> None:
    with Service() as service:
        service.limit = 300
        for number in range(250):
            service.add_workteam(f"{PREFIX}-{number}")
        service.add_workteam(f"a-{PREFIX}-1")
        left = Account(PREFIX, clients, lambda _: None).delete_everything()

    assert left == []
    # Its name has the prefix, but does not start with it.
    assert list(service.workteams) == [f"a-{PREFIX}-1"]


def test_a_deleted_workforce_is_gone_before_the_next_call(clients: Clients) -> None:
    pauses: list[float] = []
    describing = iter(["Deleting", "Deleting"])

    def answer(call: Call) -> Any:
        status = next(describing, None) if call.operation == "DescribeWorkforce" else None
        workforce = {"WorkforceName": "w", "WorkforceArn": ARN, "Status": status}
        return status and {"Workforce": workforce}

    with Service() as service:
        service.workforce_delay = 0
        service.add_workforce(f"{PREFIX}-1")
        service.answerer = answer
        account = Account(PREFIX, clients, pauses.append)
        account.call("DeleteWorkforce", {"WorkforceName": f"{PREFIX}-1"})

    assert len(pauses) == 2
    assert service.called == ["DeleteWorkforce", *["DescribeWorkforce"] * 3]


def test_waiting_for_a_status_ends(clients: Clients) -> None:
    pauses: list[float] = []
    with Service() as service:
        service.workforce_delay = 1000
        account = Account(PREFIX, clients, pauses.append)
        service.add_workforce(f"{PREFIX}-1")
        account.wait(WORKFORCE, f"{PREFIX}-1")

    assert sum(pauses) == 600


@pytest.mark.parametrize(
    "prefix", ["", "wt-record-", "wt-record-xyz", "prod", "wt-record-0123456789abc"]
)
def test_a_prefix_that_is_nobodys_is_refused(prefix: str) -> None:
    with pytest.raises(WorkteamError) as caught:
        Account(prefix, lambda _: None, lambda _: None)
    assert str(caught.value) == linked(
        f"{prefix!r} is not the prefix of a recording, such as wt-record-0123456789ab; give the "
        "prefix that `record` printed",
        "evidence",
    )


def test_a_create_that_ended_in_an_outage_is_deleted_by_name(clients: Clients) -> None:
    name = f"{PREFIX}-1"
    with Service() as service:
        service.fail("CreateHumanTaskUi", "InternalFailure", times=None)
        account = Account(PREFIX, clients, lambda _: None)
        parameters = {"HumanTaskUiName": name, "UiTemplate": {"Content": "<p>"}}
        account.call("CreateHumanTaskUi", parameters)
        assert account.delete_everything() == []

    assert service.calls.of("DeleteHumanTaskUi")[0].parameters == {"HumanTaskUiName": name}
