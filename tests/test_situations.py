from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import pytest_workteam
from pytest_workteam import situations
from pytest_workteam.backend.dispatch import operations
from pytest_workteam.schema.model import service_model
from pytest_workteam.situations import SITUATIONS, Evidence, Situation

PACKAGE = Path(pytest_workteam.__file__).parent


def refusals() -> Iterator[tuple[str, str, set[str]]]:
    """Where the package refuses: the place, the situation's name, the details given."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            if not isinstance(node.func, ast.Name) or node.func.id != "Refusal":
                continue
            given = {keyword.arg for keyword in node.keywords}
            name = ast.unparse(node.args[0]).rpartition(".")[2]
            if name.isupper() and None not in given:
                where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                yield where, name, {str(each) for each in given}


REFUSALS = list(refusals())


@pytest.mark.parametrize(
    "name,given", [pytest.param(name, given, id=where) for where, name, given in REFUSALS]
)
def test_a_refusal_gives_the_details_that_its_message_needs(name: str, given: set[str]) -> None:
    assert given == set(getattr(situations, name).fields)


def test_every_situation_is_used() -> None:
    by_code = {"THROTTLED", "INTERNAL_FAILURE", "SERVICE_UNAVAILABLE", "ACCESS_DENIED"}
    by_code |= {"EXPIRED_TOKEN", "UNRECOGNIZED_CLIENT", "INJECTED"}
    names = {name for name, value in vars(situations).items() if isinstance(value, Situation)}

    assert names - by_code == {name for _, name, _ in REFUSALS}


@pytest.mark.parametrize("situation", SITUATIONS.values(), ids=lambda each: each.name)
class TestEachSituation:
    def test_is_named_for_hooks_and_documentation(self, situation: Situation) -> None:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", situation.name)
        assert situation.source.endswith(".")

    def test_has_a_status_that_fits_its_code(self, situation: Situation) -> None:
        statuses = {"InternalFailure": 500, "ServiceUnavailable": 503}
        assert situation.status == statuses.get(situation.code, 400)

    def test_names_operations_that_there_are(self, situation: Situation) -> None:
        assert set(situation.operations or ()) <= set(operations())

    def test_has_a_modelled_error_where_the_model_has_one(self, situation: Situation) -> None:
        if situation.code not in situations.MODELLED_CODES or situation.operations is None:
            return
        for operation in situation.operations:
            modelled = service_model().operation_model(operation).error_shapes
            # The one error that only the text of an operation names.
            if situation.name != "workforce-in-use":
                assert situation.code in {shape.name for shape in modelled}


def test_documented_errors_are_all_there() -> None:
    for operation in operations():
        for shape in service_model().operation_model(operation).error_shapes:
            assert any(
                situation.code == shape.name and situation.answers(operation)
                for situation in SITUATIONS.values()
            )


def test_the_message_key_of_modelled_and_other_errors() -> None:
    assert situations.NAME_IN_USE.message_key == "Message"
    assert situations.THROTTLED.message_key == "message"


def test_known_words_are_in_the_messages() -> None:
    unknown_team = situations.UNKNOWN_WORKTEAM.message({"workteam_name": "team"})
    unknown_workforce = situations.UNKNOWN_WORKFORCE.message({"workforce_name": "mine"})

    assert "The work team" in unknown_team
    assert "No workforce" in unknown_workforce
    assert situations.UNKNOWN_WORKTEAM.wording_evidence is Evidence.NOT_KNOWN
