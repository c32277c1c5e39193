"""Pages of lists, with opaque pagination tokens that are bound to their query."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar

from pytest_workteam.engine.state import State
from pytest_workteam.engine.table import Resource, SortKey, Table
from pytest_workteam.protocols.messages import Parameters

DEFAULT_PAGE_SIZE = 100
"""The largest MaxResults of these lists; the live default is not known."""

R = TypeVar("R", bound=Resource)


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """One page of resources, and the token of the next."""

    resources: list[R]
    next_token: str | None

    def result(self, member: str, summaries: list[Parameters]) -> Parameters:
        """The result of a list operation."""
        result: Parameters = {member: summaries}
        if self.next_token is not None:
            result["NextToken"] = self.next_token
        return result


class InvalidTokenError(Exception):
    """The request's pagination token is invalid: made by hand, or for another query."""


def page(
    state: State[Any],
    operation: str,
    parameters: Parameters,
    table: Table[R],
    *,
    order: str,
    fragment: str,
    text: Callable[[R], str] = attrgetter("name"),
    matches: Callable[[R], bool] = lambda _: True,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> Page[R]:
    """The page of ``table`` that a list request asks for.

    Its token holds the sort key of the page's last resource, so resources that are added or
    removed between pages neither repeat nor hide other resources.

    Args:
        state: The state that the table belongs to.
        operation: The list operation.
        parameters: The request's parameters.
        table: The resources.
        order: The sort order.
        fragment: Text that a resource's ``text`` must contain. With ``filter_after_paging``, the
            page is cut before this filter.
        text: Returns the text of a resource.
        matches: Predicate on a resource; applies before the page is cut.
        page_size: Maximum number of resources, unless the request has ``MaxResults``.
    """
    size = parameters.get("MaxResults", page_size)
    cut_before_filter = state.filter_after_paging()
    resources: list[R] = []
    seen = 0
    last_key: SortKey | None = None
    for key, resource in table.after(
        _last_key_of(state, operation, parameters),
        order=order,
        descending=parameters.get("SortOrder") == "Descending",
    ):
        if not matches(resource):
            continue
        named = fragment in text(resource)
        if not named and not cut_before_filter:
            continue
        if seen == size:
            return Page(resources, _token(state, operation, parameters, last_key))
        seen += 1
        last_key = key
        if named:
            resources.append(resource)
    return Page(resources, None)


def refuse_token(parameters: Parameters) -> None:
    """Refuse every token, for a list that never has a second page.

    Raises:
        InvalidTokenError: The request has a token.
    """
    if "NextToken" in parameters:
        raise InvalidTokenError


def _query(state: State[Any], operation: str, parameters: Parameters) -> str:
    """The query that a token is bound to: all parameters except the page's size and token."""
    query = {
        name: value for name, value in parameters.items() if name not in ("MaxResults", "NextToken")
    }
    return json.dumps([operation, state.account_id, state.region, query], sort_keys=True)


def _signature(state: State[Any], operation: str, parameters: Parameters, key: bytes) -> bytes:
    query = _query(state, operation, parameters).encode()
    return hmac.digest(state.token_secret, query + b"\0" + key, hashlib.sha256)


def _token(state: State[Any], operation: str, parameters: Parameters, key: SortKey | None) -> str:
    encoded = json.dumps(key).encode()
    signature = _signature(state, operation, parameters, encoded)
    return base64.urlsafe_b64encode(signature + encoded).decode()


def _last_key_of(state: State[Any], operation: str, parameters: Parameters) -> SortKey | None:
    token = parameters.get("NextToken")
    if token is None:
        return None
    try:
        decoded = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise InvalidTokenError from None
    signature, encoded = decoded[:32], decoded[32:]
    if not hmac.compare_digest(signature, _signature(state, operation, parameters, encoded)):
        raise InvalidTokenError
    return tuple(json.loads(encoded))
