"""The pipeline with moto's S3, which the fake reads manifests from and writes results to."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from pipeline import S3Storage, collect, start, wait

from pytest_workteam import WorkteamBackend

moto = pytest.importorskip("moto")


def test_labels_are_counted(workteam_client: Any, workteam_backend: WorkteamBackend) -> None:
    workteam_backend.add_workteam("photographers")
    workteam_backend.workers("golf", after=1)
    with moto.mock_aws():
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="photos")
        storage = S3Storage(s3)
        start(
            workteam_client,
            storage,
            "sports",
            team="photographers",
            photos=["s3://photos/1.jpg"],
            labels=["football", "golf"],
        )

        job = wait(workteam_client, "sports", sleep=lambda _: None)
        result = collect(job, storage, pytest.fail)

    assert result == ("Completed", {"golf": 1}, [])
