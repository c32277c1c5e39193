"""The commands ``record`` and ``compare``."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ParamSpec

from pytest_workteam.engine.regions import DEFAULT_ACCOUNT_ID, DEFAULT_REGION
from pytest_workteam.errors import InvalidSetting
from pytest_workteam.evidence import comparing
from pytest_workteam.evidence.account import (
    Account,
    UnknownAccountError,
    check_prefix,
    new_prefix,
)
from pytest_workteam.evidence.caller import Caller, shown
from pytest_workteam.evidence.document import Answer, Record, check_writable
from pytest_workteam.evidence.interruption import INTERRUPTED, termination_interrupts
from pytest_workteam.evidence.kinds import KINDS
from pytest_workteam.evidence.plan import plan, policy, selected
from pytest_workteam.evidence.probes import ANSWERS, Probe
from pytest_workteam.evidence.recording import answers_of, identity
from pytest_workteam.evidence.running import run
from pytest_workteam.evidence.runs import Cognito, Place, Result
from pytest_workteam.evidence.stand_in import run_on_fake
from pytest_workteam.evidence.wording import redacted
from pytest_workteam.interception.activation import innermost


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
        return _interruptible(_clean_up, options, check_prefix(options.clean_up))
    output = None if options.output is None else Path(options.output)
    if output is None and not options.dry_run:
        raise InvalidSetting("record needs --output FILE, or --dry-run", topic="evidence")
    # Fails for a file of another format before any call.
    before = None if output is None else _present(output)
    prefix = new_prefix()
    with _caller(options) as caller:
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
        check_writable(output)
        return _interruptible(_recorded, probes, planned, caller, output, before)


_P = ParamSpec("_P")


def _interruptible(action: Callable[_P, int], *args: _P.args, **kwargs: _P.kwargs) -> int:
    with termination_interrupts():
        try:
            return action(*args, **kwargs)
        except KeyboardInterrupt:
            _complain("Interrupted.")
            return INTERRUPTED


def _caller(options: argparse.Namespace) -> Caller:
    url: str | None = options.endpoint_url
    if url is not None and not url.startswith(("https://", "http://")):
        raise InvalidSetting(
            f"--endpoint-url {url} is not a URL; give one such as https://vpce-0123.example.com",
            topic="evidence",
        )
    return Caller(options.profile, options.region, url)


def _recorded(
    probes: Sequence[Probe], planned: Place, caller: Caller, output: Path, before: Record
) -> int:
    place = dataclasses.replace(
        planned, region=caller.checked_region(), account_id=caller.account_id()
    )
    _print(
        f"\nRecording in {_where(caller, place.account_id)}. If this process is killed, run "
        f"`python -m pytest_workteam record --clean-up {place.prefix}` with the same profile and "
        "region."
    )
    return _Recording(probes, place, caller).write(output, before)


def _where(caller: Caller, account_id: str) -> str:
    endpoint = shown(caller.client("sagemaker").meta.endpoint_url)
    return f"account {account_id}, {caller.region}, from {endpoint}"


class _Recording:
    def __init__(self, probes: Sequence[Probe], place: Place, caller: Caller) -> None:
        self._probes = probes
        self._place = place
        self._caller = caller
        self._private = caller.private

    def write(self, output: Path, before: Record) -> int:
        result = Result()
        try:
            run(self._probes, self._place, self._caller.client, pause=time.sleep, result=result)
        except KeyboardInterrupt:
            _complain(f"Interrupted. {_nothing_left(result.left)}".rstrip())
            status = INTERRUPTED
        except Exception as error:
            if isinstance(error, UnknownAccountError) and not (result.outcomes or result.left):
                raise
            _complain_of("The recording", error, self._private, result.left)
            status = 1
        else:
            status = 0
        left = _report_left(result.left, self._place.prefix)
        kept = self._keep(result, output, before)
        return status or left or kept

    def _keep(self, result: Result, output: Path, before: Record) -> int:
        found, kind = result.workforce or ("", self._place.prefers)
        names = {**identity(self._place, found), **self._private}
        answers: list[Answer] = []
        if result.outcomes:
            place = dataclasses.replace(self._place, prefers=kind)
            replayed, _ = run_on_fake(self._probes, place)
            answers = answers_of(result.outcomes, replayed.outcomes, names)
            try:
                before.with_answers(answers).save(output)
            except OSError as error:
                _complain(f"{output} cannot be written ({error.strerror}).")
                return 1
        for answer in answers:
            if answer.situation != ANSWERS:
                _print(f"{answer.situation} ({answer.operation}): {answer.code or 'no error'}")
        for probe, reason in result.skipped:
            why = redacted(reason, names)
            _print(f"{probe.situation} ({probe.operation}) is not recorded: {why}")
        if not answers:
            _complain("Nothing is recorded.")
            return 1
        _print(f"{len(answers)} answers are in {output}.")
        return 0


def _nothing_left(left: Sequence[str]) -> str:
    return "" if left else "Nothing is left in the account."


def _complain_of(
    what: str, error: Exception, private: Mapping[str, str], left: Sequence[str]
) -> None:
    text = redacted(f"{type(error).__name__}: {error}", private)
    _complain(f"{what} failed: {text}\n{_nothing_left(left)}".rstrip())


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
    with _caller(options) as caller:
        caller.checked_region()
        where = _where(caller, caller.account_id())
        account = Account(prefix, caller.client, time.sleep)
        found = [f"{kind.name} {name}" for kind in KINDS for name in account.found(kind)]
        if not found:
            _print(f"Nothing with the prefix {prefix} is in {where}.")
            return 0
        if options.dry_run or not options.yes:
            ending = "Repeat the command with --yes."
            _print("\n".join([f"These would be deleted in {where}:", *found, ending]))
            return 0
        _print(f"Cleaning up in {where}.")
        status = 0
        try:
            account.delete_everything()
        except KeyboardInterrupt:
            _complain(f"Interrupted. {_nothing_left(account.left)}".rstrip())
            status = INTERRUPTED
        except Exception as error:  # noqa: BLE001
            _complain_of("The clean-up", error, caller.private, account.left)
            status = 1
    _print("\n".join(f"Deleted: {each}" for each in found if each not in account.left))
    left = _report_left(account.left, prefix)
    return status or left


def _report_left(left: Sequence[str], prefix: str) -> int:
    if not left:
        return 0
    _complain(
        f"This may be left in the account: {', '.join(left)}. Delete it with "
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
