"""Seeding of labeling jobs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from pytest_workteam.errors import SeedRefused
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.protocols.values import in_milliseconds
from pytest_workteam.services.arns import Arn
from pytest_workteam.services.sagemaker import labeling_lifecycle as lifecycle
from pytest_workteam.services.sagemaker import labeling_manifests, labeling_work, labeling_workers
from pytest_workteam.services.sagemaker.resources import (
    LABELING_JOBS,
    WORKTEAMS,
    workteam_arn,
)
from pytest_workteam.services.sagemaker.seeding import add_workteam
from pytest_workteam.services.sagemaker.service import SAGEMAKER
from pytest_workteam.services.seeding import DESCRIPTION, carried_out, check_unnamed
from pytest_workteam.services.state import State

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True

DEFAULT_TEAM = "seeded-team"
"""The work team of a seeded job, where there is none."""
DEFAULT_OBJECTS: Sequence[Parameters] = ({"source-ref": "s3://seeded/object-1.jpg"},)


def add_labeling_job(
    state: State,
    name: str,
    workteam: str | None,
    objects: Iterable[Mapping[str, Any]] | None,
    given: Mapping[str, Any],
) -> str:
    """Add a labeling job, as CreateLabelingJob would; its ARN."""
    what = f"add_labeling_job({name!r})"
    check_unnamed(what, "LabelingJobName", given)
    given = dict(given)
    created = _moment(what, given.pop("CreationTime", None))
    reference_code = given.pop("JobReferenceCode", None)
    lines = None if objects is None else _lines(what, objects)
    with state.present() as present:
        if reference_code is not None:
            _check_reference_code(what, present, reference_code)
        parameters = _parameters(present, name, workteam, given)
        source: Parameters = parameters["InputConfig"].get("DataSource", {})
        is_streaming = "SnsDataSource" in source
        sent: list[Parameters] = []
        if is_streaming and "S3DataSource" not in source:
            sent = lines or []
        else:
            _write_manifest(what, present, source, lines)
        result = carried_out(what, present, SAGEMAKER, "CreateLabelingJob", parameters)
        jobs = present.table(LABELING_JOBS)
        if sent and jobs[name].status == lifecycle.IN_PROGRESS:
            jobs.put(labeling_work.put_objects(present, jobs[name], sent))
        if created is not None or reference_code is not None:
            job = jobs[name]
            jobs.remove(name)
            jobs.put(
                job._replace(
                    created=created or job.created,
                    reference_code=reference_code or job.reference_code,
                )
            )
    labeling_workers.let_workers_answer(state)
    return str(result["LabelingJobArn"])


def _lines(what: str, objects: Iterable[object]) -> list[Parameters]:
    # Tests are not always type-checked.
    if isinstance(objects, str | bytes | Mapping) or not isinstance(
        cast("object", objects), Iterable
    ):
        raise SeedRefused(
            f"{what}: objects is {objects!r}. Nothing was added; give a list of data objects, such "
            "as [{'source': 'A text.'}]."
        )
    return [labeling_manifests.seeded_object(what, each) for each in objects]


def _moment(what: str, created: object) -> dt.datetime | None:
    if created is None:
        return None
    if not isinstance(created, dt.datetime) or created.tzinfo is None:
        raise SeedRefused(
            f"{what}: CreationTime is {created!r}. Nothing was added; give a datetime with a time "
            "zone."
        )
    return in_milliseconds(created)


def _check_reference_code(what: str, state: State, code: object) -> None:
    if not isinstance(code, str) or not code:
        raise SeedRefused(
            f"{what}: the JobReferenceCode is {code!r}. Nothing was added; give a text."
        )
    if any(job.reference_code == code for job in state.table(LABELING_JOBS).values()):
        raise SeedRefused(
            f"{what}: the JobReferenceCode {code!r} is taken. Nothing was added; give another."
        )


def _parameters(
    state: State, name: str, workteam: str | None, given: Mapping[str, Any]
) -> Parameters:
    """The members of CreateLabelingJob, with defaults for those that are not given."""
    task: Mapping[str, Any] = given.get("HumanTaskConfig", {})
    if workteam is None and "WorkteamArn" not in task:
        workteam = next(iter(state.table(WORKTEAMS)), None) or _new_team(state)
    team = {} if workteam is None else {"WorkteamArn": _arn_of(state, workteam)}
    return {
        "LabelingJobName": name,
        "LabelAttributeName": "label",
        "InputConfig": {
            "DataSource": {"S3DataSource": {"ManifestS3Uri": f"s3://seeded/{name}/input.manifest"}}
        },
        "OutputConfig": {"S3OutputPath": "s3://seeded/output"},
        "RoleArn": f"arn:aws:iam::{state.account_id}:role/seeded",
        **given,
        "HumanTaskConfig": {
            "UiConfig": {"UiTemplateS3Uri": "s3://seeded/template.liquid.html"},
            "PreHumanTaskLambdaArn": _function("PRE-ImageMultiClass"),
            "AnnotationConsolidationConfig": {
                "AnnotationConsolidationLambdaArn": _function("ACS-ImageMultiClass")
            },
            "TaskTitle": DESCRIPTION,
            "TaskDescription": DESCRIPTION,
            "NumberOfHumanWorkersPerDataObject": 1,
            "TaskTimeLimitInSeconds": 3600,
            **team,
            **task,
        },
    }


def _new_team(state: State) -> str:
    add_workteam(state, DEFAULT_TEAM, {})
    return DEFAULT_TEAM


def _arn_of(state: State, workteam: str) -> str:
    return workteam if Arn.parse(workteam) else workteam_arn(state, workteam)


def _function(name: str) -> str:
    return f"arn:aws:lambda:us-east-1:432418664414:function:{name}"


def _write_manifest(
    what: str, state: State, source: Parameters, objects: Sequence[Parameters] | None
) -> None:
    """Keep the data objects where the job reads them, unless a manifest is there already."""
    uri: object = source.get("S3DataSource", {}).get("ManifestS3Uri")
    if not isinstance(uri, str):
        # For the service's own rules to refuse.
        return
    if objects is None:
        if state.settings.s3.read(uri, state.region) is not None:
            return
        objects = DEFAULT_OBJECTS
    if not objects:
        raise SeedRefused(
            f"{what}: objects is empty. Nothing was added; give a data object, or leave objects "
            "out. A labeling job whose manifest is empty fails: put it into backend.s3_objects."
        )
    lines = "".join(f"{json.dumps(data_object)}\n" for data_object in objects)
    state.settings.s3.objects[uri] = lines.encode()
