"""One fixture, and the application's calls are answered by the fake."""

from __future__ import annotations

from labeling import ensure_workteam

from pytest_workteam import WorkteamBackend


def test_a_work_team_is_created(workteam_backend: WorkteamBackend) -> None:
    arn = ensure_workteam("annotators", "experts")

    assert arn == workteam_backend.workteams["annotators"]["WorkteamArn"]
    workteam_backend.calls.assert_made("CreateWorkteam", WorkteamName="annotators")


def test_a_work_team_whose_name_is_in_use_is_reused(workteam_backend: WorkteamBackend) -> None:
    arn = workteam_backend.add_workteam("annotators")

    assert ensure_workteam("annotators", "experts") == arn
    assert [(call.operation, call.error) for call in workteam_backend.calls] == [
        ("CreateWorkteam", "ResourceInUse"),
        ("DescribeWorkteam", None),
    ]
