"""What botocore lets through and the service refuses: maximum lengths, patterns, enumerations."""

from __future__ import annotations

import pytest
from forms import create_from_form

from pytest_workteam import WorkteamBackend

GROUP_PATH = "memberDefinitions.1.member.cognitoMemberDefinition.userGroup"


def test_a_good_form(workteam_backend: WorkteamBackend) -> None:
    assert create_from_form("annotators", "Labels street signs.", "experts") == {}
    assert list(workteam_backend.workteams) == ["annotators"]


@pytest.mark.parametrize(
    "name,description,group,fields",
    [
        pytest.param("no spaces", "Good.", "experts", {"workteamName"}, id="pattern"),
        pytest.param("a" * 64, "Good.", "experts", {"workteamName"}, id="maximum"),
        pytest.param("good", "Two\nlines.", "experts", {"description"}, id="line-break"),
        pytest.param("good", "Good.", "the experts", {GROUP_PATH}, id="nested"),
        pytest.param(
            "-", "d" * 201, " ", {"workteamName", "description", GROUP_PATH}, id="all-at-once"
        ),
    ],
)
def test_each_field_gets_its_advice(
    workteam_backend: WorkteamBackend, name: str, description: str, group: str, fields: set[str]
) -> None:
    assert set(create_from_form(name, description, group)) == fields
    assert not workteam_backend.workteams


def test_the_advice_is_the_services_own(workteam_backend: WorkteamBackend) -> None:
    assert create_from_form("good", "d" * 201, "experts") == {
        "description": "Member must have length less than or equal to 200"
    }
