"""Errors of work teams."""

from __future__ import annotations

from pytest_workteam.engine.situations import Evidence, Situation

NAME_IN_USE = Situation(
    "name-in-use",
    "ResourceInUse",
    400,
    "Work team names must be unique within an AWS account and region, and a work team with this "
    "name already exists ({workteam_arn}). Please use a different WorkteamName.",
    Evidence.DOCUMENTED,
    Evidence.NOT_KNOWN,
    "Error modeled for CreateWorkteam; the wording follows other SageMaker resources.",
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
    "Error and limit documented for CreateWorkteam; the wording was seen for notebook instances, "
    "and its label and unit are not known for work teams.",
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
ARN_OF_OTHER_REGION = Situation(
    "arn-of-other-region",
    "ValidationException",
    400,
    "ARN should be scoped to correct region: {region}",
    Evidence.INFERRED,
    Evidence.INFERRED,
    "Seen for DescribeModelPackage, where the region is the called one.",
    operations=(
        "AddTags",
        "DeleteTags",
        "DescribeSubscribedWorkteam",
        "ListLabelingJobsForWorkteam",
        "ListTags",
    ),
)
NO_OIDC_WORKFORCE = Situation(
    "no-oidc-workforce",
    "ValidationException",
    400,
    "No workforce exists in this account and region for OidcMemberDefinition. Create a workforce "
    "with OidcConfig first.",
    Evidence.INFERRED,
    Evidence.NOT_KNOWN,
    "Only a Cognito work team is documented to create its workforce; the developer guide's page on "
    "managing a private workforce with an OIDC identity provider lists the workforce as a "
    "prerequisite.",
    operations=("CreateWorkteam",),
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
    example={"position": 1},
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
    example={"number": 11},
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
    example={"member": "UserPool", "first": "us-east-1_First", "other": "us-east-1_Other"},
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
    example={"user_pool": "eu-west-1_Other"},
)
MEMBERS_OF_OTHER_KIND = Situation(
    "members-of-other-kind",
    "ValidationException",
    400,
    "The workforce {workforce_name} uses {kind}, so its work teams need {needed}, not {given}.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "A workforce is documented to have one kind of members.",
    operations=("CreateWorkteam", "UpdateWorkteam"),
    example={"kind": "OIDC", "needed": "OidcMemberDefinition", "given": "CognitoMemberDefinition"},
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
    example={"member": "UserPool", "given": "us-east-1_Given", "expected": "us-east-1_Expected"},
)
COGNITO_NOT_FOUND = Situation(
    "cognito-not-found",
    "ValidationException",
    400,
    "The Amazon Cognito {resource} {identifier} does not exist.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "Returned only with verify_cognito.",
    operations=("CreateWorkforce", "CreateWorkteam", "UpdateWorkteam"),
    example={"resource": "user pool", "identifier": "us-east-1_Missing"},
)
