"""Errors of labeling jobs."""

from __future__ import annotations

from pytest_workteam.engine.situations import Evidence, Situation

LABELING_WORKTEAM_NOT_FOUND = Situation(
    "labeling-workteam-not-found",
    "ResourceNotFound",
    400,
    "The specified Workteam '{workteam_arn}' does not exist or you do not have access to it.",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Error modelled for ListLabelingJobsForWorkteam; the model also has it for "
    "DescribeLabelingJob, where the live service returns ValidationException. The wording was "
    "seen for CreateFlowDefinition.",
    operations=("ListLabelingJobsForWorkteam",),
)
