"""The account that probes run in: calls, and the deletion of everything that they created."""

from __future__ import annotations

import functools
import re
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from http import HTTPStatus
from typing import Any, TypeAlias

from pytest_workteam.errors import InvalidSetting, WorkteamError
from pytest_workteam.evidence.kinds import KINDS, Kind
from pytest_workteam.evidence.replies import NO_RESPONSE, Reply, call
from pytest_workteam.services.catalog import operation as faked_operation
from pytest_workteam.services.catalog import situations

Clients: TypeAlias = "Callable[[str], Any]"
"""Returns the client of a service."""
Pause: TypeAlias = "Callable[[float], object]"
"""Waits for a number of seconds."""

ROUNDS = 4
"""Rounds of deletion, one for each interruption or failure."""
_ROUND_PAUSE = 5.0
_POLLS = 120
_POLL_PAUSE = 5.0
"""Seconds between two polls of a status: ten minutes in all, as Terraform's provider waits."""
_BACKOFF = (1.0, 2.0, 4.0, 8.0)
"""Seconds before a throttled call is repeated."""

PREFIX_START = "wt-record-"
_PREFIX = re.compile(f"{PREFIX_START}[0-9a-f]{{12}}")


class UnknownAccountError(WorkteamError):
    """The account cannot be read, so nothing more is created or deleted."""

    topic = "evidence"


def new_prefix() -> str:
    """Return an unused prefix."""
    return f"{PREFIX_START}{secrets.token_hex(6)}"


def check_prefix(prefix: str) -> str:
    """Return the prefix of an earlier run.

    Raises:
        InvalidSetting: No run uses such a prefix, so resources with it belong to someone else.
    """
    if not _PREFIX.fullmatch(prefix):
        raise InvalidSetting(
            f"{prefix!r} is not the prefix of a recording, such as wt-record-0123456789ab; give "
            "the prefix that `record` printed",
            topic="evidence",
        )
    return prefix


def recording_of(name: str) -> str | None:
    """Return the prefix of the recording that created a resource; None for anybody else's."""
    created = re.fullmatch(f"({_PREFIX.pattern})-.+", name)
    return created and created[1]


class Account:
    """An account in a region.

    Args:
        prefix: The start of the name of everything that is created.
        clients: Returns the client of a service.
        pause: Waits for a number of seconds.
    """

    def __init__(self, prefix: str, clients: Clients, pause: Pause) -> None:
        self.prefix = check_prefix(prefix)
        self.created: dict[tuple[str, str], Kind] = {}
        """Resources that may exist, by kind and name."""
        self._clients = clients
        self._pause = pause
        self._unlisted = False

    def call(self, operation: str, parameters: Mapping[str, Any], body: str | None = None) -> Reply:
        """Make a call, and keep track of the resource that it creates or deletes.

        After a deletion, it waits until the resource is gone: an account has one workforce only.
        """
        kind = next((each for each in KINDS if operation in {each.create, each.delete}), None)
        if kind is None:
            return self._call(operation, parameters, body)
        name = str(parameters.get(kind.identifier))
        key = (kind.name, name)
        is_new = operation == kind.create and key not in self.created
        if is_new:
            # Before the call: the service may create it although the response is lost.
            self.created[key] = kind
        reply = self._call(operation, parameters, body)
        # After an outage, the resource may exist.
        refused_new = is_new and reply.code is not None and not is_unrelated(reply)
        deleted = operation == kind.delete and reply.code is None
        if refused_new or deleted:
            self.created.pop(key, None)
        if deleted:
            self.wait(kind, name)
        return reply

    def _call(self, operation: str, parameters: Mapping[str, Any], body: str | None) -> Reply:
        from botocore.exceptions import BotoCoreError

        client = self._clients(faked_operation(operation).service.name)
        try:
            for seconds in _BACKOFF:
                reply = call(client, operation, parameters, body)
                # The clients do not retry. Only a throttled call had no effect for certain.
                if reply.code is None or "Throttl" not in reply.code:
                    return reply
                self._pause(seconds)
            return call(client, operation, parameters, body)
        except BotoCoreError as error:
            # Without its text, which may be the output of the user's credential process.
            problem = type(error).__name__
        raise UnknownAccountError(
            f"{operation} was not sent because of {problem}. Check the credentials."
        )

    def found(self, kind: Kind) -> list[str]:
        """Return the names of the resources of a kind that have the prefix.

        Raises:
            UnknownAccountError: The service refused the list.
        """
        names = [each for each in self.of_recordings(kind) if recording_of(each) == self.prefix]
        self.created |= {(kind.name, name): kind for name in names}
        return names

    def of_recordings(self, kind: Kind) -> list[str]:
        """Return the names of the resources of a kind that any recording created.

        Raises:
            UnknownAccountError: The service refused the list.
        """
        parameters = {"NameContains": PREFIX_START.rstrip("-")} if kind.filters else {}
        names = [str(each[kind.identifier]) for each in self.listed(kind, parameters)]
        return [name for name in names if recording_of(name)]

    def listed(
        self, kind: Kind, parameters: Mapping[str, Any] | None = None
    ) -> Iterator[Mapping[str, Any]]:
        """Yield the resources on all pages of the list of a kind.

        Raises:
            UnknownAccountError: The service refused the list.
        """
        token: Mapping[str, Any] = {}
        while True:
            reply = self.call(kind.list, {**(parameters or {}), **token})
            if reply.code is not None:
                raise UnknownAccountError(
                    f"{kind.list} failed with {reply.code}, so record cannot see what exists in "
                    "the account. Check the network, and allow the calls that `record --policy` "
                    "prints."
                )
            yield from reply.result[kind.listed]
            # A page may be empty although others follow.
            if not reply.result.get("NextToken"):
                return
            token = {"NextToken": reply.result["NextToken"]}

    def wait(self, kind: Kind, name: str) -> str | None:
        """Wait until a resource is gone, or can be deleted.

        Returns:
            Its status; None if it is gone, or its status is unknown.
        """
        if kind.describe is None:
            return None
        status: Any = None
        for _ in range(_POLLS):
            reply = self.call(kind.describe, {kind.identifier: name})
            if reply.code is not None:
                return None
            status = reply.result
            for member in kind.status:
                status = status.get(member, {})
            if status not in kind.busy:
                break
            self._pause(_POLL_PAUSE)
        return status or None

    def delete_created(self, *, keep: Collection[str] = ()) -> None:
        """Delete what was created; ``delete_everything`` deletes what the service refuses now.

        Args:
            keep: Names to keep.
        """
        for kind in KINDS:
            for each, name in list(self.created):
                if each == kind.name and name not in keep:
                    self._delete(kind, name)

    @property
    def left(self) -> list[str]:
        """What may exist, as text."""
        unlisted = ["resources that could not be listed"] if self._unlisted else []
        return [*(f"{kind} {name}" for kind, name in self.created), *unlisted]

    def delete_everything(self) -> list[str]:
        """Delete everything with the prefix, in spite of failures and interruptions.

        Returns:
            What could not be deleted.

        Raises:
            BaseException: An interruption, even if everything was deleted after it; or the failure
                of the last round.
        """
        interruption: BaseException | None = None
        failure: Exception | None = None
        left: list[str] = []
        for number in range(ROUNDS):
            try:
                if number:
                    self._pause(_ROUND_PAUSE)
                left = self._delete_round()
                failure = None
                if not left:
                    break
            except Exception as error:  # noqa: BLE001
                failure = error
            except BaseException as error:  # noqa: BLE001
                # The user's second Ctrl+C must not leave anything behind either.
                interruption = error
        if interruption is not None:
            raise interruption
        if failure is not None:
            raise failure
        return left

    def _delete_round(self) -> list[str]:
        self._unlisted = True
        # First without a list, which may fail.
        self.delete_created()
        left: list[str] = []
        for kind in KINDS:
            created = [name for each, name in self.created if each == kind.name]
            names = list(dict.fromkeys([*created, *self.found(kind)]))
            # Other refusals, such as for an unknown name, do not mean that the resource exists.
            failed = [name for name in names if is_unrelated(self._delete(kind, name))]
            still = list(dict.fromkeys([*failed, *self.found(kind)])) if names else []
            for name in names:
                if name not in still:
                    self.created.pop((kind.name, name), None)
            left += [f"{kind.name} {name}" for name in still]
        self._unlisted = False
        return left

    def _delete(self, kind: Kind, name: str) -> Reply:
        """Delete a resource."""
        self.wait(kind, name)
        return self.call(kind.delete, {kind.identifier: name})


_UNRELATED_STATUS = {401, 403, 429}
_UNRELATED_CODE = re.compile(
    "Throttl|Signature|Token|^RequestTimeout|^RequestExpired|^RequestLimitExceeded|^TooManyRequests"
    "|^OptInRequired|^UnknownOperation"
)


def is_unrelated(reply: Reply, *, limits: bool = False) -> bool:
    """Return whether a reply is an error that says nothing about a probe.

    Args:
        reply: The reply.
        limits: Whether an exceeded limit is such an error.
    """
    if reply.code is None:
        return False
    return (
        reply.code in _common_codes()
        or reply.status == NO_RESPONSE
        # botocore's code for a body without one, such as a proxy's.
        or reply.code.isdigit()
        or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        or reply.status in _UNRELATED_STATUS
        or _UNRELATED_CODE.search(reply.code) is not None
        or (limits and reply.code == "ResourceLimitExceeded")
    )


@functools.cache
def _common_codes() -> frozenset[str]:
    common = [each for each in situations().values() if each.operations is None]
    codes = {each.code for each in common if not each.name.endswith("constraint-violations")}
    return frozenset(codes)
