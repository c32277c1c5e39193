"""Rows about labeling jobs and human loops."""

from __future__ import annotations

import itertools
import json
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from benchmarks import clients
from benchmarks.measuring import Comparison, Side, compare
from pytest_workteam import WorkteamBackend

CALLS = 50
OBJECTS = 10_000
LINES = 100_000
FEW = 100
MANY = 100_000
PAGES = 20
MANIFEST = "s3://photos/input.manifest"
OUTPUT = "s3://photos/output"
_FUNCTION = "arn:aws:lambda:us-east-1:432418664414:function:PRE-ImageMultiClass"
_FLOW = f"arn:aws:sagemaker:{clients.REGION}:{clients.ACCOUNT_ID}:flow-definition/review"

_numbers = itertools.count()


def _job(team: str) -> dict[str, Any]:
    return {
        "LabelAttributeName": "sign",
        "InputConfig": {"DataSource": {"S3DataSource": {"ManifestS3Uri": MANIFEST}}},
        "OutputConfig": {"S3OutputPath": OUTPUT},
        "RoleArn": f"arn:aws:iam::{clients.ACCOUNT_ID}:role/labeling",
        "HumanTaskConfig": {
            "WorkteamArn": team,
            "UiConfig": {"UiTemplateS3Uri": "s3://photos/template.liquid.html"},
            "PreHumanTaskLambdaArn": _FUNCTION,
            "AnnotationConsolidationConfig": {
                "AnnotationConsolidationLambdaArn": _FUNCTION.replace("PRE", "ACS")
            },
            "TaskTitle": "Which sign is it?",
            "TaskDescription": "Choose the sign in the photo.",
            "NumberOfHumanWorkersPerDataObject": 1,
            "TaskTimeLimitInSeconds": 300,
        },
    }


def _manifest(objects: int) -> bytes:
    return b"".join(b'{"source-ref": "s3://photos/%d.jpg"}\n' % each for each in range(objects))


Parameters = Callable[[], dict[str, Any]]


def _against_floor(
    backend: WorkteamBackend, service: str, method: str, parameters: Parameters, rounds: int
) -> Comparison:
    answers: dict[str, bytes] = {}
    floor = clients.floor_client(answers, service)
    with backend:
        client = clients.new_client(service)
        operation = client.meta.method_to_api_mapping[method]
        answers[operation] = clients.body_of_answer(client, method, parameters())
        start = backend.snapshot()

        def fresh() -> None:
            backend.rollback(start)
            backend.calls.clear()

        def calls(client: Any) -> None:
            call = getattr(client, method)
            for _ in range(CALLS):
                call(**parameters())

        return compare(
            Side(f"{operation}, the fake", lambda: calls(client), fresh, CALLS),
            Side(f"{operation}, the floor", lambda: calls(floor), operations=CALLS),
            rounds=rounds,
        )


def create_job_against_floor(rounds: int) -> Comparison:
    """create_labeling_job of one object, against botocore's floor."""
    backend = WorkteamBackend()
    job = _job(backend.add_workteam("annotators"))
    backend.s3_objects[MANIFEST] = _manifest(1)
    return _against_floor(
        backend,
        "sagemaker",
        "create_labeling_job",
        lambda: {"LabelingJobName": f"job-{next(_numbers)}", **job},
        rounds,
    )


def describe_job_against_floor(rounds: int) -> Comparison:
    """describe_labeling_job, against botocore's floor."""
    backend = WorkteamBackend()
    backend.add_labeling_job("job", objects=[{"source-ref": "s3://photos/1.jpg"}])
    return _against_floor(
        backend,
        "sagemaker",
        "describe_labeling_job",
        lambda: {"LabelingJobName": "job"},
        rounds,
    )


def start_loop_against_floor(rounds: int) -> Comparison:
    """start_human_loop, against botocore's floor."""
    backend = WorkteamBackend()
    backend.add_flow_definition("review")
    return _against_floor(
        backend,
        "sagemaker-a2i-runtime",
        "start_human_loop",
        lambda: {
            "HumanLoopName": f"loop-{next(_numbers)}",
            "FlowDefinitionArn": _FLOW,
            "HumanLoopInput": {"InputContent": '{"text": "Stop"}'},
        },
        rounds,
    )


def describe_loop_against_floor(rounds: int) -> Comparison:
    """describe_human_loop, against botocore's floor."""
    backend = WorkteamBackend()
    backend.add_human_loop("loop")
    return _against_floor(
        backend,
        "sagemaker-a2i-runtime",
        "describe_human_loop",
        lambda: {"HumanLoopName": "loop"},
        rounds,
    )


def completed_object(rounds: int) -> float:
    """The time of one data object of a job that workers complete, in microseconds."""
    times: list[float] = []
    for _ in range(rounds):
        backend = _backend_with_job(OBJECTS)
        begin = time.process_time()
        backend.labeling_jobs["job"].complete("stop")
        times.append(time.process_time() - begin)
    return sorted(times)[len(times) // 2] / OBJECTS * 1e6


def _backend_with_job(objects: int) -> WorkteamBackend:
    backend = WorkteamBackend()
    lines = [{"source-ref": f"s3://photos/{each}.jpg"} for each in range(objects)]
    backend.add_labeling_job("job", objects=lines)
    return backend


def list_jobs_at_many(rounds: int) -> Comparison:
    """One page of jobs without botocore, among 100,000 and among 100."""
    sides: list[Side] = []
    for number in (MANY, FEW):
        backend = WorkteamBackend()
        for each in range(number):
            backend.add_labeling_job(f"job-{each}", objects=[{"source": "a"}])
        body = json.dumps({"MaxResults": 10}).encode()

        def run(backend: WorkteamBackend = backend, body: bytes = body) -> None:
            for _ in range(PAGES):
                clients.answer_of(backend, "ListLabelingJobs", body)

        run()
        sides.append(Side(f"page of {number} jobs", run, backend.calls.clear, PAGES))
    return compare(*sides, rounds=rounds)


def _written(backend: WorkteamBackend) -> tuple[Callable[[], object], Callable[[], object]]:
    job = backend.labeling_jobs["job"]
    job.complete("stop")
    lines = list(job.output_manifest)
    return (
        lambda: "".join(f"{json.dumps(line)}\n" for line in job.output_manifest).encode(),
        lambda: "".join(f"{json.dumps(line)}\n" for line in lines).encode(),
    )


def output_manifest(rounds: int) -> Comparison:
    """The output manifest of 100,000 lines, against writing its lines with json."""
    ours, reference = _written(_backend_with_job(LINES))
    return compare(
        Side("the output manifest", ours, operations=LINES),
        Side("its lines by json", reference, operations=LINES),
        rounds=rounds,
    )


def memory_of_output_manifest(_: int) -> float:
    """The peak of memory of the same, as a ratio."""
    peaks: list[int] = []
    for write in _written(_backend_with_job(LINES)):
        tracemalloc.start()
        write()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    return peaks[0] / peaks[1]
