from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import json
import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_workteam import InvalidSetting, WorkteamBackend
from tests.support import (
    CLIENT_ID,
    COGNITO_CONFIG,
    OIDC_CONFIG,
    POOL,
    client_in,
    linked,
    oidc,
    refused,
    team,
    wire_request,
)

VPC = {"VpcId": "vpc-1", "SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}


def test_a_cognito_workforce(workteam_client: Any) -> None:
    answer = workteam_client.create_workforce(WorkforceName="mine", CognitoConfig=COGNITO_CONFIG)

    arn = "arn:aws:sagemaker:us-east-1:123456789012:workforce/mine"
    assert answer["WorkforceArn"] == arn
    described = workteam_client.describe_workforce(WorkforceName="mine")["Workforce"]
    created = described.pop("CreateDate")
    assert created.utcoffset() is not None
    assert described.pop("LastUpdatedDate") == created
    subdomain = described.pop("SubDomain")
    assert re.fullmatch(r"[a-z0-9]{10}\.labeling\.us-east-1\.sagemaker\.aws", subdomain)
    assert described == {
        "WorkforceName": "mine",
        "WorkforceArn": arn,
        "SourceIpConfig": {"Cidrs": []},
        "CognitoConfig": COGNITO_CONFIG,
        "Status": "Active",
    }


def test_an_oidc_workforces_secret_is_never_returned(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_client.create_workforce(WorkforceName="mine", OidcConfig=OIDC_CONFIG)
    workteam_client.update_workforce(WorkforceName="mine", OidcConfig=OIDC_CONFIG)

    described = workteam_client.describe_workforce(WorkforceName="mine")["Workforce"]
    expected = {name: value for name, value in OIDC_CONFIG.items() if name != "ClientSecret"}
    assert described["OidcConfig"] == expected
    assert "CognitoConfig" not in described
    assert workteam_backend.calls[0].parameters["OidcConfig"]["ClientSecret"] == "********"
    shown = [
        repr(workteam_backend.calls),
        repr(dict(workteam_backend.workforces)),
        repr(vars(workteam_backend)),
        *(repr(call.parameters) + repr(call.result) for call in workteam_backend.calls),
    ]
    assert OIDC_CONFIG["ClientSecret"] not in "".join(shown)


def test_a_misspelled_secret_is_redacted() -> None:
    backend = WorkteamBackend()
    body = {"WorkforceName": "mine", "OidcConfig": {"clientSecret": "the-oidc-secret"}}

    backend.answer(wire_request("CreateWorkforce", json.dumps(body)))

    assert backend.calls.last.parameters["OidcConfig"] == {"clientSecret": "********"}


def test_an_invalid_secret_is_not_in_the_error(workteam_client: Any) -> None:
    secret = "s" * 2000

    with pytest.raises(ClientError) as caught:
        workteam_client.create_workforce(
            WorkforceName="mine", OidcConfig={**OIDC_CONFIG, "ClientSecret": secret}
        )

    assert str(caught.value).endswith(
        "1 validation error detected: Value at 'oidcConfig.clientSecret' failed to satisfy "
        "constraint: Member must have length less than or equal to 1024"
    )


def test_a_second_workforce_is_refused(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_client.create_workforce(WorkforceName="mine", CognitoConfig=COGNITO_CONFIG)

    for name in ("mine", "other"):
        with refused(
            "ValidationException",
            "Cannot create more than one workforce for account 123456789012. If you are trying "
            "to update existing workforce, please use UpdateWorkforce API",
        ):
            workteam_client.create_workforce(WorkforceName=name, CognitoConfig=COGNITO_CONFIG)
    assert list(workteam_backend.workforces) == ["mine"]


def test_regions_and_accounts_are_separate(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.add_workforce()
    workteam_backend.at(region="eu-west-1").add_workforce()
    workteam_backend.at(account_id="000000000042").add_workforce()

    domains = {
        view.workforces["default"]["SubDomain"]
        for view in (
            workteam_backend,
            workteam_backend.at(region="eu-west-1"),
            workteam_backend.at(account_id="000000000042"),
        )
    }
    assert len(domains) == 3


def test_both_configurations(workteam_client: Any) -> None:
    with refused(
        "ValidationException",
        "Do not provide input for both CognitoConfig and OidcConfig in a single request.",
    ):
        workteam_client.create_workforce(
            WorkforceName="mine", CognitoConfig=COGNITO_CONFIG, OidcConfig=OIDC_CONFIG
        )


def test_neither_configuration(workteam_client: Any) -> None:
    with refused(
        "ValidationException",
        "A workforce needs either CognitoConfig or OidcConfig; neither was given.",
    ):
        workteam_client.create_workforce(WorkforceName="mine")


def test_a_pool_of_another_region(workteam_client: Any) -> None:
    with refused(
        "ValidationException",
        "The user pool eu-west-1_Pool00000 must be in the same region as the service that you "
        "are calling: us-east-1.",
    ):
        workteam_client.create_workforce(
            WorkforceName="mine",
            CognitoConfig={"UserPool": "eu-west-1_Pool00000", "ClientId": CLIENT_ID},
        )


@pytest.mark.parametrize(
    "operation", ["describe_workforce", "update_workforce", "delete_workforce"]
)
def test_an_unknown_workforce_is_a_validation_exception(
    workteam_client: Any, operation: str
) -> None:
    with refused(
        "ValidationException", "No workforce named nobody exists in this account and region."
    ):
        getattr(workteam_client, operation)(WorkforceName="nobody")


class TestDelete:
    def test_an_empty_workforce(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.create_workforce(WorkforceName="mine", CognitoConfig=COGNITO_CONFIG)

        workteam_client.delete_workforce(WorkforceName="mine")

        assert not workteam_backend.workforces
        assert workteam_backend.calls.last.result == {}

    def test_a_workforce_with_teams_is_in_use(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.create_workteam(**team())

        with pytest.raises(workteam_client.exceptions.ResourceInUse) as caught:
            workteam_client.delete_workforce(WorkforceName="default")

        assert caught.value.response["Error"]["Message"] == (
            "The workforce default has 1 work team(s) associated with it. Delete its work teams "
            "first."
        )
        assert list(workteam_backend.workforces) == ["default"]


class TestUpdate:
    def test_the_source_ip_ranges_are_replaced(self, workteam_client: Any) -> None:
        workteam_client.create_workforce(
            WorkforceName="mine",
            CognitoConfig=COGNITO_CONFIG,
            SourceIpConfig={"Cidrs": ["10.0.0.0/8"]},
        )

        answer = workteam_client.update_workforce(
            WorkforceName="mine", SourceIpConfig={"Cidrs": ["192.168.0.0/16"]}
        )

        assert answer["Workforce"]["SourceIpConfig"] == {"Cidrs": ["192.168.0.0/16"]}
        assert answer["Workforce"]["CognitoConfig"] == COGNITO_CONFIG

    @pytest.mark.parametrize("operation", ["create_workforce", "update_workforce"])
    def test_at_most_ten_ranges(self, workteam_client: Any, operation: str) -> None:
        ten = [f"10.{number}.0.0/16" for number in range(10)]
        workteam_client.create_workforce(
            WorkforceName="mine", CognitoConfig=COGNITO_CONFIG, SourceIpConfig={"Cidrs": ten}
        )
        config = {"CognitoConfig": COGNITO_CONFIG} if operation == "create_workforce" else {}

        with refused(
            "ValidationException", "A workforce can have at most 10 CIDR ranges; 11 were given."
        ):
            getattr(workteam_client, operation)(
                WorkforceName="mine", SourceIpConfig={"Cidrs": [*ten, "10.10.0.0/16"]}, **config
            )

    def test_only_the_update_date_changes(self) -> None:
        clock = {"now": dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)}
        backend = WorkteamBackend(clock=lambda: clock["now"])
        backend.add_workforce("mine")
        clock["now"] += dt.timedelta(days=1)

        with backend:
            client = client_in()
            client.update_workforce(WorkforceName="mine")

        described = backend.workforces["mine"]
        assert described["LastUpdatedDate"] - described["CreateDate"] == dt.timedelta(days=1)

    def test_a_vpc_is_set_and_removed(self, workteam_client: Any) -> None:
        workteam_client.create_workforce(WorkforceName="mine", CognitoConfig=COGNITO_CONFIG)

        answer = workteam_client.update_workforce(WorkforceName="mine", WorkforceVpcConfig=VPC)
        vpc = answer["Workforce"]["WorkforceVpcConfig"]
        assert re.fullmatch(r"vpce-[0-9a-f]{17}", vpc.pop("VpcEndpointId"))
        assert vpc == VPC

        answer = workteam_client.update_workforce(WorkforceName="mine", WorkforceVpcConfig={})
        assert "WorkforceVpcConfig" not in answer["Workforce"]

    @pytest.mark.parametrize("member", sorted(VPC))
    def test_an_incomplete_vpc(self, workteam_client: Any, member: str) -> None:
        workteam_client.create_workforce(
            WorkforceName="mine", CognitoConfig=COGNITO_CONFIG, WorkforceVpcConfig=VPC
        )
        before = workteam_client.describe_workforce(WorkforceName="mine")["Workforce"]

        with refused(
            "ValidationException",
            "A WorkforceVpcConfig needs VpcId, SecurityGroupIds and Subnets, or nothing; "
            f"{member} is missing.",
        ):
            workteam_client.update_workforce(
                WorkforceName="mine",
                WorkforceVpcConfig={name: VPC[name] for name in VPC if name != member},
            )

        after = workteam_client.describe_workforce(WorkforceName="mine")["Workforce"]
        assert before == after

    def test_create_with_a_vpc(self, workteam_client: Any) -> None:
        workteam_client.create_workforce(
            WorkforceName="mine",
            CognitoConfig=COGNITO_CONFIG,
            WorkforceVpcConfig=VPC,
        )

        described = workteam_client.describe_workforce(WorkforceName="mine")["Workforce"]
        assert described["WorkforceVpcConfig"]["VpcId"] == "vpc-1"

    def test_a_vpcs_endpoint_is_deterministic(self, workteam_client: Any) -> None:
        endpoints: list[str] = []
        workteam_client.create_workforce(
            WorkforceName="mine", CognitoConfig=COGNITO_CONFIG, WorkforceVpcConfig=VPC
        )
        for vpc in ({}, VPC, {**VPC, "Subnets": ["subnet-2"]}, {**VPC, "VpcId": "vpc-2"}):
            described = workteam_client.describe_workforce(WorkforceName="mine")["Workforce"]
            if "WorkforceVpcConfig" in described:
                endpoints.append(described["WorkforceVpcConfig"]["VpcEndpointId"])
            workteam_client.update_workforce(WorkforceName="mine", WorkforceVpcConfig=vpc)
        described = workteam_client.describe_workforce(WorkforceName="mine")["Workforce"]
        other = described["WorkforceVpcConfig"]["VpcEndpointId"]

        assert len(endpoints) == 3
        assert {*endpoints} == {endpoints[0]} != {other}

    def test_the_ip_address_type(self, workteam_client: Any) -> None:
        create = workteam_client.meta.service_model.operation_model("CreateWorkforce")
        if "IpAddressType" not in create.input_shape.members:
            pytest.skip("this botocore does not know IpAddressType")
        workteam_client.create_workforce(
            WorkforceName="mine",
            CognitoConfig=COGNITO_CONFIG,
            WorkforceVpcConfig=VPC,
            IpAddressType="dualstack",
        )

        described = workteam_client.describe_workforce(WorkforceName="mine")["Workforce"]
        assert described["IpAddressType"] == "dualstack"
        updated = workteam_client.update_workforce(WorkforceName="mine", IpAddressType="ipv4")
        assert updated["Workforce"]["IpAddressType"] == "ipv4"
        assert updated["Workforce"]["WorkforceVpcConfig"] == described["WorkforceVpcConfig"]

    def test_oidc_can_be_updated_only_without_teams(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.create_workforce(WorkforceName="mine", OidcConfig=OIDC_CONFIG)
        changed = {**OIDC_CONFIG, "Issuer": "https://example.com/other"}
        updated = workteam_client.update_workforce(WorkforceName="mine", OidcConfig=changed)
        assert updated["Workforce"]["OidcConfig"]["Issuer"] == "https://example.com/other"
        workteam_client.create_workteam(**team(MemberDefinitions=[oidc()]))
        before = workteam_backend.workforces["mine"]

        with pytest.raises(workteam_client.exceptions.ConflictException) as caught:
            workteam_client.update_workforce(
                WorkforceName="mine",
                OidcConfig=OIDC_CONFIG,
                SourceIpConfig={"Cidrs": ["10.0.0.0/8"]},
            )

        assert caught.value.response["Message"] == (
            "The OIDC configuration of workforce mine cannot be updated while work teams are "
            "associated with it. Delete its 1 work team(s) first."
        )
        assert workteam_backend.workforces["mine"] == before

    def test_a_cognito_workforce_refuses_oidc(self, workteam_client: Any) -> None:
        workteam_client.create_workforce(WorkforceName="mine", CognitoConfig=COGNITO_CONFIG)

        with refused(
            "ValidationException",
            "OidcConfig cannot be set on workforce mine, which uses Amazon Cognito.",
        ):
            workteam_client.update_workforce(WorkforceName="mine", OidcConfig=OIDC_CONFIG)


class TestStatus:
    def statuses(self, client: Any, count: int, name: str = "mine") -> list[str]:
        return [
            client.describe_workforce(WorkforceName=name)["Workforce"]["Status"]
            for _ in range(count)
        ]

    def test_initializing_for_a_number_of_describes(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.workforce_delay = 2
        workteam_client.create_workforce(WorkforceName="mine", CognitoConfig=COGNITO_CONFIG)

        # A list shows the status, and does not count as a describe call.
        listed = workteam_client.list_workforces()["Workforces"]
        assert [each["Status"] for each in listed] == ["Initializing"]
        assert self.statuses(workteam_client, 3) == ["Initializing", "Initializing", "Active"]

    def test_the_first_teams_workforce_is_initializing(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.workforce_delay = 1
        workteam_client.create_workteam(**team())

        assert self.statuses(workteam_client, 2, "default") == ["Initializing", "Active"]

    def test_a_vpc_change_is_updating(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.create_workforce(WorkforceName="mine", CognitoConfig=COGNITO_CONFIG)
        workteam_backend.workforce_delay = 1

        answer = workteam_client.update_workforce(WorkforceName="mine", WorkforceVpcConfig=VPC)

        assert answer["Workforce"]["Status"] == "Updating"
        assert self.statuses(workteam_client, 2) == ["Updating", "Active"]

    def test_other_changes_are_active_at_once(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.create_workforce(WorkforceName="mine", CognitoConfig=COGNITO_CONFIG)
        workteam_backend.workforce_delay = 1

        answer = workteam_client.update_workforce(
            WorkforceName="mine", SourceIpConfig={"Cidrs": ["10.0.0.0/8"]}
        )

        assert answer["Workforce"]["Status"] == "Active"

    @pytest.mark.parametrize("delay", [-1, True, "soon", dt.timedelta(seconds=-1)])
    def test_an_invalid_delay(self, delay: Any) -> None:
        backend = WorkteamBackend()
        with pytest.raises(InvalidSetting) as caught:
            backend.workforce_delay = delay
        assert str(caught.value) == linked(
            "workforce_delay must be a number of describe calls or a datetime.timedelta, 0 or "
            f"more: {delay!r}",
            "invalid-setting",
        )
        assert backend.workforce_delay == 0

    def test_initializing_for_a_time(self) -> None:
        clock = {"now": dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)}
        with WorkteamBackend(clock=lambda: clock["now"]) as backend:
            backend.workforce_delay = dt.timedelta(minutes=5)
            client = client_in()
            client.create_workforce(WorkforceName="mine", CognitoConfig=COGNITO_CONFIG)

            assert self.statuses(client, 2) == ["Initializing", "Initializing"]
            clock["now"] += dt.timedelta(minutes=5)
            assert self.statuses(client, 1) == ["Active"]

    def test_a_time_of_zero(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
        workteam_backend.workforce_delay = dt.timedelta(0)
        workteam_client.create_workforce(WorkforceName="mine", CognitoConfig=COGNITO_CONFIG)

        assert self.statuses(workteam_client, 1) == ["Active"]

    def test_the_longest_time(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.workforce_delay = dt.timedelta.max
        workteam_client.create_workforce(WorkforceName="mine", CognitoConfig=COGNITO_CONFIG)

        assert self.statuses(workteam_client, 1) == ["Initializing"]

    @pytest.mark.parametrize("reading", range(1, 6))
    def test_a_failing_clock_changes_nothing(self, reading: int) -> None:
        until_failure = itertools.count(-1000)

        def clock() -> dt.datetime:
            if next(until_failure) == 0:
                raise RuntimeError("no time")
            return dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)

        with WorkteamBackend(clock=clock) as backend:
            backend.workforce_delay = dt.timedelta(days=1)
            client = client_in()
            client.create_workforce(WorkforceName="mine", CognitoConfig=COGNITO_CONFIG)
            until_failure = itertools.count(1 - reading)
            with contextlib.suppress(RuntimeError):
                client.update_workforce(WorkforceName="mine", SourceIpConfig={"Cidrs": ["::/0"]})

            until_failure = itertools.count(-1000)
            failed = backend.calls.last.error == "RuntimeError"
            assert failed or reading > 1
            cidrs = backend.workforces["mine"]["SourceIpConfig"]["Cidrs"]
            assert cidrs == ([] if failed else ["::/0"])


def test_list_filters_by_name(workteam_client: Any) -> None:
    workteam_client.create_workforce(WorkforceName="mine", CognitoConfig=COGNITO_CONFIG)

    def listed(**query: Any) -> list[str]:
        answer = workteam_client.list_workforces(**query)
        assert "NextToken" not in answer
        return [each["WorkforceName"] for each in answer["Workforces"]]

    assert listed() == listed(NameContains="in") == ["mine"]
    assert listed(SortBy="Name", SortOrder="Descending") == ["mine"]
    assert listed(NameContains="other") == []
    with refused("ValidationException", 'Invalid pagination token because "{0}".'):
        listed(NextToken="next")


def test_a_team_must_use_the_workforces_pool(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_client.create_workforce(
        WorkforceName="mine", CognitoConfig={"UserPool": POOL, "ClientId": "another"}
    )

    with refused(
        "ValidationException",
        f"The ClientId {CLIENT_ID} does not match another, which workforce mine uses.",
    ):
        workteam_client.create_workteam(**team())
    assert not workteam_backend.workteams


def test_the_first_teams_workforce_has_defaults(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_client.create_workteam(**team())

    described = workteam_client.describe_workforce(WorkforceName="default")["Workforce"]

    assert described["SourceIpConfig"] == {"Cidrs": []}
    assert described["Status"] == "Active"
    assert described["CreateDate"] == described["LastUpdatedDate"]


def test_only_an_active_workforce_can_be_deleted(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_backend.workforce_delay = 1
    workteam_client.create_workforce(WorkforceName="mine", CognitoConfig=COGNITO_CONFIG)

    with refused(
        "ValidationException",
        "The workforce mine is Initializing. A workforce can be deleted only if its status is "
        "Active or Failed.",
    ):
        workteam_client.delete_workforce(WorkforceName="mine")
    workteam_client.describe_workforce(WorkforceName="mine")
    workteam_client.delete_workforce(WorkforceName="mine")

    assert not workteam_backend.workforces
