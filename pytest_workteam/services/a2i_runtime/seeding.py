"""Seeding of human loops."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_workteam.errors import SeedRefused
from pytest_workteam.protocols.values import UNENCODABLE
from pytest_workteam.services.a2i_runtime import loop_work
from pytest_workteam.services.a2i_runtime.service import A2I_RUNTIME
from pytest_workteam.services.sagemaker import review_seeding
from pytest_workteam.services.sagemaker.review_resources import (
    FLOW_DEFINITIONS,
    HUMAN_LOOPS,
    flow_definition_arn,
)
from pytest_workteam.services.seeding import carry_out, check_named_once
from pytest_workteam.services.state import State

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True


def add_human_loop(
    state: State, name: str, flow_definition: str, content: Any, given: Mapping[str, Any]
) -> str:
    """Start a human loop as StartHumanLoop would, and add its flow definition if needed.

    Returns:
        The loop's ARN.

    Raises:
        SeedRefused: The service would refuse the loop, or a loop of this name exists.
    """
    what = f"add_human_loop({name!r})"
    check_named_once(what, "HumanLoopName", given)
    try:
        text = json.dumps({} if content is None else content, allow_nan=False)
    except UNENCODABLE as error:
        raise SeedRefused(
            f"{what}: {error}. Nothing was added; give content that JSON can hold."
        ) from None
    with state.present() as present:
        if "FlowDefinitionArn" not in given and flow_definition not in present.table(
            FLOW_DEFINITIONS
        ):
            review_seeding.add_flow_definition(
                present,
                flow_definition,
                "reviewers",
                human_task_ui="review",
                task_count=1,
                given={},
            )
            review_seeding.end_initializing(present, flow_definition)
        parameters = {
            "HumanLoopName": name,
            "FlowDefinitionArn": flow_definition_arn(present, flow_definition),
            "HumanLoopInput": {"InputContent": text},
            **given,
        }
        if name in present.table(HUMAN_LOOPS):
            raise SeedRefused(
                f"{what}: a human loop of this name exists. Nothing was added; give another name."
            )
        result = carry_out(what, present, A2I_RUNTIME, "StartHumanLoop", parameters)
    loop_work.let_workers_answer(state)
    return str(result["HumanLoopArn"])


def remove_human_loop(state: State, name: str) -> None:
    """Remove a human loop.

    Raises:
        SeedRefused: The loop does not exist.
    """
    with state.lock:
        loops = state.table(HUMAN_LOOPS)
        if name not in loops:
            raise SeedRefused(
                f"remove_human_loop({name!r}): the human loop does not exist. Nothing was removed; "
                "add it first."
            )
        loops.remove(name)
