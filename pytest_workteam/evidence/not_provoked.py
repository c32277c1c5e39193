"""Situations that no probe provokes, with the reason."""

from __future__ import annotations

from collections.abc import Mapping

_COMMON: Mapping[str, str] = {
    "throttled": "it takes more requests than an account should see",
    "internal-failure": "only the service can fail",
    "service-unavailable": "only the service can fail",
    "access-denied": "it depends on the caller's policies",
    "expired-token": "it takes expired credentials",
    "unrecognized-client": "it takes invalid credentials",
    "region-unsupported": "it takes a region without the service",
    "injected": "it stands for any error that a test injects",
}
_NEEDS_ROLE = "it takes an IAM role that SageMaker may assume"
_NEEDS_FLOW_DEFINITION = f"it takes a flow definition, and {_NEEDS_ROLE}"
_GIVES_WORK = "if the service accepts the labeling job, people get work, and nobody can delete it"

NOT_PROVOKED: Mapping[str, str] = {
    **_COMMON,
    **{f"loop-{name}": reason for name, reason in _COMMON.items()},
    "loop-internal-server": "only the service can fail",
    "loop-unknown-member": "if the service ignores the member, it starts the human loop",
    "no-oidc-workforce": "if the service accepts the work team, it creates a workforce by itself",
    "human-task-ui-limit": "the limit is unknown",
    "flow-definition-limit": "the limit is unknown",
    **dict.fromkeys(
        (
            "activation-conditions-invalid",
            "flow-activation-missing",
            "flow-definition-in-use",
            "flow-definition-not-deletable",
            "flow-human-task-ui-not-found",
            "flow-source-missing",
            "flow-task-time",
            "flow-workteam-not-found",
            "render-task-input",
            "render-template-source",
        ),
        _NEEDS_ROLE,
    ),
    **dict.fromkeys(
        (
            "human-loop-in-use",
            "human-loop-not-over",
            "human-loop-over",
            "human-loop-quota",
            "loop-flow-definition-not-active",
            "loop-human-task-ui-deleted",
            "loop-input-content",
            "loop-invalid-token",
            "loop-without-workers",
        ),
        _NEEDS_FLOW_DEFINITION,
    ),
    **dict.fromkeys(
        (
            "labeling-attribute-name",
            "labeling-data-source",
            "labeling-job-limit",
            "labeling-job-name-in-use",
            "labeling-job-over",
            "labeling-public-price",
            "labeling-public-task-type",
            "labeling-task-duration",
            "labeling-team-missing",
            "labeling-ui",
        ),
        _GIVES_WORK,
    ),
}
