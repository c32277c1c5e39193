"""Names of services and operations are found, or the nearest ones are told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.loaders import Loader

from pytest_workteam import UnknownNameError, WorkteamError
from pytest_workteam.schema import request_schema
from pytest_workteam.schema.model import _loaded, _own_loader, service_model
from tests.support import linked


def test_a_model_is_loaded_once() -> None:
    assert service_model() is service_model("sagemaker")
    assert service_model().service_name == "sagemaker"


def test_a_model_that_is_not_compressed_with_what_is_added_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "made-up" / "2020-01-01"
    folder.mkdir(parents=True)
    model = {"metadata": {"apiVersion": "2020-01-01"}, "operations": {}, "shapes": {}}
    extras = {"version": 1.0, "merge": {"shapes": {"Text": {"type": "string"}}}}
    (folder / "service-2.json").write_text(json.dumps(model), encoding="utf-8")
    (folder / "service-2.sdk-extras.json").write_text(json.dumps(extras), encoding="utf-8")
    monkeypatch.setattr(Loader, "BUILTIN_DATA_PATH", str(tmp_path))
    for cache in (_own_loader, _loaded):
        cache.cache_clear()
    try:
        assert service_model("made-up").shape_names == ["Text"]
    finally:
        for cache in (_own_loader, _loaded):
            cache.cache_clear()


@pytest.mark.parametrize(
    "operation,service,message",
    [
        (
            "c-r-e-a-t-e_w_o_r_k_team",
            "sagemaker",
            "sagemaker has no operation 'c-r-e-a-t-e_w_o_r_k_team'. Did you mean CreateWorkteam?",
        ),
        (
            "create_workteam",
            "sagemaker",
            "sagemaker has no operation 'create_workteam'. Did you mean CreateWorkteam?",
        ),
        (
            "ListQueue",
            "sqs",
            "sqs has no operation 'ListQueue'. Did you mean ListQueues, ListQueueTags or TagQueue?",
        ),
        (
            "StartHumanLoop",
            "sagemaker",
            "sagemaker has no operation 'StartHumanLoop'. Give the name of its service, such as "
            "sagemaker-a2i-runtime.",
        ),
        ("Publish", "SNS", "botocore has no service 'SNS'. Did you mean sns?"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(
    operation: str, service: str, message: str
) -> None:
    with pytest.raises(UnknownNameError) as raised:
        request_schema(operation, service)
    assert str(raised.value) == linked(message, "unknown-name")
    assert isinstance(raised.value, LookupError)
    assert isinstance(raised.value, WorkteamError)


def test_models_of_the_data_path(tmp_path: Path) -> None:
    model = Loader().load_service_model("sagemaker", "service-2")
    model["shapes"]["CreateWorkteamRequest"]["members"]["Brand"] = {"shape": "String200"}
    folder = tmp_path / "sagemaker" / "2017-07-24"
    folder.mkdir(parents=True)
    (folder / "service-2.json").write_text(json.dumps(model), "utf-8")
    program = (
        "from pytest_workteam.schema import request_schema\n"
        "print('Brand' in str(request_schema('CreateWorkteam')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "AWS_DATA_PATH": f"{os.pathsep}{tmp_path}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "True\n"
