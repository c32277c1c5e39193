"""Random sequences of every operation, against a plain model of the rules."""

from __future__ import annotations

import dataclasses
from typing import Any

import hypothesis.strategies as st
from botocore.exceptions import ClientError
from botocore.session import Session
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from pytest_workteam import WorkteamBackend
from tests.support import COGNITO_CONFIG, OIDC_CONFIG, cognito, names, oidc, team

NAMES = st.sampled_from(["alpha", "bravo", "charlie", "Alpha", "delta"])
TAG_KEYS = st.sampled_from(["a", "b", "c", "aws:d"])
KINDS = {"cognito": cognito(), "other": cognito(pool="us-east-1_Other0000"), "oidc": oidc()}
SESSION = Session()


@dataclasses.dataclass
class Team:
    description: str
    members: str
    tags: dict[str, str]


class WorkteamMachine(RuleBasedStateMachine):
    """The model: teams by name in order of creation, and the kind of the workforce."""

    def __init__(self) -> None:
        super().__init__()
        self.teams: dict[str, Team] = {}
        self.workforce: tuple[str, str] | None = None

    @initialize(limit=st.integers(0, 4))
    def begin(self, limit: int) -> None:
        self.backend = WorkteamBackend(limit=limit)
        self.backend.start()
        self.client: Any = SESSION.create_client(
            "sagemaker", aws_access_key_id="key", aws_secret_access_key="secret"
        )

    def teardown(self) -> None:
        if hasattr(self, "backend"):
            self.backend.stop()

    def expect(self, code: str | None, operation: str, **parameters: Any) -> None:
        answered = None
        try:
            getattr(self.client, operation)(**parameters)
        except ClientError as error:
            answered = error.response["Error"].get("Code")
        assert answered == code

    def fits(self, members: str) -> bool:
        if self.workforce is None:
            return members != "oidc"
        return self.workforce[1] == members

    @rule(
        name=NAMES,
        members=st.sampled_from(sorted(KINDS)),
        tags=st.dictionaries(TAG_KEYS, st.just("x"), max_size=2),
        workforce=st.sampled_from([None, "default", "mine"]),
    )
    def create_workteam(
        self, name: str, members: str, tags: dict[str, str], workforce: str | None
    ) -> None:
        wanted = {} if workforce is None else {"WorkforceName": workforce}
        if (
            "aws:d" in tags
            or not self.fits(members)
            or (workforce and (self.workforce is None or self.workforce[0] != workforce))
        ):
            code = "ValidationException"
        elif name in self.teams:
            code = "ResourceInUse"
        elif len(self.teams) >= self.backend.limit:
            code = "ResourceLimitExceeded"
        else:
            code = None
            self.teams[name] = Team("A work team.", members, dict(tags))
            self.workforce = self.workforce or ("default", members)
        self.expect(
            code,
            "create_workteam",
            **team(
                name,
                MemberDefinitions=[KINDS[members]],
                Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
                **wanted,
            ),
        )

    @rule(name=NAMES, members=st.sampled_from([None, *sorted(KINDS)]))
    def update_workteam(self, name: str, members: str | None) -> None:
        parameters: dict[str, Any] = {"WorkteamName": name, "Description": f"with {members}"}
        if members is not None:
            parameters["MemberDefinitions"] = [KINDS[members]]
        present = self.teams.get(name)
        code = None
        if present is None or (members is not None and not self.fits(members)):
            code = "ValidationException"
        else:
            present.description = parameters["Description"]
            present.members = members or present.members
        self.expect(code, "update_workteam", **parameters)

    @rule(name=NAMES)
    def delete_workteam(self, name: str) -> None:
        present = self.teams.pop(name, None)
        self.expect(
            None if present else "ValidationException", "delete_workteam", WorkteamName=name
        )

    @rule(name=st.sampled_from(["default", "mine"]), kind=st.sampled_from(["cognito", "oidc"]))
    def create_workforce(self, name: str, kind: str) -> None:
        config = (
            {"CognitoConfig": COGNITO_CONFIG} if kind == "cognito" else {"OidcConfig": OIDC_CONFIG}
        )
        code = "ValidationException" if self.workforce else None
        self.workforce = self.workforce or (name, kind)
        self.expect(code, "create_workforce", WorkforceName=name, **config)

    @rule(name=st.sampled_from(["default", "mine"]))
    def delete_workforce(self, name: str) -> None:
        if self.workforce is None or self.workforce[0] != name:
            code = "ValidationException"
        elif self.teams:
            code = "ResourceInUse"
        else:
            code = None
            self.workforce = None
        self.expect(code, "delete_workforce", WorkforceName=name)

    @precondition(lambda self: self.workforce)
    @rule()
    def update_the_workforces_oidc(self) -> None:
        assert self.workforce is not None
        name, kind = self.workforce
        code = None
        if kind != "oidc":
            code = "ValidationException"
        elif self.teams:
            code = "ConflictException"
        self.expect(code, "update_workforce", WorkforceName=name, OidcConfig=OIDC_CONFIG)

    @rule(name=NAMES, tags=st.dictionaries(TAG_KEYS, st.sampled_from("xyz"), max_size=3))
    def add_tags(self, name: str, tags: dict[str, str]) -> None:
        present = self.teams.get(name)
        code = None
        if present is None or "aws:d" in tags:
            code = "ValidationException"
        else:
            present.tags.update(tags)
        given = [{"Key": key, "Value": value} for key, value in tags.items()]
        self.expect(code, "add_tags", ResourceArn=self.arn(name), Tags=given)

    @rule(name=NAMES, keys=st.lists(TAG_KEYS, min_size=1, max_size=3))
    def delete_tags(self, name: str, keys: list[str]) -> None:
        present = self.teams.get(name)
        code = None
        if present is None or "aws:d" in keys:
            code = "ValidationException"
        else:
            for key in keys:
                present.tags.pop(key, None)
        self.expect(code, "delete_tags", ResourceArn=self.arn(name), TagKeys=keys)

    def arn(self, name: str) -> str:
        return f"arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/{name}"

    @rule(
        size=st.integers(1, 3),
        order=st.sampled_from(["Name", "CreateDate"]),
        direction=st.sampled_from(["Ascending", "Descending"]),
        fragment=st.sampled_from([None, "a", "l"]),
    )
    def list_by_pages(self, size: int, order: str, direction: str, fragment: str | None) -> None:
        query: dict[str, Any] = {"SortBy": order, "SortOrder": direction}
        if fragment:
            query["NameContains"] = fragment
        expected = [name for name in self.teams if (fragment or "") in name]
        if order == "Name":
            expected.sort()
        if direction == "Descending":
            expected.reverse()
        paginator = self.client.get_paginator("list_workteams")
        pages = list(paginator.paginate(**query, PaginationConfig={"PageSize": size}))

        assert [name for page in pages for name in names(page["Workteams"])] == expected
        assert all(len(page["Workteams"]) == size for page in pages[:-1])

    @rule()
    def snapshot_change_and_roll_back(self) -> None:
        snapshot = self.backend.snapshot()
        self.backend.limit += 1
        self.backend.add_workteams(1)
        self.backend.limit -= 1
        self.backend.rollback(snapshot)

    @invariant()
    def the_backend_is_the_model(self) -> None:
        if not hasattr(self, "backend"):
            return
        assert list(self.backend.workteams) == list(self.teams)
        assert len(self.teams) <= self.backend.limit
        assert list(self.backend.workforces) == ([self.workforce[0]] if self.workforce else [])
        for name, expected in self.teams.items():
            answer = self.client.describe_workteam(WorkteamName=name)["Workteam"]
            assert answer["Description"] == expected.description
            assert answer["MemberDefinitions"] == [KINDS[expected.members]]
            assert answer["LastUpdatedDate"] >= answer["CreateDate"]
            listed = self.client.list_tags(ResourceArn=answer["WorkteamArn"])["Tags"]
            assert {tag["Key"]: tag["Value"] for tag in listed} == expected.tags


TestWorkteamMachine = WorkteamMachine.TestCase
TestWorkteamMachine.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
