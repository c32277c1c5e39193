from __future__ import annotations

from typing import Any

import pytest

from pytest_workteam import WorkteamBackend
from tests.support import CLIENT_ID, OIDC_CONFIG, POOL, cognito, oidc, refused, team


@pytest.fixture
def refuses(workteam_backend: WorkteamBackend, workteam_client: Any) -> Any:
    """Expect these members to be refused, and nothing to be changed by it."""

    def refuse(definitions: list[dict[str, Any]], message: str) -> None:
        before = dict(workteam_backend.workforces)
        with refused("ValidationException", message):
            workteam_client.create_workteam(**team(MemberDefinitions=definitions))
        assert not workteam_backend.workteams
        assert dict(workteam_backend.workforces) == before

    return refuse


BOTH = (
    "Do not provide input for both CognitoMemberDefinition and OidcMemberDefinition in a single "
    "request."
)


def test_both_kinds_in_one_definition(refuses: Any) -> None:
    refuses([{**cognito(), **oidc()}], BOTH)


def test_both_kinds_in_one_request(refuses: Any) -> None:
    refuses([cognito(), oidc()], BOTH)


def test_neither_kind(refuses: Any) -> None:
    refuses(
        [cognito(), {}],
        "Each MemberDefinition needs a CognitoMemberDefinition or an OidcMemberDefinition; "
        "number 2 has neither.",
    )


@pytest.mark.parametrize(
    "definitions,number",
    [
        ([{"OidcMemberDefinition": {}}], 0),
        ([oidc(*"abcdef"), oidc(*"ghijk")], 11),
    ],
)
def test_too_few_or_too_many_oidc_groups(
    workteam_client: Any, refuses: Any, definitions: list[dict[str, Any]], number: int
) -> None:
    workteam_client.create_workforce(WorkforceName="mine", OidcConfig=OIDC_CONFIG)

    refuses(
        definitions,
        f"One to ten OIDC groups can be used for a private work team; {number} were given.",
    )


def test_maximum_number_of_oidc_groups(workteam_client: Any) -> None:
    workteam_client.create_workforce(WorkforceName="mine", OidcConfig=OIDC_CONFIG)

    assert workteam_client.create_workteam(
        **team(MemberDefinitions=[oidc(*"abcdef"), oidc(*"ghij")])
    )


def test_different_user_pools(refuses: Any) -> None:
    refuses(
        [cognito(), cognito(pool="us-east-1_Other0000")],
        "All of the CognitoMemberDefinition objects must have the same UserPool value, but both "
        f"{POOL} and us-east-1_Other0000 were given.",
    )


def test_different_clients(refuses: Any) -> None:
    refuses(
        [cognito(), cognito(client_id="other")],
        "All of the CognitoMemberDefinition objects must have the same ClientId value, but both "
        f"{CLIENT_ID} and other were given.",
    )


def test_a_user_pool_of_another_region(refuses: Any) -> None:
    refuses(
        [cognito(pool="eu-west-1_Pool00000")],
        "The user pool eu-west-1_Pool00000 must be in the same region as the service that you "
        "are calling: us-east-1.",
    )


@pytest.mark.parametrize("pool", ["any_pool", "eu-west-1_any_pool"])
def test_a_user_pool_without_a_region_is_accepted(workteam_client: Any, pool: str) -> None:
    workteam_client.create_workteam(**team(MemberDefinitions=[cognito(pool=pool)]))


def test_groups_are_not_looked_up(workteam_client: Any) -> None:
    group = f"{POOL}/nobody-knows-it"
    workteam_client.create_workteam(**team(MemberDefinitions=[cognito(group)]))


def test_at_most_ten_definitions(workteam_client: Any) -> None:
    definitions = [cognito(f"group-{number}") for number in range(10)]
    workteam_client.create_workteam(**team(MemberDefinitions=definitions))

    with pytest.raises(
        workteam_client.exceptions.ClientError,
        match=r"at 'memberDefinitions' failed to satisfy constraint: Member must have length "
        r"less than or equal to 10$",
    ):
        workteam_client.create_workteam(**team(MemberDefinitions=[*definitions, cognito()]))


@pytest.mark.parametrize("member,given", [("UserPool", "us-east-1_Other0000"), ("ClientId", "x")])
def test_members_of_another_pool_or_client(workteam_client: Any, member: str, given: str) -> None:
    workteam_client.create_workteam(**team())
    definition = cognito()
    expected = definition["CognitoMemberDefinition"][member]
    definition["CognitoMemberDefinition"][member] = given

    with refused(
        "ValidationException",
        f"The {member} {given} does not match {expected}, which workforce default uses.",
    ):
        workteam_client.create_workteam(**team("other", MemberDefinitions=[definition]))


def test_oidc_members_in_a_cognito_workforce(workteam_client: Any) -> None:
    workteam_client.create_workteam(**team())

    with refused(
        "ValidationException",
        "The workforce default uses Amazon Cognito, so its work teams need "
        "CognitoMemberDefinition, not OidcMemberDefinition.",
    ):
        workteam_client.create_workteam(**team("other", MemberDefinitions=[oidc()]))


def test_cognito_members_in_an_oidc_workforce(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_backend.add_workforce("own", OidcConfig=OIDC_CONFIG)

    with refused(
        "ValidationException",
        "The workforce own uses OIDC, so its work teams need OidcMemberDefinition, not "
        "CognitoMemberDefinition.",
    ):
        workteam_client.create_workteam(**team())


def test_several_oidc_definitions_in_an_oidc_workforce(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_backend.add_workforce("own", OidcConfig=OIDC_CONFIG)
    definitions = [oidc("one", "two"), oidc("three")]

    workteam_client.create_workteam(**team(MemberDefinitions=definitions))

    assert workteam_backend.workteams["team"]["MemberDefinitions"] == definitions


@pytest.mark.workteam(existing=2)
def test_seeded_teams_use_the_pool_of_created_teams(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_client.create_workteam(**team())

    assert workteam_backend.workteams["existing-1"]["MemberDefinitions"] == [cognito()]
    with pytest.raises(workteam_client.exceptions.ClientError, match="does not match"):
        workteam_client.create_workteam(
            **team("other", MemberDefinitions=[cognito(pool="us-east-1_Other0000")])
        )
