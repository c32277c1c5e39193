"""The hook ``pytest_workteam_operations``: users' own operations are like the built-in ones."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_workteam import InvalidSetting, ServiceError, UnknownNameError, WorkteamBackend
from pytest_workteam.services import catalog
from tests.support import client_in, linked, refused

MODEL = {"ModelName": "m", "ExecutionRoleArn": "arn:aws:iam::123456789012:role/r"}

CONFTEST = """
    from pytest_workteam import Scenario, ServiceError

    LIMIT = 2

    def create_model(view, parameters):
        models = view.store("model")
        name = parameters["ModelName"]
        if name in models:
            raise ServiceError("ValidationException", f"Cannot create existing model {name}.")
        if len(models) >= LIMIT:
            raise ServiceError("ResourceLimitExceeded", "Too many models.")
        models[name] = parameters
        return {"ModelArn": f"arn:aws:sagemaker:{view.region}:{view.account_id}:model/{name}"}

    def pytest_workteam_operations(config):
        return {"CreateModel": create_model}

    def pytest_workteam_scenarios(config):
        return [
            Scenario(
                name="models/full",
                summary="There are as many models as the limit allows.",
                operation="CreateModel",
                error="ResourceLimitExceeded",
                arrange=lambda backend: backend.store("model").update(a={}, b={}),
            )
        ]
"""
TESTS = """
    import pytest

    MODEL = {"ModelName": "m", "ExecutionRoleArn": "arn:aws:iam::123456789012:role/r"}

    def test_created(workteam_client, workteam_backend):
        assert workteam_client.create_model(**MODEL)["ModelArn"].endswith(":model/m")
        assert workteam_backend.calls.assert_made("CreateModel", ModelName="m").error is None

    @pytest.mark.workteam_scenarios("models", "throttled/once", operation="CreateModel")
    def test_scenarios(workteam_client, workteam_scenario):
        with workteam_scenario.raises(workteam_client):
            workteam_client.create_model(**MODEL)
"""


def test_operations_of_a_conftest(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS)

    result = pytester.runpytest("--workteam-error-cov")

    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["CreateModel * 1 of 1, 100%"])
    assert "CreateModel" not in catalog.operations()


@pytest.mark.parametrize(
    "returned,message",
    [
        (
            "['CreateModel']",
            "pytest_workteam_operations returned ['CreateModel']; return a mapping of operation "
            "names to functions",
        ),
        (
            "{'CreateWorkteam': print}",
            "CreateWorkteam is faked already; answer it by the hook pytest_workteam_answer instead",
        ),
        (
            "{'CreateModel': 1}",
            "CreateModel has 1; give a function from a view and parameters to a result",
        ),
    ],
)
def test_what_a_hook_may_not_return(pytester: pytest.Pytester, returned: str, message: str) -> None:
    pytester.makeconftest(f"def pytest_workteam_operations(config): return {returned}")
    pytester.makepyfile("def test_it(workteam_backend): pass")

    result = pytester.runpytest()

    result.assert_outcomes(errors=1)
    assert linked(message, "own-operations") in result.stdout.str()


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> Any:
    """A started backend with the operations that a test names."""
    started: list[WorkteamBackend] = []

    def start(**functions: Any) -> WorkteamBackend:
        before = catalog.use(catalog.user_operations(functions))
        request.addfinalizer(lambda: catalog.use(before))
        backend = WorkteamBackend()
        backend.start()
        started.append(backend)
        return backend

    yield start
    for each in started:
        each.stop()


def create(view: Any, parameters: dict[str, Any]) -> dict[str, Any]:
    view.store("model")[parameters["ModelName"]] = parameters
    parameters["ModelName"] = "changed"
    return {"ModelArn": f"arn:aws:sagemaker:{view.region}:{view.account_id}:model/m"}


def test_requests_are_checked_by_the_model(backend: Any) -> None:
    backend(CreateModel=create)
    pattern = client_in("us-east-1").meta.service_model.shape_for("ModelName").metadata["pattern"]

    with refused(
        "ValidationException",
        "1 validation error detected: Value '-' at 'modelName' failed to satisfy constraint: "
        f"Member must satisfy regular expression pattern: {pattern}",
    ):
        client_in("us-east-1").create_model(**{**MODEL, "ModelName": "-"})


def test_results_are_checked_by_the_model(backend: Any) -> None:
    backend(CreateModel=lambda *_: {"Arn": "a"}, DescribeModel=lambda *_: None)

    with pytest.raises(Exception, match=r"invalid result.*members of the service model: ModelArn"):
        client_in("us-east-1").create_model(**MODEL)
    with pytest.raises(Exception, match=r"invalid result: it is a NoneType, not a mapping"):
        client_in("us-east-1").describe_model(ModelName="m")


def test_a_store_is_like_the_plugins_own_resources(backend: Any) -> None:
    started = backend(CreateModel=create)
    snapshot = started.snapshot()
    client_in("us-east-1").create_model(**MODEL)
    client_in("eu-west-1").create_model(**MODEL)

    assert list(started.store("model")) == ["m"]
    assert list(started.at(region="eu-west-1").store("model")) == ["m"]
    assert started.calls[0].parameters == MODEL
    kept = started.snapshot()
    started.store("model")["m"]["ModelName"] = "changed in place"
    started.rollback(kept)
    assert started.store("model")["m"]["ModelName"] == "changed"
    started.rollback(snapshot)
    assert not started.store("model")
    client_in("us-east-1").create_model(**MODEL)
    started.reset()
    assert not started.store("model")


@pytest.mark.parametrize(
    "code,status", [("ValidationException", 400), ("InternalFailure", 500), ("MadeUp", 400)]
)
def test_a_refusal_has_its_code_and_message(backend: Any, code: str, status: int) -> None:
    def refuse(*_: Any) -> Any:
        raise ServiceError(code, "In {braces}.")

    started = backend(DescribeModel=refuse)

    with refused(code, "In {braces}."):
        client_in("us-east-1").describe_model(ModelName="m")
    assert started.calls.last.error == code
    assert status in {400, 500}


def test_an_operation_of_no_faked_service() -> None:
    with pytest.raises(UnknownNameError, match=r"have no operation 'CreateModl'\. Did you"):
        catalog.user_operations({"CreateModl": create})
    with pytest.raises(UnknownNameError, match=r"'Zzzzzzzz'\. Give the name of an operation in"):
        catalog.user_operations({"Zzzzzzzz": create})
    with pytest.raises(InvalidSetting):
        catalog.user_operations({"ListTags": create})
