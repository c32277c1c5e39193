from __future__ import annotations

import contextlib
import dataclasses
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    ReadTimeoutError,
)
from botocore.session import Session
from hypothesis import given
from hypothesis import strategies as st

from pytest_workteam import InvalidSetting, Scenario, UnknownNameError, WorkteamBackend
from pytest_workteam.scenarios.builtin import BUILTIN
from pytest_workteam.scenarios.selection import find, known_scenarios, listing, scenario_for, select
from pytest_workteam.services.catalog import operations
from tests.support import (
    FLOW_ARN,
    client_in,
    cognito,
    flow_definition,
    human_loop,
    labeling_job,
    linked,
    names,
    oidc,
    team,
)

BY_NAME = {scenario.name: scenario for scenario in BUILTIN}


OTHER_ONCE = Scenario(name="throttled/once", summary="", operation="ListTags")


def applied(name: str, backend: WorkteamBackend) -> Scenario:
    scenario = find(name, BUILTIN)
    assert scenario is not None
    scenario.apply(backend)
    return scenario


def call(client: Any, operation: str, name: str = "team") -> Any:
    """Make a call of the operation that a scenario is about."""
    return {
        "CreateWorkteam": lambda: client.create_workteam(**team(name)),
        "UpdateWorkteam": lambda: client.update_workteam(WorkteamName=name),
        "DeleteWorkteam": lambda: client.delete_workteam(WorkteamName=name),
        "DescribeWorkteam": lambda: client.describe_workteam(WorkteamName=name),
        "AddTags": lambda: client.add_tags(
            ResourceArn=f"arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/{name}",
            Tags=[],
        ),
        "DescribeWorkforce": lambda: client.describe_workforce(WorkforceName="default"),
        "CreateFlowDefinition": lambda: client.create_flow_definition(**flow_definition("flow")),
        "DescribeFlowDefinition": lambda: client.describe_flow_definition(
            FlowDefinitionName="flow"
        ),
        "StartHumanLoop": lambda: client.start_human_loop(**human_loop("another")),
        "DescribeHumanLoop": lambda: client.describe_human_loop(HumanLoopName="loop"),
        "CreateLabelingJob": lambda: client.create_labeling_job(**labeling_job(name)),
        "DescribeLabelingJob": lambda: client.describe_labeling_job(LabelingJobName=name),
        "StopLabelingJob": lambda: client.stop_labeling_job(LabelingJobName=name),
    }[operation]()


def seed_reviews(backend: WorkteamBackend, operation: str) -> None:
    """Add what a call of an operation of Amazon A2I needs."""
    if operation == "CreateFlowDefinition":
        backend.add_workteam("reviewers")
        backend.add_human_task_ui("review")
    elif operation in {"DescribeFlowDefinition", "StartHumanLoop"}:
        backend.add_flow_definition("flow")
    elif operation == "DescribeHumanLoop":
        backend.add_human_loop("loop", flow_definition="flow")


@pytest.mark.parametrize("name", BY_NAME)
def test_each_ends_as_it_says(
    workteam_backend: WorkteamBackend,
    workteam_client: Any,
    workteam_a2i_client: Any,
    name: str,
) -> None:
    scenario = applied(name, workteam_backend)
    seed_reviews(workteam_backend, scenario.operation)
    of_loops = operations()[scenario.operation].service.name == "sagemaker-a2i-runtime"
    client = workteam_a2i_client if of_loops else workteam_client
    if name.startswith("labeling/"):
        workteam_backend.add_workteam("team")
        if scenario.operation != "CreateLabelingJob":
            workteam_backend.add_labeling_job("team")

    with scenario.raises(client) as outcome:
        call(client, scenario.operation)

    if isinstance(outcome.exception, ClientError):
        assert outcome.exception.response["Error"]["Code"] == scenario.error
    elif outcome.exception is not None:
        assert type(outcome.exception).__name__ == scenario.error
    else:
        assert scenario.error is None
    assert scenario.missing_effect(workteam_backend.calls) is None


@pytest.mark.parametrize("name", BY_NAME)
def test_each_without_a_call_has_no_effect(workteam_backend: WorkteamBackend, name: str) -> None:
    scenario = applied(name, workteam_backend)

    assert scenario.missing_effect(workteam_backend.calls) == (
        f"{scenario.operation} was not called; operations called: none"
    )


def test_the_groups_and_their_members() -> None:
    assert list(BY_NAME) == [
        "limit-exceeded/at-limit",
        "limit-exceeded/zero-quota",
        "limit-exceeded/last-slot-raced",
        "limit-exceeded/on-update",
        "limit-exceeded/on-delete",
        "limit-exceeded/other-region-full",
        "limit-exceeded/other-account-full",
        "name-in-use/same-name",
        "name-in-use/raced",
        "name-in-use/lost-response",
        "throttled/once",
        "throttled/always",
        "outage/internal-failure",
        "outage/service-unavailable",
        "outage/connect-timeout",
        "outage/read-timeout",
        "outage/connection-closed",
        "denied/access-denied",
        "denied/expired-token",
        "denied/unrecognized-client",
        "denied/region-unsupported",
        "gone/before-update",
        "gone/before-delete",
        "gone/before-describe",
        "gone/before-tags",
        "workforce/none",
        "workforce/initializing",
        "workforce/other-kind",
        "labeling/job-name-in-use",
        "labeling/limit-exceeded",
        "labeling/team-missing",
        "labeling/team-deleted-meanwhile",
        "labeling/stuck",
        "labeling/fails",
        "labeling/some-objects-fail",
        "labeling/stopped-by-someone",
        "labeling/already-over",
        "a2i/loop-name-in-use",
        "a2i/quota-exceeded",
        "a2i/flow-missing",
        "a2i/flow-not-active",
        "a2i/flow-fails",
        "a2i/team-missing",
        "a2i/ui-deleted",
        "a2i/loop-fails",
        "a2i/loop-expires",
        "a2i/loop-stopped-by-someone",
        "a2i/throttled",
    ]
    assert all(scenario.summary.endswith(".") for scenario in BUILTIN)


class TestLimitExceeded:
    def test_at_limit_fills_what_is_left(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.limit = 3
        workteam_backend.add_workteam("seeded")
        applied("limit-exceeded/at-limit", workteam_backend)

        assert len(workteam_client.list_workteams()["Workteams"]) == 3

    def test_a_place_that_is_made_at_the_limit_is_free(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        applied("limit-exceeded/at-limit", workteam_backend)
        workteam_client.delete_workteam(WorkteamName="existing-1")

        workteam_client.create_workteam(**team())

    def test_at_a_limit_that_is_passed_already(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.add_workteams(3)
        workteam_backend.limit = 1
        applied("limit-exceeded/at-limit", workteam_backend)

        assert len(workteam_backend.workteams) == 3

    def test_zero_quota_leaves_no_team_to_blame(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        applied("limit-exceeded/zero-quota", workteam_backend)

        assert workteam_client.list_workteams()["Workteams"] == []

    @pytest.mark.parametrize("limit", [3, 40])
    @pytest.mark.parametrize("name", ["at-limit", "zero-quota", "last-slot-raced"])
    def test_a_limit_of_the_backends_own_place(
        self, workteam_backend: WorkteamBackend, workteam_client: Any, name: str, limit: int
    ) -> None:
        workteam_backend.at().limit = limit
        scenario = applied(f"limit-exceeded/{name}", workteam_backend)

        with scenario.raises(workteam_client):
            workteam_client.create_workteam(**team())

    def test_zero_quota_is_everywhere_until_it_is_raised(
        self, workteam_backend: WorkteamBackend
    ) -> None:
        workteam_backend.at(region="eu-west-1").limit = 5
        applied("limit-exceeded/zero-quota", workteam_backend)
        abroad = client_in("eu-west-1")
        there = team(MemberDefinitions=[cognito(pool="eu-west-1_Pool00000")])
        with pytest.raises(abroad.exceptions.ResourceLimitExceeded):
            abroad.create_workteam(**there)

        workteam_backend.limit = 1
        abroad.create_workteam(**there)

    def test_the_last_slot_is_free_until_the_create(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.limit = 4
        applied("limit-exceeded/last-slot-raced", workteam_backend)
        assert len(workteam_client.list_workteams()["Workteams"]) == 3

        with pytest.raises(workteam_client.exceptions.ResourceLimitExceeded):
            workteam_client.create_workteam(**team())

        assert len(workteam_client.list_workteams()["Workteams"]) == 4
        workteam_client.delete_workteam(WorkteamName="existing-1")
        workteam_client.create_workteam(**team())

    @pytest.mark.parametrize("place", ["every", "own"])
    def test_the_last_slot_of_none(self, workteam_backend: WorkteamBackend, place: str) -> None:
        (workteam_backend if place == "every" else workteam_backend.at()).limit = 0
        with pytest.raises(InvalidSetting) as caught:
            applied("limit-exceeded/last-slot-raced", workteam_backend)

        assert str(caught.value) == linked(
            "limit-exceeded/last-slot-raced needs a limit of at least 1, but limit is 0; raise "
            "the limit, or use limit-exceeded/zero-quota",
            "invalid-setting",
        )

    @pytest.mark.parametrize("region", ["us-east-1", "us-west-2"])
    def test_another_region_is_full_and_this_one_is_not(self, region: str) -> None:
        with WorkteamBackend(region=region, limit=2) as backend:
            applied("limit-exceeded/other-region-full", backend)
            (other,) = {"us-east-1", "us-west-2"} - {region}
            client = client_in(other)
            with pytest.raises(client.exceptions.ResourceLimitExceeded):
                client.create_workteam(**team(MemberDefinitions=[cognito(pool=f"{other}_Pool0")]))

        assert not backend.workteams

    @pytest.mark.parametrize("account_id", ["123456789012", "210987654321"])
    def test_another_account_is_full_and_this_one_is_not(self, account_id: str) -> None:
        (other,) = {"123456789012", "210987654321"} - {account_id}
        backend = WorkteamBackend(account_id=account_id, limit=2)
        applied("limit-exceeded/other-account-full", backend)

        assert len(backend.at(account_id=other).workteams) == 2
        assert not backend.workteams


class TestNameInUse:
    @pytest.mark.parametrize(
        "look",
        [
            lambda client: client.describe_workteam(WorkteamName="team"),
            lambda client: client.list_workteams(NameContains="team")["Workteams"][0],
        ],
    )
    def test_the_same_name_was_there_for_whoever_looks(
        self, workteam_backend: WorkteamBackend, workteam_client: Any, look: Any
    ) -> None:
        applied("name-in-use/same-name", workteam_backend)
        workteam_client.list_workteams()

        look(workteam_client)

        assert list(workteam_backend.workteams) == ["team"]

    def test_only_the_first_name_is_taken(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        applied("name-in-use/same-name", workteam_backend)
        with pytest.raises(workteam_client.exceptions.ResourceInUse):
            workteam_client.create_workteam(**team("a"))

        workteam_client.create_workteam(**team("b"))

    def test_a_name_that_was_seeded_stays_as_it_is(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.add_workteam("team", Description="The test's own.")
        applied("name-in-use/same-name", workteam_backend)

        described = workteam_client.describe_workteam(WorkteamName="team")

        assert described["Workteam"]["Description"] == "The test's own."

    def test_a_full_region_is_told_as_such(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.limit = 0
        applied("name-in-use/raced", workteam_backend)

        with pytest.raises(workteam_client.exceptions.ResourceLimitExceeded):
            workteam_client.create_workteam(**team())

        workteam_backend.limit = 1
        with pytest.raises(workteam_client.exceptions.ResourceInUse):
            workteam_client.create_workteam(**team())

    def test_a_raced_name_is_free_for_whoever_looks(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        applied("name-in-use/raced", workteam_backend)
        assert workteam_client.list_workteams(NameContains="team")["Workteams"] == []
        with pytest.raises(ClientError, match="ValidationException"):
            workteam_client.describe_workteam(WorkteamName="team")

        with pytest.raises(workteam_client.exceptions.ResourceInUse):
            workteam_client.create_workteam(**team())

        assert names(workteam_client.list_workteams()["Workteams"]) == ["team"]

    def test_a_lost_response_leaves_the_callers_own_team(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        scenario = applied("name-in-use/lost-response", workteam_backend)
        with scenario.raises(workteam_client):
            workteam_client.create_workteam(**team(Description="The caller's own."))

        assert workteam_backend.workteams["team"]["Description"] == "The caller's own."

    def test_a_client_without_retries_sees_the_lost_connection(
        self, workteam_backend: WorkteamBackend
    ) -> None:
        scenario = applied("name-in-use/lost-response", workteam_backend)
        client = client_in(config=Config(retries={"total_max_attempts": 1}))
        lost = pytest.raises(AssertionError, match="CreateWorkteam ended in ConnectionClosedError")
        with lost, scenario.raises(client):
            client.create_workteam(**team())

        assert scenario.missing_effect(workteam_backend.calls) is None


class TestThrottledAndOutage:
    @pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
    def test_once_recovers_in_every_retry_mode(
        self, workteam_backend: WorkteamBackend, mode: Any
    ) -> None:
        applied("throttled/once", workteam_backend)

        created = client_in(config=Config(retries={"mode": mode})).create_workteam(**team())

        assert created["ResponseMetadata"]["RetryAttempts"] == 1

    @pytest.mark.parametrize("attempts", [1, 2, 3])
    def test_always_takes_every_attempt(
        self, workteam_backend: WorkteamBackend, attempts: int
    ) -> None:
        applied("throttled/always", workteam_backend)
        client = client_in(
            config=Config(retries={"mode": "standard", "total_max_attempts": attempts})
        )

        with pytest.raises(ClientError, match="ThrottlingException"):
            client.create_workteam(**team())

        assert [call.attempt for call in workteam_backend.calls] == list(range(1, attempts + 1))

    @pytest.mark.parametrize(
        "name,error",
        [
            ("outage/connect-timeout", ConnectTimeoutError),
            ("outage/read-timeout", ReadTimeoutError),
            ("outage/connection-closed", ConnectionClosedError),
        ],
    )
    def test_an_outage_is_botocores_own_exception(self, name: str, error: type[Exception]) -> None:
        with WorkteamBackend(region="eu-west-1") as backend:
            applied(name, backend)

            with pytest.raises(error, match=r"https://api\.sagemaker\.eu-west-1\.amazonaws\.com/"):
                client_in("eu-west-1").create_workteam(**team())

    def test_an_outage_names_the_endpoint_of_the_operations_service(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        applied("outage/connect-timeout:ListHumanLoops", workteam_backend)

        with pytest.raises(
            ConnectTimeoutError, match=r"https://a2i-runtime\.sagemaker\.us-east-1\.amazonaws\.com/"
        ):
            workteam_a2i_client.list_human_loops(FlowDefinitionArn=FLOW_ARN)

    @pytest.mark.parametrize("operation", sorted(operations()))
    @pytest.mark.parametrize("name", ["throttled/always", "denied/access-denied"])
    def test_any_operation_can_be_befallen(self, name: str, operation: str) -> None:
        scenario = BY_NAME[name].for_operation(operation)

        assert scenario is not None
        assert scenario.operation == operation
        assert scenario.name == (name if operation == "CreateWorkteam" else f"{name}:{operation}")


class TestWorkforce:
    @pytest.mark.parametrize(
        "name", ["workforce/none", "workforce/initializing", "workforce/other-kind"]
    )
    def test_where_there_is_one(self, workteam_backend: WorkteamBackend, name: str) -> None:
        workteam_backend.add_workteam("seeded")
        with pytest.raises(InvalidSetting) as caught:
            applied(name, workteam_backend)

        assert str(caught.value) == linked(
            f"{name} needs a region without a workforce, but work teams or a workforce were "
            "seeded; leave the seeding out, in hooks too",
            "invalid-setting",
        )

    def test_initializing_becomes_active(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        applied("workforce/initializing", workteam_backend)

        statuses = [
            workteam_client.describe_workforce(WorkforceName="default")["Workforce"]["Status"]
            for _ in range(3)
        ]

        assert statuses == ["Initializing", "Initializing", "Active"]

    def test_the_other_kind_is_oidc(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        applied("workforce/other-kind", workteam_backend)

        workteam_client.create_workteam(**team(MemberDefinitions=[oidc()]))


class TestRaises:
    SCENARIO = BY_NAME["limit-exceeded/at-limit"]

    def failure(self, *, name: str, client: Any, make: Any) -> str:
        with pytest.raises(AssertionError) as caught, BY_NAME[name].raises(client):
            make()
        return str(caught.value)

    def test_no_error_where_one_should_be(self, workteam_client: Any) -> None:
        assert self.failure(
            name="limit-exceeded/at-limit",
            client=workteam_client,
            make=workteam_client.list_workteams,
        ) == linked(
            "limit-exceeded/at-limit: CreateWorkteam should end in ResourceLimitExceeded, but "
            "CreateWorkteam was not called; operations called: ListWorkteams. Call it in the "
            "test, or narrow the marker with operation=... to an operation that the test calls",
            "scenario-raises",
        )

    def test_no_call_where_one_should_succeed(self, workteam_client: Any) -> None:
        assert self.failure(
            name="limit-exceeded/other-region-full",
            client=workteam_client,
            make=workteam_client.list_workteams,
        ) == linked(
            "limit-exceeded/other-region-full: CreateWorkteam should succeed, but CreateWorkteam "
            "was not called; operations called: ListWorkteams. Call it in the test, or narrow the "
            "marker with operation=... to an operation that the test calls",
            "scenario-raises",
        )

    def test_a_call_that_succeeded(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.list_workteams()
        abroad = client_in("eu-west-1")
        there = team(MemberDefinitions=[cognito(pool="eu-west-1_Pool00000")])

        assert self.failure(
            name="limit-exceeded/at-limit",
            client=abroad,
            make=lambda: abroad.create_workteam(**there),
        ) == linked(
            "limit-exceeded/at-limit: CreateWorkteam should end in ResourceLimitExceeded, but no "
            "call failed: CreateWorkteam succeeded in eu-west-1, account 123456789012, but the "
            "backend is in us-east-1, account 123456789012",
            "scenario-raises",
        )

    def test_a_call_that_succeeded_in_another_account(
        self, workteam_backend: WorkteamBackend
    ) -> None:
        workteam_backend.accounts["AKIAOTHER"] = "210987654321"
        client = client_in(aws_access_key_id="AKIAOTHER", aws_secret_access_key="s")

        assert (
            "CreateWorkteam succeeded in us-east-1, account 210987654321, but the backend is in"
            in (
                self.failure(
                    name="limit-exceeded/at-limit",
                    client=client,
                    make=lambda: client.create_workteam(**team()),
                )
            )
        )

    def test_several_errors_that_the_block_handles(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail("CreateWorkteam", "AccessDeniedException")
        workteam_backend.fail("CreateWorkteam", "ResourceInUse")

        def make() -> None:
            for _ in range(2):
                with contextlib.suppress(ClientError):
                    workteam_client.create_workteam(**team())

        assert "CreateWorkteam ended in AccessDeniedException, ResourceInUse. If" in (
            self.failure(name="limit-exceeded/at-limit", client=workteam_client, make=make)
        )

    def test_another_operation_that_is_not_retried(self, workteam_backend: WorkteamBackend) -> None:
        client = client_in(config=Config(retries={"total_max_attempts": 1}))
        workteam_backend.fail("ListWorkteams", "ThrottlingException")

        failure = self.failure(name="throttled/once", client=client, make=client.list_workteams)

        assert "but ListWorkteams ended in ThrottlingException: " in failure
        assert "attempts" not in failure

    def test_an_error_that_botocore_retried(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail("CreateWorkteam", "ThrottlingException")

        assert "but no call failed: CreateWorkteam succeeded (" in self.failure(
            name="limit-exceeded/at-limit",
            client=workteam_client,
            make=lambda: workteam_client.create_workteam(**team()),
        )

    def test_an_error_that_the_block_handles(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        BY_NAME["limit-exceeded/at-limit"].apply(workteam_backend)

        def make() -> None:
            with contextlib.suppress(ClientError):
                workteam_client.create_workteam(**team())

        assert self.failure(
            name="limit-exceeded/at-limit", client=workteam_client, make=make
        ) == linked(
            "limit-exceeded/at-limit: CreateWorkteam should end in ResourceLimitExceeded, but the "
            "block raised no error, though CreateWorkteam ended in ResourceLimitExceeded. If the "
            "code under test handles the error, check its result instead; workteam_scenario.error "
            "is the expected error",
            "scenario-raises",
        )

    @pytest.mark.parametrize(
        "name,code",
        [
            # The code is met by another operation, or by a client that did retry.
            ("denied/access-denied", "AccessDeniedException"),
            ("throttled/once", "ThrottlingException"),
        ],
    )
    def test_a_client_that_needs_no_advice_about_retries(
        self, workteam_backend: WorkteamBackend, workteam_client: Any, name: str, code: str
    ) -> None:
        operation = "CreateWorkteam" if name == "throttled/once" else "ListWorkteams"
        workteam_backend.fail(operation, code, times=None)

        def make() -> None:
            if operation == "ListWorkteams":
                workteam_client.list_workteams()
            workteam_client.create_workteam(**team())

        failure = self.failure(name=name, client=workteam_client, make=make)

        assert f"but {operation} ended in {code}: " in failure
        assert "attempts" not in failure

    @pytest.mark.parametrize(
        "name,outcome",
        [
            ("throttled/once", "succeed, but CreateWorkteam ended in ThrottlingException: "),
            (
                "name-in-use/lost-response",
                "end in ResourceInUse, but CreateWorkteam ended in ConnectionClosedError: ",
            ),
        ],
    )
    def test_a_client_that_does_not_retry(
        self, workteam_backend: WorkteamBackend, name: str, outcome: str
    ) -> None:
        BY_NAME[name].apply(workteam_backend)
        client = client_in(config=Config(retries={"total_max_attempts": 1}))

        failure = self.failure(
            name=name, client=client, make=lambda: client.create_workteam(**team())
        )

        assert failure.startswith(f"{name}: CreateWorkteam should {outcome}")
        assert failure.endswith(
            linked(
                ". The scenario needs a client that retries; allow it more attempts",
                "scenario-raises",
            )
        )

    def test_a_call_before_the_block(self, workteam_client: Any) -> None:
        workteam_client.create_workteam(**team())

        assert "but CreateWorkteam was not called; operations called: none. " in self.failure(
            name="limit-exceeded/at-limit", client=workteam_client, make=lambda: None
        )

    def test_calls_that_succeeded_in_two_regions(self, workteam_backend: WorkteamBackend) -> None:
        here, abroad = client_in("us-east-1"), client_in("eu-west-1")
        pool = cognito(pool="eu-west-1_Pool00000")

        def make() -> None:
            here.create_workteam(**team())
            abroad.create_workteam(**team(MemberDefinitions=[pool]))

        assert (
            "no call failed: CreateWorkteam succeeded in us-east-1, account 123456789012; "
            "eu-west-1, account 123456789012, but the backend is in us-east-1, account "
            "123456789012 ("
        ) in (self.failure(name="limit-exceeded/at-limit", client=here, make=make))

    def test_without_a_backend(self) -> None:
        client = client_in("us-east-1", aws_access_key_id="a", aws_secret_access_key="s")

        assert "CreateWorkteam was not called; operations called: none" in self.failure(
            name="limit-exceeded/at-limit", client=client, make=lambda: None
        )

    @pytest.mark.parametrize("what", ["a class", "another service's client"])
    def test_what_is_no_sagemaker_client(self, workteam_client: Any, what: str) -> None:
        given = (
            workteam_client.exceptions.ResourceInUse
            if what == "a class"
            else Session().create_client("sts", "us-east-1")
        )
        with pytest.raises(TypeError) as caught:
            self.SCENARIO.raises(given)

        assert str(caught.value) == linked(
            "raises() takes the client that makes the call, such as boto3.client('sagemaker'), "
            f"not {given!r}",
            "scenario-raises",
        )

    def test_an_error_where_none_should_be(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail("CreateWorkteam", "ResourceNotFound", message="Injected by the test.")
        assert self.failure(
            name="limit-exceeded/other-region-full",
            client=workteam_client,
            make=lambda: workteam_client.create_workteam(**team()),
        ) == linked(
            "limit-exceeded/other-region-full: CreateWorkteam should succeed, but CreateWorkteam "
            "ended in ResourceNotFound: An error occurred (ResourceNotFound) when calling the "
            "CreateWorkteam operation: Injected by the test.",
            "scenario-raises",
        )

    def test_the_right_error_of_another_operation(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail("ListTags", "ResourceLimitExceeded", message="Full.")
        failure = self.failure(
            name="limit-exceeded/at-limit",
            client=workteam_client,
            make=lambda: workteam_client.list_tags(ResourceArn=workteam_backend.add_workteam("a")),
        )

        assert "but ListTags ended in ResourceLimitExceeded: " in failure

    def test_an_error_of_another_sessions_client(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.limit = 0
        assert self.failure(
            name="limit-exceeded/at-limit",
            client=workteam_client,
            make=lambda: client_in().create_workteam(**team()),
        ) == linked(
            "limit-exceeded/at-limit: CreateWorkteam should end in ResourceLimitExceeded, but the "
            "calling client belongs to another session, which has other exception classes; give "
            "raises() the client that makes the call",
            "scenario-raises",
        )

    def test_the_service_error_is_the_cause(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail("CreateWorkteam", "ResourceInUse")
        with pytest.raises(AssertionError) as caught, self.SCENARIO.raises(workteam_client):
            workteam_client.create_workteam(**team())

        assert isinstance(caught.value.__cause__, workteam_client.exceptions.ResourceInUse)

    def test_a_network_error_of_another_kind(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail(
            "CreateWorkteam", ConnectTimeoutError(endpoint_url="here"), times=None
        )
        assert "but CreateWorkteam ended in ConnectTimeoutError: " in self.failure(
            name="outage/read-timeout",
            client=workteam_client,
            make=lambda: workteam_client.create_workteam(**team()),
        )

    def test_a_client_error_without_a_code(self, workteam_client: Any) -> None:
        def make() -> None:
            raise ClientError({}, "CreateWorkteam")

        assert "but CreateWorkteam ended in Unknown: " in self.failure(
            name="limit-exceeded/at-limit", client=workteam_client, make=make
        )

    def test_an_exception_that_is_not_botocores(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        own = Scenario(
            name="own/reset",
            summary="The connection is reset.",
            operation="ListWorkteams",
            error="ConnectionResetError",
            arrange=lambda backend: backend.fail("ListWorkteams", ConnectionResetError("reset")),
        )
        own.apply(workteam_backend)

        with own.raises(workteam_client) as expectation:
            workteam_client.list_workteams()

        assert isinstance(expectation.exception, ConnectionResetError)

    @pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, AssertionError])
    def test_what_the_test_itself_raises_goes_through(
        self, workteam_client: Any, error: type[BaseException]
    ) -> None:
        caught = pytest.raises(error, match=r"^the test's own$")
        with caught, self.SCENARIO.raises(workteam_client):
            raise error("the test's own")


class TestMissingEffect:
    def test_an_operation_that_only_succeeded(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.create_workteam(**team())

        assert BY_NAME["limit-exceeded/at-limit"].missing_effect(workteam_backend.calls) == (
            "CreateWorkteam never ended in ResourceLimitExceeded; it ended in: success"
        )

        with pytest.raises(ClientError):
            workteam_client.create_workteam(**team())

        assert BY_NAME["limit-exceeded/at-limit"].missing_effect(workteam_backend.calls) == (
            "CreateWorkteam never ended in ResourceLimitExceeded; it ended in: success, "
            "ResourceInUse"
        )

    def test_an_operation_that_should_have_succeeded(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.limit = 0
        with pytest.raises(ClientError):
            workteam_client.create_workteam(**team())

        missing = BY_NAME["limit-exceeded/other-region-full"].missing_effect(workteam_backend.calls)

        assert missing == ("CreateWorkteam never succeeded; it ended in: ResourceLimitExceeded")

    def test_another_refusal_of_the_same_code(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        applied("workforce/other-kind", workteam_backend)
        with pytest.raises(ClientError, match="ValidationException"):
            workteam_client.create_workteam(**team("no name"))

        scenario = BY_NAME["workforce/other-kind"]
        assert scenario.missing_effect(workteam_backend.calls) == (
            "CreateWorkteam never ended in ValidationException (members-of-other-kind); it ended "
            "in: ValidationException (constraint-violations)"
        )
        with pytest.raises(ClientError, match="ValidationException"):
            workteam_client.create_workteam(**team())
        assert scenario.missing_effect(workteam_backend.calls) is None

    def test_a_success_where_one_refusal_is_meant(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.create_workteam(**team())

        scenario = BY_NAME["workforce/other-kind"]
        assert scenario.missing_effect(workteam_backend.calls) == (
            "CreateWorkteam never ended in ValidationException (members-of-other-kind); it ended "
            "in: success"
        )

    @pytest.mark.parametrize("look", ["describe", "list"])
    def test_who_looks_first_has_met_the_same_name(
        self, workteam_backend: WorkteamBackend, workteam_client: Any, look: str
    ) -> None:
        scenario = applied("name-in-use/same-name", workteam_backend)
        workteam_client.list_workteams()
        assert scenario.missing_effect(workteam_backend.calls) == (
            "CreateWorkteam was not called; operations called: ListWorkteams"
        )

        if look == "describe":
            workteam_client.describe_workteam(WorkteamName="team")
        else:
            workteam_client.list_workteams(NameContains="team")

        assert scenario.missing_effect(workteam_backend.calls) is None

    def test_who_looks_in_vain_has_not(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        with pytest.raises(ClientError):
            workteam_client.describe_workteam(WorkteamName="team")

        scenario = BY_NAME["name-in-use/same-name"]
        assert scenario.missing_effect(workteam_backend.calls) == (
            "CreateWorkteam was not called; operations called: DescribeWorkteam"
        )

    def test_a_throttle_that_was_not_met(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.create_workteam(**team())

        assert BY_NAME["throttled/once"].missing_effect(workteam_backend.calls) == (
            "CreateWorkteam never ended in ThrottlingException; it ended in: success"
        )


class TestOwnScenarios:
    OWN = Scenario(
        name="pool/filled",
        summary="Somebody else has filled the pool.",
        operation="CreateWorkteam",
        error="ResourceInUse",
        arrange=lambda backend: backend.add_workteam("team"),
    )

    def test_it_is_applied(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
        self.OWN.apply(workteam_backend)

        with self.OWN.raises(workteam_client):
            workteam_client.create_workteam(**team())

    @pytest.mark.parametrize("name", ["all", "", "a b", "a/b/c", "a/", "/b"])
    def test_a_name_that_cannot_be(self, name: str) -> None:
        with pytest.raises(InvalidSetting) as caught:
            Scenario(name=name, summary="None.", operation="CreateWorkteam")

        assert str(caught.value) == linked(
            f"the scenario name {name!r} is invalid; use 'group/member' with letters, digits, "
            "'-', '_' and '.'",
            "invalid-setting",
        )

    def test_an_operation_that_cannot_be(self) -> None:
        with pytest.raises(UnknownNameError, match=r"Did you mean CreateWorkteam\?"):
            Scenario(name="a/b", summary="None.", operation="CreateWorkTeam")

    @pytest.mark.parametrize(
        "members,message",
        [
            (
                {"error": ClientError},
                "own/one: error is <class 'botocore.exceptions.ClientError'>; give an error's "
                "code, such as 'ResourceInUse', or leave it out",
            ),
            (
                {"error": ""},
                "own/one: error is ''; give an error's code, such as 'ResourceInUse', or leave it "
                "out",
            ),
            (
                {"request_error": 5},
                "own/one: request_error is 5; give an error's code, such as 'ResourceInUse', or "
                "leave it out",
            ),
            ({"arrange": None}, "own/one: arrange is None; give a function, or leave it out"),
            ({"shown_by": 5}, "own/one: shown_by is 5; give a function, or leave it out"),
            ({"effect": 5}, "own/one: effect is 5; give a function, or leave it out"),
            (
                {"situation": ["x"]},
                "own/one: unknown situation ['x']; name a situation on the fidelity page, or "
                "leave it out",
            ),
            (
                {"name": 5},
                "the scenario name 5 is invalid; use 'group/member' with letters, digits, '-', "
                "'_' and '.'",
            ),
        ],
    )
    def test_a_value_that_cannot_be(self, members: Any, message: str) -> None:
        with pytest.raises(InvalidSetting) as caught:
            Scenario(**{"name": "own/one", "summary": "s", "operation": "ListTags", **members})

        assert str(caught.value) == linked(message, "invalid-setting")

    def test_a_situation_that_cannot_be(self) -> None:
        with pytest.raises(InvalidSetting) as caught:
            Scenario(
                name="own/a", summary="", operation="CreateWorkteam", situation="no-such-thing"
            )

        assert str(caught.value) == linked(
            "own/a: unknown situation 'no-such-thing'; name a situation on the fidelity page, or "
            "leave it out",
            "invalid-setting",
        )

    def test_a_name_without_a_group_is_its_own_group(self) -> None:
        own = Scenario(name="quiet", summary="Nothing.", operation="ListWorkteams")

        assert own.group == "quiet"
        assert "\nquiet:\n  quiet  ListWorkteams: no error\n" in listing([own])

    def test_it_is_frozen(self) -> None:
        with pytest.raises(AttributeError):
            self.OWN.name = "other"  # type: ignore[misc]


class TestSelect:
    @pytest.mark.parametrize(
        "wanted,operation,expected",
        [
            (["throttled"], None, ["throttled/once", "throttled/always"]),
            (["throttled/once", "throttled"], None, ["throttled/once", "throttled/always"]),
            (
                ["limit-exceeded"],
                "DeleteWorkteam",
                ["limit-exceeded/on-delete"],
            ),
            (
                ["throttled"],
                "ListTags",
                ["throttled/once:ListTags", "throttled/always:ListTags"],
            ),
            (["throttled/once:ListTags"], None, ["throttled/once:ListTags"]),
            (["throttled/once:ListTags"], "ListTags", ["throttled/once:ListTags"]),
            ([TestOwnScenarios.OWN, "workforce/none"], None, ["pool/filled", "workforce/none"]),
            (["all"], None, list(BY_NAME)),
        ],
    )
    def test_what_is_meant(self, wanted: Any, operation: str | None, expected: list[str]) -> None:
        assert [scenario.name for scenario in select(wanted, operation, BUILTIN)] == expected

    @given(
        st.lists(st.sampled_from(["all", "outage", *BY_NAME]), min_size=1),
        st.none() | st.sampled_from(sorted(operations())),
    )
    def test_each_is_there_once_and_of_the_operation(
        self, wanted: list[str], operation: str | None
    ) -> None:
        try:
            selected = select(wanted, operation, BUILTIN)
        except InvalidSetting:
            return
        assert len({scenario.name for scenario in selected}) == len(selected) > 0
        assert operation is None or {scenario.operation for scenario in selected} == {operation}

    @pytest.mark.parametrize(
        "wanted,operation,message",
        [
            (
                [],
                None,
                "no scenario is named; name some, a group (limit-exceeded, name-in-use, "
                "throttled, outage, denied, gone, workforce, labeling, a2i) or 'all'",
            ),
            (
                ["throtled"],
                None,
                "unknown scenario or group 'throtled'; did you mean 'throttled' or "
                "'a2i/throttled' or 'throttled/once'? `pytest --workteam-scenarios` lists them all",
            ),
            (
                ["limit"],
                None,
                "unknown scenario or group 'limit'; did you mean 'limit-exceeded'? `pytest "
                "--workteam-scenarios` lists them all",
            ),
            (
                ["???"],
                None,
                "unknown scenario or group '???'; `pytest --workteam-scenarios` lists them all",
            ),
            ([7], None, "7 is not a scenario; give a name or a Scenario"),
            (
                ["throttled:DeleteWorkteam"],
                None,
                "'throttled' is a group of scenarios; name one of its scenarios, or name it in the "
                "marker with operation='DeleteWorkteam'",
            ),
            (
                ["throttled/once", OTHER_ONCE],
                None,
                "two scenarios are named 'throttled/once'; give one of them another name",
            ),
            (
                ["name-in-use"],
                "DeleteWorkteam",
                "operation='DeleteWorkteam' matches none of the selected scenarios, which apply "
                "to CreateWorkteam; select other scenarios or another operation",
            ),
            (
                ["name-in-use", "workforce/none"],
                "DeleteWorkteam",
                "operation='DeleteWorkteam' matches none of the selected scenarios, which apply "
                "to CreateWorkteam, DescribeWorkforce; select other scenarios or another operation",
            ),
            (
                ["throttled/once:ListTags"],
                "AddTags",
                "operation='AddTags' matches none of the selected scenarios, which apply to "
                "ListTags; select other scenarios or another operation",
            ),
            (
                ["name-in-use/raced:DeleteWorkteam"],
                None,
                "name-in-use/raced applies only to CreateWorkteam, not to DeleteWorkteam; leave "
                "out the operation",
            ),
        ],
    )
    def test_what_cannot_be_meant(self, wanted: Any, operation: str | None, message: str) -> None:
        with pytest.raises(InvalidSetting) as caught:
            select(wanted, operation, BUILTIN)

        assert str(caught.value) == linked(message, "marker-workteam-scenarios")

    @pytest.mark.parametrize(
        "wanted,operation,start",
        [
            (["all"], "CreateTeam", "operation='CreateTeam': the fake has no operation 'CreateTe"),
            (["all"], ["ListTags"], "operation=['ListTags']: the fake has no operation ['ListTag"),
            (["throttled/once:X"], None, "throttled/once:X: the fake has no operation 'X'. It has"),
            (
                ["throttled/once:ListTags:AddTags"],
                None,
                "throttled/once:ListTags:AddTags: the fake has no operation 'ListTags:AddTags'. ",
            ),
        ],
    )
    def test_an_operation_that_is_none(self, wanted: Any, operation: Any, start: str) -> None:
        with pytest.raises(InvalidSetting) as caught:
            select(wanted, operation, BUILTIN)

        message = str(caught.value)
        assert message.startswith(start)
        assert message.count("(python -m pytest_workteam explain unknown-operation)") == 1


class TestKnown:
    def test_the_hooks_come_behind_the_built_in_ones(self) -> None:
        own = TestOwnScenarios.OWN
        other = dataclasses.replace(own, name="pool/other")

        assert known_scenarios([[own, other], ()]) == (*BUILTIN, own, other)
        with pytest.raises(InvalidSetting, match="which is already taken"):
            known_scenarios([[own], [own]])

    @pytest.mark.parametrize(
        "results,message",
        [
            ([7], "pytest_workteam_scenarios returned 7; return a list of Scenario objects"),
            (
                [["throttled"]],
                "pytest_workteam_scenarios returned a list with 'throttled'; return a list of "
                "Scenario objects",
            ),
            (
                [[BUILTIN[0]]],
                "pytest_workteam_scenarios returned a scenario named 'limit-exceeded/at-limit', "
                "which is already taken; give it another name",
            ),
            (
                [[TestOwnScenarios.OWN, TestOwnScenarios.OWN]],
                "pytest_workteam_scenarios returned a scenario named 'pool/filled', which is "
                "already taken; give it another name",
            ),
            (
                [[dataclasses.replace(BUILTIN[0], name="throttled/once:ListTags")]],
                "pytest_workteam_scenarios returned a scenario named 'throttled/once:ListTags', "
                "but a colon separates a scenario from an operation; give it a name without a "
                "colon",
            ),
        ],
    )
    def test_what_a_hook_cannot_return(self, results: Any, message: str) -> None:
        with pytest.raises(InvalidSetting) as caught:
            known_scenarios(results)

        assert str(caught.value) == linked(message, "hook-workteam-scenarios")

    def test_of_several_folders_the_first_of_a_name_counts(self) -> None:
        own = TestOwnScenarios.OWN
        other = dataclasses.replace(own, summary="Another folder's.")

        known = known_scenarios([[own], [other]], of_one_folder=False)

        assert known == (*BUILTIN, own)
        for results in [[BUILTIN[0]]], [[own, other]]:
            with pytest.raises(InvalidSetting, match="which is already taken"):
                known_scenarios(results, of_one_folder=False)


def test_the_listing() -> None:
    lines = listing(
        [BY_NAME["workforce/other-kind"], TestOwnScenarios.OWN, BY_NAME["throttled/once"]]
    ).splitlines()

    assert lines == [
        "SageMaker work team scenarios, for @pytest.mark.workteam_scenarios(...)",
        "",
        "workforce:",
        "  workforce/other-kind  CreateWorkteam: ValidationException",
        "      The workforce uses OIDC, so that a work team of Cognito members is refused.",
        "",
        "pool:",
        "  pool/filled           CreateWorkteam: ResourceInUse",
        "      Somebody else has filled the pool.",
        "",
        "throttled:",
        "  throttled/once        CreateWorkteam [*]: no error",
        "      One request is throttled; botocore's retry succeeds.",
        "",
        "[*] For any other operation: operation=..., or its name after a colon, such as",
        "    throttled/once:DescribeWorkteam.",
    ]


def test_the_scenario_for_an_error() -> None:
    def name(operation: str, error: str) -> str | None:
        scenario = scenario_for(operation, error, BUILTIN)
        return scenario.name if scenario else None

    assert name("CreateWorkteam", "ResourceInUse") == "name-in-use/same-name"
    assert name("DeleteWorkteam", "ResourceLimitExceeded") == "limit-exceeded/on-delete"
    assert name("ListTags", "ThrottlingException") == "throttled/once:ListTags"
    assert name("ListTags", "ResourceInUse") is None
