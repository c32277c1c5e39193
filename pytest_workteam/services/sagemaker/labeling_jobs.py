"""Labeling jobs, as the work team that works on them is shown them."""

from __future__ import annotations

from pytest_workteam.engine import paging
from pytest_workteam.engine.places import partition_of
from pytest_workteam.engine.service import Operations
from pytest_workteam.engine.situations import Refusal
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services.arns import PUBLIC_CROWD_ACCOUNT, Arn
from pytest_workteam.services.sagemaker import labeling_job_situations as situations
from pytest_workteam.services.sagemaker.resources import (
    LABELING_JOBS,
    SUBSCRIBED_WORKTEAMS,
    LabelingJob,
    workteam_by_arn,
)
from pytest_workteam.services.state import State

operations = Operations()


def is_known_workteam(state: State, arn: str) -> bool:
    """Whether the ARN is that of a private, a subscribed or the public work team."""
    public = Arn(
        partition_of(state.region),
        state.region,
        PUBLIC_CROWD_ACCOUNT,
        "workteam",
        "public-crowd/default",
    )
    if arn == str(public):
        return True
    if any(
        team.members["WorkteamArn"] == arn for team in state.table(SUBSCRIBED_WORKTEAMS).values()
    ):
        return True
    return workteam_by_arn(state, arn) is not None


@operations.add("ListLabelingJobsForWorkteam")
def list_labeling_jobs_for_workteam(state: State, parameters: Parameters) -> Parameters:
    arn = parameters["WorkteamArn"]
    if not is_known_workteam(state, arn):
        raise Refusal(situations.LABELING_WORKTEAM_NOT_FOUND, workteam_arn=arn)
    after = parameters.get("CreationTimeAfter")
    before = parameters.get("CreationTimeBefore")

    def matches(job: LabelingJob) -> bool:
        created = job.created.timestamp()
        return (
            job.workteam_arn == arn
            and (after is None or created > after)
            and (before is None or created < before)
        )

    page = paging.page(
        state,
        "ListLabelingJobsForWorkteam",
        parameters,
        state.table(LABELING_JOBS),
        order="CreationTime",
        fragment=parameters.get("JobReferenceCodeContains", ""),
        matches=matches,
    )
    return page.result("LabelingJobSummaryList", [job.summary for job in page.resources])
