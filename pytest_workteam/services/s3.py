"""The S3 objects that labeling jobs and human loops read and write.

They are kept in memory, and also in a fake S3 in this process, such as moto's. Nothing is sent over
the network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, cast

from pytest_workteam.errors import InvalidSetting

if TYPE_CHECKING:
    from typing_extensions import Self

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

# The service also accepts https URIs.
_URI = re.compile(r"(?P<scheme>s3|https)://(?P<bucket>[^/]+)/(?P<key>.+)", re.DOTALL)


class S3Objects(MutableMapping[str, bytes]):
    """Objects' bytes by S3 URI, such as ``"s3://bucket/key"``.

    Attributes:
        results: URIs of the objects that the fake wrote, and the test has not set since.
    """

    def __init__(self) -> None:
        self.results: set[str] = set()
        self._bodies: dict[str, bytes] = {}

    def __getitem__(self, uri: str) -> bytes:
        return self._bodies[uri]

    def __setitem__(self, uri: str, body: bytes) -> None:
        # Tests are not always type-checked.
        if not isinstance(cast("object", uri), str) or not _URI.fullmatch(uri):
            raise InvalidSetting(
                f"s3_objects got the key {uri!r}; name an object by its URI, such as 's3://bucket/key'"
            )
        if not isinstance(cast("object", body), bytes):
            raise InvalidSetting(
                f"s3_objects got a {type(body).__name__} for {uri}; give the object's bytes, such "
                "as text.encode()"
            )
        self._bodies[uri] = body
        self.results.discard(uri)

    def __delitem__(self, uri: str) -> None:
        del self._bodies[uri]

    def __iter__(self) -> Iterator[str]:
        return iter(self._bodies)

    def __len__(self) -> int:
        return len(self._bodies)

    def __repr__(self) -> str:
        return repr(self._bodies)

    def __ior__(self, objects: Mapping[str, bytes]) -> Self:
        self.update(objects)
        return self

    def put_result(self, uri: str, body: bytes) -> None:
        """Set an object that the fake wrote."""
        self[uri] = body
        self.results.add(uri)

    def saved(self) -> tuple[Mapping[str, bytes], frozenset[str]]:
        """The current objects, for ``restore``."""
        return dict(self._bodies), frozenset(self.results)

    def restore(self, saved: tuple[Mapping[str, bytes], frozenset[str]]) -> None:
        """Restore saved objects, in place."""
        self._bodies, self.results = dict(saved[0]), set(saved[1])


class S3:
    """Reads and writes S3 objects.

    Args:
        client: Returns a client for a region that reaches a fake S3 in this process; None without
            a fake S3.
        not_answered: The exception that the client raises where no fake S3 answers.
    """

    def __init__(
        self, client: Callable[[str], Any], not_answered: type[Exception] = LookupError
    ) -> None:
        self.objects = S3Objects()
        self._client = client
        self._not_answered = not_answered

    def read(self, uri: str, region: str) -> bytes | None:
        """The bytes of an object; None if it does not exist.

        An object that the test set takes precedence. The fake S3 may have a newer version of an
        object that the fake wrote, so the fake S3 takes precedence there.
        """
        own = self.objects.get(uri)
        if own is not None and uri not in self.objects.results:
            return own
        other = self._call(uri, region, "get_object")
        return own if other is None else other

    def write(self, uri: str, body: bytes, region: str) -> None:
        """Write an object, also to the fake S3."""
        self.objects.put_result(uri, body)
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
            # The bucket does not exist, its name is invalid, or nothing answers.
            return None
