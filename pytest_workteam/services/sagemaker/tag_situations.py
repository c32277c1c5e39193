"""Errors of tags."""

from __future__ import annotations

from pytest_workteam.engine.situations import Evidence, Situation

DUPLICATE_TAG_KEY = Situation(
    "duplicate-tag-key",
    "ValidationException",
    400,
    "Tag keys must be unique per resource, but {key} was given more than once.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The rule is documented for Tag.",
    operations=(
        "AddTags",
        "CreateFlowDefinition",
        "CreateHumanTaskUi",
        "CreateWorkforce",
        "CreateWorkteam",
    ),
    example={"key": "project"},
)
RESERVED_TAG_PREFIX = Situation(
    "reserved-tag-prefix",
    "ValidationException",
    400,
    "System prefix 'aws:' reserved for AWS usage in tag key: {key}",
    Evidence.OBSERVED,
    Evidence.OBSERVED,
    "Seen for DeleteTags; inferred for AddTags and for tags given on create.",
    operations=(
        "AddTags",
        "CreateFlowDefinition",
        "CreateHumanTaskUi",
        "CreateWorkforce",
        "CreateWorkteam",
        "DeleteTags",
    ),
    example={"key": "aws:project"},
)
TOO_MANY_TAGS = Situation(
    "too-many-tags",
    "ValidationException",
    400,
    "A resource can have at most {maximum} tags; this request would make it {number}.",
    Evidence.NOT_KNOWN,
    Evidence.NOT_KNOWN,
    "The number is documented.",
    operations=("AddTags",),
    example={"maximum": 50, "number": 51},
)
TAGS_UNSUPPORTED = Situation(
    "tags-unsupported",
    "ValidationException",
    400,
    "Invalid resource type: {resource_type}",
    Evidence.OBSERVED,
    Evidence.OBSERVED,
    "Seen for ListTags on a workforce; AddTags and DeleteTags are inferred.",
    operations=("AddTags", "DeleteTags", "ListTags"),
    example={"resource_type": "workforce"},
)
TAGS_OF_UNKNOWN_RESOURCE = Situation(
    "tags-of-unknown-resource",
    "ValidationException",
    400,
    "",
    Evidence.INFERRED,
    Evidence.INFERRED,
    "The empty message was seen for tag calls on a deleted app.",
    operations=("AddTags", "DeleteTags", "ListTags"),
)
