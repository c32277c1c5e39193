"""Errors of flow definitions."""

from __future__ import annotations

from pytest_workteam.engine.situations import Evidence, Situation

FLOW_DEFINITION_IN_USE = Situation(
    "flow-definition-in-use",
    "ResourceInUse",
    400,
    "Flow definition names must be unique within an AWS account and region, and a flow definition "
    "with this name already exists ({flow_definition_arn}). Please use a different "
    "FlowDefinitionName.",
    Evidence.DOCUMENTED,
    Evidence.NOT_KNOWN,
    "Error modeled for CreateFlowDefinition; the wording follows other SageMaker resources.",
    operations=("CreateFlowDefinition",),
)
FLOW_DEFINITION_LIMIT = Situation(
    "flow-definition-limit",
    "ResourceLimitExceeded",
    400,
    "The account-level service limit 'Total number of flow definitions' is {limit} "
    "FlowDefinitions, with current utilization of {utilization} FlowDefinitions and a request "
    "delta of 1 FlowDefinitions. Please contact AWS support to request an increase for this limit.",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Error modeled for CreateFlowDefinition; the wording was seen for notebook instances. The "
    "quota is not known: the fake has none unless flow_definition_limit sets one.",
    operations=("CreateFlowDefinition",),
)
UNKNOWN_FLOW_DEFINITION = Situation(
    "unknown-flow-definition",
    "ResourceNotFound",
    400,
    "The flow definition {flow_definition_name} does not exist in this account and region.",
    Evidence.DOCUMENTED,
    Evidence.NOT_KNOWN,
    "Error modeled for the operations; the developer guide's page on deleting a human review "
    "workflow names it, too.",
    operations=("DeleteFlowDefinition", "DescribeFlowDefinition"),
)
FLOW_DEFINITION_NOT_DELETABLE = Situation(
    "flow-definition-not-deletable",
    "ResourceInUse",
    400,
    "The flow definition {flow_definition_name} is {status}. A flow definition can be deleted only "
    "if its status is Active.",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "The rule is documented in the developer guide's page on deleting a human review workflow; the "
    "code is the modeled error that fits.",
    operations=("DeleteFlowDefinition",),
)
FLOW_WORKTEAM_NOT_FOUND = Situation(
    "flow-workteam-not-found",
    "ValidationException",
    400,
    "The specified Workteam '{workteam_arn}' does not exist or you do not have access to it.",
    Evidence.OBSERVED,
    Evidence.OBSERVED,
    "Seen for CreateFlowDefinition in an issue of a public collection of notebooks.",
    operations=("CreateFlowDefinition",),
)
FLOW_HUMAN_TASK_UI_NOT_FOUND = Situation(
    "flow-human-task-ui-not-found",
    "ValidationException",
    400,
    "The specified HumanTaskUi '{human_task_ui_arn}' does not exist or you do not have access to "
    "it.",
    Evidence.INFERRED,
    Evidence.INFERRED,
    "Inferred from the error for a missing work team.",
    operations=("CreateFlowDefinition",),
)
FLOW_SOURCE_MISSING = Situation(
    "flow-source-missing",
    "ValidationException",
    400,
    "HumanLoopActivationConfig needs a HumanLoopRequestSource.",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "Terraform's provider requires it; custom task types have no activation conditions "
    "(documented).",
    operations=("CreateFlowDefinition",),
)
FLOW_ACTIVATION_MISSING = Situation(
    "flow-activation-missing",
    "ValidationException",
    400,
    "The HumanLoopRequestSource {source} needs a HumanLoopActivationConfig.",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "Terraform's provider requires it.",
    operations=("CreateFlowDefinition",),
    example={"source": "AWS/Rekognition/DetectModerationLabels/Image/V3"},
)
ACTIVATION_CONDITIONS_INVALID = Situation(
    "activation-conditions-invalid",
    "ValidationException",
    400,
    "HumanLoopActivationConditions is invalid: {reason}.",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "The schema is documented in the developer guide's pages on human loop activation conditions.",
    operations=("CreateFlowDefinition",),
    example={"reason": "it is not JSON"},
)
FLOW_TASK_TIME = Situation(
    "flow-task-time",
    "ValidationException",
    400,
    "{member} must be at most {maximum} seconds; {number} were given.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "Terraform's provider has these maxima; the service model has none.",
    operations=("CreateFlowDefinition",),
    example={"member": "TaskTimeLimitInSeconds", "maximum": 28800, "number": 28801},
)
