"""Labeling jobs: create, describe and stop."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Callable
from typing import Any

from pytest_workteam.engine.service import Operations
from pytest_workteam.engine.situations import Refusal
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services import arns, transitions
from pytest_workteam.services.sagemaker import labeling_job_situations as situations
from pytest_workteam.services.sagemaker import labeling_lifecycle as lifecycle
from pytest_workteam.services.sagemaker import (
    labeling_manifests,
    labeling_output,
    labeling_rules,
    labeling_work,
    tags,
)
from pytest_workteam.services.sagemaker.labeling_manifests import UnusableInputError
from pytest_workteam.services.sagemaker.labeling_workers import find_work
from pytest_workteam.services.sagemaker.resources import (
    LABELING_JOB_NAMES,
    LABELING_JOBS,
    LabelingJob,
    LabelingJobName,
    labeling_job,
)
from pytest_workteam.services.state import State

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

operations = Operations()

_LETTERS_AND_DIGITS = string.ascii_letters + string.digits


def _find_work_for_limit(
    state: State, parameters: Parameters, moment: dt.datetime | None
) -> Callable[[], None] | None:
    """Find the automatic workers' tasks, if their answers can change the number of running jobs."""
    del parameters
    return None if state.settings.labeling_job_limit is None else find_work(state, {}, moment)


@operations.add("CreateLabelingJob", before=_find_work_for_limit, after=find_work)
def create_labeling_job(state: State, parameters: Parameters) -> Parameters:
    name = parameters["LabelingJobName"]
    task_type = labeling_rules.check(state, parameters)
    job_tags = tags.checked(parameters["Tags"]) if "Tags" in parameters else {}
    arn = labeling_job_arn(state, name)
    taken = labeling_job(state, name)
    if taken is not None:
        raise Refusal(
            situations.LABELING_JOB_NAME_IN_USE,
            labeling_job_arn=labeling_job_arn(state, taken.name),
        )
    _check_limit(state)
    now = state.now()
    request = labeling_rules.with_defaults(state, parameters)
    delay = state.settings.labeling_job_delay
    job = LabelingJob(
        name=name,
        sequence=state.next_sequence(),
        created=now,
        updated=now,
        request=request,
        tags=job_tags,
        reference_code=_reference_code(state, arn),
        status=lifecycle.IN_PROGRESS,
        begun=now,
        transition=transitions.begin(state, lifecycle.INITIALIZING, delay),
    )
    lines: list[Parameters] = []
    # Everything that can raise comes before the first change of the state.
    failure_reason = labeling_rules.immediate_failure(state, request)
    if failure_reason is None:
        try:
            categories, lines = labeling_manifests.read_input(state, request, task_type)
            job = job._replace(categories=categories)
        except UnusableInputError as error:
            failure_reason = str(error)
    state.table(LABELING_JOB_NAMES).put(LabelingJobName(name.lower(), name))
    job = labeling_work.put_objects(state, job, lines)
    state.table(LABELING_JOBS).put(job)
    if failure_reason is not None:
        lifecycle.end(state, job, lifecycle.FAILED, failure_reason=failure_reason)
    else:
        lifecycle.end_if_done(state, job)
    return {"LabelingJobArn": arn}


def _check_limit(state: State) -> None:
    limit = state.settings.labeling_job_limit
    if limit is None:
        return
    lifecycle.end_overdue(state)
    jobs = state.table(LABELING_JOBS).values()
    running = sum(
        lifecycle.status_of(state, job) not in lifecycle.TERMINAL_STATUSES for job in jobs
    )
    if running >= limit:
        raise Refusal(
            situations.LABELING_JOB_LIMIT,
            labeling_job_limit=limit,
            labeling_job_utilization=running,
        )


def _reference_code(state: State, arn: str) -> str:
    """A ``JobReferenceCode`` as observed: the account id, then 16 letters and digits."""
    return f"{state.account_id}{arns.generated_id(arn, _LETTERS_AND_DIGITS, 16)}"


def labeling_job_arn(state: State, name: str) -> str:
    return arns.arn(state, "labeling-job", name)


@operations.add("DescribeLabelingJob", before=find_work)
def describe_labeling_job(state: State, parameters: Parameters) -> Parameters:
    job = lifecycle.find(state, parameters["LabelingJobName"])
    if job is None:
        raise Refusal(situations.UNKNOWN_LABELING_JOB)
    result = described(state, job)
    count_describe(state, job)
    return result


def count_describe(state: State, job: LabelingJob) -> None:
    """Count a describe or list call that returned a job."""
    if job.open or job.transition is not None:
        left = transitions.after_describe(job.transition)
        state.table(LABELING_JOBS).put(job._replace(described=job.described + 1, transition=left))


def described(state: State, job: LabelingJob) -> Parameters:
    """The Describe structure of a labeling job."""
    status = lifecycle.status_of(state, job)
    result: dict[str, Any] = {
        "LabelingJobStatus": status,
        "LabelCounters": _counters(job),
        "CreationTime": job.created,
        "LastModifiedTime": job.modified,
        "JobReferenceCode": job.reference_code,
        "LabelingJobArn": labeling_job_arn(state, job.name),
        **job.request,
        "LabelingJobOutput": {
            "OutputDatasetS3Uri": labeling_output.manifest_uri(job),
            "FinalActiveLearningModelArn": "",
        },
    }
    if status == lifecycle.FAILED and job.failure_reason:
        result["FailureReason"] = job.failure_reason
    if job.tags:
        result["Tags"] = [{"Key": key, "Value": value} for key, value in job.tags.items()]
    return result


def _counters(job: LabelingJob) -> Parameters:
    return {
        "TotalLabeled": job.labeled,
        "HumanLabeled": job.labeled,
        "MachineLabeled": 0,
        "FailedNonRetryableError": job.failed,
        "Unlabeled": job.open,
    }


@operations.add("StopLabelingJob", before=find_work)
def stop_labeling_job(state: State, parameters: Parameters) -> Parameters:
    job = lifecycle.find(state, parameters["LabelingJobName"])
    if job is None:
        raise Refusal(situations.LABELING_JOB_NOT_FOUND)
    status = lifecycle.status_of(state, job)
    if status in (*lifecycle.TERMINAL_STATUSES, lifecycle.STOPPING):
        raise Refusal(situations.LABELING_JOB_OVER, labeling_job_status=status)
    lifecycle.begin_to_stop(state, job)
    return {}
