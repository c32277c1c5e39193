"""Tags: add, list, delete, and their rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pytest_workteam.engine import paging
from pytest_workteam.engine.service import Operations
from pytest_workteam.engine.situations import Refusal
from pytest_workteam.engine.table import Kind
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services.arns import Arn
from pytest_workteam.services.sagemaker import tag_situations as situations
from pytest_workteam.services.sagemaker.known_workteams import check_region
from pytest_workteam.services.sagemaker.resources import TAGGABLE, Tags, resource_of_arn
from pytest_workteam.services.state import State

operations = Operations()

LIMIT = 50
"""Maximum tags per resource, as documented."""
_RESERVED_PREFIX = "aws:"


def checked(given: Sequence[Mapping[str, str]], present: Mapping[str, str] | None = None) -> Tags:
    """Validate new tags, and merge them into a resource's tags.

    Args:
        given: The tags of a request.
        present: The resource's current tags; None for a new resource.

    Raises:
        Refusal: The tags break a rule.
    """
    new: Tags = {}
    for tag in given:
        key = tag["Key"]
        check_key(key)
        if key in new:
            raise Refusal(situations.DUPLICATE_TAG_KEY, key=key)
        new[key] = tag["Value"]
    together = {**(present or {}), **new}
    if len(together) > LIMIT:
        raise Refusal(situations.TOO_MANY_TAGS, maximum=LIMIT, number=len(together))
    return together


def check_key(key: str) -> None:
    if key.lower().startswith(_RESERVED_PREFIX):
        raise Refusal(situations.RESERVED_TAG_PREFIX, key=key)


def _tagged(state: State, arn: str) -> tuple[Kind[Any], Any]:
    """The kind and resource of an ARN.

    Raises:
        Refusal: The resource does not exist, or cannot have tags.
    """
    parsed = Arn.parse(arn)
    if parsed is not None and parsed.resource_type == "workforce":
        raise Refusal(situations.TAGS_UNSUPPORTED, resource_type=parsed.resource_type)
    check_region(state, arn)
    found = None if parsed is None else resource_of_arn(state, parsed)
    if found is None:
        raise Refusal(situations.TAGS_OF_UNKNOWN_RESOURCE)
    return found


def _result(tags: Tags) -> Parameters:
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def _names_faked_resource(parameters: Parameters) -> bool:
    """Whether a tag request is faked: its resource is, or its ARN is invalid."""
    arn = parameters.get("ResourceArn")
    parsed = Arn.parse(arn) if isinstance(arn, str) else None
    return parsed is None or parsed.resource_type in (*TAGGABLE, "workforce")


@operations.add("AddTags", applies=_names_faked_resource)
def add_tags(state: State, parameters: Parameters) -> Parameters:
    kind, resource = _tagged(state, parameters["ResourceArn"])
    tagged = resource._replace(tags=checked(parameters["Tags"], resource.tags))
    state.table(kind).put(tagged)
    return _result(tagged.tags)


@operations.add("ListTags", applies=_names_faked_resource)
def list_tags(state: State, parameters: Parameters) -> Parameters:
    _, resource = _tagged(state, parameters["ResourceArn"])
    # The smallest page holds as many tags as a resource can have.
    paging.refuse_token(parameters)
    return _result(resource.tags)


@operations.add("DeleteTags", applies=_names_faked_resource)
def delete_tags(state: State, parameters: Parameters) -> Parameters:
    kind, resource = _tagged(state, parameters["ResourceArn"])
    for key in parameters["TagKeys"]:
        check_key(key)
    left = {key: value for key, value in resource.tags.items() if key not in parameters["TagKeys"]}
    state.table(kind).put(resource._replace(tags=left))
    return {}
