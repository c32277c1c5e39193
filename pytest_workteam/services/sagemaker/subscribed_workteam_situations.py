"""Errors of vendors' work teams."""

from __future__ import annotations

from pytest_workteam.engine.situations import Evidence, Situation

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
