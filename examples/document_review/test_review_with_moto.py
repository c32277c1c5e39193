"""The program with moto's S3, which the fake writes answers to."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from review import Clients, Field, collect, set_up, start

from pytest_workteam import WorkteamBackend

moto = pytest.importorskip("moto")


def test_answers_are_read_from_s3(
    workteam_backend: WorkteamBackend, workteam_client: Any, workteam_a2i_client: Any
) -> None:
    workteam_backend.add_workteam("accountants")
    workteam_backend.workers({"value": "7.50"}, after=1)
    clients = Clients(workteam_client, workteam_a2i_client)
    with moto.mock_aws():
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="reviews")

        def read(uri: str) -> bytes:
            bucket, _, key = uri.removeprefix("s3://").partition("/")
            body: bytes = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
            return body

        flow = set_up(clients, team="accountants", output="s3://reviews", sleep=lambda _: None)
        names = start(clients, flow, [Field("invoice", "Total", "7", 80.5)])
        found = dict(collect(clients, names, read, sleep=lambda _: None))

    assert found == {"invoice-total": "7.50"}
