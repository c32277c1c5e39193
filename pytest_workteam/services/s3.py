"""The S3 objects that labeling jobs and human loops read and write.

They are kept in memory. Where something in the process fakes S3, such as moto, the fake reads
from there what it does not have itself, and writes there, too. The network is never asked.
"""

from __future__ import annotations

import re
from collections import UserDict
from collections.abc import Callable
from typing import Any, cast

from pytest_workteam.errors import InvalidSetting

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True

# The service takes https URIs, too.
_URI = re.compile(r"(?P<scheme>s3|https)://(?P<bucket>[^/]+)/(?P<key>.+)", re.DOTALL)


class S3Objects(UserDict[str, bytes]):
    """Objects' bytes by S3 URI, such as ``"s3://bucket/key"``."""

    def __setitem__(self, uri: str, body: bytes) -> None:
        # Tests are not always type-checked.
        if not isinstance(cast("object", uri), str) or not _URI.fullmatch(uri):
            raise InvalidSetting(
                f"s3_objects has no object {uri!r}; name it by its URI, such as 's3://bucket/key'"
            )
        if not isinstance(cast("object", body), bytes):
            raise InvalidSetting(
                f"s3_objects got a {type(body).__name__} for {uri}; give the object's bytes, such "
                "as text.encode()"
            )
        super().__setitem__(uri, body)


class S3:
    """Reads and writes S3 objects.

    Args:
        client: Returns a client for a region of whatever fakes S3 in the process; None if nothing
            does.
        not_answered: What a call of that client raises where nothing answers it.
    """

    def __init__(
        self, client: Callable[[str], Any], not_answered: type[Exception] = LookupError
    ) -> None:
        self.objects = S3Objects()
        self._client = client
        self._not_answered = not_answered

    def read(self, uri: str, region: str) -> bytes | None:
        """The bytes of an object; None if it does not exist."""
        body = self.objects.get(uri)
        if body is not None:
            return body
        return self._call(uri, region, "get_object")

    def write(self, uri: str, body: bytes, region: str) -> None:
        """Keep an object, in whatever fakes S3 in the process, too."""
        self.objects[uri] = body
        self._call(uri, region, "put_object", Body=body)

    def _call(self, uri: str, region: str, method: str, **members: Any) -> bytes | None:
        match = _URI.fullmatch(uri)
        client = self._client(region)
        if match is None or match["scheme"] != "s3" or client is None:
            return None
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = getattr(client, method)(Bucket=match["bucket"], Key=match["key"], **members)
            return answer["Body"].read() if "Body" in answer else None
        except (BotoCoreError, ClientError, self._not_answered):
            # Of a bucket that does not exist, or of a name that none can have.
            return None
