"""The workers' side of labeling jobs: tasks, answers, and how jobs end."""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from pytest_workteam import (
    InvalidAnswer,
    InvalidSetting,
    SeedRefused,
    Task,
    UnknownNameError,
    WorkteamBackend,
)
from tests.support import linked

START = dt.datetime(2026, 1, 1, 12, tzinfo=dt.timezone.utc)
METHODS: dict[str, list[str]] = {"complete": ["cat"], "fail": ["A."], "expire": [], "stop": []}
ONE = {"source": "One."}
TWO = {"source": "Two."}


@pytest.fixture
def backend(workteam_backend: WorkteamBackend) -> WorkteamBackend:
    workteam_backend.clock = lambda: START
    return workteam_backend


def job_of(backend: WorkteamBackend, *objects: Any, workers: int = 1, **members: Any) -> Any:
    """A new job named ``job``, as the backend shows it."""
    backend.add_labeling_job(
        "job",
        objects=objects or (None if "InputConfig" in members else (ONE, TWO)),
        HumanTaskConfig={"NumberOfHumanWorkersPerDataObject": workers},
        **members,
    )
    return Shown(backend)


class Shown:
    """The present state of the labeling job ``job``."""

    def __init__(self, backend: WorkteamBackend) -> None:
        self._backend = backend

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend.labeling_jobs["job"], name)

    @property
    def status(self) -> str:
        return str(self._backend.labeling_jobs["job"]["LabelingJobStatus"])

    @property
    def counters(self) -> tuple[int, int, int]:
        """Labeled, failed and unlabeled objects."""
        counters = self._backend.labeling_jobs["job"]["LabelCounters"]
        assert counters["TotalLabeled"] == counters["HumanLabeled"]
        return counters["TotalLabeled"], counters["FailedNonRetryableError"], counters["Unlabeled"]


def refused_answer(act: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidAnswer) as caught:
        act()
    assert str(caught.value) == linked(message, "invalid-answer")


class TestTasks:
    def test_one_for_each_object_and_worker(self, backend: WorkteamBackend) -> None:
        job_of(backend, workers=2)

        assert [task.input for task in backend.tasks] == [ONE, ONE, TWO, TWO]
        task = backend.tasks[0]
        assert (task.kind, task.source) == ("labeling-job", "job")
        assert task.workteam_arn == backend.workteams["seeded-team"]["WorkteamArn"]
        assert repr(backend.tasks[:1]) == "Tasks([<Task of labeling-job job>])"

    def test_of_a_job_and_for_a_team(self, backend: WorkteamBackend) -> None:
        arns = {name: backend.add_workteam(name) for name in ("first", "second")}
        for name, team in (("zulu", "first"), ("alpha", "second"), ("mike", "first")):
            backend.add_labeling_job(name, workteam=team)

        assert [task.source for task in backend.tasks] == ["zulu", "alpha", "mike"]
        assert [task.source for task in backend.tasks.of("alpha")] == ["alpha"]
        for team in ("first", arns["first"]):
            assert [task.source for task in backend.tasks.for_workteam(team)] == ["zulu", "mike"]

    def test_of_a_job_that_is_over(self, backend: WorkteamBackend) -> None:
        backend.add_labeling_job("Signs")
        backend.labeling_jobs["Signs"].complete("cat")

        assert list(backend.tasks.of("signs")) == []
        assert list(backend.tasks.for_workteam("seeded-team")) == []

    def test_of_an_unknown_name(self, backend: WorkteamBackend) -> None:
        with pytest.raises(UnknownNameError, match=r"Create the job or loop first\."):
            backend.tasks.of("sings")
        backend.add_labeling_job("signs")
        backend.add_human_loop("loop")

        for tasks in (backend.tasks, backend.tasks[:0], backend.tasks.of("signs")):
            with pytest.raises(UnknownNameError) as caught:
                tasks.of("sings")
            assert str(caught.value) == linked(
                "tasks.of(): no labeling job or human loop is named 'sings'. Did you mean signs?",
                "unknown-name",
            )
        with pytest.raises(UnknownNameError, match=r"Did you mean loop\?"):
            backend.tasks.of("LOOP")
        with pytest.raises(UnknownNameError):
            backend.tasks.of(1)  # type: ignore[arg-type]

    def test_for_an_unknown_workteam(self, backend: WorkteamBackend) -> None:
        arn = backend.add_workteam("annotators")
        vendor = backend.add_subscribed_workteam("vendor")

        for known in ("annotators", arn, "vendor", vendor, "default"):
            assert list(backend.tasks.for_workteam(known)) == []
        for name in ("anotators", arn.replace("ann", "an")):
            with pytest.raises(UnknownNameError) as caught:
                backend.tasks.for_workteam(name)
            assert caught.value.nearest[0] == name.replace("an", "ann", 1)
            assert f"no work team has the name or ARN {name!r}" in str(caught.value)

    def test_for_a_workteam_that_was_deleted(self, backend: WorkteamBackend) -> None:
        backend.add_labeling_job("job")
        backend.remove_workteam("seeded-team")

        assert len(backend.tasks.for_workteam("seeded-team")) == 1

    def test_the_last_answer_completes_the_job(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        job = job_of(backend)
        seen = []
        for task in backend.tasks:
            seen.append((job.status, job.counters))
            backend.clock = lambda: START + dt.timedelta(minutes=1)
            task.submit("cat")

        assert seen == [("InProgress", (0, 0, 2)), ("InProgress", (1, 0, 1))]
        assert (job.status, job.counters) == ("Completed", (2, 0, 0))
        assert not backend.tasks
        described = workteam_client.describe_labeling_job(LabelingJobName="job")
        assert described["LastModifiedTime"] - described["CreationTime"] == dt.timedelta(minutes=1)

    def test_an_object_is_labeled_when_every_worker_has_answered(
        self, backend: WorkteamBackend
    ) -> None:
        job = job_of(backend, ONE, workers=2)
        backend.tasks[0].submit("cat")
        assert job.counters == (0, 0, 1)

        backend.tasks[0].submit("cat")
        assert job.counters == (1, 0, 0)

    def test_workers_have_names(self, backend: WorkteamBackend) -> None:
        job_of(backend, ONE, workers=3)
        first, second, third = backend.tasks
        second.submit("cat", worker="worker-1")
        first.submit("cat")
        third.submit("dog", worker="ann")

        assert workers(backend) == ["worker-1", "worker-2", "ann"]

    def test_a_worker_answers_once_for_an_object(self, backend: WorkteamBackend) -> None:
        job = job_of(backend, workers=2)
        backend.tasks[0].submit("cat", worker="ann")

        refused_answer(
            lambda: backend.tasks[0].submit("cat", worker="ann"),
            "The worker 'ann' has answered for data object 0 of job already. Submit the answer of "
            "another worker.",
        )
        assert len(backend.tasks) == 3
        backend.tasks[-1].submit("cat", worker="ann")
        assert job.status == "InProgress"

    def test_a_task_is_answered_once(self, backend: WorkteamBackend) -> None:
        job_of(backend, ONE, workers=2)
        task = backend.tasks[0]
        task.submit("cat")

        for act in (lambda: task.submit("cat"), task.decline):
            refused_answer(
                act,
                "The task of job was answered or declined already. Take open tasks from "
                "backend.tasks.",
            )
        assert len(backend.tasks) == 1

    def test_a_declined_task_goes_to_another_worker(self, backend: WorkteamBackend) -> None:
        job = job_of(backend, ONE)
        task = backend.tasks[0]
        task.decline()
        assert job.status == "InProgress"

        with pytest.raises(InvalidAnswer):
            task.submit("cat")
        backend.tasks[0].submit("cat")
        assert job.status == "Completed"

    def test_two_hands_on_the_last_task(self, backend: WorkteamBackend) -> None:
        job_of(backend, ONE)
        first, second = backend.tasks[0], backend.tasks[0]
        first.submit("cat")

        refused_answer(
            lambda: second.submit("dog"),
            "The task of job is not open: the labeling job is Completed, and data object 0 has 1 "
            "of 1 answers. Take open tasks from backend.tasks.",
        )

    @pytest.mark.parametrize("end", ["fail", "stop", "expire"])
    def test_a_job_that_is_over_takes_no_answers(self, backend: WorkteamBackend, end: str) -> None:
        job = job_of(backend)
        task = backend.tasks[0]
        getattr(job, end)(*METHODS[end])
        status = job.status

        assert not backend.tasks
        with pytest.raises(InvalidAnswer):
            task.submit("cat")
        for method, arguments in METHODS.items():
            rule = "Workers can act while a job is InProgress."
            if method in ("fail", "stop"):
                rule = "Only a job that is Initializing or InProgress can fail or be stopped."
            refused_answer(
                functools.partial(getattr(job, method), *arguments),
                f"{method}() of the labeling job job: the job is {status}. {rule}",
            )
        assert job.status == status

    @pytest.mark.parametrize(
        "answer,problem",
        [
            (object(), "JSON cannot hold a value of type object"),
            ({1, 2}, "JSON cannot hold a value of type set"),
            (float("nan"), "not JSON compliant"),
            ({"score": float("inf")}, "not JSON compliant"),
        ],
    )
    def test_what_json_cannot_hold(
        self, backend: WorkteamBackend, answer: object, problem: str
    ) -> None:
        job = job_of(backend)

        with pytest.raises(InvalidAnswer, match=problem):
            backend.tasks[0].submit(answer)
        with pytest.raises(InvalidAnswer, match=problem):
            job.complete(answer)
        with pytest.raises(InvalidAnswer, match=problem):
            backend.workers(answer)  # type: ignore[arg-type]
        assert job.counters == (0, 0, 2)

    def test_an_answer_is_copied(self, backend: WorkteamBackend) -> None:
        job = job_of(backend, ONE)
        answer = {"label": "cat"}
        backend.tasks[0].submit(answer)
        answer["label"] = "dog"

        assert job.output_manifest[0]["label-metadata"]["class-name"] == "cat"

    @pytest.mark.parametrize("answer", ["bird", {"label": "bird"}, {"labels": ["bird"]}])
    def test_a_category_that_the_job_does_not_have(
        self, backend: WorkteamBackend, answer: object
    ) -> None:
        categories(backend, "cat", "dog")
        job = job_of(backend, LabelCategoryConfigS3Uri="s3://bucket/labels.json")

        refused_answer(
            lambda: backend.tasks[0].submit(answer),
            "The answer to a task of job has the category 'bird', which its label category file "
            "lacks. The categories are cat, dog.",
        )
        with pytest.raises(InvalidAnswer):
            job.complete(lambda task: "cat" if task.input == ONE else "bird")
        assert job.counters == (0, 0, 2)

    @pytest.mark.parametrize("answer", [None, 1, "", [], ["cat", "dog"], {"x": 1}, {"label": 1}])
    def test_a_classification_takes_a_category(
        self, backend: WorkteamBackend, answer: object
    ) -> None:
        job_of(backend)

        message = (
            f"The answer to a task of job is {answer!r}; a task of type ImageMultiClass takes a "
            "category, such as 'car'."
        )
        with pytest.raises(InvalidAnswer, match=re.escape(message)):
            backend.tasks[0].submit(answer)


def workers(backend: WorkteamBackend) -> list[str]:
    (body,) = [
        json.loads(body) for uri, body in backend.s3_objects.items() if "worker-response" in uri
    ]
    return [answer["workerId"] for answer in body["answers"]]


def categories(backend: WorkteamBackend, *names: str) -> None:
    labels = {"document-version": "2018-11-28", "labels": [{"label": name} for name in names]}
    backend.s3_objects["s3://bucket/labels.json"] = json.dumps(labels).encode()


class TestEnds:
    def test_complete(self, backend: WorkteamBackend) -> None:
        job = job_of(backend, workers=2)
        backend.tasks[0].submit("dog")
        tasks: list[Task] = []

        def answer(task: Task) -> str:
            tasks.append(task)
            return "cat"

        job.complete(answer)

        assert [task.input for task in tasks] == [ONE, TWO, TWO]
        assert (job.status, job.counters) == ("Completed", (2, 0, 0))

    def test_an_answer_that_fails_leaves_the_job_as_it_was(self, backend: WorkteamBackend) -> None:
        job = job_of(backend)

        def answer(task: Task) -> str:
            if task.input == TWO:
                raise ZeroDivisionError
            return "cat"

        with pytest.raises(ZeroDivisionError):
            job.complete(answer)
        assert job.counters == (0, 0, 2)

    def test_fail(self, backend: WorkteamBackend, workteam_client: Any) -> None:
        job = job_of(backend)
        backend.tasks[0].submit("cat")
        job.fail("The workers are on strike.")

        described = workteam_client.describe_labeling_job(LabelingJobName="job")
        assert described["LabelingJobStatus"] == "Failed"
        assert described["FailureReason"] == "The workers are on strike."
        assert job.counters == (1, 0, 1)

    @pytest.mark.parametrize("reason", [5, None, "a" * 1025])
    def test_an_invalid_reason(self, backend: WorkteamBackend, reason: Any) -> None:
        job = job_of(backend)

        with pytest.raises(InvalidAnswer, match="Give a string of at most 1024 characters"):
            job.fail(reason)
        assert job.status == "InProgress"

    def test_expire(self, backend: WorkteamBackend) -> None:
        job = job_of(backend)
        backend.tasks[0].submit("cat")
        job.expire()

        assert (job.status, job.counters) == ("Completed", (1, 1, 0))
        assert job.output_manifest[1] == {
            **TWO,
            "label-metadata": {
                "failure-reason": "ClientError: Annotation tasks expired.",
                "type": "groundtruth/image-classification",
                "job-name": "job",
                "human-annotated": "yes",
                "creation-date": "2026-01-01T12:00:00.000000",
            },
        }

    @pytest.mark.parametrize(
        "conditions,labeled",
        [
            ({"MaxHumanLabeledObjectCount": 1}, 1),
            ({"MaxPercentageOfInputDatasetLabeled": 50}, 2),
            ({"MaxPercentageOfInputDatasetLabeled": 51}, 3),
        ],
    )
    def test_stopping_conditions(
        self, backend: WorkteamBackend, conditions: Any, labeled: int
    ) -> None:
        job = job_of(backend, *[ONE] * 4, StoppingConditions=conditions)

        job.complete("cat")

        assert (job.status, job.counters) == ("Stopped", (labeled, 0, 4 - labeled))

    @pytest.mark.parametrize(
        "conditions",
        [{"MaxHumanLabeledObjectCount": 2}, {"MaxPercentageOfInputDatasetLabeled": 100}],
    )
    def test_a_stopping_condition_that_the_last_object_meets(
        self, backend: WorkteamBackend, conditions: Any
    ) -> None:
        job = job_of(backend, ONE, ONE, StoppingConditions=conditions)

        job.complete("cat")

        assert job.status == "Completed"

    @pytest.mark.parametrize(
        "end,status", [("complete", "Completed"), ("fail", "Failed"), ("stop", "Stopped")]
    )
    def test_event(self, backend: WorkteamBackend, end: str, status: str) -> None:
        job = job_of(backend)
        getattr(job, end)(*([] if end == "stop" else ["cat"]))

        event = job.event()

        assert event.pop("id") == job.event()["id"]
        assert event == {
            "version": "0",
            "detail-type": "SageMaker Ground Truth Labeling Job State Change",
            "source": "aws.sagemaker",
            "account": "123456789012",
            "time": "2026-01-01T12:00:00Z",
            "region": "us-east-1",
            "resources": ["arn:aws:sagemaker:us-east-1:123456789012:labeling-job/job"],
            "detail": {"LabelingJobStatus": status},
        }

    def test_no_event_before_the_end(self, backend: WorkteamBackend) -> None:
        backend.labeling_job_delay = dt.timedelta(hours=1)
        job = job_of(backend)
        moments = {"Initializing": START, "InProgress": START + dt.timedelta(hours=1)}
        for status, moment in moments.items():
            backend.clock = functools.partial(lambda time: time, moment)
            refused_answer(
                job.event,
                f"The labeling job job is {status}; the service sends its event when "
                "it is over. Complete, stop or fail it first.",
            )

    def test_a_rollback_brings_tasks_back(self, backend: WorkteamBackend) -> None:
        job = job_of(backend)
        snapshot = backend.snapshot()
        for _ in range(2):
            job.complete("cat")
            backend.rollback(snapshot)

            assert (job.status, len(backend.tasks)) == ("InProgress", 2)


class TestStreaming:
    def test_seeded_objects_are_sent(self, backend: WorkteamBackend) -> None:
        topic = "arn:aws:sns:us-east-1:123456789012:objects"
        for name, objects in (("two", [ONE, TWO]), ("none", [])):
            backend.add_labeling_job(
                name,
                objects=objects,
                InputConfig={"DataSource": {"SnsDataSource": {"SnsTopicArn": topic}}},
            )

        assert [(task.source, task.input) for task in backend.tasks] == [("two", ONE), ("two", TWO)]
        assert not backend.s3_objects

    @pytest.fixture
    def job(self, backend: WorkteamBackend) -> Any:
        topic = "arn:aws:sns:us-east-1:123456789012:objects"
        return job_of(
            backend, InputConfig={"DataSource": {"SnsDataSource": {"SnsTopicArn": topic}}}
        )

    def test_objects_come_one_by_one(
        self, backend: WorkteamBackend, workteam_client: Any, job: Any
    ) -> None:
        assert (job.status, job.counters) == ("InProgress", (0, 0, 0))
        for number in range(2):
            job.add_object({"source": f"{number}"})
            backend.tasks[0].submit("cat")

        assert (job.status, job.counters) == ("InProgress", (2, 0, 0))
        workteam_client.stop_labeling_job(LabelingJobName="job")
        assert [line["source"] for line in job.output_manifest] == ["0", "1"]
        assert job.status == "Stopped"

    def test_with_a_manifest_to_start_with(self, backend: WorkteamBackend) -> None:
        backend.s3_objects["s3://bucket/in"] = b'{"source": "One."}'
        backend.add_labeling_job(
            "job",
            InputConfig={
                "DataSource": {
                    "S3DataSource": {"ManifestS3Uri": "s3://bucket/in"},
                    "SnsDataSource": {"SnsTopicArn": "arn:aws:sns:us-east-1:123456789012:objects"},
                }
            },
        )
        job = backend.labeling_jobs["job"]
        job.complete("cat")
        job.add_object(TWO)

        assert [task.input for task in backend.tasks] == [TWO]

    @pytest.mark.parametrize("given", [{"objects": [ONE]}, {}])
    def test_objects_in_a_manifest_of_a_job_with_both_sources(
        self, backend: WorkteamBackend, given: Any
    ) -> None:
        backend.add_labeling_job(
            "job",
            InputConfig={
                "DataSource": {
                    "S3DataSource": {"ManifestS3Uri": "s3://bucket/in"},
                    "SnsDataSource": {"SnsTopicArn": "arn:aws:sns:us-east-1:123456789012:objects"},
                }
            },
            **given,
        )

        assert len(backend.tasks) == 1
        assert list(backend.s3_objects) == ["s3://bucket/in"]

    @pytest.mark.parametrize(
        "line,message",
        [
            (
                {"source": b"One."},
                "the data object {'source': b'One.'} is invalid: Object of type bytes is not JSON "
                "serializable",
            ),
            (
                {"source": "a", "score": float("nan")},
                "the data object {'source': 'a', 'score': nan} is invalid: Out of range float",
            ),
            (
                {"image": "a"},
                "the data object {'image': 'a'} must have either source or source-ref,",
            ),
            ("a", "the data object 'a' is not a JSON object"),
        ],
    )
    def test_what_is_no_object(self, job: Any, line: Any, message: str) -> None:
        with pytest.raises(SeedRefused) as caught:
            job.add_object(line)
        assert f"add_object() of the labeling job job: {message}" in str(caught.value)

    def test_a_static_job_takes_none(self, backend: WorkteamBackend) -> None:
        job = job_of(backend)

        with pytest.raises(SeedRefused) as caught:
            job.add_object(ONE)

        assert str(caught.value) == linked(
            "add_object() of the labeling job job: the job is not a streaming job, and is "
            "InProgress. Nothing was added; create a job with an SnsDataSource, and add objects "
            "while it is InProgress.",
            "seed-refused",
        )


class TestWorkers:
    def test_answer_at_once(self, backend: WorkteamBackend) -> None:
        backend.workers("cat")
        job = job_of(backend, workers=2)

        assert (job.status, job.counters) == ("Completed", (2, 0, 0))

    def test_answer_what_is_open_already(self, backend: WorkteamBackend) -> None:
        job = job_of(backend)
        backend.workers(lambda task: task.input["source"])

        assert job.status == "Completed"
        assert [line["label-metadata"]["class-name"] for line in job.output_manifest] == [
            "One.",
            "Two.",
        ]

    def test_after_it_was_described(self, backend: WorkteamBackend, workteam_client: Any) -> None:
        backend.workers("cat", after=3)
        job_of(backend)

        statuses = [
            workteam_client.describe_labeling_job(LabelingJobName="job")["LabelingJobStatus"]
            for _ in range(5)
        ]
        assert statuses == ["InProgress"] * 3 + ["Completed"] * 2

    def test_after_it_was_listed(self, backend: WorkteamBackend, workteam_client: Any) -> None:
        backend.workers("cat", after=2)
        job_of(backend)

        statuses = [
            workteam_client.list_labeling_jobs()["LabelingJobSummaryList"][0]["LabelingJobStatus"]
            for _ in range(3)
        ]
        assert statuses == ["InProgress", "InProgress", "Completed"]

    def test_after_it_was_listed_for_its_team(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        backend.workers("cat", after=2)
        job_of(backend)
        arn = backend.labeling_jobs["job"]["HumanTaskConfig"]["WorkteamArn"]

        pending: list[int] = []
        for _ in range(3):
            page = workteam_client.list_labeling_jobs_for_workteam(WorkteamArn=arn)
            pending.append(page["LabelingJobSummaryList"][0]["LabelCounters"]["PendingHuman"])
        assert [count > 0 for count in pending] == [True, True, False]

    def test_after_the_longest_time(self, backend: WorkteamBackend, workteam_client: Any) -> None:
        backend.workers("cat", after=dt.timedelta.max)
        job_of(backend)

        described = workteam_client.describe_labeling_job(LabelingJobName="job")
        assert described["LabelingJobStatus"] == "InProgress"

    def test_after_a_time(self, backend: WorkteamBackend, workteam_client: Any) -> None:
        backend.workers("cat", after=dt.timedelta(hours=1))
        job_of(backend)

        def status() -> Any:
            return workteam_client.describe_labeling_job(LabelingJobName="job")["LabelingJobStatus"]

        backend.clock = lambda: START + dt.timedelta(minutes=59)
        assert status() == "InProgress"
        backend.clock = lambda: START + dt.timedelta(hours=1)
        assert status() == "Completed"

    def test_none_any_more(self, backend: WorkteamBackend) -> None:
        backend.workers("cat")
        backend.workers(None)

        assert job_of(backend).status == "InProgress"

    def test_idle(self, backend: WorkteamBackend) -> None:
        backend.workers("cat")
        backend.idle_workers = True
        assert job_of(backend).status == "InProgress"

        backend.reset()
        backend.workers("cat")
        assert job_of(backend).status == "Completed"

    def test_wait_for_a_job_to_begin(self, backend: WorkteamBackend, workteam_client: Any) -> None:
        backend.labeling_job_delay = 2
        backend.workers("cat")
        job_of(backend)

        statuses = [
            workteam_client.describe_labeling_job(LabelingJobName="job")["LabelingJobStatus"]
            for _ in range(3)
        ]
        assert statuses == ["Initializing", "Initializing", "Completed"]

    def test_a_reset_sends_them_home(self, backend: WorkteamBackend) -> None:
        backend.workers("cat")
        backend.reset()

        assert job_of(backend).status == "InProgress"

    @pytest.mark.parametrize("after", [-1, 1.5, None, True, dt.timedelta(-1)])
    def test_what_after_cannot_be(self, backend: WorkteamBackend, after: Any) -> None:
        with pytest.raises(InvalidSetting) as caught:
            backend.workers("cat", after=after)
        assert str(caught.value) == linked(
            "after must be a number of describe calls or a datetime.timedelta, 0 or more: "
            f"{after!r}",
            "invalid-setting",
        )

    def test_streaming_jobs_are_served_as_objects_come(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        backend.workers("cat")
        topic = "arn:aws:sns:us-east-1:123456789012:objects"
        job = job_of(backend, InputConfig={"DataSource": {"SnsDataSource": {"SnsTopicArn": topic}}})
        job.add_object(ONE)

        counters = workteam_client.describe_labeling_job(LabelingJobName="job")["LabelCounters"]
        assert (counters["TotalLabeled"], counters["Unlabeled"]) == (1, 0)


def test_what_the_answers_are_is_checked_for_workers_too(backend: WorkteamBackend) -> None:
    job_of(backend)

    with pytest.raises(InvalidAnswer):
        backend.workers(1)
