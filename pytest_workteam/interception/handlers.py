"""Event handlers that redirect, leave unsigned, answer or refuse a request.

They run from the first time that a backend is active, or the guard on.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from pytest_workteam.errors import BackendStopped
from pytest_workteam.interception import activation, addresses, responses
from pytest_workteam.interception.activation import Backend
from pytest_workteam.interception.addresses import Address
from pytest_workteam.interception.backoff import CONTEXT_KEY, skip_backoff
from pytest_workteam.interception.callers import attempt_of, kind_of_client
from pytest_workteam.interception.libraries import (
    as_exception_of,
    library_of,
    submodule,
    unsigned,
)
from pytest_workteam.protocols.messages import WireRequest
from pytest_workteam.services import SERVICE_NAMES
from pytest_workteam.services.catalog import faked_operation, is_faked, operations

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

# botocore's context key for operations that need no credentials.
_AUTH_TYPE_KEY = "auth_type"
_UNSIGNED = "none"

_UNSIGNED_KEY = "pytest_workteam.unsigned"

# The second is LocalStack's name for the loopback address.
_LOCAL_HOSTS = (".localhost", ".localhost.localstack.cloud")


def redirect(model: Any, params: dict[str, Any], context: dict[str, Any], **event: Any) -> None:
    """Redirect a faked request to a URL that ``answer`` recognizes."""
    backend = activation.innermost()
    service = model.service_model.service_name
    operation = faked_operation(service, model.name)
    faked = operation is not None and (
        operation.applies is None or is_faked(_unsent_request(service, model.name, params))
    )
    if backend is None:
        if faked:
            activation.check_guard(model.name)
        return
    signer: Any = event.get("request_signer")
    if not faked:
        if _has_no_credentials(signer):
            # Otherwise botocore raises NoCredentialsError before ``refuse`` can explain.
            context[_AUTH_TYPE_KEY] = _UNSIGNED
            context[_UNSIGNED_KEY] = unsigned(type(signer), library_of(model))
        return
    params["url"] = Address(
        context["client_region"],
        _account_of(backend, signer, model) if backend.accounts else backend.account_id,
        backend.serial,
        kind_of_client(params["headers"].get("User-Agent", "")),
        service,
        model.name,
        _target(params),
    ).url
    context[CONTEXT_KEY] = backend.serial
    context[_UNSIGNED_KEY] = unsigned(type(signer), library_of(model))
    # The request stays in the process: do not even load credentials.
    context[_AUTH_TYPE_KEY] = _UNSIGNED


def _unsent_request(service: str, operation: str, params: Mapping[str, Any]) -> WireRequest:
    return WireRequest(
        service,
        operation,
        _as_bytes(params["body"]),
        region="",
        account_id="",
        target=_target(params),
        method=params["method"],
    )


def _target(params: Mapping[str, Any]) -> str:
    path: str = params["url_path"]
    if not params["query_string"]:
        return path
    return f"{path}?{urlsplit(params['url']).query}"


def _account_of(backend: Backend, request_signer: Any, model: Any) -> str:
    access_key = _access_key(request_signer, library_of(model))
    return backend.accounts.get(access_key or "", backend.account_id)


def _has_no_credentials(request_signer: Any) -> bool:
    return getattr(request_signer, "_credentials", ...) is None


def _access_key(request_signer: Any, library: str) -> str | None:
    """The caller's access key; None if botocore would have to fetch it.

    The signer's public methods would fetch it.
    """
    kinds = submodule(library, "credentials")
    credentials: Any = getattr(request_signer, "_credentials", None)
    if not isinstance(credentials, kinds.Credentials):
        return None
    if isinstance(credentials, kinds.RefreshableCredentials):
        return None
    access_key: str | None = credentials.access_key
    return access_key


def leave_unsigned(context: Mapping[str, Any], **_: Any) -> Any:
    """Leave a redirected request unsigned, even for a client without botocore's own handler."""
    return context.get(_UNSIGNED_KEY)


def answer(request: Any, event_name: str, **_: Any) -> Any:
    """Answer a redirected request, or any other request that a hook answers."""
    address = addresses.parse(request.url)
    if address is None:
        return _answered_by_hook(request, event_name)
    backend = activation.find(address.backend)
    if backend is None:
        raise BackendStopped(
            f"{address.operation} was called while a backend was active, but the backend was "
            "stopped before it answered. End the threads and tasks that make calls before the test "
            "ends."
        )
    wire_request = WireRequest(
        address.service,
        address.operation,
        _as_bytes(request.body),
        address.region,
        address.account_id,
        attempt_of(_header(request, "amz-sdk-request")),
        address.client,
        address.target,
        request.method,
    )
    return _response(backend.answer, wire_request, request)


def _response(answering: Any, wire_request: WireRequest, request: Any) -> Any:
    library = library_of(request)
    try:
        answered = answering(wire_request)
    except Exception as error:
        skip_backoff(library)
        own = as_exception_of(error, library)
        if own is error:
            raise
        raise own from error
    if answered is None:
        return None
    if answered.status >= HTTPStatus.MULTIPLE_CHOICES:
        # botocore may retry it.
        skip_backoff(library)
    return responses.response_to(request, library, answered)


def _answered_by_hook(request: Any, event_name: str) -> Any:
    backend = activation.innermost()
    if backend is None or backend.answerer is None:
        return None
    return _response(
        backend.answer_unfaked, _unfaked_request(request, event_name, backend), request
    )


def refuse(request: Any, event_name: str, **_: Any) -> Any:
    """Refuse a request that no other handler answered, so that it never reaches AWS.

    botocore takes the first response, so this handler is registered last.
    """
    if addresses.HOST_SUFFIX in request.url or event_name.split(".")[1] not in SERVICE_NAMES:
        return None
    backend = activation.innermost()
    if backend is None or _is_loopback(request.url):
        return None

    def refused() -> Exception:
        return backend.refuse(_unfaked_request(request, event_name, backend), _reason(event_name))

    return responses.RefusedResponse(refused)


def _unfaked_request(request: Any, event_name: str, backend: Backend) -> WireRequest:
    _, service, operation = event_name.split(".")
    parts = urlsplit(request.url)
    return WireRequest(
        service,
        operation,
        _as_bytes(request.body),
        backend.region,
        backend.account_id,
        attempt_of(_header(request, "amz-sdk-request")),
        kind_of_client(_header(request, "User-Agent")),
        f"{parts.path}?{parts.query}" if parts.query else parts.path,
        request.method,
    )


def _is_loopback(url: str) -> bool:
    """Whether a URL's host is this machine, where an emulator or a test's server listens."""
    host = (urlsplit(url).hostname or "").removesuffix(".")
    if f".{host}".endswith(_LOCAL_HOSTS):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _reason(event_name: str) -> str:
    _, service, operation = event_name.split(".")
    faked = operations().get(operation)
    if faked is not None and faked.service.name != service:
        faked = None
    if faked is not None and faked.applies is None:
        return (
            f"{operation} was called before the backend was started, or another handler changed "
            "its URL; it was not sent to AWS. Start the backend before the call."
        )
    for_resource = "" if faked is None else " for this type of resource"
    return (
        f"{operation} is not faked{for_resource}, and nothing else answered it; it was not sent to "
        "AWS. Answer it with the hook pytest_workteam_answer, add the operation with "
        "pytest_workteam_operations, or start moto's mock_aws."
    )


def _header(request: Any, name: str) -> str:
    try:
        value = request.headers[name]
    except KeyError:
        return ""
    return value.decode() if isinstance(value, bytes) else str(value)


def _as_bytes(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    return body.encode() if isinstance(body, str) else bytes(body or b"")
