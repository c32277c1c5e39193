from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any
from uuid import UUID

import pytest
from botocore.exceptions import ClientError

from pytest_workteam import WorkteamBackend
from pytest_workteam.schema import check_response
from tests.support import CLIENT_ID, POOL, client_in, cognito, names, oidc, refused, team

ARN = "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd"


def test_create_returns_the_arn_with_the_names_case(workteam_client: Any) -> None:
    answer = workteam_client.create_workteam(**team("Sample-labeling-Team"))

    metadata = answer.pop("ResponseMetadata")
    assert answer == {"WorkteamArn": f"{ARN}/Sample-labeling-Team"}
    assert metadata["HTTPStatusCode"] == 200
    assert metadata["RetryAttempts"] == 0
    assert metadata["HTTPHeaders"]["content-type"] == "application/x-amz-json-1.1"
    assert str(UUID(metadata["RequestId"])) == metadata["RequestId"]


@pytest.mark.parametrize(
    "region,partition",
    [
        ("us-west-2", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        # A region that botocore does not know yet.
        ("us-gov-north-9", "aws-us-gov"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
        ("xy-nowhere-1", "aws"),
    ],
)
def test_the_arn_has_the_partition_region_and_account(region: str, partition: str) -> None:
    backend = WorkteamBackend(region=region, account_id="000000000042")

    arn = backend.add_workteam("team")

    expected = f"arn:{partition}:sagemaker:{region}:000000000042:workteam/private-crowd/team"
    assert arn == expected


def test_describe_returns_every_member_of_create(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    definitions = [cognito("annotators"), cognito("reviewers")]
    notification = {"NotificationTopicArn": "arn:aws:sns:us-east-1:123456789012:work"}
    access = {"S3Presign": {"IamPolicyConstraints": {"SourceIp": "Enabled"}}}
    workteam_client.create_workteam(
        **team(
            "team",
            MemberDefinitions=definitions,
            Description="Labels.",
            NotificationConfiguration=notification,
            WorkerAccessConfiguration=access,
        )
    )

    answer = workteam_client.describe_workteam(WorkteamName="team")["Workteam"]

    created = answer.pop("CreateDate")
    assert answer.pop("LastUpdatedDate") == created
    assert created.utcoffset() is not None
    assert abs(dt.datetime.now(dt.timezone.utc) - created) < dt.timedelta(minutes=1)
    assert answer == {
        "WorkteamName": "team",
        "MemberDefinitions": definitions,
        "WorkteamArn": f"{ARN}/team",
        "WorkforceArn": "arn:aws:sagemaker:us-east-1:123456789012:workforce/default",
        "Description": "Labels.",
        "SubDomain": workteam_backend.workforces["default"]["SubDomain"],
        "NotificationConfiguration": notification,
        "WorkerAccessConfiguration": access,
    }


def test_a_missing_notification_is_returned_empty(workteam_client: Any) -> None:
    workteam_client.create_workteam(**team())

    answer = workteam_client.describe_workteam(WorkteamName="team")["Workteam"]

    assert answer["NotificationConfiguration"] == {}
    assert "WorkerAccessConfiguration" not in answer


def test_the_first_team_creates_the_default_workforce(workteam_client: Any) -> None:
    assert workteam_client.list_workforces()["Workforces"] == []

    workteam_client.create_workteam(**team())

    workforce = workteam_client.describe_workforce(WorkforceName="default")["Workforce"]
    assert workforce["CognitoConfig"] == {"UserPool": POOL, "ClientId": CLIENT_ID}
    assert workforce["LastUpdatedDate"] == workforce["CreateDate"]


def test_a_taken_name_is_refused_and_changes_nothing(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_client.create_workteam(**team("team", Description="The first."))

    with pytest.raises(workteam_client.exceptions.ResourceInUse) as caught:
        workteam_client.create_workteam(**team("team", Description="The second."))

    message = (
        "Work team names must be unique within an AWS account and region, and a work team with "
        f"this name already exists ({ARN}/team). Please use a different WorkteamName."
    )
    response = caught.value.response
    assert response["Error"] == {"Code": "ResourceInUse", "Message": message}
    assert response["Message"] == message
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert response["ResponseMetadata"]["RetryAttempts"] == 0
    assert workteam_backend.workteams["team"]["Description"] == "The first."


def test_names_are_case_sensitive(workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
    workteam_client.create_workteam(**team("team"))
    workteam_client.create_workteam(**team("Team"))

    assert list(workteam_backend.workteams) == ["team", "Team"]


@pytest.mark.workteam(limit=2)
def test_a_team_over_the_limit_is_refused_and_changes_nothing(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_client.create_workteam(**team("one"))
    workteam_client.create_workteam(**team("two"))

    with pytest.raises(workteam_client.exceptions.ResourceLimitExceeded) as caught:
        workteam_client.create_workteam(**team("three"))

    message = (
        "The account-level service limit 'Total number of work teams' is 2 Workteams, with "
        "current utilization of 2 Workteams and a request delta of 1 Workteams. Please contact "
        "AWS support to request an increase for this limit."
    )
    response = caught.value.response
    assert response["Error"] == {"Code": "ResourceLimitExceeded", "Message": message}
    assert response["Message"] == message
    assert list(workteam_backend.workteams) == ["one", "two"]


def test_the_default_limit_is_25(workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
    for number in range(25):
        workteam_client.create_workteam(**team(f"team-{number}"))

    with pytest.raises(workteam_client.exceptions.ResourceLimitExceeded):
        workteam_client.create_workteam(**team("one-more"))

    workteam_backend.limit = 26
    workteam_client.create_workteam(**team("one-more"))


@pytest.mark.workteam(limit=0)
def test_a_refused_team_creates_no_workforce(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    with pytest.raises(workteam_client.exceptions.ResourceLimitExceeded):
        workteam_client.create_workteam(**team())

    assert not workteam_backend.workforces


@pytest.mark.workteam(limit=1)
def test_a_taken_name_is_refused_before_the_limit(workteam_client: Any) -> None:
    workteam_client.create_workteam(**team())

    with pytest.raises(workteam_client.exceptions.ResourceInUse):
        workteam_client.create_workteam(**team())


def test_a_deleted_teams_name_can_be_used_again(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_backend.limit = 1
    workteam_client.create_workteam(**team())

    assert workteam_client.delete_workteam(WorkteamName="team")["Success"] is True

    assert not workteam_backend.workteams
    workteam_client.create_workteam(**team())


@pytest.mark.parametrize("operation", ["describe_workteam", "delete_workteam", "update_workteam"])
def test_an_unknown_team_is_a_validation_exception(workteam_client: Any, operation: str) -> None:
    with refused(
        "ValidationException", "The work team nobody does not exist in this account and region."
    ):
        getattr(workteam_client, operation)(WorkteamName="nobody")


def test_validation_exception_has_no_exception_class(workteam_client: Any) -> None:
    with pytest.raises(ClientError) as caught:
        workteam_client.describe_workteam(WorkteamName="nobody")

    assert type(caught.value) is ClientError
    assert "Message" not in caught.value.response


class TestUpdate:
    def test_the_member_definitions_are_replaced(self, workteam_client: Any) -> None:
        workteam_client.create_workteam(
            **team(MemberDefinitions=[cognito("annotators"), cognito("reviewers")])
        )

        answer = workteam_client.update_workteam(
            WorkteamName="team", MemberDefinitions=[cognito("leads")]
        )

        assert answer["Workteam"]["MemberDefinitions"] == [cognito("leads")]
        described = workteam_client.describe_workteam(WorkteamName="team")["Workteam"]
        assert described == answer["Workteam"]

    def test_other_members_are_kept(self, workteam_client: Any) -> None:
        notification = {"NotificationTopicArn": "arn:aws:sns:us-east-1:123456789012:work"}
        workteam_client.create_workteam(**team(NotificationConfiguration=notification))

        answer = workteam_client.update_workteam(WorkteamName="team", Description="New.")

        assert answer["Workteam"]["Description"] == "New."
        assert answer["Workteam"]["MemberDefinitions"] == [cognito()]
        assert answer["Workteam"]["NotificationConfiguration"] == notification

    def test_the_configurations_can_be_set(self, workteam_client: Any) -> None:
        workteam_client.create_workteam(**team())
        notification = {"NotificationTopicArn": "arn:aws:sns:us-east-1:123456789012:work"}
        access = {"S3Presign": {"IamPolicyConstraints": {"VpcSourceIp": "Disabled"}}}

        answer = workteam_client.update_workteam(
            WorkteamName="team",
            NotificationConfiguration=notification,
            WorkerAccessConfiguration=access,
        )

        assert answer["Workteam"]["NotificationConfiguration"] == notification
        assert answer["Workteam"]["WorkerAccessConfiguration"] == access

    def test_only_the_update_date_changes(self) -> None:
        times = iter(dt.datetime(2026, 1, day, tzinfo=dt.timezone.utc) for day in range(1, 29))
        clock = {"now": next(times)}
        backend = WorkteamBackend(clock=lambda: clock["now"])
        backend.add_workteam("team")
        clock["now"] = next(times)

        with backend:
            client = client_in()
            answer = client.update_workteam(WorkteamName="team", Description="New.")["Workteam"]

        assert answer["CreateDate"] == dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
        assert answer["LastUpdatedDate"] == dt.datetime(2026, 1, 2, tzinfo=dt.timezone.utc)

    def test_a_refused_update_changes_nothing(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.create_workteam(**team())
        before = workteam_backend.workteams["team"]

        with pytest.raises(ClientError):
            workteam_client.update_workteam(
                WorkteamName="team",
                Description="New.",
                MemberDefinitions=[cognito(pool="us-east-1_Other0000")],
            )

        assert workteam_backend.workteams["team"] == before

    def test_members_of_another_pool_are_refused(self, workteam_client: Any) -> None:
        workteam_client.create_workteam(**team())

        with refused(
            "ValidationException",
            f"The UserPool us-east-1_Other0000 does not match {POOL}, which workforce default "
            "uses.",
        ):
            workteam_client.update_workteam(
                WorkteamName="team", MemberDefinitions=[cognito(pool="us-east-1_Other0000")]
            )


class TestList:
    @pytest.fixture
    def client(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> Any:
        for name in ("bravo", "alpha", "charlie"):
            workteam_backend.add_workteam(name)
        return workteam_client

    def test_the_oldest_comes_first(self, client: Any) -> None:
        assert names(client.list_workteams()["Workteams"]) == ["bravo", "alpha", "charlie"]

    @pytest.mark.parametrize(
        "query,expected",
        [
            ({"SortBy": "Name"}, ["alpha", "bravo", "charlie"]),
            ({"SortBy": "Name", "SortOrder": "Ascending"}, ["alpha", "bravo", "charlie"]),
            ({"SortBy": "Name", "SortOrder": "Descending"}, ["charlie", "bravo", "alpha"]),
            ({"SortBy": "CreateDate"}, ["bravo", "alpha", "charlie"]),
            ({"SortOrder": "Descending"}, ["charlie", "alpha", "bravo"]),
            ({"NameContains": "a"}, ["bravo", "alpha", "charlie"]),
            ({"NameContains": "ha"}, ["alpha", "charlie"]),
            ({"NameContains": "delta"}, []),
        ],
    )
    def test_sorted_and_filtered(
        self, client: Any, query: dict[str, str], expected: list[str]
    ) -> None:
        answer = client.list_workteams(**query)

        assert names(answer["Workteams"]) == expected
        assert "NextToken" not in answer

    def test_each_team_is_as_in_describe(self, client: Any) -> None:
        listed = client.list_workteams()["Workteams"]

        assert len(listed) == 3
        for each in listed:
            described = client.describe_workteam(WorkteamName=each["WorkteamName"])
            assert described["Workteam"] == each

    def test_an_invalid_fragment(self, client: Any) -> None:
        pattern = client.meta.service_model.shape_for("WorkteamName").metadata["pattern"]
        with refused(
            "ValidationException",
            "1 validation error detected: Value '-a' at 'nameContains' failed to satisfy "
            f"constraint: Member must satisfy regular expression pattern: {pattern}",
        ):
            client.list_workteams(NameContains="-a")

    @pytest.mark.parametrize("size", [0, 101])
    def test_a_page_has_1_to_100_teams(self, client: Any, size: int) -> None:
        with pytest.raises(Exception, match="MaxResults|maxResults"):
            client.list_workteams(MaxResults=size)


def test_describe_follows_every_change(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    def description_and_pool() -> tuple[str, str]:
        described = workteam_client.describe_workteam(WorkteamName="team")["Workteam"]
        (member,) = described["MemberDefinitions"]
        return described["Description"], member["CognitoMemberDefinition"]["UserPool"]

    workteam_backend.add_workteam("team", Description="Seeded.")
    assert description_and_pool() == ("Seeded.", "us-east-1_Seeded000")

    # A team that was seeded without members uses the first pool that the test names.
    workteam_client.create_workteam(**team("other"))
    assert description_and_pool() == ("Seeded.", POOL)

    before = workteam_backend.snapshot()
    workteam_client.update_workteam(WorkteamName="team", Description="Updated.")
    assert description_and_pool() == ("Updated.", POOL)

    workteam_backend.rollback(before)
    assert description_and_pool() == ("Seeded.", POOL)

    workteam_client.delete_workteam(WorkteamName="team")
    workteam_client.create_workteam(**team("team", Description="Another."))
    assert description_and_pool() == ("Another.", POOL)


def test_parameters_and_results_are_copied(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    parameters = team()
    workteam_client.create_workteam(**parameters)
    parameters["MemberDefinitions"][0]["CognitoMemberDefinition"]["UserGroup"] = "changed"
    for given in (
        workteam_client.describe_workteam(WorkteamName="team")["Workteam"],
        copy.deepcopy(workteam_backend.workteams["team"]),
        workteam_backend.calls[0].parameters,
    ):
        given["MemberDefinitions"][0]["CognitoMemberDefinition"]["UserGroup"] = "changed"
    recorded = workteam_backend.calls.last.result
    assert recorded is not None
    assert type(recorded["Workteam"]) is dict
    recorded["Workteam"]["MemberDefinitions"].clear()

    described = workteam_client.describe_workteam(WorkteamName="team")["Workteam"]
    assert described["MemberDefinitions"] == [cognito()]


def test_every_result_matches_its_schema(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_client.create_workteam(**team())
    workteam_client.update_workteam(WorkteamName="team", Description="New.")
    workteam_client.describe_workteam(WorkteamName="team")
    workteam_client.list_workteams()
    workteam_client.delete_workteam(WorkteamName="team")

    for call in workteam_backend.calls:
        document = json.loads(json.dumps(call.result, default=lambda moment: moment.timestamp()))
        assert check_response(call.operation, document) == ()


def test_oidc_members_need_a_workforce(workteam_client: Any) -> None:
    with refused(
        "ValidationException",
        "No workforce exists in this account and region for OidcMemberDefinition. Create a "
        "workforce with OidcConfig first.",
    ):
        workteam_client.create_workteam(**team(MemberDefinitions=[oidc()]))


def test_an_unknown_workforce_is_refused(workteam_client: Any) -> None:
    with refused(
        "ValidationException",
        "No workforce named mine exists in this account and region.",
    ):
        workteam_client.create_workteam(**team(WorkforceName="mine"))


def test_a_given_workforce_name(workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
    arn = workteam_backend.add_workforce("mine")

    workteam_client.create_workteam(**team(WorkforceName="mine"))

    assert workteam_backend.workteams["team"]["WorkforceArn"] == arn
    assert list(workteam_backend.workforces) == ["mine"]
