"""Errors of labeling jobs."""

from __future__ import annotations

from pytest_workteam.engine.situations import Evidence, Situation

LABELING_JOB_NAME_IN_USE = Situation(
    "labeling-job-name-in-use",
    "ResourceInUse",
    400,
    "Labeling job names must be unique within an AWS account and region, and a labeling job with "
    "this name already exists ({labeling_job_arn})",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Error modeled for CreateLabelingJob; names are documented to be unique ignoring case. The "
    "wording was seen for training jobs.",
    operations=("CreateLabelingJob",),
)
LABELING_JOB_LIMIT = Situation(
    "labeling-job-limit",
    "ResourceLimitExceeded",
    400,
    "The account-level service limit 'Total number of labeling jobs' is {labeling_job_limit} "
    "LabelingJobs, with current utilization of {labeling_job_utilization} LabelingJobs and a "
    "request delta of 1 LabelingJobs. Please contact AWS support to request an increase for this "
    "limit.",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Error modeled for CreateLabelingJob; the quota is not known. The wording was seen for "
    "notebook instances.",
    operations=("CreateLabelingJob",),
)
LABELING_TEAM_MISSING = Situation(
    "labeling-team-missing",
    "ValidationException",
    400,
    "The specified Workteam '{workteam_arn}' does not exist or you do not have access to it.",
    Evidence.INFERRED,
    Evidence.INFERRED,
    "Seen for CreateFlowDefinition.",
    operations=("CreateLabelingJob",),
)
LABELING_ATTRIBUTE_NAME = Situation(
    "labeling-attribute-name",
    "ValidationException",
    400,
    "The LabelAttributeName '{label_attribute_name}' is invalid for this labeling job: it must "
    "{rule}.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The rules are documented for CreateLabelingJob and in the developer guide's pages on output "
    "data and chained jobs.",
    operations=("CreateLabelingJob",),
    example={"rule": "not end with '-metadata'"},
)
LABELING_UI = Situation(
    "labeling-ui",
    "ValidationException",
    400,
    "UiConfig must have exactly one of UiTemplateS3Uri and HumanTaskUiArn.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The members are documented as alternatives.",
    operations=("CreateLabelingJob",),
)
LABELING_DATA_SOURCE = Situation(
    "labeling-data-source",
    "ValidationException",
    400,
    "DataSource must have at least one of S3DataSource and SnsDataSource.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The rule is documented for InputConfig.",
    operations=("CreateLabelingJob",),
)
LABELING_PUBLIC_PRICE = Situation(
    "labeling-public-price",
    "ValidationException",
    400,
    "PublicWorkforceTaskPrice is required for the public work team.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The rule is documented in the developer guide.",
    operations=("CreateLabelingJob",),
)
LABELING_PUBLIC_TASK_TYPE = Situation(
    "labeling-public-task-type",
    "ValidationException",
    400,
    "The public work team cannot be used for tasks of type {task_type}.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "3D point cloud and video frame jobs are documented to need another work team.",
    operations=("CreateLabelingJob",),
)
LABELING_TASK_DURATION = Situation(
    "labeling-task-duration",
    "ValidationException",
    400,
    "{member} is {seconds}; its maximum for this labeling job is {maximum} seconds.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The maximums are documented for HumanTaskConfig.",
    operations=("CreateLabelingJob",),
    example={"member": "TaskTimeLimitInSeconds", "seconds": 28801, "maximum": 28800},
)
UNKNOWN_LABELING_JOB = Situation(
    "unknown-labeling-job",
    "ValidationException",
    400,
    "Requested resource not found.",
    Evidence.SECOND_HAND,
    Evidence.INFERRED,
    "AWS's Kubernetes controller relies on the code, though the service model has ResourceNotFound "
    "for DescribeLabelingJob. The wording was seen for training jobs.",
    operations=("DescribeLabelingJob",),
)
LABELING_JOB_NOT_FOUND = Situation(
    "labeling-job-not-found",
    "ResourceNotFound",
    400,
    "Requested resource not found.",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Error modeled for StopLabelingJob and DescribeLabelingJob; the fake returns it for "
    "StopLabelingJob. The wording was seen for training jobs.",
    operations=("DescribeLabelingJob", "StopLabelingJob"),
)
LABELING_JOB_OVER = Situation(
    "labeling-job-over",
    "ValidationException",
    400,
    "The request was rejected because the labeling job is in status {labeling_job_status}.",
    Evidence.INFERRED,
    Evidence.INFERRED,
    "Seen for training jobs.",
    operations=("StopLabelingJob",),
)
LABELING_WORKTEAM_NOT_FOUND = Situation(
    "labeling-workteam-not-found",
    "ResourceNotFound",
    400,
    "The specified Workteam '{workteam_arn}' does not exist or you do not have access to it.",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Error modeled for ListLabelingJobsForWorkteam; the model also has it for DescribeLabelingJob, "
    "where the live service returns ValidationException. The wording was seen for "
    "CreateFlowDefinition.",
    operations=("ListLabelingJobsForWorkteam",),
)
