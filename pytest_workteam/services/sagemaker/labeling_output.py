"""The output of a labeling job: its manifest, worker responses and EventBridge event."""

from __future__ import annotations

import datetime as dt
import functools
import json
import uuid
from collections.abc import Iterable
from typing import Any

from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services.events import sagemaker_event
from pytest_workteam.services.sagemaker.labeling_answers import (
    Categories,
    answer_content,
    consolidate,
)
from pytest_workteam.services.sagemaker.labeling_task_types import CUSTOM, TaskType, task_type_of
from pytest_workteam.services.sagemaker.resources import DataObject, LabelingJob, identity_provider
from pytest_workteam.services.state import State

EXPIRED = "ClientError: Annotation tasks expired."
"""The ``failure-reason`` of an expired data object; the live service's wording is not known."""


def folder_of(job: LabelingJob) -> str:
    path: str = job.request["OutputConfig"]["S3OutputPath"]
    return f"{path.rstrip('/')}/{job.name}"


def manifest_uri(job: LabelingJob) -> str:
    return f"{folder_of(job)}/manifests/output/output.manifest"


def manifest_lines(job: LabelingJob, objects: Iterable[DataObject]) -> list[Parameters]:
    """The lines of the output manifest; an unlabeled object keeps its input manifest line."""
    task_type = task_type_of(job.task)
    categories = Categories(job.categories)
    return [
        _line(job, position, data_object, task_type, categories)
        for position, data_object in enumerate(objects)
    ]


def _line(
    job: LabelingJob,
    position: int,
    data_object: DataObject,
    task_type: TaskType,
    categories: Categories,
) -> Parameters:
    attribute: str = job.request["LabelAttributeName"]
    metadata: Parameters
    if data_object.failed is not None:
        metadata = {
            "failure-reason": EXPIRED,
            **_common_metadata(job, task_type, data_object.failed),
        }
        return {**data_object.line, f"{attribute}-metadata": metadata}
    if len(data_object.annotations) < job.workers:
        return data_object.line
    answers = [annotation.answer for annotation in data_object.annotations]
    label, metadata = consolidate(task_type, job.name, answers, categories)
    labeled = data_object.annotations[-1].submitted
    metadata = {**metadata, **_common_metadata(job, task_type, labeled)}
    if task_type is CUSTOM and "AnnotationConsolidationConfig" not in job.task:
        # Without a consolidation function, the label refers to the answers, as documented.
        label = {}
        metadata["worker-response-ref"] = response_uri(job, position, labeled)
    return {**data_object.line, attribute: label, f"{attribute}-metadata": metadata}


def _common_metadata(job: LabelingJob, task_type: TaskType, moment: dt.datetime) -> Parameters:
    return {
        "type": task_type.metadata_type,
        "job-name": f"labeling-job/{job.name}" if task_type.prefixed else job.name,
        "human-annotated": "yes",
        "creation-date": _formatted(moment, "%Y-%m-%dT%H:%M:%S.%f"),
    }


def write_manifest(state: State, job: LabelingJob, objects: Iterable[DataObject]) -> None:
    lines = map(json.dumps, manifest_lines(job, objects))
    body = "".join(f"{line}\n" for line in lines)
    state.settings.s3.write(manifest_uri(job), body.encode(), state.region)


def response_uri(job: LabelingJob, position: int, moment: dt.datetime) -> str:
    return (
        f"{folder_of(job)}/annotations/worker-response/iteration-1/{position}/"
        f"{_formatted(moment, '%Y-%m-%d_%H:%M:%S')}.json"
    )


def write_responses(state: State, job: LabelingJob, position: int, data_object: DataObject) -> None:
    """Write the workers' answers for a data object."""
    task_type = task_type_of(job.task)
    answers = [
        {
            "acceptanceTime": _timestamp(annotation.submitted),
            "answerContent": answer_content(task_type, annotation.answer),
            "submissionTime": _timestamp(annotation.submitted),
            "timeSpentInSeconds": 0.0,
            "workerId": annotation.worker,
            "workerMetadata": {"identityData": identity(state, annotation.worker)},
        }
        for annotation in data_object.annotations
    ]
    uri = response_uri(job, position, data_object.annotations[-1].submitted)
    state.settings.s3.write(uri, json.dumps({"answers": answers}).encode(), state.region)


def _timestamp(moment: dt.datetime) -> str:
    return f"{_formatted(moment, '%Y-%m-%dT%H:%M:%S.%f')[:-3]}Z"


# Cached, since thousands of objects are labeled at one moment, by few workers.
@functools.lru_cache(maxsize=64)
def _formatted(moment: dt.datetime, form: str) -> str:
    return moment.strftime(form)


@functools.lru_cache(maxsize=256)
def _subject(worker: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, worker))


def identity(state: State, worker: str) -> dict[str, Any]:
    """The ``identityData`` of a private worker, as documented."""
    provider, issuer = identity_provider(state)
    return {"identityProviderType": provider, "issuer": issuer, "sub": _subject(worker)}


def event(state: State, job: LabelingJob, status: str, arn: str) -> Parameters:
    """The EventBridge event of a job's current status."""
    return sagemaker_event(
        state,
        "SageMaker Ground Truth Labeling Job State Change",
        arn,
        job.modified,
        {"LabelingJobStatus": status},
        seed=f"{arn} {status} {job.modified:%Y-%m-%dT%H:%M:%SZ}",
    )
