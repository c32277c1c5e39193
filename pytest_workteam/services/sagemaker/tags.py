"""Tags: their rules, and the operations that add, list and delete them by ARN."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pytest_workteam.engine import paging
from pytest_workteam.engine.service import Operations
from pytest_workteam.engine.situations import Refusal
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services.arns import Arn
from pytest_workteam.services.sagemaker import tag_situations as situations
from pytest_workteam.services.sagemaker.resources import WORKTEAMS, Tags, Workteam, workteam_by_arn
from pytest_workteam.services.state import State

operations = Operations()

LIMIT = 50
"""Tags per resource, as documented."""
TAGGED = ("workteam", "workforce")
"""The types of resource whose tag calls are faked."""

_RESERVED_PREFIX = "aws:"


def checked(given: Sequence[Mapping[str, str]], present: Mapping[str, str] | None = None) -> Tags:
    """The tags of a resource that has ``present`` and is given these, if the rules allow it."""
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


def _tagged(state: State, arn: str) -> Workteam:
    """The work team of this ARN."""
    parsed = Arn.parse(arn)
    if parsed is not None and parsed.resource_type == "workforce":
        raise Refusal(situations.TAGS_UNSUPPORTED, resource_type=parsed.resource_type)
    team = workteam_by_arn(state, arn)
    if team is None:
        raise Refusal(situations.TAGS_OF_UNKNOWN_RESOURCE)
    return team


def _result(tags: Tags) -> Parameters:
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def _names_faked_resource(parameters: Parameters) -> bool:
    """Whether a tag call is faked; what names no resource at all is the fake's to refuse."""
    arn = parameters.get("ResourceArn")
    parsed = Arn.parse(arn) if isinstance(arn, str) else None
    return parsed is None or parsed.resource_type in TAGGED


@operations.add("AddTags", applies=_names_faked_resource)
def add_tags(state: State, parameters: Parameters) -> Parameters:
    team = _tagged(state, parameters["ResourceArn"])
    tagged = team._replace(tags=checked(parameters["Tags"], team.tags))
    state.table(WORKTEAMS).put(tagged)
    return _result(tagged.tags)


@operations.add("ListTags", applies=_names_faked_resource)
def list_tags(state: State, parameters: Parameters) -> Parameters:
    team = _tagged(state, parameters["ResourceArn"])
    # The smallest page holds as many tags as a resource can have.
    paging.refuse_token(parameters)
    return _result(team.tags)


@operations.add("DeleteTags", applies=_names_faked_resource)
def delete_tags(state: State, parameters: Parameters) -> Parameters:
    team = _tagged(state, parameters["ResourceArn"])
    for key in parameters["TagKeys"]:
        check_key(key)
    left = {key: value for key, value in team.tags.items() if key not in parameters["TagKeys"]}
    state.table(WORKTEAMS).put(team._replace(tags=left))
    return {}
