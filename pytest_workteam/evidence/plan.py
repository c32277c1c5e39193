"""The plan of a recording: its calls, what they leave, and the IAM policy that they need."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pytest_workteam.engine.regions import partition_of
from pytest_workteam.evidence.account import PREFIX_START
from pytest_workteam.evidence.kinds import KINDS, WORKFORCE
from pytest_workteam.evidence.not_provoked import NOT_PROVOKED
from pytest_workteam.evidence.probes import Probe, Step
from pytest_workteam.evidence.runs import Place
from pytest_workteam.evidence.stand_in import run_on_fake
from pytest_workteam.evidence.table import PROBES

_LONGEST = 240


def selected(only: Sequence[str], *, fill_limits: bool) -> list[Probe]:
    """Return the probes to run.

    Args:
        only: Names of situations, or ``answers``; none for all.
        fill_limits: Whether to fill limits.

    Raises:
        UnknownNameError: No probe has this name.
        InvalidSetting: A probe of this name needs ``fill_limits``.
    """
    from pytest_workteam.errors import InvalidSetting, UnknownNameError

    names = dict.fromkeys(probe.situation for probe in PROBES)
    limits = {probe.situation for probe in PROBES if probe.fills_limit}
    for name in only:
        if name in NOT_PROVOKED:
            raise UnknownNameError(
                f"record cannot provoke {name}: {NOT_PROVOKED[name]}.", topic="evidence"
            )
        if name in limits and not fill_limits:
            raise InvalidSetting(f"{name} fills a limit; add --fill-limits", topic="evidence")
        if name not in names:
            raise UnknownNameError(
                f"record has no probe for {name!r}.",
                name,
                names,
                otherwise=f"It has probes for {', '.join(names)}.",
                topic="evidence",
            )
    return [
        probe
        for probe in PROBES
        if (not only or probe.situation in only) and (fill_limits or not probe.fills_limit)
    ]


def plan(probes: Sequence[Probe], place: Place) -> str:
    """Return the calls of a recording, and what they leave, as text."""
    marks: list[tuple[str, int]] = []
    result, backend = run_on_fake(probes, place, watch=lambda *mark: marks.append(mark))
    calls = list(backend.calls)
    lines = ["In an account without a workforce, record makes these calls:", ""]
    ends = [start for _, start in marks[1:]] + [len(calls)]
    for (purpose, start), end in zip(marks, ends, strict=True):
        lines.append(f"{purpose}:")
        lines += [f"  {_shown(call.operation, call.parameters)}" for call in calls[start:end]]
    lines += ["", *_notes(probes, place, len(calls))]
    left_out = {
        f"{probe.situation} ({probe.operation})": reason for probe, reason in result.skipped
    }
    lines += [f"It skips {probe}: {reason}." for probe, reason in left_out.items()]
    return "\n".join(lines)


def _shown(operation: str, parameters: Mapping[str, Any]) -> str:
    text = f"{operation} {json.dumps(parameters, default=str)}"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _notes(probes: Sequence[Probe], place: Place, calls: int) -> Iterator[str]:
    yield (
        f"{calls} calls, and GetCallerIdentity of AWS STS before them. DescribeWorkforce is "
        "repeated until the service accepts a workforce's deletion, for at most ten minutes."
    )
    of_own = dict.fromkeys(
        f"{probe.situation} ({probe.operation})"
        for probe in probes
        if probe.own or probe.workforce == "none"
    )
    if of_own:
        yield (
            "In an account with a workforce, record does not change that workforce and skips "
            f"{', '.join(of_own)}."
        )
    yield (
        f"The names of everything that record creates start with {place.prefix}. record deletes it "
        "at the end, also after a failure or Ctrl+C, and changes nothing else."
    )
    if place.cognito is not None:
        yield (
            "SageMaker sets the callback URLs of the app client "
            f"{place.cognito.client_id} when a workforce or work team uses it; they are not reset."
        )
    yield (
        "The calls are free of charge: they create work teams, workforces, human task UIs and "
        "tags. No call starts a labeling job or a human loop: StartHumanLoop names a flow "
        "definition that does not exist."
    )
    limits = [probe.situation for probe in PROBES if probe.fills_limit]
    if len(probes) + len(limits) == len(PROBES):
        yield f"Without --fill-limits, record skips {', '.join(limits)}."


_COGNITO_ACTIONS = (
    "cognito-idp:DescribeUserPool",
    "cognito-idp:DescribeUserPoolClient",
    "cognito-idp:UpdateUserPool",
    "cognito-idp:UpdateUserPoolClient",
)


def policy(probes: Sequence[Probe], region: str, *, user_pool: str | None) -> str:
    """Return the least IAM policy for a recording, as JSON.

    Args:
        probes: The probes to run.
        region: The region, for the partition in ARNs.
        user_pool: The id of the recording's user pool; None without one.
    """
    start = f"arn:{partition_of(region)}"
    resources: dict[str, set[str]] = {}
    for probe in probes:
        for step in probe.steps:
            resources.setdefault(step.operation, set()).add(_resource(probe, step))
    if any(probe.workforce not in {None, "none"} for probe in probes):
        resources.setdefault(WORKFORCE.create, set()).add(f"workforce/{_OWN}")
    for kind in KINDS:
        resources[kind.list] = {"*"}
        own = f"{_arn_type(kind.identifier)}/{_OWN}"
        for operation in (kind.delete, kind.describe):
            if operation is not None and kind.create in resources:
                resources.setdefault(operation, set()).add(own)
    actions: dict[tuple[str, ...], list[str]] = {}
    for operation, names in sorted(resources.items()):
        # The pattern for every resource of a type covers that of the recording's own.
        covered = {f"{name.removesuffix('*')}{_OWN}" for name in names if not name.endswith(_OWN)}
        least = sorted(names - covered)
        arns = tuple(name if name == "*" else f"{start}:sagemaker:*:*:{name}" for name in least)
        actions.setdefault(arns, []).append(f"sagemaker:{operation}")
    if any("Subscribed" in operation for operation in resources):
        actions.setdefault(("*",), []).append("aws-marketplace:ViewSubscriptions")
    if user_pool is not None:
        actions[f"{start}:cognito-idp:*:*:userpool/{user_pool}",] = list(_COGNITO_ACTIONS)
    statements = [
        {"Effect": "Allow", "Action": allowed, "Resource": list(arns)}
        for arns, allowed in sorted(actions.items())
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)


_OWN = f"*{PREFIX_START}*"
"""The end of the ARN of a resource that record created."""
_LISTS_OF_RESOURCES = {"ListLabelingJobsForWorkteam", "ListTags"}
"""Lists that IAM limits to a resource, by its Service Authorization Reference."""
_ARN_TYPE = re.compile(r"\{(?:other_)?arn_start\}([a-z-]+)/")
_WORD = re.compile("(?<=[a-z])(?=[A-Z])")


def _resource(probe: Probe, step: Step) -> str:
    """Return the end of the ARN of a call's resource, the first member with an ARN or name.

    IAM limits few lists to a resource: ``*`` for others, and for calls without a resource.
    """
    if step.operation.startswith("List") and step.operation not in _LISTS_OF_RESOURCES:
        return "*"
    for member, value in step.parameters.items():
        arn = _ARN_TYPE.match(value) if isinstance(value, str) else None
        if arn is not None or member.endswith("Name"):
            arn_type = arn[1] if arn else _arn_type(member)
            anybodys = "{workforce}" in value and not probe.own
            return f"{arn_type}/{'*' if anybodys else _OWN}"
    return "*"


def _arn_type(identifier: str) -> str:
    """Return the type in the ARN of a member's resource, such as ``labeling-job``."""
    name = identifier.removesuffix("Name")
    return _WORD.sub("-", name).lower()
