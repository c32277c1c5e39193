"""A view's labeling jobs, and their seeding."""

from __future__ import annotations

from typing import Any

from pytest_workteam.services.base_view import BaseView
from pytest_workteam.services.sagemaker import seeding

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True


class LabelingView(BaseView):
    """Labeling jobs."""

    __slots__ = ()

    def add_labeling_job(self, workteam: str, **members: Any) -> str:
        """Add a labeling job to the list of ``ListLabelingJobsForWorkteam``.

        Args:
            workteam: The name of a private work team, or the ARN of any.
            members: Members of the service model's ``LabelingJobForWorkteamSummary``;
                ``CreationTime`` is a datetime with a time zone.

        Returns:
            The job's ``JobReferenceCode``.

        Raises:
            SeedRefused: The work team does not exist, or a member is invalid.
        """
        return seeding.add_labeling_job(self._state, workteam, members)
