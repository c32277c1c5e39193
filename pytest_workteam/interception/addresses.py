"""Addresses of faked requests: URLs that no network can resolve.

Between botocore's events ``before-call`` and ``before-send``, only the URL can carry our data.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

HOST_SUFFIX = ".pytest-workteam.invalid"

_URL = re.compile(
    r"https://(?P<region>[^.]+)\.(?P<account_id>\d{12})\.(?P<backend>\d+)"
    + re.escape(HOST_SUFFIX)
    + r"/(?P<client>[^/]+)/(?P<service>[\w-]+)/(?P<operation>\w+)(?P<target>/.*)?"
)


class Address(NamedTuple):
    """Where a request goes, and who sent it.

    Attributes:
        region: The client's region.
        account_id: The caller's account.
        backend: The serial number of the backend.
        client: The kind of client.
        service: botocore's name of the service.
        operation: The operation.
        target: Path and query string, for REST protocols.
    """

    region: str
    account_id: str
    backend: int
    client: str
    service: str
    operation: str
    target: str = "/"

    @property
    def url(self) -> str:
        """The address as a URL."""
        return (
            f"https://{self.region}.{self.account_id}.{self.backend}{HOST_SUFFIX}/"
            f"{self.client}/{self.service}/{self.operation}{self.target}"
        )


# A client's calls of an operation share one URL while a backend is active.
@functools.lru_cache(maxsize=256)
def parse(url: str) -> Address | None:
    """The address in a URL; None for any other URL."""
    match = _URL.fullmatch(url)
    if match is None:
        return None
    return Address(
        region=match["region"],
        account_id=match["account_id"],
        backend=int(match["backend"]),
        client=match["client"],
        service=match["service"],
        operation=match["operation"],
        target=match["target"] or "/",
    )
