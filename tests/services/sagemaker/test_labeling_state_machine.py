"""Random sequences of labeling jobs, work teams and workers' answers, against a plain model."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from typing import Any

import hypothesis.strategies as st
from botocore.exceptions import ClientError
from botocore.session import Session
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pytest_workteam import InvalidAnswer, WorkteamBackend
from tests.support import MANIFEST, labeling_job

NAMES = st.sampled_from(["alpha", "Alpha", "bravo", "charlie"])
OVER = {"Completed", "Failed", "Stopped"}
OBJECTS = 3
SESSION = Session()


@dataclasses.dataclass
class Job:
    """The model of a job: the answers of each object, and the status once it has ended."""

    name: str
    workers: int
    answers: list[int]
    status: str = "InProgress"
    failed: int = 0

    @property
    def labeled(self) -> int:
        return sum(count == self.workers for count in self.answers)

    @property
    def open(self) -> int:
        return OBJECTS - self.labeled - self.failed


class LabelingMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.jobs: dict[str, Job] = {}
        self.team = True

    @initialize()
    def begin(self) -> None:
        self.backend = WorkteamBackend()
        self.backend.start()
        self.backend.add_workteam("team")
        lines = [json.dumps({"source": f"{number}"}) for number in range(OBJECTS)]
        self.backend.s3_objects[MANIFEST] = "\n".join(lines).encode()
        self.client: Any = SESSION.create_client(
            "sagemaker", aws_access_key_id="key", aws_secret_access_key="secret"
        )

    def teardown(self) -> None:
        if hasattr(self, "backend"):
            self.backend.stop()

    def expect(self, code: str | None, operation: str, **parameters: Any) -> Any:
        answered, answer = None, None
        try:
            answer = getattr(self.client, operation)(**parameters)
        except ClientError as error:
            answered = error.response["Error"].get("Code")
        assert answered == code
        return answer

    @rule(name=NAMES, workers=st.integers(1, 2))
    def create(self, name: str, workers: int) -> None:
        code = None
        if not self.team:
            code = "ValidationException"
        elif name.lower() in self.jobs:
            code = "ResourceInUse"
        else:
            self.jobs[name.lower()] = Job(name, workers, [0] * OBJECTS)
        task = {"NumberOfHumanWorkersPerDataObject": workers}
        self.expect(code, "create_labeling_job", **labeling_job(name, HumanTaskConfig=task))

    @rule()
    def delete_team(self) -> None:
        self.expect(
            None if self.team else "ValidationException", "delete_workteam", WorkteamName="team"
        )
        self.team = False

    @rule()
    def create_team(self) -> None:
        if not self.team:
            self.backend.add_workteam("team")
        self.team = True

    @rule(name=NAMES)
    def stop(self, name: str) -> None:
        job = self.jobs.get(name.lower())
        code = None
        if job is None:
            code = "ResourceNotFound"
        elif job.status in OVER:
            code = "ValidationException"
        else:
            job.status = "Stopped"
        self.expect(code, "stop_labeling_job", LabelingJobName=name)

    @rule(position=st.integers(0, 20))
    def submit(self, position: int) -> None:
        tasks = self.backend.tasks
        if not tasks:
            return
        task = tasks[position % len(tasks)]
        task.submit("golf")
        job = self.jobs[task.source.lower()]
        job.answers[int(task.input["source"])] += 1
        if not job.open:
            job.status = "Completed"
        with contextlib.suppress(InvalidAnswer):
            task.submit("golf")
            raise AssertionError("a task was answered twice")

    @rule(name=NAMES, end=st.sampled_from(["complete", "fail", "expire"]))
    def end(self, name: str, end: str) -> None:
        job = self.jobs.get(name.lower())
        if job is None:
            return
        shown = self.backend.labeling_jobs[job.name]
        try:
            getattr(shown, end)(*([] if end == "expire" else ["golf"]))
        except InvalidAnswer:
            assert job.status in OVER
            return
        assert job.status not in OVER
        if end == "complete":
            job.answers = [job.workers] * OBJECTS
        elif end == "expire":
            job.failed = job.open
        job.status = "Failed" if end == "fail" else "Completed"

    @invariant()
    def jobs_are_as_the_model_has_them(self) -> None:
        if not hasattr(self, "backend"):
            return
        answer = self.client.list_labeling_jobs()["LabelingJobSummaryList"]
        assert [(job["LabelingJobName"], job["LabelingJobStatus"]) for job in answer] == [
            (job.name, job.status) for job in self.jobs.values()
        ]
        for shown, job in zip(answer, self.jobs.values(), strict=True):
            assert shown["LabelCounters"] == {
                "TotalLabeled": job.labeled,
                "HumanLabeled": job.labeled,
                "MachineLabeled": 0,
                "FailedNonRetryableError": job.failed,
                "Unlabeled": job.open,
            }

    @invariant()
    def tasks_are_those_that_the_model_leaves(self) -> None:
        if not hasattr(self, "backend"):
            return
        assert [(task.source, task.input["source"]) for task in self.backend.tasks] == [
            (job.name, f"{position}")
            for job in self.jobs.values()
            if job.status not in OVER
            for position in range(OBJECTS)
            for _ in range(job.workers - job.answers[position])
        ]

    @invariant()
    def output_has_a_line_for_each_object(self) -> None:
        if not hasattr(self, "backend"):
            return
        for job in self.jobs.values():
            lines = self.backend.labeling_jobs[job.name].output_manifest
            assert [line["source"] for line in lines] == [f"{n}" for n in range(OBJECTS)]
            assert sum("sport" in line for line in lines) == job.labeled


TestLabelingJobs = LabelingMachine.TestCase
TestLabelingJobs.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
