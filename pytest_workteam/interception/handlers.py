"""The event handlers: re-address a request, leave it unsigned, answer it, refuse the others.

Registered once with every emitter, and inert while no backend is active.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from pytest_workteam.backend.arns import Arn
from pytest_workteam.backend.dispatch import operations
from pytest_workteam.backend.tags import FAMILY
from pytest_workteam.backend.wire import WireRequest
from pytest_workteam.errors import BackendStopped
from pytest_workteam.interception import activation, responses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_workteam.backend.backend import WorkteamBackend

CONTEXT_KEY = "pytest_workteam"
"""In a request's context: it is the fake's to answer."""

_TAG_OPERATIONS = frozenset({"AddTags", "ListTags", "DeleteTags"})
_HOST_SUFFIX = ".pytest-workteam.invalid"
_URL = re.compile(
    r"https://(?P<region>[^.]+)\.(?P<account_id>\d{12})\.(?P<backend>\d+)"
    + re.escape(_HOST_SUFFIX)
    + "/"
)
_ATTEMPT = re.compile(r"attempt=(\d+)")


def readdress(model: Any, params: dict[str, Any], context: dict[str, Any], **event: Any) -> None:
    """Send a request of the family to a host that cannot exist, for ``answer`` to find."""
    backend = activation.innermost()
    if backend is None or not _is_of_family(model.name, params):
        return
    account_id = _account_of(backend, event.get("request_signer"))
    region = context["client_region"]
    params["url"] = f"https://{region}.{account_id}.{backend.serial}{_HOST_SUFFIX}/"
    context[CONTEXT_KEY] = True


def _is_of_family(operation: str, params: Mapping[str, Any]) -> bool:
    if operation not in operations():
        return False
    return operation not in _TAG_OPERATIONS or not _is_of_another_resource(params["body"])


def _is_of_another_resource(body: bytes) -> bool:
    """Whether a tag call names a resource that is not of the family.

    What names no resource at all is the fake's to refuse.
    """
    name = json.loads(body).get("ResourceArn")
    arn = Arn.parse(name) if isinstance(name, str) else None
    return arn is not None and arn.resource_type not in FAMILY


def _account_of(backend: WorkteamBackend, request_signer: Any) -> str:
    if not backend.accounts:
        return backend.account_id
    return backend.accounts.get(_access_key(request_signer) or "", backend.account_id)


def _access_key(request_signer: Any) -> str | None:
    """The caller's access key, if it is at hand: a key that would have to be fetched is not.

    The signer has no public way to it that fetches nothing.
    """
    from botocore.credentials import Credentials, RefreshableCredentials

    credentials = getattr(request_signer, "_credentials", None)
    if not isinstance(credentials, Credentials) or isinstance(credentials, RefreshableCredentials):
        return None
    access_key: str | None = credentials.access_key
    return access_key


def leave_unsigned(context: Mapping[str, Any], **event: Any) -> Any:
    """Leave a request of the fake's unsigned, so that no credential is needed or read."""
    if CONTEXT_KEY not in context:
        return None
    from botocore import UNSIGNED

    return UNSIGNED


def answer(request: Any, **event: Any) -> Any:
    """Answer a re-addressed request, and stop any other that no other handler answers."""
    if not activation.innermost() and _HOST_SUFFIX not in request.url:
        return None
    match = _URL.fullmatch(request.url)
    if match is None:
        return None
    backend = activation.find(int(match["backend"]))
    operation = _header(request, "X-Amz-Target")
    if backend is None:
        raise BackendStopped(
            f"{operation} was called while a work team backend was active, which was stopped "
            "before it answered; end the threads and tasks that make calls before the test ends"
        )
    answered = backend.answer(
        WireRequest(
            target=operation,
            body=_body(request),
            region=match["region"],
            account_id=match["account_id"],
            attempt=_attempt(request),
            client=_client(_header(request, "User-Agent")),
        )
    )
    return responses.to_botocore(answered, request)


def refuse(request: Any, event_name: str, **event: Any) -> Any:
    """Answer what no other handler has answered: with a refusal, never with the network.

    botocore takes the first answer, so this handler is registered where it comes last.
    """
    if activation.innermost() is None or not event_name.startswith("before-send.sagemaker."):
        return None
    if _HOST_SUFFIX in request.url:
        return None
    return responses.Refusal(event_name.rpartition(".")[2])


def _header(request: Any, name: str) -> str:
    value = request.headers.get(name, "")
    return value.decode() if isinstance(value, bytes) else str(value)


def _body(request: Any) -> bytes:
    body = request.body or b""
    return body.encode() if isinstance(body, str) else bytes(body)


def _attempt(request: Any) -> int:
    match = _ATTEMPT.search(_header(request, "amz-sdk-request"))
    return int(match[1]) if match else 1


def _client(user_agent: str) -> str:
    """The kind of client, as it names itself: ``boto3``, ``aws-cli`` and so on."""
    return user_agent.partition("/")[0].lower() or "other"


HANDLERS = (
    ("before-call.sagemaker", readdress),
    ("choose-signer.sagemaker", leave_unsigned),
    ("before-send.sagemaker", answer),
)
"""Each event, by the service's event name, with its handler."""

LAST_HANDLER = ("before-send", refuse)
"""To be registered behind every other handler of its event, such as moto's."""
