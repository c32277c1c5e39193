"""Regions, accounts and partitions."""

from __future__ import annotations

import functools
import os
import re
from collections import UserDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from pytest_workteam.errors import InvalidSetting

if TYPE_CHECKING:
    from typing_extensions import Self

DEFAULT_ACCOUNT_ID = "123456789012"
"""Also moto's default account."""
DEFAULT_REGION = "us-east-1"
REGION_VARIABLES = ("AWS_DEFAULT_REGION", "AWS_REGION")
"""The environment variables that name a region, in order of precedence."""

# Compiled when first used: every pytest run loads this module.
_REGION = r"[a-z]{2,}(-[a-z]+)+-[0-9]+"
_ACCOUNT_ID = r"[0-9]{12}"


def region_of_environment() -> str:
    """The environment's region, else ``us-east-1``.

    Raises:
        InvalidSetting: The environment's region is invalid.
    """
    for variable in REGION_VARIABLES:
        region = os.environ.get(variable)
        if region:
            if not is_region(region):
                raise InvalidSetting(
                    f"{variable} in the environment is {region!r}, which is not an AWS region; set "
                    "it to one such as 'us-east-1', unset it, or pass region="
                )
            return region
    return DEFAULT_REGION


def is_region(value: str) -> bool:
    """Whether ``value`` has the form of an AWS region."""
    return re.fullmatch(_REGION, value) is not None


def check_region(value: object) -> str:
    if not isinstance(value, str) or not is_region(value):
        raise InvalidSetting(f"region must be an AWS region such as 'us-east-1': {value!r}")
    return value


def check_account_id(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(_ACCOUNT_ID, value):
        raise InvalidSetting(
            f"account_id must be a string of 12 digits such as '123456789012': {value!r}"
        )
    return value


@functools.cache
def partition_of(region: str) -> str:
    """The partition of a region by botocore's partition data; ``aws`` for an unknown region."""
    from botocore.loaders import Loader

    for partition in Loader().load_data("partitions")["partitions"]:
        if region in partition["regions"] or re.match(partition["regionRegex"], region):
            return str(partition["id"])
    return "aws"


class Accounts(UserDict[str, str]):
    """Account ids, 12 digits, by access key."""

    def __setitem__(self, access_key: str, account_id: str) -> None:
        super().__setitem__(access_key, check_account_id(account_id))

    def __ior__(self, other: Any) -> Self:  # type: ignore[misc,override]
        # UserDict's own method would skip the check.
        self.update(other)
        return self


def check_accounts(value: object) -> Accounts:
    if not isinstance(value, Mapping):
        raise InvalidSetting(
            f"accounts must map access keys to account ids of 12 digits: {value!r}"
        )
    return Accounts(cast("Mapping[str, str]", value))
