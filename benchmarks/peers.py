"""Rows about the peers, for information: what the same call takes where another tool answers it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks import clients
from benchmarks.calls import CALLS, create
from benchmarks.measuring import Comparison, Side, compare, nothing

ARN = f"arn:aws:sagemaker:{clients.REGION}:{clients.ACCOUNT_ID}:workteam/private-crowd/annotators"
ANSWER = {"WorkteamArn": ARN}


def _against_floor(
    name: str,
    calls: Callable[[], object],
    rounds: int,
    prepare: Callable[[], object] = nothing,
) -> Comparison:
    floor = clients.floor_client({"CreateWorkteam": json.dumps(ANSWER).encode()})
    return compare(
        Side(f"CreateWorkteam, {name}", calls, prepare, CALLS),
        Side("CreateWorkteam, the floor", lambda: create(floor), operations=CALLS),
        rounds=rounds,
    )


def stubber(rounds: int) -> Comparison:
    """Stubber of botocore, which checks parameters as botocore does, and keeps nothing."""
    from botocore.stub import Stubber

    client = clients.new_client()
    stub = Stubber(client)
    stub.activate()

    def queue() -> None:
        for _ in range(CALLS):
            stub.add_response("create_workteam", ANSWER)

    return _against_floor("Stubber", lambda: create(client), rounds, queue)


def placebo(rounds: int) -> Comparison:
    """placebo, which plays back a file per call and looks at no parameters."""
    session = import_module("boto3").Session(
        aws_access_key_id="AKIAEXAMPLE",
        aws_secret_access_key="not-a-secret",
        region_name=clients.REGION,
    )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "api.sagemaker.CreateWorkteam_1.json").write_text(
            json.dumps({"status_code": 200, "data": ANSWER}), encoding="utf-8"
        )
        import_module("placebo").attach(session, data_path=folder).playback()
        client = session.client("sagemaker")
        return _against_floor("placebo", lambda: create(client), rounds)


def boto_mock(rounds: int) -> Comparison:
    """pytest-boto-mock, which answers in the place of botocore's whole way."""
    mocker = import_module("pytest_boto_mock.plugin").BotoMockerFixture
    answering = mocker.build_make_api_call({"sagemaker": {"CreateWorkteam": ANSWER}})
    client = clients.new_client()

    def calls() -> None:
        with mock.patch("botocore.client.BaseClient._make_api_call", new=answering):
            create(client)

    return _against_floor("pytest-boto-mock", calls, rounds)


def vcrpy(rounds: int) -> Comparison:
    """vcrpy, which plays back a recorded answer of the HTTP connection, whatever the body."""
    vcr: Any = import_module("vcr")
    client = clients.new_client()
    interaction = {
        "request": {
            "method": "POST",
            "uri": f"https://api.sagemaker.{clients.REGION}.amazonaws.com/",
            "body": "{}",
            "headers": {},
        },
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": {"Content-Type": ["application/x-amz-json-1.1"]},
            "body": {"string": json.dumps(ANSWER)},
        },
    }
    with tempfile.TemporaryDirectory() as folder:
        cassette = Path(folder, "create_workteam.json")
        cassette.write_text(
            json.dumps({"version": 1, "interactions": [interaction]}), encoding="utf-8"
        )

        def calls() -> None:
            with vcr.use_cassette(
                str(cassette),
                serializer="json",
                record_mode="none",
                match_on=["method", "uri"],
                allow_playback_repeats=True,
            ):
                create(client)

        return _against_floor("vcrpy", calls, rounds)
