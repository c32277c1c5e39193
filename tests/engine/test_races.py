from __future__ import annotations

import threading
from typing import Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from pytest_workteam import InvalidSetting, UnknownNameError, WorkteamBackend
from pytest_workteam.services.view import View
from tests.support import client_in, cognito, refused, team


def take(view: View, parameters: dict[str, Any]) -> bool:
    view.add_workteam(parameters["WorkteamName"])
    return True


def test_it_comes_between_the_look_and_the_change(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_backend.races.add(["CreateWorkteam"], take)

    assert workteam_client.list_workteams()["Workteams"] == []
    with pytest.raises(workteam_client.exceptions.ResourceInUse):
        workteam_client.create_workteam(**team())


def test_it_happens_once(workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
    workteam_backend.races.add(["CreateWorkteam"], take)
    with pytest.raises(workteam_client.exceptions.ResourceInUse):
        workteam_client.create_workteam(**team("a"))

    workteam_client.create_workteam(**team("b"))

    assert set(workteam_backend.workteams) == {"a", "b"}


def test_it_is_asked_again_until_it_is_done(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    asked: list[str] = []

    def second_time(_: View, parameters: dict[str, Any]) -> bool:
        asked.append(parameters["WorkteamName"])
        return len(asked) == 2

    workteam_backend.races.add(["CreateWorkteam"], second_time)
    for name in ("a", "b", "c"):
        workteam_client.create_workteam(**team(name))

    assert asked == ["a", "b"]


def test_it_happens_where_the_request_goes_to(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.races.add(["CreateWorkteam"], take)

    abroad = team(MemberDefinitions=[cognito(pool="eu-west-1_Pool00000")])
    with pytest.raises(ClientError, match="ResourceInUse"):
        client_in("eu-west-1").create_workteam(**abroad)

    assert list(workteam_backend.at(region="eu-west-1").workteams) == ["team"]
    assert not workteam_backend.workteams


def test_a_request_that_is_not_valid_is_no_occasion(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_backend.races.add(["CreateWorkteam"], take)
    with pytest.raises(ParamValidationError):
        workteam_client.create_workteam(WorkteamName="team")
    with pytest.raises(ClientError, match="ValidationException"):
        workteam_client.create_workteam(**team("-not-a-name-"))

    assert not workteam_backend.workteams


def test_what_it_does_to_the_parameters_does_nothing(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    def spoil(_: View, parameters: dict[str, Any]) -> bool:
        parameters["MemberDefinitions"].clear()
        return True

    workteam_backend.races.add(["CreateWorkteam"], spoil)
    workteam_client.create_workteam(**team())

    assert workteam_backend.workteams["team"]["MemberDefinitions"] == team()["MemberDefinitions"]


def test_no_thread_comes_between_it_and_the_request_that_loses(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    tried: list[bool] = []

    def have_another_thread_try(_: View, __: dict[str, Any]) -> bool:
        lock = workteam_backend._state.lock
        thread = threading.Thread(target=lambda: tried.append(lock.acquire(blocking=False)))
        thread.start()
        thread.join()
        return True

    workteam_backend.races.add(["CreateWorkteam"], have_another_thread_try)
    workteam_client.create_workteam(**team())

    assert tried == [False]


def test_a_reset_forgets_it(workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
    workteam_backend.races.add(["CreateWorkteam"], take)
    workteam_backend.reset()

    workteam_client.create_workteam(**team())


def test_it_may_have_all_forgotten_itself(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    def forget(_: View, __: dict[str, Any]) -> bool:
        workteam_backend.races.clear()
        return True

    workteam_backend.races.add(["CreateWorkteam"], forget)
    workteam_client.create_workteam(**team())

    assert list(workteam_backend.workteams) == ["team"]


def test_an_operation_that_is_none(workteam_backend: WorkteamBackend) -> None:
    with pytest.raises(UnknownNameError, match=r"Did you mean CreateWorkteam\?"):
        workteam_backend.races.add(["CreateTeam"], take)


def test_it_can_be_one_operation_alone(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_backend.races.add("CreateWorkteam", take)

    with pytest.raises(workteam_client.exceptions.ResourceInUse):
        workteam_client.create_workteam(**team())


def test_one_that_reaches_elsewhere_does_not_lock_others_up(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    abroad = client_in("eu-west-1")
    underway = threading.Event()

    def reach(_: View, __: dict[str, Any]) -> bool:
        def create() -> None:
            underway.set()
            workteam_client.create_workteam(**team("meanwhile"))

        # The other thread's request holds the lock of the region that is reached for.
        thread = threading.Thread(target=create, daemon=True)
        thread.start()
        thread.join(30)
        workteam_backend.add_workteam("reached")
        return not thread.is_alive()

    workteam_backend.races.add(["CreateWorkteam"], reach)
    abroad.create_workteam(**team(MemberDefinitions=[cognito(pool="eu-west-1_Pool00000")]))

    assert underway.is_set()
    assert list(workteam_backend.workteams) == ["meanwhile", "reached"]


@pytest.mark.parametrize("way", ["rollback", "reset"])
def test_one_that_changes_the_state_loses_no_request(
    workteam_backend: WorkteamBackend, workteam_client: Any, way: str
) -> None:
    workteam_backend.add_workteam("before")
    snapshot = workteam_backend.snapshot()

    def change(_: View, __: dict[str, Any]) -> bool:
        if way == "rollback":
            workteam_backend.rollback(snapshot)
        else:
            workteam_backend.reset()
        return True

    workteam_backend.races.add(["CreateWorkteam"], change)
    workteam_client.create_workteam(**team())

    assert "team" in workteam_backend.workteams
    assert ("before" in workteam_backend.workteams) is (way == "rollback")


def test_one_that_calls_does_not_run_within_itself(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    def call(_: View, __: dict[str, Any]) -> bool:
        workteam_client.create_workteam(**team("within"))
        return True

    workteam_backend.races.add(["CreateWorkteam"], call)
    workteam_client.create_workteam(**team())

    assert list(workteam_backend.workteams) == ["within", "team"]


def test_one_that_raises_is_there_still(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    def fail(_: View, __: dict[str, Any]) -> bool:
        raise ZeroDivisionError

    workteam_backend.races.add(["CreateWorkteam"], fail)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            workteam_client.create_workteam(**team())


def test_one_of_another_operation_holds_none_up(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_backend.races.add(["DeleteWorkteam"], take)
    workteam_backend.races.add(["CreateWorkteam"], take)

    with pytest.raises(workteam_client.exceptions.ResourceInUse):
        workteam_client.create_workteam(**team())


class TestBefore:
    def test_an_action_comes_right_before_the_request(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        seen: list[dict[str, Any]] = []

        def remove(view: View, parameters: dict[str, Any]) -> None:
            seen.append(parameters)
            view.remove_workteam(parameters["WorkteamName"])

        workteam_backend.add_workteam("team")
        workteam_backend.before("UpdateWorkteam", remove)

        with refused(
            "ValidationException",
            "The work team team does not exist in this account and region.",
        ):
            workteam_client.update_workteam(WorkteamName="team", Description="New.")
        workteam_backend.add_workteam("team")
        workteam_client.update_workteam(WorkteamName="team", Description="New.")

        assert seen == [{"WorkteamName": "team", "Description": "New."}]

    @pytest.mark.parametrize("times,acted", [(1, 1), (2, 2), (None, 3)])
    def test_its_number(
        self,
        workteam_backend: WorkteamBackend,
        workteam_client: Any,
        times: int | None,
        acted: int,
    ) -> None:
        acts: list[str] = []
        workteam_backend.before("ListWorkteams", lambda view, _: acts.append("a"), times=times)

        for _ in range(3):
            workteam_client.list_workteams()

        assert len(acts) == acted

    def test_what_it_may_not_be(self, workteam_backend: WorkteamBackend) -> None:
        action: Any = "remove"
        with pytest.raises(InvalidSetting, match="action must be a function"):
            workteam_backend.before("ListWorkteams", action)
        with pytest.raises(InvalidSetting, match="times must be a whole number, 1 or more, or Non"):
            workteam_backend.before("ListWorkteams", lambda *_: None, times=0)
        with pytest.raises(UnknownNameError, match=r"Did you mean ListWorkteams\?"):
            workteam_backend.before("list_workteams", lambda *_: None)


def test_a_request_meets_it_once(workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
    workteam_backend.add_workteam("team")
    snapshot = workteam_backend.snapshot()
    met: list[str] = []

    def roll_back(_: View, parameters: dict[str, Any]) -> None:
        met.append(parameters["WorkteamName"])
        # Fail instead of looping.
        assert len(met) < 3
        workteam_backend.rollback(snapshot)

    workteam_backend.before("DescribeWorkteam", roll_back, times=None)
    for _ in range(2):
        workteam_client.describe_workteam(WorkteamName="team")

    assert met == ["team", "team"]
