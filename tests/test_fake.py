from __future__ import annotations

import copy
import datetime as dt
import os
import threading
from collections.abc import Callable
from typing import Any

import pytest

from pytest_workteam import InvalidSetting, ReadOnlyError, WorkteamBackend
from pytest_workteam.engine.situations import Situation
from tests.support import COGNITO_CONFIG, client_in, linked, names, refused, team


class TestWithoutPytest:
    def test_a_with_statement(self) -> None:
        with WorkteamBackend(limit=1) as backend:
            client = client_in()
            client.create_workteam(**team())
            with pytest.raises(client.exceptions.ResourceLimitExceeded):
                client.create_workteam(**team("other"))

        assert list(backend.workteams) == ["team"]

    def test_start_and_stop(self) -> None:
        backend = WorkteamBackend()
        backend.start()
        try:
            client_in().create_workteam(**team())
        finally:
            backend.stop()
        backend.stop()

        assert list(backend.workteams) == ["team"]

    def test_the_state_is_there_when_it_is_started_again(self) -> None:
        backend = WorkteamBackend()
        with backend:
            client_in().create_workteam(**team())
        with backend, pytest.raises(Exception, match="ResourceInUse"):
            client_in().create_workteam(**team())

    def test_of_nested_backends_the_innermost_answers(self) -> None:
        with WorkteamBackend() as outer:
            client = client_in()
            client.create_workteam(**team("outer"))
            with WorkteamBackend() as inner:
                client.create_workteam(**team("inner"))
            client.create_workteam(**team("outer-again"))

        assert list(outer.workteams) == ["outer", "outer-again"]
        assert list(inner.workteams) == ["inner"]

    def test_backends_can_be_stopped_out_of_order(self) -> None:
        first, second = WorkteamBackend(), WorkteamBackend()
        first.start()
        second.start()
        client = client_in()
        first.stop()
        client.create_workteam(**team())
        second.stop()

        assert not first.workteams
        assert list(second.workteams) == ["team"]


class TestRegion:
    @pytest.mark.parametrize("variable", ["AWS_DEFAULT_REGION", "AWS_REGION"])
    def test_the_region_that_the_environment_names(
        self, monkeypatch: pytest.MonkeyPatch, variable: str
    ) -> None:
        monkeypatch.setenv(variable, "ap-south-1")
        with WorkteamBackend() as backend:
            assert backend.region == client_in().meta.region_name == "ap-south-1"
        assert os.environ[variable] == "ap-south-1"

    def test_a_region_that_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us_east")
        with pytest.raises(InvalidSetting) as caught:
            WorkteamBackend()
        assert str(caught.value) == linked(
            "AWS_DEFAULT_REGION in the environment is 'us_east', which is not an AWS region; set "
            "it to one such as 'us-east-1', unset it, or pass region=",
            "invalid-setting",
        )


class TestAccountsAndRegions:
    def test_each_region_has_its_own_teams_limit_and_arns(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.limit = 1
        elsewhere = client_in("eu-west-1")
        workteam_client.create_workteam(**team())
        elsewhere.create_workteam(**team(MemberDefinitions=[_pool_of("eu-west-1")]))

        view = workteam_backend.at(region="eu-west-1")
        assert view.workteams["team"]["WorkteamArn"] == (
            "arn:aws:sagemaker:eu-west-1:123456789012:workteam/private-crowd/team"
        )
        assert view.workteams["team"]["SubDomain"].endswith(".labeling.eu-west-1.sagemaker.aws")
        assert workteam_backend.calls[1].region == "eu-west-1"
        view.limit = 2
        assert (workteam_backend.limit, view.limit) == (1, 2)
        elsewhere.create_workteam(**team("two", MemberDefinitions=[_pool_of("eu-west-1")]))
        with pytest.raises(workteam_client.exceptions.ResourceLimitExceeded):
            workteam_client.create_workteam(**team("two"))

    def test_the_account_follows_the_callers_access_key(
        self, workteam_backend: WorkteamBackend
    ) -> None:
        workteam_backend.accounts["AKIAOTHER"] = "210987654321"
        other = client_in(aws_access_key_id="AKIAOTHER", aws_secret_access_key="secret")
        unknown = client_in(aws_access_key_id="AKIAUNKNOWN", aws_secret_access_key="secret")

        arn = other.create_workteam(**team())["WorkteamArn"]
        unknown.create_workteam(**team("own"))

        assert arn == "arn:aws:sagemaker:us-east-1:210987654321:workteam/private-crowd/team"
        view = workteam_backend.at(account_id="210987654321")
        assert (view.region, view.account_id) == ("us-east-1", "210987654321")
        assert list(view.workteams) == ["team"]
        assert list(workteam_backend.workteams) == ["own"]
        assert [call.account_id for call in workteam_backend.calls] == [
            "210987654321",
            "123456789012",
        ]

    def test_an_account_that_cannot_be(self, workteam_backend: WorkteamBackend) -> None:
        with pytest.raises(InvalidSetting, match="account_id must be a string of 12 digits"):
            workteam_backend.accounts["AKIAOTHER"] = "42"
        with pytest.raises(InvalidSetting, match="account_id must be a string of 12 digits"):
            workteam_backend.accounts |= {"AKIAOTHER": "42"}
        assert not workteam_backend.accounts

    def test_accounts_that_are_set_are_copied(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.accounts["AKIAOTHER"] = "000000000042"
        other = WorkteamBackend()

        other.accounts = workteam_backend.accounts
        other.reset()

        assert workteam_backend.accounts == {"AKIAOTHER": "000000000042"}

    def test_accounts_can_be_joined(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.accounts |= {"AKIAOTHER": "000000000042"}

        assert workteam_backend.accounts == {"AKIAOTHER": "000000000042"}

    @pytest.mark.parametrize(
        "where,message",
        [
            ({"region": "moon"}, "region must be an AWS region such as 'us-east-1': 'moon'"),
            (
                {"account_id": "12"},
                "account_id must be a string of 12 digits such as '123456789012': '12'",
            ),
        ],
    )
    def test_what_is_no_place(
        self, workteam_backend: WorkteamBackend, where: Any, message: str
    ) -> None:
        with pytest.raises(InvalidSetting) as caught:
            workteam_backend.at(**where)
        assert str(caught.value) == linked(message, "invalid-setting")


def _pool_of(region: str) -> dict[str, Any]:
    return {
        "CognitoMemberDefinition": {
            "UserPool": f"{region}_Pool00000",
            "UserGroup": "workers",
            "ClientId": "client1",
        }
    }


class TestTime:
    def test_a_clock(self) -> None:
        moment = dt.datetime(2026, 2, 3, 4, 5, 6, 999_999, dt.timezone.utc)
        with WorkteamBackend(clock=lambda: moment) as backend:
            client = client_in()
            client.create_workteam(**team())
            answer = client.describe_workteam(WorkteamName="team")

        # The service has milliseconds, and nothing of it comes from the future.
        assert answer["Workteam"]["CreateDate"] == moment.replace(microsecond=999_000)
        assert answer["ResponseMetadata"]["HTTPHeaders"]["date"] == "Tue, 03 Feb 2026 04:05:06 GMT"
        assert backend.workteams["team"] == answer["Workteam"]

    def test_a_clock_without_time_zone(self) -> None:
        moment = dt.datetime(2026, 2, 3)  # noqa: DTZ001
        with pytest.raises(
            InvalidSetting, match="clock returned .*; return a datetime with a time zone"
        ):
            WorkteamBackend(existing=1, clock=lambda: moment)

    @pytest.mark.parametrize("time", [1700000000.0, None])
    def test_a_clock_that_gives_no_time(self, time: Any) -> None:
        with pytest.raises(InvalidSetting) as caught:
            WorkteamBackend(existing=1, clock=lambda: time)

        assert str(caught.value) == linked(
            f"clock returned {time!r}; return a datetime with a time zone, such as "
            "datetime.datetime.now(datetime.timezone.utc)",
            "invalid-setting",
        )

    def test_what_is_no_clock(self) -> None:
        clock: Any = "noon"
        with pytest.raises(InvalidSetting) as caught:
            WorkteamBackend(clock=clock)

        assert str(caught.value) == linked(
            "clock is 'noon'; give a function that returns a datetime with a time zone, or None "
            "for the real time",
            "invalid-setting",
        )

    def test_a_clock_can_be_set_at_any_time(self, workteam_backend: WorkteamBackend) -> None:
        moment = dt.datetime(2026, 2, 3, tzinfo=dt.timezone.utc)

        workteam_backend.clock = lambda: moment
        workteam_backend.add_workteam("then")
        workteam_backend.clock = None
        workteam_backend.add_workteam("now")

        assert workteam_backend.workteams["then"]["CreateDate"] == moment
        assert workteam_backend.workteams["now"]["CreateDate"] > moment

    def test_a_clock_that_fails_changes_nothing_and_is_recorded(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        times = iter([dt.datetime(2026, 2, 3, tzinfo=dt.timezone.utc)])
        with WorkteamBackend(clock=lambda: next(times)) as backend:
            client = client_in("us-east-1")
            client.list_workteams()
            with pytest.raises(StopIteration):
                client.create_workteam(**team())

            assert not backend.workteams
            assert [(call.operation, call.error) for call in backend.calls] == [
                ("ListWorkteams", None),
                ("CreateWorkteam", "StopIteration"),
            ]

    def test_freezegun(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
        freezegun = pytest.importorskip("freezegun")
        with freezegun.freeze_time("2020-02-29"):
            workteam_client.create_workteam(**team())

        created = workteam_backend.workteams["team"]["CreateDate"]
        assert created.isoformat() == "2020-02-29T00:00:00+00:00"

    def test_time_machine(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
        time_machine = pytest.importorskip("time_machine")
        with time_machine.travel(dt.datetime(2020, 2, 29, tzinfo=dt.timezone.utc), tick=False):
            workteam_client.create_workteam(**team())

        created = workteam_backend.workteams["team"]["CreateDate"]
        assert created.isoformat() == "2020-02-29T00:00:00+00:00"


class TestSnapshot:
    def test_rollback_brings_everything_back(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        elsewhere = workteam_backend.at(region="eu-west-1")
        workteam_client.create_workteam(**team(Tags=[{"Key": "a", "Value": "1"}]))
        arn = workteam_backend.workteams["team"]["WorkteamArn"]
        workteam_backend.add_labeling_job("job", workteam="team")
        workteam_backend.add_subscribed_workteam("labelers")
        before = workteam_backend.workteams["team"]
        snapshot = workteam_backend.snapshot()

        for _ in range(2):
            workteam_client.add_tags(ResourceArn=arn, Tags=[{"Key": "b", "Value": "2"}])
            workteam_client.update_workteam(WorkteamName="team", Description="New.")
            workteam_client.create_workteam(**team("other"))
            workteam_client.delete_workteam(WorkteamName="team")
            workteam_backend.add_subscribed_workteam("others")
            workteam_backend.add_workteam("team", Description="Again.")
            workteam_backend.add_labeling_job("another", workteam="team")
            elsewhere.add_workteam("elsewhere")
            workteam_backend.rollback(snapshot)

            assert dict(workteam_backend.workteams) == {"team": before}
            assert not elsewhere.workteams
            assert workteam_client.list_tags(ResourceArn=arn)["Tags"] == [
                {"Key": "a", "Value": "1"}
            ]
            jobs = workteam_client.list_labeling_jobs_for_workteam(WorkteamArn=arn)
            assert len(jobs["LabelingJobSummaryList"]) == 1
            subscribed = workteam_client.list_subscribed_workteams()["SubscribedWorkteams"]
            assert len(subscribed) == 1

    @pytest.mark.workteam(limit=2, existing=2)
    def test_reset_brings_the_limits_back(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.limit = 1
        elsewhere = workteam_backend.at(region="eu-west-1")
        elsewhere.limit = 7

        workteam_backend.reset()

        assert (workteam_backend.limit, elsewhere.limit) == (2, 2)
        assert len(workteam_backend.workteams) == 2

    def test_lists_follow_a_rollback(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.add_workteam("team")
        workteam_client.list_workteams(SortBy="Name")
        snapshot = workteam_backend.snapshot()
        workteam_backend.add_workteam("other")
        workteam_client.list_workteams(SortBy="Name")

        workteam_backend.rollback(snapshot)

        listed = workteam_client.list_workteams(SortBy="Name")["Workteams"]
        assert names(listed) == ["team"]

    @pytest.mark.workteam(existing=2)
    def test_reset_goes_back_to_the_start(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.create_workteam(**team())
        workteam_backend.fail("CreateWorkteam", "ThrottlingException")

        workteam_backend.reset()

        assert list(workteam_backend.workteams) == ["existing-1", "existing-2"]
        assert not workteam_backend.calls
        assert not workteam_backend.unmet_faults()
        workteam_client.create_workteam(**team())

    def test_a_mapping_follows_a_rollback(self, workteam_backend: WorkteamBackend) -> None:
        teams = workteam_backend.workteams
        snapshot = workteam_backend.snapshot()
        workteam_backend.add_workteam("team")
        assert list(teams) == ["team"]

        workteam_backend.rollback(snapshot)

        assert len(teams) == 0
        assert "team" not in teams

    def test_a_request_is_carried_out_on_what_a_rollback_left(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        snapshot = workteam_backend.snapshot()

        def roll_back(_: Any) -> bool:
            workteam_backend.rollback(snapshot)
            return False

        workteam_backend.fail(
            "CreateWorkteam", "ThrottlingException", when=roll_back, required=False
        )
        workteam_client.create_workteam(**team())

        assert list(workteam_backend.workteams) == ["team"]

    def test_a_reset_that_comes_before_the_lock(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        class LateLock:
            """Is got only when somebody has reset the backend."""

            def __enter__(self) -> None:
                workteam_backend.reset()

            def __exit__(self, *_: object) -> None:
                pass

        before: Any = workteam_backend._state
        before.lock = LateLock()
        workteam_client.create_workteam(**team())

        assert list(workteam_backend.workteams) == ["team"]

    def test_what_is_no_snapshot(self, workteam_backend: WorkteamBackend) -> None:
        nothing: Any = None

        with pytest.raises(InvalidSetting) as caught:
            workteam_backend.rollback(nothing)

        assert str(caught.value) == linked(
            "rollback() got None; pass a snapshot from this backend's snapshot()",
            "invalid-setting",
        )

    def test_the_snapshot_of_another_backend(self, workteam_backend: WorkteamBackend) -> None:
        other = WorkteamBackend(account_id="000000000042").snapshot()

        with pytest.raises(InvalidSetting) as caught:
            workteam_backend.rollback(other)

        assert str(caught.value) == linked(
            "rollback() got a snapshot of another backend, <WorkteamBackend 000000000042 "
            "us-east-1>; pass one from this backend's snapshot()",
            "invalid-setting",
        )

    def test_the_limits_of_views_stay_in_a_rollback(
        self, workteam_backend: WorkteamBackend
    ) -> None:
        abroad = workteam_backend.at(region="eu-west-1")
        abroad.limit = 5
        snapshot = workteam_backend.snapshot()
        workteam_backend.limit = 7
        abroad.limit = 3
        workteam_backend.rollback(snapshot)

        assert (workteam_backend.limit, abroad.limit) == (7, 3)
        workteam_backend.reset()
        assert (workteam_backend.limit, abroad.limit) == (25, 25)

    def test_reset_brings_other_settings_back(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.workforce_delay = 3
        workteam_backend.filter_after_paging = workteam_backend.verify_cognito = True
        workteam_backend.real_backoff = True
        workteam_backend.accounts["AKIAOTHER"] = "000000000042"

        workteam_backend.reset()

        assert workteam_backend.workforce_delay == 0
        assert not workteam_backend.filter_after_paging
        assert not workteam_backend.verify_cognito
        assert not workteam_backend.real_backoff
        assert not workteam_backend.accounts

    def test_a_race_beside_a_snapshot(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        began, ended = threading.Event(), threading.Event()

        def look_elsewhere(view: Any, _: Any) -> bool:
            began.set()
            assert ended.wait(10)
            view.add_workteam("other")
            return True

        def take_snapshot() -> None:
            assert began.wait(10)
            # It waits for the state; the race must not wait for it.
            threading.Timer(0.05, ended.set).start()
            workteam_backend.snapshot()

        workteam_backend.add_workteam("first")
        workteam_backend.races.add(["CreateWorkteam"], look_elsewhere)
        taking = threading.Thread(target=take_snapshot, daemon=True)
        taking.start()
        workteam_client.create_workteam(**team())
        taking.join(10)

        assert not taking.is_alive()
        assert set(workteam_backend.workteams) == {"first", "other", "team"}


class TestReword:
    def test_a_message_can_be_reworded(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        seen: dict[str, Any] = {}

        def reword(situation: Situation, details: Any) -> str | None:
            seen[situation.name] = dict(details)
            return "Taken." if situation.name == "name-in-use" else None

        workteam_backend.reword = reword
        workteam_client.create_workteam(**team())

        with refused("ResourceInUse", "Taken."):
            workteam_client.create_workteam(**team())
        with refused(
            "ValidationException",
            "The work team nobody does not exist in this account and region.",
        ):
            workteam_client.describe_workteam(WorkteamName="nobody")
        assert seen["unknown-workteam"] == {"workteam_name": "nobody"}
        assert workteam_backend.calls[1].message == "Taken."

    def test_what_rewords_may_fail(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        def reword(_: Situation, __: Any) -> str | None:
            raise ZeroDivisionError

        workteam_backend.reword = reword
        with pytest.raises(ZeroDivisionError):
            workteam_client.describe_workteam(WorkteamName="nobody")

        assert workteam_backend.calls.last.error == "ZeroDivisionError"


class TestSettings:
    @pytest.mark.parametrize(
        "settings,message",
        [
            ({"limit": -1}, "limit must be a whole number of work teams, 0 or more: -1"),
            ({"limit": "3"}, "limit must be a whole number of work teams, 0 or more: '3'"),
            ({"limit": True}, "limit must be a whole number of work teams, 0 or more: True"),
            ({"existing": 1.5}, "existing must be a whole number of work teams, 0 or more: 1.5"),
            ({"region": ""}, "region must be an AWS region such as 'us-east-1': ''"),
            (
                {"account_id": 123456789012},
                "account_id must be a string of 12 digits such as '123456789012': 123456789012",
            ),
            ({"real_backoff": 1}, "real_backoff must be True or False: 1"),
            (
                {"existing": 4, "limit": 3},
                "existing=4 is more work teams than limit=3 allows; raise the limit or lower "
                "existing",
            ),
            (
                {"existing": 26},
                "existing=26 is more work teams than limit=25 allows; raise the limit or lower "
                "existing",
            ),
        ],
    )
    def test_what_cannot_be(self, settings: Any, message: str) -> None:
        with pytest.raises(InvalidSetting) as caught:
            WorkteamBackend(**settings)
        assert str(caught.value) == linked(message, "invalid-setting")

    def test_as_many_from_the_start_as_a_greater_limit_allows(self) -> None:
        assert len(WorkteamBackend(existing=26, limit=26).workteams) == 26

    def test_a_limit_that_cannot_be_is_not_set(self, workteam_backend: WorkteamBackend) -> None:
        for view in (workteam_backend, workteam_backend.at(region="eu-west-1")):
            with pytest.raises(InvalidSetting):
                view.limit = -1
            assert view.limit == 25

    def test_an_unknown_setting(self, workteam_backend: WorkteamBackend) -> None:
        with pytest.raises(InvalidSetting) as caught:
            workteam_backend.verfy_cognito = True

        assert str(caught.value) == linked(
            "a backend has no setting 'verfy_cognito'; its settings are limit, clock, "
            "workforce_delay, labeling_job_limit, labeling_job_delay, flow_definition_delay, "
            "human_loop_delay, human_task_ui_limit, flow_definition_limit, human_loop_limit, "
            "idle_workers, real_backoff, "
            "verify_cognito, filter_after_paging, accounts, answerer, reword, recorded",
            "invalid-setting",
        )

    @pytest.mark.parametrize("name", ["region", "account_id"])
    def test_an_attribute_that_is_decided(
        self, workteam_backend: WorkteamBackend, name: str
    ) -> None:
        with pytest.raises(InvalidSetting) as caught:
            setattr(workteam_backend, name, getattr(workteam_backend, name))

        assert str(caught.value) == linked(
            f"{name} is fixed when the backend is made; pass it to the marker workteam or to "
            "WorkteamBackend",
            "invalid-setting",
        )

    def test_an_attribute_that_a_view_has_not(self, workteam_backend: WorkteamBackend) -> None:
        with pytest.raises(AttributeError, match="'limt'"):
            workteam_backend.at().limt = 3  # type: ignore[attr-defined]

    @pytest.mark.parametrize("name", ["answerer", "reword"])
    def test_a_function_that_is_none(self, workteam_backend: WorkteamBackend, name: str) -> None:
        with pytest.raises(InvalidSetting) as caught:
            setattr(workteam_backend, name, 5)

        assert str(caught.value) == linked(
            f"{name} must be a function or None: 5", "invalid-setting"
        )
        setattr(workteam_backend, name, None)

    def test_accounts_can_be_set_at_once(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.accounts = {"AKIAOTHER": "210987654321"}

        keys = {"aws_access_key_id": "AKIAOTHER", "aws_secret_access_key": "not-a-secret"}
        client_in("us-east-1", **keys).create_workteam(**team())

        assert workteam_backend.calls.last.account_id == "210987654321"
        with pytest.raises(InvalidSetting):
            workteam_backend.accounts = {"AKIAOTHER": "42"}
        accounts: Any = ["AKIAOTHER"]
        with pytest.raises(InvalidSetting) as caught:
            workteam_backend.accounts = accounts
        assert str(caught.value) == linked(
            "accounts must map access keys to account ids of 12 digits: ['AKIAOTHER']",
            "invalid-setting",
        )
        held = workteam_backend.accounts
        workteam_backend.accounts |= {"AKIATHIRD": "000000000042"}
        assert workteam_backend.accounts is held
        assert held == {"AKIAOTHER": "210987654321", "AKIATHIRD": "000000000042"}

    @pytest.mark.parametrize("name", ["real_backoff", "verify_cognito", "filter_after_paging"])
    def test_a_flag_that_is_none(self, workteam_backend: WorkteamBackend, name: str) -> None:
        with pytest.raises(InvalidSetting) as caught:
            setattr(workteam_backend, name, "no")

        assert getattr(workteam_backend, name) is False
        assert str(caught.value) == linked(f"{name} must be True or False: 'no'", "invalid-setting")

    def test_what_it_has_can_be_replaced(
        self, workteam_backend: WorkteamBackend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(workteam_backend, "environment", dict)

        assert workteam_backend.environment() == {}

    def test_what_a_test_reads_is_read_only(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.add_workteam("team")
        teams: Any = workteam_backend.workteams
        before = copy.deepcopy(teams["team"])
        changes: list[Callable[[], object]] = [
            lambda: teams.__setitem__("other", {}),
            lambda: teams.__delitem__("team"),
            lambda: teams["team"].__setitem__("Description", "changed"),
            lambda: teams["team"].__delitem__("Description"),
            lambda: teams["team"].update(Description="changed"),
            lambda: teams["team"]["NotificationConfiguration"].setdefault("a", 1),
            lambda: teams["team"]["MemberDefinitions"].append({}),
            lambda: teams["team"]["MemberDefinitions"][0].pop("CognitoMemberDefinition"),
            teams["team"]["MemberDefinitions"].sort,
        ]

        for change in changes:
            with pytest.raises(ReadOnlyError, match=r" is read-only[.:] .*\(python"):
                change()
        assert teams["team"] == before
        assert type(before) is dict
        assert type(before["MemberDefinitions"]) is list

    def test_what_is_shown_of_it(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.add_workforce("mine", CognitoConfig=COGNITO_CONFIG)
        assert repr(workteam_backend) == "<WorkteamBackend 123456789012 us-east-1>"
        assert repr(workteam_backend.workforces) == "<mine>"
        assert repr(workteam_backend.workteams) == "<none>"
        workteam_backend.add_workteams(2)
        assert repr(workteam_backend.workteams) == "<existing-1, existing-2>"
