"""Have photos labeled by a work team, and count the labels."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

ATTRIBUTE = "sport"
FUNCTIONS = "arn:aws:lambda:us-east-1:432418664414:function"
OVER = ("Completed", "Failed", "Stopped")


class Storage(Protocol):
    """Where manifests are: S3, or something that stands for it."""

    def get(self, uri: str) -> bytes: ...
    def put(self, uri: str, body: bytes) -> None: ...


class S3Storage:
    """Amazon S3."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def get(self, uri: str) -> bytes:
        body: bytes = self._client.get_object(**self._place(uri))["Body"].read()
        return body

    def put(self, uri: str, body: bytes) -> None:
        self._client.put_object(**self._place(uri), Body=body)

    @staticmethod
    def _place(uri: str) -> dict[str, str]:
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        return {"Bucket": bucket, "Key": key}


class Result(NamedTuple):
    """What came of a labeling job: its status, how often each label was given, what failed."""

    status: str
    counts: Mapping[str, int]
    failed: Sequence[str]


def start(
    client: Any,
    storage: Storage,
    name: str,
    *,
    team: str,
    photos: Sequence[str],
    labels: Sequence[str],
) -> None:
    """Write the manifest and the labels, and create the labeling job.

    Args:
        client: A SageMaker client.
        storage: Where the manifest goes.
        name: The job's name.
        team: The name of the work team.
        photos: The photos' S3 URIs.
        labels: The labels to choose from.
    """
    arn = client.describe_workteam(WorkteamName=team)["Workteam"]["WorkteamArn"]
    lines = "".join(json.dumps({"source-ref": photo}) + "\n" for photo in photos)
    storage.put(f"s3://photos/{name}/input.manifest", lines.encode())
    categories = {
        "document-version": "2018-11-28",
        "labels": [{"label": label} for label in labels],
    }
    storage.put(f"s3://photos/{name}/labels.json", json.dumps(categories).encode())
    client.create_labeling_job(
        LabelingJobName=name,
        LabelAttributeName=ATTRIBUTE,
        InputConfig={
            "DataSource": {"S3DataSource": {"ManifestS3Uri": f"s3://photos/{name}/input.manifest"}}
        },
        OutputConfig={"S3OutputPath": "s3://photos/output"},
        RoleArn="arn:aws:iam::123456789012:role/labeling",
        LabelCategoryConfigS3Uri=f"s3://photos/{name}/labels.json",
        HumanTaskConfig={
            "WorkteamArn": arn,
            "UiConfig": {"UiTemplateS3Uri": "s3://photos/template.liquid.html"},
            "PreHumanTaskLambdaArn": f"{FUNCTIONS}:PRE-ImageMultiClass",
            "AnnotationConsolidationConfig": {
                "AnnotationConsolidationLambdaArn": f"{FUNCTIONS}:ACS-ImageMultiClass"
            },
            "TaskTitle": "Which sport is it?",
            "TaskDescription": "Choose the sport in the photo.",
            "NumberOfHumanWorkersPerDataObject": 1,
            "TaskTimeLimitInSeconds": 300,
        },
    )


def wait(
    client: Any, name: str, *, polls: int = 10, sleep: Callable[[float], object] = time.sleep
) -> dict[str, Any]:
    """Poll a labeling job until it is over.

    Raises:
        TimeoutError: It is not over after so many polls.
    """
    for _ in range(polls):
        job: dict[str, Any] = client.describe_labeling_job(LabelingJobName=name)
        if job["LabelingJobStatus"] in OVER:
            return job
        sleep(60)
    raise TimeoutError(name)


def collect(job: Mapping[str, Any], storage: Storage, alert: Callable[[str], object]) -> Result:
    """Count the labels of a job that is over, and raise the alarm for what was not labeled."""
    status: str = job["LabelingJobStatus"]
    if status == "Failed":
        alert(f"{job['LabelingJobName']} failed: {job['FailureReason']}")
        return Result(status, {}, [])
    output = storage.get(job["LabelingJobOutput"]["OutputDatasetS3Uri"])
    lines = [json.loads(line) for line in output.splitlines()]
    labeled = [line[f"{ATTRIBUTE}-metadata"] for line in lines if ATTRIBUTE in line]
    failed = [line["source-ref"] for line in lines if ATTRIBUTE not in line]
    if failed:
        alert(f"{job['LabelingJobName']}: no label for {', '.join(failed)}")
    return Result(status, Counter(each["class-name"] for each in labeled), failed)


def on_event(event: Mapping[str, Any], start_training: Callable[[str], object]) -> None:
    """Handle an EventBridge event: train with the labels of a job that is complete."""
    if event["detail"]["LabelingJobStatus"] == "Completed":
        start_training(event["resources"][0].rpartition("/")[2])
