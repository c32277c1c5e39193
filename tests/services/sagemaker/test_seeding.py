from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pytest_workteam import InvalidSetting, SeedRefused, WorkteamBackend
from pytest_workteam.schema.model import operation_model
from tests.support import COGNITO_CONFIG, OIDC_CONFIG, POOL, cognito, linked, oidc, team

NOTHING_ADDED = "Nothing was added; seed what the service would accept."


def test_seeding_is_no_call(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.add_workteam("team")
    workteam_backend.add_workteams(2)

    assert list(workteam_backend.calls) == []
    assert list(workteam_backend.workteams) == ["team", "existing-1", "existing-2"]


def test_a_team_has_the_members_it_is_given(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    definitions = [cognito("leads")]
    workteam_backend.add_workteam("team", Description="Seeds.", MemberDefinitions=definitions)
    definitions.clear()

    answer = workteam_client.describe_workteam(WorkteamName="team")["Workteam"]
    assert answer["Description"] == "Seeds."
    assert answer["MemberDefinitions"] == [cognito("leads")]
    assert workteam_backend.workforces["default"]["CognitoConfig"] == COGNITO_CONFIG


def test_names_that_are_taken_are_passed_over(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.add_workteam("existing-2")

    assert workteam_backend.add_workteams(2) == ["existing-1", "existing-3"]


@pytest.mark.parametrize("member", ["CreateDate", "description"])
def test_a_member_that_a_request_does_not_have(
    workteam_backend: WorkteamBackend, member: str
) -> None:
    shape: Any = operation_model("CreateWorkteam").input_shape
    with pytest.raises(SeedRefused) as caught:
        workteam_backend.add_workteam("team", **{member: "x"})

    assert str(caught.value) == linked(
        f"add_workteam('team'): {member!r} is neither an argument of the method nor a member of "
        f"CreateWorkteam: {', '.join(shape.members)}. Nothing was added; "
        "help(backend.add_workteam) describes the arguments.",
        "seed-refused",
    )
    assert not workteam_backend.workteams


@pytest.mark.workteam(limit=3, existing=2)
def test_the_marker_seeds_teams(workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
    workteam_client.create_workteam(**team())

    with pytest.raises(workteam_client.exceptions.ResourceLimitExceeded):
        workteam_client.create_workteam(**team("one-more"))


@pytest.mark.parametrize(
    "members,message",
    [
        (
            {"Description": "", "MemberDefinitions": [cognito()]},
            "add_workteam('team') breaks a rule of the service: ValidationException: 2 validation "
            "errors detected: Value '' at 'description' failed to satisfy constraint: Member must "
            "satisfy regular expression pattern: .+; Value '' at 'description' failed to satisfy "
            "constraint: Member must have length greater than or equal to 1. ",
        ),
        (
            {"MemberDefinitions": [oidc()]},
            "add_workteam('team') breaks a rule of the service: ValidationException: No workforce "
            "exists in this account and region for OidcMemberDefinition. Create a workforce with "
            "OidcConfig first. ",
        ),
        (
            {"MemberDefinitions": []},
            "add_workteam('team') breaks a rule of the service: ValidationException: 1 validation "
            "error detected: Value '[]' at 'memberDefinitions' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1. ",
        ),
        (
            {"WorkforceName": "mine"},
            "add_workteam('team') breaks a rule of the service: ValidationException: No workforce "
            "named mine exists in this account and region. ",
        ),
        (
            {"Tags": [{"Key": "aws:mine", "Value": ""}]},
            "add_workteam('team') breaks a rule of the service: ValidationException: System "
            "prefix 'aws:' reserved for AWS usage in tag key: aws:mine. ",
        ),
    ],
)
def test_a_team_that_the_service_would_refuse(
    workteam_backend: WorkteamBackend, members: Any, message: str
) -> None:
    with pytest.raises(SeedRefused) as caught:
        workteam_backend.add_workteam("team", **members)

    assert str(caught.value) == linked(message + NOTHING_ADDED, "seed-refused")
    assert not workteam_backend.workteams
    assert not workteam_backend.workforces


@pytest.mark.workteam(limit=1)
def test_a_team_over_the_limit(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.add_workteam("team")

    with pytest.raises(SeedRefused, match=r"^add_workteam\('other'\) .*ResourceLimitExceeded"):
        workteam_backend.add_workteam("other")
    with pytest.raises(SeedRefused, match=r"^add_workteam\('team'\) .*ResourceInUse"):
        workteam_backend.add_workteam("team")


@pytest.mark.workteam(limit=3)
def test_more_teams_than_there_is_room_for(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.add_workteam("team")

    with pytest.raises(SeedRefused) as caught:
        workteam_backend.add_workteams(3)

    assert str(caught.value) == linked(
        "add_workteams(3) would go over the limit of 3 work teams: there is room for 2. Nothing "
        "was added; raise the limit or add fewer.",
        "seed-refused",
    )
    assert list(workteam_backend.workteams) == ["team"]


def test_one_more_than_there_is_room_for(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.add_workteams(3)
    workteam_backend.limit = 2

    with pytest.raises(SeedRefused, match="limit of 2 work teams: there is room for 0"):
        workteam_backend.add_workteams(1)


@pytest.mark.parametrize(
    "seed,message",
    [
        (
            lambda backend: backend.add_workteam(Description="Nameless."),
            "add_workteam() was given no name. Nothing was added; give it as the first argument, "
            "or as WorkteamName.",
        ),
        (
            lambda backend: backend.add_workteam("team", WorkteamName="other"),
            "add_workteam('team') was given WorkteamName='other', too. Nothing was added; give "
            "the name once, as the first argument.",
        ),
        (
            lambda backend: backend.add_workforce("mine", WorkforceName="other"),
            "add_workforce('mine') was given WorkforceName='other', too. Nothing was added; give "
            "the name once, as the first argument.",
        ),
        (
            lambda backend: backend.add_workforce("mine", Tags={1, 2}),
            "add_workforce('mine'): JSON cannot hold a value of type set. Nothing was added; pass "
            "values that JSON can hold, as to a client.",
        ),
        (
            lambda backend: backend.add_subscribed_workteam("labelers", SellerName={1}),
            "add_subscribed_workteam('labelers'): JSON cannot hold a value of type set. Nothing "
            "was added; pass values that the service returns.",
        ),
        (
            lambda backend: backend.add_subscribed_workteam(
                "labelers",
                WorkteamArn="arn:aws:sagemaker:us-east-1:123456789012:workteam/vendor-crowd/x",
            ),
            "add_subscribed_workteam('labelers'): the WorkteamArn "
            "'arn:aws:sagemaker:us-east-1:123456789012:workteam/vendor-crowd/x' is of another "
            "name. Nothing was added; give an ARN that ends in the name, or leave it out.",
        ),
    ],
)
def test_what_cannot_be_seeded_leaves_what_was_there(
    workteam_backend: WorkteamBackend, workteam_client: Any, seed: Any, message: str
) -> None:
    workteam_backend.add_workteams(1)

    with pytest.raises(SeedRefused) as caught:
        seed(workteam_backend)

    assert str(caught.value) == linked(message, "seed-refused")
    assert len(workteam_client.list_workteams()["Workteams"]) == 1
    assert workteam_client.list_subscribed_workteams()["SubscribedWorkteams"] == []


def test_the_name_may_stand_among_the_members(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.add_workteam(**team("own"))

    assert list(workteam_backend.workteams) == ["own"]
    assert workteam_backend.workteams["own"]["Description"] == "A work team."


def test_a_null_is_nothing(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.add_workteams(1)

    workteam_backend.add_workforce("mine", Tags=None, CognitoConfig=None, OidcConfig=None)

    assert list(workteam_backend.workforces) == ["mine"]


def test_what_holds_itself_is_refused(workteam_backend: WorkteamBackend) -> None:
    circular: list[Any] = []
    circular.append(circular)

    with pytest.raises(SeedRefused, match=r"^add_workteam\('team'\): Circular reference"):
        workteam_backend.add_workteam("team", Tags=circular)


@pytest.mark.parametrize("workforces", [[], ["mine"]])
def test_a_clock_that_fails_half_way_leaves_what_was_there(workforces: list[str]) -> None:
    moments = [dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)] * 9
    backend = WorkteamBackend(clock=moments.pop)
    for name in workforces:
        backend.add_workforce(name)
    del moments[3:]

    with pytest.raises(IndexError):
        backend.add_workteams(9)

    assert (list(backend.workteams), list(backend.workforces)) == ([], workforces)


class TestWorkforce:
    def test_without_a_configuration_the_first_team_decides(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.add_workforce("mine")

        workteam_client.create_workteam(**team())

        assert workteam_backend.workforces["mine"]["CognitoConfig"] == COGNITO_CONFIG

    def test_with_one_it_is_decided(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.add_workforce("mine", CognitoConfig=COGNITO_CONFIG)

        with pytest.raises(workteam_client.exceptions.ClientError, match=f"not match {POOL}"):
            workteam_client.create_workteam(
                **team(MemberDefinitions=[cognito(pool="us-east-1_Other0000")])
            )

    def test_it_takes_the_place_of_the_one_that_seeded_teams_made(
        self, workteam_backend: WorkteamBackend
    ) -> None:
        workteam_backend.add_workteams(2)

        arn = workteam_backend.add_workforce("own", OidcConfig=OIDC_CONFIG)

        assert list(workteam_backend.workforces) == ["own"]
        seeded = workteam_backend.workteams["existing-1"]
        assert seeded["WorkforceArn"] == arn
        assert seeded["MemberDefinitions"] == [oidc("workers")]

    def test_a_second_is_refused(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.add_workforce("mine", CognitoConfig=COGNITO_CONFIG)

        with pytest.raises(SeedRefused, match="Cannot create more than one workforce"):
            workteam_backend.add_workforce("other")
        assert list(workteam_backend.workforces) == ["mine"]

    def test_one_that_the_service_would_refuse_leaves_the_old_one(
        self, workteam_backend: WorkteamBackend
    ) -> None:
        workteam_backend.add_workteams(1)
        before = dict(workteam_backend.workforces)

        with pytest.raises(SeedRefused, match="at 'workforceName' failed to satisfy constraint"):
            workteam_backend.add_workforce("not a name")
        assert dict(workteam_backend.workforces) == before

    def test_the_seeded_one_cannot_be_created_again(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.add_workteams(1)

        with pytest.raises(workteam_client.exceptions.ClientError, match="more than one"):
            workteam_client.create_workforce(WorkforceName="mine", CognitoConfig=COGNITO_CONFIG)


def test_a_count_that_is_none(workteam_backend: WorkteamBackend) -> None:
    with pytest.raises(InvalidSetting) as caught:
        workteam_backend.add_workteams(-1)

    assert str(caught.value) == linked(
        "count must be a whole number of work teams, 0 or more: -1", "invalid-setting"
    )


def test_what_is_given_is_copied(workteam_backend: WorkteamBackend) -> None:
    task: dict[str, Any] = {"TaskKeywords": ["a"]}
    workteam_backend.add_labeling_job("job", HumanTaskConfig=task)
    task["TaskKeywords"].append("b")

    assert workteam_backend.labeling_jobs["job"]["HumanTaskConfig"]["TaskKeywords"] == ["a"]


class TestRemoving:
    def test_a_work_team(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.add_workteam("team")

        workteam_backend.remove_workteam("team")

        assert not workteam_backend.workteams
        assert not workteam_backend.calls

    def test_the_workforce(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.add_workforce()

        workteam_backend.remove_workforce()

        assert not workteam_backend.workforces

    def test_a_subscription(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
        workteam_backend.add_subscribed_workteam("vendor")

        workteam_backend.remove_subscribed_workteam("vendor")

        assert workteam_client.list_subscribed_workteams()["SubscribedWorkteams"] == []

    @pytest.mark.parametrize(
        "remove,message",
        [
            (
                lambda backend: backend.remove_workteam("none"),
                "remove_workteam('none') breaks a rule of the service: ValidationException: The "
                "work team none does not exist in this account and region. Nothing was removed.",
            ),
            (
                lambda backend: backend.remove_workforce(),
                "remove_workforce('default') breaks a rule of the service: ResourceInUse: The "
                "workforce default has 1 work team(s) associated with it. Delete its work teams "
                "first. Nothing was removed.",
            ),
            (
                lambda backend: backend.remove_subscribed_workteam("none"),
                "remove_subscribed_workteam('none'): not subscribed to. Nothing was removed; add "
                "the subscription first.",
            ),
        ],
    )
    def test_what_cannot_be_removed(
        self, workteam_backend: WorkteamBackend, remove: Any, message: str
    ) -> None:
        workteam_backend.add_workteam("team")

        with pytest.raises(SeedRefused) as caught:
            remove(workteam_backend)

        assert str(caught.value) == linked(message, "seed-refused")
        assert list(workteam_backend.workteams) == ["team"]


class TestOidc:
    def test_a_team_brings_its_workforce(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.add_workteam("team", oidc_groups=["a", "b"])

        team = workteam_client.describe_workteam(WorkteamName="team")["Workteam"]
        assert team["MemberDefinitions"] == [{"OidcMemberDefinition": {"Groups": ["a", "b"]}}]
        workforce = workteam_client.describe_workforce(WorkforceName="default")["Workforce"]
        assert "ClientSecret" not in workforce["OidcConfig"]

    def test_the_workforce_alone(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.add_workforce("mine", oidc=True)

        workteam_client.create_workteam(
            WorkteamName="team",
            Description="d",
            MemberDefinitions=[{"OidcMemberDefinition": {"Groups": ["a"]}}],
        )
