"""Human loop activation conditions: validation, and evaluation of a payload."""

from __future__ import annotations

import hashlib
import json
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pytest_workteam.errors import InvalidSetting
from pytest_workteam.protocols.values import UNDECODABLE, decoder

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

TEXTRACT = "AWS/Textract/AnalyzeDocument/Forms/V1"
REKOGNITION = "AWS/Rekognition/DetectModerationLabels/Image/V3"

ANY = "*"
"""Wildcard for form keys and moderation labels."""

_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}
_MAX_DEPTH = 2
"""Maximum nesting depth of And and Or, as documented."""


def _comparisons_of(*measures: str) -> frozenset[str]:
    return frozenset(f"{measure}{name}" for measure in measures for name in _COMPARISONS)


_FORM_KEY = frozenset({"ImportantFormKey", "ImportantFormKeyAliases"})
_SAMPLING = {"Sampling": frozenset({"RandomSamplingPercentage"})}
_TYPES: Mapping[str, Mapping[str, frozenset[str]]] = {
    TEXTRACT: {
        "ImportantFormKeyConfidenceCheck": _FORM_KEY
        | _comparisons_of("KeyValueBlockConfidence", "WordBlockConfidence"),
        "MissingImportantFormKey": _FORM_KEY,
        **_SAMPLING,
    },
    REKOGNITION: {
        "ModerationLabelConfidenceCheck": frozenset({"ModerationLabelName"})
        | _comparisons_of("Confidence"),
        **_SAMPLING,
    },
}
"""The documented condition types of each request source, with their parameters."""
_REQUIRED = {
    "ImportantFormKeyConfidenceCheck": "ImportantFormKey",
    "MissingImportantFormKey": "ImportantFormKey",
    "ModerationLabelConfidenceCheck": "ModerationLabelName",
    "Sampling": "RandomSamplingPercentage",
}


def problem_with(text: str, source: str) -> str | None:
    """The first problem of a flow definition's activation conditions; None if they are valid.

    Args:
        text: The ``HumanLoopActivationConditions``.
        source: The ``AwsManagedHumanLoopRequestSource``, which determines the condition types.
    """
    try:
        document = decoder.decode(text)
    except UNDECODABLE as error:
        return f"it is not JSON: {error}"
    if not isinstance(document, dict) or not isinstance(document.get("Conditions"), list):
        return "it must be a JSON object with an array Conditions"
    for number, condition in enumerate(document["Conditions"], 1):
        problem = _problem_with(condition, f"Conditions[{number}]", source, _MAX_DEPTH)
        if problem is not None:
            return problem
    return None


def _problem_with(condition: Any, place: str, source: str, levels: int) -> str | None:
    if not isinstance(condition, dict):
        return f"{place} must be a JSON object"
    for connective in ("And", "Or"):
        if connective in condition:
            parts = condition[connective]
            if not isinstance(parts, list) or len(parts) < 2:  # noqa: PLR2004
                return f"{place}.{connective} must be an array of at least two conditions"
            if levels == 0:
                return f"{place}.{connective} is nested more than {_MAX_DEPTH} levels deep"
            problems = (
                _problem_with(part, f"{place}.{connective}[{number}]", source, levels - 1)
                for number, part in enumerate(parts, 1)
            )
            return next(filter(None, problems), None)
    kind = condition.get("ConditionType")
    if not isinstance(kind, str):
        return f"{place} must have a ConditionType, And or Or"
    parameters = condition.get("ConditionParameters", {})
    if not isinstance(parameters, dict):
        return f"{place}.ConditionParameters must be a JSON object"
    if source not in _TYPES:
        return None
    known = _TYPES[source].get(kind)
    if known is None:
        return f"{place}.ConditionType is {kind}; {source} has {', '.join(_TYPES[source])}"
    return _problem_with_parameters(parameters, f"{place}.ConditionParameters", kind, known)


def _problem_with_parameters(
    parameters: Mapping[str, Any], place: str, kind: str, known: frozenset[str]
) -> str | None:
    for name, value in parameters.items():
        if name not in known:
            return f"{place} has {name}; {kind} takes {', '.join(sorted(known))}"
        if name == "ImportantFormKeyAliases":
            if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
                return f"{place}.{name} must be an array of strings"
        elif name in {"ImportantFormKey", "ModerationLabelName"}:
            if not isinstance(value, str):
                return f"{place}.{name} must be a string"
        elif isinstance(value, bool) or not isinstance(value, int | float):
            return f"{place}.{name} must be a number"
    if _REQUIRED[kind] not in parameters:
        return f"{place} must have {_REQUIRED[kind]}"
    if kind == "Sampling" and not 0.01 <= parameters["RandomSamplingPercentage"] <= 100:  # noqa: PLR2004
        return f"{place}.RandomSamplingPercentage must be between 0.01 and 100"
    return None


def are_met(text: str, source: str, payload: Mapping[str, Any]) -> bool:
    """Whether a response of Textract or Rekognition meets any of the conditions.

    Args:
        text: Valid ``HumanLoopActivationConditions``.
        source: The ``AwsManagedHumanLoopRequestSource``.
        payload: The response of ``analyze_document`` or ``detect_moderation_labels``.

    Raises:
        InvalidSetting: The conditions of this source are not documented, or the payload is not a
            response of the source.
    """
    if source not in _TYPES:
        raise InvalidSetting(
            f"activates() cannot evaluate conditions for {source!r}, which are not documented; "
            f"it evaluates those for {' and '.join(_TYPES)}"
        )
    try:
        return any(_is_met(each, payload) for each in json.loads(text)["Conditions"])
    except (AttributeError, KeyError, TypeError) as error:
        raise InvalidSetting(
            f"activates() got a payload that is not a response of {source}: "
            f"{type(error).__name__}: {error}. Give the whole response of the client's call."
        ) from None


def _is_met(condition: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
    if "And" in condition:
        return all(_is_met(part, payload) for part in condition["And"])
    if "Or" in condition:
        return any(_is_met(part, payload) for part in condition["Or"])
    return _SIMPLE[condition["ConditionType"]](condition.get("ConditionParameters", {}), payload)


def _holds(parameters: Mapping[str, Any], measure: str, value: float) -> bool:
    """Whether a confidence satisfies all of its comparisons in the parameters."""
    return all(
        compare(value, parameters[f"{measure}{name}"])
        for name, compare in _COMPARISONS.items()
        if f"{measure}{name}" in parameters
    )


def _label_check(parameters: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
    wanted = parameters["ModerationLabelName"]
    return any(
        wanted in (ANY, label.get("Name")) and _holds(parameters, "Confidence", label["Confidence"])
        for label in payload.get("ModerationLabels", ())
    )


def _form_keys(parameters: Mapping[str, Any]) -> set[str]:
    return {parameters["ImportantFormKey"], *parameters.get("ImportantFormKeyAliases", ())}


def _form_key_check(parameters: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
    wanted = _form_keys(parameters)
    return any(
        (ANY in wanted or key in wanted)
        and _holds(parameters, "KeyValueBlockConfidence", confidence)
        and all(_holds(parameters, "WordBlockConfidence", each) for each in words)
        for key, confidence, words in _pairs(payload)
    )


def _form_key_missing(parameters: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
    return not _form_keys(parameters) & {key for key, _, _ in _pairs(payload)}


def _pairs(payload: Mapping[str, Any]) -> Iterator[tuple[str, float, list[float]]]:
    """The key-value pairs of a form.

    Yields:
        The key's text, the key's confidence, and the confidences of all words of key and value.
    """
    blocks = {block["Id"]: block for block in payload.get("Blocks", ())}
    for block in blocks.values():
        if block["BlockType"] != "KEY_VALUE_SET" or "KEY" not in block.get("EntityTypes", ()):
            continue
        key_words = _words(block, blocks)
        values = _related(block, "VALUE", blocks)
        words = [*key_words, *(word for value in values for word in _words(value, blocks))]
        text = " ".join(word["Text"] for word in key_words)
        yield text, block["Confidence"], [word["Confidence"] for word in words]


def _words(block: Mapping[str, Any], blocks: Mapping[str, Any]) -> list[Any]:
    return [each for each in _related(block, "CHILD", blocks) if each["BlockType"] == "WORD"]


def _related(block: Mapping[str, Any], kind: str, blocks: Mapping[str, Any]) -> list[Any]:
    relationships: Sequence[Any] = block.get("Relationships", ())
    return [
        blocks[identifier]
        for relationship in relationships
        if relationship["Type"] == kind
        for identifier in relationship["Ids"]
        if identifier in blocks
    ]


def _sampled(parameters: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
    # Deterministic per payload, as documented.
    text = json.dumps(payload, sort_keys=True, default=str)
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return number / 2**64 * 100 < float(parameters["RandomSamplingPercentage"])


_SIMPLE: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], bool]] = {
    "ImportantFormKeyConfidenceCheck": _form_key_check,
    "MissingImportantFormKey": _form_key_missing,
    "ModerationLabelConfidenceCheck": _label_check,
    "Sampling": _sampled,
}
