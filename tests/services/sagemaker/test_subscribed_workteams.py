from __future__ import annotations

from typing import Any

import pytest

from pytest_workteam import SeedRefused, WorkteamBackend
from tests.support import linked, refused

ARN = "arn:aws:sagemaker:us-east-1:123456789012:workteam/vendor-crowd/labelers"


def test_describe_returns_the_seeded_team(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    arn = workteam_backend.add_subscribed_workteam("labelers", MarketplaceTitle="Labels")

    assert arn == ARN
    answer = workteam_client.describe_subscribed_workteam(WorkteamArn=ARN)
    assert answer["SubscribedWorkteam"] == {
        "WorkteamArn": ARN,
        "MarketplaceTitle": "Labels",
        "SellerName": "Seeded vendor",
        "MarketplaceDescription": "Seeded by pytest-workteam.",
        "ListingId": "seeded-labelers",
    }


def test_describe_returns_the_requested_team(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    arns = [workteam_backend.add_subscribed_workteam(name) for name in ("a", "b", "c")]

    answers = [workteam_client.describe_subscribed_workteam(WorkteamArn=arn) for arn in arns]

    titles = [answer["SubscribedWorkteam"]["MarketplaceTitle"] for answer in answers]
    assert titles == ["a", "b", "c"]


def test_a_team_without_a_subscription(workteam_client: Any) -> None:
    with refused(
        "ValidationException",
        f"The work team {ARN} is not subscribed to in this account and region.",
    ):
        workteam_client.describe_subscribed_workteam(WorkteamArn=ARN)


def test_list_by_name(workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
    for name in ("bravo", "alpha"):
        workteam_backend.add_subscribed_workteam(name)

    def listed(**query: Any) -> list[str]:
        answer = workteam_client.list_subscribed_workteams(**query)
        return [each["MarketplaceTitle"] for each in answer["SubscribedWorkteams"]]

    assert listed() == ["alpha", "bravo"]
    assert listed(NameContains="av") == ["bravo"]


def test_private_teams_are_separate(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_backend.limit = 0
    workteam_backend.add_subscribed_workteam("labelers")

    assert workteam_client.list_workteams()["Workteams"] == []


def test_seeding_a_team_twice(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.add_subscribed_workteam("labelers")

    with pytest.raises(SeedRefused) as caught:
        workteam_backend.add_subscribed_workteam("labelers")

    assert str(caught.value) == linked(
        "add_subscribed_workteam('labelers'): the account is already subscribed. Nothing was "
        "added; give another name.",
        "seed-refused",
    )


def test_seeding_an_invalid_member(workteam_backend: WorkteamBackend) -> None:
    with pytest.raises(SeedRefused) as caught:
        workteam_backend.add_subscribed_workteam("labelers", Seller="Labelers Ltd.")

    assert str(caught.value) == linked(
        "add_subscribed_workteam('labelers') breaks a rule of the service: ValidationException: "
        "Unknown parameter in input: Seller. Remove it, or use a botocore that knows it. Nothing "
        "was added; seed what the service would accept.",
        "seed-refused",
    )
