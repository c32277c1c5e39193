"""ListLabelingJobs and ListLabelingJobsForWorkteam."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from pytest_workteam.engine import paging
from pytest_workteam.engine.service import Operations
from pytest_workteam.engine.situations import Refusal
from pytest_workteam.engine.state import by_creation
from pytest_workteam.engine.table import Table
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services.sagemaker import labeling_job_situations as situations
from pytest_workteam.services.sagemaker import labeling_jobs
from pytest_workteam.services.sagemaker import labeling_lifecycle as lifecycle
from pytest_workteam.services.sagemaker.known_workteams import check_region, is_known
from pytest_workteam.services.sagemaker.labeling_workers import work_for
from pytest_workteam.services.sagemaker.resources import LABELING_JOBS, LabelingJob
from pytest_workteam.services.state import State
from pytest_workteam.services.workers import finder

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

operations = Operations()

_FILTERS_BY_PROGRESS = frozenset(
    {"StatusEquals", "LastModifiedTimeAfter", "LastModifiedTimeBefore"}
)


@finder
def _find_work_for_list(state: State, parameters: Parameters) -> Callable[[], None] | None:
    """Find the tasks that the automatic workers answer in the jobs of a page.

    Other jobs are left out, since an invalid answer to their tasks must not fail this call.
    """
    if parameters.get("SortBy") != "Status" and not _FILTERS_BY_PROGRESS & parameters.keys():
        return _work_for_page(state, lambda: _page(state, parameters))
    # The answers determine which jobs match, so the page is not known yet.
    created = _created_within(parameters)
    fragment = parameters.get("NameContains", "")
    jobs = state.table(LABELING_JOBS).values()
    return work_for(state, (job for job in jobs if fragment in job.name and created(job)))


def _work_for_page(
    state: State, page: Callable[[], paging.Page[LabelingJob]]
) -> Callable[[], None] | None:
    try:
        return work_for(state, page().resources)
    except paging.InvalidTokenError:
        # The operation refuses it.
        return None


@operations.add("ListLabelingJobs", before=_find_work_for_list)
def list_labeling_jobs(state: State, parameters: Parameters) -> Parameters:
    page = _page(state, parameters)
    shown = [state.table(LABELING_JOBS)[job.name] for job in page.resources]
    result = page.result("LabelingJobSummaryList", [_summary(state, job) for job in shown])
    for job in shown:
        labeling_jobs.count_describe(state, job)
    return result


def _page(state: State, parameters: Parameters) -> paging.Page[LabelingJob]:
    order = parameters.get("SortBy", "CreationTime")
    wanted = parameters.get("StatusEquals")
    created = _created_within(parameters)

    def matches(job: LabelingJob) -> bool:
        # Only the examined jobs, so that a page's cost is independent of the number of jobs.
        job = lifecycle.end_if_overdue(state, job)
        return (
            created(job)
            and _is_within(parameters, "LastModifiedTime", job.modified.timestamp())
            and (wanted is None or lifecycle.status_of(state, job) == wanted)
        )

    jobs = state.table(LABELING_JOBS)
    return paging.page(
        state,
        "ListLabelingJobs",
        parameters,
        _by_status(state, jobs) if order == "Status" else jobs,
        order=order,
        fragment=parameters.get("NameContains", ""),
        matches=matches,
    )


def _created_within(parameters: Parameters) -> Callable[[LabelingJob], bool]:
    return lambda job: _is_within(parameters, "CreationTime", job.created.timestamp())


def _is_within(parameters: Parameters, member: str, moment: float) -> bool:
    after = parameters.get(f"{member}After")
    before = parameters.get(f"{member}Before")
    return (after is None or moment > after) and (before is None or moment < before)


def _by_status(state: State, jobs: Table[LabelingJob]) -> Table[LabelingJob]:
    """A table sorted by current status, made for each page since it depends on the clock."""
    lifecycle.end_overdue(state)

    def by_status(job: LabelingJob) -> tuple[int | str, ...]:
        return (lifecycle.status_of(state, job), *by_creation(job))

    table: Table[LabelingJob] = Table({"Status": by_status})
    table.update(jobs)
    return table


def _summary(state: State, job: LabelingJob) -> Parameters:
    full = labeling_jobs.described(state, job)
    members = (
        "LabelingJobName",
        "LabelingJobArn",
        "CreationTime",
        "LastModifiedTime",
        "LabelingJobStatus",
        "LabelCounters",
        "FailureReason",
        "LabelingJobOutput",
        "InputConfig",
    )
    summary = {member: full[member] for member in members if member in full}
    summary["WorkteamArn"] = job.workteam_arn
    if "PreHumanTaskLambdaArn" in job.task:
        summary["PreHumanTaskLambdaArn"] = job.task["PreHumanTaskLambdaArn"]
    if "AnnotationConsolidationConfig" in job.task:
        summary.update(job.task["AnnotationConsolidationConfig"])
    return summary


@finder
def _find_work_for_workteam(state: State, parameters: Parameters) -> Callable[[], None] | None:
    return _work_for_page(state, lambda: _page_for_workteam(state, parameters))


@operations.add("ListLabelingJobsForWorkteam", before=_find_work_for_workteam)
def list_labeling_jobs_for_workteam(state: State, parameters: Parameters) -> Parameters:
    arn = parameters["WorkteamArn"]
    check_region(state, arn)
    if not is_known(state, arn):
        raise Refusal(situations.LABELING_WORKTEAM_NOT_FOUND, workteam_arn=arn)
    page = _page_for_workteam(state, parameters)
    shown = [lifecycle.end_if_overdue(state, job) for job in page.resources]
    summaries = [_summary_for_workteam(state, job) for job in shown]
    for job in shown:
        labeling_jobs.count_describe(state, job)
    return page.result("LabelingJobSummaryList", summaries)


def _page_for_workteam(state: State, parameters: Parameters) -> paging.Page[LabelingJob]:
    created = _created_within(parameters)
    return paging.page(
        state,
        "ListLabelingJobsForWorkteam",
        parameters,
        state.table(LABELING_JOBS),
        order="CreationTime",
        fragment=parameters.get("JobReferenceCodeContains", ""),
        text=attrgetter("reference_code"),
        matches=lambda job: job.workteam_arn == parameters["WorkteamArn"] and created(job),
    )


def _summary_for_workteam(state: State, job: LabelingJob) -> Parameters:
    return {
        "LabelingJobName": job.name,
        "JobReferenceCode": job.reference_code,
        "WorkRequesterAccountId": state.account_id,
        "CreationTime": job.created,
        "LabelCounters": {
            "HumanLabeled": job.labeled,
            "PendingHuman": job.open,
            "Total": job.labeled + job.failed + job.open,
        },
        "NumberOfHumanWorkersPerDataObject": job.workers,
    }
