"""The event handlers: re-address a request, leave it unsigned, answer it, refuse the others.

Registered once with every emitter, and inert while no backend is active.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_workteam.errors import BackendStopped
from pytest_workteam.interception import activation, responses
from pytest_workteam.interception.backoff import CONTEXT_KEY, spare_waits
from pytest_workteam.interception.callers import attempt_of, kind_of_client
from pytest_workteam.interception.family import TAG_OPERATIONS, is_of_family
from pytest_workteam.interception.libraries import (
    is_of_aiobotocore,
    library_of,
    own_exception,
    part,
    unsigned,
)
from pytest_workteam.protocols.messages import WireRequest
from pytest_workteam.services.catalog import operations

if TYPE_CHECKING:
    from pytest_workteam.fake import WorkteamBackend

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True

# botocore's own: an operation of this kind is called without credentials.
_AUTH_TYPE_KEY = "auth_type"
_UNSIGNED = "none"
_HOST_SUFFIX = ".pytest-workteam.invalid"
_URL = re.compile(
    r"https://(?P<region>[^.]+)\.(?P<account_id>\d{12})\.(?P<backend>\d+)\.(?P<kind>sync|async)"
    + re.escape(_HOST_SUFFIX)
    + r"/(?P<client>[^/]+)/(?P<operation>\w+)"
)


class _Address(NamedTuple):
    """What the URL of a request of the fake's says."""

    region: str
    account_id: str
    backend: int
    asynchronous: bool
    client: str
    operation: str


def readdress(model: Any, params: dict[str, Any], context: dict[str, Any], **event: Any) -> None:
    """Send a request of the family to a host that cannot exist, for ``answer`` to find."""
    backend = activation.innermost()
    if backend is None:
        return
    signer: Any = event.get("request_signer")
    if not is_of_family(model.name, params["body"]):
        if _has_no_credentials(signer):
            # For ``refuse`` to say what is missing: not credentials, but somebody to answer.
            context[_AUTH_TYPE_KEY] = _UNSIGNED
        return
    account_id = backend.account_id
    # The dict itself: its wrapper would be asked at every call, and is nearly always empty.
    if backend.accounts.data:
        account_id = _account_of(backend, signer, model)
    region = context["client_region"]
    # The URL is all that comes with the request to where it is answered.
    signer_class: type = type(signer)
    kind = "async" if is_of_aiobotocore(signer_class) else "sync"
    client = kind_of_client(params["headers"].get("User-Agent", ""))
    params["url"] = (
        f"https://{region}.{account_id}.{backend.serial}.{kind}{_HOST_SUFFIX}/{client}/{model.name}"
    )
    context[CONTEXT_KEY] = backend.serial
    # It never leaves the process: no credential is needed or read.
    context[_AUTH_TYPE_KEY] = _UNSIGNED


def _account_of(backend: WorkteamBackend, request_signer: Any, model: Any) -> str:
    access_key = _access_key(request_signer, library_of(model))
    return backend.accounts.get(access_key or "", backend.account_id)


def _has_no_credentials(request_signer: Any) -> bool:
    return getattr(request_signer, "_credentials", ...) is None


def _access_key(request_signer: Any, library: str) -> str | None:
    """The caller's access key, if it is at hand: a key that would have to be fetched is not.

    The signer has no public way to it that fetches nothing.
    """
    kinds = part(library, "credentials")
    credentials: Any = getattr(request_signer, "_credentials", None)
    if not isinstance(credentials, kinds.Credentials):
        return None
    if isinstance(credentials, kinds.RefreshableCredentials):
        return None
    access_key: str | None = credentials.access_key
    return access_key


def leave_unsigned(context: Mapping[str, Any], **_: Any) -> Any:
    """Leave a request unsigned, as botocore's own handler does for the clients that have it."""
    if context.get(_AUTH_TYPE_KEY) != _UNSIGNED:
        return None
    return unsigned(library_of(context["client_config"]))


def answer(request: Any, **_: Any) -> Any:
    """Answer a re-addressed request."""
    address = _address_in(request.url)
    if address is None:
        return None
    backend = activation.find(address.backend)
    if backend is None:
        raise BackendStopped(
            f"SageMaker.{address.operation} was called while a work team backend was active, which "
            "was stopped before it answered; end the threads and tasks that make calls before the "
            "test ends"
        )
    wire_request = WireRequest(
        "sagemaker",
        address.operation,
        _as_bytes(request.body),
        address.region,
        address.account_id,
        attempt_of(_header(request, "amz-sdk-request")),
        address.client,
    )
    try:
        answered = backend.answer(wire_request)
    except Exception as error:
        spare_waits(library_of(request), asynchronous=address.asynchronous)
        own = own_exception(error, library_of(request))
        if own is error:
            raise
        raise own from error
    if answered.status != HTTPStatus.OK:
        # botocore may retry it.
        spare_waits(library_of(request), asynchronous=address.asynchronous)
    if address.asynchronous:
        return responses.to_aiobotocore(answered, request)
    return responses.to_botocore(answered, request)


def refuse(event_name: str, **_: Any) -> Any:
    """Answer what no other handler has answered: with a refusal, never with the network.

    botocore takes the first answer, so this handler is registered where it comes last.
    """
    return None if activation.innermost() is None else _refusal(event_name)


# Made for every call, and read for hardly any.
@functools.cache
def _refusal(event_name: str) -> responses.RefusedResponse | None:
    if not event_name.startswith("before-send.sagemaker."):
        return None
    operation = event_name.rpartition(".")[2]
    if operation in operations() and operation not in TAG_OPERATIONS:
        return responses.RefusedResponse(
            f"{operation} was called before the backend was started, or another handler changed "
            "its URL; it was not sent to AWS. Start the backend before the call."
        )
    what = operation
    if operation in TAG_OPERATIONS:
        what += " of what is neither a work team nor a workforce"
    return responses.RefusedResponse(
        f"SageMaker's {what} is not faked by pytest-workteam, and nothing else answered it; it was "
        "not sent to AWS. Start moto's mock_aws for it, stub it with botocore's Stubber, or make "
        "the call outside the backend."
    )


# The same for every call of an operation by a client while one backend is active.
@functools.lru_cache(maxsize=256)
def _address_in(url: str) -> _Address | None:
    match = _URL.fullmatch(url)
    if match is None:
        return None
    return _Address(
        region=match["region"],
        account_id=match["account_id"],
        backend=int(match["backend"]),
        asynchronous=match["kind"] == "async",
        client=match["client"],
        operation=match["operation"],
    )


def _header(request: Any, name: str) -> str:
    try:
        value = request.headers[name]
    except KeyError:
        return ""
    return value.decode() if isinstance(value, bytes) else str(value)


def _as_bytes(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body or b"")


UNSIGNING_HANDLER = ("choose-signer.sagemaker", leave_unsigned)
"""For a client that may lack botocore's built-in handlers."""

HANDLERS = (
    ("before-call.sagemaker", readdress),
    ("before-send.sagemaker", answer),
)
"""Each event, by the service's event name, with its handler."""

LAST_HANDLER = ("before-send", refuse)
"""To be registered behind every other handler of its event, such as moto's."""
