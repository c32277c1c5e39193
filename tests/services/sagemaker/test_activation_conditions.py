from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_workteam.services.sagemaker.activation_conditions import (
    REKOGNITION,
    TEXTRACT,
    are_met,
    problem_with,
)


def label_check(name: Any = "Violence", **parameters: Any) -> dict[str, Any]:
    return {
        "ConditionType": "ModerationLabelConfidenceCheck",
        "ConditionParameters": {"ModerationLabelName": name, **parameters},
    }


def key_check(key: str = "Pay Date", *aliases: str, **parameters: Any) -> dict[str, Any]:
    if aliases:
        parameters["ImportantFormKeyAliases"] = list(aliases)
    return {
        "ConditionType": "ImportantFormKeyConfidenceCheck",
        "ConditionParameters": {"ImportantFormKey": key, **parameters},
    }


def missing(key: str, *aliases: str) -> dict[str, Any]:
    return {**key_check(key, *aliases), "ConditionType": "MissingImportantFormKey"}


def sampling(percentage: Any) -> dict[str, Any]:
    return {
        "ConditionType": "Sampling",
        "ConditionParameters": {"RandomSamplingPercentage": percentage},
    }


def text(*conditions: Any) -> str:
    return json.dumps({"Conditions": conditions})


def labels(**confidences: float) -> dict[str, Any]:
    """A response of DetectModerationLabels."""
    return {
        "ModerationLabels": [
            {"Name": name, "Confidence": confidence, "ParentName": ""}
            for name, confidence in confidences.items()
        ]
    }


def form(*pairs: tuple[str, float, float, float]) -> dict[str, Any]:
    """A response of AnalyzeDocument: keys, confidences of pairs, and of keys' and values' words."""
    blocks: list[dict[str, Any]] = [{"Id": "page", "BlockType": "PAGE"}]
    for number, (key, of_pair, of_key, of_value) in enumerate(pairs):
        words = [f"{number}-key-{position}" for position in range(len(key.split()))]
        blocks += [
            {
                "Id": f"{number}-key",
                "BlockType": "KEY_VALUE_SET",
                "EntityTypes": ["KEY"],
                "Confidence": of_pair,
                "Relationships": [
                    {"Type": "VALUE", "Ids": [f"{number}-value"]},
                    {"Type": "CHILD", "Ids": words},
                ],
            },
            {
                "Id": f"{number}-value",
                "BlockType": "KEY_VALUE_SET",
                "EntityTypes": ["VALUE"],
                "Confidence": of_pair,
                "Relationships": [{"Type": "CHILD", "Ids": [f"{number}-word", "elsewhere"]}],
            },
            {"Id": f"{number}-word", "BlockType": "WORD", "Text": "x", "Confidence": of_value},
        ]
        for identifier, word in zip(words, key.split(), strict=True):
            blocks.append(
                {"Id": identifier, "BlockType": "WORD", "Text": word, "Confidence": of_key}
            )
    return {"Blocks": blocks}


class TestForm:
    @pytest.mark.parametrize(
        "source,conditions",
        [
            (TEXTRACT, []),
            (TEXTRACT, [key_check("*", KeyValueBlockConfidenceLessThan=60)]),
            (TEXTRACT, [missing("Name", "name"), sampling(5)]),
            (REKOGNITION, [{"Or": [sampling(0.01), {"And": [label_check(), sampling(100)]}]}]),
            ("AWS/Bedrock/Evaluation", [{"ConditionType": "Anything"}]),
        ],
    )
    def test_valid_conditions(self, source: str, conditions: Any) -> None:
        assert problem_with(text(*conditions), source) is None

    @pytest.mark.parametrize(
        "conditions,problem",
        [
            (
                "{",
                "it is not JSON: Expecting property name enclosed in double quotes: line 1 column "
                "2 (char 1)",
            ),
            ("[" * 100_000, "it is not JSON: "),
            ('{"Conditions": NaN}', "it is not JSON: NaN is not JSON"),
            ("[]", "it must be a JSON object with an array Conditions"),
            ('{"Conditions": {}}', "it must be a JSON object with an array Conditions"),
            (text(1), "Conditions[1] must be a JSON object"),
            (text(sampling(5), {}), "Conditions[2] must have a ConditionType, And or Or"),
            (
                text({"Or": [sampling(5)]}),
                "Conditions[1].Or must be an array of at least two conditions",
            ),
            (
                text({"And": {"a": 1}}),
                "Conditions[1].And must be an array of at least two conditions",
            ),
            (
                text({"And": [sampling(5), 1]}),
                "Conditions[1].And[2] must be a JSON object",
            ),
            (
                text({"Or": [sampling(1), {"And": [sampling(1), {"Or": [1, 2]}]}]}),
                "Conditions[1].Or[2].And[2].Or is nested more than 2 levels deep",
            ),
            (
                text({"ConditionType": "Sampling", "ConditionParameters": []}),
                "Conditions[1].ConditionParameters must be a JSON object",
            ),
            (
                text({"ConditionType": "Random"}),
                f"Conditions[1].ConditionType is Random; {REKOGNITION} has "
                "ModerationLabelConfidenceCheck, Sampling",
            ),
            (
                text(label_check(Confidence=5)),
                "Conditions[1].ConditionParameters has Confidence; ModerationLabelConfidenceCheck "
                "takes ConfidenceEquals, ConfidenceGreaterThan, ConfidenceGreaterThanEquals, "
                "ConfidenceLessThan, ConfidenceLessThanEquals, ModerationLabelName",
            ),
            (
                text(label_check(ConfidenceLessThan="5")),
                "Conditions[1].ConditionParameters.ConfidenceLessThan must be a number",
            ),
            (
                text(label_check(ConfidenceLessThan=True)),
                "Conditions[1].ConditionParameters.ConfidenceLessThan must be a number",
            ),
            (
                text({"ConditionType": "ModerationLabelConfidenceCheck"}),
                "Conditions[1].ConditionParameters must have ModerationLabelName",
            ),
            (
                text(label_check(5)),
                "Conditions[1].ConditionParameters.ModerationLabelName must be a string",
            ),
            *(
                (
                    text(sampling(percentage)),
                    "Conditions[1].ConditionParameters.RandomSamplingPercentage must be between "
                    "0.01 and 100",
                )
                for percentage in (0, 0.009, 100.1, -5)
            ),
        ],
    )
    def test_invalid_conditions(self, conditions: str, problem: str) -> None:
        found = problem_with(conditions, REKOGNITION)

        assert found is not None
        assert found == problem or (problem.endswith(" ") and found.startswith(problem))

    def test_aliases_are_strings(self) -> None:
        condition = key_check("a")
        condition["ConditionParameters"]["ImportantFormKeyAliases"] = "b"

        assert problem_with(text(condition), TEXTRACT) == (
            "Conditions[1].ConditionParameters.ImportantFormKeyAliases must be an array of strings"
        )


class TestRekognition:
    @pytest.mark.parametrize(
        "comparison,confidence,met",
        [
            ("ConfidenceLessThan", 59.9, True),
            ("ConfidenceLessThan", 60, False),
            ("ConfidenceLessThanEquals", 60, True),
            ("ConfidenceLessThanEquals", 60.1, False),
            ("ConfidenceGreaterThan", 60, False),
            ("ConfidenceGreaterThan", 60.1, True),
            ("ConfidenceGreaterThanEquals", 60, True),
            ("ConfidenceGreaterThanEquals", 59.9, False),
            ("ConfidenceEquals", 60, True),
            ("ConfidenceEquals", 60.1, False),
        ],
    )
    def test_comparisons(self, comparison: str, confidence: float, *, met: bool) -> None:
        parameters: dict[str, Any] = {comparison: 60}
        conditions = text(label_check(**parameters))

        assert are_met(conditions, REKOGNITION, labels(Violence=confidence)) is met

    @pytest.mark.parametrize(
        "name,met", [("Violence", True), ("violence", False), ("Drugs", False), ("*", True)]
    )
    def test_label_names(self, name: str, *, met: bool) -> None:
        assert are_met(text(label_check(name)), REKOGNITION, labels(Violence=50)) is met

    def test_without_labels(self) -> None:
        assert not are_met(text(label_check("*")), REKOGNITION, labels())
        assert not are_met(text(), REKOGNITION, labels(Violence=50))

    @pytest.mark.parametrize("confidence,met", [(89, False), (90, True), (99, True), (99.5, False)])
    def test_and_makes_a_range(self, confidence: float, *, met: bool) -> None:
        bounds = [
            label_check(ConfidenceLessThanEquals=99),
            label_check(ConfidenceGreaterThanEquals=90),
        ]

        assert are_met(text({"And": bounds}), REKOGNITION, labels(Violence=confidence)) is met

    def test_one_met_condition_suffices(self) -> None:
        never, always = label_check("none"), label_check("*")

        assert are_met(text(never, always), REKOGNITION, labels(a=1))
        assert are_met(text({"Or": [never, always]}), REKOGNITION, labels(a=1))
        assert not are_met(text({"And": [never, always]}), REKOGNITION, labels(a=1))


class TestTextract:
    CHECK = key_check(
        "Pay Date",
        "PayDate",
        KeyValueBlockConfidenceLessThan=60,
        WordBlockConfidenceLessThan=85,
    )

    @pytest.mark.parametrize(
        "pair,met",
        [
            (("Pay Date", 59, 84, 84), True),
            (("PayDate", 59, 84, 84), True),
            (("Pay Day", 59, 84, 84), False),
            (("Pay Date", 60, 84, 84), False),
            (("Pay Date", 59, 85, 84), False),
            (("Pay Date", 59, 84, 85), False),
        ],
    )
    def test_a_key_and_its_words(self, pair: Any, *, met: bool) -> None:
        assert are_met(text(self.CHECK), TEXTRACT, form(("Name", 99, 99, 99), pair)) is met

    def test_every_key(self) -> None:
        conditions = text(key_check("*", KeyValueBlockConfidenceLessThan=60))

        assert are_met(conditions, TEXTRACT, form(("a", 99, 9, 9), ("b", 59, 99, 99)))
        assert not are_met(conditions, TEXTRACT, form(("a", 60, 9, 9)))

    @pytest.mark.parametrize(
        "keys,met", [(["Name"], True), (["Mail address"], False), (["Mail address:"], False)]
    )
    def test_a_missing_key(self, keys: list[str], *, met: bool) -> None:
        conditions = text(missing("Mail address", "Mail address:"))

        assert are_met(conditions, TEXTRACT, form(*((key, 9, 9, 9) for key in keys))) is met


class TestSampling:
    def test_sampling_of_all_payloads(self) -> None:
        assert all(are_met(text(sampling(100)), TEXTRACT, {"n": n}) for n in range(100))

    def test_sampling_is_deterministic(self) -> None:
        chosen = [are_met(text(sampling(20)), REKOGNITION, labels(a=n)) for n in range(1000)]

        assert 150 < sum(chosen) < 250
        assert chosen == [
            are_met(text(sampling(20)), REKOGNITION, labels(a=n)) for n in range(1000)
        ]
