"""Property tests: any title makes a name that the service takes, and any request can be drawn.

A property test makes its backend itself, since it needs a fresh one for every example.
"""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naming import create_for_project

from pytest_workteam import WorkteamBackend
from pytest_workteam.strategies import requests


@settings(deadline=None, max_examples=25)
@given(project=st.text())
def test_any_title_makes_a_name(project: str) -> None:
    with WorkteamBackend() as backend:
        arn = create_for_project(boto3.client("sagemaker"), project)

        assert [team["WorkteamArn"] for team in backend.workteams.values()] == [arn]


@settings(deadline=None, max_examples=25)
@given(parameters=requests("DescribeWorkteam"))
def test_no_name_that_the_service_takes_is_there_by_itself(parameters: dict[str, Any]) -> None:
    with WorkteamBackend() as backend:
        client: Any = boto3.client("sagemaker")
        with pytest.raises(client.exceptions.ClientError, match="The work team"):
            client.describe_workteam(**parameters)

        backend.calls.assert_made("DescribeWorkteam", **parameters)
