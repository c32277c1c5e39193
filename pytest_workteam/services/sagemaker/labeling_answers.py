"""Annotation consolidation: from workers' answers to the label of a data object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from pytest_workteam.errors import InvalidAnswer
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services.sagemaker.labeling_task_types import TaskType

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True


class Categories:
    """The label categories of a job, and their indexes.

    Args:
        names: The labels of the label category file; empty without a file. Categories are then
            numbered in the order of the answers.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._indexes = {name: index for index, name in enumerate(names)}
        self._known = bool(names)

    def check(self, job: str, names: Sequence[str]) -> None:
        """Check the categories in an answer.

        Raises:
            InvalidAnswer: The label category file lacks a category.
        """
        for name in names:
            if self._known and name not in self._indexes:
                raise InvalidAnswer(
                    f"The answer to a task of {job} has the category {name!r}, which its label "
                    f"category file lacks. The categories are {', '.join(self._indexes)}."
                )

    def index(self, name: str) -> int:
        """The index of a category; an unknown category gets the next index."""
        return self._indexes.setdefault(name, len(self._indexes))

    def name(self, index: int) -> str:
        """The category with an index; ``""`` for an unknown index."""
        return next((name for name, each in self._indexes.items() if each == index), "")


def chosen_categories(task_type: TaskType, job: str, answer: Any) -> list[str]:
    """The categories in an answer to a classification task.

    Raises:
        InvalidAnswer: The answer names no category, or several where the task takes one.
    """
    choice = answer
    if isinstance(choice, dict):
        inner = cast("Parameters", choice).get(task_type.element, choice)
        choice = inner.get("label", inner.get("labels")) if isinstance(inner, dict) else inner
    names: list[Any] = choice if isinstance(choice, list) else [choice]
    if task_type.form == "classes":
        wanted = "a list of categories, such as ['car', 'bus']"
        valid = bool(names) and all(isinstance(name, str) and name for name in names)
    else:
        wanted = "a category, such as 'car'"
        valid = len(names) == 1 and isinstance(names[0], str) and bool(names[0])
    if not valid:
        raise InvalidAnswer(
            f"The answer to a task of {job} is {answer!r}; a task of type {task_type.name} takes "
            f"{wanted}."
        )
    return names


def sample_answer(task_type: TaskType, categories: Sequence[str]) -> Any:
    """A valid answer to a task of this type."""
    category = categories[0] if categories else "label"
    samples: Parameters = {"class": category, "classes": [category]}
    return samples.get(task_type.form, {})


def answer_content(task_type: TaskType, answer: Any) -> Any:
    """The ``answerContent`` of a worker's response."""
    if isinstance(answer, dict) or not task_type.element:
        return answer
    if task_type.form == "class":
        return {task_type.element: {"label": answer}}
    if task_type.form == "classes":
        return {task_type.element: {"labels": answer}}
    return {task_type.element: answer}


def consolidate(
    task_type: TaskType, job: str, answers: Sequence[Any], categories: Categories
) -> tuple[Any, Parameters]:
    """Consolidate the answers for a data object.

    A class is decided by majority; several classes are the union of all answers; any other
    form is the last answer.

    Returns:
        The label, and the part of its metadata that depends on the task type.
    """
    if task_type.form == "class":
        votes = [chosen_categories(task_type, job, answer)[0] for answer in answers]
        # max() keeps the first of equal votes.
        name = max(votes, key=votes.count)
        confidence = _confidence(votes.count(name), len(votes))
        metadata = {"class-name": name, "confidence": confidence}
        return categories.index(name), metadata
    if task_type.form == "classes":
        # A worker who names a category twice has one vote.
        votes = [
            name
            for answer in answers
            for name in dict.fromkeys(chosen_categories(task_type, job, answer))
        ]
        indexes = {categories.index(name): name for name in votes}
        return list(indexes), {
            "class-map": {str(index): name for index, name in indexes.items()},
            "confidence-map": {
                str(index): _confidence(votes.count(name), len(answers))
                for index, name in indexes.items()
            },
        }
    label = answers[-1]
    if task_type.form == "boxes" and isinstance(label, dict):
        boxes = _dicts(cast("Parameters", label).get("annotations"))
        classes = sorted({box["class_id"] for box in boxes if type(box.get("class_id")) is int})
        return label, {
            "objects": [{"confidence": _confidence(1, len(answers))} for _ in boxes],
            "class-map": {str(index): categories.name(index) for index in classes},
        }
    if task_type.form == "spans" and isinstance(label, dict):
        for annotations in _dicts([cast("Parameters", label).get("annotations")]):
            spans = _dicts(annotations.get("entities"))
            return label, {"entities": [{"confidence": 0} for _ in spans]}
    return label, {}


def _dicts(value: Any) -> list[Parameters]:
    """The dicts in a list; empty if the value is not a list."""
    elements: list[Any] = value if isinstance(value, list) else []
    return [element for element in elements if isinstance(element, dict)]


def _confidence(votes: int, workers: int) -> float:
    """The fraction of workers who agree; 0 with one worker, as documented."""
    return 0.0 if workers == 1 else round(votes / workers, 2)
