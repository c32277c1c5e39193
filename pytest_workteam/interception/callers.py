"""The client and the attempt that a request's headers name."""

from __future__ import annotations

import functools
import re

# At most 9 digits: int() rejects very long numbers.
_ATTEMPT = re.compile(r"attempt=([0-9]{1,9})(?![0-9])")

# Libraries on top of another client, whose name comes first.
_WRAPPERS = {
    "AWS-SageMakerCore": "sagemaker-core",
    "AWS-SageMaker-Python-SDK": "sagemaker",
    "sagemaker-on-kubeflow-pipelines": "sagemaker-on-kubeflow-pipelines",
    "terraform-provider-aws": "terraform-provider-aws",
}
# Kubeflow's components write their version after a hyphen.
_WRAPPER = re.compile(rf"({'|'.join(map(re.escape, _WRAPPERS))})(?:[/#]|-v)")


# A client sends few different headers.
@functools.lru_cache(maxsize=256)
def kind_of_client(user_agent: str) -> str:
    """The kind of client that a ``User-Agent`` header names.

    Args:
        user_agent: The header, which may be empty.

    Returns:
        The name of the first product in lower case, such as ``boto3``, ``botocore``,
        ``aiobotocore``, ``aws-cli`` or ``aws-sdk-js``; the library's name if the header names a
        library on top of the client; ``other`` if it names no product. ``aioboto3`` calls itself
        ``aiobotocore`` (observed).
    """
    wrapper = _WRAPPER.search(user_agent)
    if wrapper:
        return _WRAPPERS[wrapper[1]]
    # Word by word: a regex search would take quadratic time.
    products = (word.partition("/") for word in user_agent.split())
    return next((name.lower() for name, slash, _ in products if name and slash), "other")


@functools.lru_cache(maxsize=64)
def attempt_of(sdk_request: str) -> int:
    """The attempt that an ``amz-sdk-request`` header names; 1 if it names none."""
    match = _ATTEMPT.search(sdk_request)
    return int(match[1]) if match else 1
