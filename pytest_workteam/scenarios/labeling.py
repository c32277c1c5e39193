"""Built-in scenarios of labeling jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from pytest_workteam.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from pytest_workteam.engine.calls import Call
    from pytest_workteam.fake import WorkteamBackend
    from pytest_workteam.protocols.messages import Parameters
    from pytest_workteam.services.sagemaker.labeling_view import LabelingJobStructure
    from pytest_workteam.services.view import View

FAILURE_REASON = "InternalError: The labeling job failed."
IN_PROGRESS = "InProgress"


def _other_case(name: str) -> str:
    return name.lower() if name != name.lower() else name.upper()


def _take_name(view: View, parameters: Parameters) -> bool:
    """Add a job of the same name in another case, as someone else."""
    name = parameters["LabelingJobName"]
    if name not in view.labeling_jobs:
        view.add_labeling_job(_other_case(name))
    return True


def _no_quota(backend: WorkteamBackend) -> None:
    backend.labeling_job_limit = 0


def _remove_team(view: View, parameters: Parameters) -> bool:
    """Remove the private work team that a request names, if it is there."""
    task: Parameters = parameters.get("HumanTaskConfig", {})
    arn = task.get("WorkteamArn")
    name = parameters.get("WorkteamName") or str(arn).rpartition("/")[2]
    team = view.workteams.get(name)
    if team is not None and arn in (None, team["WorkteamArn"]):
        view.remove_workteam(name)
    return "HumanTaskConfig" in parameters


def _remove_team_at_first_look(backend: WorkteamBackend) -> None:
    backend.races.add(["CreateLabelingJob", "DescribeWorkteam"], _remove_team)


def _missed_by_name(call: Call) -> bool:
    """Whether a program looked for the work team first, and missed it."""
    return call.operation == "DescribeWorkteam" and call.situation == "unknown-workteam"


def _remove_team_meanwhile(backend: WorkteamBackend) -> None:
    backend.races.add(["CreateLabelingJob"], _remove_team)


def _without_workers(backend: WorkteamBackend) -> None:
    backend.idle_workers = True


def _at_first_look(
    act: Callable[[View, LabelingJobStructure], bool],
) -> Callable[[WorkteamBackend], None]:
    """Arrange what happens to the first job in progress that a program describes, lists or stops.

    The backend's own workers wait for it: they could end the job first.

    Args:
        act: Does it, and returns whether it could be done.
    """

    def arrange(backend: WorkteamBackend) -> None:
        def race(view: View, parameters: Parameters) -> bool:
            for job in _asked_for(view, parameters):
                if job["LabelingJobStatus"] == IN_PROGRESS and act(view, job):
                    backend.idle_workers = False
                    return True
            return False

        backend.idle_workers = True
        backend.races.add(["DescribeLabelingJob", "ListLabelingJobs", "StopLabelingJob"], race)

    return arrange


def _asked_for(view: View, parameters: Parameters) -> Iterable[LabelingJobStructure]:
    """The jobs that a request is about."""
    name = parameters.get("LabelingJobName")
    if name is None:
        fragment = parameters.get("NameContains", "")
        return [job for name, job in view.labeling_jobs.items() if fragment in name]
    job = view.labeling_jobs.get(name)
    return [] if job is None else [job]


def _fail(view: View, job: LabelingJobStructure) -> bool:
    del view
    job.fail(FAILURE_REASON)
    return True


def _fail_some(view: View, job: LabelingJobStructure) -> bool:
    """Label every object except the last, whose task expires."""
    tasks = view.tasks.of(job["LabelingJobName"])
    if not tasks:
        # A streaming job that has yet to get its objects.
        return False
    if not job.get("StoppingConditions"):
        # Otherwise an answer could stop the job.
        workers = job["HumanTaskConfig"]["NumberOfHumanWorkersPerDataObject"]
        for task in tasks[:-workers]:
            task.submit(job.sample_answer())
    job.expire()
    return True


def _stop(view: View, job: LabelingJobStructure) -> bool:
    del view
    job.stop()
    return True


def _complete_before_stop(backend: WorkteamBackend) -> None:
    def complete(view: View, parameters: Parameters) -> bool:
        job = view.labeling_jobs.get(parameters["LabelingJobName"])
        if job is None or job["LabelingJobStatus"] != IN_PROGRESS:
            return False
        job.complete(job.sample_answer())
        if job["LabelingJobStatus"] == IN_PROGRESS:
            # A streaming job waits for more objects.
            job.stop()
        return True

    backend.races.add(["StopLabelingJob"], complete)


def _jobs_in(call: Call) -> Sequence[Parameters]:
    """The jobs that a call described or listed."""
    result = call.result or {}
    jobs: Sequence[Parameters] = result.get("LabelingJobSummaryList", [result])
    return jobs


def _shows(*statuses: str) -> Callable[[Call], bool]:
    """Predicate on a call: whether it describes or lists a job of one of the statuses."""

    def shown(call: Call) -> bool:
        return any(job.get("LabelingJobStatus") in statuses for job in _jobs_in(call))

    return shown


def _shows_failed_objects(call: Call) -> bool:
    counters = (job.get("LabelCounters", {}) for job in _jobs_in(call))
    return any(counter.get("FailedNonRetryableError") for counter in counters)


def _scenario_of_status(
    name: str,
    summary: str,
    arrange: Callable[[WorkteamBackend], object],
    effect: Callable[[Call], bool],
) -> Scenario:
    """A scenario that shows in the status or the counters of a job."""
    return Scenario(
        name=name,
        summary=summary,
        operation="DescribeLabelingJob",
        arrange=arrange,
        effect=effect,
        # A program that lists its jobs sees it, too.
        shown_by=effect,
    )


SCENARIOS: Sequence[Scenario] = (
    Scenario(
        name="labeling/job-name-in-use",
        summary="Someone else has a labeling job of the name, in another case.",
        operation="CreateLabelingJob",
        error="ResourceInUse",
        arrange=lambda backend: backend.races.add(["CreateLabelingJob"], _take_name),
    ),
    Scenario(
        name="labeling/limit-exceeded",
        summary="The account's limit of labeling jobs is 0.",
        operation="CreateLabelingJob",
        error="ResourceLimitExceeded",
        arrange=_no_quota,
    ),
    Scenario(
        name="labeling/team-missing",
        summary="The work team of the labeling job does not exist.",
        operation="CreateLabelingJob",
        error="ValidationException",
        arrange=_remove_team_at_first_look,
        situation="labeling-team-missing",
        shown_by=_missed_by_name,
    ),
    Scenario(
        name="labeling/team-deleted-meanwhile",
        summary="The work team is there when the code looks, and gone when it creates the job.",
        operation="CreateLabelingJob",
        error="ValidationException",
        arrange=_remove_team_meanwhile,
        situation="labeling-team-missing",
    ),
    _scenario_of_status(
        "labeling/stuck",
        "No worker ever answers: the labeling job stays InProgress.",
        _without_workers,
        _shows(IN_PROGRESS),
    ),
    _scenario_of_status(
        "labeling/fails",
        "The labeling job is Failed when the code first describes, lists or stops it.",
        _at_first_look(_fail),
        _shows("Failed"),
    ),
    _scenario_of_status(
        "labeling/some-objects-fail",
        "The labeling job is Completed, but its last data object could not be labeled.",
        _at_first_look(_fail_some),
        _shows_failed_objects,
    ),
    _scenario_of_status(
        "labeling/stopped-by-someone",
        "Someone else stops the labeling job before the code first describes, lists or stops it.",
        _at_first_look(_stop),
        _shows("Stopping", "Stopped"),
    ),
    Scenario(
        name="labeling/already-over",
        summary="The labeling job ends right before it is stopped.",
        operation="StopLabelingJob",
        error="ValidationException",
        arrange=_complete_before_stop,
        situation="labeling-job-over",
    ),
)
