"""The commands ``record`` and ``compare``."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pytest_workteam.engine.regions import DEFAULT_ACCOUNT_ID, DEFAULT_REGION
from pytest_workteam.errors import InvalidSetting
from pytest_workteam.evidence import comparing
from pytest_workteam.evidence.account import (
    Account,
    UnknownAccountError,
    check_prefix,
    new_prefix,
)
from pytest_workteam.evidence.caller import Caller
from pytest_workteam.evidence.document import Answer, Record
from pytest_workteam.evidence.kinds import KINDS
from pytest_workteam.evidence.plan import plan, policy, selected
from pytest_workteam.evidence.probes import ANSWERS, Probe
from pytest_workteam.evidence.recording import answers_of, identity
from pytest_workteam.evidence.running import run
from pytest_workteam.evidence.runs import Cognito, Place, Result
from pytest_workteam.evidence.stand_in import run_on_fake
from pytest_workteam.evidence.wording import redacted
from pytest_workteam.interception.activation import innermost

INTERRUPTED = 130
"""Exit status after Ctrl+C."""


def record(options: argparse.Namespace) -> int:
    """Record the answers of an account; return the exit status.

    Raises:
        WorkteamError: An option is invalid, or the account cannot be read.
    """
    cognito = _cognito(options)
    probes = selected(options.only or (), fill_limits=options.fill_limits)
    if options.policy:
        region = options.region or DEFAULT_REGION
        _print(policy(probes, region, user_pool=cognito and cognito.user_pool))
        return 0
    if options.clean_up is not None:
        return _clean_up(options, check_prefix(options.clean_up))
    output = None if options.output is None else Path(options.output)
    if output is None and not options.dry_run:
        raise InvalidSetting("record needs --output FILE, or --dry-run", topic="evidence")
    # Fails for a file of another format before any call.
    before = None if output is None else _present(output)
    prefix = new_prefix()
    with Caller(options.profile, options.region) as caller:
        planned = Place(caller.region or DEFAULT_REGION, DEFAULT_ACCOUNT_ID, prefix, cognito)
        _print(plan(probes, planned))
        if options.dry_run or not options.yes or output is None or before is None:
            _print("\nNothing was called. Repeat the command with --yes to make these calls.")
            return 0
        if innermost() is not None:
            raise InvalidSetting(
                "record was called while a backend is active, which would answer in place of AWS; "
                "stop the backend first",
                topic="evidence",
            )
        place = Place(caller.checked_region(), caller.account_id(), prefix, cognito)
        _print(
            f"\nRecording in account {place.account_id}, {place.region}, from "
            f"{caller.client('sagemaker').meta.endpoint_url}. If this process is "
            f"killed, run `python -m pytest_workteam record --clean-up {prefix}` with the same "
            "profile and region."
        )
        return _Recording(probes, place, caller).write(output, before)


class _Recording:
    def __init__(self, probes: Sequence[Probe], place: Place, caller: Caller) -> None:
        self._probes = probes
        self._place = place
        self._caller = caller
        # Taken once: the credentials may expire while the calls are made.
        self._secrets = caller.secrets()

    def write(self, output: Path, before: Record) -> int:
        result = Result()
        try:
            run(self._probes, self._place, self._caller.client, pause=time.sleep, result=result)
        except KeyboardInterrupt:
            _complain(f"Interrupted. {_nothing_left(result)}".rstrip())
            status = INTERRUPTED
        except Exception as error:
            if isinstance(error, UnknownAccountError) and not (result.outcomes or result.left):
                raise
            text = redacted(f"{type(error).__name__}: {error}", self._secrets)
            _complain(f"The recording failed: {text}\n{_nothing_left(result)}".rstrip())
            status = 1
        else:
            status = 0
        status = _report_left(result.left, self._place.prefix) or status
        self._keep(result, output, before)
        return status

    def _keep(self, result: Result, output: Path, before: Record) -> None:
        found, kind = result.workforce or ("", self._place.prefers)
        names = {**identity(self._place, found), **self._secrets}
        answers: list[Answer] = []
        if result.outcomes:
            place = dataclasses.replace(self._place, prefers=kind)
            replayed, _ = run_on_fake(self._probes, place)
            answers = answers_of(result.outcomes, replayed.outcomes, names)
            output.write_text(before.with_answers(answers).text(), encoding="utf-8")
        for answer in answers:
            if answer.situation != ANSWERS:
                _print(f"{answer.situation} ({answer.operation}): {answer.code or 'no error'}")
        for probe, reason in result.skipped:
            why = redacted(reason, names)
            _print(f"{probe.situation} ({probe.operation}) is not recorded: {why}")
        _print(f"{len(answers)} answers are in {output}." if answers else "Nothing is recorded.")


def _nothing_left(result: Result) -> str:
    return "" if result.left else "Nothing is left in the account."


def _present(output: Path) -> Record:
    if not output.parent.is_dir():
        raise InvalidSetting(
            f"--output {output} is in a folder that does not exist; create it", topic="evidence"
        )
    return Record.load(output) if output.exists() else Record(output.name)


def _cognito(options: argparse.Namespace) -> Cognito | None:
    given = (options.user_pool, options.client_id, options.group)
    if not any(given):
        return None
    if not all(given):
        raise InvalidSetting(
            "--user-pool, --client-id and --group belong together; give all three or none",
            topic="evidence",
        )
    return Cognito(*given)


def _clean_up(options: argparse.Namespace, prefix: str) -> int:
    with Caller(options.profile, options.region) as caller:
        region = caller.checked_region()
        account = Account(prefix, caller.client, time.sleep)
        found = [f"{kind.name} {name}" for kind in KINDS for name in account.found(kind)]
        if not found:
            _print(f"Nothing in {region} has the prefix {prefix}.")
            return 0
        if options.dry_run or not options.yes:
            _print("\n".join(["These would be deleted:", *found, "Repeat the command with --yes."]))
            return 0
        left = account.delete_everything()
    _print("\n".join(f"Deleted: {each}" for each in found if each not in left))
    return _report_left(left, prefix)


def _report_left(left: Sequence[str], prefix: str) -> int:
    if not left:
        return 0
    _complain(
        f"Left in the account: {', '.join(left)}. Delete it with "
        f"`python -m pytest_workteam record --clean-up {prefix} --yes`, with the same profile and "
        "region."
    )
    return 1


def compare(options: argparse.Namespace) -> int:
    """Compare the fake with a record; return the exit status, 1 if they differ.

    Raises:
        InvalidSetting: The file is not an evidence file, or has no answers.
    """
    record = Record.load(Path(options.evidence))
    if not record.answers:
        raise InvalidSetting(f"{record.name} has no answers; record some first", topic="evidence")
    differences = comparing.compare(record)
    show: Any = comparing.as_json if options.json else comparing.as_table
    _print(show(differences, len(record.answers)))
    return 1 if differences else 0


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def _complain(text: str) -> None:
    print(f"python -m pytest_workteam record: {text}", file=sys.stderr, flush=True)  # noqa: T201
