"""Errors of human task UIs."""

from __future__ import annotations

from pytest_workteam.engine.situations import Evidence, Situation

HUMAN_TASK_UI_IN_USE = Situation(
    "human-task-ui-in-use",
    "ResourceInUse",
    400,
    "Human task UI names must be unique within an AWS account and region, and a human task UI "
    "with this name already exists ({human_task_ui_arn}). Please use a different HumanTaskUiName.",
    Evidence.DOCUMENTED,
    Evidence.NOT_KNOWN,
    "Error modeled for CreateHumanTaskUi; the wording follows other SageMaker resources.",
    operations=("CreateHumanTaskUi",),
)
HUMAN_TASK_UI_LIMIT = Situation(
    "human-task-ui-limit",
    "ResourceLimitExceeded",
    400,
    "The account-level service limit 'Total number of human task UIs' is {limit} HumanTaskUis, "
    "with current utilization of {utilization} HumanTaskUis and a request delta of 1 "
    "HumanTaskUis. Please contact AWS support to request an increase for this limit.",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Error modeled for CreateHumanTaskUi; the wording was seen for notebook instances. The quota "
    "is not known: the fake has none unless human_task_ui_limit sets one.",
    operations=("CreateHumanTaskUi",),
)
UNKNOWN_HUMAN_TASK_UI = Situation(
    "unknown-human-task-ui",
    "ResourceNotFound",
    400,
    "The human task UI {human_task_ui} does not exist in this account and region.",
    Evidence.DOCUMENTED,
    Evidence.NOT_KNOWN,
    "Error modeled for the operations, and Terraform's provider relies on it for "
    "DescribeHumanTaskUi and DeleteHumanTaskUi.",
    operations=("DeleteHumanTaskUi", "DescribeHumanTaskUi", "RenderUiTemplate"),
)
RENDER_TEMPLATE_SOURCE = Situation(
    "render-template-source",
    "ValidationException",
    400,
    "Give either UiTemplate or HumanTaskUiArn; {number} was given.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The rule is documented for RenderUiTemplate.",
    operations=("RenderUiTemplate",),
    example={"number": "neither"},
)
RENDER_TASK_INPUT = Situation(
    "render-task-input",
    "ValidationException",
    400,
    "Task.Input must be a JSON object: {reason}",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The member is documented to be a JSON object.",
    operations=("RenderUiTemplate",),
    example={"reason": "Expecting value: line 1 column 1 (char 0)"},
)
