"""Load service models, and find services and operations by name."""

from __future__ import annotations

import contextlib
import functools
import gzip
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import DataNotFoundError, UnknownServiceError
from botocore.loaders import ExtrasProcessor, JSONFileLoader, Loader
from botocore.model import OperationNotFoundError, ServiceModel

from pytest_workteam.errors import UnknownNameError

if TYPE_CHECKING:
    from botocore.model import OperationModel


class _FileLoader(JSONFileLoader):
    """Reads the files into plain dicts: botocore's ordered ones take twice as long."""

    def load_file(self, file_path: str) -> Any:
        for suffix, unpacked in ((".json", bytes), (".json.gz", gzip.decompress)):
            with contextlib.suppress(FileNotFoundError):
                return json.loads(unpacked(Path(f"{file_path}{suffix}").read_bytes()))
        return None


class _Loader(Loader):
    """Loads a service's model without looking for all other services first."""

    def load_service_model(
        self, service_name: str, type_name: str, api_version: str | None = None
    ) -> Any:
        version = api_version or self.determine_latest_version(service_name, type_name)
        model = self.load_data(f"{service_name}/{version}/{type_name}")
        with contextlib.suppress(DataNotFoundError):
            extras = self.load_data(f"{service_name}/{version}/{type_name}.sdk-extras")
            ExtrasProcessor().process(model, [extras])
        return model


@functools.cache
def _own_loader() -> Loader:
    # As botocore reads the variable, whose models clients have.
    paths = filter(None, os.environ.get("AWS_DATA_PATH", "").split(os.pathsep))
    return _Loader(
        extra_search_paths=[str(Path(path).expanduser()) for path in paths],
        file_loader=_FileLoader(),
    )


OPEN_ENUMS: Mapping[str, Sequence[str]] = {"sagemaker": ["AwsManagedHumanLoopRequestSource"]}
"""Enums to which the live services add values that botocore's models lack, by service."""


def service_model(service: str = "sagemaker") -> ServiceModel:
    """Return botocore's model of a service, the same object each time in a process.

    Args:
        service: botocore's name of the service, as given to `create_client`.

    Raises:
        UnknownNameError: There is no such service; the error names the nearest.
    """
    return _loaded(service)


@functools.cache
def service_model_in(folder: Path, service: str) -> ServiceModel:
    """Return the model of a service in a folder of botocore's data, of any version.

    Raises:
        UnknownNameError: The folder has no such service; the error names the nearest.
    """
    loader = _Loader(
        extra_search_paths=[str(folder)],
        include_default_search_paths=False,
        file_loader=_FileLoader(),
    )
    return _load(loader, service)


@functools.cache
def _loaded(service: str) -> ServiceModel:
    # By our own loader, so that a session's private data paths do not change what is checked.
    return _load(_own_loader(), service)


def _load(loader: Loader, service: str) -> ServiceModel:
    try:
        description = loader.load_service_model(service, "service-2")
    except (DataNotFoundError, UnknownServiceError) as error:
        raise UnknownNameError(
            f"botocore has no service {service!r}.",
            service,
            loader.list_available_services("service-2"),
        ) from error
    for shape in OPEN_ENUMS.get(service, ()):
        # An older botocore may lack the shape.
        description["shapes"].get(shape, {}).pop("enum", None)
    return ServiceModel(description, service)


def operation_model(operation: str, service: str = "sagemaker") -> OperationModel:
    """Return the model of one operation.

    Args:
        operation: The operation's name in the API ("CreateWorkteam").
        service: botocore's name of the service.

    Raises:
        UnknownNameError: There is no such operation or service; the error names the nearest.
    """
    model = service_model(service)
    try:
        return model.operation_model(operation)
    except OperationNotFoundError as error:
        raise UnknownNameError(
            f"{service} has no operation {operation!r}.",
            operation,
            model.operation_names,
            otherwise="Give the name of its service, such as sagemaker-a2i-runtime.",
        ) from error
