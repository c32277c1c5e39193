"""Each situation that claims to be provokable is provoked, in the fake."""

from __future__ import annotations

import functools
import json
from typing import Any

import pytest

from pytest_workteam.endpoint import Endpoint
from pytest_workteam.evidence.kinds import KINDS
from pytest_workteam.evidence.not_provoked import NOT_PROVOKED
from pytest_workteam.evidence.probes import ANSWERS
from pytest_workteam.evidence.replies import call
from pytest_workteam.evidence.running import run
from pytest_workteam.evidence.runs import Cognito, Place, Result
from pytest_workteam.evidence.stand_in import StandIn, run_on_fake
from pytest_workteam.evidence.steps import FLOW_DEFINITION_ARN
from pytest_workteam.evidence.table import PROBES
from pytest_workteam.schema import check_request
from pytest_workteam.services.catalog import operations, situations
from tests.evidence.conftest import ACCOUNT_ID, PREFIX, REGION
from tests.support import client_in

COGNITO = Cognito("eu-west-1_Live00000", "liveclient", "crew")
PLACE = Place(REGION, ACCOUNT_ID, PREFIX, COGNITO)
PROVOKED = [probe for probe in PROBES if probe.situation != ANSWERS]
SITUATIONS = {probe.situation for probe in PROVOKED}


@pytest.mark.parametrize("prefers", ["oidc", "cognito"])
def test_each_probe_meets_its_situation(prefers: str) -> None:
    place = Place(REGION, ACCOUNT_ID, PREFIX, COGNITO, prefers)  # type: ignore[arg-type]

    result, fake = run_on_fake(PROBES, place)

    met = {
        outcome.key: (outcome.reply.code, outcome.reply.status, outcome.reply.message)
        for outcome in result.outcomes
        if outcome.situation != ANSWERS
    }
    details = {outcome.key: outcome.details for outcome in result.outcomes}
    assert set(met) == {(probe.situation, probe.operation) for probe in PROVOKED}
    for (name, operation), answered in met.items():
        situation = situations()[name]
        message = situation.message(details[name, operation])
        assert answered == (situation.code, situation.status, message)
    assert result.skipped == []
    assert result.left == []
    assert not [*fake.workteams, *fake.workforces, *fake.human_task_uis]


def test_each_probe_meets_its_situation_through_the_endpoint() -> None:
    fake = StandIn(PLACE)
    endpoint = Endpoint(fake)

    @functools.cache
    def client(service: str) -> Any:
        return client_in(
            REGION,
            service=service,
            endpoint_url=endpoint.url,
            aws_access_key_id="a",
            aws_secret_access_key="s",
        )

    result = Result()
    run(PROBES, PLACE, client, pause=lambda _: None, result=result)
    endpoint.stop()

    assert {outcome.situation for outcome in result.outcomes} == {*SITUATIONS, ANSWERS}
    keys = [outcome.key for outcome in result.outcomes]
    assert len(keys) == len(set(keys))
    for outcome in result.outcomes:
        situation = situations().get(outcome.situation)
        expected = (None, 200) if situation is None else (situation.code, situation.status)
        assert (outcome.reply.code, outcome.reply.status) == expected
        assert "content-type" in outcome.reply.headers


def test_each_situation_is_provoked_or_says_why_not() -> None:
    assert SITUATIONS | set(NOT_PROVOKED) == set(situations()), (
        "a situation has neither a probe nor a reason: add either in "
        "pytest_workteam/evidence/table.py"
    )
    assert not SITUATIONS & set(NOT_PROVOKED)


def test_each_answer_has_a_probe_of_its_own() -> None:
    keys = [(probe.situation, probe.operation) for probe in PROVOKED]

    assert len(keys) == len(set(keys))
    for situation, operation in keys:
        # Tables name no operation for what botocore refuses.
        assert situations()[situation].answers(operation) or not situations()[situation].operations


def test_what_probes_create_can_be_deleted() -> None:
    created = {step.operation for probe in PROBES for step in probe.steps}

    kinds = {kind.create for kind in KINDS}
    assert {name for name in created if name.startswith("Create")} <= kinds
    for kind in KINDS:
        assert {kind.create, kind.delete, kind.list} <= set(operations())


def test_no_probe_gives_work_to_people() -> None:
    steps = [step for probe in PROBES for step in probe.steps]
    operations_called = {step.operation for step in steps}
    _, fake = run_on_fake(PROBES, PLACE)

    assert not operations_called & {"CreateLabelingJob", "CreateFlowDefinition"}
    # Even a service that ignores a body's errors refuses to start a loop of no flow definition.
    for step in steps:
        if step.operation == "StartHumanLoop":
            assert step.parameters["FlowDefinitionArn"] == FLOW_DEFINITION_ARN
            assert "FlowDefinitionArn" not in (step.body or "")
    assert not fake.human_loops


def test_every_name_has_the_prefix() -> None:
    _, fake = run_on_fake(PROBES, PLACE)

    creating = {kind.create: kind.identifier for kind in KINDS}
    made = [call for call in fake.calls if call.operation in creating]
    assert len(made) > len(KINDS)
    for each in made:
        assert each.parameters[creating[each.operation]].startswith(f"{PREFIX}-")


def test_no_probe_lets_the_service_create_a_workforce() -> None:
    for probe in PROBES:
        for step in probe.steps:
            assert step.operation != "CreateWorkteam" or "WorkforceName" in step.parameters


def test_a_body_is_sent_in_place_of_the_parameters() -> None:
    fake = StandIn(PLACE)
    with fake:
        client = client_in(REGION)
        replies = [call(client, "ListWorkteams", {}, body) for body in ('{"A": 1}', None)]

    assert [reply.code for reply in replies] == ["ValidationException", None]
    assert [dict(each.parameters) for each in fake.calls] == [{"A": 1}, {}]
    assert json.loads(json.dumps(replies[1].result)) == {"Workteams": []}
    assert check_request("ListWorkteams", {"A": 1})
