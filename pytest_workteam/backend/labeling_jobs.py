"""Labeling jobs, as the work team that works on them is shown them."""

from __future__ import annotations

from pytest_workteam import situations
from pytest_workteam.backend import paging
from pytest_workteam.backend.arns import PUBLIC_CROWD_ACCOUNT, Arn
from pytest_workteam.backend.dispatch import operation
from pytest_workteam.backend.state import LabelingJob, Parameters, State
from pytest_workteam.situations import Refusal


def is_known_workteam(state: State, arn: str) -> bool:
    """Whether the ARN is that of a private, a subscribed or the public work team."""
    public = Arn(
        state.partition, state.region, PUBLIC_CROWD_ACCOUNT, "workteam", "public-crowd/default"
    )
    if arn == str(public):
        return True
    if any(team.members["WorkteamArn"] == arn for team in state.subscribed_workteams.values()):
        return True
    return state.workteam_of(arn) is not None


@operation("ListLabelingJobsForWorkteam")
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
        state.labeling_jobs,
        order="CreationTime",
        fragment=parameters.get("JobReferenceCodeContains", ""),
        matches=matches,
    )
    return page.result("LabelingJobSummaryList", [job.summary for job in page.resources])
