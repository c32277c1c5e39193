"""ARNs of SageMaker resources, and sub-domains of worker portals."""

from __future__ import annotations

import functools
import hashlib
import re
import string
from typing import NamedTuple

from pytest_workteam.engine.regions import partition_of
from pytest_workteam.services.state import State

PUBLIC_CROWD_ACCOUNT = "394669845002"
"""The account of the public work team (Amazon Mechanical Turk), as documented."""

_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z\-]*):sagemaker:(?P<region>[a-z0-9\-]*):(?P<account_id>[0-9]{12}):"
    r"(?P<resource_type>[^/:]+)/(?P<resource>.+)"
)
_BASE_36 = string.digits + string.ascii_lowercase


class Arn(NamedTuple):
    """The parts of a SageMaker ARN; ``resource`` follows the type and its slash."""

    partition: str
    region: str
    account_id: str
    resource_type: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> Arn | None:
        """The parts of ``text``; None if it is not a SageMaker ARN."""
        match = _ARN.fullmatch(text)
        return cls(**match.groupdict()) if match else None

    @property
    def prefix(self) -> str:
        """What the ARNs of its account and region start with."""
        return f"arn:{self.partition}:sagemaker:{self.region}:{self.account_id}:"

    def __str__(self) -> str:
        return f"{self.prefix}{self.resource_type}/{self.resource}"


@functools.lru_cache(maxsize=256)
def arn_start(region: str, account_id: str) -> str:
    """What the ARNs of an account's resources in a region start with."""
    return f"arn:{partition_of(region)}:sagemaker:{region}:{account_id}:"


def arn(state: State, resource_type: str, resource: str) -> str:
    """The ARN of a resource in the state's account and region."""
    return f"{arn_start(state.region, state.account_id)}{resource_type}/{resource}"


@functools.lru_cache(maxsize=128)
def subdomain(region: str, account_id: str, workforce_name: str) -> str:
    """The sub-domain of a workforce's portal: ten letters and digits, the same in each run."""
    seed = f"{account_id}/{region}/{workforce_name}".encode()
    number = int.from_bytes(hashlib.sha256(seed).digest(), "big")
    label = ""
    for _ in range(10):
        number, digit = divmod(number, len(_BASE_36))
        label += _BASE_36[digit]
    return f"{label}.labeling.{region}.sagemaker.aws"
