"""The SageMaker service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pytest_workteam.engine.regions import partition_of
from pytest_workteam.engine.service import Service, Texts
from pytest_workteam.engine.situations import Refusal
from pytest_workteam.protocols.json_1_1 import Json11
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services.constraints import refusal_for
from pytest_workteam.services.sagemaker import (
    common_situations,
    flow_definition_situations,
    flow_definitions,
    human_task_ui_situations,
    human_task_uis,
    labeling_job_situations,
    labeling_jobs,
    labeling_lists,
    subscribed_workteam_situations,
    subscribed_workteams,
    tag_situations,
    tags,
    workforce_situations,
    workforces,
    workteam_situations,
    workteams,
)
from pytest_workteam.services.sagemaker.labeling_task_types import CUSTOM, task_type_of
from pytest_workteam.services.sagemaker.resources import (
    WORKTEAMS,
    labeling_job,
    workforce_arn,
    workteam_arn,
)
from pytest_workteam.services.sagemaker.review_details import review_arn, review_details
from pytest_workteam.services.state import State

if TYPE_CHECKING:
    from pytest_workteam.schema.violations import Violation


def _violations(violations: Sequence[Violation]) -> Refusal:
    return refusal_for(
        violations,
        constraint_violations=common_situations.CONSTRAINT_VIOLATIONS,
        unknown_member=common_situations.UNKNOWN_MEMBER,
        wrong_type=common_situations.WRONG_TYPE,
    )


def _details(operation: str, parameters: Parameters, state: State) -> Mapping[str, Any]:
    name = str(parameters.get("WorkteamName", "*"))
    count = len(state.table(WORKTEAMS))
    return {
        "operation": operation,
        "workteam_name": name,
        "workteam_arn": _team_arn(parameters) or workteam_arn(state, name),
        "workforce_name": str(parameters.get("WorkforceName", "default")),
        "status": "Updating",
        **_labeling_details(parameters, state),
        "resource": _resource(parameters, state),
        "limit": state.settings.limit_of(state.region, state.account_id),
        "utilization": count,
        "count": count,
        "account_id": state.account_id,
        "partition": partition_of(state.region),
        "region": state.region,
        "message": "Injected by the test.",
        **review_details(operation, parameters, state),
    }


def _team_arn(parameters: Parameters) -> str | None:
    task: Parameters = parameters.get("HumanTaskConfig", {})
    arn: str | None = parameters.get("WorkteamArn") or task.get("WorkteamArn")
    return arn


def _labeling_details(parameters: Parameters, state: State) -> Mapping[str, Any]:
    name = str(parameters.get("LabelingJobName", "*"))
    task: Parameters = parameters.get("HumanTaskConfig", {})
    taken = labeling_job(state, name)
    return {
        "labeling_job_arn": labeling_jobs.labeling_job_arn(state, taken.name if taken else name),
        "labeling_job_limit": 0,
        "labeling_job_utilization": 0,
        "labeling_job_status": "Completed",
        "label_attribute_name": parameters.get("LabelAttributeName", ""),
        "task_type": task_type_of(task).name if "UiConfig" in task else CUSTOM.name,
    }


def _resource(parameters: Parameters, state: State) -> str:
    """The ARN of the resource in a request, as in IAM policies; ``*`` without a resource."""
    for member in ("ResourceArn", "WorkteamArn"):
        if member in parameters:
            return str(parameters[member])
    if "WorkteamName" in parameters:
        return workteam_arn(state, str(parameters["WorkteamName"]))
    if "WorkforceName" in parameters:
        return workforce_arn(state, str(parameters["WorkforceName"]))
    if "LabelingJobName" in parameters:
        return labeling_jobs.labeling_job_arn(state, str(parameters["LabelingJobName"]))
    return review_arn(parameters, state) or "*"


SAGEMAKER = Service(
    "sagemaker",
    codec=Json11("SageMaker."),
    resources=(
        workteams,
        workforces,
        subscribed_workteams,
        labeling_jobs,
        labeling_lists,
        human_task_uis,
        flow_definitions,
        tags,
    ),
    situations=(
        workteam_situations,
        workforce_situations,
        subscribed_workteam_situations,
        labeling_job_situations,
        human_task_ui_situations,
        flow_definition_situations,
        tag_situations,
        common_situations,
    ),
    texts=Texts(
        violations=_violations,
        constraints=common_situations.CONSTRAINT_VIOLATIONS,
        malformed=common_situations.MALFORMED_BODY,
        invalid_token=common_situations.INVALID_TOKEN,
        injected=common_situations.INJECTED,
        details=_details,
    ),
)
