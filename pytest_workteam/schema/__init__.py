"""JSON Schemas of service operations, and requests checked against them.

Knows botocore's service model, which what is imported here loads, and jsonschema, which is loaded
when a value is refused for the first time.
"""

from __future__ import annotations

from pytest_workteam.errors import UnknownNameError
from pytest_workteam.schema.checking import check_request, check_response
from pytest_workteam.schema.documents import request_schema, response_schema
from pytest_workteam.schema.violations import Constraint, Violation

__all__ = [
    "Constraint",
    "UnknownNameError",
    "Violation",
    "check_request",
    "check_response",
    "request_schema",
    "response_schema",
]
