from __future__ import annotations

import datetime as dt
import json
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, example, given, settings

from pytest_workteam import WorkteamBackend
from pytest_workteam.protocols.messages import MalformedRequestError, WireRequest
from pytest_workteam.protocols.rest_json import RestJson, iso_8601, seconds_of
from pytest_workteam.reporting.section import section
from pytest_workteam.schema import check_response
from pytest_workteam.services.catalog import SERVICES
from tests.support import FLOW_ARN

SERVICE = "sagemaker-a2i-runtime"
CODEC = RestJson(SERVICE)
OPERATIONS = {
    "StartHumanLoop": ("POST", "/human-loops"),
    "ListHumanLoops": ("GET", "/human-loops"),
    "StopHumanLoop": ("POST", "/human-loops/stop"),
    "DescribeHumanLoop": ("GET", "/human-loops/loop"),
    "DeleteHumanLoop": ("DELETE", "/human-loops/loop"),
}


def request(operation: str, target: str, body: bytes = b"") -> WireRequest:
    method = OPERATIONS[operation][0]
    return WireRequest(
        SERVICE, operation, body, "us-east-1", "123456789012", target=target, method=method
    )


class TestRoute:
    @pytest.mark.parametrize("operation", OPERATIONS)
    def test_by_method_and_path(self, operation: str) -> None:
        method, path = OPERATIONS[operation]

        assert CODEC.route(method, path, {}) == operation
        assert CODEC.route(method, f"{path}?a=/b", {}) == operation

    @pytest.mark.parametrize(
        "method,target",
        [
            ("POST", "/"),
            ("GET", "/human-loops/a/b"),
            ("PUT", "/human-loops"),
            ("GET", "/human-loop"),
            ("POST", "/human-loops/a"),
        ],
    )
    def test_of_no_operation(self, method: str, target: str) -> None:
        assert CODEC.route(method, target, {}) is None

    def test_a_loop_named_stop(self) -> None:
        assert CODEC.route("GET", "/human-loops/stop", {}) == "DescribeHumanLoop"


class TestDecode:
    def test_the_path(self) -> None:
        decoded = CODEC.decode(request("DescribeHumanLoop", "/human-loops/a%20b%2Fc"))

        assert decoded == {"HumanLoopName": "a b/c"}

    def test_the_query_string(self) -> None:
        decoded = CODEC.decode(
            request(
                "ListHumanLoops",
                "/human-loops?FlowDefinitionArn=arn%3Aaws&MaxResults=5&NextToken=&Other=1"
                "&CreationTimeAfter=2020-02-24T00%3A00%3A00Z",
            )
        )

        assert decoded == {
            "FlowDefinitionArn": "arn:aws",
            "MaxResults": 5,
            "NextToken": "",
            "CreationTimeAfter": "2020-02-24T00:00:00Z",
        }

    @pytest.mark.parametrize("text", ["five", "1_0", " 5", "\u0665", "5.0", "9" * 30, ""])
    def test_a_number_that_is_none(self, text: str) -> None:
        decoded = CODEC.decode(request("ListHumanLoops", f"/human-loops?MaxResults={text}"))

        assert decoded["MaxResults"] == text

    def test_a_date_that_is_none(self) -> None:
        with pytest.raises(MalformedRequestError, match="'soon' is not a date in ISO 8601"):
            CODEC.decode(request("ListHumanLoops", "/human-loops?CreationTimeAfter=soon"))

    def test_the_body(self) -> None:
        decoded = CODEC.decode(
            request("StopHumanLoop", "/human-loops/stop", b'{"a": 1, "b": null}')
        )

        assert decoded == {"a": 1}

    def test_a_body_that_the_operation_does_not_have(self) -> None:
        decoded = CODEC.decode(request("DeleteHumanLoop", "/human-loops/a", b"[]"))

        assert decoded == {"HumanLoopName": "a"}

    def test_a_body_that_is_no_object(self) -> None:
        with pytest.raises(MalformedRequestError, match="it is a JSON array"):
            CODEC.decode(request("StartHumanLoop", "/human-loops", b"[]"))

    def test_a_path_of_another_operation(self) -> None:
        assert CODEC.decode(request("DescribeHumanLoop", "/")) == {}


class TestDates:
    @pytest.mark.parametrize(
        "text,seconds",
        [
            ("1970-01-02", 86400),
            ("1970-01-01T00:00:01Z", 1),
            ("1970-01-01T00:00:01.5Z", 1.5),
            ("1970-01-01T00:00:01.123456789Z", 1.123456),
            ("1970-01-01T01:00:00+01:00", 0),
            ("1970-01-01T00:00:02", 2),
        ],
    )
    def test_read(self, text: str, seconds: float) -> None:
        assert seconds_of(text) == seconds

    @pytest.mark.parametrize("text", ["", "Z", "1970", "yesterday", "1970-13-01", "0"])
    def test_unreadable(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"."):
            seconds_of(text)

    def test_written_in_utc_and_milliseconds(self) -> None:
        abroad = dt.timezone(dt.timedelta(hours=2))

        assert iso_8601(dt.datetime(2020, 9, 28, 21, 17, 59, 880_999, abroad)) == (
            "2020-09-28T19:17:59.880Z"
        )


class TestEncode:
    NOW = dt.datetime(2026, 1, 2, tzinfo=dt.timezone.utc)

    def test_a_result(self) -> None:
        loop = {"HumanLoopName": "a", "CreationTime": self.NOW}
        response = CODEC.encode("ListHumanLoops", {"HumanLoopSummaries": [loop]}, self.NOW)

        assert response.status == 200
        assert response.headers["Content-Type"] == "application/json"
        assert json.loads(response.body) == {
            "HumanLoopSummaries": [
                {"HumanLoopName": "a", "CreationTime": "2026-01-02T00:00:00.000Z"}
            ]
        }

    @pytest.mark.parametrize("modelled,key", [(True, "Message"), (False, "message")])
    def test_an_error(self, *, modelled: bool, key: str) -> None:
        response = CODEC.encode_error("Code", 409, "text", self.NOW, modelled=modelled)

        assert response.status == 409
        assert response.headers["x-amzn-ErrorType"] == "Code"
        assert json.loads(response.body) == {key: "text"}


CODES = {situation.code for situation in SERVICES[SERVICE].situations.values()}
ANY_TEXT = st.text(st.characters(), max_size=20)
QUERIES = st.dictionaries(
    st.sampled_from(
        ["FlowDefinitionArn", "MaxResults", "NextToken", "SortOrder", "CreationTimeAfter"]
    ),
    st.sampled_from([FLOW_ARN, "5", "0", "Ascending", "2020-01-01", "2020-01-01T00:00:00Z"])
    | st.text("a%0/&=+-:ZT\u00e9", max_size=10),
).map(lambda query: "&".join(f"{name}={value}" for name, value in query.items()))
PATHS = st.sampled_from(["/human-loops", "/human-loops/loop", "/human-loops/stop", "/"]) | st.text(
    "/%0aZ.-\u00e9", max_size=12
).map(lambda text: f"/human-loops/{text}")
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(["loop", FLOW_ARN, "{}", 1, 10**300, float("inf"), None]) | ANY_TEXT,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["InputContent", "ContentClassifiers"]) | ANY_TEXT, inner, max_size=3
        )
    ),
    max_leaves=6,
)
BODIES = st.binary(max_size=100) | st.dictionaries(
    st.sampled_from(["HumanLoopName", "FlowDefinitionArn", "HumanLoopInput", "DataAttributes"]),
    VALUES,
).map(lambda parameters: json.dumps(parameters).encode())


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(operation=st.sampled_from(list(OPERATIONS)), path=PATHS, query=QUERIES, body=BODIES)
@example("DescribeHumanLoop", "/human-loops/%ff%ED%A0%80", "", b"")
@example("StartHumanLoop", "/human-loops", "", b'{"HumanLoopName": "\\ud800"}')
def test_every_request_is_answered_in_the_protocol(
    operation: str, path: str, query: str, body: bytes
) -> None:
    backend = WorkteamBackend()
    backend.add_human_loop("loop")
    before = dict(backend.human_loops)

    answer = backend.answer(request(operation, f"{path}?{query}", body))

    document = json.loads(answer.body)
    assert len(backend.calls) == 1
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert section(backend).replace("\n", "").isprintable()
    if answer.status == 200:
        assert check_response(operation, document, SERVICE) == ()
        assert backend.calls.last.error is None
    else:
        assert answer.headers["x-amzn-ErrorType"] == backend.calls.last.error
        assert backend.calls.last.error in CODES
        assert [type(text) for text in document.values()] == [str]
        assert dict(backend.human_loops) == before
