"""Recorded answers from the outcomes of a run, without the account's identity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from pytest_workteam.evidence.document import Answer
from pytest_workteam.evidence.probes import Probe
from pytest_workteam.evidence.runs import Outcome, Place
from pytest_workteam.evidence.stand_in import run_on_fake
from pytest_workteam.evidence.wording import template


def identity(place: Place, workforce: str = "") -> dict[str, str]:
    """Return the texts that identify an account and a run, by placeholder.

    Args:
        place: The account.
        workforce: The name of the workforce that the account had before.
    """
    user_pool, client_id, group = place.cognito or ("", "", "")
    return {
        "prefix": place.prefix,
        "account_id": place.account_id,
        "region": place.region,
        "user_pool": user_pool,
        "client_id": client_id,
        "group": group,
        "workforce": workforce,
    }


def answers_of(
    outcomes: Iterable[Outcome],
    replayed: Iterable[Outcome],
    names: Mapping[str, str],
) -> list[Answer]:
    """Return the answers to record.

    Args:
        outcomes: The outcomes of a run.
        replayed: The fake's outcomes of the same probes with the same names. Their details show
            which words of a message come from the request.
        names: Texts that identify the account, the user and the run, by placeholder.
    """
    import botocore

    day = dt.datetime.now(dt.timezone.utc).date().isoformat()
    details = {outcome.key: outcome.details for outcome in replayed}
    return [
        Answer(
            outcome.situation,
            outcome.operation,
            outcome.workforce,
            outcome.reply.code,
            outcome.reply.status,
            None
            if outcome.reply.message is None
            else template(
                outcome.reply.message,
                details=details.get(outcome.key, {}),
                parameters=outcome.parameters,
                names=names,
            ),
            outcome.reply.members,
            outcome.reply.headers,
            since=day,
            date=day,
            botocore=botocore.__version__,
        )
        for outcome in outcomes
    ]


def recorded_on_fake(probes: Sequence[Probe], place: Place) -> list[Answer]:
    """Return the fake's answers to probes."""
    result, _ = run_on_fake(probes, place)
    return answers_of(result.outcomes, result.outcomes, identity(place))
