"""The messages of the plugin's own errors, and what they link to, read from its source.

Each stands with ``…`` for what is filled in.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pytest_workteam import errors

PACKAGE = Path(__file__).parents[2] / "pytest_workteam"

OWN_ERRORS = {
    name: each
    for name, each in vars(errors).items()
    if isinstance(each, type) and issubclass(each, errors.WorkteamError)
}

_TOPICS: dict[str, str | None] = {
    **{name: each.topic for name, each in OWN_ERRORS.items()},
    "RefusedResponse": errors.OperationNotFaked.topic,
    "_Refused": "endpoint",
    "_refuse": "endpoint",
    **dict.fromkeys(
        ["AssertionError", "ImportError", "LookupError", "TypeError", "UsageError", "ValueError"]
    ),
    "fail": None,
}
"""What makes an error that a user meets, or ends a test, and what it links to by itself."""

_INTERNAL = {"schema/automaton.py", "schema/java_regex.py", "backend/wire.py"}
"""Where errors are caught again, or would be mistakes of the plugin's own."""

_WORD = re.compile(r"(?<![\w-])[A-Za-z]{2,}")
_FEWEST_WORDS = 4
"""Of what is more than a frame around another message."""


class Message(NamedTuple):
    """A message, and the anchor that it links to; None for no link."""

    text: str
    topic: str | None


def messages() -> Iterator[Message]:
    """Each message that stands where its error is made or its link is given."""
    for call in _calls():
        if _name(call.func) == "linked":
            made = [Message(_text(call.args[0]), _text(call.args[1]))]
        else:
            topic = next((_text(each.value) for each in call.keywords if each.arg == "topic"), None)
            by_itself = _TOPICS[_name(call.func)]
            made = [Message(_text(each), topic or by_itself) for each in call.args]
        yield from (each for each in made if len(_WORD.findall(each.text)) >= _FEWEST_WORDS)


def topics() -> frozenset[str]:
    """Every anchor that a message links to."""
    given = {_text(call.args[1]) for call in _calls() if _name(call.func) == "linked"}
    given |= {
        _text(each.value) for call in _calls() for each in call.keywords if each.arg == "topic"
    }
    by_themselves = {_TOPICS.get(_name(call.func)) for call in _calls()}
    return frozenset(topic for topic in given | by_themselves if topic)


def _calls() -> Iterator[ast.Call]:
    for module, tree in _modules().items():
        if module in _INTERNAL:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in {"linked", *_TOPICS}:
                yield node


@functools.cache
def texts() -> frozenset[str]:
    """Every text of the package, so those too of which a message is put together."""
    return frozenset(
        _text(node)
        for tree in _modules().values()
        for node in ast.walk(tree)
        if isinstance(node, (ast.BinOp, ast.Constant, ast.JoinedStr))
    )


@functools.cache
def _modules() -> dict[str, ast.Module]:
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _text(expression: ast.AST) -> str:
    """What an expression says in one line; empty if nothing, the first way if it says several."""
    return " ".join(_raw_text(expression).split())


def _raw_text(expression: ast.AST) -> str:
    if isinstance(expression, ast.Constant):
        return expression.value if isinstance(expression.value, str) else ""
    if isinstance(expression, ast.JoinedStr):
        return "".join(_raw_text(value) for value in expression.values)
    if isinstance(expression, ast.FormattedValue):
        return "…"
    if isinstance(expression, ast.BinOp):
        return _raw_text(expression.left) + _raw_text(expression.right)
    return _raw_text(expression.body) if isinstance(expression, ast.IfExp) else ""
