from __future__ import annotations

import base64
import datetime as dt
from typing import Any

import pytest

from pytest_workteam import WorkteamBackend
from tests.support import client_in, names, refused

INVALID = 'Invalid pagination token because "{0}".'


@pytest.fixture
def client(workteam_backend: WorkteamBackend, workteam_client: Any) -> Any:
    for number in range(7):
        workteam_backend.add_workteam(f"team-{number}")
    return workteam_client


def pages(client: Any, operation: str = "list_workteams", **query: Any) -> list[dict[str, Any]]:
    """Every page of a list, by hand."""
    answers = []
    while True:
        answer = getattr(client, operation)(**query)
        answers.append(answer)
        if "NextToken" not in answer:
            return answers
        query["NextToken"] = answer["NextToken"]


@pytest.mark.parametrize("size,expected", [(1, [1] * 7), (3, [3, 3, 1]), (7, [7]), (100, [7])])
def test_pages_have_the_size_asked_for(client: Any, size: int, expected: list[int]) -> None:
    assert [len(page["Workteams"]) for page in pages(client, MaxResults=size)] == expected


@pytest.mark.parametrize("order", ["Name", "CreateDate"])
@pytest.mark.parametrize("direction", ["Ascending", "Descending"])
def test_pages_together_are_the_list(client: Any, order: str, direction: str) -> None:
    query = {"SortBy": order, "SortOrder": direction}
    whole = names(client.list_workteams(**query)["Workteams"])

    together = [
        name for page in pages(client, MaxResults=2, **query) for name in names(page["Workteams"])
    ]

    assert together == whole == sorted(whole, reverse=direction == "Descending")


def test_the_order_of_teams_made_at_once_is_the_order_of_their_making() -> None:
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
    with WorkteamBackend(clock=lambda: moment) as backend:
        for name in ("bravo", "alpha", "charlie"):
            backend.add_workteam(name)
        client = client_in()

        listed = [names(page["Workteams"]) for page in pages(client, MaxResults=1)]

    assert listed == [["bravo"], ["alpha"], ["charlie"]]


def test_a_default_page_has_100_teams(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_backend.limit = 101
    workteam_backend.add_workteams(101)

    assert [len(page["Workteams"]) for page in pages(workteam_client)] == [100, 1]


@pytest.mark.parametrize("order", ["Name", "CreateDate"])
@pytest.mark.parametrize("direction", ["Ascending", "Descending"])
def test_stable_while_teams_come_and_go(
    workteam_backend: WorkteamBackend, client: Any, order: str, direction: str
) -> None:
    query = {"SortBy": order, "SortOrder": direction, "MaxResults": 2}
    there_throughout = set(workteam_backend.workteams) - {"team-1", "team-5"}
    seen: list[str] = []
    token: dict[str, str] = {}
    changes = iter(
        [
            lambda: client.delete_workteam(WorkteamName="team-1"),
            lambda: workteam_backend.add_workteam("a-first"),
            lambda: client.delete_workteam(WorkteamName="team-5"),
            lambda: workteam_backend.add_workteam("z-last"),
        ]
    )
    while True:
        answer = client.list_workteams(**query, **token)
        seen += names(answer["Workteams"])
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
        next(changes, lambda: None)()

    assert len(seen) == len(set(seen))
    assert there_throughout <= set(seen)


@pytest.mark.parametrize("order", ["Name", "CreateDate"])
def test_an_updated_team_is_listed_once(client: Any, order: str) -> None:
    before = names(client.list_workteams(SortBy=order)["Workteams"])

    client.update_workteam(WorkteamName="team-3", Description="New.")

    assert names(client.list_workteams(SortBy=order)["Workteams"]) == before


def test_the_team_that_a_token_names_may_be_deleted(client: Any) -> None:
    first = client.list_workteams(MaxResults=2)
    client.delete_workteam(WorkteamName="team-1")

    second = client.list_workteams(MaxResults=2, NextToken=first["NextToken"])

    assert names(second["Workteams"]) == ["team-2", "team-3"]


def test_the_size_may_differ_from_page_to_page(client: Any) -> None:
    first = client.list_workteams(MaxResults=2)

    second = client.list_workteams(MaxResults=3, NextToken=first["NextToken"])

    assert names(second["Workteams"]) == ["team-2", "team-3", "team-4"]


def test_a_token_can_be_used_again(client: Any) -> None:
    token = client.list_workteams(MaxResults=2)["NextToken"]

    once = client.list_workteams(MaxResults=2, NextToken=token)["Workteams"]
    assert client.list_workteams(MaxResults=2, NextToken=token)["Workteams"] == once


def test_the_order_of_the_members_does_not_matter(client: Any) -> None:
    query = {"NameContains": "team", "SortBy": "Name", "MaxResults": 2}
    token = client.list_workteams(**query)["NextToken"]
    others = {"SortBy": "Name", "NextToken": token, "NameContains": "team"}

    assert len(client.list_workteams(**others)["Workteams"]) == 5


class TestTokensThatAreRefused:
    @pytest.mark.parametrize(
        "query",
        [
            {"SortBy": "Name"},
            {"SortOrder": "Descending"},
            {"NameContains": "team"},
        ],
    )
    def test_of_another_query(self, client: Any, query: dict[str, str]) -> None:
        token = client.list_workteams(MaxResults=2)["NextToken"]

        with refused("ValidationException", INVALID):
            client.list_workteams(MaxResults=2, NextToken=token, **query)

    def test_of_another_operation(self, client: Any) -> None:
        token = client.list_workteams(MaxResults=2)["NextToken"]

        with refused("ValidationException", INVALID):
            client.list_workforces(MaxResults=2, NextToken=token)
        with refused("ValidationException", INVALID):
            client.list_subscribed_workteams(MaxResults=2, NextToken=token)

    def test_of_another_operation_of_vendors_teams(
        self, workteam_backend: WorkteamBackend, client: Any
    ) -> None:
        for name in ("a", "b"):
            workteam_backend.add_subscribed_workteam(name)
        token = client.list_subscribed_workteams(MaxResults=1)["NextToken"]

        with refused("ValidationException", INVALID):
            client.list_workteams(MaxResults=1, NextToken=token)

    def test_of_another_region(self, workteam_backend: WorkteamBackend, client: Any) -> None:
        token = client.list_workteams(MaxResults=2)["NextToken"]
        elsewhere = client_in("eu-west-1")

        with refused("ValidationException", INVALID):
            elsewhere.list_workteams(MaxResults=2, NextToken=token)

    def test_of_another_backend(self, client: Any) -> None:
        token = client.list_workteams(MaxResults=2)["NextToken"]

        with WorkteamBackend(), refused("ValidationException", INVALID):
            client.list_workteams(MaxResults=2, NextToken=token)

    @pytest.mark.parametrize(
        "token",
        [
            "",
            "forged",
            "AAAA",
            "ä",
            base64.urlsafe_b64encode(b"\0" * 32 + b"[0, 0]").decode(),
        ],
    )
    def test_forged(self, client: Any, token: str) -> None:
        with refused("ValidationException", INVALID):
            client.list_workteams(NextToken=token)

    @pytest.mark.parametrize("more", ["!", " ", "A==="])
    def test_with_more_behind_it(self, client: Any, more: str) -> None:
        token = client.list_workteams(MaxResults=2)["NextToken"]

        with refused("ValidationException", INVALID):
            client.list_workteams(MaxResults=2, NextToken=token + more)

    def test_changed(self, client: Any) -> None:
        token = base64.urlsafe_b64decode(client.list_workteams(MaxResults=2)["NextToken"])
        changed = base64.urlsafe_b64encode(token[:-1] + b" ]").decode()

        with refused("ValidationException", INVALID):
            client.list_workteams(NextToken=changed)


class TestFilterAfterPaging:
    def test_pages_can_be_empty_and_go_on(
        self, workteam_backend: WorkteamBackend, client: Any
    ) -> None:
        workteam_backend.filter_after_paging = True

        listed = [
            names(page["Workteams"]) for page in pages(client, MaxResults=2, NameContains="4")
        ]

        assert listed == [[], [], ["team-4"], []]

    def test_but_only_for_the_name(self, workteam_backend: WorkteamBackend, client: Any) -> None:
        others, own = (workteam_backend.add_workteam(name) for name in ("others", "own"))
        for number, arn in enumerate((others, others, own)):
            workteam_backend.add_labeling_job(f"job-{number}", workteam=arn)
        workteam_backend.filter_after_paging = True

        def listed(**query: Any) -> list[int]:
            paginator = client.get_paginator("list_labeling_jobs_for_workteam")
            found = paginator.paginate(WorkteamArn=own, PaginationConfig={"PageSize": 1}, **query)
            return [len(page["LabelingJobSummaryList"]) for page in found]

        tomorrow = dt.datetime.now(dt.timezone.utc) + dt.timedelta(days=1)
        assert listed() == [1]
        assert listed(CreationTimeAfter=tomorrow) == [0]
        workteam_backend.add_labeling_job("job", workteam=own, JobReferenceCode="another")
        assert listed(JobReferenceCodeContains="another") == [0, 1]

    def test_by_default_they_are_filled(self, client: Any) -> None:
        listed = [
            names(page["Workteams"]) for page in pages(client, MaxResults=2, NameContains="4")
        ]

        assert listed == [["team-4"]]


@pytest.mark.parametrize(
    "paginator,query,key",
    [
        ("list_workteams", {"NameContains": "team"}, "Workteams"),
        ("list_workforces", {}, "Workforces"),
        ("list_subscribed_workteams", {}, "SubscribedWorkteams"),
        ("list_labeling_jobs", {"NameContains": "job"}, "LabelingJobSummaryList"),
        ("list_labeling_jobs_for_workteam", {"WorkteamArn": "ARN"}, "LabelingJobSummaryList"),
        ("list_tags", {"ResourceArn": "ARN"}, "Tags"),
    ],
)
def test_botocores_paginators(
    workteam_backend: WorkteamBackend, client: Any, paginator: str, query: Any, key: str
) -> None:
    arn = workteam_backend.workteams["team-0"]["WorkteamArn"]
    for number in range(3):
        workteam_backend.add_subscribed_workteam(f"vendor-{number}")
        workteam_backend.add_labeling_job(f"job-{number}", workteam="team-0")
    client.add_tags(ResourceArn=arn, Tags=[{"Key": f"k{n}", "Value": ""} for n in range(3)])
    query = {name: arn if value == "ARN" else value for name, value in query.items()}

    answered = client.get_paginator(paginator).paginate(
        **query, PaginationConfig={"PageSize": 50 if paginator == "list_tags" else 2}
    )

    expected = {"list_workteams": 7, "list_workforces": 1}.get(paginator, 3)
    assert len(answered.build_full_result()[key]) == expected
