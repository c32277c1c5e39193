"""Validate parameters: fast first, then jsonschema to report the violations."""

from __future__ import annotations

import datetime as dt
import functools
from typing import TYPE_CHECKING, Any

from pytest_workteam.schema.documents import request_schema, response_schema, timestamp_format
from pytest_workteam.schema.model import operation_model, service_model
from pytest_workteam.schema.validators import compile_validator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import Shape

    from pytest_workteam.schema.reporting import Reporter
    from pytest_workteam.schema.violations import Violation


def check_request(
    operation: str, parameters: Mapping[str, Any], service: str = "sagemaker"
) -> tuple[Violation, ...]:
    """Return the violations of a request's schema; () for a valid request.

    Args:
        operation: The operation's name in the API ("CreateWorkteam").
        parameters: The parameters as JSON has them. A null member counts as absent.
        service: botocore's name of the service.

    Returns:
        Violations in the model's order of members, those of a container before those of what
        it holds; of one member: enum, pattern, longest, shortest, values. Unknown members come
        after the known ones of their structure.

    Raises:
        UnknownNameError: SageMaker has no such operation.
    """
    checker = _request_checker(operation, service)
    return () if checker.accepts(parameters) else checker.violations(parameters)


def check_response(
    operation: str, result: Mapping[str, Any], service: str = "sagemaker"
) -> tuple[Violation, ...]:
    """Return the violations of a response's schema; () for a valid response.

    Args:
        operation: The operation's name in the API ("DescribeWorkteam").
        result: The answer, as JSON has it or as a client returns it: with `datetime` values
            and `ResponseMetadata`, which is left out.
        service: botocore's name of the service.

    Returns:
        Violations, in the order of `check_request`.
    """
    answer = {name: value for name, value in result.items() if name != "ResponseMetadata"}
    checker = _response_checker(operation, service)
    value = checker.as_json(answer)
    return () if checker.accepts(value) else checker.violations(value)


@functools.cache
def _request_checker(operation: str, service: str) -> _Checker:
    shape = operation_model(operation, service).input_shape
    return _Checker(service, shape, request_schema(operation, service))


@functools.cache
def _response_checker(operation: str, service: str) -> _Checker:
    shape = operation_model(operation, service).output_shape
    return _Checker(service, shape, response_schema(operation, service))


class _Checker:
    """The compiled checks of an operation's requests, or of its responses."""

    def __init__(self, service: str, shape: Shape | None, document: Mapping[str, Any]) -> None:
        self._model = service_model(service)
        self._shape = shape
        self._document = document
        self.accepts = compile_validator(self._document)
        """Fast validation."""

    def as_json(self, value: Any) -> Any:
        """Return a result as JSON, with dates as the service writes them."""
        return self._as_json(value, self._shape)

    def _as_json(self, value: Any, shape: Any) -> Any:
        if isinstance(value, dict):
            members = getattr(shape, "members", {})
            # Of a map, every value has one shape.
            of_map = getattr(shape, "value", None)
            return {
                name: self._as_json(item, members.get(name, of_map)) for name, item in value.items()
            }
        if isinstance(value, list):
            return [self._as_json(item, getattr(shape, "member", None)) for item in value]
        if isinstance(value, dt.datetime):
            is_text = shape is not None and timestamp_format(self._model, shape) == "iso8601"
            return value.isoformat() if is_text else value.timestamp()
        return value

    @functools.cached_property
    def _reporter(self) -> Reporter:
        # Most runs never need jsonschema, which is slow to import.
        from pytest_workteam.schema.reporting import Reporter

        return Reporter(self._document, self._shape)

    def violations(self, value: Any) -> tuple[Violation, ...]:
        """Return the violations of a rejected value."""
        return self._reporter.violations(_without_null_members(value, self._shape))


def _without_null_members(value: Any, shape: Any) -> Any:
    if shape is None:
        return value
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        return {
            name: _without_null_members(item, shape.members.get(name))
            for name, item in value.items()
            if item is not None or name not in shape.members
        }
    if kind == "list" and isinstance(value, list):
        return [_without_null_members(item, shape.member) for item in value]
    if kind == "map" and isinstance(value, dict):
        return {name: _without_null_members(item, shape.value) for name, item in value.items()}
    return value
