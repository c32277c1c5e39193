"""The task types of labeling jobs, identified by AWS's Lambda functions or worker UIs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

from pytest_workteam.protocols.messages import Parameters

Form: TypeAlias = Literal["class", "classes", "boxes", "spans", "any"]
"""The form of an answer: a class, several classes, bounding boxes, text spans, or any form."""


class TaskType(NamedTuple):
    """A task type.

    Attributes:
        name: The name in the ARNs of AWS's Lambda functions; ``Custom`` for other functions.
        metadata_type: The ``type`` in the labels' metadata.
        form: The form of an answer.
        element: The crowd element of the worker template; empty if not known.
        prefixed: Whether the labels' ``job-name`` starts with ``labeling-job/``.
    """

    name: str
    metadata_type: str
    form: Form = "any"
    element: str = ""
    prefixed: bool = True

    @property
    def needs_ref(self) -> bool | None:
        """Whether label attribute names must end with ``-ref``; None if either is valid."""
        if self is CUSTOM:
            return None
        return self.name.removeprefix("Adjustment") in _NEED_REF

    @property
    def shows_sequences(self) -> bool:
        """Whether tasks show video frames or 3D point clouds."""
        return "VideoObject" in self.name or "PointCloud" in self.name

    @property
    def max_data_objects(self) -> int:
        """Maximum number of data objects of a job, as documented."""
        return 20_000 if self.name == "SemanticSegmentation" else 100_000

    @property
    def min_categories(self) -> int:
        """Minimum number of labels in a label category file, as documented."""
        return 2 if self.name.startswith(("ImageMultiClass", "TextMultiClass")) else 1


CUSTOM = TaskType("Custom", "groundtruth/custom")

_NEED_REF = frozenset(
    {
        "SemanticSegmentation",
        "VideoObjectDetection",
        "VideoObjectTracking",
        "3DPointCloudSemanticSegmentation",
        "3DPointCloudObjectTracking",
    }
)
_DOCUMENTED = (
    TaskType(
        "ImageMultiClass",
        "groundtruth/image-classification",
        "class",
        "crowd-image-classifier",
        prefixed=False,
    ),
    TaskType(
        "TextMultiClass",
        "groundtruth/text-classification",
        "class",
        "crowd-classifier",
        prefixed=False,
    ),
    TaskType(
        "ImageMultiClassMultiLabel",
        "groundtruth/image-classification-multilabel",
        "classes",
        "crowd-image-classifier-multi-select",
    ),
    TaskType(
        "TextMultiClassMultiLabel",
        "groundtruth/text-classification-multilabel",
        "classes",
        "crowd-classifier-multi-select",
    ),
    TaskType(
        "BoundingBox", "groundtruth/object-detection", "boxes", "crowd-bounding-box", prefixed=False
    ),
    TaskType("NamedEntityRecognition", "groundtruth/text-span", "spans", "crowd-entity-annotation"),
    TaskType(
        "SemanticSegmentation",
        "groundtruth/semantic-segmentation",
        element="crowd-semantic-segmentation",
        prefixed=False,
    ),
    TaskType("VideoMultiClass", "groundtruth/video-classification", "class", "crowd-classifier"),
    TaskType("VideoObjectDetection", "groundtruth/video-object-detection"),
    TaskType("VideoObjectTracking", "groundtruth/video-object-tracking"),
    TaskType("3DPointCloudObjectDetection", "groundtruth/point-cloud-object-detection"),
    TaskType("3DPointCloudObjectTracking", "groundtruth/point-cloud-object-tracking"),
    TaskType("3DPointCloudSemanticSegmentation", "groundtruth/point-cloud-semantic-segmentation"),
)
_BY_NAME: Mapping[str, TaskType] = {each.name: each for each in _DOCUMENTED}
_FUNCTION = re.compile(r":function:(?:PRE|ACS)-(?P<name>\w+)(?::|$)")


def task_type_of(human_task_config: Mapping[str, Any]) -> TaskType:
    """The task type of a ``HumanTaskConfig``."""
    consolidation: Parameters = human_task_config.get("AnnotationConsolidationConfig", {})
    for function in (
        human_task_config.get("PreHumanTaskLambdaArn", ""),
        consolidation.get("AnnotationConsolidationLambdaArn", ""),
    ):
        match = _FUNCTION.search(function)
        if match:
            return _named(match["name"])
    if "HumanTaskUiArn" in human_task_config["UiConfig"]:
        name = human_task_config["UiConfig"]["HumanTaskUiArn"].rpartition("/")[2]
        name = name.replace("PointCloud", "3DPointCloud", 1)
        return _BY_NAME.get(name, CUSTOM)
    return CUSTOM


def _named(name: str) -> TaskType:
    if name.startswith("Verification"):
        return TaskType(
            name,
            "groundtruth/label-verification",
            "class",
            "crowd-image-classifier",
            prefixed=False,
        )
    original = _BY_NAME.get(name.removeprefix("Adjustment"))
    if original is None:
        return CUSTOM
    return original._replace(name=name)
