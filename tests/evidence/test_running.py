"""A run leaves nothing behind, whatever happens, and leaves alone what is not its own."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Collection
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from pytest_workteam.evidence.account import ROUNDS, Account, Clients, UnknownAccountError
from pytest_workteam.evidence.running import run
from pytest_workteam.evidence.runs import Cognito, Place, Result
from pytest_workteam.evidence.table import PROBES
from tests.evidence.conftest import ACCOUNT_ID, PREFIX, REGION, Service
from tests.support import linked

COGNITO = Cognito("eu-west-1_Live00000", "liveclient", "crew")
PLACE = Place(REGION, ACCOUNT_ID, PREFIX, COGNITO)
_SHAPES = {
    (tuple(step.operation for step in probe.steps), probe.workforce, probe.own): probe
    for probe in PROBES
    if not probe.fills_limit and any(step.operation.startswith("Create") for step in probe.steps)
}
CREATING = list(_SHAPES.values())
"""A probe for each sequence of operations that creates something."""


class Failing:
    """Clients some of whose calls fail, although the service carries them out.

    Args:
        clients: Returns the client of a service that makes the calls.
        error: Creates the error of a call that fails.
        numbers: The numbers of the calls that fail, from 1.
    """

    def __init__(
        self,
        clients: Clients,
        error: Callable[[], BaseException],
        numbers: Collection[int],
    ) -> None:
        self.made = 0
        self._clients = clients
        self._error = error
        self._numbers = numbers

    def __call__(self, service: str) -> Any:
        return _FailingClient(self, self._clients(service))

    def call(self, method: Callable[..., Any], **parameters: Any) -> Any:
        self.made += 1
        fails = self.made in self._numbers
        try:
            return method(**parameters)
        finally:
            if fails:
                raise self._error()


class _FailingClient:
    def __init__(self, failing: Failing, client: Any) -> None:
        self.meta = client.meta
        self._failing = failing
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return functools.partial(self._failing.call, getattr(self._client, name))


def run_with(clients: Clients, result: Result | None = None, probes: Any = CREATING) -> None:
    run(probes, PLACE, clients, pause=lambda _: None, result=result or Result())


def lost() -> ReadTimeoutError:
    return ReadTimeoutError(endpoint_url="https://example.com")


@pytest.mark.parametrize(
    "error,times,stride",
    [
        pytest.param(KeyboardInterrupt, 1, 1, id="interrupted"),
        pytest.param(KeyboardInterrupt, ROUNDS - 1, 3, id="interrupted again and again"),
        pytest.param(lost, 1, 3, id="failed"),
    ],
)
def test_nothing_is_left_after_a_failure_at_any_call(
    clients: Clients, error: Callable[[], BaseException], times: int, stride: int
) -> None:
    first = 1
    while True:
        failing = Failing(clients, error, range(first, first + times))
        with Service() as service, contextlib.suppress(KeyboardInterrupt, UnknownAccountError):
            run_with(failing)
        assert service.left == [], f"left by a failure at call {first}"
        if failing.made < first:
            break
        first += stride
    assert first > 60


def test_an_interruption_is_raised_although_nothing_is_left(clients: Clients) -> None:
    counting = Failing(clients, KeyboardInterrupt, ())
    with Service():
        run_with(counting)

    for number in (10, counting.made):
        failing = Failing(clients, KeyboardInterrupt, [number])
        with Service() as service, pytest.raises(KeyboardInterrupt):
            run_with(failing)
        assert service.left == []


def test_a_killed_run_is_cleaned_up_by_its_prefix(clients: Clients) -> None:
    killed_with_resources = 0
    for first in range(6, 60, 6):
        result = Result()
        killed = Failing(clients, KeyboardInterrupt, range(first, 10_000))
        with Service() as service:
            with pytest.raises(KeyboardInterrupt):
                run_with(killed, result)
            killed_with_resources += bool(service.left)
            assert bool(result.left) >= bool(service.left)
            left = Account(PREFIX, clients, lambda _: None).delete_everything()
        assert left == service.left == []

    assert killed_with_resources > 2


def test_a_clean_up_that_always_fails_says_so(clients: Clients) -> None:
    probes = [probe for probe in PROBES if probe.situation == "name-in-use"]
    result = Result()
    failing = Failing(clients, lost, range(8, 10_000))
    with Service(), pytest.raises(UnknownAccountError):
        run_with(failing, result, probes)
    assert result.left

    account = Account(PREFIX, failing, lambda _: None)
    with Service(), pytest.raises(UnknownAccountError):
        account.delete_everything()


def test_what_could_not_be_deleted_is_named(clients: Clients) -> None:
    result = Result()
    with Service() as service:
        service.fail("DeleteWorkteam", "InternalFailure", times=None)
        run_with(clients, result)

    assert service.left
    assert sorted(result.left) == sorted(
        [f"work team {name}" for name in service.workteams]
        + [f"workforce {name}" for name in service.workforces]
    )


def test_a_run_that_cannot_tell_what_is_there_creates_nothing(clients: Clients) -> None:
    for operation in ("ListWorkteams", "ListWorkforces", "ListHumanTaskUis"):
        with Service() as service:
            service.recorded = {}
            service.fail(operation, "AccessDeniedException")
            with pytest.raises(UnknownAccountError) as caught:
                run_with(clients, probes=PROBES)
        assert str(caught.value) == linked(
            f"{operation} failed with AccessDeniedException, so record cannot see what exists in "
            "the account. Check the network, and allow the calls that `record --policy` prints.",
            "evidence",
        )
        assert all(call.operation.startswith("List") for call in service.calls)


def test_a_run_that_cannot_tell_whose_the_workforce_is_creates_nothing(clients: Clients) -> None:
    with Service() as service:
        service.fail("ListWorkforces", "ThrottlingException", after=1, times=None)
        with pytest.raises(UnknownAccountError) as caught:
            run_with(clients, probes=PROBES)

    assert str(caught.value) == linked(
        "ListWorkforces failed with ThrottlingException, so record cannot see what exists in the "
        "account. Check the network, and allow the calls that `record --policy` prints.",
        "evidence",
    )
    assert all(call.operation.startswith("List") for call in service.calls)


def test_what_a_recording_left_stops_the_run(clients: Clients) -> None:
    with Service() as service:
        service.add_workteam(f"{PREFIX}-7")
        with pytest.raises(UnknownAccountError) as caught:
            run_with(clients, probes=PROBES)

    assert f"{PREFIX}-7" in service.workteams
    assert str(caught.value) == linked(
        f"Another recording runs in the account, or left work team {PREFIX}-7. Delete its "
        f"resources with `python -m pytest_workteam record --clean-up {PREFIX} --yes` unless it "
        "runs.",
        "evidence",
    )


def test_a_refusal_that_any_call_can_meet_is_no_evidence(clients: Clients) -> None:
    probe = next(probe for probe in PROBES if probe.situation == "unknown-workteam")
    result = Result()
    with Service() as service:
        service.fail("DescribeWorkteam", "AccessDeniedException")
        run_with(clients, result, [probe])

    assert result.outcomes == []
    assert result.skipped == [(probe, "DescribeWorkteam failed with AccessDeniedException")]


def test_a_preparation_that_is_refused_skips_the_probe(clients: Clients) -> None:
    probe = next(probe for probe in PROBES if probe.situation == "name-in-use")
    results = []
    for operation in ("CreateWorkforce", "CreateWorkteam"):
        result = Result()
        with Service() as service:
            service.fail(operation, "LiveError", message="Live.")
            run_with(clients, result, [probe])
        assert service.left == []
        results.append(result.skipped)

    assert results == [
        [(probe, "CreateWorkforce failed with LiveError")],
        [(probe, "CreateWorkteam failed with LiveError")],
    ]


def test_a_service_that_accepts_a_request_is_recorded_and_cleaned_up(clients: Clients) -> None:
    probe = next(probe for probe in PROBES if probe.situation == "cognito-not-found")
    result = Result()
    with Service() as service:
        service.verify_cognito = False
        run_with(clients, result, [probe])

    (outcome,) = result.outcomes
    assert (outcome.reply.code, outcome.reply.members) == (None, ("WorkforceArn",))
    assert service.left == []


def test_a_region_without_amazon_a2i(clients: Clients) -> None:
    def unreachable() -> EndpointConnectionError:
        return EndpointConnectionError(endpoint_url="https://example.com")

    failing = Failing(clients, unreachable, range(1, 1000))
    names = {"unknown-human-loop", "unknown-workteam"}
    probes = [probe for probe in PROBES if probe.situation in names]
    result = Result()
    with Service():
        run_with(lambda name: (failing if "a2i" in name else clients)(name), result, probes)

    assert {outcome.situation for outcome in result.outcomes} == {"unknown-workteam"}
    assert [reason for _, reason in result.skipped] == [
        f"{operation} failed with EndpointConnectionError"
        for operation in ("DescribeHumanLoop", "StopHumanLoop", "DeleteHumanLoop")
    ]
