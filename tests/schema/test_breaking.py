"""Valid parameters are broken in every way that their shapes offer, and each is found."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_workteam.schema import request_schema
from pytest_workteam.schema.breaking import breaks
from pytest_workteam.schema.reporting import Reporter
from pytest_workteam.schema.verdict import compile_verdict
from tests.schema.made_up import made_up_operation

SHAPE = made_up_operation("Do").input_shape
VALID: dict[str, Any] = {
    "Label": "label",
    "Blob": "AAAA",
    "Choice": {"More": [{"One": "text"}]},
    "Odd": "ac",
    "Anything": {"any": [None]},
    "Counts": {"a": 1},
    "Share": 0.5,
    "Size": 1,
    "Free": 1.5,
    "Flag": True,
    "When": 5.0,
    "Every": "thing",
    "Few": {},
}


@pytest.fixture
def document(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr("pytest_workteam.schema.documents.operation_model", made_up_operation)
    return request_schema("Do", "made-up", descriptions=True)


def test_every_break_is_found(document: dict[str, Any]) -> None:
    reporter, accepts = Reporter(document, SHAPE), compile_verdict(document)
    assert accepts(VALID)
    assert reporter.violations(VALID) == ()

    for each in breaks(SHAPE, VALID):
        assert not accepts(each.parameters), each
        assert any(each.made(violation) for violation in reporter.violations(each.parameters)), each


def test_each_kind_is_made_where_it_can_be() -> None:
    made = {(path, each.kind) for each in breaks(SHAPE, VALID) for path in each.paths}

    assert {kind for path, kind in made if path == "size"} == {"type", "min_value"}
    assert {kind for path, kind in made if path == "free"} == {"type", "max_value"}
    assert {kind for path, kind in made if path == "share"} == {"type", "max_value", "min_value"}
    # No text breaks a pattern of every text.
    assert {kind for path, kind in made if path == "every"} == {"type"}
    # Any value is a document.
    assert not {kind for path, kind in made if path == "anything"}
    assert ("choice.more", "max_length") in made
    # Nothing is known to fill an empty map with.
    assert {kind for path, kind in made if path == "few"} == {"type"}


def test_no_parameters_are_broken_in_no_way() -> None:
    assert list(breaks(None, {})) == []
