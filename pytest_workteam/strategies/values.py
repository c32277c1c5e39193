"""Strategies of values for the shapes of the service model."""

from __future__ import annotations

import datetime as dt
import functools
import re
import string
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from pytest_workteam.schema.documents import is_json_value
from pytest_workteam.schema.java_syntax import in_ascii
from pytest_workteam.schema.patterns import java_pattern

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

# Below this depth, leave out optional members: requests would become huge.
_FULL_DEPTH = 3
MOST_ELEMENTS = 5
"""Maximum number of list elements beyond the required ones."""
MOST_REPEATED = 64
"""Maximum number of characters beyond the required ones."""
NAME = string.ascii_letters + string.digits + "-"
# Named, since Hypothesis takes seconds to compute a set of categories for the first time.
_PLAIN = NAME + string.punctuation + " \xe9\xdf\u65e5\U0001f600"


# Not st.fixed_dictionaries: Hypothesis's explain phase runs a failing test about a hundred times
# per entry.
@st.composite
def dictionaries(
    draw: st.DrawFn,
    required: Mapping[str, SearchStrategy[Any]],
    optional: Mapping[str, SearchStrategy[Any]] | None = None,
) -> dict[str, Any]:
    """Return a strategy of dicts with all required entries and any of the optional ones."""
    chosen = {name: each for name, each in (optional or {}).items() if draw(st.booleans())}
    return {name: draw(each) for name, each in {**required, **chosen}.items()}


class Values:
    """Strategies of values, cached by shape and depth."""

    def __init__(self) -> None:
        self._makers: dict[str, Callable[[Any, int], SearchStrategy[Any]]] = {
            "structure": self._structure,
            "list": self._list,
            "map": self._map,
            "string": lambda shape, _: _strings(shape),
            "blob": lambda shape, _: _blobs(shape),
            "timestamp": lambda shape, _: _timestamps(shape),
            "boolean": lambda *_: st.booleans(),
            "integer": lambda shape, _: _integers(shape, 31),
            "long": lambda shape, _: _integers(shape, 63),
            "float": lambda shape, _: _floats(shape),
            "double": lambda shape, _: _floats(shape),
        }
        self._made: dict[tuple[str, int], SearchStrategy[Any]] = {}

    def of(self, shape: Any, depth: int) -> SearchStrategy[Any]:
        if is_json_value(shape):
            return _JSON
        key = (shape.name, depth)
        if key not in self._made:
            self._made[key] = self._makers[shape.type_name](shape, depth)
        return self._made[key]

    def _structure(self, shape: Any, depth: int) -> SearchStrategy[Any]:
        return self.structure(shape, depth, {})

    def structure(
        self, shape: Any, depth: int, own: Mapping[str, SearchStrategy[Any] | None]
    ) -> SearchStrategy[Any]:
        """A strategy of structures.

        Args:
            shape: The structure's shape.
            depth: How deep it is nested.
            own: Strategies that replace the model's, by member; None leaves an optional member out.
                A name that ends in ``!`` makes the member required.
        """
        if shape.is_document_type:
            return _JSON
        members = shape.members
        if shape.is_tagged_union:
            scalars = {name: each for name, each in members.items() if not _is_container(each)}
            chosen = scalars if scalars and depth >= _FULL_DEPTH else members
            return st.one_of(
                [
                    dictionaries({name: self.of(member, depth + 1)})
                    for name, member in chosen.items()
                ]
            )
        required: dict[str, SearchStrategy[Any]] = {}
        optional: dict[str, SearchStrategy[Any]] = {}
        for name, member in members.items():
            always = f"{name}!" in own
            strategy = own.get(f"{name}!") if always else own.get(name, ...)
            is_required = name in shape.required_members
            if strategy is None and not is_required:
                continue
            if strategy is ... or strategy is None:
                strategy = self.of(member, depth + 1)
            if always or is_required:
                required[name] = strategy
            elif depth < _FULL_DEPTH:
                optional[name] = strategy
        return dictionaries(required, optional)

    def _list(self, shape: Any, depth: int) -> SearchStrategy[Any]:
        least, most = _sizes(shape)
        return st.lists(self.of(shape.member, depth + 1), min_size=least, max_size=most)

    def _map(self, shape: Any, depth: int) -> SearchStrategy[Any]:
        least, most = _sizes(shape)
        return st.dictionaries(
            self.of(shape.key, depth + 1),
            self.of(shape.value, depth + 1),
            min_size=least,
            max_size=most,
        )


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def _timestamps(shape: Any) -> SearchStrategy[Any]:
    seconds = st.integers(0, 2**32)
    if shape.serialization.get("timestampFormat") == "iso8601":
        utc = dt.timezone.utc
        return seconds.map(lambda each: dt.datetime.fromtimestamp(each, utc).isoformat())
    return seconds.map(float)


def _is_container(shape: Any) -> bool:
    return shape.type_name in {"structure", "list", "map"}


def _sizes(shape: Any) -> tuple[int, int]:
    least = shape.metadata.get("min", 0)
    return least, min(shape.metadata.get("max", least + MOST_ELEMENTS), least + MOST_ELEMENTS)


def _integers(shape: Any, bits: int) -> SearchStrategy[int]:
    traits = shape.metadata
    return st.integers(int(traits.get("min", -(2**bits))), int(traits.get("max", 2**bits - 1)))


def _floats(shape: Any) -> SearchStrategy[float]:
    return st.floats(
        shape.metadata.get("min"), shape.metadata.get("max"), allow_nan=False, allow_infinity=False
    )


def _blobs(shape: Any) -> SearchStrategy[str]:
    import base64

    least, most = _sizes(shape)
    # A base64 schema only counts whole groups of three bytes.
    return st.binary(min_size=least, max_size=most).map(lambda raw: base64.b64encode(raw).decode())


@functools.cache
def _strings_of(
    least: int, most: int | None, pattern: str | None, enum: tuple[str, ...]
) -> SearchStrategy[str]:
    longest = least + MOST_REPEATED if most is None else most
    if enum:
        strategy = st.sampled_from(enum)
    elif pattern is None:
        return st.text(_PLAIN, min_size=least, max_size=min(longest, least + MOST_REPEATED))
    else:
        strategy = _matching(pattern, least, longest)
    matches = java_pattern(pattern).matches if pattern is not None else None
    return strategy.filter(
        lambda text: least <= len(text) <= longest and (matches is None or matches(text))
    )


_WITHOUT_BACKTRACKING = re.compile(r"\(\?>|(?<=[*+?}])\+")


def _matching(pattern: str, least: int, longest: int) -> SearchStrategy[str]:
    """Texts that nearly always match; the caller filters by the pattern."""
    matches = java_pattern(pattern).matches
    if all(matches(text * max(least, 1)) for text in "0aZ"):
        # Hypothesis shrinks and explains one text draw much faster than a regex's many draws.
        return st.text(NAME, min_size=max(least, 1), max_size=min(longest, MOST_REPEATED))
    translation = java_pattern(pattern).translation
    if translation is None:
        return st.text(_PLAIN, min_size=least, max_size=min(longest, least + MOST_REPEATED))
    # Python 3.10 has neither atomic groups nor possessive quantifiers.
    readable = _WITHOUT_BACKTRACKING.sub(
        lambda match: "(?:" if match[0] == "(?>" else "", in_ascii(translation)
    )
    plain = st.from_regex(readable, fullmatch=True, alphabet=_PLAIN)
    try:
        plain.validate()
    except InvalidArgument:
        # A range in the pattern has no plain character.
        return st.from_regex(readable, fullmatch=True)
    return plain


def _strings(shape: Any) -> SearchStrategy[str]:
    traits = shape.metadata
    least = traits.get("min", 1 if shape.serialization.get("hostLabel") else 0)
    return _strings_of(least, traits.get("max"), traits.get("pattern"), tuple(shape.enum))
