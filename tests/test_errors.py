"""The plugin's own errors keep their message and link wherever they go."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from pytest_workteam import UnknownNameError, WorkteamBackend, WorkteamError, errors
from tests.support import linked

ERRORS = [
    each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, WorkteamError)
]


def pickled(error: Exception) -> Any:
    return pickle.loads(pickle.dumps(error))


@pytest.mark.parametrize("copied", [copy.copy, pickled])
@pytest.mark.parametrize("error", ERRORS)
def test_a_copy_says_the_same(
    error: type[WorkteamError], copied: Callable[[Exception], Exception]
) -> None:
    original = error("A message.", topic="attach")

    assert str(copied(original)) == str(original) == linked("A message.", "attach")
    assert str(error("A message.")) == linked("A message.", error.topic)


@pytest.mark.parametrize("copied", [copy.copy, pickled])
def test_a_copy_knows_the_nearest_names(copied: Callable[[Exception], Any]) -> None:
    with pytest.raises(UnknownNameError) as caught:
        WorkteamBackend().fail("CreateWorkTeam", "ResourceInUse")

    copy_of_it = copied(caught.value)
    assert copy_of_it.nearest == caught.value.nearest == ("CreateWorkteam",)
    assert str(copy_of_it) == str(caught.value)


@pytest.mark.parametrize("name", [5, None])
def test_a_name_that_is_no_text(name: Any) -> None:
    with pytest.raises(
        UnknownNameError, match=f"^the fake has no operation {name}. It has AddTags, Create"
    ):
        WorkteamBackend().fail(name, "ResourceInUse")


def test_one_that_tells_another_message_keeps_its_link() -> None:
    inner = WorkteamError("Inside.", topic="attach")

    assert str(WorkteamError(f"Outside: {inner}")) == f"Outside: {linked('Inside.', 'attach')}"
