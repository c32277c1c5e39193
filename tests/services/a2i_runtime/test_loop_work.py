"""The workers' side of human loops."""

from __future__ import annotations

import datetime as dt
import json
import threading
from typing import Any

import pytest

from pytest_workteam import InvalidAnswer, Task, WorkteamBackend
from tests.support import ARN_START, FLOW_ARN, TEAM_ARN, human_loop, linked

CREATED = dt.datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=dt.timezone.utc)
POOL = "us-east-1_Seeded000"


@pytest.fixture(autouse=True)
def _flow_definition(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.clock = lambda: CREATED
    workteam_backend.add_flow_definition("flow", task_count=2)


@pytest.fixture
def loop(workteam_backend: WorkteamBackend) -> Any:
    workteam_backend.add_human_loop("loop", flow_definition="flow", content={"text": "a"})
    return workteam_backend.human_loops["loop"]


def status(backend: WorkteamBackend, name: str = "loop") -> str:
    return str(backend.human_loops[name]["HumanLoopStatus"])


class TestTasks:
    def test_one_for_each_worker(self, workteam_backend: WorkteamBackend, loop: Any) -> None:
        workteam_backend.add_human_loop("other")

        tasks = workteam_backend.tasks.of("loop")

        assert len(tasks) == 2
        assert (tasks[0].kind, tasks[0].source) == ("human-loop", "loop")
        assert (tasks[0].workteam_arn, tasks[0].input) == (TEAM_ARN, {"text": "a"})
        assert len(workteam_backend.tasks.for_workteam("reviewers")) == 4
        assert [task.source for task in workteam_backend.tasks] == ["loop"] * 2 + ["other"] * 2

    def test_input_is_a_copy(self, workteam_backend: WorkteamBackend, loop: Any) -> None:
        workteam_backend.tasks[0].input["text"] = "changed"

        assert workteam_backend.tasks[0].input == {"text": "a"}

    def test_the_last_answer_completes_the_loop(
        self, workteam_backend: WorkteamBackend, loop: Any
    ) -> None:
        first, second = workteam_backend.tasks
        first.submit({"label": 1})
        assert status(workteam_backend) == "InProgress"
        assert len(workteam_backend.tasks) == 1
        assert loop.output is None
        assert not workteam_backend.s3_objects

        second.submit({"label": 2})
        assert status(workteam_backend) == "Completed"
        assert not workteam_backend.tasks

    def test_workers_have_names(self, workteam_backend: WorkteamBackend, loop: Any) -> None:
        first, second = workteam_backend.tasks
        second.submit(1, worker="worker-1")
        first.submit(2)

        answers = loop.output["humanAnswers"]
        assert [answer["workerId"] for answer in answers] == ["worker-1", "worker-2"]

    def test_a_worker_answers_once(self, workteam_backend: WorkteamBackend, loop: Any) -> None:
        first, second = workteam_backend.tasks
        first.submit(1, worker="ann")

        with pytest.raises(InvalidAnswer) as caught:
            second.submit(2, worker="ann")

        assert str(caught.value) == linked(
            "ann has answered for loop already. Submit as another worker: each task of a human "
            "loop goes to a different one.",
            "invalid-answer",
        )

    def test_a_declined_task_stays_with_the_team(
        self, workteam_backend: WorkteamBackend, loop: Any
    ) -> None:
        task = workteam_backend.tasks[0]
        task.decline()

        with pytest.raises(InvalidAnswer):
            task.submit(1)
        assert len(workteam_backend.tasks) == 2

    def test_a_task_that_another_answered(
        self, workteam_backend: WorkteamBackend, loop: Any
    ) -> None:
        same, task = workteam_backend.tasks[0], workteam_backend.tasks[0]
        same.submit(1)

        with pytest.raises(InvalidAnswer) as caught:
            task.submit(2)

        assert str(caught.value) == linked(
            "A task of loop is no longer open: another worker has answered it. Take open tasks "
            "from backend.tasks.",
            "invalid-answer",
        )

    @pytest.mark.parametrize(
        "end,reason",
        [
            ("stop", "the human loop is Stopped"),
            ("fail", "the human loop is Failed"),
            ("delete", "the human loop was deleted"),
            ("start again", "the human loop was deleted"),
        ],
    )
    def test_a_task_of_a_loop_that_ended(
        self, workteam_backend: WorkteamBackend, loop: Any, end: str, reason: str
    ) -> None:
        task = workteam_backend.tasks[0]
        if end in {"stop", "fail"}:
            getattr(loop, end)()
        else:
            workteam_backend.remove_human_loop("loop")
        if end == "start again":
            workteam_backend.add_human_loop("loop", flow_definition="flow")

        with pytest.raises(InvalidAnswer) as caught:
            task.submit(1)

        assert str(caught.value) == linked(
            f"A task of loop is no longer open: {reason}. Take open tasks from backend.tasks.",
            "invalid-answer",
        )

    def test_an_answer_that_is_no_json(self, workteam_backend: WorkteamBackend, loop: Any) -> None:
        with pytest.raises(InvalidAnswer, match="The answer to a task of loop is invalid"):
            workteam_backend.tasks[0].submit({1j})

        assert len(workteam_backend.tasks) == 2


class TestEnds:
    def test_complete_with_an_answer(self, workteam_backend: WorkteamBackend, loop: Any) -> None:
        workteam_backend.tasks[0].submit({"n": 0}, worker="ann")
        loop.complete({"n": 1})

        contents = [answer["answerContent"] for answer in loop.output["humanAnswers"]]
        assert contents == [{"n": 0}, {"n": 1}]

    def test_complete_with_a_function(self, workteam_backend: WorkteamBackend, loop: Any) -> None:
        loop.complete(lambda task: {"upper": task.input["text"].upper()})

        assert loop.output["humanAnswers"][1]["answerContent"] == {"upper": "A"}

    def test_an_answer_that_is_no_json_changes_nothing(
        self, workteam_backend: WorkteamBackend, loop: Any
    ) -> None:
        answers = iter([{"fine": 1}, {1j}])

        with pytest.raises(InvalidAnswer):
            loop.complete(lambda _: next(answers))

        assert len(workteam_backend.tasks) == 2

    def test_fail(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any, loop: Any
    ) -> None:
        loop.fail("ValidationError", "The template is broken.")

        described = workteam_a2i_client.describe_human_loop(HumanLoopName="loop")
        (row,) = workteam_a2i_client.list_human_loops(FlowDefinitionArn=FLOW_ARN)[
            "HumanLoopSummaries"
        ]
        assert described["FailureCode"] == "ValidationError"
        for shown in (described, row):
            assert shown["HumanLoopStatus"] == "Failed"
            assert shown["FailureReason"] == "The template is broken."

    def test_a_failure_code_that_there_is_not(self, loop: Any) -> None:
        with pytest.raises(InvalidAnswer) as caught:
            loop.fail("Broken", "")

        assert str(caught.value) == linked(
            "loop cannot fail with 'Broken'; the failure codes of human loops are "
            "ValidationError, Expired, InternalError",
            "invalid-answer",
        )

    def test_expire(self, workteam_backend: WorkteamBackend, loop: Any) -> None:
        loop.expire()

        described = workteam_backend.human_loops["loop"]
        assert (described["HumanLoopStatus"], described["FailureCode"]) == ("Failed", "Expired")
        assert described["FailureReason"] == (
            "The task was not completed within its availability lifetime."
        )

    def test_it_expires_by_the_clock(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        config = dict(workteam_backend.flow_definitions["flow"]["HumanLoopConfig"])
        config["TaskAvailabilityLifetimeInSeconds"] = 60
        workteam_backend.add_flow_definition("short", HumanLoopConfig=config)
        workteam_backend.add_human_loop("loop", flow_definition="short")
        workteam_backend.clock = lambda: CREATED + dt.timedelta(seconds=59)
        assert status(workteam_backend) == "InProgress"

        workteam_backend.clock = lambda: CREATED + dt.timedelta(seconds=60)
        described = workteam_a2i_client.describe_human_loop(HumanLoopName="loop")
        assert described["FailureCode"] == "Expired"
        assert not workteam_backend.tasks

    @pytest.mark.parametrize("end", ["complete", "fail", "expire", "stop"])
    def test_what_is_over_stays_so(self, loop: Any, end: str) -> None:
        loop.complete({})

        with pytest.raises(InvalidAnswer) as caught:
            getattr(loop, end)(*([{}] if end == "complete" else []))

        assert str(caught.value) == linked(
            "The human loop loop is Completed. Only a human loop in progress can be completed, "
            "fail, expire or be stopped.",
            "invalid-answer",
        )

    @pytest.mark.parametrize("member", ["expire", "event", "output"])
    def test_of_a_deleted_loop(
        self, workteam_backend: WorkteamBackend, loop: Any, member: str
    ) -> None:
        workteam_backend.remove_human_loop("loop")

        with pytest.raises(InvalidAnswer) as caught:
            getattr(loop, member)()

        assert str(caught.value) == linked(
            "The human loop loop was deleted. Start it again first.", "invalid-answer"
        )


class TestOutput:
    def test_is_as_documented(self, workteam_backend: WorkteamBackend, loop: Any) -> None:
        workteam_backend.tasks[0].submit({"label": "x"}, worker="ann")
        workteam_backend.clock = lambda: CREATED + dt.timedelta(minutes=1)
        workteam_backend.tasks[0].submit({"label": "y"})

        output = loop.output

        issuer = f"https://cognito-idp.us-east-1.amazonaws.com/{POOL}"
        subs = [
            answer["workerMetadata"]["identityData"].pop("sub") for answer in output["humanAnswers"]
        ]
        assert output == {
            "flowDefinitionArn": FLOW_ARN,
            "humanAnswers": [
                {
                    "acceptanceTime": time,
                    "answerContent": {"label": label},
                    "submissionTime": time,
                    "timeSpentInSeconds": 0.0,
                    "workerId": worker,
                    "workerMetadata": {
                        "identityData": {"identityProviderType": "Cognito", "issuer": issuer}
                    },
                }
                for time, label, worker in [
                    ("2026-01-02T03:04:05.678Z", "x", "ann"),
                    ("2026-01-02T03:05:05.678Z", "y", "worker-1"),
                ]
            ],
            "humanLoopName": "loop",
            "inputContent": {"text": "a"},
        }
        assert len(set(subs)) == 2
        uri = loop["HumanLoopOutput"]["OutputS3Uri"]
        assert list(workteam_backend.s3_objects) == [uri]
        assert json.loads(workteam_backend.s3_objects[uri]) == loop.output

    def test_of_a_built_in_source(self, workteam_backend: WorkteamBackend) -> None:
        source = "AWS/Textract/AnalyzeDocument/Forms/V1"
        conditions = json.dumps({"Conditions": []})
        workteam_backend.add_flow_definition(
            "forms",
            HumanLoopRequestSource={"AwsManagedHumanLoopRequestSource": source},
            HumanLoopActivationConfig={
                "HumanLoopActivationConditionsConfig": {"HumanLoopActivationConditions": conditions}
            },
        )
        workteam_backend.add_human_loop("loop", flow_definition="forms")
        workteam_backend.human_loops["loop"].complete({})

        output = workteam_backend.human_loops["loop"].output
        assert output["awsManagedHumanLoopRequestSource"] == source

    def test_of_a_workforce_with_an_identity_provider(self) -> None:
        backend = WorkteamBackend()
        backend.add_workteam("reviewers", oidc_groups=["a"])
        backend.add_human_loop("loop")
        backend.human_loops["loop"].complete({})

        (answer,) = backend.human_loops["loop"].output["humanAnswers"]
        identity = answer["workerMetadata"]["identityData"]
        assert identity["identityProviderType"] == "Oidc"
        assert identity["issuer"] == "https://example.com/issuer"

    def test_of_the_public_team(self, workteam_backend: WorkteamBackend) -> None:
        public = "arn:aws:sagemaker:us-east-1:394669845002:workteam/public-crowd/default"
        workteam_backend.add_flow_definition("public", workteam=public)
        workteam_backend.add_human_loop("loop", flow_definition="public")
        workteam_backend.human_loops["loop"].complete({})

        (answer,) = workteam_backend.human_loops["loop"].output["humanAnswers"]
        assert "workerMetadata" not in answer


class TestEvent:
    def test_is_as_documented(self, workteam_backend: WorkteamBackend, loop: Any) -> None:
        workteam_backend.clock = lambda: CREATED + dt.timedelta(minutes=1)
        loop.complete({})

        event = loop.event()

        arn = f"{ARN_START}human-loop/loop"
        assert len(event.pop("id")) == 36
        assert event == {
            "version": "0",
            "detail-type": "SageMaker A2I HumanLoop Status Change",
            "source": "aws.sagemaker",
            "account": "123456789012",
            "time": "2026-01-02T03:05:05Z",
            "region": "us-east-1",
            "resources": [arn],
            "detail": {
                "creationTime": "2026-01-02T03:04:05.678Z",
                "failureCode": None,
                "failureReason": None,
                "flowDefinitionArn": FLOW_ARN,
                "humanLoopArn": arn,
                "humanLoopName": "loop",
                "humanLoopOutput": {"outputS3Uri": loop["HumanLoopOutput"]["OutputS3Uri"]},
                "humanLoopStatus": "Completed",
            },
        }

    def test_of_failure_and_stop(self, workteam_backend: WorkteamBackend, loop: Any) -> None:
        workteam_backend.add_human_loop("other", flow_definition="flow")
        loop.fail("InternalError", "Broken.")
        workteam_backend.human_loops["other"].stop()

        detail = loop.event()["detail"]
        assert (detail["humanLoopStatus"], detail["failureCode"], detail["failureReason"]) == (
            "Failed",
            "InternalError",
            "Broken.",
        )
        stopped = workteam_backend.human_loops["other"].event()
        assert stopped["detail"]["humanLoopStatus"] == "Stopped"

    def test_of_none_before_the_end(self, loop: Any) -> None:
        with pytest.raises(InvalidAnswer) as caught:
            loop.event()

        assert str(caught.value) == linked(
            "The human loop loop is InProgress; the service sends its event when it is over. "
            "Complete, stop or fail it first.",
            "invalid-answer",
        )


class TestWorkers:
    def test_they_answer_at_once(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        workteam_backend.workers({"label": 1})
        workteam_a2i_client.start_human_loop(**human_loop())

        assert status(workteam_backend) == "Completed"

    def test_they_answer_what_is_open_already(
        self, workteam_backend: WorkteamBackend, loop: Any
    ) -> None:
        workteam_backend.workers(lambda task: task.input)

        assert loop.output["humanAnswers"][0]["answerContent"] == {"text": "a"}

    def test_after_a_number_of_calls_that_show_the_loop(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any, loop: Any
    ) -> None:
        workteam_backend.workers({}, after=3)

        def described() -> Any:
            return workteam_a2i_client.describe_human_loop(HumanLoopName="loop")

        def listed() -> Any:
            loops = workteam_a2i_client.list_human_loops(FlowDefinitionArn=FLOW_ARN)
            return loops["HumanLoopSummaries"][0]

        seen = [show()["HumanLoopStatus"] for show in (described, listed, described, listed)]
        assert seen == [*["InProgress"] * 3, "Completed"]

    def test_after_a_time(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any, loop: Any
    ) -> None:
        workteam_backend.workers({}, after=dt.timedelta(hours=1))
        workteam_backend.clock = lambda: CREATED + dt.timedelta(minutes=59)
        assert (
            workteam_a2i_client.describe_human_loop(HumanLoopName="loop")["HumanLoopStatus"]
            == "InProgress"
        )

        workteam_backend.clock = lambda: CREATED + dt.timedelta(hours=1)
        assert (
            workteam_a2i_client.describe_human_loop(HumanLoopName="loop")["HumanLoopStatus"]
            == "Completed"
        )

    def test_none(self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any) -> None:
        workteam_backend.workers({})
        workteam_backend.workers(None)
        workteam_a2i_client.start_human_loop(**human_loop())

        assert status(workteam_backend) == "InProgress"

    def test_idle_ones(self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any) -> None:
        workteam_backend.workers({})
        workteam_backend.idle_workers = True
        workteam_a2i_client.start_human_loop(**human_loop())

        assert status(workteam_backend) == "InProgress"

    @pytest.mark.parametrize("end", ["describe", "complete"])
    def test_they_may_wait_for_another_thread(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any, end: str
    ) -> None:
        seen: list[str] = []

        def look() -> None:
            loop = workteam_a2i_client.describe_human_loop(HumanLoopName="loop")
            seen.append(loop["HumanLoopStatus"])

        def answer(_: Any) -> Any:
            thread = threading.Thread(target=look, daemon=True)
            thread.start()
            thread.join(timeout=60)
            return {}

        if end == "describe":
            workteam_backend.workers(answer)
            workteam_a2i_client.start_human_loop(**human_loop())
        else:
            workteam_a2i_client.start_human_loop(**human_loop())
            workteam_backend.human_loops["loop"].complete(answer)

        assert seen == ["InProgress", "InProgress"]
        assert status(workteam_backend) == "Completed"

    @pytest.mark.parametrize("by_workers", [True, False])
    @pytest.mark.parametrize("last", [True, False])
    def test_a_loop_that_ends_meanwhile(
        self,
        workteam_backend: WorkteamBackend,
        workteam_a2i_client: Any,
        by_workers: bool,
        last: bool,
    ) -> None:
        asked: list[Any] = []

        def answer(task: Any) -> Any:
            asked.append(task)
            if len(asked) == 1 + last:
                workteam_a2i_client.stop_human_loop(HumanLoopName="loop")
            return {}

        workteam_a2i_client.start_human_loop(**human_loop())
        if by_workers:
            workteam_backend.workers(answer)
        else:
            with pytest.raises(InvalidAnswer, match="no longer open: the human loop is Stopped"):
                workteam_backend.human_loops["loop"].complete(answer)

        assert len(asked) == 1 + last
        assert status(workteam_backend) == "Stopped"
        assert not workteam_backend.s3_objects

    def test_their_work_is_done_before_anybody_looks(
        self, workteam_backend: WorkteamBackend, loop: Any
    ) -> None:
        workteam_backend.workers({}, after=dt.timedelta(hours=1))
        assert len(workteam_backend.tasks) == 2
        workteam_backend.clock = lambda: CREATED + dt.timedelta(hours=1)

        assert status(workteam_backend) == "Completed"

    def test_complete_keeps_all_answers_or_none(
        self, workteam_backend: WorkteamBackend, loop: Any
    ) -> None:
        asked: list[Any] = []

        def answer(task: Any) -> Any:
            asked.append(task)
            if len(asked) == 2:
                task.submit({})
            return {}

        with pytest.raises(InvalidAnswer, match="another worker has answered it"):
            loop.complete(answer)
        assert len(workteam_backend.tasks) == 1

    @pytest.mark.parametrize("after,expected", [(1, "Completed"), (2, "Failed")])
    def test_they_come_before_expiry(
        self, workteam_backend: WorkteamBackend, after: int, expected: str
    ) -> None:
        workteam_backend.workers({}, after=dt.timedelta(hours=after))
        lifetime = {"TaskAvailabilityLifetimeInSeconds": 7200}
        config = workteam_backend.flow_definitions["flow"]["HumanLoopConfig"]
        workteam_backend.add_flow_definition("brief", HumanLoopConfig={**config, **lifetime})
        workteam_backend.add_human_loop("loop", flow_definition="brief")
        workteam_backend.clock = lambda: CREATED + dt.timedelta(hours=3)

        assert status(workteam_backend) == expected

    def test_their_function_calls_the_api(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        def answer(task: Task) -> Any:
            workteam_a2i_client.list_human_loops(FlowDefinitionArn=FLOW_ARN)
            loop = workteam_a2i_client.describe_human_loop(HumanLoopName=task.source)
            return loop["HumanLoopStatus"]

        workteam_backend.workers(answer)
        workteam_a2i_client.start_human_loop(**human_loop())

        answers = workteam_backend.human_loops["loop"].output["humanAnswers"]
        assert [each["answerContent"] for each in answers] == ["InProgress"] * 2
        # They answer the next loop, too.
        workteam_a2i_client.start_human_loop(**human_loop("other"))
        assert status(workteam_backend, "other") == "Completed"

    @pytest.mark.parametrize("stopped", ["loop", "other"])
    def test_their_function_stops_a_loop(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any, loop: Any, stopped: str
    ) -> None:
        workteam_backend.add_human_loop("other")

        def answer(task: Task) -> Any:
            if status(workteam_backend, stopped) == "InProgress":
                workteam_a2i_client.stop_human_loop(HumanLoopName=stopped)
            return task.input

        workteam_backend.workers(answer)

        statuses = {name: status(workteam_backend, name) for name in ("loop", "other")}
        assert statuses == {"loop": "Completed", "other": "Completed", stopped: "Stopped"}

    def test_they_answer_again_after_a_mistake(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any, loop: Any
    ) -> None:
        with pytest.raises(ZeroDivisionError):
            workteam_backend.workers(lambda _: 1 / 0)
        workteam_backend.workers({})

        assert status(workteam_backend) == "Completed"

    def test_a_mistake_of_theirs_reaches_the_caller(
        self, workteam_backend: WorkteamBackend, workteam_a2i_client: Any
    ) -> None:
        workteam_backend.workers(lambda task: task.input["none"])

        with pytest.raises(KeyError, match="none"):
            workteam_a2i_client.start_human_loop(**human_loop())


@pytest.mark.parametrize("again", [False, True])
def test_tasks_in_hand_are_closed_with_their_loop(
    workteam_backend: WorkteamBackend, again: bool
) -> None:
    before = workteam_backend.snapshot()
    workteam_backend.add_human_loop("loop", flow_definition="flow")
    task = workteam_backend.tasks[0]
    workteam_backend.rollback(before)
    if again:
        workteam_backend.add_human_loop("loop", flow_definition="flow")

    with pytest.raises(InvalidAnswer, match="no longer open: the human loop was deleted"):
        task.submit({})
    assert len(workteam_backend.tasks) == 2 * again


def test_structures_follow_their_own_methods(workteam_backend: WorkteamBackend, loop: Any) -> None:
    loop.complete({})

    assert loop == workteam_backend.human_loops["loop"]
    assert loop["HumanLoopStatus"] == "Completed"


def test_the_output_is_a_copy(loop: Any) -> None:
    loop.complete({"labels": [1]})
    loop.output["humanAnswers"][0]["answerContent"]["labels"].append(2)

    assert loop.output["humanAnswers"][0]["answerContent"] == {"labels": [1]}


def test_a_snapshot_has_answers(workteam_backend: WorkteamBackend, loop: Any) -> None:
    workteam_backend.tasks[0].submit(1)
    before = workteam_backend.snapshot()
    workteam_backend.tasks[0].submit(2)
    workteam_backend.rollback(before)

    assert status(workteam_backend) == "InProgress"
    assert len(workteam_backend.tasks) == 1


def test_a_task_of_before_a_reset(workteam_backend: WorkteamBackend, loop: Any) -> None:
    task = workteam_backend.tasks[0]
    workteam_backend.reset()

    with pytest.raises(InvalidAnswer) as caught:
        task.submit({})

    assert str(caught.value) == linked(
        "A task of loop is no longer open: the human loop was deleted. Take open tasks from "
        "backend.tasks.",
        "invalid-answer",
    )
    assert not workteam_backend.s3_objects


def test_a_task_of_before_a_rollback(workteam_backend: WorkteamBackend, loop: Any) -> None:
    task = workteam_backend.tasks[0]
    workteam_backend.rollback(workteam_backend.snapshot())

    task.submit({})

    assert len(workteam_backend.tasks) == 1


def test_a_stopping_loop_goes_with_its_flow_definition(
    workteam_backend: WorkteamBackend, workteam_client: Any, workteam_a2i_client: Any
) -> None:
    config = workteam_backend.flow_definitions["flow"]["HumanLoopConfig"]
    workteam_backend.add_flow_definition(
        "other", HumanLoopConfig={**config, "TaskAvailabilityLifetimeInSeconds": 60}
    )
    for name in ("expiring", "stopping"):
        workteam_backend.add_human_loop(name, flow_definition="other")
        workteam_backend.tasks.of(name)[0].submit({})
    workteam_client.delete_flow_definition(FlowDefinitionName="other")
    workteam_backend.human_loop_delay = dt.timedelta(seconds=60)
    workteam_a2i_client.stop_human_loop(HumanLoopName="stopping")

    workteam_backend.clock = lambda: CREATED + dt.timedelta(seconds=60)

    assert not workteam_backend.human_loops
    assert set(workteam_backend.flow_definitions) == {"flow"}
