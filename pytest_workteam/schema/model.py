"""The service models: loading them, and finding services and operations by name."""

from __future__ import annotations

import contextlib
import functools
import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import DataNotFoundError, UnknownServiceError
from botocore.loaders import ExtrasProcessor, JSONFileLoader, Loader
from botocore.model import OperationNotFoundError, ServiceModel

from pytest_workteam.errors import WorkteamError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from botocore.model import OperationModel


class UnknownNameError(WorkteamError, LookupError):
    """No service, or no operation of the service, has the name that was asked for."""

    topic = "unknown-name"

    def __init__(self, problem: str, name: str, known: Iterable[str]) -> None:
        """Keep the nearest of the `known` names, best first, in `nearest`."""
        self.nearest = _nearest(name, known)
        hint = f" Did you mean {_spoken(self.nearest)}?" if self.nearest else ""
        super().__init__(f"{problem}{hint}")


def _nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    import difflib

    by_folded: dict[str, str] = {}
    for other in known:
        by_folded.setdefault(_folded(other), other)
    if _folded(name) in by_folded:
        return (by_folded[_folded(name)],)
    matches = difflib.get_close_matches(_folded(name), list(by_folded), n=3, cutoff=0.6)
    return tuple(by_folded[match] for match in matches)


def _folded(name: str) -> str:
    # create_workteam, create-workteam and CreateWorkteam are one name to a reader.
    return name.replace("_", "").replace("-", "").lower()


def _spoken(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


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
    return _Loader(file_loader=_FileLoader())


@functools.cache
def _cached_service_model(service: str, loader: Loader) -> ServiceModel:
    try:
        description = loader.load_service_model(service, "service-2")
    except (DataNotFoundError, UnknownServiceError) as error:
        raise UnknownNameError(
            f"botocore has no service {service!r}.",
            service,
            loader.list_available_services("service-2"),
        ) from error
    return ServiceModel(description, service)


def service_model(service: str = "sagemaker", *, loader: Loader | None = None) -> ServiceModel:
    """Return botocore's model of a service, the same object each time in a process.

    Args:
        service: botocore's name of the service, as given to `create_client`.
        loader: Where to read the model from; one of our own unless given, so that a session's
            private data paths do not change what is checked.

    Raises:
        UnknownNameError: There is no such service; the error names the nearest.
    """
    return _cached_service_model(service, loader or _own_loader())


def service_names() -> tuple[str, ...]:
    """Return the names of all services of the installed botocore, sorted."""
    return tuple(_own_loader().list_available_services("service-2"))


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
            f"{service} has no operation {operation!r}.", operation, model.operation_names
        ) from error
