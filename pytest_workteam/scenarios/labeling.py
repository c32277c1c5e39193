"""Built-in scenarios of labeling jobs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    """Give the name of a job, in another case, to a job of someone else's."""
    view.add_labeling_job(_other_case(parameters["LabelingJobName"]))
    return True


def _no_quota(backend: WorkteamBackend) -> None:
    backend.labeling_job_limit = 0


def _remove_team(view: View, parameters: Parameters) -> bool:
    """Remove the private work team that a request names, if it is there."""
    task: Parameters = parameters.get("HumanTaskConfig", {})
    name = parameters.get("WorkteamName") or task.get("WorkteamArn", "").rpartition("/")[2]
    if name in view.workteams:
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
    act: Callable[[View, LabelingJobStructure], object],
) -> Callable[[WorkteamBackend], None]:
    """Arrange that something happens to the first job that is described while in progress."""

    def race(view: View, parameters: Parameters) -> bool:
        job = view.labeling_jobs.get(parameters["LabelingJobName"])
        if job is None or job["LabelingJobStatus"] != IN_PROGRESS:
            return False
        act(view, job)
        return True

    return lambda backend: backend.races.add(["DescribeLabelingJob"], race)


def _fail(view: View, job: LabelingJobStructure) -> None:
    del view
    job.fail(FAILURE_REASON)


def _fail_some(view: View, job: LabelingJobStructure) -> None:
    """Have every object labeled but the last, whose time runs out."""
    workers = job["HumanTaskConfig"]["NumberOfHumanWorkersPerDataObject"]
    for task in view.tasks.of(job["LabelingJobName"])[:-workers]:
        task.submit(job.sample_answer())
    job.expire()


def _stop(view: View, job: LabelingJobStructure) -> None:
    del view
    job.stop()


def _complete_before_stop(backend: WorkteamBackend) -> None:
    def complete(view: View, parameters: Parameters) -> bool:
        job = view.labeling_jobs.get(parameters["LabelingJobName"])
        if job is None or job["LabelingJobStatus"] != IN_PROGRESS:
            return False
        job.complete(job.sample_answer())
        return True

    backend.races.add(["StopLabelingJob"], complete)


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
        summary="No more labeling jobs may run.",
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
    Scenario(
        name="labeling/stuck",
        summary="No worker ever answers: the labeling job stays InProgress.",
        operation="DescribeLabelingJob",
        arrange=_without_workers,
    ),
    Scenario(
        name="labeling/fails",
        summary="The labeling job is Failed when it is first described.",
        operation="DescribeLabelingJob",
        arrange=_at_first_look(_fail),
    ),
    Scenario(
        name="labeling/some-objects-fail",
        summary="The labeling job is Completed, but its last data object could not be labeled.",
        operation="DescribeLabelingJob",
        arrange=_at_first_look(_fail_some),
    ),
    Scenario(
        name="labeling/stopped-by-someone",
        summary="Someone else stops the labeling job before it is first described.",
        operation="DescribeLabelingJob",
        arrange=_at_first_look(_stop),
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
