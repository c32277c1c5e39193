"""Every operation and pattern of botocore's services: a sample always, all of them nightly."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.session import Session
from jsonschema import Draft202012Validator
from jsonschema_rs import Draft202012Validator as FastValidator

from pytest_workteam.schema import request_schema, response_schema
from pytest_workteam.schema.documents import JAVA_PATTERN
from pytest_workteam.schema.patterns import java_pattern

# One of each protocol, among them recursive shapes, unions, documents, streams, host labels.
SAMPLE = ["bedrock-runtime", "cloudfront", "dynamodb", "kms", "s3control", "sqs", "sts"]
METASCHEMA = FastValidator(Draft202012Validator.META_SCHEMA)
HOSTILE_PARTS = ["a", "0", " ", "a-", "a.", "1:", "/a", "a@", "\u00e9"]


def patterns_of(service: str) -> list[str]:
    shapes: dict[str, Any] = Loader().load_service_model(service, "service-2")["shapes"]
    return sorted({shape["pattern"] for shape in shapes.values() if "pattern" in shape})


def check_documents(service: str) -> None:
    model: dict[str, Any] = Loader().load_service_model(service, "service-2")
    for operation in model["operations"]:
        for make in (request_schema, response_schema):
            document = make(operation, service)
            assert METASCHEMA.is_valid(document), (operation, make)
            definitions = document.get("$defs", {})
            assert set(definitions) <= set(model["shapes"])
            for definition in definitions.values():
                assert JAVA_PATTERN in definition or "pattern" not in definition


def check_patterns(service: str) -> None:
    for pattern in patterns_of(service):
        found = java_pattern(pattern)
        for part in HOSTILE_PARTS:
            for text in (part * 300, part * 300 + "\x00", (part * 20)[:20]):
                assert isinstance(found.matches(text), bool)


@pytest.mark.parametrize("service", SAMPLE)
def test_documents_of_a_sample(service: str) -> None:
    check_documents(service)


@pytest.mark.parametrize("service", ["sagemaker", "sts", "kms"])
def test_patterns_of_a_sample(service: str) -> None:
    check_patterns(service)


@pytest.mark.all_services
@pytest.mark.parametrize("service", Session().get_available_services())
def test_documents_and_patterns_of_every_service(service: str) -> None:
    check_documents(service)
    check_patterns(service)
