"""Each member of a faked operation is handled, or a table here says why it is ignored.

A member counts as handled if the operation's code names it. KEPT has members that are handled
without being named.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

import pytest_workteam
from pytest_workteam.engine.service import Operation
from pytest_workteam.schema.model import operation_model
from pytest_workteam.services.catalog import operations

PACKAGE = pytest_workteam.__name__
Members = Mapping[str, Mapping[str, str]]
"""Reasons by request operation or response structure, then by member."""

_WITH_REQUEST = "Kept and returned with the request."
_BY_PARTS = "The code puts the name together."
_ONE_WORKFORCE = "An account has one workforce at most."

KEPT: Members = {
    "CreateFlowDefinition": dict.fromkeys(("OutputConfig", "RoleArn"), _WITH_REQUEST),
    "CreateLabelingJob": dict.fromkeys(("LabelingJobAlgorithmsConfig", "RoleArn"), _WITH_REQUEST),
    "DescribeFlowDefinitionResponse": dict.fromkeys(
        (
            "HumanLoopActivationConfig",
            "HumanLoopConfig",
            "HumanLoopRequestSource",
            "OutputConfig",
            "RoleArn",
        ),
        _WITH_REQUEST,
    ),
    "DescribeLabelingJobResponse": dict.fromkeys(
        (
            "HumanTaskConfig",
            "InputConfig",
            "LabelCategoryConfigS3Uri",
            "LabelingJobAlgorithmsConfig",
            "RoleArn",
        ),
        _WITH_REQUEST,
    ),
    "ListLabelingJobs": dict.fromkeys(
        (
            "CreationTimeAfter",
            "CreationTimeBefore",
            "LastModifiedTimeAfter",
            "LastModifiedTimeBefore",
        ),
        _BY_PARTS,
    ),
    "ListLabelingJobsForWorkteam": dict.fromkeys(
        ("CreationTimeAfter", "CreationTimeBefore"), _BY_PARTS
    ),
    "SubscribedWorkteam": {"*": "Tests seed it with add_subscribed_workteam."},
}

IGNORED: Members = {
    "ListLabelingJobsForWorkteam": {"SortBy": "CreationTime is its only value."},
    "ListTags": {"MaxResults": "The smallest page holds as many tags as a resource can have."},
    "ListWorkforces": dict.fromkeys(("MaxResults", "SortBy", "SortOrder"), _ONE_WORKFORCE),
    "RenderUiTemplate": {"RoleArn": "The fake checks no IAM role."},
    "StartHumanLoop": {"DataAttributes": "They concern the public workforce of Mechanical Turk."},
    "Workforce": {"FailureReason": "No workforce of the fake fails."},
    "Workteam": {"ProductListingIds": "Only vendors' work teams have it."},
}

LISTED: dict[str, dict[str, str]] = {
    owner: {**KEPT.get(owner, {}), **IGNORED.get(owner, {})} for owner in (*KEPT, *IGNORED)
}


def texts_of(value: Any, seen: set[int]) -> Iterator[str]:
    """The strings in a function or constant, and in the functions and constants that it uses."""
    if isinstance(value, str):
        yield value
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, types.FunctionType) and value.__module__.startswith(PACKAGE):
        yield from value.__kwdefaults__ or ()
        yield from texts_of(getattr(value, "__wrapped__", None), seen)
        yield from texts_of_code(value.__code__, value.__globals__, seen)
    elif isinstance(value, Mapping):
        for key, member in value.items():
            yield from texts_of(key, seen)
            yield from texts_of(member, seen)
    elif isinstance(value, (tuple, list, frozenset)):
        for element in value:
            yield from texts_of(element, seen)
    elif isinstance(value, type) and value.__module__.startswith(PACKAGE):
        for member in vars(value).values():
            yield from texts_of(member, seen)


def texts_of_code(code: types.CodeType, names: Mapping[str, Any], seen: set[int]) -> Iterator[str]:
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from texts_of_code(constant, names, seen)
        else:
            yield from texts_of(constant, seen)
    modules = [
        names[name] for name in code.co_names if isinstance(names.get(name), types.ModuleType)
    ]
    for name in code.co_names:
        for place in (names, *(vars(module) for module in modules)):
            if name in place:
                yield from texts_of(place[name], seen)


Member = tuple[str, str, str]
"""Owner (operation or structure), member name, and member path."""


def members_of(operation: Operation) -> Iterator[Member]:
    """The members that the fake has to know.

    A request's own members, and those of the response down to members that a request gave.
    """
    model: Any = operation_model(operation.name, operation.service.name)
    if model.input_shape is not None:
        for name in model.input_shape.members:
            yield operation.name, name, name
    if model.output_shape is not None:
        yield from response_members("", model.output_shape, given_members(), ())


def response_members(
    start: str, shape: Any, given: set[str], above: tuple[str, ...]
) -> Iterator[Member]:
    if shape.type_name == "list":
        yield from response_members(f"{start}[]", shape.member, given, above)
    elif shape.type_name == "structure" and shape.name not in above:
        for name, member in shape.members.items():
            path = f"{start}.{name}" if start else name
            yield shape.name, name, path
            if name not in given and "*" not in LISTED.get(shape.name, ()):
                yield from response_members(path, member, given, (*above, shape.name))


def given_members() -> set[str]:
    """The members of requests, which the fake keeps whole."""
    return {
        name
        for operation in operations().values()
        if (shape := operation_model(operation.name, operation.service.name).input_shape)
        for name in shape.members
    }


@pytest.mark.parametrize("operation", operations().values(), ids=lambda each: each.name)
def test_every_member_is_handled_or_listed_as_ignored(operation: Operation) -> None:
    functions = (operation.function, operation.before, operation.after)
    kept = set(texts_of(functions, set()))

    unknown = [
        path
        for owner, name, path in members_of(operation)
        if name not in kept and not {name, "*"} & set(LISTED.get(owner, ()))
    ]

    assert not unknown, (
        f"botocore knows {', '.join(unknown)} of {operation.name}. Keep each member in the fake, "
        "or name it with a reason in tests/services/test_members.py."
    )


def test_every_listed_member_exists() -> None:
    known = {(owner, name) for each in operations().values() for owner, name, _ in members_of(each)}

    for owner, members in LISTED.items():
        for name, reason in members.items():
            assert reason.endswith(".")
            assert name == "*" or (owner, name) in known
            assert owner in {each for each, _ in known}


def test_a_new_member_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    shape: Any = operation_model("UpdateWorkteam").input_shape
    monkeypatch.setitem(shape.members, "Color", shape.members["Description"])
    operation = operations()["UpdateWorkteam"]

    with pytest.raises(AssertionError, match="botocore knows Color of UpdateWorkteam"):
        test_every_member_is_handled_or_listed_as_ignored(operation)
