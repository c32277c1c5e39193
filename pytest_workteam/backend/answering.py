"""The way of one request through the backend: decoded, failed or carried out, recorded, encoded.

Loads botocore's service model.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_workteam import situations
from pytest_workteam.backend import cognito, wire
from pytest_workteam.backend.calls import Call
from pytest_workteam.backend.dispatch import operations
from pytest_workteam.backend.faults import Fault, lost_response
from pytest_workteam.backend.state import Parameters, State
from pytest_workteam.backend.wire import WireRequest, WireResponse
from pytest_workteam.errors import InvalidSetting, WorkteamError
from pytest_workteam.schema.checking import check_request, check_response
from pytest_workteam.schema.model import operation_model
from pytest_workteam.schema.sensitive import SECRET, has_secrets, without_secrets
from pytest_workteam.situations import Refusal, Situation

if TYPE_CHECKING:
    from pytest_workteam.backend.backend import Answerer, WorkteamBackend

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True

_SECRET = SECRET.encode()


def answer(backend: WorkteamBackend, request: WireRequest) -> WireResponse:
    """Answer one request, and record it.

    Raises:
        BaseException: What a fault was ordered to end in.
    """
    operation = request.operation
    state = backend.state_of(request.region, request.account_id)
    parameters: Parameters | None = None
    fault: Fault | None = None
    refused: tuple[Situation, str] | None = None
    result: Parameters = {}
    try:
        # Before anything is done, since a clock of the test's own may fail.
        now = state.now()
        try:
            parameters = wire.decode(request.body)
            fault = backend.faults.take(operation, parameters)
            if fault is not None:
                fault.fail(operation, parameters, state)
            answered = None
            if backend.answerer is not None:
                answered = _answered_elsewhere(backend.answerer, request, parameters, state)
            if answered is None:
                answered = _carry_out(backend, operation, parameters, state)
            result = answered
        except Refusal as refusal:
            refused = refusal.situation, _message(backend, refusal)
    except BaseException as error:
        _record(backend, request, parameters, error=type(error).__name__, message=str(error))
        raise
    if refused is not None:
        if fault is not None and fault.error is lost_response:
            raise _lost(backend, request, parameters)
        situation, message = refused
        _record(backend, request, parameters, situation.code, message, situation=situation.name)
        return wire.encode_error(
            situation.code, situation.status, situation.message_key, message, now
        )
    response = wire.encode(result, now)
    if fault is not None:
        raise _lost(backend, request, parameters, result)
    backend.calls.record(Call(_shown(request, operation, parameters), result=result))
    return response


def _message(backend: WorkteamBackend, refusal: Refusal) -> str:
    message = backend.reword(refusal.situation, refusal.details) if backend.reword else None
    return refusal.message if message is None else message


def _answered_elsewhere(
    answerer: Answerer, request: WireRequest, parameters: Parameters, state: State
) -> Parameters | None:
    """What the backend's ``answerer`` gives; None for what it leaves to the fake."""
    operation = request.operation
    answer = answerer(Call(_shown(request, operation, parameters)))
    if answer is None:
        return None
    if isinstance(answer, Mapping):
        result = copy.deepcopy(dict(answer))
        violations = check_response(operation, wire.encoded(result))
        if not violations:
            return result
        raise WorkteamError(
            f"{operation} was answered in the fake's place with {answer!r}, which is no answer "
            f"of the service's: {situations.refusal_for(violations).message.rstrip('.')}. Answer "
            f"with the members that the service model has for it: {_listed(operation)}."
        )
    try:
        fault = Fault(operation, answer)
    except InvalidSetting as error:
        raise WorkteamError(
            f"{operation} was answered in the fake's place with {answer!r}; answer with a mapping "
            "of the result's members, an error code, an exception of botocore's, or None to leave "
            "the call to the fake."
        ) from error
    failure = fault.failure(operation, parameters, state)
    if failure is None:
        raise WorkteamError(
            f"{operation} was answered in the fake's place with lost_response; answer with a "
            "result or an error, or order the loss with backend.fail()."
        )
    raise failure


def _listed(operation: str) -> str:
    shape: Any = operation_model(operation).output_shape
    return ", ".join(shape.members) or "none"


def _carry_out(
    backend: WorkteamBackend, operation: str, parameters: Parameters, state: State
) -> Parameters:
    function = operations().get(operation)
    if function is None:
        raise Refusal(situations.UNKNOWN_OPERATION, target=operation)
    violations = check_request(operation, parameters)
    if violations:
        raise situations.refusal_for(violations)
    if backend.verify_cognito:
        cognito.check(parameters, state.region)
    while True:
        with state.lock:
            # A rollback or a reset, by another thread or in a race, may put another in its place.
            current = backend.state_of(state.region, state.account_id)
            if current is state and backend.races.run(operation, parameters, state):
                current = backend.state_of(state.region, state.account_id)
            if current is state:
                return function(state, parameters)
        state = current


def _lost(
    backend: WorkteamBackend,
    request: WireRequest,
    parameters: Parameters | None,
    result: Mapping[str, Any] | None = None,
) -> Exception:
    """What a caller gets whose answer is lost, recorded."""
    from botocore.exceptions import ConnectionClosedError

    lost = ConnectionClosedError(endpoint_url="the fake", error="the answer was lost")
    message = "refused" if result is None else "carried out"
    _record(
        backend,
        request,
        parameters,
        result=result,
        error=type(lost).__name__,
        message=f"{message}, then the answer was lost",
    )
    return lost


def _record(
    backend: WorkteamBackend,
    request: WireRequest,
    parameters: Parameters | None,
    error: str | None = None,
    message: str | None = None,
    *,
    situation: str | None = None,
    result: Mapping[str, Any] | None = None,
) -> None:
    shown = _shown(request, request.operation, parameters)
    backend.calls.record(Call(shown, error, message, situation, result))


def _shown(request: WireRequest, operation: str, parameters: Parameters | None) -> WireRequest:
    """The request as it may be shown; one without secrets as it came."""
    if parameters is None or operation not in operations():
        return request._replace(body=b"{}")
    if not has_secrets(operation) and _SECRET not in request.body.lower():
        return request
    return request._replace(body=json.dumps(without_secrets(operation, parameters)).encode())
