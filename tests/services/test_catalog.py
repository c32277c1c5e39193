"""Requests are faked by operation and, for tags, by resource."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_workteam.protocols.messages import WireRequest
from pytest_workteam.services.catalog import is_faked
from tests.support import wire_request

START = "arn:aws:sagemaker:us-east-1:123456789012:"
MODEL = f"{START}model/a"


@pytest.mark.parametrize("operation", ["AddTags", "ListTags", "DeleteTags"])
@pytest.mark.parametrize(
    "resource,answered",
    [
        (f"{START}workteam/private-crowd/a", True),
        (f"{START}workforce/default", True),
        (MODEL, False),
        ("no ARN", True),
        (None, True),
        ([MODEL], True),
    ],
)
def test_tag_requests_of_other_resources_are_not_faked(
    operation: str, resource: Any, *, answered: bool
) -> None:
    body = json.dumps({"ResourceArn": resource})
    assert is_faked(wire_request(operation, body)) is answered


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", "{}", b"\xff", "[" * 100_000], ids=lambda body: repr(body[:2])
)
def test_tag_requests_without_a_resource_are_faked(body: bytes | str) -> None:
    assert is_faked(wire_request("ListTags", body))


@pytest.mark.parametrize("operation,answered", [("ListWorkteams", True), ("ListModels", False)])
def test_other_requests_are_faked_by_operation(operation: str, *, answered: bool) -> None:
    # ResourceArn has no meaning in these requests.
    for body in ("{}", json.dumps({"ResourceArn": MODEL})):
        request = WireRequest("sagemaker", operation, body.encode(), "us-east-1", "123456789012")
        assert is_faked(request) is answered
