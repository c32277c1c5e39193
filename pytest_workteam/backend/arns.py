"""Names of resources: ARNs, partitions and sub-domains in the forms the service uses."""

from __future__ import annotations

import functools
import hashlib
import re
import string
from typing import NamedTuple

PUBLIC_CROWD_ACCOUNT = "394669845002"
"""The account of the public work team (Amazon Mechanical Turk), as documented."""

_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z\-]*):sagemaker:(?P<region>[a-z0-9\-]*):(?P<account_id>[0-9]{12}):"
    r"(?P<resource_type>[^/:]+)/(?P<resource>.+)"
)
_BASE_36 = string.digits + string.ascii_lowercase


class Arn(NamedTuple):
    """The parts of a SageMaker ARN; ``resource`` is what follows the type and its slash."""

    partition: str
    region: str
    account_id: str
    resource_type: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> Arn | None:
        """The parts of ``text``, or None when it is no ARN of SageMaker."""
        match = _ARN.fullmatch(text)
        return cls(**match.groupdict()) if match else None

    def __str__(self) -> str:
        start = arn_start(self.partition, self.region, self.account_id)
        return f"{start}{self.resource_type}/{self.resource}"


def arn_start(partition: str, region: str, account_id: str) -> str:
    """What the ARNs of all resources of an account in a region start with."""
    return f"arn:{partition}:sagemaker:{region}:{account_id}:"


@functools.cache
def partition_of(region: str) -> str:
    """The partition of a region, as botocore's own partition data says; ``aws`` if it does not."""
    from botocore.loaders import Loader

    for partition in Loader().load_data("partitions")["partitions"]:
        if region in partition["regions"] or re.match(partition["regionRegex"], region):
            return str(partition["id"])
    return "aws"


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
