"""The defaults of CreateLabelingJob, and its rules beyond the service model."""

from __future__ import annotations

from typing import Any

from pytest_workteam.engine.situations import Refusal
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.protocols.values import CachedStructure
from pytest_workteam.services.sagemaker import labeling_job_situations as situations
from pytest_workteam.services.sagemaker.known_workteams import is_known, is_public
from pytest_workteam.services.sagemaker.labeling_task_types import TaskType, task_type_of
from pytest_workteam.services.state import State

HOUR = 60 * 60
DAY = 24 * HOUR

DEFAULT_CONCURRENT_TASKS = 1000


def check(state: State, parameters: Parameters) -> TaskType:
    """Check a request of CreateLabelingJob.

    Returns:
        The job's task type.

    Raises:
        Refusal: The request breaks a rule.
    """
    task: Parameters = parameters["HumanTaskConfig"]
    if len(task["UiConfig"]) != 1:
        raise Refusal(situations.LABELING_UI)
    if not parameters["InputConfig"]["DataSource"]:
        raise Refusal(situations.LABELING_DATA_SOURCE)
    task_type = task_type_of(task)
    _check_attribute(parameters["LabelAttributeName"], task_type)
    team = task["WorkteamArn"]
    if not is_known(state, team):
        raise Refusal(situations.LABELING_TEAM_MISSING, workteam_arn=team)
    public = is_public(state, team)
    if public and "PublicWorkforceTaskPrice" not in task:
        raise Refusal(situations.LABELING_PUBLIC_PRICE)
    if public and task_type.shows_sequences:
        raise Refusal(situations.LABELING_PUBLIC_TASK_TYPE, task_type=task_type.name)
    _check_duration(
        task, "TaskTimeLimitInSeconds", 30 * DAY if task_type.shows_sequences else 8 * HOUR
    )
    _check_duration(task, "TaskAvailabilityLifetimeInSeconds", 12 * HOUR if public else 30 * DAY)
    return task_type


def _check_attribute(name: str, task_type: TaskType) -> None:
    rule = None
    if name.endswith("-metadata"):
        rule = "not end with '-metadata'"
    elif name in ("source", "source-ref"):
        rule = "differ from 'source' and 'source-ref'"
    elif task_type.needs_ref is True and not name.endswith("-ref"):
        rule = f"end with '-ref' for tasks of type {task_type.name}"
    elif task_type.needs_ref is False and name.endswith("-ref"):
        rule = f"not end with '-ref' for tasks of type {task_type.name}"
    if rule is not None:
        raise Refusal(situations.LABELING_ATTRIBUTE_NAME, label_attribute_name=name, rule=rule)


def _check_duration(task: Parameters, member: str, maximum: int) -> None:
    seconds = task.get(member, 0)
    if seconds > maximum:
        raise Refusal(
            situations.LABELING_TASK_DURATION, member=member, seconds=seconds, maximum=maximum
        )


def with_defaults(state: State, parameters: Parameters) -> Parameters:
    """The members of a request, with the defaults that Describe returns."""
    task: Parameters = parameters["HumanTaskConfig"]
    public = is_public(state, task["WorkteamArn"])
    filled: dict[str, Any] = {
        "TaskAvailabilityLifetimeInSeconds": 6 * HOUR if public else 30 * DAY,
        "MaxConcurrentTaskCount": DEFAULT_CONCURRENT_TASKS,
        **task,
    }
    request = {member: value for member, value in parameters.items() if member != "Tags"}
    # Encoded once for all describe calls.
    request["HumanTaskConfig"] = CachedStructure(filled)
    request["InputConfig"] = CachedStructure(parameters["InputConfig"])
    request["OutputConfig"] = CachedStructure({"KmsKeyId": "", **parameters["OutputConfig"]})
    return request


def immediate_failure(state: State, request: Parameters) -> str | None:
    """The ``FailureReason`` of a job that is accepted and fails at once; None for other jobs."""
    if not is_public(state, request["HumanTaskConfig"]["WorkteamArn"]):
        return None
    attributes: Parameters = request["InputConfig"].get("DataAttributes", {})
    if "FreeOfPersonallyIdentifiableInformation" in attributes.get("ContentClassifiers", []):
        return None
    return (
        "ClientError: The public work team needs the content classifier "
        "FreeOfPersonallyIdentifiableInformation."
    )
