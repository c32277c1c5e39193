"""Functions that answer for workers, and calls that they and other threads make meanwhile."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_workteam import InvalidAnswer, SeedRefused, Task, WorkteamBackend
from tests.support import MANIFEST, Clock, client_in, labeling_job, linked

START = dt.datetime(2026, 1, 1, 12, tzinfo=dt.timezone.utc)
HOUR = dt.timedelta(hours=1)
ONE = {"source": "One."}
TWO = {"source": "Two."}
TOPIC = "arn:aws:sns:us-east-1:123456789012:objects"
STREAM = {"DataSource": {"SnsDataSource": {"SnsTopicArn": TOPIC}}}


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def backend(workteam_backend: WorkteamBackend, clock: Clock) -> WorkteamBackend:
    workteam_backend.clock = clock
    workteam_backend.add_workteam("team")
    workteam_backend.s3_objects[MANIFEST] = b'{"source": "One."}\n{"source": "Two."}'
    return workteam_backend


def described(client: Any, name: str = "job") -> Any:
    return client.describe_labeling_job(LabelingJobName=name)


def status(client: Any, name: str = "job") -> Any:
    return described(client, name)["LabelingJobStatus"]


def in_a_thread(act: Callable[[], Any]) -> Any:
    """Make a call in another thread, and wait for its result."""
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(act()), daemon=True)
    thread.start()
    thread.join(timeout=60)
    assert results, "the other thread waits for this one"
    return results[0]


def won_by(act: Callable[[Any], object], argument: Any, threads: int) -> int:
    """Number of threads whose call succeeded."""
    together = threading.Barrier(threads)
    won: list[object] = []

    def run() -> None:
        together.wait()
        with contextlib.suppress(InvalidAnswer):
            won.append(act(argument))

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return len(won)


class TestFunctionsThatCallTheApi:
    @pytest.mark.parametrize("call", [lambda act: act(), in_a_thread])
    def test_workers_see_their_job_in_progress(
        self, backend: WorkteamBackend, workteam_client: Any, call: Any
    ) -> None:
        seen: list[str] = []

        def answer(task: Task) -> str:
            seen.append(call(lambda: status(workteam_client, task.source)))
            assert call(workteam_client.list_labeling_jobs)["LabelingJobSummaryList"]
            return "golf"

        backend.workers(answer)
        workteam_client.create_labeling_job(**labeling_job())

        assert seen == ["InProgress", "InProgress"]
        assert status(workteam_client) == "Completed"

    def test_complete_waits_for_another_thread(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_client.create_labeling_job(**labeling_job())
        job = backend.labeling_jobs["job"]

        job.complete(lambda _: in_a_thread(lambda: status(workteam_client)))

        assert job["LabelingJobStatus"] == status(workteam_client) == "Completed"

    def test_workers_answer_jobs_that_they_create(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        def answer(task: Task) -> str:
            if task.source == "job":
                name = f"next-{task.input['source'][:3]}"
                workteam_client.create_labeling_job(**labeling_job(name))
            return "golf"

        backend.workers(answer)
        workteam_client.create_labeling_job(**labeling_job())

        assert {name: status(workteam_client, name) for name in backend.labeling_jobs} == {
            "job": "Completed",
            "next-One": "Completed",
            "next-Two": "Completed",
        }

    def test_workers_wait_while_a_request_is_carried_out(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        def add(view: Any, _: Any) -> None:
            view.add_labeling_job("job")
            assert view.labeling_jobs["job"]["LabelingJobStatus"] == "InProgress"
            assert status(workteam_client) == "InProgress"
            assert view.tasks

        backend.workers(lambda _: in_a_thread(workteam_client.list_workteams) and "golf")
        backend.before("DescribeWorkteam", add)
        workteam_client.describe_workteam(WorkteamName="team")

        assert status(workteam_client) == "Completed"

    @pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
    def test_workers_wait_while_a_race_creates_a_job(
        self, backend: WorkteamBackend, workteam_client: Any, region: str
    ) -> None:
        elsewhere = backend.at(region=region)
        job = labeling_job(workteam=elsewhere.add_workteam("other"))
        client = client_in(region)
        backend.workers(lambda _: in_a_thread(workteam_client.list_workteams) and "golf")
        backend.before("DescribeWorkteam", lambda *_: client.create_labeling_job(**job))
        workteam_client.describe_workteam(WorkteamName="team")

        assert status(client) == "Completed"

    def test_workers_do_not_answer_between_a_race_and_its_request(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        def begin_to_work(*_: Any) -> None:
            backend.idle_workers = False

        backend.idle_workers = True
        backend.workers("golf")
        backend.add_labeling_job("job")
        backend.before("DescribeLabelingJob", begin_to_work)

        assert [status(workteam_client) for _ in range(2)] == ["InProgress", "Completed"]

    def test_workers_answer_before_a_race(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        seen: list[str] = []

        def look(view: Any, _: Any) -> None:
            seen.append(view.labeling_jobs["job"]["LabelingJobStatus"])

        backend.workers("golf", after=1)
        backend.add_labeling_job("job")
        backend.before("DescribeLabelingJob", look, times=2)
        for _ in range(3):
            described(workteam_client)

        assert seen == ["InProgress", "Completed"]

    def test_a_request_sees_the_time_that_a_function_set(
        self, backend: WorkteamBackend, clock: Clock, workteam_client: Any
    ) -> None:
        def answer(_: Task) -> str:
            clock.time += HOUR
            return "golf"

        backend.workers(answer, after=1)
        backend.add_labeling_job("job", InputConfig=STREAM, objects=[ONE])
        described(workteam_client)
        workteam_client.stop_labeling_job(LabelingJobName="job")

        assert described(workteam_client)["LastModifiedTime"] == START + HOUR


CHANGES: dict[str, Callable[[Any, WorkteamBackend, Task], object]] = {
    "the job became Stopped": lambda client, *_: client.stop_labeling_job(LabelingJobName="job"),
    "the job became Completed": lambda _, backend, __: backend.labeling_jobs["job"].expire(),
    "the backend was reset or rolled back": lambda _, backend, __: backend.reset(),
    "somebody answered a task": lambda _, __, task: task.submit("tennis"),
}


class TestChangesMeanwhile:
    @pytest.mark.parametrize("change", CHANGES)
    @pytest.mark.parametrize("last", [False, True])
    def test_complete_is_refused(
        self, backend: WorkteamBackend, workteam_client: Any, change: str, last: bool
    ) -> None:
        workteam_client.create_labeling_job(**labeling_job())
        asked: list[Task] = []

        def answer(task: Task) -> str:
            asked.append(task)
            if len(asked) == 1 + last:
                CHANGES[change](workteam_client, backend, task)
            return "golf"

        with pytest.raises(InvalidAnswer) as caught:
            backend.labeling_jobs["job"].complete(answer)

        assert str(caught.value) == linked(
            f"complete() of the labeling job job: while the function ran, {change}. "
            "No answer was stored; have the function return an answer and change nothing.",
            "invalid-answer",
        )
        jobs = list(backend.labeling_jobs.values())
        assert [job["LabelCounters"]["TotalLabeled"] for job in jobs] in ([0], [1], [])
        if not change.startswith("somebody"):
            assert len(asked) == 1 + last

    def test_complete_is_refused_between_two_answers_for_an_object(
        self, backend: WorkteamBackend
    ) -> None:
        task = {"NumberOfHumanWorkersPerDataObject": 2}
        backend.add_labeling_job("job", HumanTaskConfig=task)
        asked: list[Task] = []

        def answer(task: Task) -> str:
            asked.append(task)
            backend.tasks[0].submit("tennis")
            return "golf"

        with pytest.raises(InvalidAnswer, match="somebody answered a task"):
            backend.labeling_jobs["job"].complete(answer)
        assert len(asked) == len(backend.tasks) == 1

    def test_complete_without_open_tasks(self, backend: WorkteamBackend) -> None:
        backend.add_labeling_job("job", InputConfig=STREAM)
        job = backend.labeling_jobs["job"]

        job.complete("golf")

        assert job["LabelingJobStatus"] == "InProgress"

    @pytest.mark.parametrize("change", CHANGES)
    def test_workers_stop_without_an_error(
        self, backend: WorkteamBackend, workteam_client: Any, change: str
    ) -> None:
        backend.clock = None
        asked: list[Task] = []

        def answer(task: Task) -> str:
            asked.append(task)
            if len(asked) == 1:
                CHANGES[change](workteam_client, backend, task)
            return "golf"

        backend.workers(answer)
        workteam_client.create_labeling_job(**labeling_job())

        labeled = [job["LabelCounters"]["TotalLabeled"] for job in backend.labeling_jobs.values()]
        # The next look answers the remaining tasks.
        assert labeled == {"the b": [], "someb": [2]}.get(change[:5], [0])

    def test_a_new_job_of_the_same_name_and_time_differs(self, backend: WorkteamBackend) -> None:
        def answer(_: Task) -> str:
            backend.reset()
            backend.add_labeling_job("job")
            return "golf"

        backend.add_labeling_job("job")
        with pytest.raises(InvalidAnswer, match="the backend was reset or rolled back"):
            backend.labeling_jobs["job"].complete(answer)

        assert backend.labeling_jobs["job"]["LabelCounters"]["Unlabeled"] == 1


class TestTasksInHand:
    def test_a_rollback_to_a_state_with_their_job_keeps_them_open(
        self, backend: WorkteamBackend
    ) -> None:
        backend.add_labeling_job("job")
        before = backend.snapshot()
        (task,) = backend.tasks
        backend.rollback(before)

        task.submit("golf")

        assert backend.labeling_jobs["job"]["LabelingJobStatus"] == "Completed"

    @pytest.mark.parametrize("again", [False, True])
    @pytest.mark.parametrize("end", ["rollback", "reset"])
    def test_they_are_closed_when_their_job_is_removed(
        self, backend: WorkteamBackend, end: str, again: bool
    ) -> None:
        before = backend.snapshot()
        backend.add_labeling_job("job")
        (task,) = backend.tasks
        if end == "reset":
            backend.reset()
        else:
            backend.rollback(before)
        if again:
            backend.add_labeling_job("job")

        with pytest.raises(InvalidAnswer) as caught:
            task.submit("golf")

        problem = (
            "does not exist: the backend was reset or rolled back. Create the job again first."
        )
        if again:
            problem = (
                "was created again after a reset or rollback. Take its open tasks from "
                "backend.tasks."
            )
        assert str(caught.value) == linked(f"The labeling job job {problem}", "invalid-answer")
        assert len(backend.tasks) == again

    def test_a_reset_just_before_the_lock(self, backend: WorkteamBackend) -> None:
        class LateLock:
            """Resets the backend before it is acquired."""

            def __enter__(self) -> None:
                backend.reset()

            def __exit__(self, *_: object) -> None:
                pass

        backend.add_labeling_job("job")
        (task,) = backend.tasks
        before: Any = backend._state
        before.lock = LateLock()

        with pytest.raises(InvalidAnswer, match="does not exist"):
            task.submit("golf")

    def test_an_object_that_a_rollback_removed(self, backend: WorkteamBackend) -> None:
        backend.add_labeling_job("job", InputConfig=STREAM)
        before = backend.snapshot()
        backend.labeling_jobs["job"].add_object(ONE)
        (task,) = backend.tasks
        backend.rollback(before)

        with pytest.raises(InvalidAnswer, match="data object 0 has 0 of 1 answers"):
            task.submit("golf")

    @pytest.mark.parametrize("worker", [5, "", b"ann", True])
    def test_an_invalid_worker_id(self, backend: WorkteamBackend, worker: Any) -> None:
        backend.add_labeling_job("job")
        (task,) = backend.tasks

        with pytest.raises(InvalidAnswer) as caught:
            task.submit("golf", worker=worker)

        assert str(caught.value) == linked(
            f"The worker of a task of job is {worker!r}. Pass a worker id such as 'worker-1', or "
            "leave it out.",
            "invalid-answer",
        )
        assert list(backend.tasks)
        task.submit("golf")

    def test_one_of_several_threads_answers(self, backend: WorkteamBackend) -> None:
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            for name in map("job-{}".format, range(20)):
                backend.add_labeling_job(
                    name, HumanTaskConfig={"NumberOfHumanWorkersPerDataObject": 9}
                )
                task = backend.tasks.of(name)[0]
                assert won_by(task.submit, "golf", threads=6) == 1
                assert len(backend.tasks.of(name)) == 8
        finally:
            sys.setswitchinterval(interval)

    def test_input_and_output_are_copies(self, backend: WorkteamBackend) -> None:
        backend.add_labeling_job("job", objects=[{**ONE, "sizes": [1, 2]}])
        job = backend.labeling_jobs["job"]
        for line in (backend.tasks[0].input, job.output_manifest[0]):
            line["sizes"].append(3)
            line["source"] = "Changed."

        assert backend.tasks[0].input == job.output_manifest[0] == {**ONE, "sizes": [1, 2]}
        job.complete("golf")
        job.output_manifest[0]["label-metadata"].clear()
        assert job.output_manifest[0]["label-metadata"]


class TestHalfDone:
    def test_a_failing_function_keeps_the_job_consistent(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        def answer(_: Task) -> str:
            raise ZeroDivisionError

        backend.workers(answer)
        with pytest.raises(ZeroDivisionError):
            workteam_client.create_labeling_job(**labeling_job())

        backend.workers(None)
        assert described(workteam_client)["LabelCounters"]["Unlabeled"] == 2
        assert len(backend.tasks) == 2
        backend.workers("golf")
        assert status(workteam_client) == "Completed"

    @pytest.mark.parametrize("reading", range(1, 11))
    @pytest.mark.parametrize(
        "act",
        [
            lambda shown: shown.client.create_labeling_job(**labeling_job()),
            lambda shown: shown.client.stop_labeling_job(LabelingJobName="old"),
            lambda shown: shown.backend.add_labeling_job("job", workteam="team"),
            lambda shown: shown.tasks[0].submit("golf"),
            lambda shown: shown.old.complete("golf"),
            lambda shown: shown.old.expire(),
            lambda shown: shown.old.fail("Why not."),
            lambda shown: shown.old.stop(),
            lambda shown: shown.stream.add_object(TWO),
        ],
    )
    def test_a_failing_clock_changes_nothing(
        self,
        backend: WorkteamBackend,
        clock: Clock,
        workteam_client: Any,
        act: Any,
        reading: int,
    ) -> None:
        backend.labeling_job_delay = HOUR
        backend.add_labeling_job("old", objects=[ONE])
        backend.add_labeling_job("stream", InputConfig=STREAM, objects=[ONE])
        clock.time += HOUR
        shown = SimpleNamespace(
            backend=backend,
            client=workteam_client,
            tasks=backend.tasks,
            old=backend.labeling_jobs["old"],
            stream=backend.labeling_jobs["stream"],
        )
        readings = [clock.time] * (reading - 1)

        def seen() -> Any:
            backend.clock = clock
            jobs = [
                (name, {**job, "LastModifiedTime": None}, job.output_manifest)
                for name, job in backend.labeling_jobs.items()
            ]
            uris = [uri for uri in backend.s3_objects if "seeded/job" not in uri]
            return jobs, len(backend.tasks), uris

        before = seen()
        backend.clock = readings.pop
        try:
            act(shown)
        except IndexError:
            after = seen()
            # After a complete change, reading the result may also fail.
            assert after == before or _is_whole(after)

    def test_the_clock_is_read_once_per_request(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        readings: list[dt.datetime] = []

        def clock() -> dt.datetime:
            readings.append(START + len(readings) * HOUR)
            return readings[-1]

        backend.clock = clock
        backend.labeling_job_delay = HOUR
        workteam_client.create_labeling_job(**labeling_job())
        workteam_client.stop_labeling_job(LabelingJobName="job")

        assert len(readings) == 2


def _is_whole(seen: Any) -> bool:
    """Whether counters, tasks and manifests are consistent."""
    jobs, tasks, _ = seen
    open_ = 0
    for _, job, manifest in jobs:
        counters = job["LabelCounters"]
        assert counters["TotalLabeled"] == sum("label" in line for line in manifest)
        if job["LabelingJobStatus"] == "InProgress":
            open_ += counters["Unlabeled"]
            assert counters["Unlabeled"] or "SnsDataSource" in job["InputConfig"]["DataSource"]
    return bool(open_ == tasks)


class TestStructures:
    def test_methods_update_the_structure(self, backend: WorkteamBackend) -> None:
        for name in ("complete", "fail", "stop", "expire", "event"):
            backend.add_labeling_job(name, objects=[ONE])
        jobs = dict(backend.labeling_jobs)
        jobs["complete"].complete("golf")
        jobs["fail"].fail("Why not.")
        jobs["stop"].stop()
        jobs["expire"].expire()
        backend.labeling_jobs["event"].stop()
        assert jobs["event"].event()["detail"]["LabelingJobStatus"] == "Stopped"

        for name, job in jobs.items():
            assert job == backend.labeling_jobs[name]
            assert job.event()["detail"]["LabelingJobStatus"] == job["LabelingJobStatus"]
        assert jobs["fail"]["FailureReason"] == "Why not."

    @pytest.mark.parametrize(
        "use",
        [
            lambda job: job.complete("golf"),
            lambda job: job.fail("Why not."),
            lambda job: job.stop(),
            lambda job: job.expire(),
            lambda job: job.add_object(ONE),
            lambda job: job.event(),
            lambda job: job.output_manifest,
            lambda job: job.sample_answer(),
        ],
    )
    def test_structure_of_a_removed_job(self, backend: WorkteamBackend, use: Any) -> None:
        backend.add_labeling_job("job")
        job = backend.labeling_jobs["job"]
        backend.reset()

        with pytest.raises(InvalidAnswer) as caught:
            use(job)

        assert str(caught.value) == linked(
            "The labeling job job does not exist: the backend was reset or rolled back. Create "
            "the job again first.",
            "invalid-answer",
        )

    @pytest.mark.parametrize("end", ["stop", "fail"])
    @pytest.mark.parametrize("delay", [5, dt.timedelta(days=1)])
    def test_an_initializing_job_can_end(
        self, backend: WorkteamBackend, workteam_client: Any, end: str, delay: Any
    ) -> None:
        backend.labeling_job_delay = delay
        workteam_client.create_labeling_job(**labeling_job())
        backend.labeling_job_delay = 0
        job = backend.labeling_jobs["job"]
        assert status(workteam_client) == "Initializing"

        getattr(job, end)(*(["Why not."] if end == "fail" else []))

        assert status(workteam_client) == {"stop": "Stopped", "fail": "Failed"}[end]


class TestDueWork:
    """Every call and property that shows a job includes the workers' due answers."""

    def counters(self, client: Any) -> Any:
        arn = client.describe_workteam(WorkteamName="team")["Workteam"]["WorkteamArn"]
        (job,) = client.list_labeling_jobs_for_workteam(WorkteamArn=arn)["LabelingJobSummaryList"]
        return job["LabelCounters"]

    def test_is_done_before_every_look(
        self, backend: WorkteamBackend, clock: Clock, workteam_client: Any
    ) -> None:
        looks: list[Callable[[], Any]] = [
            lambda: backend.labeling_jobs["job"]["LabelCounters"]["Unlabeled"] == 0,
            lambda: not backend.tasks,
            lambda: self.counters(workteam_client)["PendingHuman"] == 0,
            lambda: status(workteam_client) == "Completed",
            lambda: workteam_client.list_labeling_jobs(StatusEquals="Completed")[
                "LabelingJobSummaryList"
            ],
        ]
        for look in looks:
            before = backend.snapshot()
            backend.workers("golf", after=HOUR)
            workteam_client.create_labeling_job(**labeling_job())
            assert not look()
            clock.time += HOUR
            assert look()
            backend.rollback(before)

    def test_is_done_when_a_job_is_seeded(self, backend: WorkteamBackend) -> None:
        backend.workers("golf")
        backend.add_labeling_job("job")

        assert any("worker-response" in uri for uri in backend.s3_objects)

    def test_is_done_before_jobs_are_counted(
        self, backend: WorkteamBackend, clock: Clock, workteam_client: Any
    ) -> None:
        backend.labeling_job_limit = 1
        backend.workers("golf", after=HOUR)
        workteam_client.create_labeling_job(**labeling_job("old"))
        clock.time += HOUR

        workteam_client.create_labeling_job(**labeling_job("new"))

    def test_is_done_once_for_a_request(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        def answer(_: Task) -> str:
            backend.labeling_jobs["job"].add_object(TWO)
            return "golf"

        backend.workers(answer, after=1)
        backend.add_labeling_job("job", InputConfig=STREAM, objects=[ONE])

        counters = [described(workteam_client)["LabelCounters"] for _ in range(3)]
        assert [each["TotalLabeled"] for each in counters] == [0, 1, 2]

    def test_a_request_sees_the_time_after_a_race(
        self, backend: WorkteamBackend, clock: Clock, workteam_client: Any
    ) -> None:
        workteam_client.create_labeling_job(**labeling_job())

        def pass_time(*_: Any) -> None:
            clock.time += dt.timedelta(days=30)

        backend.before("DescribeLabelingJob", pass_time)
        assert status(workteam_client) == "Failed"

    def test_is_done_before_a_job_is_stopped(
        self, backend: WorkteamBackend, clock: Clock, workteam_client: Any
    ) -> None:
        backend.workers("golf", after=HOUR)
        workteam_client.create_labeling_job(**labeling_job())
        clock.time += HOUR

        with pytest.raises(workteam_client.exceptions.ClientError, match="status Completed"):
            workteam_client.stop_labeling_job(LabelingJobName="job")

    def test_is_done_before_the_test_stops_a_job(
        self, backend: WorkteamBackend, clock: Clock, workteam_client: Any
    ) -> None:
        backend.workers("golf", after=HOUR)
        workteam_client.create_labeling_job(**labeling_job())
        job = backend.labeling_jobs["job"]
        clock.time += HOUR

        with pytest.raises(InvalidAnswer, match="the job is Completed"):
            job.stop()

    def test_is_done_before_an_object_is_added(
        self, backend: WorkteamBackend, clock: Clock, workteam_client: Any
    ) -> None:
        backend.workers("golf", after=HOUR)
        parameters = labeling_job(InputConfig=STREAM)
        parameters["StoppingConditions"] = {"MaxHumanLabeledObjectCount": 1}
        workteam_client.create_labeling_job(**parameters)
        job = backend.labeling_jobs["job"]
        job.add_object(ONE)
        clock.time += HOUR

        with pytest.raises(SeedRefused, match="the job is Stopped"):
            job.add_object(TWO)


class TestExpiry:
    def test_tasks_expire(
        self, backend: WorkteamBackend, clock: Clock, workteam_client: Any
    ) -> None:
        task = {"TaskAvailabilityLifetimeInSeconds": 3600}
        workteam_client.create_labeling_job(**labeling_job(HumanTaskConfig=task))
        first, second = backend.tasks
        first.submit("golf")
        clock.time += HOUR - dt.timedelta(seconds=1)
        assert status(workteam_client) == "InProgress"
        clock.time += HOUR

        before = backend.snapshot()
        arn = backend.workteams["team"]["WorkteamArn"]
        listed = workteam_client.list_labeling_jobs_for_workteam(WorkteamArn=arn)
        assert listed["LabelingJobSummaryList"][0]["LabelCounters"]["PendingHuman"] == 0
        backend.rollback(before)
        with pytest.raises(InvalidAnswer, match="the labeling job is Completed"):
            second.submit("golf")
        job = described(workteam_client)
        assert job["LabelingJobStatus"] == "Completed"
        assert job["LabelCounters"]["FailedNonRetryableError"] == 1
        assert job["LastModifiedTime"] == START + HOUR
        assert not backend.tasks

    def test_expiry_precedes_every_look(
        self, backend: WorkteamBackend, clock: Clock, workteam_client: Any
    ) -> None:
        workteam_client.create_labeling_job(**labeling_job())
        clock.time += dt.timedelta(days=30)
        before = backend.snapshot()

        assert not backend.tasks
        backend.rollback(before)
        assert backend.labeling_jobs["job"]["LabelingJobStatus"] == "Failed"

    @pytest.mark.parametrize("listed", [False, True])
    def test_a_job_expires(
        self, backend: WorkteamBackend, clock: Clock, workteam_client: Any, listed: bool
    ) -> None:
        workteam_client.create_labeling_job(**labeling_job())
        clock.time += dt.timedelta(days=30)

        if listed:
            query = {"StatusEquals": "Failed"}
            (job,) = workteam_client.list_labeling_jobs(**query)["LabelingJobSummaryList"]
        else:
            job = described(workteam_client)
        assert job["LabelingJobStatus"] == "Failed"
        assert job["FailureReason"] == (
            "ClientError: The labeling job was not completed within 30 days."
        )

    def test_a_streaming_job_expires(
        self, backend: WorkteamBackend, clock: Clock, workteam_client: Any
    ) -> None:
        workteam_client.create_labeling_job(**labeling_job(InputConfig=STREAM))
        for _ in range(5):
            clock.time += dt.timedelta(days=9)
            backend.labeling_jobs["job"].add_object(ONE)
        clock.time += dt.timedelta(days=10)

        assert status(workteam_client) == "Stopped"

    def test_expired_jobs_do_not_count_for_the_limit(
        self, backend: WorkteamBackend, clock: Clock, workteam_client: Any
    ) -> None:
        backend.labeling_job_limit = 1
        workteam_client.create_labeling_job(**labeling_job("old"))
        clock.time += dt.timedelta(days=30)

        workteam_client.create_labeling_job(**labeling_job("new"))

    @pytest.mark.parametrize("after,expected", [(29, "Completed"), (30, "Failed"), (31, "Failed")])
    def test_workers_due_after_expiry_do_not_answer(
        self,
        backend: WorkteamBackend,
        clock: Clock,
        workteam_client: Any,
        after: int,
        expected: str,
    ) -> None:
        backend.workers("golf", after=dt.timedelta(days=after))
        workteam_client.create_labeling_job(**labeling_job())
        clock.time += dt.timedelta(days=100)

        assert status(workteam_client) == expected

    def test_a_seeded_jobs_lifetime_begins_when_it_is_added(
        self, backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        backend.add_labeling_job("job", CreationTime=START - dt.timedelta(days=365))

        assert status(workteam_client) == "InProgress"


class TestSeededObjects:
    @pytest.mark.parametrize("objects", ["One.", b"One.", ONE, 5])
    def test_not_a_list(self, backend: WorkteamBackend, objects: Any) -> None:
        with pytest.raises(SeedRefused) as caught:
            backend.add_labeling_job("job", objects=objects)

        assert str(caught.value) == linked(
            f"add_labeling_job('job'): objects is {objects!r}. Nothing was added; give a list of "
            "data objects, such as [{'source': 'A text.'}].",
            "seed-refused",
        )
        assert not backend.labeling_jobs

    def test_an_empty_list(self, backend: WorkteamBackend) -> None:
        with pytest.raises(SeedRefused) as caught:
            backend.add_labeling_job("job", objects=[])

        assert str(caught.value) == linked(
            "add_labeling_job('job'): objects is empty. Nothing was added; give a data object, or "
            "leave objects out. A labeling job whose manifest is empty fails: put it into "
            "backend.s3_objects.",
            "seed-refused",
        )

    def test_a_generator(self, backend: WorkteamBackend) -> None:
        backend.add_labeling_job("job", objects=(each for each in (ONE, TWO)))

        assert [task.input for task in backend.tasks] == [ONE, TWO]
