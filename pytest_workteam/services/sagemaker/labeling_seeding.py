"""Seeding of labeling jobs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from pytest_workteam.errors import SeedRefused
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.protocols.values import in_milliseconds
from pytest_workteam.services.arns import Arn
from pytest_workteam.services.sagemaker import labeling_lifecycle as lifecycle
from pytest_workteam.services.sagemaker import labeling_manifests, labeling_work, labeling_workers
from pytest_workteam.services.sagemaker.resources import (
    LABELING_JOBS,
    WORKFORCES,
    WORKTEAMS,
    workforce_of,
    workteam_arn,
)
from pytest_workteam.services.sagemaker.seeding import add_workteam
from pytest_workteam.services.sagemaker.service import SAGEMAKER
from pytest_workteam.services.seeding import DESCRIPTION, carry_out, check_named_once, seeded_bucket
from pytest_workteam.services.state import State

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

DEFAULT_TEAM = "seeded-team"
"""Name of the work team that is added if there is none."""
DEFAULT_OBJECTS: Sequence[Parameters] = ({"source-ref": "s3://seeded/object-1.jpg"},)


def add_labeling_job(
    state: State,
    name: str,
    workteam: str | None,
    objects: Iterable[Mapping[str, Any]] | None,
    given: Mapping[str, Any],
) -> str:
    """Add a labeling job as CreateLabelingJob would, with its work team and manifest if needed.

    Returns:
        The job's ARN.

    Raises:
        SeedRefused: The service would refuse the job, or a data object is invalid.
    """
    what = f"add_labeling_job({name!r})"
    check_named_once(what, "LabelingJobName", given)
    given = {member: value for member, value in given.items() if value is not None}
    created = _creation_time(what, given.pop("CreationTime", None))
    reference_code = given.pop("JobReferenceCode", None)
    lines = None if objects is None else _lines(what, objects)
    with state.present() as present, _undo_new_team(present):
        if reference_code is not None:
            _check_reference_code(what, present, reference_code)
        team = _team(what, present, workteam, given)
        parameters = _parameters(present, name, team, given)
        source = _member(parameters["InputConfig"], "DataSource")
        sent: list[Parameters] = []
        uri = _member(_member(source, "S3DataSource"), "ManifestS3Uri")
        if uri is None and _member(source, "SnsDataSource") is not None:
            sent = lines or []
        with _manifest(what, present, uri, lines):
            result = carry_out(what, present, SAGEMAKER, "CreateLabelingJob", parameters)
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
    labeling_workers.let_workers_answer_for(state, name)
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


@contextmanager
def _undo_new_team(state: State) -> Generator[None, None, None]:
    """If the job is refused, remove the work team that was added for it."""
    teams, jobs = state.table(WORKTEAMS), len(state.table(LABELING_JOBS))
    had_team = DEFAULT_TEAM in teams
    had_workforce = workforce_of(state) is not None
    try:
        yield
    except BaseException:
        if not had_team and DEFAULT_TEAM in teams and len(state.table(LABELING_JOBS)) == jobs:
            teams.remove(DEFAULT_TEAM)
            if not had_workforce:
                state.table(WORKFORCES).clear()
        raise


def _creation_time(what: str, created: object) -> dt.datetime | None:
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
            f"{what}: the JobReferenceCode is {code!r}. Nothing was added; give a string."
        )
    if any(job.reference_code == code for job in state.table(LABELING_JOBS).values()):
        raise SeedRefused(
            f"{what}: the JobReferenceCode {code!r} is taken. Nothing was added; give another."
        )


def _member(structure: object, name: str) -> object:
    """A member of an unvalidated structure; None if it is missing."""
    return cast("Parameters", structure).get(name) if isinstance(structure, Mapping) else None


def _team(what: str, state: State, workteam: object, given: Mapping[str, Any]) -> str | None:
    """The ARN of a job's work team; None if only its ``HumanTaskConfig`` has the ARN."""
    other = _member(given.get("HumanTaskConfig"), "WorkteamArn")
    if workteam is None:
        if other is not None:
            return None
        workteam = next(iter(state.table(WORKTEAMS)), None) or _new_team(state)
    if not isinstance(workteam, str):
        raise SeedRefused(
            f"{what}: workteam is {workteam!r}. Nothing was added; give a name or an ARN."
        )
    arn = workteam if Arn.parse(workteam) else workteam_arn(state, workteam)
    if other not in (None, arn):
        raise SeedRefused(
            f"{what}: workteam is {arn}, but HumanTaskConfig has the WorkteamArn {other}. Nothing "
            "was added; give one of them."
        )
    return arn


def _new_team(state: State) -> str:
    add_workteam(state, DEFAULT_TEAM, {})
    return DEFAULT_TEAM


def _parameters(state: State, name: str, team: str | None, given: Mapping[str, Any]) -> Parameters:
    """The members of CreateLabelingJob, with defaults for missing members."""
    bucket = seeded_bucket(state)
    manifest = f"{bucket}/{name}/input.manifest"
    defaults = {
        "LabelingJobName": name,
        "LabelAttributeName": "label",
        "InputConfig": {"DataSource": {"S3DataSource": {"ManifestS3Uri": manifest}}},
        "OutputConfig": {"S3OutputPath": f"{bucket}/output"},
        "RoleArn": f"arn:aws:iam::{state.account_id}:role/seeded",
        **given,
    }
    task: object = given.get("HumanTaskConfig", {})
    if not isinstance(task, Mapping):
        # The schema check refuses it.
        return defaults
    defaults["HumanTaskConfig"] = {
        "UiConfig": {"UiTemplateS3Uri": f"{bucket}/template.liquid.html"},
        "PreHumanTaskLambdaArn": _aws_function("PRE-ImageMultiClass"),
        "AnnotationConsolidationConfig": {
            "AnnotationConsolidationLambdaArn": _aws_function("ACS-ImageMultiClass")
        },
        "TaskTitle": DESCRIPTION,
        "TaskDescription": DESCRIPTION,
        "NumberOfHumanWorkersPerDataObject": 1,
        "TaskTimeLimitInSeconds": 3600,
        **cast("Parameters", task),
    }
    if team is not None:
        defaults["HumanTaskConfig"]["WorkteamArn"] = team
    return defaults


def _aws_function(name: str) -> str:
    return f"arn:aws:lambda:us-east-1:432418664414:function:{name}"


@contextmanager
def _manifest(
    what: str, state: State, uri: object, objects: Sequence[Parameters] | None
) -> Generator[None, None, None]:
    """Write a job's input manifest if it is missing or objects are given; an error undoes this."""
    # The schema check refuses a URI of another type.
    if not isinstance(uri, str) or (
        objects is None and state.settings.s3.read(uri, state.region) is not None
    ):
        yield
        return
    if objects is None:
        objects = DEFAULT_OBJECTS
    if not objects:
        raise SeedRefused(
            f"{what}: objects is empty. Nothing was added; give a data object, or leave objects "
            "out. A labeling job whose manifest is empty fails: put it into backend.s3_objects."
        )
    s3_objects = state.settings.s3.objects
    present = s3_objects.get(uri)
    s3_objects[uri] = "".join(f"{json.dumps(data_object)}\n" for data_object in objects).encode()
    try:
        yield
    except BaseException:
        if present is None:
            del s3_objects[uri]
        else:
            s3_objects[uri] = present
        raise
