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
    "Error modeled for the operations; the documentation of DescribeHumanLoop and DeleteHumanLoop "
    "names it for a deleted loop.",
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
    "StartHumanLoop models no error for a missing resource; the wording was seen for a missing "
    "work team.",
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
    "The developer guide tells programs to wait for Active; the code is the modeled error that "
    "fits.",
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
    "code is the modeled error that fits.",
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
    "HumanLoopConfig is optional in the service model.",
    operations=("StartHumanLoop",),
)
LOOP_INPUT_CONTENT = Situation(
    "loop-input-content",
    "ValidationException",
    400,
    "HumanLoopInput.InputContent must be JSON: {reason}",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "The member is documented to be JSON; the code is the modeled error that fits.",
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
    "Error modeled for StartHumanLoop; the wording is the model's description.",
    operations=("StartHumanLoop",),
)
HUMAN_LOOP_QUOTA = Situation(
    "human-loop-quota",
    "ServiceQuotaExceededException",
    402,
    "You exceeded your service quota of {limit} human loops in progress; there are {utilization}.",
    Evidence.DOCUMENTED,
    Evidence.NOT_KNOWN,
    "Error modeled for StartHumanLoop. The quota is not known: the fake has none unless "
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
    "The modeled error that fits; the live service may accept the request.",
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
    "The rule is documented in the developer guide's page on human loops; the code is the modeled "
    "error that fits.",
    operations=("DeleteHumanLoop",),
)
