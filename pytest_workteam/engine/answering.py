"""The way of one request: decoded, failed or carried out, recorded, encoded.

Loads botocore's service models.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from pytest_workteam.engine.calls import Call
from pytest_workteam.engine.engine import Engine
from pytest_workteam.engine.faults import check_error, failure, lost_response, status_of
from pytest_workteam.engine.paging import InvalidTokenError
from pytest_workteam.engine.recorded import as_recorded
from pytest_workteam.engine.service import Operation
from pytest_workteam.engine.situations import Refusal, ServiceError
from pytest_workteam.engine.state import Function, State, carrying_out
from pytest_workteam.errors import (
    InvalidSetting,
    OperationNotFaked,
    UnknownNameError,
    WorkteamError,
)
from pytest_workteam.protocols.messages import (
    MalformedRequestError,
    Parameters,
    WireRequest,
    WireResponse,
)
from pytest_workteam.protocols.values import UNENCODABLE, as_json, plain_copy
from pytest_workteam.schema.checking import check_request, check_response
from pytest_workteam.schema.model import operation_model
from pytest_workteam.schema.sensitive import SECRET, has_secrets, without_secrets

if TYPE_CHECKING:
    import datetime as dt

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True

_SECRET = SECRET.encode()


def answer(engine: Engine, operation: Operation, request: WireRequest) -> WireResponse | None:
    """Answer one request, and record it.

    Returns:
        The response; None if the operation is not faked and no hook answers.

    Raises:
        BaseException: The exception of an ordered fault.
    """
    codec = operation.service.codec
    state = engine.state_of(request.region, request.account_id)
    shown: Parameters = {}
    lost = False
    try:
        # First of all, since a clock of the test's own may fail.
        now = engine.now()
        try:
            parameters = _decoded(operation, request)
            shown = _shown(operation, parameters, request.body)
            fault = engine.faults.take(operation.name, parameters)
            lost = fault is not None and fault.loses_response
            if fault is not None and not lost:
                raise fault.failure(operation, parameters, state)
            answer = engine.answerer and engine.answerer(Call(request, shown))
            if answer is not None:
                result = _given(answer, operation, parameters, state)
            elif operation.function is not None:
                result = _carried_out(engine, operation, parameters, state=state, now=now)
            else:
                return None
            call = Call(request, shown, result=result)
            response = codec.encode(operation.name, result, now)
        except Refusal as refused:
            refusal = as_recorded(engine.recorded, refused, operation, shown, state)
            situation, message = engine.reworded(refusal)
            modelled = situation.code in operation.service.modelled_codes
            call = Call(
                request,
                shown,
                error=situation.code,
                message=message,
                situation=situation.name,
            )
            response = codec.encode_error(
                situation.code, situation.status, message, now, modelled=modelled
            )
    except BaseException as error:
        engine.calls.record(Call(request, shown, error=type(error).__name__, message=str(error)))
        raise
    if lost:
        raise _lost(engine, call, request, shown)
    engine.calls.record(call)
    return response


def refuse(
    engine: Engine, operation: Operation, request: WireRequest, reason: str
) -> OperationNotFaked:
    """Record a request that nothing answers, and return the error that it ends in."""
    error = OperationNotFaked(reason)
    try:
        parameters = _shown(operation, operation.service.codec.decode(request), request.body)
    except (MalformedRequestError, UnknownNameError):
        # Of a newer model than the installed one, for example.
        parameters = {}
    name = type(error).__name__
    engine.calls.record(Call(request, parameters, error=name, message=str(error)))
    return error


def _decoded(operation: Operation, request: WireRequest) -> Parameters:
    try:
        return operation.service.codec.decode(request)
    except MalformedRequestError as error:
        raise Refusal(operation.service.texts.malformed, reason=str(error)) from None


def _shown(operation: Operation, parameters: Parameters, body: bytes) -> Parameters:
    """The parameters as they may be shown; nearly always as they came."""
    service = operation.service.name
    if not has_secrets(operation.name, service) and _SECRET not in body.lower():
        return parameters
    return without_secrets(operation.name, parameters, service)


def _carried_out(
    engine: Engine,
    operation: Operation,
    parameters: Parameters,
    *,
    state: State[Any],
    now: dt.datetime,
) -> Parameters:
    violations = check_request(operation.name, parameters, operation.service.name)
    if violations:
        raise operation.service.texts.violations(violations)
    if operation.precheck is not None:
        operation.precheck(state, parameters)
    if operation.before is not None and state.do_unlocked(operation.before, parameters, now):
        # A test's function may have set the clock.
        now = engine.now()
    raced = False
    while True:
        with state.lock, carrying_out:
            # A rollback or reset, by another thread or in a race, may replace the state.
            current = engine.state_of(state.region, state.account_id)
            if current is state and not raced:
                raced = True
                if engine.races.run(operation.name, parameters, state):
                    now = engine.now()
                    current = engine.state_of(state.region, state.account_id)
            if current is state:
                result = _result(engine, operation, parameters, state=state, now=now)
                break
        state = current
    if operation.after is not None:
        state.do_unlocked(operation.after, parameters, now)
    return result


def _result(
    engine: Engine,
    operation: Operation,
    parameters: Parameters,
    *,
    state: State[Any],
    now: dt.datetime,
) -> Parameters:
    if operation.users:
        return _by_user(engine, operation, parameters, state)
    try:
        return state.carry_out(cast("Function", operation.function), parameters, now)
    except InvalidTokenError:
        raise Refusal(operation.service.texts.invalid_token) from None


def _by_user(
    engine: Engine, operation: Operation, parameters: Parameters, state: State[Any]
) -> Parameters:
    """The result of a user's own operation."""
    view = engine.view(state.region, state.account_id)
    function = cast("Function", operation.function)
    try:
        result = cast("object", function(view, plain_copy(parameters)))
    except ServiceError as error:
        injected = operation.service.texts.injected
        situation = injected.with_code(error.code, status_of(error.code, injected.status))
        raise Refusal(situation.with_message(error.message)) from None
    if not isinstance(result, Mapping):
        raise _invalid_answer(operation, f"it is a {type(result).__name__}, not a mapping")
    return _checked_result(operation, cast("Mapping[str, Any]", result))


def _given(
    answer: object, operation: Operation, parameters: Parameters, state: State[Any]
) -> Parameters:
    """The result that a hook gave in the fake's place; an error that it gave is raised."""
    name = operation.name
    if isinstance(answer, Mapping):
        return _checked_result(operation, answer)
    if answer is lost_response:
        raise WorkteamError(
            f"{name} was answered by a hook with lost_response; return a result or an error, or "
            "order the loss with backend.fail()."
        )
    try:
        check_error(answer)
    except InvalidSetting:
        # Nothing of it is shown, here or below, since it may hold secrets.
        raise WorkteamError(
            f"{name} was answered by a hook with an object of type {type(answer).__name__}; return "
            "a mapping of the result's members, an error code, an exception of botocore's other "
            "than ClientError, or None to leave the call to the fake."
        ) from None
    raise failure(cast("Any", answer), operation, parameters, state)


def _checked_result(operation: Operation, answer: Mapping[str, Any]) -> Parameters:
    # Without the member that a client adds to each response.
    given = {name: value for name, value in answer.items() if name != "ResponseMetadata"}
    try:
        as_json(given)
    except UNENCODABLE as error:
        raise _invalid_answer(operation, str(error)) from None
    result: Parameters = plain_copy(given)
    violations = check_response(operation.name, result, operation.service.name)
    if violations:
        refusal = operation.service.texts.violations(violations)
        raise _invalid_answer(operation, refusal.message.rstrip("."))
    return result


def _invalid_answer(operation: Operation, problem: str) -> WorkteamError:
    shape: Any = operation_model(operation.name, operation.service.name).output_shape
    members = ", ".join(shape.members) if shape is not None else ""
    return WorkteamError(
        f"{operation.name} was answered with an invalid result: {problem}. "
        f"Return the members of the service model: {members or 'none'}."
    )


def _lost(engine: Engine, call: Call, request: WireRequest, shown: Parameters) -> Exception:
    """The exception of a call whose response is lost, recorded."""
    from botocore.exceptions import ConnectionClosedError

    lost = ConnectionClosedError(endpoint_url="the fake")
    message = f"{'carried out' if call.error is None else 'refused'}, then the response was lost"
    engine.calls.record(
        Call(request, shown, error=type(lost).__name__, message=message, result=call.result)
    )
    return lost
