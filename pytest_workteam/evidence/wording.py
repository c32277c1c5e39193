"""Placeholders in messages, for a request's values and for the account's identity."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from pytest_workteam.engine.recorded import leaves

SECRETS = ("access_key", "secret_key", "session_token")
"""Placeholders of credentials, which are replaced inside words, too."""

_PATTERNS: Mapping[str, str] = {
    "account_id": r"(?<!\d)\d{12}(?!\d)",
    "access_key": r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b(?::[\w+=,.@-]*\w)?",
    "request_id": r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b",
    "principal": r"(?:(?<=:)(?:user|role)|\b(?:assumed-role|federated-user))/[^\s,'\"]+",
    # With the name of the role's session, often an e-mail address.
    "principal_id": r"\bA(?:ROA|IDA|GPA|IPA|NPA|NVA|PKA|BIA|CCA)[A-Z0-9]{12,}\b(?::[\w+=,.@-]*\w)?",
    "user_pool": r"\b[a-z]{2,}(?:-[a-z]+)+-\d+_[0-9A-Za-z]+\b",
    "email": r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b",
    "subdomain": r"\b[\w-]+\.labeling\.[\w-]+\.sagemaker\.[\w.-]*\w",
    "network_id": r"\b(?:vpce?|subnet|sg|eni)-[0-9a-f]{8,17}\b",
}
FILLERS: Mapping[str, str] = {
    "prefix": "example",
    "request_id": "00000000-0000-0000-0000-000000000000",
    "access_key": "AKIAIOSFODNN7EXAMPLE",
    "user_pool": "{region}_Example00",
    "client_id": "exampleclientid",
    "group": "experts",
    "principal": "user/tester",
    "principal_id": "AIDAIOSFODNN7EXAMPLE",
    "email": "user@example.com",
    "subdomain": "example.labeling.{region}.sagemaker.aws",
    "network_id": "vpc-00000000000000000",
    "workforce": "default",
    "secret_key": "********",
    "session_token": "********",
}
"""Examples for placeholders that no request fills."""

_SHORTEST = 3
"""Minimum length of a request's value that is replaced in messages."""


def template(
    message: str,
    *,
    details: Mapping[str, Any],
    parameters: Mapping[str, Any],
    names: Mapping[str, str],
) -> str:
    """Return a message as a template.

    Args:
        message: The message.
        details: The details of the fake's refusal of the same request; they take precedence.
        parameters: The request's parameters.
        names: Texts that identify the account, the user and the run, by placeholder.

    Returns:
        The message with placeholders; other braces are doubled.
    """
    literals: dict[str, list[str]] = {}
    for name, value in details.items():
        if value not in ("", None):
            literals.setdefault(str(value), []).append(name)
    for name, value in leaves(parameters).items():
        if isinstance(value, str) and len(value) >= _SHORTEST:
            literals.setdefault(value, [name])
    return _replaced(message, {**_literals(names), **literals, **_secrets(names)})


def redacted(text: str, names: Mapping[str, str]) -> str:
    """Return a text without the identity of the account and the user.

    Args:
        text: The text.
        names: Texts that identify the account and the user, by placeholder.
    """
    literals = {**_literals(names), **_secrets(names)}
    return _replaced(text, literals).replace("{{", "{").replace("}}", "}")


def fields_of(message: str) -> Collection[str]:
    """Return the placeholders in a template.

    Raises:
        ValueError: The text is not a template.
    """
    from string import Formatter

    fields = [
        (field, specification, conversion)
        for _, field, specification, conversion in Formatter().parse(message)
        if field is not None
    ]
    for field, specification, conversion in fields:
        if not field.isidentifier() or specification or conversion:
            raise ValueError(f"it has the invalid placeholder {{{field}}}")
    return [field for field, _, _ in fields]


def with_fillers(message: str) -> str:
    """Return a template with examples for the placeholders that no request fills."""
    return re.sub(
        r"(?<!\{)\{(\w+)\}(?!\})",
        lambda field: FILLERS.get(field[1], field[0]),
        message,
    )


def _literals(names: Mapping[str, str]) -> dict[str, list[str]]:
    return {value: [name] for name, value in names.items() if value}


def _secrets(names: Mapping[str, str]) -> dict[str, list[str]]:
    return _literals({name: names[name] for name in SECRETS if name in names})


def _bounded(text: str, name: str) -> str:
    """Return the pattern of a literal: a whole word, unless it is a secret."""
    literal = re.escape(text)
    return literal if name in SECRETS else f"(?<![A-Za-z0-9]){literal}(?![A-Za-z0-9])"


def _replaced(message: str, literals: Mapping[str, list[str]]) -> str:
    # The longest first: an ARN before the name in it.
    ordered = sorted(literals, key=len, reverse=True)
    alternatives = [
        *(_bounded(text, literals[text][0]) for text in ordered),
        *_PATTERNS.values(),
    ]
    patterns = [*([None] * len(ordered)), *_PATTERNS]
    met: dict[str, int] = {}
    parts: list[str] = []
    end = 0
    for match in re.finditer("|".join(f"({each})" for each in alternatives), message):
        parts.append(_escaped(message[end : match.start()]))
        index = match.lastindex or 1
        name = patterns[index - 1]
        if name is None:
            text = ordered[index - 1]
            # Details with the same value come in the order of the fake's own message.
            candidates = literals[text]
            name = candidates[min(met.get(text, 0), len(candidates) - 1)]
            met[text] = met.get(text, 0) + 1
        parts.append(f"{{{name}}}")
        end = match.end()
    return "".join([*parts, _escaped(message[end:])])


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
