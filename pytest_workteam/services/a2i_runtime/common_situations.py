"""Errors of every operation of Amazon Augmented AI Runtime."""

from __future__ import annotations

from pytest_workteam.engine.situations import Evidence, Situation

LOOP_INVALID_TOKEN = Situation(
    "loop-invalid-token",
    "ValidationException",
    400,
    'Invalid pagination token because "{{0}}".',
    Evidence.INFERRED,
    Evidence.INFERRED,
    "Inferred from SageMaker's lists; the braces are literal.",
    operations=("ListHumanLoops",),
)
LOOP_CONSTRAINT_VIOLATIONS = Situation(
    "loop-constraint-violations",
    "ValidationException",
    400,
    "{header} detected: {violations}",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Error modeled for every operation; the wording was seen for many SageMaker operations.",
    example={
        "header": "1 validation error",
        "violations": "Value null at 'member' failed to satisfy constraint: "
        "Member must not be null",
    },
)
LOOP_UNKNOWN_MEMBER = Situation(
    "loop-unknown-member",
    "ValidationException",
    400,
    "Unknown parameter in input: {member}. Remove it, or use a botocore that knows it.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "botocore refuses it before sending; the live service may ignore it.",
    operations=(),
    example={"member": "Other"},
)
LOOP_WRONG_TYPE = Situation(
    "loop-wrong-type",
    "SerializationException",
    400,
    "The member '{path}' must be of type {expected}, not {found}.",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "Other JSON services use the code; botocore refuses wrong types before sending.",
    operations=(),
    example={"path": "member", "expected": "string", "found": "integer"},
)
LOOP_MALFORMED_REQUEST = Situation(
    "loop-malformed-request",
    "SerializationException",
    400,
    "The request cannot be read; its body must be a JSON object in UTF-8: {reason}",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "Other JSON services use the code.",
    operations=(),
    example={"reason": "Expecting value: line 1 column 1 (char 0)"},
)
LOOP_THROTTLED = Situation(
    "loop-throttled",
    "ThrottlingException",
    429,
    "Rate exceeded",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Error modeled for every operation; the wording was seen for SageMaker.",
)
LOOP_INTERNAL_SERVER = Situation(
    "loop-internal-server",
    "InternalServerException",
    500,
    "We couldn't process your request because of an issue with the server. Try again later.",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Error modeled for every operation; the wording is the model's description.",
)
LOOP_INTERNAL_FAILURE = Situation(
    "loop-internal-failure",
    "InternalFailure",
    500,
    "The request processing has failed because of an unknown error, exception or failure.",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Listed in the API reference's common errors; the wording is the description there.",
)
LOOP_SERVICE_UNAVAILABLE = Situation(
    "loop-service-unavailable",
    "ServiceUnavailable",
    503,
    "The request has failed due to a temporary failure of the server.",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Listed in the API reference's common errors; the wording is the description there.",
)
LOOP_ACCESS_DENIED = Situation(
    "loop-access-denied",
    "AccessDeniedException",
    403,
    "User: arn:{partition}:iam::{account_id}:user/tester is not authorized to perform: "
    "sagemaker:{operation} on resource: {resource} because no identity-based policy allows the "
    "sagemaker:{operation} action",
    Evidence.INFERRED,
    Evidence.INFERRED,
    "Seen for SageMaker's AddTags; other REST services use the status, and the principal is made "
    "up.",
)
LOOP_EXPIRED_TOKEN = Situation(
    "loop-expired-token",
    "ExpiredTokenException",
    403,
    "The security token included in the request is expired",
    Evidence.INFERRED,
    Evidence.INFERRED,
    "The wording was seen for SageMaker; other REST services use the code and status.",
)
LOOP_UNRECOGNIZED_CLIENT = Situation(
    "loop-unrecognized-client",
    "UnrecognizedClientException",
    403,
    "The security token included in the request is invalid.",
    Evidence.INFERRED,
    Evidence.INFERRED,
    "Seen for several SageMaker operations; other REST services use the status.",
)
LOOP_REGION_UNSUPPORTED = Situation(
    "loop-region-unsupported",
    "UnknownOperationException",
    400,
    "The requested operation is not supported in the called region.",
    Evidence.INFERRED,
    Evidence.INFERRED,
    "Seen for SageMaker; Amazon A2I is not offered in every region.",
)
LOOP_INJECTED = Situation(
    "loop-injected",
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
