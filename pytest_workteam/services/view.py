"""A backend's resources and open tasks in one account and region."""

from __future__ import annotations

from pytest_workteam.services import work
from pytest_workteam.services.a2i_runtime.view import HumanLoopView
from pytest_workteam.services.sagemaker.labeling_view import LabelingView
from pytest_workteam.services.sagemaker.review_view import ReviewView
from pytest_workteam.services.sagemaker.workforce_view import WorkforceView
from pytest_workteam.services.tasks import Tasks


class View(WorkforceView, LabelingView, ReviewView, HumanLoopView):
    """A backend's resources in one account and region."""

    # Tests are not always type-checked, and a misspelled attribute would have no effect.
    __slots__ = ()

    @property
    def tasks(self) -> Tasks:
        """The open tasks of labeling jobs, then of human loops, each in order of creation.

        A labeling job has a task for each data object and worker; a human loop has a task for each
        worker.
        """
        return work.open_tasks(self._state)
