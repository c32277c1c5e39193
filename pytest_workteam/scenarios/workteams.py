"""Built-in scenarios of work teams, and faults of any operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pytest_workteam.engine.faults import lost_response
from pytest_workteam.errors import InvalidSetting
from pytest_workteam.scenarios.faulty import FaultyScenario, network_error
from pytest_workteam.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from pytest_workteam.engine.calls import Call
    from pytest_workteam.fake import WorkteamBackend
    from pytest_workteam.protocols.messages import Parameters
    from pytest_workteam.services.view import View

OTHER_REGIONS = ("us-west-2", "us-east-1")
OTHER_ACCOUNTS = ("210987654321", "123456789012")

INITIALIZING_DESCRIBES = 2


def _fill(view: View, *, but: int = 0) -> None:
    view.add_workteams(max(view.limit - len(view.workteams) - but, 0))


def _at_limit(backend: WorkteamBackend) -> None:
    _fill(backend.at())


def _zero_quota(backend: WorkteamBackend) -> None:
    # Own limits of accounts and regions take precedence over the backend's.
    backend.clear_own_limits()
    backend.limit = 0


def _last_slot_raced(backend: WorkteamBackend) -> None:
    here = backend.at()
    if here.limit == 0:
        raise InvalidSetting(
            "limit-exceeded/last-slot-raced needs a limit of at least 1, but limit is 0; raise the "
            "limit, or use limit-exceeded/zero-quota"
        )

    def take_what_is_left(view: View, _: Parameters) -> bool:
        _fill(view)
        return True

    _fill(here, but=1)
    backend.races.add(["CreateWorkteam"], take_what_is_left)


def _other_region_full(backend: WorkteamBackend) -> None:
    other = next(region for region in OTHER_REGIONS if region != backend.region)
    _fill(backend.at(region=other))


def _other_account_full(backend: WorkteamBackend) -> None:
    other = next(account for account in OTHER_ACCOUNTS if account != backend.account_id)
    _fill(backend.at(account_id=other))


def _take_name(view: View, parameters: Parameters) -> bool:
    """Add a work team with the name in a request, if the request has one."""
    name = parameters.get("WorkteamName") or parameters.get("NameContains")
    if name is None:
        return False
    if name not in view.workteams:
        # At the limit, the request must be refused, not the seeding.
        if len(view.workteams) >= view.limit:
            return False
        view.add_workteam(name)
    return True


def _same_name(backend: WorkteamBackend) -> None:
    # The code under test chooses the name, so add the team right before the first request that
    # names it.
    backend.races.add(["CreateWorkteam", "DescribeWorkteam", "ListWorkteams"], _take_name)


def _raced_name(backend: WorkteamBackend) -> None:
    backend.races.add(["CreateWorkteam"], _take_name)


def _check_no_workforce(scenario: str, backend: WorkteamBackend) -> None:
    if backend.workforces:
        raise InvalidSetting(
            f"{scenario} needs a region without a workforce, but work teams or a workforce were "
            "seeded; leave the seeding out, in hooks too"
        )


def _no_workforce(backend: WorkteamBackend) -> None:
    _check_no_workforce("workforce/none", backend)


def _workforce_initializing(backend: WorkteamBackend) -> None:
    _check_no_workforce("workforce/initializing", backend)
    backend.workforce_delay = INITIALIZING_DESCRIBES
    backend.add_workforce()


def _oidc_workforce(backend: WorkteamBackend) -> None:
    _check_no_workforce("workforce/other-kind", backend)
    backend.add_workforce(oidc=True)


def _initializing(call: Call) -> bool:
    workforce: Parameters = (call.result or {}).get("Workforce", {})
    return workforce.get("Status") == "Initializing"


def _found_by_name(call: Call) -> bool:
    """Whether the call looked for the work team by name and found it."""
    if call.error is not None:
        return False
    return call.operation == "DescribeWorkteam" or "NameContains" in call.parameters


def _always(name: str, error: str, summary: str) -> FaultyScenario:
    """A scenario in which every request fails with this error."""
    return FaultyScenario(name=name, summary=summary, operation="CreateWorkteam", error=error)


def _outage(name: str, error: str, summary: str) -> FaultyScenario:
    """A scenario in which every request raises this botocore exception."""
    return FaultyScenario(
        name=name,
        summary=summary,
        operation="CreateWorkteam",
        error=error,
        fault=network_error(error),
    )


def _remove_team(view: View, parameters: Parameters) -> bool:
    """Remove the work team that a request names, if it is there."""
    name = parameters.get("WorkteamName") or parameters["ResourceArn"].rpartition("/")[2]
    if name not in view.workteams:
        return False
    view.remove_workteam(name)
    return True


def _gone(verb: str, operation: str) -> Scenario:
    """A scenario in which someone removes the work team right before the first request."""
    return Scenario(
        name=f"gone/before-{verb}",
        summary=f"The work team is there when the code looks, and gone before the {verb}.",
        operation=operation,
        error="ValidationException",
        arrange=lambda backend: backend.races.add([operation], _remove_team),
        situation="unknown-workteam",
    )


SCENARIOS: Sequence[Scenario] = (
    Scenario(
        name="limit-exceeded/at-limit",
        summary="There are as many work teams as the limit allows.",
        operation="CreateWorkteam",
        error="ResourceLimitExceeded",
        arrange=_at_limit,
    ),
    Scenario(
        name="limit-exceeded/zero-quota",
        summary="The limit is 0: no work team may be created at all.",
        operation="CreateWorkteam",
        error="ResourceLimitExceeded",
        arrange=_zero_quota,
    ),
    Scenario(
        name="limit-exceeded/last-slot-raced",
        summary="One slot is left when the code looks, and none when it creates.",
        operation="CreateWorkteam",
        error="ResourceLimitExceeded",
        arrange=_last_slot_raced,
    ),
    FaultyScenario(
        name="limit-exceeded/on-update",
        summary="An update exceeds the limit, an error that the service model lists.",
        operation="UpdateWorkteam",
        error="ResourceLimitExceeded",
        any_operation=False,
    ),
    FaultyScenario(
        name="limit-exceeded/on-delete",
        summary="A deletion exceeds the limit, an error that the service model lists.",
        operation="DeleteWorkteam",
        error="ResourceLimitExceeded",
        any_operation=False,
    ),
    Scenario(
        name="limit-exceeded/other-region-full",
        summary="Another region is at its limit, which does not affect this one.",
        operation="CreateWorkteam",
        arrange=_other_region_full,
    ),
    Scenario(
        name="limit-exceeded/other-account-full",
        summary="Another account is at its limit, which does not affect this one.",
        operation="CreateWorkteam",
        arrange=_other_account_full,
    ),
    Scenario(
        name="name-in-use/same-name",
        summary="A work team with the name that the code chooses already exists.",
        operation="CreateWorkteam",
        error="ResourceInUse",
        arrange=_same_name,
        shown_by=_found_by_name,
    ),
    Scenario(
        name="name-in-use/raced",
        summary="The name is free when the code looks, and taken when it creates.",
        operation="CreateWorkteam",
        error="ResourceInUse",
        arrange=_raced_name,
    ),
    FaultyScenario(
        name="name-in-use/lost-response",
        summary=(
            "The work team is created but the response is lost, so that botocore's retry "
            "finds the name in use."
        ),
        operation="CreateWorkteam",
        error="ResourceInUse",
        request_error="ConnectionClosedError",
        fault=lambda *_: lost_response,
        times=1,
        any_operation=False,
    ),
    FaultyScenario(
        name="throttled/once",
        summary="One request is throttled; botocore's retry succeeds.",
        operation="CreateWorkteam",
        request_error="ThrottlingException",
        times=1,
    ),
    _always("throttled/always", "ThrottlingException", "Every request is throttled."),
    _always("outage/internal-failure", "InternalFailure", "The service fails every request."),
    _always("outage/service-unavailable", "ServiceUnavailable", "The service is down."),
    _outage("outage/connect-timeout", "ConnectTimeoutError", "No connection is ever made."),
    _outage("outage/read-timeout", "ReadTimeoutError", "No request is ever answered."),
    _outage("outage/connection-closed", "ConnectionClosedError", "Every connection breaks."),
    _always("denied/access-denied", "AccessDeniedException", "The caller lacks the permission."),
    _always("denied/expired-token", "ExpiredTokenException", "The caller's session has expired."),
    _always(
        "denied/unrecognized-client",
        "UnrecognizedClientException",
        "The caller's access key is not known.",
    ),
    _always(
        "denied/region-unsupported",
        "UnknownOperationException",
        "The operation is not offered in the region.",
    ),
    _gone("update", "UpdateWorkteam"),
    _gone("delete", "DeleteWorkteam"),
    _gone("describe", "DescribeWorkteam"),
    Scenario(
        name="gone/before-tags",
        summary="The work team is there when the code looks, and gone when it adds tags.",
        operation="AddTags",
        error="ValidationException",
        arrange=lambda backend: backend.races.add(["AddTags"], _remove_team),
        situation="tags-of-unknown-resource",
    ),
    Scenario(
        name="workforce/none",
        summary="There is no workforce yet.",
        operation="DescribeWorkforce",
        error="ValidationException",
        arrange=_no_workforce,
        situation="unknown-workforce",
    ),
    Scenario(
        name="workforce/initializing",
        summary="The workforce is Initializing the first two times that it is described.",
        operation="DescribeWorkforce",
        arrange=_workforce_initializing,
        effect=_initializing,
    ),
    Scenario(
        name="workforce/other-kind",
        summary="The workforce uses OIDC, so that a work team of Cognito members is refused.",
        operation="CreateWorkteam",
        error="ValidationException",
        arrange=_oidc_workforce,
        situation="members-of-other-kind",
    ),
)
