from __future__ import annotations

from typing import Any

import pytest

from pytest_workteam import WorkteamBackend
from tests.support import COGNITO_CONFIG, refused, team


def tags(**given: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in given.items()]


FIFTY = {f"key-{number}": "" for number in range(50)}
REFUSED = [
    (
        [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}],
        "Tag keys must be unique per resource, but a was given more than once.",
    ),
    (
        [{"Key": "aws:mine", "Value": ""}],
        "System prefix 'aws:' reserved for AWS usage in tag key: aws:mine",
    ),
    (
        [{"Key": "AWS:mine", "Value": ""}],
        "System prefix 'aws:' reserved for AWS usage in tag key: AWS:mine",
    ),
]


@pytest.fixture
def arn(workteam_backend: WorkteamBackend) -> str:
    return workteam_backend.add_workteam("team", Tags=tags(a="1", b="2"))


def listed(client: Any, arn: str) -> list[dict[str, str]]:
    answer = client.list_tags(ResourceArn=arn)
    assert "NextToken" not in answer
    result: list[dict[str, str]] = answer["Tags"]
    return result


def test_tags_of_create_are_listed(workteam_client: Any) -> None:
    given = tags(a="1", b="2")
    arn = workteam_client.create_workteam(**team(Tags=given))["WorkteamArn"]

    assert listed(workteam_client, arn) == given


def test_add_adds_and_overwrites(workteam_client: Any, arn: str) -> None:
    answer = workteam_client.add_tags(ResourceArn=arn, Tags=tags(b="3", c="4"))

    assert answer["Tags"] == tags(a="1", b="3", c="4")
    assert listed(workteam_client, arn) == tags(a="1", b="3", c="4")


def test_delete_ignores_missing_keys(workteam_client: Any, arn: str) -> None:
    workteam_client.delete_tags(ResourceArn=arn, TagKeys=["a", "z"])

    assert listed(workteam_client, arn) == tags(b="2")


@pytest.mark.parametrize("given,message", REFUSED)
def test_refused_on_create(
    workteam_backend: WorkteamBackend,
    workteam_client: Any,
    given: list[dict[str, str]],
    message: str,
) -> None:
    with refused("ValidationException", message):
        workteam_client.create_workteam(**team(Tags=given))
    assert not workteam_backend.workteams

    with refused("ValidationException", message):
        workteam_client.create_workforce(
            WorkforceName="mine", CognitoConfig=COGNITO_CONFIG, Tags=given
        )
    assert not workteam_backend.workforces


@pytest.mark.parametrize("given,message", REFUSED)
def test_refused_when_added(
    workteam_client: Any, arn: str, given: list[dict[str, str]], message: str
) -> None:
    with refused("ValidationException", message):
        workteam_client.add_tags(ResourceArn=arn, Tags=[*tags(c="3"), *given])

    assert listed(workteam_client, arn) == tags(a="1", b="2")


def test_a_reserved_key_cannot_be_deleted(workteam_client: Any, arn: str) -> None:
    with refused(
        "ValidationException",
        "System prefix 'aws:' reserved for AWS usage in tag key: aws:cloudformation:stack-name",
    ):
        workteam_client.delete_tags(ResourceArn=arn, TagKeys=["a", "aws:cloudformation:stack-name"])
    assert listed(workteam_client, arn) == tags(a="1", b="2")


def test_a_resource_has_at_most_50_tags(workteam_client: Any) -> None:
    arn = workteam_client.create_workteam(**team(Tags=tags(**FIFTY)))["WorkteamArn"]
    workteam_client.add_tags(ResourceArn=arn, Tags=[{"Key": "key-0", "Value": "new"}])

    with refused(
        "ValidationException",
        "A resource can have at most 50 tags; this request would make it 51.",
    ):
        workteam_client.add_tags(ResourceArn=arn, Tags=tags(more=""))
    assert len(listed(workteam_client, arn)) == 50


def test_51_tags_in_a_request_violate_the_service_model(workteam_client: Any) -> None:
    with pytest.raises(
        workteam_client.exceptions.ClientError,
        match=r"at 'tags' failed to satisfy constraint: Member must have length less than or "
        r"equal to 50$",
    ):
        workteam_client.create_workteam(**team(Tags=tags(**FIFTY, more="")))


@pytest.mark.parametrize(
    "operation,members",
    [
        ("list_tags", {}),
        ("add_tags", {"Tags": tags(a="1")}),
        ("delete_tags", {"TagKeys": ["a"]}),
    ],
)
class TestResources:
    def test_a_workforce_cannot_have_tags(
        self, workteam_backend: WorkteamBackend, workteam_client: Any, operation: str, members: Any
    ) -> None:
        arn = workteam_backend.add_workforce(Tags=tags(a="1"))

        with refused("ValidationException", "Invalid resource type: workforce"):
            getattr(workteam_client, operation)(ResourceArn=arn, **members)

    @pytest.mark.parametrize(
        "unknown",
        [
            "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/nobody",
            "arn:aws:sagemaker:us-east-1:123456789012:workteam/vendor-crowd/team",
            "arn:aws:sagemaker:us-east-1:123456789012:workteam/team",
            "arn:aws:sagemaker:us-east-1:123456789012:team",
            "arn:aws:sagemaker:us-east-1:000000000042:workteam/private-crowd/team",
        ],
    )
    def test_an_unknown_team(
        self,
        workteam_backend: WorkteamBackend,
        workteam_client: Any,
        unknown: str,
        operation: str,
        members: Any,
    ) -> None:
        workteam_backend.add_workteam("team")

        with refused("ValidationException", ""):
            getattr(workteam_client, operation)(ResourceArn=unknown, **members)


def test_an_invalid_arn(workteam_client: Any) -> None:
    pattern = workteam_client.meta.service_model.shape_for("ResourceArn").metadata["pattern"]
    with refused(
        "ValidationException",
        "1 validation error detected: Value '' at 'resourceArn' failed to satisfy constraint: "
        f"Member must satisfy regular expression pattern: {pattern}",
    ):
        workteam_client.list_tags(ResourceArn="")


def test_a_list_of_tags_has_one_page(workteam_client: Any, arn: str) -> None:
    assert workteam_client.list_tags(ResourceArn=arn, MaxResults=50)["Tags"]
    with refused("ValidationException", 'Invalid pagination token because "{0}".'):
        workteam_client.list_tags(ResourceArn=arn, NextToken="forged")
