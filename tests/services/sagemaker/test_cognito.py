"""Lookup of a request's Cognito resources in a fake Cognito."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import botocore.handlers
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError

from pytest_workteam import OperationNotFaked, WorkteamBackend
from pytest_workteam.fake.loading import _client_with
from tests.support import (
    CLIENT_ID,
    COGNITO_CONFIG,
    OIDC_CONFIG,
    POOL,
    client_in,
    cognito,
    linked,
    team,
)

REFUSAL = "The Amazon Cognito {} does not exist."


class FakeCognito:
    """Fakes Cognito as moto does: by a handler that new clients have built in."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.urls: list[str] = []
        self.missing = ""
        self.error = "ResourceNotFoundException"

    def answer(self, request: Any, event_name: str, **_: Any) -> AWSResponse:
        operation = event_name.rpartition(".")[2]
        self.asked.append((operation, json.loads(request.body)))
        self.urls.append(request.url)
        found = operation != self.missing
        body = json.dumps({} if found else {"__type": self.error, "message": "no"}).encode()
        headers: Any = {}
        raw: Any = type("Raw", (), {"stream": lambda *_, **__: iter([body])})()
        return AWSResponse(request.url, 200 if found else 400, headers, raw)


@pytest.fixture
def fake() -> Iterator[FakeCognito]:
    fake = FakeCognito()
    handler = ("before-send.cognito-identity-provider", fake.answer)
    botocore.handlers.BUILTIN_HANDLERS.append(handler)
    yield fake
    botocore.handlers.BUILTIN_HANDLERS.remove(handler)
    _client_with.cache_clear()


@pytest.fixture
def backend(workteam_backend: WorkteamBackend) -> WorkteamBackend:
    workteam_backend.verify_cognito = True
    return workteam_backend


def test_each_pool_client_and_group_is_looked_up_once(
    backend: WorkteamBackend, workteam_client: Any, fake: FakeCognito
) -> None:
    definitions = [cognito("a"), cognito("b"), cognito("a")]
    workteam_client.create_workteam(**team(MemberDefinitions=definitions))

    assert list(backend.workteams) == ["team"]
    pool, client = {"UserPoolId": POOL}, {"UserPoolId": POOL, "ClientId": CLIENT_ID}
    assert fake.asked == [
        ("DescribeUserPool", pool),
        ("DescribeUserPoolClient", client),
        ("GetGroup", {"GroupName": "a", "UserPoolId": POOL}),
        ("DescribeUserPool", pool),
        ("DescribeUserPoolClient", client),
        ("GetGroup", {"GroupName": "b", "UserPoolId": POOL}),
    ]


@pytest.mark.usefixtures("backend")
def test_lookups_use_the_region_of_the_request(fake: FakeCognito) -> None:
    members = cognito("a", pool="eu-west-1_Pool00000")

    client_in("eu-west-1").create_workteam(**team(MemberDefinitions=[members]))

    assert {urlsplit(url).hostname for url in fake.urls} == {"cognito-idp.eu-west-1.amazonaws.com"}
    assert len(fake.urls) == 3


@pytest.mark.usefixtures("backend")
def test_a_workforce_has_no_group(workteam_client: Any, fake: FakeCognito) -> None:
    workteam_client.create_workforce(WorkforceName="mine", CognitoConfig=COGNITO_CONFIG)

    assert [operation for operation, _ in fake.asked] == [
        "DescribeUserPool",
        "DescribeUserPoolClient",
    ]


@pytest.mark.usefixtures("backend")
def test_requests_without_cognito_look_nothing_up(workteam_client: Any, fake: FakeCognito) -> None:
    workteam_client.create_workforce(WorkforceName="mine", OidcConfig=OIDC_CONFIG)
    members = [{"OidcMemberDefinition": {"Groups": ["workers"]}}]
    workteam_client.create_workteam(**team(MemberDefinitions=members))
    workteam_client.describe_workteam(WorkteamName="team")

    assert not fake.asked


@pytest.mark.parametrize(
    "missing,resource",
    [
        ("DescribeUserPool", f"user pool {POOL}"),
        ("DescribeUserPoolClient", f"app client {CLIENT_ID}"),
        ("GetGroup", "group workers"),
    ],
)
def test_a_missing_resource_is_refused(
    backend: WorkteamBackend,
    workteam_client: Any,
    fake: FakeCognito,
    missing: str,
    *,
    resource: str,
) -> None:
    fake.missing = missing

    with pytest.raises(ClientError, match=f"ValidationException.*{REFUSAL.format(resource)}"):
        workteam_client.create_workteam(**team())

    assert not backend.workteams
    assert fake.asked[-1][0] == missing


@pytest.mark.usefixtures("backend")
def test_other_cognito_errors_reach_the_caller(workteam_client: Any, fake: FakeCognito) -> None:
    fake.missing, fake.error = "GetGroup", "NotAuthorizedException"

    with pytest.raises(ClientError, match="NotAuthorizedException") as caught:
        workteam_client.create_workteam(**team())

    assert caught.value.operation_name == "GetGroup"


def test_off_by_default(workteam_client: Any, fake: FakeCognito) -> None:
    workteam_client.create_workteam(**team())

    assert not fake.asked


@pytest.mark.usefixtures("backend")
@pytest.mark.filterwarnings("ignore::pytest_workteam.OperationNotFakedWarning")
def test_no_fake_cognito(workteam_client: Any) -> None:
    with pytest.raises(OperationNotFaked) as caught:
        workteam_client.create_workteam(**team())

    assert str(caught.value) == linked(
        "verify_cognito asked Amazon Cognito for DescribeUserPool, and nothing fakes Amazon "
        "Cognito here. Start moto's mock_aws before the call, or leave verify_cognito off.",
        "not-faked",
    )
