"""Model drift: differences of the faked operations between two botocore versions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from pytest_workteam.errors import InvalidSetting, UnknownNameError
from pytest_workteam.schema.documents import schemas_of
from pytest_workteam.schema.model import service_model_in
from pytest_workteam.services.catalog import operations

Schemas: TypeAlias = "dict[str, Mapping[str, Any]]"
"""Schemas by title, such as ``CreateWorkteam request``."""

_ERRORS = "errors"
_NO_CONSTRAINTS = frozenset({"title", "description", "$schema", "$id", "$defs", "$ref", "required"})
_MINIMUM_SIZES = ("minLength", "minItems", "minProperties")
"""Keywords that allow every value if they are 0."""


def model_diff(old: str, new: str) -> int:
    """Print the differences between two models or schemas; return 1 if they differ, or else 0.

    Raises:
        InvalidSetting: An argument is neither a folder with service models nor a schema, or
            neither has a faked operation.
    """
    before, after = _read(Path(old)), _read(Path(new))
    if not before and not after:
        raise _incomparable(Path(old), f"neither it nor {new} has a faked operation")
    lines = list(differences(before, after))
    text = "\n".join(lines) or "The faked operations are the same."
    print(text, flush=True)  # noqa: T201
    return 1 if lines else 0


def differences(old: Schemas, new: Schemas) -> Iterator[str]:
    """Yield a line for each difference of members, constraints and errors."""
    for title in dict.fromkeys([*old, *new]):
        if title not in old or title not in new:
            yield f"{title}: {'added' if title in new else 'removed'}"
            continue
        before, after = _flat(old[title]), _flat(new[title])
        for path in sorted({*before, *after}):
            where = f"{title}: {path}" if path else title
            if path not in before or path not in after:
                kind = "error" if title.endswith(_ERRORS) else "member"
                yield f"{where}: {kind} {'added' if path in after else 'removed'}"
                continue
            for keyword in sorted({*before[path], *after[path]}):
                left, right = before[path].get(keyword), after[path].get(keyword)
                if left != right:
                    yield f"{where}: {keyword} {_changed(left, right)}"


def _changed(left: Any, right: Any) -> str:
    if isinstance(left, list) and isinstance(right, list):
        changes = [f"+{each}" for each in right if each not in left]
        changes += [f"-{each}" for each in left if each not in right]
        return " ".join(changes) or "in another order"
    return f"{_value(left)} -> {_value(right)}"


def _value(value: Any) -> str:
    return "none" if value is None else json.dumps(value)


def _flat(schema: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the constraints of a schema's members by path."""
    found: dict[str, dict[str, Any]] = {}
    definitions: Mapping[str, Any] = schema.get("$defs", {})

    def add(path: str, given: Mapping[str, Any], above: tuple[str, ...]) -> None:
        name = str(given.get("$ref", "")).rpartition("/")[2]
        node = {**definitions.get(name, {}), **given}
        required = node.get("required", [])
        found[path] = {
            keyword: value
            for keyword, value in node.items()
            if not isinstance(value, Mapping)
            and keyword not in _NO_CONSTRAINTS
            and (value != 0 or keyword not in _MINIMUM_SIZES)
        }
        if "x-aws-pattern" in node:
            # The translation of the same pattern.
            found[path].pop("pattern", None)
        if name in above:
            return
        above = (*above, name) if name else above
        for member, inner in node.get("properties", {}).items():
            inside = f"{path}.{member}" if path else member
            add(inside, inner, above)
            if member in required:
                found[inside]["required"] = True
        for keyword, suffix in (("items", "[]"), ("additionalProperties", "{}")):
            if isinstance(node.get(keyword), Mapping):
                add(f"{path}{suffix}", node[keyword], above)
        if isinstance(node.get("propertyNames"), Mapping):
            add(f"{path}{{key}}", node["propertyNames"], above)

    add("", schema, ())
    return found


def _read(path: Path) -> Schemas:
    if path.is_dir():
        return _of_folder(path)
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        *_, operation, direction = document["$id"].split(":")
    except OSError as error:
        problem = error.strerror or type(error).__name__
    except (KeyError, TypeError, ValueError, AttributeError):
        problem = "it is not a schema"
    else:
        return {f"{operation} {direction}": document}
    raise _incomparable(path, problem)


def _incomparable(path: Path, problem: str) -> InvalidSetting:
    return InvalidSetting(
        f"{path} cannot be compared ({problem}). Give the folder of an installed botocore, a "
        "folder that holds sagemaker/2017-07-24/service-2.json such as its data folder, or a file "
        "that `python -m pytest_workteam schema` printed.",
        topic="evidence",
    )


def _of_folder(folder: Path) -> Schemas:
    """Return the schemas and errors of the faked operations in a folder of service models."""
    places = [folder, folder / "data", folder / "botocore" / "data"]
    data = next((each for each in places if (each / "sagemaker").is_dir()), None)
    if data is None:
        raise _incomparable(folder, "no service models are in it")
    found: Schemas = {}
    for name, operation in operations().items():
        try:
            model = service_model_in(data, operation.service.name)
        except UnknownNameError:
            # Older than the service.
            continue
        if name not in model.operation_names:
            continue
        described: Any = model.operation_model(name)
        found |= {
            f"{name} {direction}": schema for direction, schema in schemas_of(described).items()
        }
        errors: dict[str, dict[str, Any]] = {
            shape.error_code: {} for shape in described.error_shapes
        }
        found[f"{name} {_ERRORS}"] = {"properties": errors}
    return found
