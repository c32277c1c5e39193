from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from unittest import mock
from unittest.mock import ANY

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from pytest_workteam import Call, UnknownNameError, WorkteamBackend
from pytest_workteam.engine import calls
from tests.support import (
    CLIENT_ID,
    OIDC_CONFIG,
    POOL,
    client_in,
    cognito,
    linked,
    team,
    wire_request,
)

SECRET = OIDC_CONFIG["ClientSecret"]


@pytest.fixture
def made(workteam_backend: WorkteamBackend, workteam_client: Any) -> WorkteamBackend:
    """A backend that two work teams were created on, and listed."""
    workteam_client.create_workteam(**team("a"))
    workteam_client.create_workteam(**team("b", Tags=[{"Key": "k", "Value": "v"}]))
    workteam_client.list_workteams(MaxResults=5)
    return workteam_backend


class TestRecord:
    def test_a_call(self, made: WorkteamBackend) -> None:
        call = made.calls[0]

        assert call.operation == "CreateWorkteam"
        assert call.parameters == team("a")
        assert call.result == {"WorkteamArn": made.workteams["a"]["WorkteamArn"]}
        assert (call.error, call.message) == (None, None)
        assert (call.region, call.account_id, call.attempt) == ("us-east-1", "123456789012", 1)

    def test_a_refused_call(self, made: WorkteamBackend, workteam_client: Any) -> None:
        with pytest.raises(workteam_client.exceptions.ResourceInUse) as caught:
            workteam_client.create_workteam(**team("a"))

        call = made.calls.last
        assert (call.error, call.result) == ("ResourceInUse", None)
        assert call.message == caught.value.response["Error"]["Message"]

    def test_it_is_in_order_and_a_sequence(self, made: WorkteamBackend) -> None:
        assert [call.operation for call in made.calls] == [
            "CreateWorkteam",
            "CreateWorkteam",
            "ListWorkteams",
        ]
        assert len(made.calls) == 3
        assert made.calls[-1] is made.calls.last
        assert [call.parameters["WorkteamName"] for call in made.calls[:2]] == ["a", "b"]
        assert repr(made.calls[2:]).startswith("Calls([Call(operation='ListWorkteams', ")

    @pytest.mark.parametrize("name", ["operation", "error", "message", "situation", "result"])
    def test_it_is_not_to_be_changed(self, made: WorkteamBackend, name: str) -> None:
        with pytest.raises(AttributeError):
            setattr(made.calls.last, name, "something else")

    def test_what_is_given_out_is_a_copy(self, made: WorkteamBackend) -> None:
        call = made.calls[0]
        call.parameters["MemberDefinitions"].clear()
        assert call.result is not None
        call.result.clear()

        assert call.parameters == team("a")
        assert call.result

    def test_what_was_given_in_is_copied(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        parameters = team()
        workteam_client.create_workteam(**parameters)
        parameters["MemberDefinitions"].clear()

        assert workteam_backend.calls.last.parameters == team()

    def test_seeding_is_no_call(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.add_workteam("a")

        assert len(workteam_backend.calls) == 0

    def test_the_region_and_account_are_the_callers(
        self, workteam_backend: WorkteamBackend
    ) -> None:
        workteam_backend.accounts["AKIAOTHER"] = "210987654321"
        client = client_in("eu-west-1", aws_access_key_id="AKIAOTHER", aws_secret_access_key="none")
        client.list_workteams()

        call = workteam_backend.calls.last
        assert (call.region, call.account_id) == ("eu-west-1", "210987654321")

    def test_nothing_was_called(self, workteam_backend: WorkteamBackend) -> None:
        with pytest.raises(LookupError) as caught:
            str(workteam_backend.calls.last)
        assert str(caught.value) == linked(
            "no call is recorded; make a call before you read calls.last", "no-last-call"
        )
        assert workteam_backend.calls.operations_called() == "none"

    def test_the_operations_called(self, made: WorkteamBackend) -> None:
        assert made.calls.operations_called() == "CreateWorkteam, ListWorkteams"


class TestOf:
    def test_the_calls_of_an_operation(self, made: WorkteamBackend) -> None:
        creates = made.calls.of("CreateWorkteam")

        assert [call.parameters["WorkteamName"] for call in creates] == ["a", "b"]
        assert len(made.calls.of("DeleteWorkteam")) == 0

    def test_an_operation_that_is_none(self, made: WorkteamBackend) -> None:
        with pytest.raises(
            ValueError, match=r"^the fake has no operation 'CreateWorkTeam'\. Did you mean Create"
        ):
            made.calls.of("CreateWorkTeam")


def test_the_situation_of_an_error(workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
    workteam_client.list_workteams()
    workteam_backend.fail("ListTags", ConnectionClosedError(endpoint_url="here"), times=None)
    with pytest.raises(ClientError):
        workteam_client.describe_workteam(WorkteamName="team")
    with pytest.raises(ConnectionClosedError):
        workteam_client.list_tags(ResourceArn=workteam_backend.add_workteam("team"))

    situations = [call.situation for call in workteam_backend.calls]
    assert situations[:2] == [None, "unknown-workteam"]
    assert set(situations[2:]) == {None}


def test_they_equal_the_same_calls_in_a_list(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    assert workteam_backend.calls == []
    workteam_client.list_workteams()
    workteam_client.list_workforces()

    first, second = workteam_backend.calls
    assert workteam_backend.calls == [first, second]
    assert workteam_backend.calls == (first, second)
    assert workteam_backend.calls[:1] == workteam_backend.calls.of("ListWorkteams") == [first]
    assert workteam_backend.calls != [second, first]
    assert workteam_backend.calls != {first, second}


class TestAssertMade:
    def test_the_first_that_matches(self, made: WorkteamBackend) -> None:
        assert made.calls.assert_made("CreateWorkteam") is made.calls[0]
        assert made.calls.assert_made("CreateWorkteam", WorkteamName="b") is made.calls[1]
        assert made.calls.assert_made("CreateWorkteam", Tags=ANY) is made.calls[1]

    def test_structures_may_have_other_members(self, made: WorkteamBackend) -> None:
        made.calls.assert_made(
            "CreateWorkteam",
            MemberDefinitions=({"CognitoMemberDefinition": {"ClientId": CLIENT_ID}},),
        )

    def test_a_parameter_that_the_operation_has_not(self, made: WorkteamBackend) -> None:
        with pytest.raises(UnknownNameError) as caught:
            made.calls.assert_made("CreateWorkteam", WorkteamNam="a")

        assert str(caught.value) == linked(
            "CreateWorkteam has no parameter 'WorkteamNam'. Did you mean WorkteamName or "
            "WorkforceName?",
            "unknown-name",
        )
        with pytest.raises(UnknownNameError, match="times'. It has WorkteamName, WorkforceName, "):
            made.calls.assert_made("CreateWorkteam", times=1)

    def test_a_time_is_compared_as_the_protocol_carries_it(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        moment = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc)
        arn = workteam_backend.add_workteam("a")
        workteam_client.list_labeling_jobs_for_workteam(WorkteamArn=arn, CreationTimeAfter=moment)

        made = workteam_backend.calls.assert_made
        made("ListLabelingJobsForWorkteam", CreationTimeAfter=moment)
        with pytest.raises(AssertionError, match="CreationTimeAfter: expected "):
            made("ListLabelingJobsForWorkteam", CreationTimeAfter=moment + dt.timedelta(seconds=1))

    def test_a_time_of_a_rest_protocol_is_text(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        moment = dt.datetime(2026, 1, 2, 3, 4, 5, 500_000, tzinfo=dt.timezone.utc)
        workteam_backend.add_human_loop("loop")
        arn = workteam_backend.human_loops["loop"]["FlowDefinitionArn"]
        workteam_a2i_client.list_human_loops(FlowDefinitionArn=arn, CreationTimeAfter=moment)

        made = workteam_backend.calls.assert_made
        abroad = dt.timezone(dt.timedelta(hours=2))
        made("ListHumanLoops", CreationTimeAfter=moment.astimezone(abroad))
        with pytest.raises(AssertionError, match="CreationTimeAfter: expected "):
            made("ListHumanLoops", CreationTimeAfter=moment + dt.timedelta(seconds=1))
        with pytest.raises(AssertionError, match="FlowDefinitionArn: expected "):
            made("ListHumanLoops", FlowDefinitionArn=moment)

    def test_a_time_of_another_client_has_its_fraction(
        self, workteam_backend: WorkteamBackend
    ) -> None:
        moment = dt.datetime(2026, 1, 2, 3, 4, 5, 500_000, tzinfo=dt.timezone.utc)
        body = b'{"WorkteamArn": "%b", "CreationTimeAfter": %d.5}' % (
            workteam_backend.add_workteam("a").encode(),
            moment.timestamp(),
        )
        workteam_backend.answer(wire_request("ListLabelingJobsForWorkteam", body))

        made = workteam_backend.calls.assert_made
        made("ListLabelingJobsForWorkteam", CreationTimeAfter=moment)
        with pytest.raises(AssertionError, match="CreationTimeAfter: expected "):
            made("ListLabelingJobsForWorkteam", CreationTimeAfter=moment + dt.timedelta(seconds=1))

    @pytest.mark.parametrize(
        "parameters,differences",
        [
            ({"WorkteamName": "c"}, ["WorkteamName: expected 'c', got 'a'"]),
            (
                {"WorkteamName": "b", "Tags": [{"Key": "k", "Value": "w"}]},
                ["Tags[0].Value: expected 'w', got 'v'"],
            ),
            (
                {"WorkteamName": "b", "Tags": []},
                ["Tags: expected [], got [{'Key': 'k', 'Value': 'v'}]"],
            ),
            (
                {"WorkteamName": "a", "WorkforceName": "w"},
                ["WorkforceName: expected 'w', not given"],
            ),
            (
                {"WorkteamName": "a", "Description": {"Text": "x"}},
                ["Description: expected {'Text': 'x'}, got 'A work team.'"],
            ),
            (
                {
                    "WorkteamName": "a",
                    "MemberDefinitions": [cognito("experts", pool="us-east-1_Other0000")],
                },
                [
                    (
                        "MemberDefinitions[0].CognitoMemberDefinition.UserPool: expected "
                        f"'us-east-1_Other0000', got '{POOL}'"
                    ),
                    (
                        "MemberDefinitions[0].CognitoMemberDefinition.UserGroup: expected "
                        "'experts', got 'workers'"
                    ),
                ],
            ),
        ],
    )
    def test_a_failure_compares_the_nearest_call_field_by_field(
        self, made: WorkteamBackend, parameters: dict[str, Any], differences: list[str]
    ) -> None:
        with pytest.raises(AssertionError) as caught:
            made.calls.assert_made("CreateWorkteam", **parameters)

        number = 2 if parameters["WorkteamName"] == "b" else 1
        assert str(caught.value).splitlines() == [
            (
                "CreateWorkteam was called 2 time(s), never with these parameters; the nearest "
                f"call (number {number}) differs in:"
            ),
            *(f"  {difference}" for difference in differences),
            "(python -m pytest_workteam explain assert-made)",
        ]

    def test_an_operation_that_was_not_called(self, made: WorkteamBackend) -> None:
        with pytest.raises(AssertionError) as caught:
            made.calls.assert_made("DeleteWorkteam", WorkteamName="a")

        assert str(caught.value) == linked(
            "DeleteWorkteam was not called; operations called: CreateWorkteam, ListWorkteams",
            "assert-made",
        )

    def test_a_failure_shows_no_frame_of_the_plugins(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            def test_it(workteam_backend):
                workteam_backend.calls.assert_made("ListWorkteams")
            """
        )

        result = pytester.runpytest()

        result.stdout.fnmatch_lines(
            [
                '>       workteam_backend.calls.assert_made("ListWorkteams")',
                "E       AssertionError: ListWorkteams was not called; operations called: none "
                "(python -m pytest_workteam explain assert-made)",
                "",
                "test_a_failure_shows_no_frame_of_the_plugins.py:2: AssertionError",
            ],
            consecutive=True,
        )


class TestSecrets:
    @pytest.fixture
    def created(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> WorkteamBackend:
        workteam_client.create_workforce(WorkforceName="own", OidcConfig=OIDC_CONFIG)
        return workteam_backend

    def test_the_record_has_none(self, created: WorkteamBackend) -> None:
        call = created.calls.last

        assert call.parameters["OidcConfig"] == {**OIDC_CONFIG, "ClientSecret": "********"}
        kept = [getattr(call, name) for name in Call.__slots__]
        for shown in (repr(call), str(call), repr(created.calls), repr(call.result), repr(kept)):
            assert SECRET not in shown

    def test_an_assertion_takes_what_equals_anything(self, created: WorkteamBackend) -> None:
        created.calls.assert_made("CreateWorkforce", OidcConfig=mock.ANY)
        with pytest.raises(AssertionError, match=r"Tags: expected <ANY>, not given"):
            created.calls.assert_made("CreateWorkforce", Tags=mock.ANY)

    def test_an_assertion_takes_one_to_be_right(self, created: WorkteamBackend) -> None:
        created.calls.assert_made("CreateWorkforce", OidcConfig=OIDC_CONFIG)
        created.calls.assert_made("CreateWorkforce", OidcConfig={"ClientSecret": "another"})

    def test_an_assertion_that_fails_does_not_print_it(
        self, created: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.update_workforce(WorkforceName="own")
        for operation, expected in (
            ("CreateWorkforce", {"WorkforceName": "other", "OidcConfig": OIDC_CONFIG}),
            ("UpdateWorkforce", {"OidcConfig": OIDC_CONFIG}),
        ):
            with pytest.raises(AssertionError) as caught:
                created.calls.assert_made(operation, **expected)
            assert SECRET not in str(caught.value)


class TestListeners:
    @pytest.fixture
    def heard(self) -> Iterator[list[Call]]:
        heard: list[Call] = []
        calls.listeners.append(heard.append)
        yield heard
        calls.listeners.remove(heard.append)

    def test_they_hear_of_every_backend(self, heard: list[Call]) -> None:
        for _ in range(2):
            with WorkteamBackend():
                client_in("us-east-1").list_workteams()

        assert [call.operation for call in heard] == ["ListWorkteams", "ListWorkteams"]

    def test_a_reset_does_not_take_back_what_they_heard(
        self, heard: list[Call], made: WorkteamBackend
    ) -> None:
        made.reset()

        assert len(made.calls) == 0
        assert len(heard) == 3
