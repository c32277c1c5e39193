"""Errors of human loops."""

from __future__ import annotations

from pytest_workteam.engine.situations import Evidence, Situation

UNKNOWN_HUMAN_LOOP = Situation(
    "unknown-human-loop",
    "ResourceNotFoundException",
    404,
    "The human loop {human_loop_name} does not exist in this account and region.",
    Evidence.DOCUMENTED,
    Evidence.NOT_KNOWN,
    "Error modelled for the operations; the text of DescribeHumanLoop and DeleteHumanLoop names it "
    "for a deleted loop.",
    operations=("DeleteHumanLoop", "DescribeHumanLoop", "StopHumanLoop"),
)
LOOPS_OF_UNKNOWN_FLOW_DEFINITION = Situation(
    "loops-of-unknown-flow-definition",
    "ResourceNotFoundException",
    404,
    "The flow definition {flow_definition_arn} does not exist in this account and region.",
    Evidence.DOCUMENTED,
    Evidence.NOT_KNOWN,
    "The developer guide's page on deleting a human review workflow names the error.",
    operations=("ListHumanLoops",),
)
LOOP_FLOW_DEFINITION_NOT_FOUND = Situation(
    "loop-flow-definition-not-found",
    "ValidationException",
    400,
    "The specified FlowDefinition '{flow_definition_arn}' does not exist or you do not have access "
    "to it.",
    Evidence.INFERRED,
    Evidence.INFERRED,
    "StartHumanLoop models no error for a missing resource; the wording is the one seen for a "
    "missing work team.",
    operations=("StartHumanLoop",),
)
LOOP_FLOW_DEFINITION_NOT_ACTIVE = Situation(
    "loop-flow-definition-not-active",
    "ValidationException",
    400,
    "The flow definition {flow_definition_arn} is {status}. A human loop can be started only if "
    "its flow definition is Active.",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "The developer guide has programs wait for Active; the code is the modelled one that fits.",
    operations=("StartHumanLoop",),
)
LOOP_HUMAN_TASK_UI_DELETED = Situation(
    "loop-human-task-ui-deleted",
    "ValidationException",
    400,
    "The human task UI {human_task_ui_arn} of flow definition {flow_definition_arn} does not "
    "exist. Create it again, or use another flow definition.",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "The rule is documented in the developer guide's page on deleting a worker task template; the "
    "code is the modelled one that fits.",
    operations=("StartHumanLoop",),
)
LOOP_WITHOUT_WORKERS = Situation(
    "loop-without-workers",
    "ValidationException",
    400,
    "The flow definition {flow_definition_arn} has no HumanLoopConfig, so that no work team can "
    "review its human loops.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The service model lets a flow definition have no HumanLoopConfig.",
    operations=("StartHumanLoop",),
)
LOOP_INPUT_CONTENT = Situation(
    "loop-input-content",
    "ValidationException",
    400,
    "HumanLoopInput.InputContent must be JSON: {reason}",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "The member is documented to be JSON; the code is the modelled one that fits.",
    operations=("StartHumanLoop",),
    example={"reason": "Expecting value: line 1 column 1 (char 0)"},
)
HUMAN_LOOP_IN_USE = Situation(
    "human-loop-in-use",
    "ConflictException",
    409,
    "Your request has the same name as another active human loop but has different input data. "
    "You cannot start two human loops with the same name and different input data: "
    "{human_loop_name}",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Error modelled for StartHumanLoop; the wording is the description there.",
    operations=("StartHumanLoop",),
)
HUMAN_LOOP_QUOTA = Situation(
    "human-loop-quota",
    "ServiceQuotaExceededException",
    402,
    "You exceeded your service quota of {limit} human loops in progress; there are {utilization}.",
    Evidence.DOCUMENTED,
    Evidence.NOT_KNOWN,
    "Error modelled for StartHumanLoop. The quota is not known: the fake has none unless "
    "human_loop_limit sets one.",
    operations=("StartHumanLoop",),
)
HUMAN_LOOP_OVER = Situation(
    "human-loop-over",
    "ValidationException",
    400,
    "The human loop {human_loop_name} is {status}. Only a human loop in progress can be stopped.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The modelled error that fits; the live service may accept it.",
    operations=("StopHumanLoop",),
)
HUMAN_LOOP_NOT_OVER = Situation(
    "human-loop-not-over",
    "ValidationException",
    400,
    "The human loop {human_loop_name} is {status}. A human loop can be deleted only if its status "
    "is Failed, Completed or Stopped; stop it first.",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "The rule is documented in the developer guide's page on human loops; the code is the modelled "
    "one that fits.",
    operations=("DeleteHumanLoop",),
)
