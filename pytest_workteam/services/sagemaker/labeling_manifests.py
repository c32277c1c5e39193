"""Input manifests and label category files of labeling jobs."""

from __future__ import annotations

import codecs
import json
from typing import Any, cast

from pytest_workteam.errors import SeedRefused
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.protocols.values import UNDECODABLE, UNENCODABLE, decoder
from pytest_workteam.services.sagemaker.labeling_task_types import TaskType
from pytest_workteam.services.state import State

MAX_LINE_LENGTH = 100_000
"""Maximum number of characters of a manifest line, as documented."""


class UnusableInputError(Exception):
    """A labeling job cannot use its input; the message is its ``FailureReason``."""


def read_input(
    state: State, request: Parameters, task_type: TaskType
) -> tuple[tuple[str, ...], list[Parameters]]:
    """The label categories and the data objects of a new job.

    Raises:
        UnusableInputError: The job cannot use its input.
    """
    categories = read_categories(state, request.get("LabelCategoryConfigS3Uri"), task_type)
    source: Parameters = request["InputConfig"]["DataSource"]
    if "S3DataSource" not in source:
        return categories, []
    return categories, read_manifest(state, source["S3DataSource"]["ManifestS3Uri"], task_type)


def read_manifest(state: State, uri: str, task_type: TaskType) -> list[Parameters]:
    """The data objects of an input manifest.

    Raises:
        UnusableInputError: The manifest does not exist or is invalid.
    """
    text = _read(state, f"manifest {uri}", uri)
    lines = text.split("\n")  # splitlines() also splits at U+2028 and others inside JSON strings
    objects = [
        _data_object(uri, number, line) for number, line in enumerate(lines, 1) if line.strip()
    ]
    if not objects:
        raise UnusableInputError(
            f"ClientError: The manifest {uri} is empty. Write a line with source or source-ref for "
            "each data object."
        )
    if len(objects) > task_type.max_data_objects:
        raise UnusableInputError(
            f"ClientError: The manifest {uri} has {len(objects)} data objects; a labeling job of "
            f"type {task_type.name} can have {task_type.max_data_objects}. Split it."
        )
    return objects


def _read(state: State, what: str, uri: str) -> str:
    body = state.settings.s3.read(uri, state.region)
    if body is None:
        raise UnusableInputError(
            f"ClientError: The {what} could not be read. Put it into backend.s3_objects, or into "
            "the S3 of moto, before the labeling job is created."
        )
    if body.startswith(codecs.BOM_UTF8):
        raise UnusableInputError(
            f"ClientError: The {what} starts with a byte order mark. Write UTF-8 without it."
        )
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise UnusableInputError(f"ClientError: The {what} is not UTF-8.") from None


def _data_object(uri: str, number: int, line: str) -> Parameters:
    where = f"Line {number} of the manifest {uri}"
    if len(line) > MAX_LINE_LENGTH:
        raise UnusableInputError(
            f"ClientError: {where} has {len(line)} characters; the maximum is {MAX_LINE_LENGTH}."
        )
    try:
        data_object: object = decoder.decode(line)
    except UNDECODABLE:
        raise UnusableInputError(
            f"ClientError: {where} is not JSON. Write one JSON object a line."
        ) from None
    problem = problem_of(data_object)
    if problem is not None:
        raise UnusableInputError(f"ClientError: {where} {problem}.")
    return cast("Parameters", data_object)


def problem_of(data_object: object) -> str | None:
    """Why a value is not a data object; None for a data object."""
    if not isinstance(data_object, dict):
        return "is not a JSON object"
    sources = [data_object[key] for key in ("source", "source-ref") if key in data_object]
    if len(sources) != 1 or not isinstance(sources[0], str):
        return "must have either source or source-ref, a string"
    return None


def seeded_object(what: str, data_object: object) -> Parameters:
    """Copy and validate a data object from a test.

    Raises:
        SeedRefused: The data object is invalid.
    """
    try:
        copied: object = json.loads(json.dumps(data_object, allow_nan=False))
    except UNENCODABLE as error:
        raise SeedRefused(
            f"{what}: the data object {data_object!r} is invalid: {error}. Nothing was added; pass "
            "what JSON can hold."
        ) from None
    problem = problem_of(copied)
    if problem is not None:
        raise SeedRefused(f"{what}: the data object {data_object!r} {problem}. Nothing was added.")
    return cast("Parameters", copied)


def read_categories(state: State, uri: str | None, task_type: TaskType) -> tuple[str, ...]:
    """The labels of a label category file; empty for a job without a file.

    Raises:
        UnusableInputError: The file does not exist or is invalid.
    """
    if uri is None:
        return ()
    text = _read(state, f"label category file {uri}", uri)
    try:
        labels: list[Any] = decoder.decode(text)["labels"]
        names = tuple(str(label["label"]) for label in labels)
    except (*UNDECODABLE, KeyError, TypeError):
        raise UnusableInputError(
            f"ClientError: The label category file {uri} is invalid. Write "
            '{"document-version": "2018-11-28", "labels": [{"label": "…"}]}.'
        ) from None
    if len(set(names)) < len(names):
        raise UnusableInputError(
            f"ClientError: The label category file {uri} has a label twice. Labels are unique."
        )
    if len(names) < task_type.min_categories:
        raise UnusableInputError(
            f"ClientError: The label category file {uri} has too few labels: {len(names)}; a "
            f"labeling job of type {task_type.name} needs {task_type.min_categories}."
        )
    return names
