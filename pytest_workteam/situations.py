"""Every error the fake can answer, as one table: code, status, wording, and how each is known.

Operations raise ``Refusal(SITUATION, **details)``; no other module holds a message text of the
service. ``docs/fidelity.md`` is generated from this table.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_workteam.schema import Constraint, Violation


class Evidence(enum.Enum):
    """How a fact about the live service is known."""

    DOCUMENTED = "documented"
    """AWS documentation or botocore's service model says so."""
    OBSERVED = "observed"
    """Seen in a log, a notebook's output or a recorded answer of the live service."""
    SECOND_HAND = "second-hand"
    """Another tool's code relies on it."""
    INFERRED = "inferred"
    """Concluded from sibling operations or services."""
    NOT_KNOWN = "not known"
    """Looked for and not found; the fake's own choice."""


MODELLED_CODES = frozenset(
    {
        "ConflictException",
        "ResourceAlreadyExists",
        "ResourceInUse",
        "ResourceLimitExceeded",
        "ResourceNotFound",
    }
)
"""The error shapes of SageMaker's service model; their text travels as ``Message``."""


@dataclass(frozen=True, slots=True)
class Situation:
    """One way in which the service refuses a request.

    Attributes:
        name: The stable, hyphenated name, for hooks and documentation.
        code: The error code as botocore reports it.
        status: The HTTP status.
        template: The message, with the details as format fields.
        code_evidence: How the code is known.
        wording_evidence: How the message is known.
        source: Where it was found, or what it was inferred from.
        operations: The operations that answer it to a request that botocore would send; None for
            every operation of the family.
    """

    name: str
    code: str
    status: int
    template: str
    code_evidence: Evidence
    wording_evidence: Evidence
    source: str
    operations: tuple[str, ...] | None = None

    def answers(self, operation: str) -> bool:
        """Whether ``operation`` can answer it."""
        return self.operations is None or operation in self.operations

    @property
    def message_key(self) -> str:
        """The key of the message in the body: ``Message`` for modelled errors."""
        return "Message" if self.code in MODELLED_CODES else "message"

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the details that the message is made from."""
        parsed = Formatter().parse(self.template)
        return tuple(dict.fromkeys(field for _, field, _, _ in parsed if field))

    def message(self, details: Mapping[str, Any]) -> str:
        """The text for these details."""
        return self.template.format_map(details)


Reword = Callable[[Situation, Mapping[str, Any]], "str | None"]


class Refusal(Exception):
    """Raised inside the fake to refuse a request; becomes bytes before any client sees it."""

    def __init__(self, situation: Situation, **details: Any) -> None:
        super().__init__(situation.name)
        self.situation = situation
        self.details: Mapping[str, Any] = details

    @property
    def message(self) -> str:
        return self.situation.message(self.details)


def _situations() -> dict[str, Situation]:
    return {
        situation.name: situation
        for situation in globals().values()
        if isinstance(situation, Situation)
    }


NAME_IN_USE = Situation(
    "name-in-use",
    "ResourceInUse",
    400,
    "Work team names must be unique within an AWS account and region, and a work team with this "
    "name already exists ({workteam_arn}). Please use a different WorkteamName.",
    Evidence.DOCUMENTED,
    Evidence.NOT_KNOWN,
    "Error modelled for CreateWorkteam; the wording follows other SageMaker resources.",
    operations=("CreateWorkteam",),
)
WORKTEAM_LIMIT = Situation(
    "workteam-limit",
    "ResourceLimitExceeded",
    400,
    "The account-level service limit 'Total number of work teams' is {limit} Workteams, with "
    "current utilization of {utilization} Workteams and a request delta of 1 Workteams. Please "
    "contact AWS support to request an increase for this limit.",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Error and limit documented for CreateWorkteam; the wording is the one seen for notebook "
    "instances, its label and unit are not known for work teams.",
    operations=("CreateWorkteam", "DeleteWorkteam", "UpdateWorkteam"),
)
UNKNOWN_WORKTEAM = Situation(
    "unknown-workteam",
    "ValidationException",
    400,
    "The work team {workteam_name} does not exist in this account and region.",
    Evidence.SECOND_HAND,
    Evidence.NOT_KNOWN,
    "Terraform's provider relies on the code and on the words 'The work team' for "
    "DescribeWorkteam and DeleteWorkteam; UpdateWorkteam is inferred.",
    operations=("DeleteWorkteam", "DescribeWorkteam", "UpdateWorkteam"),
)
UNKNOWN_WORKFORCE = Situation(
    "unknown-workforce",
    "ValidationException",
    400,
    "No workforce named {workforce_name} exists in this account and region.",
    Evidence.SECOND_HAND,
    Evidence.NOT_KNOWN,
    "Terraform's provider relies on the code and on the words 'No workforce' for "
    "DescribeWorkforce and DeleteWorkforce; UpdateWorkforce is inferred, and for the WorkforceName "
    "of CreateWorkteam the code is not known either.",
    operations=("CreateWorkteam", "DeleteWorkforce", "DescribeWorkforce", "UpdateWorkforce"),
)
NO_OIDC_WORKFORCE = Situation(
    "no-oidc-workforce",
    "ValidationException",
    400,
    "No workforce exists in this account and region for OidcMemberDefinition. Create a workforce "
    "with OidcConfig first.",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "Only a Cognito work team is documented to create its workforce.",
    operations=("CreateWorkteam",),
)
SECOND_WORKFORCE = Situation(
    "second-workforce",
    "ValidationException",
    400,
    "Cannot create more than one workforce for account {account_id}. If you are trying to update "
    "existing workforce, please use UpdateWorkforce API",
    Evidence.OBSERVED,
    Evidence.OBSERVED,
    "Terraform provider log of 2021; the account id was masked there.",
    operations=("CreateWorkforce",),
)
WORKFORCE_IN_USE = Situation(
    "workforce-in-use",
    "ResourceInUse",
    400,
    "The workforce {workforce_name} has {count} work team(s) associated with it. Delete its work "
    "teams first.",
    Evidence.DOCUMENTED,
    Evidence.NOT_KNOWN,
    "The text of DeleteWorkforce names the error, though it is not modelled for the operation.",
    operations=("DeleteWorkforce",),
)
WORKFORCE_CONFLICT = Situation(
    "workforce-conflict",
    "ConflictException",
    400,
    "The OIDC configuration of workforce {workforce_name} cannot be updated while work teams are "
    "associated with it. Delete its {count} work team(s) first.",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "The rule is documented for UpdateWorkforce; ConflictException is its only modelled error.",
    operations=("UpdateWorkforce",),
)
WORKFORCE_CONFIG_MISSING = Situation(
    "workforce-config-missing",
    "ValidationException",
    400,
    "A workforce needs either CognitoConfig or OidcConfig; neither was given.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The two are documented as alternatives.",
    operations=("CreateWorkforce",),
)
WORKFORCE_CONFIG_BOTH = Situation(
    "workforce-config-both",
    "ValidationException",
    400,
    "Do not provide input for both CognitoConfig and OidcConfig in a single request.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The rule is documented for CreateWorkforce.",
    operations=("CreateWorkforce",),
)
WORKFORCE_IS_COGNITO = Situation(
    "workforce-is-cognito",
    "ValidationException",
    400,
    "OidcConfig cannot be set on workforce {workforce_name}, which uses Amazon Cognito.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "UpdateWorkforce is documented to update the OIDC configuration of an OIDC workforce.",
    operations=("UpdateWorkforce",),
)
TOO_MANY_CIDRS = Situation(
    "too-many-cidrs",
    "ValidationException",
    400,
    "A workforce can have at most {maximum} CIDR ranges; {number} were given.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The number is documented for SourceIpConfig.",
    operations=("CreateWorkforce", "UpdateWorkforce"),
)
VPC_CONFIG_INCOMPLETE = Situation(
    "vpc-config-incomplete",
    "ValidationException",
    400,
    "A WorkforceVpcConfig needs VpcId, SecurityGroupIds and Subnets, or nothing; {member} is "
    "missing.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The service model requires all three of an answer, and none of a request.",
    operations=("CreateWorkforce", "UpdateWorkforce"),
)
MEMBERS_BOTH = Situation(
    "members-both",
    "ValidationException",
    400,
    "Do not provide input for both CognitoMemberDefinition and OidcMemberDefinition in a single "
    "request.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The rule is documented for CreateWorkteam.",
    operations=("CreateWorkteam", "UpdateWorkteam"),
)
MEMBERS_NEITHER = Situation(
    "members-neither",
    "ValidationException",
    400,
    "Each MemberDefinition needs a CognitoMemberDefinition or an OidcMemberDefinition; number "
    "{position} has neither.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "A member definition without a member defines nobody.",
    operations=("CreateWorkteam", "UpdateWorkteam"),
)
OIDC_GROUPS = Situation(
    "oidc-groups",
    "ValidationException",
    400,
    "One to ten OIDC groups can be used for a private work team; {number} were given.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The number is documented for OidcMemberDefinition.",
    operations=("CreateWorkteam", "UpdateWorkteam"),
)
MEMBERS_DIFFER = Situation(
    "members-differ",
    "ValidationException",
    400,
    "All of the CognitoMemberDefinition objects must have the same {member} value, but both "
    "{first} and {other} were given.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The rule is documented for CreateWorkteam.",
    operations=("CreateWorkteam", "UpdateWorkteam"),
)
USER_POOL_REGION = Situation(
    "user-pool-region",
    "ValidationException",
    400,
    "The user pool {user_pool} must be in the same region as the service that you are calling: "
    "{region}.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The rule is documented for CognitoMemberDefinition.",
    operations=("CreateWorkforce", "CreateWorkteam", "UpdateWorkteam"),
)
MEMBERS_OF_OTHER_KIND = Situation(
    "members-of-other-kind",
    "ValidationException",
    400,
    "The workforce {workforce_name} uses {kind}, so its work teams need {needed}, not {given}.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The kinds are documented per workforce.",
    operations=("CreateWorkteam", "UpdateWorkteam"),
)
MEMBERS_OF_OTHER_POOL = Situation(
    "members-of-other-pool",
    "ValidationException",
    400,
    "The {member} {given} does not match {expected}, which workforce {workforce_name} uses.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "An account has one private workforce per region, which has one user pool and one client.",
    operations=("CreateWorkteam", "UpdateWorkteam"),
)
COGNITO_NOT_FOUND = Situation(
    "cognito-not-found",
    "ValidationException",
    400,
    "The Amazon Cognito {resource} {identifier} does not exist.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "Answered only with verify_cognito.",
    operations=("CreateWorkforce", "CreateWorkteam", "UpdateWorkteam"),
)
DUPLICATE_TAG_KEY = Situation(
    "duplicate-tag-key",
    "ValidationException",
    400,
    "Tag keys must be unique per resource, but {key} was given more than once.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The rule is documented for Tag.",
    operations=("AddTags", "CreateWorkforce", "CreateWorkteam"),
)
RESERVED_TAG_PREFIX = Situation(
    "reserved-tag-prefix",
    "ValidationException",
    400,
    "System prefix 'aws:' reserved for AWS usage in tag key: {key}",
    Evidence.OBSERVED,
    Evidence.OBSERVED,
    "Seen for DeleteTags; inferred for AddTags and for tags given on create.",
    operations=("AddTags", "CreateWorkforce", "CreateWorkteam", "DeleteTags"),
)
TOO_MANY_TAGS = Situation(
    "too-many-tags",
    "ValidationException",
    400,
    "A resource can have at most {maximum} tags; this request would make it {number}.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The number is documented.",
    operations=("AddTags",),
)
TAGS_UNSUPPORTED = Situation(
    "tags-unsupported",
    "ValidationException",
    400,
    "Invalid resource type: {resource_type}",
    Evidence.OBSERVED,
    Evidence.OBSERVED,
    "Seen for ListTags on a workforce; AddTags and DeleteTags are inferred.",
    operations=("AddTags", "DeleteTags", "ListTags"),
)
TAGS_OF_UNKNOWN_RESOURCE = Situation(
    "tags-of-unknown-resource",
    "ValidationException",
    400,
    "",
    Evidence.INFERRED,
    Evidence.INFERRED,
    "The empty message was seen for tag calls on a deleted app.",
    operations=("AddTags", "DeleteTags", "ListTags"),
)
INVALID_TOKEN = Situation(
    "invalid-token",
    "ValidationException",
    400,
    'Invalid pagination token because "{{0}}".',
    Evidence.SECOND_HAND,
    Evidence.SECOND_HAND,
    "moto answers it for other SageMaker lists, after the live service; the braces are literal.",
    operations=(
        "ListLabelingJobsForWorkteam",
        "ListSubscribedWorkteams",
        "ListTags",
        "ListWorkforces",
        "ListWorkteams",
    ),
)
LABELING_WORKTEAM_NOT_FOUND = Situation(
    "labeling-workteam-not-found",
    "ResourceNotFound",
    400,
    "The specified Workteam '{workteam_arn}' does not exist or you do not have access to it.",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Error modelled for ListLabelingJobsForWorkteam; the wording was seen for "
    "CreateFlowDefinition.",
    operations=("ListLabelingJobsForWorkteam",),
)
UNKNOWN_SUBSCRIPTION = Situation(
    "unknown-subscription",
    "ValidationException",
    400,
    "The work team {workteam_arn} is not subscribed to in this account and region.",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "DescribeSubscribedWorkteam models no error; the code is that of DescribeWorkteam.",
    operations=("DescribeSubscribedWorkteam",),
)
CONSTRAINT_VIOLATIONS = Situation(
    "constraint-violations",
    "ValidationException",
    400,
    "{header} detected: {violations}",
    Evidence.OBSERVED,
    Evidence.OBSERVED,
    "Seen for many SageMaker operations; the texts of single constraints as the fidelity page "
    "says.",
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
)
WRONG_TYPE = Situation(
    "wrong-type",
    "SerializationException",
    400,
    "The member '{path}' must be of type {expected}, not {found}.",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "The code is that of other JSON 1.1 services; botocore refuses wrong types before sending.",
    operations=(),
)
MALFORMED_BODY = Situation(
    "malformed-body",
    "SerializationException",
    400,
    "The request body is not a JSON object in UTF-8: {reason}",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "The code is that of other JSON 1.1 services.",
    operations=(),
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
    "Common errors of the API reference; the wording is the description there.",
)
SERVICE_UNAVAILABLE = Situation(
    "service-unavailable",
    "ServiceUnavailable",
    503,
    "The request has failed due to a temporary failure of the server.",
    Evidence.DOCUMENTED,
    Evidence.INFERRED,
    "Common errors of the API reference; the wording is the description there.",
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
    "The wording was seen; the code is that of JSON services.",
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
INJECTED = Situation(
    "injected",
    "",
    400,
    "{message}",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "A code that backend.fail() was given, and that this table has for no situation of the "
    "operation, or for several. The status is 403 for InvalidClientTokenId, "
    "MissingAuthenticationToken and OptInRequired (documented), and 500 for codes that start with "
    "InternalError, InternalServer or InternalService, as other services have it.",
    operations=(),
)

SITUATIONS: Mapping[str, Situation] = _situations()
"""The table, by name."""

CONSTRAINT_TEXTS: Mapping[str, tuple[str, Evidence]] = {
    "max_length": (
        "Member must have length less than or equal to {argument}",
        Evidence.OBSERVED,
    ),
    "min_length": (
        "Member must have length greater than or equal to {argument}",
        Evidence.INFERRED,
    ),
    "pattern": (
        "Member must satisfy regular expression pattern: {argument}",
        Evidence.OBSERVED,
    ),
    "enum": ("Member must satisfy enum value set: [{argument}]", Evidence.OBSERVED),
    "max_value": (
        "Member must have value less than or equal to {argument}",
        Evidence.INFERRED,
    ),
    "min_value": (
        "Member must have value greater than or equal to {argument}",
        Evidence.INFERRED,
    ),
    "not_null": ("Member must not be null", Evidence.INFERRED),
}
"""What follows ``constraint: ``, by kind; inferred ones were seen for other AWS services."""

SCOPE_TEXTS: Mapping[str, tuple[str, Evidence]] = {
    "elements": ("Member must satisfy constraint: [{constraints}]", Evidence.INFERRED),
    "map_keys": ("Map keys must satisfy constraint: [{constraints}]", Evidence.OBSERVED),
    "map_values": ("Map value must satisfy constraint: [{constraints}]", Evidence.OBSERVED),
}
"""What stands around the constraints of a list's scalars, or of a map, which is what is named."""


def constraint_text(constraint: Constraint) -> str:
    """The service's text for one constraint."""
    text, _ = CONSTRAINT_TEXTS[constraint.kind]
    argument = constraint.argument
    return text.format(argument=", ".join(argument) if isinstance(argument, tuple) else argument)


def _names(constraint: Constraint) -> tuple[str, ...]:
    return constraint.argument if isinstance(constraint.argument, tuple) else ()


def violation_text(violation: Violation) -> str:
    """The service's text for one violation, without the header."""
    constraints = ", ".join(constraint_text(constraint) for constraint in violation.constraints)
    if violation.scope != "member":
        text, _ = SCOPE_TEXTS[violation.scope]
        constraints = text.format(constraints=constraints)
    if violation.sensitive:
        value = "Value"
    elif violation.value is None:
        value = "Value null"
    else:
        value = f"Value '{violation.value}'"
    return f"{value} at '{violation.path}' failed to satisfy constraint: {constraints}"


def refusal_for(violations: Sequence[Violation]) -> Refusal:
    """The one refusal that answers all violations of a request's schema.

    A wrong type or an unknown member stops the service from reading the request at all, so it
    is answered alone.
    """
    for violation in violations:
        constraint = violation.constraints[0]
        if constraint.kind == "type":
            expected, found = _names(constraint)
            return Refusal(WRONG_TYPE, path=violation.path, expected=expected, found=found)
        if constraint.kind == "unknown":
            return Refusal(UNKNOWN_MEMBER, member=constraint.argument)
    count = len(violations)
    return Refusal(
        CONSTRAINT_VIOLATIONS,
        header="1 validation error" if count == 1 else f"{count} validation errors",
        violations="; ".join(violation_text(violation) for violation in violations),
    )
