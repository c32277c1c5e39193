"""Errors of the private workforce."""

from __future__ import annotations

from pytest_workteam.engine.situations import Evidence, Situation

UNKNOWN_WORKFORCE = Situation(
    "unknown-workforce",
    "ValidationException",
    400,
    "No workforce named {workforce_name} exists in this account and region.",
    Evidence.SECOND_HAND,
    Evidence.NOT_KNOWN,
    "Terraform's provider relies on the code and on the words 'No workforce' for DescribeWorkforce "
    "and DeleteWorkforce; UpdateWorkforce is inferred; the code for the WorkforceName of "
    "CreateWorkteam is not known.",
    operations=("CreateWorkteam", "DeleteWorkforce", "DescribeWorkforce", "UpdateWorkforce"),
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
    "The documentation of DeleteWorkforce names the error, though the model does not.",
    operations=("DeleteWorkforce",),
)
WORKFORCE_IN_TRANSITION = Situation(
    "workforce-in-transition",
    "ValidationException",
    400,
    "The workforce {workforce_name} is {status}. A workforce can be deleted only if its status is "
    "Active or Failed.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The rule is documented in the developer guide, in the page on managing a private workforce "
    "with a VPC.",
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
    "The rule is documented for UpdateWorkforce; ConflictException is its only modeled error.",
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
    example={"maximum": 10, "number": 11},
)
VPC_CONFIG_INCOMPLETE = Situation(
    "vpc-config-incomplete",
    "ValidationException",
    400,
    "A WorkforceVpcConfig needs VpcId, SecurityGroupIds and Subnets, or nothing; {member} is "
    "missing.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The service model requires all three in a response, and none in a request.",
    operations=("CreateWorkforce", "UpdateWorkforce"),
    example={"member": "Subnets"},
)
