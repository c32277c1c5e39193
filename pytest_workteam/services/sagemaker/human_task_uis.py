"""Human task UIs: create, describe, list, delete, and preview."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from pytest_workteam.engine import paging
from pytest_workteam.engine.service import Operations
from pytest_workteam.engine.situations import Refusal
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.protocols.values import UNDECODABLE, decoder
from pytest_workteam.services.sagemaker import human_task_ui_situations as situations
from pytest_workteam.services.sagemaker import tags
from pytest_workteam.services.sagemaker.review_resources import (
    HUMAN_TASK_UIS,
    HumanTaskUi,
    human_task_ui_arn,
    human_task_ui_by_arn,
)
from pytest_workteam.services.state import State

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

operations = Operations()

ACTIVE = "Active"


@operations.add("CreateHumanTaskUi")
def create_human_task_ui(state: State, parameters: Parameters) -> Parameters:
    name = parameters["HumanTaskUiName"]
    ui_tags = tags.checked(parameters.get("Tags", []))
    uis = state.table(HUMAN_TASK_UIS)
    arn = human_task_ui_arn(state, name)
    if name in uis:
        raise Refusal(situations.HUMAN_TASK_UI_IN_USE, human_task_ui_arn=arn)
    limit = state.settings.human_task_ui_limit
    if limit is not None and len(uis) >= limit:
        raise Refusal(situations.HUMAN_TASK_UI_LIMIT, limit=limit, utilization=len(uis))
    uis.put(
        HumanTaskUi(
            name,
            sequence=state.next_sequence(),
            created=state.now(),
            content=parameters["UiTemplate"]["Content"],
            tags=ui_tags,
        )
    )
    return {"HumanTaskUiArn": arn}


def existing_human_task_ui(state: State, name: str) -> HumanTaskUi:
    try:
        return state.table(HUMAN_TASK_UIS)[name]
    except KeyError:
        raise Refusal(situations.UNKNOWN_HUMAN_TASK_UI, human_task_ui=name) from None


@operations.add("DescribeHumanTaskUi")
def describe_human_task_ui(state: State, parameters: Parameters) -> Parameters:
    return described(state, existing_human_task_ui(state, parameters["HumanTaskUiName"]))


def described(state: State, ui: HumanTaskUi) -> Parameters:
    """The Describe structure of a human task UI; the template's content is not returned."""
    digest = hashlib.sha256(ui.content.encode("utf-8", "surrogatepass")).hexdigest()
    return {
        "HumanTaskUiArn": human_task_ui_arn(state, ui.name),
        "HumanTaskUiName": ui.name,
        "HumanTaskUiStatus": ACTIVE,
        "CreationTime": ui.created,
        "UiTemplate": {
            "Url": (
                f"https://s3.{state.region}.amazonaws.com/sagemaker-human-task-uis-{state.region}/"
                f"{state.account_id}/{ui.name}/template.html"
            ),
            "ContentSha256": digest,
        },
    }


@operations.add("DeleteHumanTaskUi")
def delete_human_task_ui(state: State, parameters: Parameters) -> Parameters:
    name = existing_human_task_ui(state, parameters["HumanTaskUiName"]).name
    state.table(HUMAN_TASK_UIS).remove(name)
    return {}


@operations.add("ListHumanTaskUis")
def list_human_task_uis(state: State, parameters: Parameters) -> Parameters:
    page = paging.page(
        state,
        "ListHumanTaskUis",
        parameters,
        state.table(HUMAN_TASK_UIS),
        order="CreationTime",
        fragment="",
        matches=created_between(parameters),
    )
    return page.result("HumanTaskUiSummaries", [_summary(state, ui) for ui in page.resources])


def _summary(state: State, ui: HumanTaskUi) -> Parameters:
    return {
        "HumanTaskUiName": ui.name,
        "HumanTaskUiArn": human_task_ui_arn(state, ui.name),
        "CreationTime": ui.created,
    }


def created_between(parameters: Parameters) -> Callable[[Any], bool]:
    """Predicate on resources: CreationTimeAfter <= creation time < CreationTimeBefore."""
    after = parameters.get("CreationTimeAfter", float("-inf"))
    before = parameters.get("CreationTimeBefore", float("inf"))
    return lambda resource: after <= resource.created.timestamp() < before


@operations.add("RenderUiTemplate")
def render_ui_template(state: State, parameters: Parameters) -> Parameters:
    content = _template(state, parameters)
    task_input = _task_input(parameters["Task"]["Input"])
    # Imported here, since python-liquid is optional.
    from pytest_workteam.services.sagemaker.rendering import render

    rendered, errors = render(content, task_input, state.region)
    return {
        "RenderedContent": rendered,
        "Errors": [{"Code": code, "Message": message} for code, message in errors],
    }


def _template(state: State, parameters: Parameters) -> str:
    arn = parameters.get("HumanTaskUiArn")
    template = parameters.get("UiTemplate")
    if (arn is None) == (template is None):
        raise Refusal(
            situations.RENDER_TEMPLATE_SOURCE, number="neither" if arn is None else "both"
        )
    if template is not None:
        return str(template["Content"])
    ui = human_task_ui_by_arn(state, str(arn))
    if ui is None:
        raise Refusal(situations.UNKNOWN_HUMAN_TASK_UI, human_task_ui=arn)
    return ui.content


def _task_input(text: str) -> dict[str, Any]:
    try:
        task_input = decoder.decode(text)
    except UNDECODABLE as error:
        raise Refusal(situations.RENDER_TASK_INPUT, reason=str(error)) from None
    if not isinstance(task_input, dict):
        reason = f"it is a {type(task_input).__name__}"
        raise Refusal(situations.RENDER_TASK_INPUT, reason=reason)
    return task_input
