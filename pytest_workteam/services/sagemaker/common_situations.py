"""Errors of every SageMaker operation."""

from __future__ import annotations

from pytest_workteam.engine.situations import Evidence, Situation

INVALID_TOKEN = Situation(
    "invalid-token",
    "ValidationException",
    400,
    'Invalid pagination token because "{{0}}".',
    Evidence.SECOND_HAND,
    Evidence.SECOND_HAND,
    "moto returns it for other SageMaker lists, following the live service; the braces are "
    "literal.",
    operations=(
        "ListFlowDefinitions",
        "ListHumanTaskUis",
        "ListLabelingJobs",
        "ListLabelingJobsForWorkteam",
        "ListSubscribedWorkteams",
        "ListTags",
        "ListWorkforces",
        "ListWorkteams",
    ),
)
CONSTRAINT_VIOLATIONS = Situation(
    "constraint-violations",
    "ValidationException",
    400,
    "{header} detected: {violations}",
    Evidence.OBSERVED,
    Evidence.OBSERVED,
    "Seen for many SageMaker operations; the fidelity page has the evidence for each constraint.",
    example={
        "header": "1 validation error",
        "violations": "Value null at 'member' failed to satisfy constraint: "
        "Member must not be null",
    },
)
UNKNOWN_MEMBER = Situation(
    "unknown-member",
    "ValidationException",
    400,
    "Unknown parameter in input: {member}. Remove it, or use a botocore that knows it.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "botocore refuses it before sending; the live service may ignore it.",
    operations=(),
    example={"member": "Other"},
)
WRONG_TYPE = Situation(
    "wrong-type",
    "SerializationException",
    400,
    "The member '{path}' must be of type {expected}, not {found}.",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "Other JSON 1.1 services use the code; botocore refuses wrong types before sending.",
    operations=(),
    example={"path": "member", "expected": "string", "found": "integer"},
)
MALFORMED_BODY = Situation(
    "malformed-body",
    "SerializationException",
    400,
    "The request body is not a JSON object in UTF-8: {reason}",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "Other JSON 1.1 services use the code.",
    operations=(),
    example={"reason": "Expecting value: line 1 column 1 (char 0)"},
)
THROTTLED = Situation(
    "throttled",
    "ThrottlingException",
    400,
    "Rate exceeded",
    Evidence.OBSERVED,
    Evidence.OBSERVED,
    "Seen for several SageMaker operations.",
)
INTERNAL_FAILURE = Situation(
    "internal-failure",
    "InternalFailure",
    500,
    "The request processing has failed because of an unknown error, exception or failure.",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Listed in the API reference's common errors; the wording is the description there.",
)
SERVICE_UNAVAILABLE = Situation(
    "service-unavailable",
    "ServiceUnavailable",
    503,
    "The request has failed due to a temporary failure of the server.",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Listed in the API reference's common errors; the wording is the description there.",
)
ACCESS_DENIED = Situation(
    "access-denied",
    "AccessDeniedException",
    400,
    "User: arn:{partition}:iam::{account_id}:user/tester is not authorized to perform: "
    "sagemaker:{operation} on resource: {resource} because no identity-based policy allows the "
    "sagemaker:{operation} action",
    Evidence.OBSERVED,
    Evidence.OBSERVED,
    "Seen for AddTags; the principal is made up.",
)
EXPIRED_TOKEN = Situation(
    "expired-token",
    "ExpiredTokenException",
    400,
    "The security token included in the request is expired",
    Evidence.INFERRED,
    Evidence.OBSERVED,
    "The wording was seen; other JSON services use the code.",
)
UNRECOGNIZED_CLIENT = Situation(
    "unrecognized-client",
    "UnrecognizedClientException",
    400,
    "The security token included in the request is invalid.",
    Evidence.OBSERVED,
    Evidence.OBSERVED,
    "Seen for several SageMaker operations.",
)
REGION_UNSUPPORTED = Situation(
    "region-unsupported",
    "UnknownOperationException",
    400,
    "The requested operation is not supported in the called region.",
    Evidence.OBSERVED,
    Evidence.OBSERVED,
    "Seen in a public script for ListCompilationJobs, and quoted in the AWS GovCloud guide; "
    "Ground Truth is not offered in every region.",
)
INJECTED = Situation(
    "injected",
    "",
    400,
    "{message}",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "A code given to backend.fail() that matches no situation of the operation, or several. The "
    "status is 403 for InvalidClientTokenId, MissingAuthenticationToken and OptInRequired "
    "(documented), and 500 for codes that start with InternalError, InternalServer or "
    "InternalService, as in other services.",
    operations=(),
)
