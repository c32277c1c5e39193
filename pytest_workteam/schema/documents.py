"""JSON Schema documents of an operation's request and response, from its shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_workteam.schema.descriptions import plain_text
from pytest_workteam.schema.model import operation_model
from pytest_workteam.schema.patterns import ecma_pattern
from pytest_workteam.schema.values import is_sensitive

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.model import OperationModel, ServiceModel, Shape

DIALECT = "https://json-schema.org/draft/2020-12/schema"

JAVA_PATTERN = "x-aws-pattern"
"""Annotation: the regular expression as the model writes it, for Java, to match the whole value."""
SENSITIVE = "x-aws-sensitive"
"""Annotation: values must not be shown or logged."""
SHAPE_TYPE = "x-aws-type"
"""Annotation: the shape's type, where JSON has no type of its own for it."""

# What botocore lets into a host name that a parameter becomes part of.
_HOST_LABEL = "^[A-Za-z0-9.-]+$"
# The sizes that a shape's min and max are about, by the shape's type.
_SIZES = {
    "string": ("minLength", "maxLength"),
    "list": ("minItems", "maxItems"),
    "map": ("minProperties", "maxProperties"),
    "integer": ("minimum", "maximum"),
    "long": ("minimum", "maximum"),
    "float": ("minimum", "maximum"),
    "double": ("minimum", "maximum"),
}
# How a timestamp is written where neither the shape nor its place in the message says it.
_TIMESTAMP_FORMATS = {"query": "iso8601", "ec2": "iso8601", "rest-xml": "iso8601"}
_PLACED_TIMESTAMP_FORMATS = {"header": "rfc822", "uri": "iso8601", "querystring": "iso8601"}


def request_schema(
    operation: str, service: str = "sagemaker", *, descriptions: bool = False
) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of an operation's parameters.

    The document describes the parameters under the names that a client takes, with values as
    JSON has them: blobs as base64 text, timestamps as the service's protocol writes them (for
    JSON 1.1: seconds since the epoch). It stands by itself and has one definition per shape.
    Members that the model does not know are refused. A null member, which the service takes for
    an absent one, is not described.

    Two annotations carry what JSON Schema cannot: `x-aws-pattern`, the model's Java regular
    expression, whose ECMA-262 form, anchored at both ends, is `pattern`; and `x-aws-sensitive`.

    Args:
        operation: The operation's name in the API ("CreateWorkteam").
        service: botocore's name of the service.
        descriptions: Whether to add the model's documentation as titles and descriptions.

    Returns:
        A new document, the same for the same model.

    Raises:
        UnknownNameError: There is no such operation or service.
    """
    model = operation_model(operation, service)
    return _document(model, "request", model.input_shape, descriptions=descriptions)


def response_schema(
    operation: str, service: str = "sagemaker", *, descriptions: bool = False
) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what an operation answers.

    As `request_schema`, for the members of the output. A stream of events is an array of them.
    """
    model = operation_model(operation, service)
    return _document(model, "response", model.output_shape, descriptions=descriptions)


def timestamp_format(model: ServiceModel, shape: Shape) -> str:
    """How a service writes a timestamp, in small letters, such as ``iso8601``."""
    protocol = getattr(model, "resolved_protocol", None) or model.protocol
    written: str = (
        shape.serialization.get("timestampFormat")
        or _PLACED_TIMESTAMP_FORMATS.get(shape.serialization.get("location", ""))
        or _TIMESTAMP_FORMATS.get(protocol, "unixTimestamp")
    )
    return written.lower()


def schemas_of(operation: OperationModel) -> dict[str, dict[str, Any]]:
    """Return the JSON Schemas of an operation's request and response, from any model of it."""
    shapes = {"request": operation.input_shape, "response": operation.output_shape}
    return {
        direction: _document(operation, direction, shape, descriptions=False)
        for direction, shape in shapes.items()
    }


def is_json_value(member: Any) -> bool:
    """Return whether a client takes any JSON value for a member, and writes it as text.

    botocore does so with texts that travel in a header; elsewhere the trait means nothing to it.
    """
    traits = member.serialization
    return bool(traits.get("jsonvalue")) and traits.get("location") == "header"


def _document(
    operation: OperationModel, direction: str, shape: Shape | None, *, descriptions: bool
) -> dict[str, Any]:
    service = operation.service_model
    document: dict[str, Any] = {
        "$schema": DIALECT,
        "$id": (
            f"urn:pytest-workteam:{service.service_name}:{service.api_version}"
            f":{operation.name}:{direction}"
        ),
    }
    if descriptions:
        document["title"] = f"{operation.name} {direction}"
        if operation.documentation:
            document["description"] = plain_text(operation.documentation)
    if shape is None:
        return {**document, "type": "object", "properties": {}, "additionalProperties": False}
    definitions = _Definitions(operation, direction, descriptions=descriptions)
    document["$ref"] = definitions.reference(shape)
    document["$defs"] = definitions.build()
    return document


class _Definitions:
    """The `$defs` of one document: each shape once, in the order it is first met."""

    def __init__(self, operation: OperationModel, direction: str, *, descriptions: bool) -> None:
        self._model = operation.service_model
        self._direction = direction
        self._descriptions = descriptions
        self._built: dict[str, dict[str, Any]] = {}
        self._waiting: list[str] = []
        self._makers: dict[str, Callable[[Any], dict[str, Any]]] = {
            "structure": self._structure,
            "list": self._list,
            "map": self._map,
            "string": self._string,
            "blob": self._blob,
            "timestamp": self._timestamp,
            "boolean": lambda _: {"type": "boolean"},
            "integer": lambda _: {"type": "integer"},
            "long": lambda _: {"type": "integer"},
            "float": lambda _: {"type": "number"},
            "double": lambda _: {"type": "number"},
        }

    def reference(self, shape: Shape) -> str:
        if shape.name not in self._built:
            self._built[shape.name] = {}
            self._waiting.append(shape.name)
        return f"#/$defs/{shape.name}"

    def build(self) -> dict[str, dict[str, Any]]:
        # A list of what waits, not recursion: some models nest deeper than Python's stack.
        while self._waiting:
            name = self._waiting.pop(0)
            # Resolved by its name, so without the traits of the member that it was met as.
            self._built[name] = self._definition(self._model.shape_for(name))
        return self._built

    def _definition(self, shape: Shape) -> dict[str, Any]:
        definition = self._makers[shape.type_name](shape)
        for keyword, trait in zip(_SIZES.get(shape.type_name, ()), ("min", "max"), strict=False):
            if trait in shape.metadata:
                definition[keyword] = shape.metadata[trait]
        if is_sensitive(shape):
            definition[SENSITIVE] = True
            if self._direction == "request":
                definition["writeOnly"] = True
        if self._descriptions and shape.documentation:
            definition["description"] = plain_text(shape.documentation)
        return definition

    def _structure(self, shape: Any) -> dict[str, Any]:
        if shape.is_document_type:
            return {SHAPE_TYPE: "document"}
        definition: dict[str, Any] = {
            "type": "object",
            "properties": {name: self._member(member) for name, member in shape.members.items()},
        }
        if shape.required_members:
            definition["required"] = list(dict.fromkeys(shape.required_members))
        definition["additionalProperties"] = False
        if shape.is_tagged_union:
            definition |= {SHAPE_TYPE: "union", "minProperties": 1, "maxProperties": 1}
        return definition

    def _member(self, member: Shape) -> dict[str, Any]:
        if member.serialization.get("eventstream"):
            return {"type": "array", "items": {"$ref": self.reference(member)}}
        if is_json_value(member):
            return {SHAPE_TYPE: "jsonvalue"}
        written = self._timestamp(member) if member.type_name == "timestamp" else None
        if written is not None and written != self._timestamp(self._model.shape_for(member.name)):
            reference = written
        else:
            reference = {"$ref": self.reference(member)}
        if member.serialization.get("hostLabel"):
            reference["pattern"] = _HOST_LABEL
        if self._descriptions and member.documentation:
            reference["description"] = plain_text(member.documentation)
        return reference

    def _list(self, shape: Any) -> dict[str, Any]:
        return {"type": "array", "items": self._member(shape.member)}

    def _map(self, shape: Any) -> dict[str, Any]:
        return {
            "type": "object",
            "propertyNames": {"$ref": self.reference(shape.key)},
            "additionalProperties": self._member(shape.value),
        }

    def _string(self, shape: Any) -> dict[str, Any]:
        definition: dict[str, Any] = {"type": "string"}
        if shape.enum:
            definition["enum"] = list(dict.fromkeys(shape.enum))
        java = shape.metadata.get("pattern")
        if java is not None:
            ecma = ecma_pattern(java)
            if ecma is not None:
                definition["pattern"] = ecma
            definition[JAVA_PATTERN] = java
        return definition

    def _blob(self, shape: Shape) -> dict[str, Any]:
        definition: dict[str, Any] = {"type": "string", "contentEncoding": "base64"}
        # The model counts bytes. Base64 makes four characters of every three begun.
        for keyword, trait in (("minLength", "min"), ("maxLength", "max")):
            if trait in shape.metadata:
                definition[keyword] = -(-shape.metadata[trait] // 3) * 4
        return definition

    def _timestamp(self, shape: Shape) -> dict[str, Any]:
        written = timestamp_format(self._model, shape)
        if written == "unixtimestamp":
            return {"type": "number", SHAPE_TYPE: "timestamp"}
        definition = {"type": "string", SHAPE_TYPE: "timestamp"}
        if written == "iso8601":
            definition["format"] = "date-time"
        return definition
