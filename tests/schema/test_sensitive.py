from __future__ import annotations

from typing import Any

import pytest
from botocore.model import ServiceModel

from pytest_workteam.schema.model import service_model
from pytest_workteam.schema.sensitive import HIDDEN, has_secrets, holds_secrets, without_secrets

OIDC = {"Issuer": "https://example.com", "ClientId": "a"}
CARD = {"ModelCardName": "card", "Content": "{}", "ModelCardStatus": "Draft"}


@pytest.mark.parametrize(
    "operation,parameters,shown",
    [
        # What the model marks, whatever its name.
        ("CreateModelCard", CARD, {**CARD, "Content": HIDDEN}),
        ("CreateModelCard", {"Content": {"a": 1}}, {"Content": HIDDEN}),
        ("CreateModelCard", {"Content": None}, {"Content": None}),
        (
            "CreateModelPackage",
            {"ModelCard": {"ModelCardContent": "{}", "ModelCardStatus": "Draft"}},
            {"ModelCard": {"ModelCardContent": HIDDEN, "ModelCardStatus": "Draft"}},
        ),
        (
            "CreateWorkforce",
            {"WorkforceName": "a", "OidcConfig": {**OIDC, "ClientSecret": "b"}},
            {"WorkforceName": "a", "OidcConfig": {**OIDC, "ClientSecret": HIDDEN}},
        ),
        # What is called so, in any letters, with any value.
        ("CreateWorkteam", {"CLIENT_Secret": ["a"]}, {"CLIENT_Secret": HIDDEN}),
        ("CreateWorkteam", {"a": {"b": [{"secretKey": 1}]}}, {"a": {"b": [{"secretKey": HIDDEN}]}}),
        # What has not the model's form, where any value may be a secret that went astray.
        ("CreateWorkforce", {"OidcConfig": "b"}, {"OidcConfig": HIDDEN}),
        ("CreateWorkforce", {"OidcConfig": ["b"]}, {"OidcConfig": HIDDEN}),
        ("CreateWorkforce", {"WorkforceName": {"a": "b"}}, {"WorkforceName": HIDDEN}),
        ("CreateWorkforce", {"WorkforceName": ["b"]}, {"WorkforceName": HIDDEN}),
        ("CreateWorkforce", {"Tags": {"Key": "b"}}, {"Tags": HIDDEN}),
        ("CreateWorkforce", {"Tags": ["b"]}, {"Tags": [HIDDEN]}),
        ("CreateWorkforce", {"Tags": "b"}, {"Tags": HIDDEN}),
        ("CreateWorkforce", {"Unknown": "b"}, {"Unknown": HIDDEN}),
        (
            "CreateWorkforce",
            {"OidcConfig": {"Password": "b"}},
            {"OidcConfig": {"Password": HIDDEN}},
        ),
        (
            "CreateWorkforce",
            {"OidcConfig": {"AuthenticationRequestExtraParams": {"display": "page"}}},
            {"OidcConfig": {"AuthenticationRequestExtraParams": {"display": "page"}}},
        ),
        (
            "CreateWorkforce",
            {"OidcConfig": {"AuthenticationRequestExtraParams": {"client_secret": "b"}}},
            {"OidcConfig": {"AuthenticationRequestExtraParams": {"client_secret": HIDDEN}}},
        ),
        ("CreateWorkforce", {"Tags": [{"Key": "a"}]}, {"Tags": [{"Key": "a"}]}),
        # Elsewhere there is none, and what a test got wrong is shown.
        (
            "CreateWorkteam",
            {"Tags": "a", "Unknown": {"b": [1]}},
            {"Tags": "a", "Unknown": {"b": [1]}},
        ),
        ("CreateWorkteam", {"WorkteamName": {"a": 1}}, {"WorkteamName": {"a": 1}}),
    ],
)
def test_what_is_shown(operation: str, parameters: dict[str, Any], shown: dict[str, Any]) -> None:
    assert without_secrets(operation, parameters) == shown


def test_tuples_are_lists() -> None:
    shown = without_secrets("CreateWorkforce", {"Tags": ({"Key": "a"},)})

    assert shown == {"Tags": [{"Key": "a"}]}


def test_which_operations_take_secrets() -> None:
    found = [name for name in service_model().operation_names if has_secrets(name)]

    assert {"CreateWorkforce", "UpdateWorkforce", "CreateModelCard"} <= set(found)
    assert not {"CreateWorkteam", "ListWorkteams", "AddTags"} & set(found)
    assert has_secrets("PutSecretValue", "secretsmanager")
    assert not has_secrets("ListTables", "dynamodb")


# A model of its own, since which members are marked differs from botocore to botocore.
SECRETS = ServiceModel(
    {
        "metadata": {"protocol": "json", "endpointPrefix": "secrets"},
        "operations": {},
        "shapes": {
            "Plain": {"type": "string"},
            "Secret": {"type": "string", "sensitive": True},
            "Member": {"type": "structure", "members": {"A": {"shape": "Secret"}}},
            "Element": {"type": "list", "member": {"shape": "Member"}},
            "Value": {"type": "map", "key": {"shape": "Plain"}, "value": {"shape": "Element"}},
            "Key": {"type": "map", "key": {"shape": "Secret"}, "value": {"shape": "Plain"}},
            "Recursive": {
                "type": "structure",
                "members": {"A": {"shape": "Recursive"}, "B": {"shape": "Plain"}},
            },
            "RecursiveWithSecret": {
                "type": "structure",
                "members": {"A": {"shape": "RecursiveWithSecret"}, "B": {"shape": "Value"}},
            },
        },
    }
)


@pytest.mark.parametrize(
    "shape,holds",
    [
        ("Plain", False),
        ("Secret", True),
        ("Member", True),
        ("Element", True),
        ("Value", True),
        ("Key", True),
        ("Recursive", False),
        ("RecursiveWithSecret", True),
    ],
)
def test_which_shapes_hold_secrets(shape: str, holds: bool) -> None:
    assert holds_secrets(SECRETS.shape_for(shape)) is holds
