"""How the service prints values of the kinds that its own violations seldom show."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_workteam.schema.model import operation_model
from pytest_workteam.schema.values import format_value
from tests.schema.made_up import MADE_UP


@pytest.mark.parametrize(
    "shape,value,text",
    [
        ("Anything", {"a": [None]}, '{"a": [null]}'),
        ("Anything", {"a": "\u00e9"}, '{"a": "\u00e9"}'),
        ("Text", ["\u00e9"], '["\u00e9"]'),
        ("Counts", {"a": 1, "b": None}, "{a=1, b=null}"),
        ("Choice", {"One": "text"}, "Choice(one=text, more=null)"),
        ("Flag", True, "true"),
        ("Text", "\u00e9", "\u00e9"),
    ],
)
def test_a_value_in_javas_form(shape: str, value: Any, text: str) -> None:
    assert format_value(value, MADE_UP.shape_for(shape)) == text


def test_a_secret_that_is_not_there_is_not_hidden() -> None:
    shape = operation_model("CreateWorkforce").service_model.shape_for("OidcConfig")
    assert "clientSecret=null" in format_value({"ClientId": "a"}, shape)
    assert "clientSecret=***" in format_value({"ClientSecret": ""}, shape)
