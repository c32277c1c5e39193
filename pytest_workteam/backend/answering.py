"""The way of one request through the backend: decoded, failed or carried out, recorded, encoded.

Loads botocore's service model.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from pytest_workteam import situations
from pytest_workteam.backend import cognito, wire
from pytest_workteam.backend.calls import Call
from pytest_workteam.backend.dispatch import check_operation, operations
from pytest_workteam.backend.faults import Fault, lost_response
from pytest_workteam.backend.state import Parameters, State
from pytest_workteam.backend.wire import WireRequest, WireResponse
from pytest_workteam.errors import InvalidSetting, WorkteamError
from pytest_workteam.schema.checking import check_request, check_response
from pytest_workteam.schema.model import operation_model
from pytest_workteam.schema.sensitive import SECRET, has_secrets, without_secrets
from pytest_workteam.situations import Refusal

if TYPE_CHECKING:
    from pytest_workteam.backend.backend import WorkteamBackend
    from pytest_workteam.backend.faults import Failure

# A traceback of pytest's ends at the test's own line, and shows none of a request's members.
__tracebackhide__ = True

_SECRET = SECRET.encode()


def answer(backend: WorkteamBackend, request: WireRequest) -> WireResponse:
    """Answer one request, and record it.

    Raises:
        BaseException: What a fault was ordered to end in.
        UnknownNameError: The fake has no such operation.
    """
    operation = check_operation(request.operation)
    state = backend.state_of(request.region, request.account_id)
    parameters: Parameters | None = None
    lost = False
    try:
        # Before anything is done, since a clock of the test's own may fail.
        now = state.now()
        try:
            parameters = wire.decode(request.body)
            fault = backend.faults.take(operation, parameters)
            lost = fault is not None and fault.loses_response
            if fault is not None and not lost:
                raise fault.failure(operation, parameters, state)
            result = _result(backend, request, parameters, state)
            shown = _shown(request, parameters)
            call = Call(shown, result=result)
            response = wire.encode(result, now)
        except Refusal as refusal:
            situation, message = refusal.situation, _message(backend, refusal)
            shown = _shown(request, parameters)
            call = Call(shown, situation.code, message, situation.name)
            response = wire.encode_error(
                situation.code, situation.status, situation.message_key, message, now
            )
    except BaseException as error:
        backend.calls.record(Call(_shown(request, parameters), type(error).__name__, str(error)))
        raise
    if lost:
        raise _lost(backend, shown, call)
    backend.calls.record(call)
    return response


def _message(backend: WorkteamBackend, refusal: Refusal) -> str:
    message = backend.reword(refusal.situation, refusal.details) if backend.reword else None
    return refusal.message if message is None else message


def _result(
    backend: WorkteamBackend, request: WireRequest, parameters: Parameters, state: State
) -> Parameters:
    if backend.answerer is not None:
        answer = backend.answerer(Call(_shown(request, parameters)))
        if answer is not None:
            return _given(answer, request.operation, parameters, state)
    return _carried_out(backend, request.operation, parameters, state)


def _given(answer: object, operation: str, parameters: Parameters, state: State) -> Parameters:
    """The result that the backend's ``answerer`` gave; an error that it gave is raised."""
    if isinstance(answer, Mapping):
        return _checked_result(operation, answer)
    if answer is lost_response:
        raise WorkteamError(
            f"{operation} was answered in the fake's place with lost_response; answer with a "
            "result or an error, or order the loss with backend.fail()."
        )
    try:
        fault = Fault(operation, cast("Failure", answer))
    except InvalidSetting:
        # Nothing of it is shown, here or below, since it may hold secrets.
        raise WorkteamError(
            f"{operation} was answered in the fake's place with a thing of type "
            f"{type(answer).__name__}; answer with a mapping of the result's members, an error "
            "code, an exception of botocore's that is no ClientError, or None to leave the call to "
            "the fake."
        ) from None
    raise fault.failure(operation, parameters, state)


def _checked_result(operation: str, answer: Mapping[str, Any]) -> Parameters:
    # Without what a client adds to what it was answered.
    given = {name: value for name, value in answer.items() if name != "ResponseMetadata"}
    try:
        document = wire.encoded(given)
    except wire.UNENCODABLE as error:
        raise _no_answer(operation, str(error)) from None
    violations = check_response(operation, document)
    if violations:
        raise _no_answer(operation, situations.refusal_for(violations).message.rstrip("."))
    result: Parameters = wire.plain_copy(given)
    return result


def _no_answer(operation: str, problem: str) -> WorkteamError:
    return WorkteamError(
        f"{operation} was answered in the fake's place with no answer of the service's: {problem}. "
        f"Answer with the members that the service model has for it: {_listed(operation)}."
    )


def _listed(operation: str) -> str:
    shape: Any = operation_model(operation).output_shape
    return ", ".join(shape.members) or "none"


def _carried_out(
    backend: WorkteamBackend, operation: str, parameters: Parameters, state: State
) -> Parameters:
    violations = check_request(operation, parameters)
    if violations:
        raise situations.refusal_for(violations)
    if backend.verify_cognito:
        cognito.check(parameters, state.region)
    function = operations()[operation]
    while True:
        with state.lock:
            # A rollback or a reset, by another thread or in a race, may put another in its place.
            current = backend.state_of(state.region, state.account_id)
            if current is state and backend.races.run(operation, parameters, state):
                current = backend.state_of(state.region, state.account_id)
            if current is state:
                return function(state, parameters)
        state = current


def _lost(backend: WorkteamBackend, shown: WireRequest, call: Call) -> Exception:
    """What the caller of a call gets whose answer is lost, recorded."""
    from botocore.exceptions import ConnectionClosedError

    lost = ConnectionClosedError(endpoint_url="the fake")
    message = f"{'carried out' if call.error is None else 'refused'}, then the answer was lost"
    backend.calls.record(Call(shown, type(lost).__name__, message, result=call.result))
    return lost


def _shown(request: WireRequest, parameters: Parameters | None) -> WireRequest:
    """The request as it may be shown; one without secrets as it came."""
    if parameters is None:
        return request._replace(body=b"{}")
    operation = request.operation
    if not has_secrets(operation) and _SECRET not in request.body.lower():
        return request
    return request._replace(body=json.dumps(without_secrets(operation, parameters)).encode())
