from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import Any

import boto3
import pytest

from pytest_workteam import OperationNotFaked, WorkteamBackend
from pytest_workteam.services.catalog import SERVICES
from tests.support import (
    FLOW_ARN,
    MANIFEST,
    OIDC_CONFIG,
    cognito,
    flow_definition,
    human_loop,
    human_task_ui,
    labeling_job,
    linked,
    refused,
    team,
)

mock_aws = pytest.importorskip("moto").mock_aws

ARN = "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/team"


@pytest.fixture(params=["moto first", "moto last"])
def backend(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WorkteamBackend]:
    """A backend and moto, started in either order."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    backend = WorkteamBackend()
    order: list[AbstractContextManager[Any]] = [mock_aws(), backend]
    with ExitStack() as stack:
        for each in order if request.param == "moto first" else reversed(order):
            stack.enter_context(each)
        yield backend


@pytest.fixture
def client(backend: WorkteamBackend) -> Any:
    return boto3.Session().client("sagemaker")


def test_the_fake_answers_every_operation_of_the_family(
    backend: WorkteamBackend, client: Any
) -> None:
    vendors = backend.add_subscribed_workteam("vendor")
    requests: list[tuple[str, dict[str, Any]]] = [
        ("create_workteam", team()),
        ("describe_workteam", {"WorkteamName": "team"}),
        ("update_workteam", {"WorkteamName": "team", "Description": "another"}),
        ("list_workteams", {}),
        ("describe_workforce", {"WorkforceName": "default"}),
        ("update_workforce", {"WorkforceName": "default", "SourceIpConfig": {"Cidrs": []}}),
        ("list_workforces", {}),
        ("list_subscribed_workteams", {}),
        ("describe_subscribed_workteam", {"WorkteamArn": vendors}),
        ("create_labeling_job", labeling_job()),
        ("describe_labeling_job", {"LabelingJobName": "job"}),
        ("list_labeling_jobs", {}),
        ("list_labeling_jobs_for_workteam", {"WorkteamArn": ARN}),
        ("add_tags", {"ResourceArn": ARN, "Tags": [{"Key": "a", "Value": "b"}]}),
        ("list_tags", {"ResourceArn": ARN}),
        ("delete_tags", {"ResourceArn": ARN, "TagKeys": ["a"]}),
        ("stop_labeling_job", {"LabelingJobName": "job"}),
        ("create_human_task_ui", human_task_ui()),
        ("describe_human_task_ui", {"HumanTaskUiName": "review"}),
        ("list_human_task_uis", {}),
        ("create_flow_definition", flow_definition(WorkteamArn=ARN)),
        ("describe_flow_definition", {"FlowDefinitionName": "flow"}),
        ("list_flow_definitions", {}),
        ("delete_flow_definition", {"FlowDefinitionName": "flow"}),
        ("delete_human_task_ui", {"HumanTaskUiName": "review"}),
        ("delete_workteam", {"WorkteamName": "team"}),
        ("delete_workforce", {"WorkforceName": "default"}),
        ("create_workforce", {"WorkforceName": "mine", "OidcConfig": OIDC_CONFIG}),
    ]
    backend.s3_objects[MANIFEST] = b'{"source": "a"}'
    for name, parameters in requests:
        getattr(client, name)(**parameters)

    called = [client.meta.method_to_api_mapping[name] for name, _ in requests]
    assert [(call.operation, call.error) for call in backend.calls] == [
        (operation, None) for operation in called
    ]
    # Rendered by a library of its own, which not everybody has.
    assert sorted([*called, "RenderUiTemplate"]) == sorted(SERVICES["sagemaker"].operations)


def test_the_fake_answers_every_operation_of_human_loops(backend: WorkteamBackend) -> None:
    backend.add_flow_definition("flow")
    client: Any = boto3.Session().client("sagemaker-a2i-runtime")

    client.start_human_loop(**human_loop())
    client.describe_human_loop(HumanLoopName="loop")
    client.list_human_loops(FlowDefinitionArn=FLOW_ARN)
    client.stop_human_loop(HumanLoopName="loop")
    client.delete_human_loop(HumanLoopName="loop")

    called = [call.operation for call in backend.calls if call.error is None]
    assert sorted(called) == sorted(SERVICES["sagemaker-a2i-runtime"].operations)


def test_a_human_loops_output_is_in_motos_bucket(backend: WorkteamBackend) -> None:
    storage = boto3.Session().client("s3")
    storage.create_bucket(Bucket="bucket")
    given = flow_definition(WorkteamArn=backend.add_workteam("reviewers"))
    backend.add_human_task_ui("review")
    backend.add_flow_definition(given.pop("FlowDefinitionName"), **given)
    backend.add_human_loop("loop", flow_definition="flow")

    backend.human_loops["loop"].complete({"label": "a"})

    uri = backend.human_loops["loop"]["HumanLoopOutput"]["OutputS3Uri"]
    key = uri.removeprefix("s3://bucket/")
    output = json.loads(storage.get_object(Bucket="bucket", Key=key)["Body"].read())
    assert output == backend.human_loops["loop"].output


def test_moto_answers_sagemakers_other_operations(backend: WorkteamBackend, client: Any) -> None:
    model = client.create_model(ModelName="a", ExecutionRoleArn="arn:aws:iam::123456789012:role/r")[
        "ModelArn"
    ]

    client.add_tags(ResourceArn=model, Tags=[{"Key": "a", "Value": "b"}])
    tags = client.list_tags(ResourceArn=model)["Tags"]
    client.delete_tags(ResourceArn=model, TagKeys=["a"])

    assert [each["ModelName"] for each in client.list_models()["Models"]] == ["a"]
    assert tags == [{"Key": "a", "Value": "b"}]
    assert client.list_tags(ResourceArn=model)["Tags"] == []
    assert not backend.calls


def test_moto_answers_other_services(backend: WorkteamBackend) -> None:
    session = boto3.Session()
    storage = session.client("s3")
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w"):
        pass
    storage.create_bucket(Bucket="bucket")
    storage.put_object(Bucket="bucket", Key="key", Body=content.getvalue())

    assert storage.list_objects_v2(Bucket="bucket")["KeyCount"] == 1
    assert session.client("sts").get_caller_identity()["Account"] == backend.account_id


def test_the_account_of_an_assumed_role_is_the_one_moto_gives(backend: WorkteamBackend) -> None:
    arn = "arn:aws:iam::210987654321:role/r"
    given = boto3.Session().client("sts").assume_role(RoleArn=arn, RoleSessionName="session")
    credentials = given["Credentials"]
    backend.accounts[credentials["AccessKeyId"]] = "210987654321"

    boto3.Session(
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    ).client("sagemaker").create_workteam(**team())

    assert backend.calls.last.account_id == "210987654321"


def test_what_moto_throttles_waits_as_ever(
    backend: WorkteamBackend, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    monkeypatch.setattr("random.random", lambda: 0.5)
    backend.fail("ListWorkteams", "ServiceUnavailable")
    client.list_workteams()
    assert waits == [0.0]
    failures = [503]

    def fail_once(request: Any, **_: Any) -> Any:
        from botocore.awsrequest import AWSResponse

        if not failures:
            return None
        body: Any = io.BytesIO(b"{}")
        body.stream = lambda **_: iter([body.read()])
        headers: Any = {}
        return AWSResponse(request.url, failures.pop(), headers, body)

    client.meta.events.register_first("before-send.sagemaker.ListModels", fail_once)
    client.list_models()

    assert len(waits) == 2
    assert waits[1] > 0


class TestVerifyCognito:
    @pytest.fixture
    def pool(self, backend: WorkteamBackend) -> dict[str, str]:
        """A user pool of moto's, with a client and a group."""
        backend.verify_cognito = True
        identity = boto3.Session().client("cognito-idp")
        pool = identity.create_user_pool(PoolName="pool")["UserPool"]["Id"]
        client = identity.create_user_pool_client(UserPoolId=pool, ClientName="c")
        identity.create_group(UserPoolId=pool, GroupName="workers")
        return {"pool": pool, "client_id": client["UserPoolClient"]["ClientId"]}

    def test_what_exists_is_taken(
        self, backend: WorkteamBackend, client: Any, pool: dict[str, str]
    ) -> None:
        client.create_workteam(**team(MemberDefinitions=[cognito("workers", **pool)]))
        client.update_workteam(WorkteamName="team", Description="another")

        assert list(backend.workteams) == ["team"]

    @pytest.mark.parametrize(
        "changes,resource",
        [
            ({"pool": "us-east-1_Missing"}, "user pool us-east-1_Missing"),
            ({"client_id": "missing"}, "app client missing"),
            ({"group": "missing"}, "group missing"),
        ],
        ids=["pool", "client", "group"],
    )
    @pytest.mark.parametrize("operation", ["create", "update"])
    def test_what_does_not_exist_is_refused(
        self,
        backend: WorkteamBackend,
        client: Any,
        pool: dict[str, str],
        changes: dict[str, str],
        *,
        resource: str,
        operation: str,
    ) -> None:
        members: dict[str, Any] = {**pool, **changes}
        backend.add_workteam("there")
        call: Callable[..., Any] = (
            client.create_workteam if operation == "create" else client.update_workteam
        )
        name = "new" if operation == "create" else "there"

        with refused("ValidationException", f"The Amazon Cognito {resource} does not exist."):
            call(**team(name, MemberDefinitions=[cognito(**members)]))

        assert list(backend.workteams) == ["there"]

    def test_a_workforce_needs_a_pool_and_a_client(self, client: Any, pool: dict[str, str]) -> None:
        config = {"UserPool": pool["pool"], "ClientId": "missing"}
        with refused(
            "ValidationException", "The Amazon Cognito app client missing does not exist."
        ):
            client.create_workforce(WorkforceName="mine", CognitoConfig=config)

        config["ClientId"] = pool["client_id"]
        assert client.create_workforce(WorkforceName="mine", CognitoConfig=config)

    def test_members_of_another_kind_need_none(self, backend: WorkteamBackend, client: Any) -> None:
        backend.verify_cognito = True
        assert client.create_workforce(WorkforceName="mine", OidcConfig=OIDC_CONFIG)

    def test_is_off_unless_it_is_wanted(self, backend: WorkteamBackend, client: Any) -> None:
        client.create_workteam(**team())

        assert list(backend.workteams) == ["team"]


@pytest.mark.filterwarnings("ignore::pytest_workteam.OperationNotFakedWarning")
def test_verify_cognito_without_anything_that_fakes_it_says_so() -> None:
    with WorkteamBackend(region="us-east-1") as backend:
        backend.verify_cognito = True
        client = boto3.Session().client("sagemaker")

        with pytest.raises(OperationNotFaked) as caught:
            client.create_workteam(**team())

    assert str(caught.value) == linked(
        "verify_cognito asked Amazon Cognito for DescribeUserPool, and nothing fakes Amazon "
        "Cognito here. Start moto's mock_aws before the call, or leave verify_cognito off.",
        "not-faked",
    )


def test_moto_imported_after_the_first_question_is_asked_the_next(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
        import boto3
        import pytest

        from pytest_workteam import OperationNotFaked

        def create():
            boto3.Session().client("sagemaker").create_workforce(
                WorkforceName="mine", CognitoConfig={"UserPool": "us-east-1_P", "ClientId": "c"}
            )

        def test_it(workteam_backend):
            workteam_backend.verify_cognito = True
            with pytest.raises(OperationNotFaked):
                create()
            from moto import mock_aws

            with mock_aws(), pytest.raises(Exception, match="user pool us-east-1_P does not exist"):
                create()
        """
    )

    result = pytester.runpytest_subprocess()

    result.assert_outcomes(passed=1)


class TestLabelingJobs:
    """Labeling jobs with their manifests in moto's S3."""

    @pytest.fixture
    def s3(self, backend: WorkteamBackend) -> Any:
        backend.add_workteam("team")
        s3 = boto3.Session().client("s3")
        s3.create_bucket(Bucket="bucket")
        return s3

    @staticmethod
    def body(s3: Any, uri: str) -> Any:
        return s3.get_object(Bucket="bucket", Key=uri.removeprefix("s3://bucket/"))["Body"].read()

    def test_input_is_read_and_output_is_written(
        self, backend: WorkteamBackend, client: Any, s3: Any
    ) -> None:
        labels = b'{"labels": [{"label": "football"}, {"label": "golf"}]}'
        s3.put_object(Bucket="bucket", Key="input.manifest", Body=b'{"source": "a"}')
        s3.put_object(Bucket="bucket", Key="labels.json", Body=labels)
        client.create_labeling_job(
            **labeling_job(LabelCategoryConfigS3Uri="s3://bucket/labels.json")
        )
        backend.labeling_jobs["job"].complete("golf")

        job = client.describe_labeling_job(LabelingJobName="job")
        uri = job["LabelingJobOutput"]["OutputDatasetS3Uri"]
        assert json.loads(self.body(s3, uri))["sport"] == 1
        assert self.body(s3, uri) == backend.s3_objects[uri]
        (response,) = [uri for uri in backend.s3_objects if "worker-response" in uri]
        assert self.body(s3, response) == backend.s3_objects[response]

    def test_the_backends_own_objects_come_first(
        self, backend: WorkteamBackend, client: Any, s3: Any
    ) -> None:
        s3.put_object(Bucket="bucket", Key="input.manifest", Body=b'{"source": "moto"}')
        backend.s3_objects[MANIFEST] = b'{"source": "backend"}'
        client.create_labeling_job(**labeling_job())

        assert [task.input for task in backend.tasks] == [{"source": "backend"}]

    def test_a_result_that_was_changed_in_moto_comes_first_there(
        self, backend: WorkteamBackend, client: Any, s3: Any
    ) -> None:
        backend.s3_objects[MANIFEST] = b'{"source": "a"}'
        client.create_labeling_job(**labeling_job())
        backend.labeling_jobs["job"].complete("golf")
        uri = backend.labeling_jobs["job"]["LabelingJobOutput"]["OutputDatasetS3Uri"]
        key = uri.removeprefix("s3://bucket/")
        s3.put_object(Bucket="bucket", Key=key, Body=b'{"source": "from moto"}')

        chained = {"DataSource": {"S3DataSource": {"ManifestS3Uri": uri}}}
        client.create_labeling_job(**labeling_job("chained", InputConfig=chained))
        assert [task.input for task in backend.tasks.of("chained")] == [{"source": "from moto"}]

        backend.s3_objects[uri] = b'{"source": "from the test"}'
        client.create_labeling_job(**labeling_job("again", InputConfig=chained))
        assert [task.input for task in backend.tasks.of("again")] == [{"source": "from the test"}]

    def test_a_manifest_that_is_nowhere(
        self, backend: WorkteamBackend, client: Any, s3: Any
    ) -> None:
        client.create_labeling_job(**labeling_job())

        assert "could not be read" in backend.labeling_jobs["job"]["FailureReason"]

    def test_a_bucket_that_does_not_exist(
        self, backend: WorkteamBackend, client: Any, s3: Any
    ) -> None:
        backend.s3_objects[MANIFEST] = b'{"source": "a"}'
        output = {"S3OutputPath": "s3://nowhere/output"}
        client.create_labeling_job(**labeling_job(OutputConfig=output))
        backend.labeling_jobs["job"].complete("golf")

        assert "s3://nowhere/output/job/manifests/output/output.manifest" in backend.s3_objects
