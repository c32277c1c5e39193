"""A service model of the kinds of shapes that the family's own requests lack."""

from __future__ import annotations

from typing import Any

from botocore.model import OperationModel, ServiceModel

_SHAPES: dict[str, Any] = {
    "DoRequest": {
        "type": "structure",
        "required": ["Label", "Blob", "Choice"],
        "members": {
            "Label": {"shape": "Text", "hostLabel": True},
            "Header": {
                "shape": "Text",
                "location": "header",
                "locationName": "x-json",
                "jsonvalue": True,
            },
            "Blob": {"shape": "Blob"},
            "Choice": {"shape": "Choice"},
            "Odd": {"shape": "Odd"},
            "Anything": {"shape": "Anything"},
            "Counts": {"shape": "Counts"},
            "Share": {"shape": "Share"},
            "Size": {"shape": "Size"},
            "Free": {"shape": "Free"},
            "Flag": {"shape": "Flag"},
            "When": {"shape": "When"},
            "Every": {"shape": "Every"},
            "Few": {"shape": "Few"},
        },
    },
    "Text": {"type": "string"},
    "Blob": {"type": "blob", "min": 1, "max": 6},
    "Odd": {"type": "string", "pattern": "(?>a|b)(?>c|d)", "max": 5},
    "Every": {"type": "string", "pattern": r"[\s\S]*"},
    "Anything": {"type": "structure", "members": {}, "document": True},
    "Counts": {
        "type": "map",
        "key": {"shape": "Name"},
        "value": {"shape": "Size"},
        "min": 1,
        "max": 2,
    },
    "Few": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Size"}, "max": 2},
    "Name": {"type": "string", "enum": ["a", "b"], "pattern": "[ab]"},
    "Share": {"type": "double", "min": 0, "max": 1},
    "Size": {"type": "long", "min": 1},
    "Free": {"type": "float", "max": 5},
    "Flag": {"type": "boolean"},
    "When": {"type": "timestamp"},
    "Choice": {
        "type": "structure",
        "union": True,
        "members": {"One": {"shape": "Text"}, "More": {"shape": "Choices"}},
    },
    "Choices": {"type": "list", "member": {"shape": "Choice"}, "max": 2},
}

_MODEL: dict[str, Any] = {
    "metadata": {
        "apiVersion": "2020-01-01",
        "protocol": "rest-json",
        "serviceId": "Made Up",
        "endpointPrefix": "made-up",
    },
    "operations": {
        "Do": {
            "name": "Do",
            "http": {"method": "POST", "requestUri": "/"},
            "input": {"shape": "DoRequest"},
        },
        "Rest": {"name": "Rest", "http": {"method": "POST", "requestUri": "/"}},
    },
    "shapes": _SHAPES,
}

MADE_UP = ServiceModel(_MODEL, "made-up")


def made_up_operation(operation: str, service: str = "made-up") -> OperationModel:
    """In the place of ``operation_model``."""
    assert service == "made-up"
    return MADE_UP.operation_model(operation)
