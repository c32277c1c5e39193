"""The way of one request through the backend: decoded, failed or carried out, recorded, encoded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_workteam import situations
from pytest_workteam.backend import faults, wire
from pytest_workteam.backend.calls import Call, without_secrets
from pytest_workteam.backend.dispatch import operations
from pytest_workteam.backend.faults import Fault, lost_response
from pytest_workteam.backend.state import Parameters, State
from pytest_workteam.backend.wire import WireRequest, WireResponse
from pytest_workteam.situations import Refusal, Situation

if TYPE_CHECKING:
    from pytest_workteam.backend.backend import WorkteamBackend


def answer(backend: WorkteamBackend, request: WireRequest) -> WireResponse:
    """Answer one request, and record it.

    Raises:
        BaseException: What a fault was ordered to end in.
    """
    operation = request.operation
    state = backend.state_of(request.region, request.account_id)
    parameters: Parameters | None = None
    fault = None
    try:
        parameters = wire.decode(request.body)
        fault = backend.faults.take(operation, parameters)
        if fault is not None and fault.error is not lost_response:
            _fail(fault, state, operation, parameters)
        result = _carry_out(state, operation, parameters)
    except Refusal as refusal:
        situation = refusal.situation
        message = backend.reword(situation, refusal.details) if backend.reword else None
        if message is None:
            message = refusal.message
        _record(backend, request, parameters, error=situation.code, message=message)
        response = wire.encode_error(
            situation.code, situation.status, situation.message_key, message, state.now()
        )
    except BaseException as error:
        _record(backend, request, parameters, error=type(error).__name__, message=str(error))
        raise
    else:
        response = wire.encode(result, state.now())
        _record(backend, request, parameters, result=result)
    if fault is not None and fault.error is lost_response:
        raise _connection_closed()
    return response


def _carry_out(state: State, operation: str, parameters: Parameters) -> Parameters:
    from pytest_workteam.schema import check_request

    function = operations().get(operation)
    if function is None:
        raise Refusal(situations.UNKNOWN_OPERATION, target=operation)
    violations = check_request(operation, parameters)
    if violations:
        raise situations.refusal_for(violations)
    with state.lock:
        return function(state, parameters)


def _fail(fault: Fault, state: State, operation: str, parameters: Parameters) -> None:
    error = fault.error
    if isinstance(error, BaseException):
        raise error.with_traceback(None)
    situation = error if isinstance(error, Situation) else faults.situation_of(str(error))
    known = {
        "limit": state.limit,
        "utilization": len(state.workteams),
        "account_id": state.account_id,
        "partition": state.partition,
    }
    raise Refusal(situation, **faults.details_of(operation, parameters, known))


def _connection_closed() -> Exception:
    from botocore.exceptions import ConnectionClosedError

    return ConnectionClosedError(endpoint_url="the fake", error="the answer was lost")


def _record(
    backend: WorkteamBackend,
    request: WireRequest,
    parameters: Parameters | None,
    *,
    result: Mapping[str, Any] | None = None,
    error: str | None = None,
    message: str | None = None,
) -> None:
    backend.calls.record(
        Call(
            operation=request.operation,
            error=error,
            message=message,
            region=request.region,
            account_id=request.account_id,
            attempt=request.attempt,
            client=request.client,
            _parameters=_recorded(request, parameters),
            _result=result,
        )
    )


def _recorded(request: WireRequest, parameters: Parameters | None) -> bytes:
    """The body as it may be shown; operations without secrets have it as it came."""
    from pytest_workteam.schema.sensitive import sensitive_members

    if parameters is None or request.operation not in operations():
        return b"{}"
    secret_members = sensitive_members(request.operation)
    if not secret_members:
        return request.body
    return json.dumps(without_secrets(parameters, secret_members)).encode()
