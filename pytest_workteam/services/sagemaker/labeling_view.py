"""A view's labeling jobs, and what their workers do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services.base_view import BaseView
from pytest_workteam.services.readonly import Structure
from pytest_workteam.services.resources import Resources
from pytest_workteam.services.sagemaker import (
    labeling_answers,
    labeling_jobs,
    labeling_output,
    labeling_seeding,
    labeling_work,
)
from pytest_workteam.services.sagemaker.labeling_task_types import task_type_of
from pytest_workteam.services.sagemaker.resources import LABELING_JOBS, LabelingJob, labeling_job
from pytest_workteam.services.state import State
from pytest_workteam.services.workers import Answer

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True


class LabelingJobStructure(Structure):
    """A labeling job, as ``DescribeLabelingJob`` returns it, and what its workers can do."""

    __slots__ = ("_state",)

    def __init__(self, described: Parameters, state: Callable[[], State]) -> None:
        super().__init__(described)
        self._state = state

    @property
    def _name(self) -> str:
        return str(self["LabelingJobName"])

    def _job(self) -> tuple[State, LabelingJob]:
        state = self._state()
        with state.lock:
            return state, state.table(LABELING_JOBS)[self._name]

    def complete(self, answer: Answer) -> None:
        """Answer all open tasks of the job.

        Args:
            answer: An answer, or a function from a ``Task`` to an answer.

        Raises:
            InvalidAnswer: The job is not ``InProgress``, or an answer is invalid for its task
                type; no task is answered then.
        """
        labeling_work.complete(self._state(), self._name, answer)

    def fail(self, reason: str) -> None:
        """End the job as ``Failed``.

        Args:
            reason: The ``FailureReason``, at most 1,024 characters.

        Raises:
            InvalidAnswer: The job is not ``InProgress``, or the reason is invalid.
        """
        labeling_work.fail(self._state(), self._name, reason)

    def stop(self) -> None:
        """Stop the job, as someone else's ``StopLabelingJob`` would.

        Raises:
            InvalidAnswer: The job is over, or stopped already.
        """
        labeling_work.stop(self._state(), self._name)

    def expire(self) -> None:
        """Let the time of the open tasks run out: their data objects count as failed.

        Raises:
            InvalidAnswer: The job is not ``InProgress``.
        """
        labeling_work.expire(self._state(), self._name)

    def add_object(self, data_object: Mapping[str, Any]) -> None:
        """Send a data object to a streaming job, as its SNS topic would.

        Args:
            data_object: A line of a manifest, with ``source`` or ``source-ref``.

        Raises:
            SeedRefused: The job is not a streaming job or not ``InProgress``, or the data object
                is invalid.
        """
        labeling_work.add_object(self._state(), self._name, data_object)

    def sample_answer(self) -> Any:
        """A valid answer to the job's tasks, such as its first label category."""
        state, job = self._job()
        del state
        return labeling_answers.sample(task_type_of(job.task), job.categories)

    @property
    def output_manifest(self) -> Sequence[Parameters]:
        """The lines of the output manifest, as of now."""
        state, job = self._job()
        with state.lock:
            return labeling_output.manifest_lines(job, labeling_work.objects_of(state, job))

    def event(self) -> Parameters:
        """The EventBridge event of the job's present status.

        The service sends it for ``Completed``, ``Failed`` and ``Stopped``.
        """
        state, job = self._job()
        status = labeling_work.status_of(state, job)
        return labeling_output.event(state, job, status, self["LabelingJobArn"])


class LabelingView(BaseView):
    """Labeling jobs."""

    __slots__ = ()

    @property
    def labeling_jobs(self) -> Mapping[str, LabelingJobStructure]:
        """The labeling jobs by name, read-only, each as in ``DescribeLabelingJob``.

        As in the service, the case of a name does not count.
        Each has the methods ``complete``, ``fail``, ``expire``, ``stop``, ``add_object``,
        ``sample_answer`` and ``event``, and its ``output_manifest``.
        """
        return Resources(
            lambda: self._state,
            LABELING_JOBS,
            labeling_jobs.described,
            LabelingJobStructure,
            labeling_job,
        )

    def add_labeling_job(
        self,
        name: str,
        *,
        workteam: str | None = None,
        objects: Sequence[Mapping[str, Any]] | None = None,
        **members: Any,
    ) -> str:
        """Add a labeling job without a call.

        Args:
            name: The ``LabelingJobName``.
            workteam: Name of a private work team, or the ARN of any work team; None for the work
                team in ``HumanTaskConfig``, else the first private one, else a new one.
            objects: The data objects, each with ``source`` or ``source-ref``; None for the lines
                of the job's input manifest, else one object.
            members: Other members of ``CreateLabelingJob``; ``JobReferenceCode`` and
                ``CreationTime``, a datetime with a time zone. None for a member's default.

        Returns:
            The labeling job's ARN.

        Raises:
            SeedRefused: The service would refuse to create it, or a data object is invalid.
        """
        return labeling_seeding.add_labeling_job(self._state, name, workteam, objects, members)
