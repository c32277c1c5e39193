from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from operator import itemgetter
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    ReadTimeoutError,
)
from hypothesis import given
from hypothesis import strategies as st

from pytest_workteam import (
    InvalidSetting,
    UnknownNameError,
    WorkteamBackend,
    lost_response,
)
from pytest_workteam.engine.faults import Failure, Fault, Faults, failure, situation_of
from pytest_workteam.engine.situations import Refusal, Situation
from pytest_workteam.services.catalog import operation as operation_of
from pytest_workteam.services.catalog import operations
from pytest_workteam.services.sagemaker.tag_situations import TOO_MANY_TAGS
from pytest_workteam.services.sagemaker.workforce_situations import TOO_MANY_CIDRS
from pytest_workteam.services.sagemaker.workteam_situations import (
    MEMBERS_DIFFER,
    NAME_IN_USE,
    UNKNOWN_WORKTEAM,
    USER_POOL_REGION,
)
from pytest_workteam.services.view import View
from tests.support import client_in, labeling_job, linked, names, refused, team

ARN = "arn:aws:sagemaker:us-east-1:123456789012"
ENDPOINT = "https://api.sagemaker.us-east-1.amazonaws.com/"


def refusal(operation: str, error: Failure, parameters: dict[str, Any] | None = None) -> Refusal:
    """What a request of a fresh backend ends in when it meets a fault."""
    state = WorkteamBackend()._state
    raised = failure(error, operation_of(operation), parameters or {}, state)
    assert isinstance(raised, Refusal)
    return raised


def errors(backend: WorkteamBackend) -> list[str | None]:
    return [call.error for call in backend.calls]


@pytest.fixture
def impatient(workteam_backend: WorkteamBackend) -> Any:
    """A client that never retries."""
    return client_in(workteam_backend.region, config=Config(retries={"total_max_attempts": 1}))


class TestErrors:
    def test_an_error_of_the_services(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail("CreateWorkteam", "ResourceLimitExceeded")

        with pytest.raises(workteam_client.exceptions.ResourceLimitExceeded) as caught:
            workteam_client.create_workteam(**team())

        assert caught.value.response["Message"] == caught.value.response["Error"]["Message"]
        assert caught.value.response["Message"] == (
            "The account-level service limit 'Total number of work teams' is 25 Workteams, with "
            "current utilization of 0 Workteams and a request delta of 1 Workteams. Please "
            "contact AWS support to request an increase for this limit."
        )
        assert not workteam_backend.workteams

    def test_any_code_with_a_message(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail("ListWorkteams", "RequestExpired", message="Too {late}.")

        with refused("RequestExpired", "Too {late}."):
            workteam_client.list_workteams()

    def test_a_message_of_a_known_code(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail("CreateWorkteam", "ResourceInUse", message="Taken.")

        with refused("ResourceInUse", "Taken."):
            workteam_client.create_workteam(**team())

    @pytest.mark.parametrize(
        "code,hint",
        [
            ("ResourceLimitExceded", "Did you mean ResourceLimitExceeded or ResourceInUse?"),
            (
                "Nonsense",
                "It returns AccessDeniedException, ExpiredTokenException, InternalFailure, "
                "ResourceInUse, ResourceLimitExceeded, ServiceUnavailable, ThrottlingException, "
                "UnknownOperationException, UnrecognizedClientException, ValidationException. Pass "
                "message= to order the code anyway.",
            ),
        ],
    )
    def test_a_misspelt_code(self, workteam_backend: WorkteamBackend, code: str, hint: str) -> None:
        with pytest.raises(UnknownNameError) as caught:
            workteam_backend.fail("CreateWorkteam", code)

        assert str(caught.value) == linked(
            f"CreateWorkteam is not known to return {code!r}. {hint}", "unknown-name"
        )

    def test_the_name_of_a_situation(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail("CreateWorkteam", "workteam-limit")

        with pytest.raises(workteam_client.exceptions.ResourceLimitExceeded, match="is 25 Workt"):
            workteam_client.create_workteam(**team())

    @pytest.mark.parametrize(
        "code,status",
        [
            ("RequestExpired", 400),
            ("InvalidClientTokenId", 403),
            ("MissingAuthenticationToken", 403),
            ("OptInRequired", 403),
            ("InternalError", 500),
            ("InternalServerException", 500),
            ("InternalServiceError", 500),
            ("ServiceUnavailableException", 503),
        ],
    )
    def test_its_status(
        self, workteam_backend: WorkteamBackend, workteam_client: Any, code: str, status: int
    ) -> None:
        workteam_backend.fail("ListWorkteams", code, times=None, message="Down.")
        with pytest.raises(ClientError) as caught:
            workteam_client.list_workteams()

        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status

    def test_a_situation(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
        workteam_backend.fail("DescribeWorkteam", UNKNOWN_WORKTEAM)
        workteam_client.create_workteam(**team())

        with refused(
            "ValidationException",
            "The work team team does not exist in this account and region.",
        ):
            workteam_client.describe_workteam(WorkteamName="team")

    def test_a_botocore_exception(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        error = ConnectTimeoutError(endpoint_url=ENDPOINT)
        workteam_backend.fail("CreateWorkteam", error, times=None)

        with pytest.raises(ConnectTimeoutError) as caught:
            workteam_client.create_workteam(**team())

        assert caught.value is error
        assert set(errors(workteam_backend)) == {"ConnectTimeoutError"}
        assert len(workteam_backend.calls) > 1

    def test_any_other_exception_is_not_retried(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail("CreateWorkteam", RuntimeError("the tester's own"))

        with pytest.raises(RuntimeError, match=r"^the tester's own$"):
            workteam_client.create_workteam(**team())

        assert errors(workteam_backend) == ["RuntimeError"]
        assert workteam_backend.calls.last.message == "the tester's own"
        assert workteam_backend.calls.last.parameters == team()

    def test_a_lost_response(self, workteam_backend: WorkteamBackend, impatient: Any) -> None:
        workteam_backend.fail("CreateWorkteam", lost_response)

        with pytest.raises(ConnectionClosedError, match=r"URL: \"the fake\"\.$"):
            impatient.create_workteam(**team())

        call = workteam_backend.calls.last
        assert call.parameters == team()
        assert call.error == "ConnectionClosedError"
        assert call.message == "carried out, then the response was lost"
        assert call.result == {"WorkteamArn": workteam_backend.workteams["team"]["WorkteamArn"]}

    def test_a_retry_after_a_lost_response_finds_the_callers_own_team(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail("CreateWorkteam", lost_response)

        with pytest.raises(workteam_client.exceptions.ResourceInUse) as caught:
            workteam_client.create_workteam(**team())

        assert caught.value.response["ResponseMetadata"]["RetryAttempts"] == 1
        assert errors(workteam_backend) == ["ConnectionClosedError", "ResourceInUse"]
        assert [call.attempt for call in workteam_backend.calls] == [1, 2]

    def test_a_lost_response_to_a_refused_request_is_the_refusal(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail("DeleteWorkteam", lost_response)

        with pytest.raises(ClientError, match="ValidationException"):
            workteam_client.delete_workteam(WorkteamName="none")

    @pytest.mark.parametrize("operation", sorted(operations()))
    def test_every_situation_has_its_details(self, operation: str) -> None:
        for situation in operation_of(operation).service.situations.values():
            raised = refusal(operation, situation)
            assert raised.situation is situation
            # The braces of this one are the service's own.
            message = raised.message.replace('"{0}"', "")
            assert "{" not in message
            assert "None" not in message

    @pytest.mark.parametrize(
        "operation,code,parameters,message",
        [
            (
                "UpdateWorkforce",
                "ConflictException",
                {"WorkforceName": "own"},
                "The OIDC configuration of workforce own cannot be updated while work teams are "
                "associated with it. Delete its 0 work team(s) first.",
            ),
            (
                "DeleteWorkforce",
                "ResourceInUse",
                {},
                "The workforce default has 0 work team(s) associated with it. Delete its work "
                "teams first.",
            ),
            (
                "ListLabelingJobsForWorkteam",
                "ResourceNotFound",
                {"WorkteamArn": f"{ARN}:workteam/private-crowd/a"},
                f"The specified Workteam '{ARN}:workteam/private-crowd/a' does not exist or you do "
                "not have access to it.",
            ),
            (
                "CreateWorkteam",
                "ResourceInUse",
                {},
                "Work team names must be unique within an AWS account and region, and a work team "
                f"with this name already exists ({ARN}:workteam/private-crowd/*). Please use a "
                "different WorkteamName.",
            ),
        ],
    )
    def test_an_ordered_refusal_is_worded_by_its_request(
        self, operation: str, code: str, parameters: dict[str, str], message: str
    ) -> None:
        assert refusal(operation, code, parameters).message == message

    @pytest.mark.parametrize(
        "situation,message",
        [
            (
                TOO_MANY_CIDRS,
                "A workforce can have at most 10 CIDR ranges; 11 were given.",
            ),
            (
                TOO_MANY_TAGS,
                "A resource can have at most 50 tags; this request would make it 51.",
            ),
        ],
    )
    def test_no_number_of_work_teams_stands_for_another(
        self, situation: Situation, message: str
    ) -> None:
        assert refusal("CreateWorkteam", situation).message == message

    def test_a_detail_that_only_a_refused_request_tells_is_an_example(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        differ = refusal("CreateWorkteam", MEMBERS_DIFFER)
        elsewhere = refusal("CreateWorkteam", USER_POOL_REGION)
        workteam_backend.fail("CreateLabelingJob", "labeling-task-duration")

        assert differ.details == {
            "member": "UserPool",
            "first": "us-east-1_First",
            "other": "us-east-1_Other",
        }
        assert elsewhere.details == {"user_pool": "eu-west-1_Other", "region": "us-east-1"}
        with refused(
            "ValidationException",
            "TaskTimeLimitInSeconds is 28801; its maximum for this labeling job is 28800 seconds.",
        ):
            workteam_client.create_labeling_job(**labeling_job())

    @pytest.mark.parametrize(
        "parameters,resource",
        [
            ({"WorkteamName": "a"}, f"{ARN}:workteam/private-crowd/a"),
            ({"WorkforceName": "b"}, f"{ARN}:workforce/b"),
            ({"ResourceArn": "arn:x"}, "arn:x"),
            ({"WorkteamArn": "arn:y"}, "arn:y"),
            ({}, "*"),
        ],
    )
    def test_a_denial_names_the_resource(self, parameters: dict[str, str], resource: str) -> None:
        denied = refusal("ListTags", "AccessDeniedException", parameters)

        assert denied.message == (
            "User: arn:aws:iam::123456789012:user/tester is not authorized to perform: "
            f"sagemaker:ListTags on resource: {resource} because no identity-based policy allows "
            "the sagemaker:ListTags action"
        )


class TestWhichSituationACodeStandsFor:
    def test_the_only_one_of_the_operation(self) -> None:
        assert situation_of("ResourceInUse", operation_of("CreateWorkteam")) is NAME_IN_USE
        assert (
            situation_of("ResourceInUse", operation_of("DeleteWorkforce")).name
            == "workforce-in-use"
        )

    def test_none_where_there_are_several(self) -> None:
        situation = situation_of("ValidationException", operation_of("CreateWorkteam"))

        assert (situation.name, situation.code) == ("injected", "ValidationException")

    def test_none_where_the_operation_does_not_answer_it(self) -> None:
        assert situation_of("ResourceInUse", operation_of("ListWorkteams")).name == "injected"


class TestSequences:
    def test_faults_are_met_in_the_order_of_the_orders(
        self, workteam_backend: WorkteamBackend, impatient: Any
    ) -> None:
        workteam_backend.fail("ListWorkteams", "ThrottlingException", times=2)
        workteam_backend.fail("ListWorkteams", ReadTimeoutError(endpoint_url=ENDPOINT))
        for _ in range(3):
            with pytest.raises((ClientError, ReadTimeoutError)):
                impatient.list_workteams()
        impatient.list_workteams()

        assert errors(workteam_backend) == [
            "ThrottlingException",
            "ThrottlingException",
            "ReadTimeoutError",
            None,
        ]

    def test_after_lets_requests_pass(
        self, workteam_backend: WorkteamBackend, impatient: Any
    ) -> None:
        workteam_backend.fail("ListWorkteams", "InternalFailure", after=2)
        impatient.list_workteams()
        impatient.list_workteams()
        with pytest.raises(ClientError):
            impatient.list_workteams()
        impatient.list_workteams()

        assert errors(workteam_backend) == [None, None, "InternalFailure", None]

    def test_none_is_every_time(self, workteam_backend: WorkteamBackend, impatient: Any) -> None:
        workteam_backend.fail("ListWorkteams", "InternalFailure", times=None)
        for _ in range(5):
            with pytest.raises(ClientError):
                impatient.list_workteams()

        assert errors(workteam_backend) == ["InternalFailure"] * 5

    def test_other_operations_are_left_alone(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail("ListWorkteams", "InternalFailure", required=False)

        workteam_client.list_workforces()

    @given(
        after=st.integers(0, 5),
        times=st.none() | st.integers(1, 5),
        matching=st.lists(st.booleans(), max_size=20),
    )
    def test_any_sequence(self, after: int, times: int | None, matching: list[bool]) -> None:
        faults = Faults()
        faults.add(Fault("X", "E", times, after, when=itemgetter("match")))

        met = [faults.take("X", {"match": match}) is not None for match in matching]

        positions = [position for position, match in enumerate(matching) if match][after:]
        expected = set(positions if times is None else positions[:times])
        assert met == [position in expected for position in range(len(matching))]


class TestConditions:
    def test_only_matching_requests_fail(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail(
            "CreateWorkteam",
            "ResourceInUse",
            when=lambda parameters: parameters["WorkteamName"] == "b",
        )
        workteam_client.create_workteam(**team("a"))
        with pytest.raises(workteam_client.exceptions.ResourceInUse):
            workteam_client.create_workteam(**team("b"))

        assert names(workteam_client.list_workteams()["Workteams"]) == ["a"]

    def test_a_condition_that_changes_the_parameters_changes_nothing(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        def spoil(parameters: dict[str, Any]) -> bool:
            parameters["MemberDefinitions"].clear()
            return False

        workteam_backend.fail("CreateWorkteam", "ResourceInUse", when=spoil, required=False)
        workteam_client.create_workteam(**team())

        assert (
            workteam_backend.workteams["team"]["MemberDefinitions"] == (team()["MemberDefinitions"])
        )

    def test_a_condition_may_order_a_fault(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        def order(_: dict[str, Any]) -> bool:
            workteam_backend.fail("ListWorkforces", "InternalFailure", required=False)
            return False

        workteam_backend.fail("ListWorkteams", "InternalFailure", when=order, required=False)

        workteam_client.list_workteams()

        assert len(workteam_backend.calls) == 1

    def test_a_condition_is_not_asked_once_all_have_failed(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        asked: list[dict[str, Any]] = []

        def when(parameters: dict[str, Any]) -> bool:
            asked.append(parameters)
            return True

        workteam_backend.fail("ListWorkteams", "ResourceNotFound", message="Gone.", when=when)
        with pytest.raises(ClientError):
            workteam_client.list_workteams()
        workteam_client.list_workteams()

        assert len(asked) == 1

    def test_a_fault_that_another_request_meets_while_its_condition_is_asked(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        asked: list[dict[str, Any]] = []

        def when(parameters: dict[str, Any]) -> bool:
            asked.append(parameters)
            if len(asked) == 1:
                with pytest.raises(ClientError, match="ResourceNotFound"):
                    workteam_client.list_workteams()
            return True

        workteam_backend.fail("ListWorkteams", "ResourceNotFound", message="Gone.", when=when)

        workteam_client.list_workteams()

        assert len(asked) == 2
        assert errors(workteam_backend) == ["ResourceNotFound", None]

    def test_a_fault_that_is_gone_when_its_condition_holds(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        def when(parameters: dict[str, Any]) -> bool:
            del parameters
            workteam_backend.reset()
            return True

        workteam_backend.fail("ListWorkteams", "ResourceNotFound", message="Gone.", when=when)

        workteam_client.list_workteams()

    def test_a_condition_and_a_race_may_want_each_others_locks(
        self, workteam_backend: WorkteamBackend
    ) -> None:
        both = threading.Barrier(2, timeout=10)

        def act(view: View, parameters: dict[str, Any]) -> bool:
            del view, parameters
            both.wait()
            workteam_backend.fail("ListTags", "ValidationException", required=False)
            return True

        def when(parameters: dict[str, Any]) -> bool:
            del parameters
            both.wait()
            return "other" in workteam_backend.workteams

        workteam_backend.races.add(["CreateWorkteam"], act)
        workteam_backend.fail(
            "ListWorkteams", "ResourceNotFound", message="Gone.", when=when, required=False
        )
        client = client_in()
        with ThreadPoolExecutor(2) as pool:
            calls = [
                pool.submit(client.create_workteam, **team()),
                pool.submit(client.list_workteams),
            ]

        assert [call.exception() for call in calls] == [None, None]


class TestUnmet:
    def test_only_required_faults_that_nothing_met(
        self, workteam_backend: WorkteamBackend, impatient: Any
    ) -> None:
        workteam_backend.fail("ListWorkteams", "InternalFailure", times=3)
        workteam_backend.fail("CreateWorkteam", lost_response, when=bool)
        workteam_backend.fail("DeleteWorkteam", "ThrottlingException", times=None)
        workteam_backend.fail("UpdateWorkteam", UNKNOWN_WORKTEAM)
        workteam_backend.fail("ListWorkteams", "InternalFailure", after=9, times=2)
        workteam_backend.fail("ListTags", "ThrottlingException", required=False)
        with pytest.raises(ClientError):
            impatient.list_workteams()

        assert workteam_backend.unmet_faults() == [
            "fail('CreateWorkteam', lost_response, when=...), met 0 of 1",
            "fail('DeleteWorkteam', 'ThrottlingException'), met 0 of all",
            "fail('UpdateWorkteam', unknown-workteam), met 0 of 1",
            "fail('ListWorkteams', 'InternalFailure', after=9), met 0 of 2, 0 passed first",
        ]
        workteam_backend.reset()
        assert workteam_backend.unmet_faults() == []

    def test_how_many_passed_first(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.fail("ListWorkteams", "AccessDeniedException", after=3)
        workteam_client.list_workteams()
        workteam_client.list_workteams()

        assert workteam_backend.unmet_faults() == [
            "fail('ListWorkteams', 'AccessDeniedException', after=3), met 0 of 1, 2 passed first"
        ]
        workteam_backend.reset()


class TestSettingsThatCannotBe:
    @pytest.mark.parametrize(
        "settings,message",
        [
            (
                {"error": ConnectTimeoutError},
                f"error is {ConnectTimeoutError!r}; give an error code such as "
                "'ThrottlingException', an exception to raise (an instance, not its class), "
                "or lost_response",
            ),
            (
                {"error": ClientError({"Error": {"Code": "ResourceInUse"}}, "CreateWorkteam")},
                "error is ClientError('An error occurred (ResourceInUse) when calling the "
                "CreateWorkteam operation: Unknown'), which botocore builds from a response; "
                "give the response's code, such as 'ThrottlingException'",
            ),
            (
                {"error": ClientError},
                f"error is {ClientError!r}, which botocore builds from a response; give the "
                "response's code, such as 'ThrottlingException'",
            ),
            ({"error": ""}, "error is empty; give an error code such as 'ResourceInUse'"),
            (
                {"times": 0},
                "times is 0; give the number of requests that fail, 1 or more, or None for all",
            ),
            (
                {"times": True},
                "times is True; give the number of requests that fail, 1 or more, or None for all",
            ),
            (
                {"after": -1},
                "after is -1; give the number of matching requests that pass first, 0 or more",
            ),
            (
                {"when": "always"},
                "when is 'always'; give a function from the request's parameters to a bool",
            ),
        ],
    )
    def test_each(self, settings: dict[str, Any], message: str) -> None:
        with pytest.raises(InvalidSetting) as caught:
            WorkteamBackend().fail("CreateWorkteam", **{"error": "ResourceInUse", **settings})

        assert str(caught.value) == linked(message, "invalid-setting")

    def test_an_operation_that_is_none(self) -> None:
        with pytest.raises(UnknownNameError, match=r"Did you mean CreateWorkteam\?"):
            WorkteamBackend().fail("CreateWorkTeam", "ResourceInUse")


def test_threads_meet_a_fault_as_often_as_it_says() -> None:
    faults = Faults()
    faults.add(Fault("X", "E", times=100, after=50))
    met: list[bool] = []

    def take() -> None:
        met.extend(faults.take("X", {}) is not None for _ in range(50))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(met) == 100


def test_the_answer_to_a_refused_request_is_lost_too(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_backend.fail("DescribeWorkteam", lost_response, times=None)

    with pytest.raises(ConnectionClosedError):
        workteam_client.describe_workteam(WorkteamName="nobody")

    call = workteam_backend.calls.last
    assert call.parameters == {"WorkteamName": "nobody"}
    assert call.error == "ConnectionClosedError"
    assert call.message == "refused, then the response was lost"
    assert call.result is None


def test_a_server_error_of_another_service_is_retried(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_backend.fail("ListWorkteams", "InternalServerError", message="Down.")

    answer = workteam_client.list_workteams()

    assert answer["ResponseMetadata"]["RetryAttempts"] == 1
