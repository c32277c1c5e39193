"""The environment variables of a child process that calls the endpoint."""

from __future__ import annotations

import os

from pytest_workteam.endpoint.server import HOST, Endpoint
from pytest_workteam.interception.activation import Backend
from pytest_workteam.interception.clients import ACCESS_KEY, SECRET_KEY
from pytest_workteam.interception.variables import OURS

_LEFT_OUT = (
    # Other credentials.
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    # SDKs refuse these variables together with an endpoint URL.
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    OURS,
)


def environment_for(endpoint: Endpoint, backend: Backend) -> dict[str, str]:
    """Return the environment of a child process whose calls the endpoint answers.

    Args:
        endpoint: The backend's endpoint.
        backend: Names the region.

    Returns:
        This process's variables, with the endpoint's URL, the region and dummy credentials, and
        without other credentials, profiles and configuration files.
    """
    variables = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    # A proxy cannot reach this machine's loopback interface.
    direct = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    if not direct:
        direct = HOST
    elif direct.strip() != "*":
        direct = f"{direct},{HOST}"
    return {
        **variables,
        "AWS_ENDPOINT_URL_SAGEMAKER": endpoint.url,
        "AWS_ENDPOINT_URL_SAGEMAKER_A2I_RUNTIME": endpoint.url,
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        "AWS_REGION": backend.region,
        "AWS_DEFAULT_REGION": backend.region,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": direct,
        "no_proxy": direct,
    }
