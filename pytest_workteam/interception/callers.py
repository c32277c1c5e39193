"""What a request's own headers say about who sent it."""

from __future__ import annotations

import functools
import re

# What has more digits is no attempt's number, and may be more than int() takes.
_ATTEMPT = re.compile(r"attempt=([0-9]{1,9})(?![0-9])")

# Libraries that make their calls through another client, whose name comes first.
_WRAPPERS = {
    "AWS-SageMakerCore": "sagemaker-core",
    "AWS-SageMaker-Python-SDK": "sagemaker",
    "sagemaker-on-kubeflow-pipelines": "sagemaker-on-kubeflow-pipelines",
    "terraform-provider-aws": "terraform-provider-aws",
}
# Kubeflow's components write their version after a hyphen.
_WRAPPER = re.compile(rf"({'|'.join(map(re.escape, _WRAPPERS))})(?:[/#]|-v)")


# A client's header differs only by the features that a call uses.
@functools.lru_cache(maxsize=256)
def kind_of_client(user_agent: str) -> str:
    """The kind of client that a ``User-Agent`` header names.

    Args:
        user_agent: The header, which may be empty.

    Returns:
        The name of its first product in small letters, such as ``boto3``, ``botocore``,
        ``aiobotocore``, ``aws-cli`` or ``aws-sdk-js``; that of a library on top of it where one
        names itself; ``other`` for none. ``aioboto3`` calls itself ``aiobotocore`` (observed).
    """
    wrapper = _WRAPPER.search(user_agent)
    if wrapper:
        return _WRAPPERS[wrapper[1]]
    # Word by word, since a search for what ends in a slash starts anew at each letter.
    products = (word.partition("/") for word in user_agent.split())
    return next((name.lower() for name, slash, _ in products if name and slash), "other")


@functools.lru_cache(maxsize=64)
def attempt_of(sdk_request: str) -> int:
    """Which attempt a request is, by its ``amz-sdk-request`` header; 1 when that does not say."""
    match = _ATTEMPT.search(sdk_request)
    return int(match[1]) if match else 1
