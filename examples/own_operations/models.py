"""Models, which the plugin does not fake: created once, described, and at most two of them."""

from __future__ import annotations

from typing import Any

from pytest_workteam import ServiceError, View

LIMIT = 2


def create_model(view: View, parameters: dict[str, Any]) -> dict[str, Any]:
    models = view.store("model")
    name = parameters["ModelName"]
    if name in models:
        raise ServiceError("ValidationException", f"Cannot create already existing model {name}.")
    if len(models) >= LIMIT:
        raise ServiceError("ResourceLimitExceeded", f"The limit of {LIMIT} models is reached.")
    arn = f"arn:aws:sagemaker:{view.region}:{view.account_id}:model/{name}"
    models[name] = {**parameters, "ModelArn": arn, "CreationTime": view.now()}
    return {"ModelArn": arn}


def describe_model(view: View, parameters: dict[str, Any]) -> dict[str, Any]:
    model = view.store("model").get(parameters["ModelName"])
    if model is None:
        raise ServiceError("ValidationException", "Could not find the model.")
    return {name: model[name] for name in model if name != "Tags"}
