"""Every request, even random bytes, gets a valid response; a refused request changes nothing."""

from __future__ import annotations

import json
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, example, given, settings

from pytest_workteam import WorkteamBackend
from pytest_workteam.reporting.section import section
from pytest_workteam.schema import check_response
from pytest_workteam.services.catalog import SERVICES, situations
from pytest_workteam.services.sagemaker.resources import WORKTEAMS
from tests.support import COGNITO_CONFIG, cognito, wire_request

CODES = {situation.code for situation in situations().values()}
ANY_TEXT = st.text(st.characters(), max_size=20)  # lone surrogates, too
SCALARS = (
    st.sampled_from(["team", "default", "us-east-1_Pool00000", 1, 10**300, float("inf"), None])
    | st.booleans()
    | st.floats(allow_nan=False)
    | ANY_TEXT
)
MEMBERS = st.sampled_from(
    [
        "WorkteamName",
        "WorkforceName",
        "Description",
        "MemberDefinitions",
        "Tags",
        "MaxResults",
        "NextToken",
        "NameContains",
        "ResourceArn",
        "WorkteamArn",
        "TagKeys",
        "OidcConfig",
        "CognitoConfig",
        "CognitoMemberDefinition",
        "UserPool",
        "HumanTaskUiName",
        "UiTemplate",
        "Content",
        "FlowDefinitionName",
        "HumanLoopConfig",
        "HumanLoopActivationConfig",
        "Task",
        "Input",
        "SourceIpConfig",
        "Cidrs",
    ]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(MEMBERS | ANY_TEXT, inner, max_size=4)
    ),
    max_leaves=8,
)
BODIES = st.binary(max_size=200) | st.dictionaries(MEMBERS, VALUES, max_size=5).map(
    lambda parameters: json.dumps(parameters).encode()
)


def seeded_backend() -> WorkteamBackend:
    backend = WorkteamBackend(limit=3)
    backend.add_workforce("default", CognitoConfig=COGNITO_CONFIG)
    backend.add_workteam("team", MemberDefinitions=[cognito()])
    backend.add_subscribed_workteam("vendor")
    return backend


def resources(backend: WorkteamBackend) -> Any:
    tags = {
        name: backend._state.table(WORKTEAMS)[name].tags  # as no mapping shows them
        for name in backend.workteams
    }
    return dict(backend.workteams), dict(backend.workforces), tags


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(operation=st.sampled_from(list(SERVICES["sagemaker"].operations)), body=BODIES)
@example(operation="DescribeWorkteam", body=b'{"WorkteamName": "\\ud800\\u001b[2J"}')
@example(operation="ListWorkteams", body=b'{"MaxResults": 1e400}')
@example(operation="ListWorkteams", body=b'{"MaxResults": ' + b"9" * 5000 + b"}")
def test_every_response_follows_the_protocol(operation: str, body: bytes) -> None:
    backend = seeded_backend()
    before = resources(backend)

    answer = backend.answer(wire_request(operation, body))

    document = json.loads(answer.body)
    assert set(answer.headers) == {"x-amzn-RequestId", "Content-Type", "Content-Length", "Date"}
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert len(backend.calls) == 1
    assert section(backend).replace("\n", "").isprintable()
    if answer.status == 200:
        assert check_response(operation, document) == ()
        assert backend.calls.last.error is None
    else:
        assert answer.status == 400
        assert backend.calls.last.error == document.pop("__type")
        assert backend.calls.last.error in CODES
        assert [type(text) for text in document.values()] == [str]
        assert resources(backend) == before
