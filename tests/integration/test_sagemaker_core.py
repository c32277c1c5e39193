from __future__ import annotations

import importlib
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pytest_workteam import WorkteamBackend
from tests.support import CLIENT_ID, POOL

# Its own code and that of what it imports warn in many ways.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture
def resources(workteam_backend: WorkteamBackend) -> Any:
    """Its resource classes; importing them within a backend needs no region and no credentials."""
    return pytest.importorskip("sagemaker.core.resources")


def test_resources_of_the_family(workteam_backend: WorkteamBackend, resources: Any) -> None:
    workteam_backend.add_workteam("team", Description="seeded")
    workteam = resources.Workteam(workteam_name="team")

    assert workteam.refresh().workteam.description == "seeded"
    workteam.update(description="changed")
    assert workteam_backend.workteams["team"]["Description"] == "changed"
    (workforce,) = resources.Workforce.get_all()
    assert workforce.workforce_name == "default"
    workforce.wait_for_status("Active")
    assert len(list(resources.Workteam.get_all())) == 1
    workteam.delete()

    assert not workteam_backend.workteams
    assert {call.client for call in workteam_backend.calls} == {"sagemaker-core"}


def test_create_makes_the_work_team(workteam_backend: WorkteamBackend, resources: Any) -> None:
    shapes = importlib.import_module("sagemaker.core.shapes")
    members = shapes.CognitoMemberDefinition(
        user_pool=POOL, user_group="workers", client_id=CLIENT_ID
    )

    # It describes what it made, and cannot read the service's structure, which nests the name.
    with pytest.raises(ValueError, match="workteam_name"):
        resources.Workteam.create(
            workteam_name="team",
            description="d",
            member_definitions=[shapes.MemberDefinition(cognito_member_definition=members)],
        )

    assert list(workteam_backend.workteams) == ["team"]
    assert [(call.operation, call.error) for call in workteam_backend.calls] == [
        ("CreateWorkteam", None),
        ("DescribeWorkteam", None),
    ]


def test_an_error_is_the_services(workteam_backend: WorkteamBackend, resources: Any) -> None:
    with pytest.raises(ClientError) as caught:
        resources.Workteam(workteam_name="missing").refresh()

    call = workteam_backend.calls.last
    assert call.error == "ValidationException"
    assert caught.value.response["Error"] == {"Code": call.error, "Message": call.message}


def test_its_client_that_outlives_a_backend_finds_the_next(
    workteam_backend: WorkteamBackend, resources: Any
) -> None:
    with WorkteamBackend() as another:
        another.add_workteam("there")
        assert resources.Workteam(workteam_name="there").refresh()
    with pytest.raises(ClientError, match="ValidationException"):
        resources.Workteam(workteam_name="there").refresh()

    assert len(another.calls) == 1
    assert len(workteam_backend.calls) == 1
