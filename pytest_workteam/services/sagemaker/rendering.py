"""Rendering of Liquid templates by the optional library python-liquid."""

from __future__ import annotations

import html
import importlib
import json
from collections.abc import Mapping
from typing import Any

from pytest_workteam.errors import OperationNotFaked

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

Error = tuple[str, str]
"""Code and message of a template error."""

MISSING_VARIABLE = "MissingVariable"
INVALID_TEMPLATE = "InvalidTemplate"
_MAX_ITERATIONS = 100_000
"""Maximum loop iterations of a template, so that a template cannot stall the test."""


def render(content: str, task_input: Mapping[str, Any], region: str) -> tuple[str, list[Error]]:
    """Render a template for a task.

    Args:
        content: The template.
        task_input: The value of ``task.input``.
        region: Region of the S3 URLs in the page.

    Returns:
        The page and its errors: one for each missing variable, or one for an invalid template,
        whose page is empty.

    Raises:
        OperationNotFaked: python-liquid is not installed.
    """
    try:
        liquid: Any = importlib.import_module("liquid")
    except ImportError:
        raise OperationNotFaked(
            "RenderUiTemplate needs the library python-liquid, which is not installed; nothing "
            "was sent to AWS. Run: pip install 'pytest-workteam[liquid]'"
        ) from None
    missing: dict[str, None] = {}
    environment: Any = liquid.Environment(undefined=_recording(liquid, missing), autoescape=True)
    environment.loop_iteration_limit = _MAX_ITERATIONS
    markup = importlib.import_module("markupsafe").Markup
    # The filters that Ground Truth and A2I add to Liquid, as documented.
    environment.add_filter("grant_read_access", lambda uri: _url(str(uri), region))
    environment.add_filter("skip_autoescape", lambda text: markup(html.unescape(str(text))))
    environment.add_filter("to_json", lambda value: markup(json.dumps(value, default=str)))
    try:
        page = str(environment.from_string(content).render(task={"input": task_input}))
    except (liquid.exceptions.LiquidError, RecursionError) as error:
        return "", [
            (INVALID_TEMPLATE, f"The template is invalid: {str(error).partition(chr(10))[0]}.")
        ]
    return page, [(MISSING_VARIABLE, f"{problem}; the task lacks it.") for problem in missing]


def _recording(liquid: Any, missing: dict[str, None]) -> Any:
    """A class of undefined variables that records those that a template prints or loops over.

    Testing whether a variable exists is not recorded.
    """

    class Missing(liquid.Undefined):  # type: ignore[misc]
        def __str__(self) -> str:
            missing.setdefault(str(self.hint))
            return ""

        def items(self) -> Any:
            # Only loops call this method.
            missing.setdefault(str(self.hint))
            return super().items()

    return Missing


def _url(uri: str, region: str) -> str:
    """The HTTPS URL of an object in S3."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return f"https://{bucket}.s3.{region}.amazonaws.com/{key}" if key else uri
