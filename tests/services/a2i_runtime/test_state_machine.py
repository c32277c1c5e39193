"""Random sequences of every operation of Amazon A2I, against a plain model of the rules."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import hypothesis.strategies as st
import pytest
from botocore.exceptions import ClientError
from botocore.session import Session
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pytest_workteam import UnknownNameError, WorkteamBackend
from pytest_workteam.schema import check_response
from tests.support import ARN_START, UI_ARN, flow_definition, human_loop, human_task_ui

NAMES = st.sampled_from(["a", "b", "c"])
CONTENTS = st.sampled_from(['{"n": 1}', "[2]"])
SESSION = Session()


@dataclasses.dataclass
class Flow:
    ui: str
    count: int
    deleting: bool = False


@dataclasses.dataclass
class Loop:
    flow: str
    content: str
    count: int
    answers: int = 0
    status: str = "InProgress"


class ReviewMachine(RuleBasedStateMachine):
    """The model: human task UIs, flow definitions and human loops by name."""

    def __init__(self) -> None:
        super().__init__()
        self.uis: set[str] = set()
        self.flows: dict[str, Flow] = {}
        self.loops: dict[str, Loop] = {}

    @initialize()
    def begin(self) -> None:
        self.backend = WorkteamBackend()
        self.backend.add_workteam("reviewers")
        self.backend.start()
        self.clients: list[Any] = [
            SESSION.create_client(service, aws_access_key_id="key", aws_secret_access_key="secret")
            for service in ("sagemaker", "sagemaker-a2i-runtime")
        ]

    def teardown(self) -> None:
        if hasattr(self, "backend"):
            self.backend.stop()

    def expect(self, code: str | None, method: str, **parameters: Any) -> Any:
        client = next(each for each in self.clients if hasattr(each, method))
        operation = client.meta.method_to_api_mapping[method]
        answered, result = None, {}
        try:
            result = getattr(client, method)(**parameters)
            service = client.meta.service_model.service_name
            assert check_response(operation, result, service) == ()
        except ClientError as error:
            answered = error.response["Error"].get("Code")
        assert answered == code
        return result

    @rule(name=NAMES)
    def create_ui(self, name: str) -> None:
        taken = name in self.uis
        self.expect(
            "ResourceInUse" if taken else None, "create_human_task_ui", **human_task_ui(name)
        )
        self.uis.add(name)

    @rule(name=NAMES)
    def delete_ui(self, name: str) -> None:
        code = None if name in self.uis else "ResourceNotFound"
        self.expect(code, "delete_human_task_ui", HumanTaskUiName=name)
        self.uis.discard(name)

    @rule(name=NAMES)
    def describe_ui(self, name: str) -> None:
        code = None if name in self.uis else "ResourceNotFound"
        self.expect(code, "describe_human_task_ui", HumanTaskUiName=name)

    @rule(name=NAMES, ui=NAMES, count=st.integers(1, 3))
    def create_flow(self, name: str, ui: str, count: int) -> None:
        code = None
        if ui not in self.uis:
            code = "ValidationException"
        elif name in self.flows:
            code = "ResourceInUse"
        arn = UI_ARN.replace("review", ui)
        given = flow_definition(name, HumanTaskUiArn=arn, TaskCount=count)
        self.expect(code, "create_flow_definition", **given)
        if code is None:
            self.flows[name] = Flow(ui, count)

    @rule(name=NAMES)
    def delete_flow(self, name: str) -> None:
        flow = self.flows.get(name)
        code = None
        if flow is None:
            code = "ResourceNotFound"
        elif flow.deleting:
            code = "ResourceInUse"
        self.expect(code, "delete_flow_definition", FlowDefinitionName=name)
        if code is not None or flow is None:
            return
        flow.deleting = True
        for loop_name, loop in tuple(self.loops.items()):
            if loop.flow == name and not (loop.status == "InProgress" and loop.answers):
                del self.loops[loop_name]
        self.settle()

    def settle(self) -> None:
        for name, flow in tuple(self.flows.items()):
            loops = {key: loop for key, loop in self.loops.items() if loop.flow == name}
            if flow.deleting and all(loop.status != "InProgress" for loop in loops.values()):
                del self.flows[name]
                for key in loops:
                    del self.loops[key]

    @rule(name=NAMES, flow_name=NAMES, content=CONTENTS)
    def start(self, name: str, flow_name: str, content: str) -> None:
        flow, loop = self.flows.get(flow_name), self.loops.get(name)
        code = None
        if flow is None or flow.deleting or flow.ui not in self.uis:
            code = "ValidationException"
        elif loop is not None:
            same = (loop.flow, loop.content, loop.status) == (flow_name, content, "InProgress")
            code = None if same else "ConflictException"
        arn = f"{ARN_START}flow-definition/{flow_name}"
        self.expect(
            code, "start_human_loop", **{**human_loop(name, content), "FlowDefinitionArn": arn}
        )
        if code is None and loop is None and flow is not None:
            self.loops[name] = Loop(flow_name, content, flow.count)

    @rule(name=NAMES)
    def answer(self, name: str) -> None:
        if name not in self.loops:
            with pytest.raises(UnknownNameError):
                self.backend.tasks.of(name)
            return
        tasks = self.backend.tasks.of(name)
        if not tasks:
            return
        loop = self.loops[name]
        tasks[-1].submit({"n": loop.answers})
        loop.answers += 1
        if loop.answers == loop.count:
            loop.status = "Completed"
            output = self.backend.s3_objects[list(self.backend.s3_objects)[-1]]
            assert len(json.loads(output)["humanAnswers"]) == loop.count
        self.settle()

    @rule(name=NAMES)
    def fail(self, name: str) -> None:
        loop = self.loops.get(name)
        if loop is not None and loop.status == "InProgress":
            self.backend.human_loops[name].fail()
            loop.status = "Failed"
            self.settle()

    @rule(name=NAMES)
    def stop(self, name: str) -> None:
        loop = self.loops.get(name)
        code = None
        if loop is None:
            code = "ResourceNotFoundException"
        elif loop.status != "InProgress":
            code = "ValidationException"
        self.expect(code, "stop_human_loop", HumanLoopName=name)
        if code is None and loop is not None:
            loop.status = "Stopped"
            self.settle()

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        loop = self.loops.get(name)
        code = None
        if loop is None:
            code = "ResourceNotFoundException"
        elif loop.status == "InProgress":
            code = "ValidationException"
        self.expect(code, "delete_human_loop", HumanLoopName=name)
        if code is None:
            del self.loops[name]

    @rule(name=NAMES)
    def describe(self, name: str) -> None:
        loop = self.loops.get(name)
        code = None if loop else "ResourceNotFoundException"
        result = self.expect(code, "describe_human_loop", HumanLoopName=name)
        assert loop is None or result["HumanLoopStatus"] == loop.status

    @rule()
    def roll_back(self) -> None:
        before = self.backend.snapshot()
        for name in tuple(self.backend.human_loops):
            self.backend.remove_human_loop(name)
        self.backend.rollback(before)

    @invariant()
    def lists_and_tasks_are_those_of_the_model(self) -> None:
        if not hasattr(self, "backend"):
            return
        sagemaker, runtime = self.clients
        uis = sagemaker.list_human_task_uis()["HumanTaskUiSummaries"]
        assert {ui["HumanTaskUiName"] for ui in uis} == self.uis
        flows = sagemaker.list_flow_definitions()["FlowDefinitionSummaries"]
        assert {flow["FlowDefinitionName"]: flow["FlowDefinitionStatus"] for flow in flows} == {
            name: "Deleting" if flow.deleting else "Active" for name, flow in self.flows.items()
        }
        listed = [
            loop
            for flow in flows
            for loop in runtime.list_human_loops(FlowDefinitionArn=flow["FlowDefinitionArn"])[
                "HumanLoopSummaries"
            ]
        ]
        assert {loop["HumanLoopName"]: loop["HumanLoopStatus"] for loop in listed} == {
            name: loop.status for name, loop in self.loops.items()
        }
        assert len(self.backend.tasks) == sum(
            loop.count - loop.answers for loop in self.loops.values() if loop.status == "InProgress"
        )


TestReviews = ReviewMachine.TestCase
TestReviews.settings = settings(deadline=None, max_examples=40, stateful_step_count=30)
