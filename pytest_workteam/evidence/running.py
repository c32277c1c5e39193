"""Run probes in an account, and leave nothing behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from pytest_workteam.evidence.account import (
    Account,
    Clients,
    Pause,
    UnknownAccountError,
    is_unrelated,
    recording_of,
)
from pytest_workteam.evidence.kinds import KINDS, WORKFORCE
from pytest_workteam.evidence.probes import ANSWERS, Probe, Step, filled
from pytest_workteam.evidence.replies import Reply
from pytest_workteam.evidence.runs import Outcome, Place, Result, WorkforceKind
from pytest_workteam.evidence.steps import COGNITO, OIDC


def run(
    probes: Sequence[Probe],
    place: Place,
    clients: Clients,
    *,
    pause: Pause,
    result: Result,
    watch: Callable[[str], object] = lambda _: None,
    details: Callable[[], Mapping[str, Any]] = dict,
) -> None:
    """Run probes, and delete everything that they created, whatever happens.

    Args:
        probes: The probes.
        place: Where they run.
        clients: Returns the client of a service.
        pause: Waits for a number of seconds.
        result: Receives the outcomes, also those before a failure.
        watch: Called with the purpose of the next calls.
        details: Returns the details of the fake's latest refusal.

    Raises:
        UnknownAccountError: The account cannot be read; nothing was created.
    """
    account = Account(place.prefix, clients, pause)
    watch("Read the account")
    workforce = _workforce_of(account, place)
    result.workforce = workforce and (workforce.name, workforce.kind or place.prefers)
    runner = _Runner(account, place, result, watch=watch, details=details, workforce=workforce)
    try:
        for number, probe in sorted(enumerate(probes, start=1), key=runner.order):
            runner.run(probe, number)
    finally:
        try:
            watch("Delete the rest")
            result.left = account.delete_everything()
        except BaseException:
            result.left = account.left
            raise


class _Workforce(NamedTuple):
    """A workforce in the account: the recording's own, or one that it must not change."""

    name: str
    kind: WorkforceKind | None
    """None for one that is not private, or cannot be told to be."""
    own: bool
    fits: bool = True
    """Whether it has the user pool and app client of the options."""


def _workforce_of(account: Account, place: Place) -> _Workforce | None:
    """Return the account's workforce, after checking that no recording left anything."""
    left = {name: kind for kind in KINDS for name in account.of_recordings(kind)}
    if left:
        prefix = recording_of(next(iter(left)))
        resources = ", ".join(f"{kind.name} {name}" for name, kind in left.items())
        raise UnknownAccountError(
            f"Another recording runs in the account, or left {resources}. Delete its resources "
            f"with `python -m pytest_workteam record --clean-up {prefix} --yes` unless it runs."
        )
    workforces = list(account.listed(WORKFORCE))
    if not workforces:
        return None
    # The list has the workforces of vendors, too.
    private = [each for each in workforces if "CognitoConfig" in each or "OidcConfig" in each]
    workforce = (private or workforces)[0]
    name = str(workforce[WORKFORCE.identifier])
    config = workforce.get("CognitoConfig")
    if config is None:
        return _Workforce(name, "oidc" if private else None, own=False)
    fits = place.cognito is not None and place.cognito[:2] == (
        config["UserPool"],
        config["ClientId"],
    )
    return _Workforce(name, "cognito", own=False, fits=fits)


class _Runner:
    def __init__(
        self,
        account: Account,
        place: Place,
        result: Result,
        *,
        watch: Callable[[str], object],
        details: Callable[[], Mapping[str, Any]],
        workforce: _Workforce | None,
    ) -> None:
        self._account = account
        self._place = place
        self._result = result
        self._watch = watch
        self._details = details
        self._workforce = workforce
        self._numbers = Counter[str]()
        self._refused: dict[str, str] = {}
        """Why there is no workforce of a kind; another try would take minutes for each probe."""
        self._values = place.values()

    def order(self, numbered: tuple[int, Probe]) -> int:
        """Sort key that changes the workforce as rarely as possible."""
        order = (None, "none", self._place.prefers, "oidc", "cognito")
        return order.index(self._wanted(numbered[1]))

    def _wanted(self, probe: Probe) -> WorkforceKind | Literal["none"] | None:
        return self._place.prefers if probe.workforce == "any" else probe.workforce

    def run(self, probe: Probe, number: int) -> None:
        reason = self._unsuitable(probe)
        if reason is None:
            bodies = "".join(f" with the body {step.body}" for step in probe.steps if step.body)
            self._watch(f"{probe.situation} ({probe.operation}){bodies}")
            reason = self._prepare(probe) or self._probe(probe, number)
            self._account.delete_created(keep=[self._workforce.name] if self._workforce else [])
        if reason is not None:
            self._result.skipped.append((probe, reason))

    def _unsuitable(self, probe: Probe) -> str | None:
        """Return why a probe cannot run in the account; None if it can."""
        found = self._workforce
        if probe.workforce is None:
            return None
        if found is None or found.own:
            if self._wanted(probe) == "cognito" and self._place.cognito is None:
                return "give --user-pool, --client-id and --group"
            return None
        if found.kind is None:
            return (
                f"the account's workforce {found.name} has neither CognitoConfig nor OidcConfig, "
                "so it may be a vendor's"
            )
        if probe.workforce == "none" or probe.own:
            return f"the account has the workforce {found.name}, which record does not change"
        if probe.workforce not in {"any", found.kind}:
            return f"the account's workforce {found.name} is of the other kind, {found.kind}"
        if not found.fits:
            return f"give --user-pool, --client-id and --group of the workforce {found.name}"
        return None

    def _prepare(self, probe: Probe) -> str | None:
        """Create the workforce that a probe needs; return why that failed."""
        found, kind = self._workforce, self._wanted(probe)
        if kind is None or (found is not None and (not found.own or found.kind == kind)):
            return None
        if found is not None:
            self._workforce = None
            self._account.delete_created()
        if kind == "none":
            return self._why_workforce()
        if kind in self._refused:
            return self._refused[kind]
        self._numbers[kind] += 1
        name = f"{self._place.prefix}-{kind}-{self._numbers[kind]}"
        config = {"OidcConfig": OIDC} if kind == "oidc" else {"CognitoConfig": COGNITO}
        reply = self._account.call(
            WORKFORCE.create, {WORKFORCE.identifier: name, **filled(config, self._values)}
        )
        if reply.code is not None:
            reason = f"{WORKFORCE.create} failed with {reply.code}"
            # Not if the earlier workforce is in the way, whose deletion is tried again.
            if not is_unrelated(reply) and not self._account.created:
                self._refused[kind] = reason
            return reason
        status = self._account.wait(WORKFORCE, name)
        if status != "Active":
            reason = f"the status of the workforce is {status or 'unknown'}"
            if status is not None:
                self._refused[kind] = reason
            return reason
        self._workforce = _Workforce(name, kind, own=True)
        return None

    def _why_workforce(self) -> str | None:
        """Return why the account may have a workforce; None if it has none.

        A deletion may have failed, and others may create a workforce meanwhile.
        """
        try:
            found = next(self._account.listed(WORKFORCE), None)
        except UnknownAccountError:
            return "the account may have a workforce: it cannot be listed"
        if found is None:
            return None
        return f"the account has the workforce {found[WORKFORCE.identifier]}"

    def _probe(self, probe: Probe, number: int) -> str | None:
        """Make the calls of a probe, and keep the replies; return why that failed."""
        workforce = self._workforce if probe.workforce is not None else None
        kind = workforce.kind if workforce else None
        values = {
            **self._values,
            "name": f"{self._place.prefix}-{number}",
            "workforce": workforce.name if workforce else "",
            "members": self._place.members(kind),
        }
        for step in probe.steps:
            parameters, reply = self._make(step, values)
            recorded = probe.situation == ANSWERS or step is probe.steps[-1]
            failed = f"{step.operation} failed with {reply.code}"
            unrelated = is_unrelated(reply, limits=not probe.fills_limit)
            if unrelated or (reply.code is not None and not recorded):
                return failed
            if recorded:
                details = self._details() if reply.code is not None else {}
                self._result.outcomes.append(
                    Outcome(probe.situation, step.operation, parameters, reply, kind, details)
                )
            if reply.code is not None and step is not probe.steps[-1]:
                # The next answers would only follow from this one.
                return failed
        return None

    def _make(self, step: Step, values: Mapping[str, Any]) -> tuple[Mapping[str, Any], Reply]:
        own = self._workforce if self._workforce and self._workforce.own else None
        number = 0
        while True:
            number += 1
            parameters: Mapping[str, Any] = filled(step.parameters, {**values, "number": number})
            reply = self._account.call(step.operation, parameters, step.body)
            if own and parameters.get(WORKFORCE.identifier) == own.name:
                self._changed(own.name, step.operation, reply)
            if reply.code is not None or number == step.times:
                return parameters, reply

    def _changed(self, workforce: str, operation: str, reply: Reply) -> None:
        """Keep track of the own workforce after a call that may have changed it."""
        if operation == WORKFORCE.update and reply.code is None:
            self._account.wait(WORKFORCE, workforce)
        if operation == WORKFORCE.delete and (reply.code is None or is_unrelated(reply)):
            self._workforce = None
