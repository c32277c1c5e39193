"""The part of a view for labeling jobs."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pytest_workteam.errors import InvalidAnswer
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.protocols.values import plain_copy
from pytest_workteam.services.base_view import BaseView
from pytest_workteam.services.resources import ActiveStructure, Resources
from pytest_workteam.services.sagemaker import (
    labeling_answers,
    labeling_jobs,
    labeling_output,
    labeling_seeding,
    labeling_work,
    labeling_workers,
)
from pytest_workteam.services.sagemaker import labeling_lifecycle as lifecycle
from pytest_workteam.services.sagemaker.labeling_task_types import task_type_of
from pytest_workteam.services.sagemaker.resources import LABELING_JOBS, LabelingJob
from pytest_workteam.services.state import State
from pytest_workteam.services.tasks import Answer

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True


class LabelingJobStructure(ActiveStructure):
    """A labeling job, as ``DescribeLabelingJob`` returns it, with methods that act on it.

    A copy of the job at the time of reading; its own methods update the copy.
    """

    __slots__ = ()

    @property
    def _name(self) -> str:
        return str(self["LabelingJobName"])

    def _settled(self) -> State:
        """The state, after the automatic workers' due answers."""
        state = self._state()
        labeling_workers.let_workers_answer_for(state, self._name)
        return state

    @contextmanager
    def _job(self) -> Generator[tuple[State, LabelingJob], None, None]:
        with self._settled().present() as state:
            yield state, lifecycle.existing(state, self._name)

    def _refresh(self) -> None:
        with self._job() as (state, job):
            self._replace(labeling_jobs.described(state, job))

    def complete(self, answer: Answer) -> None:
        """Answer all open tasks of the job.

        Args:
            answer: An answer, or a function that takes a ``Task`` and returns an answer. The
                function can call the API.

        Raises:
            InvalidAnswer: The job is not ``InProgress``, an answer is invalid for its task type,
                or the job was changed while the function ran. No answer is stored then.
        """
        labeling_workers.complete(self._settled(), self._name, answer)
        self._refresh()

    def fail(self, reason: str) -> None:
        """End the job as ``Failed``.

        Args:
            reason: The ``FailureReason``, at most 1,024 characters.

        Raises:
            InvalidAnswer: The job has ended, or the reason is invalid.
        """
        lifecycle.fail(self._settled(), self._name, reason)
        self._refresh()

    def stop(self) -> None:
        """Stop the job, as another client's ``StopLabelingJob`` would.

        Raises:
            InvalidAnswer: The job has ended, or is being stopped.
        """
        lifecycle.stop(self._settled(), self._name)
        self._refresh()

    def expire(self) -> None:
        """Expire the open tasks, so that their data objects count as failed.

        Raises:
            InvalidAnswer: The job is not ``InProgress``.
        """
        lifecycle.expire(self._settled(), self._name)
        self._refresh()

    def add_object(self, data_object: Mapping[str, Any]) -> None:
        """Send a data object to a streaming job, as its SNS topic would.

        Args:
            data_object: A line of a manifest, with ``source`` or ``source-ref``.

        Raises:
            InvalidAnswer: The job does not exist.
            SeedRefused: The job is not a streaming job or not ``InProgress``, or the data object
                is invalid.
        """
        labeling_work.add_objects(self._settled(), self._name, [data_object])
        self._refresh()

    def sample_answer(self) -> Any:
        """A valid answer to the job's tasks, such as its first label category."""
        with self._job() as (_, job):
            return labeling_answers.sample_answer(task_type_of(job.task), job.categories)

    @property
    def output_manifest(self) -> Sequence[Parameters]:
        """A copy of the current lines of the output manifest."""
        with self._job() as (state, job):
            lines = labeling_output.manifest_lines(job, lifecycle.objects_of(state, job))
            return [plain_copy(line) for line in lines]

    def event(self) -> Parameters:
        """The EventBridge event of the job's current status.

        Raises:
            InvalidAnswer: The job has not ended; the service sends no event before.
        """
        self._refresh()
        with self._job() as (state, job):
            status = lifecycle.status_of(state, job)
            if status not in lifecycle.TERMINAL_STATUSES:
                raise InvalidAnswer(
                    f"The labeling job {job.name} is {status}; the service sends its event "
                    "when it is over. Complete, stop or fail it first."
                )
            return labeling_output.event(state, job, status, self["LabelingJobArn"])


class LabelingJobs(Resources[LabelingJobStructure]):
    """The labeling jobs by case-insensitive name."""

    def __getitem__(self, name: str) -> LabelingJobStructure:
        # Of this job only: an invalid answer to another job's task must not raise here.
        labeling_workers.let_workers_answer_for(self._state(), name)
        return super().__getitem__(name)


class LabelingView(BaseView):
    """Labeling jobs of an account and region."""

    __slots__ = ()

    @property
    def labeling_jobs(self) -> Mapping[str, LabelingJobStructure]:
        """The labeling jobs by name, read-only, each as in ``DescribeLabelingJob``.

        As in the service, names are case-insensitive.
        A job has the methods ``complete``, ``fail``, ``expire``, ``stop``, ``add_object``,
        ``sample_answer`` and ``event``, and the attribute ``output_manifest``.
        """
        return LabelingJobs(
            lambda: self._state,
            LABELING_JOBS,
            labeling_jobs.described,
            LabelingJobStructure,
            lifecycle.find,
        )

    def add_labeling_job(
        self,
        name: str,
        *,
        workteam: str | None = None,
        objects: Iterable[Mapping[str, Any]] | None = None,
        **members: Any,
    ) -> str:
        """Add a labeling job without a call.

        Args:
            name: The ``LabelingJobName``.
            workteam: Name of a private work team, or ARN of any work team; None for the work team
                in ``HumanTaskConfig``, else the first private work team, else a new work team.
            objects: The data objects, each with ``source`` or ``source-ref``; None for the lines
                of the input manifest, or for one object if the manifest does not exist. A
                streaming job without an input manifest receives the objects at once.
            members: Other members of ``CreateLabelingJob``, and ``JobReferenceCode`` and
                ``CreationTime`` (a datetime with a time zone). None means a member's default.

        Returns:
            The labeling job's ARN.

        Raises:
            SeedRefused: The service would refuse to create it, or a data object is invalid.
        """
        return labeling_seeding.add_labeling_job(self._state, name, workteam, objects, members)
