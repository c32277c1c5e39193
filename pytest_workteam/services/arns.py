"""ARNs of SageMaker resources, and ids that the service generates."""

from __future__ import annotations

import functools
import hashlib
import re
import string
from typing import NamedTuple

from pytest_workteam.engine.regions import partition_of
from pytest_workteam.services.state import State

PUBLIC_CROWD_ACCOUNT = "394669845002"
"""AWS's account that owns the public work team (Amazon Mechanical Turk), as documented."""

_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z\-]*):sagemaker:(?P<region>[a-z0-9\-]*):(?P<account_id>[0-9]{12}):"
    r"(?P<resource_type>[^/:]+)/(?P<resource>.+)"
)
_SUBDOMAIN_LETTERS = string.digits + string.ascii_lowercase


class Arn(NamedTuple):
    """The parts of a SageMaker ARN; ``resource`` is what follows ``resource_type`` and a slash."""

    partition: str
    region: str
    account_id: str
    resource_type: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> Arn | None:
        """Parse an ARN; None if ``text`` is not a SageMaker ARN."""
        match = _ARN.fullmatch(text)
        return cls(**match.groupdict()) if match else None

    @property
    def prefix(self) -> str:
        """The prefix of every SageMaker ARN in the account and region."""
        return f"arn:{self.partition}:sagemaker:{self.region}:{self.account_id}:"

    def __str__(self) -> str:
        return f"{self.prefix}{self.resource_type}/{self.resource}"


@functools.lru_cache(maxsize=256)
def arn_prefix(region: str, account_id: str) -> str:
    """The prefix of every SageMaker ARN in an account and region."""
    return f"arn:{partition_of(region)}:sagemaker:{region}:{account_id}:"


def arn(state: State, resource_type: str, resource: str) -> str:
    """The ARN of a resource in the state's account and region."""
    return f"{arn_prefix(state.region, state.account_id)}{resource_type}/{resource}"


@functools.lru_cache(maxsize=128)
def subdomain(region: str, account_id: str, workforce_name: str) -> str:
    """The sub-domain of a workforce's worker portal."""
    label = generated_id(f"{account_id}/{region}/{workforce_name}", _SUBDOMAIN_LETTERS, 10)
    return f"{label}.labeling.{region}.sagemaker.aws"


def generated_id(seed: str, alphabet: str, length: int) -> str:
    """An id that looks random, and is the same for the same seed in every run."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big")
    letters: list[str] = []
    for _ in range(length):
        number, index = divmod(number, len(alphabet))
        letters.append(alphabet[index])
    return "".join(letters)
