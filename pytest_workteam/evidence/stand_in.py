"""Run probes against the fake."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pytest_workteam.engine.situations import Situation
from pytest_workteam.evidence.probes import Probe
from pytest_workteam.evidence.running import run
from pytest_workteam.evidence.runs import Place, Result
from pytest_workteam.evidence.steps import MISSING_POOL
from pytest_workteam.fake import WorkteamBackend
from pytest_workteam.interception.clients import new_client, new_session


class StandIn(WorkteamBackend):
    """An empty fake account in which each probe provokes its situation."""

    def __init__(self, place: Place) -> None:
        super().__init__(region=place.region, account_id=place.account_id)
        self.workforce_delay = 1
        self.verify_cognito = True
        missing = MISSING_POOL.format(region=place.region)
        self._settings.cognito_client = lambda _: _UserPools(missing)


class _UserPools:
    """A Cognito client that misses one user pool only."""

    def __init__(self, missing: str) -> None:
        self._missing = missing

    def __getattr__(self, name: str) -> Callable[..., None]:
        return functools.partial(self._look_up, name)

    def _look_up(self, operation: str, *, UserPoolId: str, **_: str) -> None:  # noqa: N803
        from botocore.exceptions import ClientError

        if UserPoolId == self._missing:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, operation)


def run_on_fake(
    probes: Sequence[Probe], place: Place, *, watch: Callable[[str, int], object] = lambda *_: None
) -> tuple[Result, WorkteamBackend]:
    """Run probes against an empty fake account.

    Args:
        probes: The probes.
        place: The fake's region and account, and the names to use.
        watch: Called with the purpose of the next calls and the number of earlier calls.

    Returns:
        The result, and the fake with its calls.
    """
    result = Result()
    latest: dict[str, Any] = {}

    def keep(_: Situation, details: Mapping[str, Any]) -> None:
        latest.clear()
        latest.update(details)

    with StandIn(place) as backend:
        backend.reword = keep
        run(
            probes,
            place,
            lambda service: _client(service, place.region),
            pause=lambda _: None,
            result=result,
            watch=lambda purpose: watch(purpose, len(backend.calls)),
            details=lambda: dict(latest),
        )
    return result, backend


@functools.lru_cache(maxsize=8)
def _client(service: str, region: str) -> Any:
    return new_client(new_session(), region, service)
