"""Rows about single calls through a client: against botocore's own floor, and against moto."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

from benchmarks import clients
from benchmarks.measuring import Comparison, Side, compare
from pytest_workteam import WorkteamBackend

CALLS = 100
PAGES = 20
TEAMS = 25

_numbers = itertools.count()


def create(client: Any) -> None:
    """Create as many work teams as a timed run has, under names that were never given."""
    for _ in range(CALLS):
        client.create_workteam(WorkteamName=f"team-{next(_numbers)}", **clients.TEAM)


def _describe(client: Any) -> None:
    for _ in range(CALLS):
        client.describe_workteam(WorkteamName="annotators")


def _list(client: Any) -> None:
    for _ in range(PAGES):
        client.list_workteams()


def _against_floor(
    operation: str,
    parameters: dict[str, Any],
    calls: Callable[[Any], None],
    operations: int,
    rounds: int,
) -> Comparison:
    """Time calls to a fake that has 25 teams, and the same calls answered with what it answers.

    Args:
        operation: The operation that is called.
        parameters: Of one call, whose answer is the floor's to every call.
        calls: Makes the calls of one timed run.
        operations: How many those are.
        rounds: How often each side is timed.
    """
    answers: dict[str, bytes] = {}
    floor = clients.floor_client(answers)
    with WorkteamBackend(limit=10**9) as backend:
        client = clients.new_client()
        for name in ("annotators", *(f"first-{number}" for number in range(1, TEAMS))):
            client.create_workteam(WorkteamName=name, **clients.TEAM)
        start = backend.snapshot()
        answers[operation] = clients.answer_of(backend, operation, json.dumps(parameters).encode())

        def fresh() -> None:
            backend.rollback(start)
            backend.calls.clear()

        return compare(
            Side(f"{operation}, the fake", lambda: calls(client), fresh, operations),
            Side(f"{operation}, the floor", lambda: calls(floor), operations=operations),
            rounds=rounds,
        )


def create_against_floor(rounds: int) -> Comparison:
    """create_workteam through the fake, against botocore's floor."""
    parameters = {"WorkteamName": "one-more", **clients.TEAM}
    return _against_floor("CreateWorkteam", parameters, create, CALLS, rounds)


def describe_against_floor(rounds: int) -> Comparison:
    """describe_workteam through the fake, against botocore's floor."""
    parameters = {"WorkteamName": "annotators"}
    return _against_floor("DescribeWorkteam", parameters, _describe, CALLS, rounds)


def list_against_floor(rounds: int) -> Comparison:
    """One page of 25 teams through the fake, against botocore's floor."""
    return _against_floor("ListWorkteams", {}, _list, PAGES, rounds)


def create_against_moto(rounds: int) -> Comparison:
    """create_workteam through the fake, against moto's list_tags of a model."""
    from moto import mock_aws

    with WorkteamBackend(limit=10**9) as backend, mock_aws():
        client = clients.new_client()
        arn = client.create_model(
            ModelName="model",
            ExecutionRoleArn=f"arn:aws:iam::{clients.ACCOUNT_ID}:role/tester",
            PrimaryContainer={"Image": "image"},
            Tags=[{"Key": "key", "Value": "value"}],
        )["ModelArn"]

        def list_tags() -> None:
            for _ in range(CALLS):
                client.list_tags(ResourceArn=arn)

        return compare(
            Side("CreateWorkteam, the fake", lambda: create(client), backend.reset, CALLS),
            Side("ListTags, moto", list_tags, operations=CALLS),
            rounds=rounds,
        )
