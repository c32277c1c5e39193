"""The probes: calls that provoke each situation that can be provoked without harm.

The recording, its plan, its IAM policy and the tests use this table. ``not_provoked.py`` lists the
other situations. A probe that creates a new kind of resource needs a ``Kind``, for its deletion.
"""

from __future__ import annotations

from collections.abc import Sequence

from pytest_workteam.evidence.probes import ANSWERS, Probe, Step
from pytest_workteam.evidence.steps import (
    DOCUMENTED_TAGS,
    DOCUMENTED_TEAMS,
    FLOW_DEFINITION_ARN,
    MISSING_POOL,
    NO_TOKEN,
    OIDC,
    OTHER_TEAM_ARN,
    POOL,
    TEAM,
    TEAM_ARN,
    VENDOR_ARN,
    WORKFORCE_ARN,
    add_tags,
    cognito_member,
    create_human_task_ui,
    create_team,
    create_workforce,
    create_workforce_without_config,
    of_flow_definition,
    of_human_loop,
    of_human_task_ui,
    of_tags,
    of_team,
    of_workforce,
    oidc_member,
    start_human_loop,
)

PROBES: Sequence[Probe] = (
    # In any account.
    Probe("unknown-workteam", of_team("DescribeWorkteam")),
    Probe("unknown-workteam", of_team("UpdateWorkteam", Description="None.")),
    Probe("unknown-workteam", of_team("DeleteWorkteam")),
    Probe("unknown-workforce", of_workforce("DescribeWorkforce", "{name}")),
    Probe("unknown-workforce", of_workforce("UpdateWorkforce", "{name}")),
    Probe("unknown-workforce", of_workforce("DeleteWorkforce", "{name}")),
    Probe("unknown-subscription", Step("DescribeSubscribedWorkteam", {"WorkteamArn": VENDOR_ARN})),
    Probe(
        "labeling-workteam-not-found",
        Step("ListLabelingJobsForWorkteam", {"WorkteamArn": TEAM_ARN}),
    ),
    Probe("unknown-labeling-job", Step("DescribeLabelingJob", {"LabelingJobName": "{name}"})),
    Probe("labeling-job-not-found", Step("StopLabelingJob", {"LabelingJobName": "{name}"})),
    Probe("tags-of-unknown-resource", of_tags("ListTags")),
    Probe("tags-of-unknown-resource", of_tags("AddTags")),
    Probe("tags-of-unknown-resource", of_tags("DeleteTags")),
    *(
        Probe("invalid-token", Step(operation, NO_TOKEN))
        for operation in (
            "ListFlowDefinitions",
            "ListHumanTaskUis",
            "ListLabelingJobs",
            "ListSubscribedWorkteams",
            "ListWorkforces",
            "ListWorkteams",
        )
    ),
    Probe("constraint-violations", Step("DescribeWorkteam", {"WorkteamName": "{name}_"})),
    Probe("unknown-member", Step("ListWorkteams", {}, body='{"NoSuchMember": "x"}')),
    Probe("wrong-type", Step("ListWorkteams", {}, body='{"MaxResults": "ten"}')),
    Probe("malformed-body", Step("ListWorkteams", {}, body="{")),
    *(
        Probe("arn-of-other-region", step)
        for step in (
            *(of_tags(each, OTHER_TEAM_ARN) for each in ("AddTags", "DeleteTags", "ListTags")),
            Step("DescribeSubscribedWorkteam", {"WorkteamArn": OTHER_TEAM_ARN}),
            Step("ListLabelingJobsForWorkteam", {"WorkteamArn": OTHER_TEAM_ARN}),
        )
    ),
    Probe("unknown-human-task-ui", of_human_task_ui("DescribeHumanTaskUi")),
    Probe("unknown-human-task-ui", of_human_task_ui("DeleteHumanTaskUi")),
    Probe("unknown-flow-definition", of_flow_definition("DescribeFlowDefinition")),
    Probe("unknown-flow-definition", of_flow_definition("DeleteFlowDefinition")),
    Probe("unknown-human-loop", of_human_loop("DescribeHumanLoop")),
    Probe("unknown-human-loop", of_human_loop("StopHumanLoop")),
    Probe("unknown-human-loop", of_human_loop("DeleteHumanLoop")),
    Probe(
        "loops-of-unknown-flow-definition",
        Step("ListHumanLoops", {"FlowDefinitionArn": FLOW_DEFINITION_ARN}),
    ),
    Probe("loop-flow-definition-not-found", start_human_loop()),
    Probe("loop-constraint-violations", of_human_loop("DescribeHumanLoop", "{name}_")),
    Probe("loop-wrong-type", start_human_loop('{"HumanLoopName": 1}')),
    Probe("loop-malformed-request", start_human_loop("{")),
    Probe("human-task-ui-in-use", create_human_task_ui(), create_human_task_ui()),
    Probe(
        ANSWERS,
        create_human_task_ui(),
        of_human_task_ui("DescribeHumanTaskUi"),
        Step("ListHumanTaskUis", {"MaxResults": 100}),
        of_human_task_ui("DeleteHumanTaskUi"),
        # No flow definition is so old: the response is the same in each account.
        Step("ListFlowDefinitions", {"CreationTimeBefore": "2000-01-01T00:00:00Z"}),
    ),
    Probe(ANSWERS, Step("ListSubscribedWorkteams", {"NameContains": "{prefix}"})),
    Probe(ANSWERS, Step("ListLabelingJobs", {"NameContains": "{prefix}"})),
    # In an account without a workforce.
    Probe("workforce-config-missing", create_workforce_without_config(), workforce="none"),
    Probe(
        "workforce-config-both",
        create_workforce(CognitoConfig={"UserPool": POOL, "ClientId": "{prefix}"}),
        workforce="none",
    ),
    Probe(
        "cognito-not-found",
        create_workforce_without_config(
            CognitoConfig={"UserPool": MISSING_POOL, "ClientId": "{prefix}"}
        ),
        workforce="none",
    ),
    Probe(
        "too-many-cidrs",
        create_workforce(
            SourceIpConfig={"Cidrs": [f"192.0.2.{number}/32" for number in range(11)]}
        ),
        workforce="none",
    ),
    Probe(
        "vpc-config-incomplete",
        create_workforce(WorkforceVpcConfig={"VpcId": "vpc-00000000000000000"}),
        workforce="none",
    ),
    Probe(
        "workforce-in-transition",
        create_workforce(),
        of_workforce("DeleteWorkforce", "{name}"),
        workforce="none",
    ),
    # In an account with a workforce, which no call changes.
    Probe("name-in-use", create_team(), create_team(), workforce="any"),
    Probe("unknown-workforce", create_team(WorkforceName="{name}"), workforce="any"),
    Probe("second-workforce", create_workforce(), workforce="any"),
    Probe("members-neither", create_team(MemberDefinitions=[{}]), workforce="any"),
    Probe(
        "members-both",
        create_team(MemberDefinitions=[oidc_member("g"), cognito_member(POOL, "c")]),
        workforce="any",
    ),
    Probe("duplicate-tag-key", create_team(), add_tags("k", "k"), workforce="any"),
    Probe("reserved-tag-prefix", create_team(), add_tags("aws:k"), workforce="any"),
    Probe(
        "reserved-tag-prefix",
        create_team(),
        Step("DeleteTags", {"ResourceArn": TEAM_ARN, "TagKeys": ["aws:k"]}),
        workforce="any",
    ),
    Probe("tags-unsupported", of_tags("ListTags", WORKFORCE_ARN), workforce="any"),
    Probe(
        "invalid-token",
        create_team(),
        Step("ListTags", {"ResourceArn": TEAM_ARN, **NO_TOKEN}),
        workforce="any",
    ),
    Probe(
        "invalid-token",
        create_team(),
        Step("ListLabelingJobsForWorkteam", {"WorkteamArn": TEAM_ARN, **NO_TOKEN}),
        workforce="any",
    ),
    Probe(
        ANSWERS,
        create_team(),
        of_team("DescribeWorkteam"),
        Step("ListWorkteams", {"NameContains": "{name}"}),
        of_team("UpdateWorkteam", Description="Updated. Delete it."),
        add_tags("k"),
        of_tags("ListTags"),
        of_tags("DeleteTags"),
        Step("ListLabelingJobsForWorkteam", {"WorkteamArn": TEAM_ARN}),
        of_workforce("DescribeWorkforce"),
        of_team("DeleteWorkteam"),
        workforce="any",
    ),
    Probe(
        "too-many-tags",
        create_team(),
        add_tags(*(f"k{number}" for number in range(DOCUMENTED_TAGS))),
        add_tags("k"),
        workforce="any",
        fills_limit=True,
    ),
    Probe(
        "workteam-limit",
        Step(
            "CreateWorkteam",
            {**TEAM, "WorkteamName": "{name}-{number}"},
            times=DOCUMENTED_TEAMS + 1,
        ),
        workforce="any",
        fills_limit=True,
    ),
    # In an account with an OIDC workforce.
    Probe(
        "oidc-groups",
        create_team(
            MemberDefinitions=[
                oidc_member(*(f"g{number}" for number in range(10))),
                oidc_member("h"),
            ]
        ),
        workforce="oidc",
    ),
    Probe(
        "members-of-other-kind",
        create_team(MemberDefinitions=[cognito_member(POOL, "c")]),
        workforce="oidc",
    ),
    Probe(
        "workforce-conflict",
        create_team(),
        of_workforce("UpdateWorkforce", OidcConfig=OIDC),
        workforce="oidc",
        own=True,
    ),
    Probe("tags-unsupported", of_tags("AddTags", WORKFORCE_ARN), workforce="any", own=True),
    Probe("tags-unsupported", of_tags("DeleteTags", WORKFORCE_ARN), workforce="any", own=True),
    Probe(
        ANSWERS,
        Step("ListWorkforces", {"NameContains": "{workforce}"}),
        of_workforce("UpdateWorkforce", OidcConfig=OIDC),
        of_workforce("DeleteWorkforce"),
        workforce="oidc",
        own=True,
    ),
    Probe(
        "workforce-in-use",
        create_team(),
        of_workforce("DeleteWorkforce"),
        workforce="any",
        own=True,
    ),
    # In an account with a Cognito workforce.
    Probe(
        "members-differ",
        create_team(MemberDefinitions=[cognito_member(), cognito_member(client_id="{prefix}")]),
        workforce="cognito",
    ),
    Probe(
        "members-of-other-pool",
        create_team(MemberDefinitions=[cognito_member(client_id="{prefix}")]),
        workforce="cognito",
    ),
    Probe(
        "user-pool-region",
        create_team(MemberDefinitions=[cognito_member("{other_region}_Missing00")]),
        workforce="cognito",
    ),
    Probe(
        "workforce-is-cognito",
        of_workforce("UpdateWorkforce", OidcConfig=OIDC),
        workforce="cognito",
        own=True,
    ),
)
