from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import pytest_workteam
from pytest_workteam.engine.service import Operation
from pytest_workteam.engine.situations import Evidence, Situation
from pytest_workteam.schema.model import service_model
from pytest_workteam.services.catalog import SERVICES, operations, situations
from pytest_workteam.services.sagemaker import (
    workforce_situations,
    workteam_situations,
)

SERVICES_ROOM = Path(pytest_workteam.__file__).parent / "services"


def refusals() -> Iterator[tuple[str, str, set[str]]]:
    """Each ``Refusal(...)`` in the services: its location, constant and details."""
    for path in sorted(SERVICES_ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            if not isinstance(node.func, ast.Name) or node.func.id != "Refusal":
                continue
            name = ast.unparse(node.args[0]).rpartition(".")[2]
            if name.isupper():
                where = f"{path.relative_to(SERVICES_ROOM)}:{node.lineno}"
                yield where, name, {str(keyword.arg) for keyword in node.keywords}


REFUSALS = list(refusals())
FORBIDDEN = ("AccessDeniedException", "ExpiredTokenException", "UnrecognizedClientException")
# A constant has the name of its situation.
BY_CONSTANT = {name.replace("-", "_").upper(): each for name, each in situations().items()}


@pytest.mark.parametrize(
    "name,given", [pytest.param(name, given, id=where) for where, name, given in REFUSALS]
)
def test_a_refusal_has_the_details_of_its_message(name: str, given: set[str]) -> None:
    assert given == set(BY_CONSTANT[name].fields)


def test_every_situation_is_raised_by_its_operations() -> None:
    of_operations = {name for name, each in BY_CONSTANT.items() if each.operations}

    by_the_engine = {"INVALID_TOKEN", "LOOP_INVALID_TOKEN"}
    assert of_operations - by_the_engine == {name for _, name, _ in REFUSALS}


@pytest.mark.parametrize("situation", situations().values(), ids=lambda each: each.name)
class TestEachSituation:
    def test_is_named_for_hooks_and_documentation(self, situation: Situation) -> None:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", situation.name)
        assert situation.source.endswith(".")

    def test_has_a_status_that_fits_its_code(self, situation: Situation) -> None:
        statuses = {"InternalFailure": 500, "ServiceUnavailable": 503}
        if situation in SERVICES["sagemaker-a2i-runtime"].situations.values():
            shapes = service_model("sagemaker-a2i-runtime").error_shapes
            statuses |= {shape.name: shape.metadata["error"]["httpStatusCode"] for shape in shapes}
            statuses |= dict.fromkeys(FORBIDDEN, 403)
        assert situation.status == statuses.get(situation.code, 400)

    def test_names_existing_operations(self, situation: Situation) -> None:
        assert set(situation.operations or ()) <= set(operations())

    def test_has_a_modelled_error_where_the_model_has_one(self, situation: Situation) -> None:
        for name in situation.operations or ():
            service = operations()[name].service
            modelled = service_model(service.name).operation_model(name).error_shapes
            # The only error that the documentation names and the model lacks.
            if situation.code in service.modelled_codes and situation.name != "workforce-in-use":
                assert situation.code in {shape.name for shape in modelled}


def test_names_are_unique_across_services() -> None:
    assert len(situations()) == sum(len(service.situations) for service in SERVICES.values())


@pytest.mark.parametrize("operation", operations().values(), ids=lambda each: each.name)
def test_every_documented_error_has_a_situation(operation: Operation) -> None:
    service = operation.service
    codes = {each.code for each in service.situations_of(operation.name)}

    for shape in service_model(service.name).operation_model(operation.name).error_shapes:
        assert shape.name in codes


def test_messages_contain_the_known_words() -> None:
    unknown_team = workteam_situations.UNKNOWN_WORKTEAM.message({"workteam_name": "team"})
    unknown_workforce = workforce_situations.UNKNOWN_WORKFORCE.message({"workforce_name": "mine"})

    assert "The work team" in unknown_team
    assert "No workforce" in unknown_workforce
    assert workteam_situations.UNKNOWN_WORKTEAM.wording_evidence is Evidence.NOT_KNOWN
