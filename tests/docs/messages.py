"""The messages of the plugin's own errors, read from its source.

Each stands with ``…`` for what is filled in.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "pytest_workteam"

_RAISED = {
    "AssertionError",
    "BackendStopped",
    "ImportError",
    "InvalidSetting",
    "LookupError",
    "OperationNotFaked",
    "Refusal",
    "SeedRefused",
    "TypeError",
    "UnknownNameError",
    "UsageError",
    "ValueError",
    "WorkteamError",
    "_Refused",
    "fail",
}
"""What makes an error that a user meets, or ends a test."""

_INTERNAL = {"schema/automaton.py", "schema/java_regex.py", "backend/wire.py"}
"""Where errors are caught again, or would be mistakes of the plugin's own."""

_WORD = re.compile(r"(?<![\w-])[A-Za-z]{2,}")
_FEWEST_WORDS = 4
"""Of what is more than a frame around another message."""


def messages() -> Iterator[str]:
    """Each message that stands where its error is made."""
    for module, tree in _modules().items():
        if module in _INTERNAL:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in _RAISED:
                for argument in node.args:
                    text = _text(argument)
                    if len(_WORD.findall(text)) >= _FEWEST_WORDS:
                        yield text


@functools.cache
def texts() -> frozenset[str]:
    """Every text of the package, so those too of which a message is put together."""
    return frozenset(
        _text(node).strip()
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
    """What an expression says; empty if it is no text, the first way if it says several."""
    if isinstance(expression, ast.Constant):
        return expression.value if isinstance(expression.value, str) else ""
    if isinstance(expression, ast.JoinedStr):
        return "".join(_text(value) for value in expression.values)
    if isinstance(expression, ast.FormattedValue):
        return "…"
    if isinstance(expression, ast.BinOp):
        return _text(expression.left) + _text(expression.right)
    return _text(expression.body) if isinstance(expression, ast.IfExp) else ""
