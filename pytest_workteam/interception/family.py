"""Which requests are the fake's to answer."""

from __future__ import annotations

import json

from pytest_workteam.services.arns import Arn
from pytest_workteam.services.catalog import operations
from pytest_workteam.services.sagemaker.tags import FAMILY

TAG_OPERATIONS = frozenset({"AddTags", "ListTags", "DeleteTags"})


def is_of_family(operation: str, body: bytes | str) -> bool:
    """Whether the fake answers a request.

    Tags are one API for all of SageMaker's resources: those of other resources are not the fake's.

    Args:
        operation: The operation's name, such as ``"AddTags"``.
        body: The request's JSON body.
    """
    if operation not in operations():
        return False
    return operation not in TAG_OPERATIONS or not _is_of_another_resource(body)


def _is_of_another_resource(body: bytes | str) -> bool:
    """Whether a tag call names a resource that is not of the family.

    What names no resource at all is the fake's to refuse.
    """
    try:
        parameters = json.loads(body)
    except (ValueError, RecursionError):
        return False
    name = parameters.get("ResourceArn") if isinstance(parameters, dict) else None
    arn = Arn.parse(name) if isinstance(name, str) else None
    return arn is not None and arn.resource_type not in FAMILY
