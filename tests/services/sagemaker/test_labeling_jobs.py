"""Labeling jobs through a real client: create, describe, list, stop."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from pytest_workteam import (
    InvalidAnswer,
    InvalidSetting,
    SeedRefused,
    ServiceError,
    Situation,
    WorkteamBackend,
)
from pytest_workteam.protocols.values import as_json
from pytest_workteam.schema import check_response
from tests.support import (
    AWS_FUNCTION,
    MANIFEST,
    Clock,
    functions_are_optional,
    labeling_job,
    linked,
    refused,
)

PUBLIC = "arn:aws:sagemaker:us-east-1:394669845002:workteam/public-crowd/default"
PRICE = {"AmountInUsd": {"Cents": 5}}
FREE_OF_PII = {"ContentClassifiers": ["FreeOfPersonallyIdentifiableInformation"]}
START = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
HOUR = dt.timedelta(hours=1)
ARN = "arn:aws:sagemaker:us-east-1:123456789012:labeling-job"
UI_ARN = "arn:aws:sagemaker:us-east-1:394669845002:human-task-ui"


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def backend(workteam_backend: WorkteamBackend, clock: Clock) -> WorkteamBackend:
    """A backend with a work team and a manifest of two objects."""
    workteam_backend.clock = clock
    workteam_backend.add_workteam("team")
    workteam_backend.s3_objects[MANIFEST] = (
        b'{"source-ref": "s3://b/1"}\n{"source-ref": "s3://b/2"}'
    )
    return workteam_backend


def describe(client: Any, name: str = "job") -> Any:
    answer = client.describe_labeling_job(LabelingJobName=name)
    del answer["ResponseMetadata"]
    return answer


def listed(client: Any, **query: Any) -> list[str]:
    answer = client.list_labeling_jobs(**query)
    return [job["LabelingJobName"] for job in answer["LabelingJobSummaryList"]]


class TestCreate:
    def test_returns_the_arn(self, backend: WorkteamBackend, workteam_client: Any) -> None:
        answer = workteam_client.create_labeling_job(**labeling_job())

        assert answer["LabelingJobArn"] == f"{ARN}/job"

    def test_describe_returns_the_request_and_defaults(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        parameters = labeling_job(Tags=[{"Key": "a", "Value": "1"}])
        workteam_client.create_labeling_job(**parameters)

        assert describe(workteam_client) == {
            **parameters,
            "LabelingJobArn": f"{ARN}/job",
            "LabelingJobStatus": "InProgress",
            "LabelCounters": {
                "TotalLabeled": 0,
                "HumanLabeled": 0,
                "MachineLabeled": 0,
                "FailedNonRetryableError": 0,
                "Unlabeled": 2,
            },
            "CreationTime": START,
            "LastModifiedTime": START,
            "JobReferenceCode": "123456789012DM8yt8IfonrMpKKW",
            "OutputConfig": {"S3OutputPath": "s3://bucket/output/", "KmsKeyId": ""},
            "HumanTaskConfig": {
                **parameters["HumanTaskConfig"],
                "TaskAvailabilityLifetimeInSeconds": 30 * 24 * 60 * 60,
                "MaxConcurrentTaskCount": 1000,
            },
            "LabelingJobOutput": {
                "OutputDatasetS3Uri": "s3://bucket/output/job/manifests/output/output.manifest",
                "FinalActiveLearningModelArn": "",
            },
        }

    def test_given_members_are_not_replaced_by_defaults(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        given = {"TaskAvailabilityLifetimeInSeconds": 60, "MaxConcurrentTaskCount": 5}
        workteam_client.create_labeling_job(**labeling_job(HumanTaskConfig=given))

        task = describe(workteam_client)["HumanTaskConfig"]
        assert {member: task[member] for member in given} == given

    @pytest.mark.parametrize("name", ["Example-job", "example-job", "EXAMPLE-JOB"])
    def test_names_are_unique_ignoring_case(
        self, backend: WorkteamBackend, workteam_client: Any, name: str
    ) -> None:
        workteam_client.create_labeling_job(**labeling_job("Example-job"))

        with refused(
            "ResourceInUse",
            "Labeling job names must be unique within an AWS account and region, and a labeling "
            f"job with this name already exists ({ARN}/Example-job)",
        ):
            workteam_client.create_labeling_job(**labeling_job(name))
        assert list(backend.labeling_jobs) == ["Example-job"]
        assert describe(workteam_client, name)["LabelingJobName"] == "Example-job"

    def test_every_lookup_ignores_the_case_of_the_name(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.create_labeling_job(**labeling_job("Example-Job"))

        assert "EXAMPLE-job" in backend.labeling_jobs
        assert "other" not in backend.labeling_jobs
        number: Any = 5
        assert number not in backend.labeling_jobs
        assert len(backend.tasks.of("example-JOB")) == 2
        tag = {"Key": "a", "Value": "1"}
        workteam_client.add_tags(ResourceArn=f"{ARN}/EXAMPLE-JOB", Tags=[tag])
        assert workteam_client.list_tags(ResourceArn=f"{ARN}/example-job")["Tags"] == [tag]
        workteam_client.delete_tags(ResourceArn=f"{ARN}/eXample-job", TagKeys=["a"])
        backend.labeling_jobs["example-job"].complete("golf")
        described = describe(workteam_client, "Example-Job")
        assert described["LabelingJobStatus"] == "Completed"
        assert "Tags" not in described
        backend.fail("CreateLabelingJob", "labeling-job-name-in-use")
        with pytest.raises(workteam_client.exceptions.ResourceInUse, match=f"{ARN}/Example-Job"):
            workteam_client.create_labeling_job(**labeling_job("EXAMPLE-JOB"))

    @pytest.mark.parametrize("limit", [-1, 1.5, True, "1"])
    def test_an_invalid_limit(self, backend: WorkteamBackend, limit: Any) -> None:
        with pytest.raises(InvalidSetting) as caught:
            backend.labeling_job_limit = limit
        assert str(caught.value) == linked(
            f"labeling_job_limit must be a whole number, 0 or more, or None: {limit!r}",
            "invalid-setting",
        )

    def test_a_failure_reason_is_truncated_to_the_models_maximum(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        uri = f"s3://bucket/{'a' * 1012}"
        source = {"DataSource": {"S3DataSource": {"ManifestS3Uri": uri}}}
        workteam_client.create_labeling_job(**labeling_job(InputConfig=source))

        described = describe(workteam_client)
        assert described["LabelingJobStatus"] == "Failed"
        assert len(described["FailureReason"]) == 1024

    def test_the_limit_counts_running_jobs(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        backend.labeling_job_limit = 1
        workteam_client.create_labeling_job(**labeling_job("first"))
        with refused(
            "ResourceLimitExceeded",
            "The account-level service limit 'Total number of labeling jobs' is 1 LabelingJobs, "
            "with current utilization of 1 LabelingJobs and a request delta of 1 LabelingJobs. "
            "Please contact AWS support to request an increase for this limit.",
        ):
            workteam_client.create_labeling_job(**labeling_job("second"))

        workteam_client.stop_labeling_job(LabelingJobName="first")
        workteam_client.create_labeling_job(**labeling_job("second"))

    @pytest.mark.parametrize(
        "workteam",
        [
            "nobody",
            "arn:aws:sagemaker:us-east-1:123456789012:workteam/vendor-crowd/nobody",
            "arn:aws:sagemaker:us-east-1:210987654321:workteam/private-crowd/team",
            "arn:aws:sagemaker:eu-west-1:394669845002:workteam/public-crowd/default",
        ],
    )
    def test_the_work_team_must_exist(
        self, backend: WorkteamBackend, workteam_client: Any, workteam: str
    ) -> None:
        parameters = labeling_job(workteam=workteam)
        arn = parameters["HumanTaskConfig"]["WorkteamArn"]

        with refused(
            "ValidationException",
            f"The specified Workteam '{arn}' does not exist or you do not have access to it.",
        ):
            workteam_client.create_labeling_job(**parameters)
        assert not backend.labeling_jobs

    def test_a_vendors_team(self, backend: WorkteamBackend, workteam_client: Any) -> None:
        vendor = backend.add_subscribed_workteam("labelers")

        workteam_client.create_labeling_job(**labeling_job(workteam=vendor))

        assert describe(workteam_client)["HumanTaskConfig"]["WorkteamArn"] == vendor

    def test_the_public_team_needs_a_price(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        with refused(
            "ValidationException", "PublicWorkforceTaskPrice is required for the public work team."
        ):
            workteam_client.create_labeling_job(**labeling_job(workteam=PUBLIC))

    def test_the_public_team_has_its_own_defaults(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        parameters = labeling_job(
            workteam=PUBLIC, HumanTaskConfig={"PublicWorkforceTaskPrice": PRICE}
        )
        parameters["InputConfig"]["DataAttributes"] = FREE_OF_PII
        workteam_client.create_labeling_job(**parameters)

        described = describe(workteam_client)
        assert described["LabelingJobStatus"] == "InProgress"
        assert described["HumanTaskConfig"]["TaskAvailabilityLifetimeInSeconds"] == 6 * 60 * 60

    def test_the_public_team_needs_the_content_classifier(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.create_labeling_job(
            **labeling_job(workteam=PUBLIC, HumanTaskConfig={"PublicWorkforceTaskPrice": PRICE})
        )

        described = describe(workteam_client)
        assert (described["LabelingJobStatus"], described["FailureReason"]) == (
            "Failed",
            "ClientError: The public work team needs the content classifier "
            "FreeOfPersonallyIdentifiableInformation.",
        )

    @pytest.mark.parametrize("name", ["VideoObjectDetection", "3DPointCloudObjectTracking"])
    def test_the_public_team_labels_no_sequences(
        self, backend: WorkteamBackend, workteam_client: Any, name: str
    ) -> None:
        parameters = labeling_job(
            workteam=PUBLIC,
            LabelAttributeName="label-ref",
            HumanTaskConfig={
                "PublicWorkforceTaskPrice": PRICE,
                "PreHumanTaskLambdaArn": f"{AWS_FUNCTION}:PRE-{name}",
            },
        )

        with refused(
            "ValidationException",
            f"The public work team cannot be used for tasks of type {name}.",
        ):
            workteam_client.create_labeling_job(**parameters)

    @pytest.mark.parametrize(
        "function,attribute,rule",
        [
            ("PRE-ImageMultiClass", "label-metadata", "not end with '-metadata'"),
            ("PRE-ImageMultiClass", "source", "differ from 'source' and 'source-ref'"),
            (
                "PRE-ImageMultiClass",
                "label-ref",
                "not end with '-ref' for tasks of type ImageMultiClass",
            ),
            (
                "PRE-SemanticSegmentation",
                "label",
                "end with '-ref' for tasks of type SemanticSegmentation",
            ),
            (
                "PRE-AdjustmentVideoObjectDetection",
                "label",
                "end with '-ref' for tasks of type AdjustmentVideoObjectDetection",
            ),
            (
                "PRE-VerificationSemanticSegmentation",
                "label-ref",
                "not end with '-ref' for tasks of type VerificationSemanticSegmentation",
            ),
        ],
    )
    def test_label_attribute_names(
        self,
        backend: WorkteamBackend,
        workteam_client: Any,
        function: str,
        attribute: str,
        rule: str,
    ) -> None:
        parameters = labeling_job(
            LabelAttributeName=attribute,
            HumanTaskConfig={"PreHumanTaskLambdaArn": f"{AWS_FUNCTION}:{function}"},
        )

        with refused(
            "ValidationException",
            f"The LabelAttributeName '{attribute}' is invalid for this labeling job: it must "
            f"{rule}.",
        ):
            workteam_client.create_labeling_job(**parameters)

    @functions_are_optional
    @pytest.mark.parametrize(
        "ui,attribute",
        [
            ("VideoObjectTracking", "label-ref"),
            ("PointCloudSemanticSegmentation", "label-ref"),
            ("PointCloudObjectDetection", "label"),
            ("NamedEntityRecognition", "label"),
        ],
    )
    def test_the_task_type_of_a_ui(
        self, backend: WorkteamBackend, workteam_client: Any, ui: str, attribute: str
    ) -> None:
        parameters = labeling_job(
            LabelAttributeName=attribute,
            HumanTaskConfig={"UiConfig": {"HumanTaskUiArn": f"{UI_ARN}/{ui}"}},
        )
        task = parameters["HumanTaskConfig"]
        del task["PreHumanTaskLambdaArn"], task["AnnotationConsolidationConfig"]
        workteam_client.create_labeling_job(**parameters)

        other = "label" if attribute == "label-ref" else "label-ref"
        with pytest.raises(workteam_client.exceptions.ClientError, match="LabelAttributeName"):
            workteam_client.create_labeling_job(
                **{**parameters, "LabelingJobName": "other", "LabelAttributeName": other}
            )

    def test_custom_functions_allow_any_attribute(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        own = "arn:aws:lambda:us-east-1:123456789012:function:PRE_Own"
        for name in ("label", "label-ref"):
            workteam_client.create_labeling_job(
                **labeling_job(
                    name,
                    LabelAttributeName=name,
                    HumanTaskConfig={
                        "PreHumanTaskLambdaArn": own,
                        "AnnotationConsolidationConfig": {"AnnotationConsolidationLambdaArn": own},
                    },
                )
            )

    @pytest.mark.parametrize(
        "ui", [{}, {"UiTemplateS3Uri": "s3://b/ui", "HumanTaskUiArn": f"{UI_ARN}/Own"}]
    )
    def test_exactly_one_ui(self, backend: WorkteamBackend, workteam_client: Any, ui: Any) -> None:
        with refused(
            "ValidationException",
            "UiConfig must have exactly one of UiTemplateS3Uri and HumanTaskUiArn.",
        ):
            workteam_client.create_labeling_job(**labeling_job(HumanTaskConfig={"UiConfig": ui}))

    def test_a_data_source_is_required(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        with refused(
            "ValidationException",
            "DataSource must have at least one of S3DataSource and SnsDataSource.",
        ):
            workteam_client.create_labeling_job(**labeling_job(InputConfig={"DataSource": {}}))

    @pytest.mark.parametrize(
        "member,seconds,team_and_function",
        [
            ("TaskTimeLimitInSeconds", 28_800, ("team", "PRE-ImageMultiClass")),
            ("TaskTimeLimitInSeconds", 28_800, ("team", "PRE-Own")),
            ("TaskTimeLimitInSeconds", 2_592_000, ("team", "PRE-3DPointCloudObjectDetection")),
            ("TaskAvailabilityLifetimeInSeconds", 2_592_000, ("team", "PRE-ImageMultiClass")),
            ("TaskAvailabilityLifetimeInSeconds", 43_200, (PUBLIC, "PRE-ImageMultiClass")),
        ],
    )
    def test_maximum_durations(
        self,
        backend: WorkteamBackend,
        workteam_client: Any,
        member: str,
        seconds: int,
        team_and_function: tuple[str, str],
    ) -> None:
        workteam, function = team_and_function
        task: dict[str, Any] = {
            member: seconds,
            "PreHumanTaskLambdaArn": f"{AWS_FUNCTION}:{function}",
            "PublicWorkforceTaskPrice": PRICE,
        }
        workteam_client.create_labeling_job(
            **labeling_job("most", workteam=workteam, HumanTaskConfig=dict(task))
        )

        task[member] = seconds + 1
        with refused(
            "ValidationException",
            f"{member} is {seconds + 1}; its maximum for this labeling job is {seconds} seconds.",
        ):
            workteam_client.create_labeling_job(
                **labeling_job("more", workteam=workteam, HumanTaskConfig=task)
            )

    def test_tags(self, backend: WorkteamBackend, workteam_client: Any) -> None:
        tag = {"Key": "project", "Value": "signs"}
        arn = workteam_client.create_labeling_job(**labeling_job(Tags=[tag]))["LabelingJobArn"]
        workteam_client.add_tags(ResourceArn=arn, Tags=[{"Key": "owner", "Value": "ops"}])
        workteam_client.delete_tags(ResourceArn=arn, TagKeys=["project"])

        tags = [{"Key": "owner", "Value": "ops"}]
        assert workteam_client.list_tags(ResourceArn=arn)["Tags"] == tags
        assert describe(workteam_client)["Tags"] == tags
        with refused("ValidationException", ""):
            workteam_client.list_tags(ResourceArn=f"{ARN}/other")
        with refused(
            "ValidationException",
            "Tag keys must be unique per resource, but project was given more than once.",
        ):
            workteam_client.create_labeling_job(**labeling_job("other", Tags=[tag, tag]))


class TestDescribe:
    def test_describing_an_unknown_job(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        with refused("ValidationException", "Requested resource not found."):
            describe(workteam_client)

    def test_reword_can_return_the_modelled_code(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        def reword(situation: Situation, _: Any) -> ServiceError | None:
            if situation.name == "unknown-labeling-job":
                return ServiceError("ResourceNotFound", "No such job.")
            return None

        backend.reword = reword

        with pytest.raises(workteam_client.exceptions.ResourceNotFound) as caught:
            describe(workteam_client)
        assert caught.value.response["Error"]["Message"] == "No such job."
        assert backend.calls.last.error == "ResourceNotFound"

    def test_initializing_for_a_number_of_describes(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        backend.labeling_job_delay = 2
        workteam_client.create_labeling_job(**labeling_job())
        assert not backend.tasks

        statuses = [describe(workteam_client)["LabelingJobStatus"] for _ in range(3)]

        assert statuses == ["Initializing", "Initializing", "InProgress"]
        assert len(backend.tasks) == 2

    def test_initializing_for_a_time(
        self, backend: WorkteamBackend, workteam_client: Any, clock: Clock
    ) -> None:
        backend.labeling_job_delay = HOUR
        workteam_client.create_labeling_job(**labeling_job())
        assert describe(workteam_client)["LabelingJobStatus"] == "Initializing"

        clock.time += HOUR

        assert describe(workteam_client)["LabelingJobStatus"] == "InProgress"

    @pytest.mark.parametrize("end", ["complete", "fail", "expire", "stop", None])
    def test_results_match_the_service_model(
        self, backend: WorkteamBackend, workteam_client: Any, end: str | None
    ) -> None:
        arn = backend.workteams["team"]["WorkteamArn"]
        workteam_client.create_labeling_job(**labeling_job(Tags=[{"Key": "a", "Value": ""}]))
        if end is not None:
            getattr(backend.labeling_jobs["job"], end)(
                *{"complete": ["a"], "fail": ["b"]}.get(end, [])
            )

        described = workteam_client.describe_labeling_job(LabelingJobName="job")
        summaries = workteam_client.list_labeling_jobs()
        for_team = workteam_client.list_labeling_jobs_for_workteam(WorkteamArn=arn)

        # Observed, although the model requires 20 characters.
        described["LabelingJobOutput"].pop("FinalActiveLearningModelArn")
        summaries["LabelingJobSummaryList"][0]["LabelingJobOutput"].pop(
            "FinalActiveLearningModelArn"
        )
        for operation, answer in (
            ("DescribeLabelingJob", described),
            ("ListLabelingJobs", summaries),
            ("ListLabelingJobsForWorkteam", for_team),
        ):
            del answer["ResponseMetadata"]
            assert check_response(operation, as_json(answer)) == ()


class TestStop:
    def test_keeps_the_labels(self, backend: WorkteamBackend, workteam_client: Any) -> None:
        workteam_client.create_labeling_job(**labeling_job())
        backend.tasks[0].submit("golf")

        assert workteam_client.stop_labeling_job(LabelingJobName="JOB")

        described = describe(workteam_client)
        assert described["LabelingJobStatus"] == "Stopped"
        assert described["LabelCounters"]["TotalLabeled"] == 1
        assert not backend.tasks
        output = backend.s3_objects[described["LabelingJobOutput"]["OutputDatasetS3Uri"]]
        assert [list(json.loads(line)) for line in output.splitlines()] == [
            ["source-ref", "sport", "sport-metadata"],
            ["source-ref"],
        ]

    def test_stopping_for_a_number_of_describes(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.create_labeling_job(**labeling_job())
        backend.labeling_job_delay = 1
        workteam_client.stop_labeling_job(LabelingJobName="job")

        with refused(
            "ValidationException",
            "The request was rejected because the labeling job is in status Stopping.",
        ):
            workteam_client.stop_labeling_job(LabelingJobName="job")
        statuses = [describe(workteam_client)["LabelingJobStatus"] for _ in range(2)]
        assert statuses == ["Stopping", "Stopped"]

    def test_stopping_an_unknown_job(self, backend: WorkteamBackend, workteam_client: Any) -> None:
        with pytest.raises(workteam_client.exceptions.ResourceNotFound):
            workteam_client.stop_labeling_job(LabelingJobName="job")

    @pytest.mark.parametrize(
        "end,status", [("complete", "Completed"), ("fail", "Failed"), ("stop", "Stopped")]
    )
    def test_stopping_an_ended_job(
        self, backend: WorkteamBackend, workteam_client: Any, end: str, status: str
    ) -> None:
        workteam_client.create_labeling_job(**labeling_job())
        getattr(backend.labeling_jobs["job"], end)(*([] if end == "stop" else ["golf"]))

        with refused(
            "ValidationException",
            f"The request was rejected because the labeling job is in status {status}.",
        ):
            workteam_client.stop_labeling_job(LabelingJobName="job")


class TestList:
    @pytest.fixture(autouse=True)
    def jobs(self, backend: WorkteamBackend, clock: Clock) -> None:
        """Jobs created at hours 0 to 3; the second is completed at hour 5, the third failed."""
        for name in ("delta", "Bravo", "charlie", "alpha"):
            backend.add_labeling_job(name)
            clock.time += HOUR
        clock.time += HOUR
        backend.labeling_jobs["Bravo"].complete("golf")
        backend.labeling_jobs["charlie"].fail("No reason.")

    @pytest.mark.parametrize(
        "query,expected",
        [
            ({}, ["delta", "Bravo", "charlie", "alpha"]),
            ({"SortOrder": "Descending"}, ["alpha", "charlie", "Bravo", "delta"]),
            ({"SortBy": "Name"}, ["Bravo", "alpha", "charlie", "delta"]),
            ({"SortBy": "Status"}, ["Bravo", "charlie", "delta", "alpha"]),
            (
                {"SortBy": "Status", "SortOrder": "Descending"},
                ["alpha", "delta", "charlie", "Bravo"],
            ),
            ({"StatusEquals": "InProgress"}, ["delta", "alpha"]),
            ({"StatusEquals": "Completed"}, ["Bravo"]),
            ({"NameContains": "l"}, ["delta", "charlie", "alpha"]),
            ({"CreationTimeAfter": START + HOUR}, ["charlie", "alpha"]),
            ({"CreationTimeBefore": START + HOUR}, ["delta"]),
            ({"LastModifiedTimeAfter": START + 3 * HOUR}, ["Bravo", "charlie"]),
            ({"LastModifiedTimeBefore": START + 3 * HOUR}, ["delta"]),
        ],
    )
    def test_sorted_and_filtered(
        self, workteam_client: Any, query: Any, expected: list[str]
    ) -> None:
        assert listed(workteam_client, **query) == expected

    @pytest.mark.parametrize("order", ["Name", "CreationTime", "Status"])
    def test_each_job_is_on_one_page(self, workteam_client: Any, order: str) -> None:
        query = {"SortBy": order, "StatusEquals": "InProgress"}
        pages = workteam_client.get_paginator("list_labeling_jobs").paginate(
            PaginationConfig={"PageSize": 1}, **query
        )

        names = [job["LabelingJobName"] for page in pages for job in page["LabelingJobSummaryList"]]
        assert names == listed(workteam_client, **query)

    def test_a_summary(self, backend: WorkteamBackend, workteam_client: Any) -> None:
        described = describe(workteam_client, "charlie")
        task = described["HumanTaskConfig"]

        answer = workteam_client.list_labeling_jobs(NameContains="charlie")

        members = (
            "LabelingJobName",
            "LabelingJobArn",
            "CreationTime",
            "LastModifiedTime",
            "LabelingJobStatus",
            "LabelCounters",
            "FailureReason",
            "LabelingJobOutput",
            "InputConfig",
        )
        assert answer["LabelingJobSummaryList"] == [
            {
                **{member: described[member] for member in members},
                "WorkteamArn": backend.workteams["team"]["WorkteamArn"],
                "PreHumanTaskLambdaArn": task["PreHumanTaskLambdaArn"],
                **task["AnnotationConsolidationConfig"],
            }
        ]


class TestOneBadJob:
    """A job whose task gets an invalid answer does not disturb other jobs."""

    @pytest.fixture
    def arns(self, backend: WorkteamBackend, clock: Clock) -> tuple[str, str]:
        """The ARNs of the teams of the jobs ``good`` and ``bad``."""
        other = backend.add_workteam("other")
        backend.add_labeling_job("good", workteam="team", objects=[{"source": "good"}])
        clock.time += HOUR
        backend.add_labeling_job("bad", workteam="other", objects=[{"source": "bad"}])
        backend.workers(
            lambda task: "golf" if task.input["source"] == "good" else 5,
            after=dt.timedelta(hours=2),
        )
        clock.time += 2 * HOUR
        return str(backend.workteams["team"]["WorkteamArn"]), other

    @pytest.mark.parametrize(
        "query",
        [
            {"NameContains": "oo"},
            {"MaxResults": 1},
            {"SortBy": "Name", "SortOrder": "Descending", "MaxResults": 1},
            {"CreationTimeBefore": START + HOUR},
            {"CreationTimeBefore": START + HOUR, "StatusEquals": "Completed"},
            {"NameContains": "oo", "SortBy": "Status"},
            {"NameContains": "oo", "LastModifiedTimeAfter": START + HOUR},
        ],
    )
    def test_lists_without_the_job_succeed(
        self, workteam_client: Any, arns: tuple[str, str], query: dict[str, Any]
    ) -> None:
        (job,) = workteam_client.list_labeling_jobs(**query)["LabelingJobSummaryList"]

        assert (job["LabelingJobName"], job["LabelingJobStatus"]) == ("good", "Completed")

    @pytest.mark.parametrize("query", [{}, {"NameContains": "bad"}, {"StatusEquals": "Completed"}])
    def test_lists_with_the_job_raise(
        self, workteam_client: Any, arns: tuple[str, str], query: dict[str, Any]
    ) -> None:
        with pytest.raises(InvalidAnswer, match="takes a category"):
            workteam_client.list_labeling_jobs(**query)

    def test_lists_of_another_team_succeed(
        self, workteam_client: Any, arns: tuple[str, str]
    ) -> None:
        good, bad = arns
        answer = workteam_client.list_labeling_jobs_for_workteam(WorkteamArn=good)
        assert answer["LabelingJobSummaryList"][0]["LabelCounters"]["HumanLabeled"] == 1

        with pytest.raises(InvalidAnswer):
            workteam_client.list_labeling_jobs_for_workteam(WorkteamArn=bad)

    def test_calls_for_other_jobs_succeed(
        self, backend: WorkteamBackend, workteam_client: Any, arns: tuple[str, str]
    ) -> None:
        backend.add_labeling_job("seeded")
        workteam_client.create_labeling_job(**labeling_job("created"))
        with refused("ValidationException", "Requested resource not found."):
            describe(workteam_client, "unknown")
        assert backend.labeling_jobs["good"]["LabelingJobStatus"] == "Completed"
        assert list(backend.labeling_jobs) == ["good", "bad", "seeded", "created"]

        with pytest.raises(InvalidAnswer):
            describe(workteam_client, "bad")
        with pytest.raises(InvalidAnswer):
            backend.labeling_jobs["bad"]


class TestListForWorkteam:
    @pytest.fixture
    def arn(self, backend: WorkteamBackend) -> str:
        for day in range(4):
            backend.add_labeling_job(
                f"job-{day}",
                JobReferenceCode=f"code-{day}",
                CreationTime=START + dt.timedelta(days=day),
            )
        return str(backend.workteams["team"]["WorkteamArn"])

    @staticmethod
    def codes(client: Any, arn: str, **query: Any) -> list[str]:
        answer = client.list_labeling_jobs_for_workteam(WorkteamArn=arn, **query)
        return [job["JobReferenceCode"] for job in answer["LabelingJobSummaryList"]]

    def test_returns_the_jobs_of_a_team(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        arn = backend.workteams["team"]["WorkteamArn"]
        workteam_client.create_labeling_job(**labeling_job())
        backend.tasks[0].submit("golf")

        answer = workteam_client.list_labeling_jobs_for_workteam(WorkteamArn=arn)

        assert answer["LabelingJobSummaryList"] == [
            {
                "LabelingJobName": "job",
                "JobReferenceCode": describe(workteam_client)["JobReferenceCode"],
                "WorkRequesterAccountId": "123456789012",
                "CreationTime": START,
                "LabelCounters": {"HumanLabeled": 1, "PendingHuman": 1, "Total": 2},
                "NumberOfHumanWorkersPerDataObject": 1,
            }
        ]

    @pytest.mark.parametrize(
        "query,expected",
        [
            ({}, "0123"),
            ({"SortBy": "CreationTime", "SortOrder": "Ascending"}, "0123"),
            ({"SortOrder": "Descending"}, "3210"),
            ({"JobReferenceCodeContains": "de-2"}, "2"),
            ({"CreationTimeAfter": START}, "123"),
            ({"CreationTimeBefore": START + dt.timedelta(days=2)}, "01"),
            (
                {
                    "CreationTimeAfter": START,
                    "CreationTimeBefore": START + dt.timedelta(days=3),
                    "SortOrder": "Descending",
                },
                "21",
            ),
        ],
    )
    def test_sorted_and_filtered(
        self, workteam_client: Any, arn: str, query: Any, expected: str
    ) -> None:
        codes = self.codes(workteam_client, arn, **query)
        assert codes == [f"code-{digit}" for digit in expected]

    def test_omits_the_jobs_of_other_teams(
        self, backend: WorkteamBackend, workteam_client: Any, arn: str
    ) -> None:
        others = [
            backend.add_workteam("other"),
            backend.add_subscribed_workteam("labelers"),
            PUBLIC,
        ]
        price = {"PublicWorkforceTaskPrice": PRICE}
        for number, other in enumerate(others):
            assert self.codes(workteam_client, other) == []
            backend.add_labeling_job(
                f"others-{number}",
                workteam=other,
                JobReferenceCode=f"others-{number}",
                HumanTaskConfig=price,
            )
            assert self.codes(workteam_client, other) == [f"others-{number}"]
        assert self.codes(workteam_client, arn) == [f"code-{number}" for number in range(4)]

    def test_jobs_with_close_creation_times_are_in_order(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        arn = backend.workteams["team"]["WorkteamArn"]
        for code, milliseconds in (("c", 2), ("b", 1), ("a", 1), ("d", 1000)):
            moment = START + dt.timedelta(milliseconds=milliseconds)
            backend.add_labeling_job(code, JobReferenceCode=code, CreationTime=moment)

        assert self.codes(workteam_client, arn) == ["b", "a", "c", "d"]

    @pytest.mark.parametrize(
        "arn",
        [
            "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/nobody",
            "arn:aws:sagemaker:us-east-1:123456789012:workteam/vendor-crowd/nobody",
            "arn:aws:sagemaker:us-east-1:123456789012:workteam/public-crowd/default",
        ],
    )
    def test_an_unknown_team_is_not_found(self, workteam_client: Any, arn: str) -> None:
        with pytest.raises(workteam_client.exceptions.ResourceNotFound) as caught:
            workteam_client.list_labeling_jobs_for_workteam(WorkteamArn=arn)

        message = f"The specified Workteam '{arn}' does not exist or you do not have access to it."
        assert caught.value.response["Error"] == {"Code": "ResourceNotFound", "Message": message}
        assert caught.value.response["Message"] == message
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


class TestSeeding:
    def test_only_a_name(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
        arn = workteam_backend.add_labeling_job("job")

        assert arn == f"{ARN}/job"
        assert describe(workteam_client)["LabelingJobStatus"] == "InProgress"
        assert [task.input for task in workteam_backend.tasks] == [
            {"source-ref": "s3://seeded/object-1.jpg"}
        ]
        assert list(workteam_backend.workteams) == ["seeded-team"]

    def test_the_team_is_the_given_or_the_first_one(
        self, workteam_backend: WorkteamBackend
    ) -> None:
        first, second = (workteam_backend.add_workteam(name) for name in ("first", "second"))
        workteam_backend.add_labeling_job("of-first")
        workteam_backend.add_labeling_job("of-second", workteam="second")
        workteam_backend.add_labeling_job("by-arn", HumanTaskConfig={"WorkteamArn": second})

        teams = [
            job["HumanTaskConfig"]["WorkteamArn"] for job in workteam_backend.labeling_jobs.values()
        ]
        assert teams == [first, second, second]

    def test_given_objects(self, workteam_backend: WorkteamBackend) -> None:
        objects = [{"source": "One."}, {"source": "Two.", "language": "en"}]
        workteam_backend.add_labeling_job("job", objects=objects)

        assert [task.input for task in workteam_backend.tasks] == objects

    def test_the_modification_time_is_at_least_the_creation_time(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        backend.add_labeling_job("job", CreationTime=START + HOUR)
        backend.labeling_jobs["job"].complete("golf")

        assert describe(workteam_client)["LastModifiedTime"] == START + HOUR
        assert backend.labeling_jobs["job"].event()["time"] == "2026-01-01T01:00:00Z"
        assert listed(workteam_client, LastModifiedTimeAfter=START) == ["job"]

    def test_none_means_a_members_default(self, backend: WorkteamBackend) -> None:
        nothing: Any = None
        backend.add_labeling_job("job", HumanTaskConfig=nothing, InputConfig=nothing, Tags=nothing)

        assert backend.labeling_jobs["job"]["LabelingJobStatus"] == "InProgress"

    @pytest.mark.parametrize("manifest", [None, b'{"source": "a"}'])
    def test_a_refused_job_leaves_nothing_behind(
        self, workteam_backend: WorkteamBackend, manifest: bytes | None
    ) -> None:
        if manifest is not None:
            workteam_backend.s3_objects[MANIFEST] = manifest
        present = dict(workteam_backend.s3_objects)

        for members in ({"RoleArn": "nobody"}, {"LabelAttributeName": "source"}):
            with pytest.raises(SeedRefused):
                workteam_backend.add_labeling_job(
                    "job",
                    objects=[{"source": "b"}],
                    InputConfig=labeling_job()["InputConfig"],
                    **members,
                )
            assert not workteam_backend.workteams
            assert not workteam_backend.workforces
            assert not workteam_backend.labeling_jobs
            assert dict(workteam_backend.s3_objects) == present

    def test_a_refused_job_keeps_an_existing_team(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.add_labeling_job("job")

        with pytest.raises(SeedRefused):
            workteam_backend.add_labeling_job("JOB")
        assert list(workteam_backend.workteams) == ["seeded-team"]
        assert list(workteam_backend.labeling_jobs) == ["job"]

    def test_contradicting_teams(self, backend: WorkteamBackend) -> None:
        arn = backend.workteams["team"]["WorkteamArn"]
        backend.add_labeling_job("job", workteam="team", HumanTaskConfig={"WorkteamArn": arn})

        assert backend.labeling_jobs["job"]["HumanTaskConfig"]["WorkteamArn"] == arn

    def test_an_existing_manifest_is_kept(self, backend: WorkteamBackend) -> None:
        backend.add_labeling_job("job", InputConfig=labeling_job()["InputConfig"])

        assert len(backend.tasks) == 2

    @pytest.mark.parametrize(
        "members,message",
        [
            (
                {"workteam": "nobody"},
                "add_labeling_job('new') breaks a rule of the service: ValidationException: The "
                "specified Workteam 'arn:aws:sagemaker:us-east-1:123456789012:workteam/"
                "private-crowd/nobody' does not exist or you do not have access to it. Nothing was "
                "added; seed what the service would accept.",
            ),
            (
                {"JobReferenceCode": "code"},
                "add_labeling_job('new'): the JobReferenceCode 'code' is taken. Nothing was "
                "added; give another.",
            ),
            (
                {"JobReferenceCode": 1},
                "add_labeling_job('new'): the JobReferenceCode is 1. Nothing was added; give a "
                "string.",
            ),
            (
                {"CreationTime": "today"},
                "add_labeling_job('new'): CreationTime is 'today'. Nothing was added; give a "
                "datetime with a time zone.",
            ),
            (
                {"objects": [{"source": "a"}, {"image": "b"}]},
                "add_labeling_job('new'): the data object {'image': 'b'} must have either source "
                "or source-ref, a string. Nothing was added.",
            ),
            (
                {"objects": [{"source": "a", "at": START}]},
                f"add_labeling_job('new'): the data object {{'source': 'a', 'at': {START!r}}} is "
                "invalid: Object of type datetime is not JSON serializable. Nothing was added; "
                "pass what JSON can hold.",
            ),
            (
                {"workteam": 5},
                "add_labeling_job('new'): workteam is 5. Nothing was added; give a name or an ARN.",
            ),
            (
                {"workteam": "team", "HumanTaskConfig": {"WorkteamArn": PUBLIC}},
                "add_labeling_job('new'): workteam is arn:aws:sagemaker:us-east-1:123456789012:"
                f"workteam/private-crowd/team, but HumanTaskConfig has the WorkteamArn {PUBLIC}. "
                "Nothing was added; give one of them.",
            ),
            *(
                (
                    {member: 5},
                    "add_labeling_job('new') breaks a rule of the service: "
                    "SerializationException: The member "
                    f"'{member[0].lower()}{member[1:]}' must be of type structure, "
                    "not number. Nothing was added; seed what the service would accept.",
                )
                for member in ("HumanTaskConfig", "InputConfig")
            ),
            (
                {"LabelingJobName": "other"},
                "add_labeling_job('new') also got LabelingJobName='other'. Nothing was "
                "added; give the name once, as the first argument.",
            ),
            (
                {"InputConfig": {"DataSource": {"S3DataSource": {}}}},
                "add_labeling_job('new') breaks a rule of the service: ValidationException: 1 "
                "validation error detected: Value null at "
                "'inputConfig.dataSource.s3DataSource.manifestS3Uri' failed to satisfy "
                "constraint: Member must not be null. Nothing was added; seed what the service "
                "would accept.",
            ),
        ],
    )
    def test_invalid_arguments(
        self, backend: WorkteamBackend, members: dict[str, Any], message: str
    ) -> None:
        backend.add_labeling_job("old", JobReferenceCode="code")

        with pytest.raises(SeedRefused) as caught:
            backend.add_labeling_job("new", **members)

        assert str(caught.value) == linked(message, "seed-refused")
        assert list(backend.labeling_jobs) == ["old"]
