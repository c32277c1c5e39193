"""Random operations from many threads at once, judged by what must hold at every moment."""

from __future__ import annotations

import contextlib
import random
import re
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    ParamValidationError,
)
from botocore.session import Session

from pytest_workteam import WorkteamBackend, lost_response
from pytest_workteam.engine import calls
from pytest_workteam.engine.calls import Call
from pytest_workteam.services.catalog import operations, situations
from tests.support import COGNITO_CONFIG, OIDC_CONFIG, cognito, names, oidc, team

THREADS = 32
LIMIT = 12
STEADY = ["steady-1", "steady-2", "steady-3"]
"""Teams that nobody deletes: whoever lists, sees them."""
SHARED = ["a", "b", "c", "d", "e", "F", "no name", "-", "x" * 64]
ARN = re.compile(r"arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/[a-zA-Z0-9-]+")
CODES = {situation.code for situation in situations().values()}
MEMBERS = [[cognito()], [cognito("others")], [cognito(client_id="other")], [oidc()], [{}], []]
FAULTS: list[Any] = ["ThrottlingException", "ResourceLimitExceeded", lost_response]


class Soak:
    """Threads that call whatever comes, and what they must never see."""

    def __init__(self, backend: WorkteamBackend, *, interfering: bool) -> None:
        self.backend = backend
        self.interfering = interfering
        self.problems: list[str] = []
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.made: Counter[str] = Counter()
        """By name, how often a team was created less how often it was deleted, by the record."""
        self.heard: Counter[int] = Counter()
        self._lock = threading.Lock()
        self._session = Session()

    def listen(self, call: Call) -> None:
        with self._lock:
            self.heard[threading.get_ident()] += 1
            self.outcomes[call.operation, call.error or "success"] += 1
            # Of a call whose answer was lost, too.
            if call.result is not None and call.operation in {"CreateWorkteam", "DeleteWorkteam"}:
                created = call.operation == "CreateWorkteam"
                self.made[call.parameters["WorkteamName"]] += 1 if created else -1

    def run(self, seconds: float) -> None:
        workers = [Worker(self, number, self._session) for number in range(THREADS)]
        end = time.monotonic() + seconds
        threads = [
            threading.Thread(target=self._work, args=(worker, end), daemon=True)
            for worker in workers
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(seconds + 300)
            assert not thread.is_alive(), "a thread hangs"

    def _work(self, worker: Worker, end: float) -> None:
        try:
            while time.monotonic() < end and not self.problems:
                worker.step()
        except BaseException:  # noqa: BLE001
            self.problems.append(traceback.format_exc())


class Worker:
    """One thread, with a client and a team name of its own."""

    def __init__(self, soak: Soak, number: int, session: Session) -> None:
        self.soak = soak
        self.own = f"own-{number}"
        self.random = random.Random(number)
        # Half of them leave all checking to the fake.
        config = Config(parameter_validation=number % 2 == 0)
        self.client: Any = session.create_client("sagemaker", "us-east-1", config=config)
        self.sent = 0
        self.client.meta.events.register("request-created.sagemaker", self._count)
        self.steps: list[Callable[[], Any]] = [
            self.call,
            self.call,
            self.call,
            self.create_and_describe,
            self.list_all,
            self.look_at_the_backend,
            self.order_a_fault,
        ]
        if soak.interfering:
            self.steps += [self.roll_back, self.change_the_limit, self.reset]

    def _count(self, **_: Any) -> None:
        self.sent += 1

    def step(self) -> None:
        heard = self.soak.heard[threading.get_ident()]
        sent = self.sent
        self.random.choice(self.steps)()
        assert self.soak.heard[threading.get_ident()] - heard == self.sent - sent

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Let what may come about come about."""
        try:
            yield
        except ClientError as error:
            if error.response["Error"].get("Code") not in CODES:
                raise
        except (ConnectionClosedError, ConnectTimeoutError):
            pass

    def call(self) -> None:
        name = self.random.choice([*SHARED, self.own])
        arn = f"arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/{name}"
        members = self.random.choice(MEMBERS)
        workforce = self.random.choice(["default", "other"])
        changed = self.random.choice([{"OidcConfig": OIDC_CONFIG}, {}])
        config = self.random.choice([{"CognitoConfig": COGNITO_CONFIG}, changed])
        keys = self.random.choices(["k", "l", "aws:x", ""], k=self.random.randrange(3))
        tags = [{"Key": key, "Value": "v"} for key in keys]
        size = {"MaxResults": self.random.choice([0, 1, 50, 101])}
        request: tuple[str, dict[str, Any]] = self.random.choice(
            [
                ("create_workteam", team(name, MemberDefinitions=members, Tags=tags)),
                ("describe_workteam", {"WorkteamName": name}),
                ("update_workteam", {"WorkteamName": name, "MemberDefinitions": members}),
                ("delete_workteam", {"WorkteamName": name}),
                ("list_workteams", {**size, "NameContains": name}),
                ("create_workforce", {"WorkforceName": workforce, **config}),
                ("describe_workforce", {"WorkforceName": workforce}),
                ("update_workforce", {"WorkforceName": workforce, **changed}),
                ("delete_workforce", {"WorkforceName": workforce}),
                ("list_workforces", size),
                ("add_tags", {"ResourceArn": arn, "Tags": tags}),
                ("list_tags", {"ResourceArn": arn}),
                ("delete_tags", {"ResourceArn": arn, "TagKeys": keys}),
                ("list_subscribed_workteams", size),
                ("describe_subscribed_workteam", {"WorkteamArn": arn}),
                ("list_labeling_jobs_for_workteam", {"WorkteamArn": arn, **size}),
            ]
        )
        method, parameters = request
        with self.refusals(), contextlib.suppress(ParamValidationError):
            getattr(self.client, method)(**parameters)

    def create_and_describe(self) -> None:
        with self.refusals():
            description = f"made by {self.random.random()}"
            arn = self.client.create_workteam(**team(self.own, Description=description))
            assert ARN.fullmatch(arn["WorkteamArn"])
            described = self.client.describe_workteam(WorkteamName=self.own)["Workteam"]
            assert described["WorkteamArn"] == arn["WorkteamArn"]
            if not self.soak.interfering:
                assert described["Description"] == description
            self.client.delete_workteam(WorkteamName=self.own)

    def list_all(self) -> None:
        order = self.random.choice(["Name", "CreateDate"])
        size = self.random.choice([1, 3, 100])
        found: list[str] = []
        with self.refusals():
            paginator = self.client.get_paginator("list_workteams")
            pages = paginator.paginate(SortBy=order, PaginationConfig={"PageSize": size})
            for page in pages:
                assert len(page["Workteams"]) <= size
                assert all(ARN.fullmatch(each["WorkteamArn"]) for each in page["Workteams"])
                found += names(page["Workteams"])
            if order == "Name":
                # One that is deleted and made again is a new one in the order of creation.
                assert found == sorted(set(found))
            if not self.soak.interfering:
                assert set(STEADY) <= set(found)
        with self.refusals():
            assert len(self.client.list_workforces()["Workforces"]) <= 1

    def look_at_the_backend(self) -> None:
        backend = self.soak.backend
        assert len(backend.workforces) <= 1
        present = list(backend.workteams)
        assert len(present) == len(set(present))
        if not self.soak.interfering:
            assert len(present) <= LIMIT
            assert set(STEADY) <= set(present)

    def order_a_fault(self) -> None:
        error = self.random.choice([*FAULTS, ConnectTimeoutError(endpoint_url="e")])
        message = error if isinstance(error, str) else None
        operation = self.random.choice([*operations()])
        self.soak.backend.fail(operation, error, required=False, message=message)

    def roll_back(self) -> None:
        backend = self.soak.backend
        snapshot = backend.snapshot()
        with self.refusals():
            self.client.delete_workteam(WorkteamName=self.random.choice(SHARED))
        backend.rollback(snapshot)

    def change_the_limit(self) -> None:
        self.soak.backend.limit = self.random.choice([0, LIMIT, LIMIT * 2])
        assert len(self.soak.backend.workteams) <= LIMIT * 2

    def reset(self) -> None:
        if self.random.random() < 0.1:
            self.soak.backend.reset()


@pytest.mark.parametrize("interfering", [False, True], ids=["alone", "with rollbacks and resets"])
@pytest.mark.parametrize("seconds", [1, pytest.param(120, marks=pytest.mark.endurance)])
def test_nothing_happens_that_must_not(seconds: float, interfering: bool) -> None:
    backend = WorkteamBackend(limit=LIMIT)
    soak = Soak(backend, interfering=interfering)
    for name in STEADY:
        backend.add_workteam(name, MemberDefinitions=[cognito()])
    calls.listeners.append(soak.listen)
    try:
        with backend:
            soak.run(seconds)
    finally:
        calls.listeners.remove(soak.listen)

    total = sum(soak.outcomes.values())
    print(f"{total} calls", dict(sorted(soak.outcomes.items())))
    assert not soak.problems, soak.problems[0]
    assert {operation for operation, _ in soak.outcomes} <= set(operations())
    if not interfering:
        assert set(soak.made.values()) <= {0, 1}
        made = {name for name, count in soak.made.items() if count}
        assert set(backend.workteams) == made | set(STEADY)
        assert len(backend.calls) == total
