"""Strategies of members that satisfy the services' own rules in an empty account."""

from __future__ import annotations

import json
import string
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from hypothesis import strategies as st

from pytest_workteam.engine.regions import partition_of
from pytest_workteam.schema.model import operation_model
from pytest_workteam.services.arns import PUBLIC_CROWD_ACCOUNT
from pytest_workteam.strategies.values import MOST_ELEMENTS, NAME, Values, dictionaries

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def _text(alphabet: str, most: int, least: int = 1) -> SearchStrategy[str]:
    return st.text(alphabet, min_size=least, max_size=most)


def _user_pools(region: str) -> SearchStrategy[str]:
    return _text(string.ascii_letters + string.digits, 9).map(lambda text: f"{region}_{text}")


_CLIENT_IDS = _text(string.ascii_lowercase + string.digits, 26)
_TAGS = st.lists(
    dictionaries({"Key": _text(NAME, 20), "Value": _text(NAME, 20, 0)}),
    max_size=MOST_ELEMENTS,
    unique_by=lambda tag: tag["Key"],
)


@st.composite
def _cognito_members(draw: st.DrawFn, region: str) -> list[Any]:
    pool, client = draw(_user_pools(region)), draw(_CLIENT_IDS)
    groups = st.lists(_text(NAME, 20), min_size=1, max_size=MOST_ELEMENTS, unique=True)
    return [
        {"CognitoMemberDefinition": {"UserPool": pool, "UserGroup": group, "ClientId": client}}
        for group in draw(groups)
    ]


def _vpc_configs() -> SearchStrategy[dict[str, Any]]:
    ids = _text(string.ascii_lowercase + string.digits, 17)
    return dictionaries(
        {
            "VpcId": ids.map("vpc-{}".format),
            "SecurityGroupIds": st.lists(ids.map("sg-{}".format), min_size=1, max_size=5),
            "Subnets": st.lists(ids.map("subnet-{}".format), min_size=1, max_size=5),
        }
    )


def _attribute_names() -> SearchStrategy[str]:
    return _text(NAME.replace("-", ""), 20)


def _for_the_public_team(region: str) -> SearchStrategy[Any]:
    """Task configurations for the public work team, which every account has."""
    shape = cast("Any", operation_model("CreateLabelingJob").input_shape).members["HumanTaskConfig"]
    public = f"arn:{partition_of(region)}:sagemaker:{region}:{PUBLIC_CROWD_ACCOUNT}:workteam/"
    prices = dictionaries({"AmountInUsd": dictionaries({"Cents": st.integers(0, 99)})})
    template = _text(NAME, 20).map("s3://bucket/{}".format)
    return Values().structure(
        shape,
        1,
        {
            "WorkteamArn": st.just(f"{public}public-crowd/default"),
            "PublicWorkforceTaskPrice!": prices,
            "UiConfig": dictionaries({"UiTemplateS3Uri": template}),
            "PreHumanTaskLambdaArn": None,
            "AnnotationConsolidationConfig": None,
            "TaskTimeLimitInSeconds": st.integers(30, 8 * 60 * 60),
            "TaskAvailabilityLifetimeInSeconds": st.integers(60, 12 * 60 * 60),
        },
    )


def _inputs() -> SearchStrategy[Any]:
    manifest = _text(NAME, 20).map("s3://bucket/{}".format)
    source = dictionaries({"S3DataSource": dictionaries({"ManifestS3Uri": manifest})})
    return dictionaries({"DataSource": source})


Rule: TypeAlias = "Callable[[str], dict[str, SearchStrategy[Any] | None]]"
COMMON_RULES: dict[str, SearchStrategy[Any] | None] = {
    "NextToken": None,
    "Tags": _TAGS,
    "TagKeys": st.lists(_text(NAME, 20), min_size=1, max_size=MOST_ELEMENTS),
    "WorkforceVpcConfig": _vpc_configs(),
}


def no_rules(_: str) -> dict[str, SearchStrategy[Any] | None]:
    return {}


_JSON_OBJECTS = dictionaries({"text": _text(NAME, 20)}).map(json.dumps)

RULES: Mapping[str, Sequence[Rule]] = {
    # Without a human task UI, a flow definition can have no workers and cannot start human loops.
    # So the rules for StartHumanLoop only cover its input.
    "CreateFlowDefinition": [
        lambda _: {
            "HumanLoopConfig": None,
            "HumanLoopRequestSource": None,
            "HumanLoopActivationConfig": None,
        }
    ],
    "StartHumanLoop": [lambda _: {"HumanLoopInput": dictionaries({"InputContent": _JSON_OBJECTS})}],
    # An empty account has no human task UI.
    "RenderUiTemplate": [
        lambda _: {
            "HumanTaskUiArn": None,
            "UiTemplate!": dictionaries({"Content": _text(NAME, 20)}),
            "Task": dictionaries({"Input": _JSON_OBJECTS}),
        }
    ],
    # An empty account has no workforce.
    "CreateWorkteam": [
        lambda region: {"WorkforceName": None, "MemberDefinitions": _cognito_members(region)}
    ],
    "UpdateWorkteam": [lambda region: {"MemberDefinitions": _cognito_members(region)}],
    "CreateWorkforce": [
        lambda region: {
            "CognitoConfig!": dictionaries(
                {"UserPool": _user_pools(region), "ClientId": _CLIENT_IDS}
            ),
            "OidcConfig": None,
        },
        lambda _: {
            "CognitoConfig": None,
            "OidcConfig!": Values().of(
                cast("Any", operation_model("CreateWorkforce").input_shape).members["OidcConfig"], 1
            ),
        },
    ],
    "CreateLabelingJob": [
        lambda region: {
            "LabelAttributeName": _attribute_names(),
            "InputConfig": _inputs(),
            "HumanTaskConfig": _for_the_public_team(region),
        }
    ],
}
"""Rules by operation; each rule is an alternative set of member strategies."""
