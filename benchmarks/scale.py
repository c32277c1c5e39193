"""Rows about many teams, many threads, and memory."""

from __future__ import annotations

import gc
import itertools
import json
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from benchmarks import clients
from benchmarks.measuring import Comparison, Side, compare
from pytest_workteam import WorkteamBackend

FEW = 100
MANY = 100_000
PAGE = 25
CREATES = 100
PAGES = 20

THREADS = 64
PAIRS_PER_THREAD = 50

KIBIBYTE = 1024
MEASURED_TEAMS = 2000

_numbers = itertools.count()


def _backend(teams: int) -> WorkteamBackend:
    """A backend with this many teams, which were listed in both orders before."""
    backend = WorkteamBackend(limit=10**9)
    backend.add_workteams(teams)
    _page(backend, {})
    _page(backend, {"SortBy": "Name"})
    return backend


def _page(backend: WorkteamBackend, parameters: dict[str, Any]) -> dict[str, Any]:
    body = json.dumps({"MaxResults": PAGE, **parameters}).encode()
    answer: dict[str, Any] = json.loads(clients.answer_of(backend, "ListWorkteams", body))
    return answer


def _new_team() -> dict[str, Any]:
    # In the middle of the order by name, where an insertion moves half of it.
    return {"WorkteamName": f"existing-5-{next(_numbers)}", **clients.TEAM}


def create_at_many(rounds: int) -> Comparison:
    """One create through a client, among 100,000 teams and among 100."""
    client = clients.new_client()

    def create(backend: WorkteamBackend, parameters: list[dict[str, Any]]) -> None:
        with backend:
            for each in parameters:
                client.create_workteam(**each)

    return _creates(create, rounds)


def bare_create_at_many(rounds: int) -> Comparison:
    """One create without botocore, among 100,000 teams and among 100."""

    def create(backend: WorkteamBackend, parameters: list[dict[str, Any]]) -> None:
        for each in parameters:
            clients.answer_of(backend, "CreateWorkteam", json.dumps(each).encode())

    return _creates(create, rounds)


def _creates(
    create: Callable[[WorkteamBackend, list[dict[str, Any]]], None], rounds: int
) -> Comparison:
    sides: list[Side] = []
    for teams in (MANY, FEW):
        backend = _backend(teams)
        parameters: list[dict[str, Any]] = []

        def prepare(
            backend: WorkteamBackend = backend, parameters: list[dict[str, Any]] = parameters
        ) -> None:
            backend.calls.clear()
            parameters[:] = [_new_team() for _ in range(CREATES)]

        run = partial(create, backend, parameters)
        sides.append(Side(f"CreateWorkteam at {teams} teams", run, prepare, CREATES))
    return compare(*sides, rounds=rounds)


def _last_page(backend: WorkteamBackend, teams: int, query: dict[str, Any]) -> dict[str, Any]:
    """The parameters of the last full page."""
    left = teams - PAGE
    while left:
        # A token is good for pages of any size.
        size = min(left, FEW)
        page = _page(backend, {**query, "MaxResults": size})
        query = {**query, "NextToken": page["NextToken"]}
        left -= size
    return query


def list_at_many(sort_by: str | None, which: str, rounds: int) -> Comparison:
    """One page of 25 without botocore, among 100,000 teams and among 100.

    Args:
        sort_by: The order, such as ``Name``; None for the default.
        which: ``first`` or ``last``.
        rounds: How often each side is timed.
    """
    sides: list[Side] = []
    for teams in (MANY, FEW):
        backend = _backend(teams)
        query: dict[str, Any] = {} if sort_by is None else {"SortBy": sort_by}
        if which == "last":
            query = _last_page(backend, teams, query)

        def run(backend: WorkteamBackend = backend, query: dict[str, Any] = query) -> None:
            for _ in range(PAGES):
                _page(backend, query)

        name = f"page of {teams} teams"
        sides.append(Side(name, run, backend.calls.clear, PAGES))
    return compare(*sides, rounds=rounds)


def memory_of_team(_: int, *, recorded: bool) -> float:
    """The memory of a team made by a request of the least parameters, in KiB.

    Args:
        recorded: Whether the record of the call that made it counts too.
    """
    backend = WorkteamBackend(limit=10**9)
    clients.answer_of(backend, "CreateWorkteam", json.dumps(_new_team()).encode())
    bodies = [json.dumps(_new_team()).encode() for _ in range(MEASURED_TEAMS)]
    tracemalloc.start()
    try:
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        for body in bodies:
            # A body of its own, as each request has.
            clients.answer_of(backend, "CreateWorkteam", bytes(bytearray(body)))
        if not recorded:
            backend.calls.clear()
        _page(backend, {})
        _page(backend, {"SortBy": "Name"})
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return (after - before) / MEASURED_TEAMS / KIBIBYTE


def threads(rounds: int) -> Comparison:
    """6,400 creates and describes by one client in 64 threads, and in one."""
    backend = WorkteamBackend(limit=10**9)

    def work(client: Any, pairs: int) -> None:
        for _ in range(pairs):
            name = f"team-{next(_numbers)}"
            client.create_workteam(WorkteamName=name, **clients.TEAM)
            client.describe_workteam(WorkteamName=name)

    with backend, ThreadPoolExecutor(THREADS) as pool:
        client = clients.new_client()

        def in_threads() -> None:
            list(pool.map(lambda _: work(client, PAIRS_PER_THREAD), range(THREADS)))

        calls = 2 * THREADS * PAIRS_PER_THREAD
        return compare(
            Side("64 threads", in_threads, backend.reset, calls),
            Side(
                "one thread",
                lambda: work(client, THREADS * PAIRS_PER_THREAD),
                backend.reset,
                calls,
            ),
            rounds=rounds,
            clock=time.perf_counter,
        )
