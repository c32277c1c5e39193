"""Hooks that a conftest.py or a plugin can define.

A hook in a folder's conftest.py applies to the tests in that folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytest_workteam.engine.calls import Call
    from pytest_workteam.engine.faults import Failure
    from pytest_workteam.engine.situations import ServiceError, Situation
    from pytest_workteam.fake import WorkteamBackend
    from pytest_workteam.scenarios import Scenario
    from pytest_workteam.services.view import View


def pytest_workteam_scenarios(config: pytest.Config) -> Iterable[Scenario]:  # type: ignore[empty-body]
    """Add scenarios that markers can name like the built-in ones.

    Args:
        config: The configuration of the run.

    Returns:
        Scenarios with new names.

    Example:
        Someone else has filled a pool of work teams::

            from pytest_workteam import Scenario

            def fill_pool(backend):
                for number in range(3):
                    backend.add_workteam(f"pool-{number}")

            def pytest_workteam_scenarios(config):
                return [
                    Scenario(
                        name="pool/filled",
                        summary="Someone else has made the pool's work teams.",
                        operation="CreateWorkteam",
                        error="ResourceInUse",
                        arrange=fill_pool,
                    )
                ]
    """


def pytest_workteam_backend(backend: WorkteamBackend, item: pytest.Item) -> None:
    """Seed the backend of each test, before its scenario is applied and the test begins.

    Args:
        backend: The test's backend, which is active.
        item: The test.

    Example:
        A work team that exists in every test::

            def pytest_workteam_backend(backend, item):
                backend.add_workteam("shared", Description="Exists in every test.")
    """


def pytest_workteam_operations(
    config: pytest.Config,
) -> Mapping[str, Callable[[View, dict[str, Any]], Mapping[str, Any]]] | None:
    """Add operations of a faked service that the plugin does not fake.

    Requests and results are validated by the service model. Calls are recorded, and
    ``backend.fail`` applies to them.

    Args:
        config: The configuration of the run.

    Returns:
        A mapping from operation name to function. A function takes the view of the request's
        account and region, and the request's parameters, and returns the result. To refuse a
        request, it raises ``pytest_workteam.ServiceError(code, message)``. ``view.store(kind)`` is
        a dict that snapshots, resets, accounts and regions treat like the plugin's own resources.

    Example:
        Models that can be created once::

            from pytest_workteam import ServiceError

            def create_model(view, parameters):
                models = view.store("model")
                if parameters["ModelName"] in models:
                    raise ServiceError("ValidationException", "Cannot create existing model.")
                models[parameters["ModelName"]] = parameters
                return {"ModelArn": f"arn:aws:sagemaker:{view.region}:{view.account_id}:model/m"}

            def pytest_workteam_operations(config):
                return {"CreateModel": create_model}
    """


@pytest.hookspec(firstresult=True)
def pytest_workteam_answer(
    backend: WorkteamBackend, call: Call
) -> Mapping[str, Any] | Failure | None:
    """Answer a call instead of the fake; the first answer that is not None is used.

    The hook is called for every operation of a faked service, faked or not. Ordered faults take
    precedence, except ``lost_response``, which loses the hook's answer. The call's parameters are
    not validated.

    Args:
        backend: The test's backend.
        call: The call, without ``result`` and ``error``; secrets are masked.

    Returns:
        The members of the operation's result; an error, in any form that ``backend.fail`` takes
        except ``lost_response``; or None to leave the call to the next hook, and to the fake.

    Example:
        A caller who is allowed to list work teams but not to create them::

            def pytest_workteam_answer(backend, call):
                if call.operation == "CreateWorkteam":
                    return "AccessDeniedException"
    """


@pytest.hookspec(firstresult=True)
def pytest_workteam_error_message(
    situation: Situation, details: Mapping[str, Any]
) -> str | ServiceError | None:
    """Reword an error, for example as your account words it.

    Args:
        situation: Why the request is refused; compare its ``name``.
        details: Values of the fields in ``situation.template``.

    Returns:
        The message; a ``ServiceError`` to change the code, too; or None to leave the error to the
        next hook, and to the fake.

    Example:
        A limit worded another way::

            def pytest_workteam_error_message(situation, details):
                if situation.name == "workteam-limit":
                    return f"No more than {details['limit']} work teams, please."
    """
