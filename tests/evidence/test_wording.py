"""Messages as templates: details, request's values and identities become placeholders."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_workteam.evidence.wording import fields_of, redacted, template, with_fillers

NAMES = {
    "prefix": "wt-record-0123456789ab",
    "account_id": "210987654321",
    "region": "eu-west-1",
    "user_pool": "eu-west-1_Live00000",
    "group": "",
    "session_token": "t0ken",
}


@pytest.mark.parametrize(
    "message,expected",
    [
        ("The work team wt-record-0123456789ab-1 is taken.", "The work team {name} is taken."),
        ("Description Labels. is odd.", "Description {Description} is odd."),
        ("wt-record-0123456789ab-11 differs.", "{prefix}-11 differs."),
        ("xwt-record-0123456789ab-1x", "xwt-record-0123456789ab-1x"),
        ("25 of 25 of 25", "{limit} of {utilization} of {utilization}"),
        ("125 or 2.5", "125 or 2.5"),
        (
            "arn:aws:sagemaker:eu-west-1:210987654321:workteam/a and 999999999999",
            "arn:aws:sagemaker:{region}:{account_id}:workteam/a and {account_id}",
        ),
        (
            "User: arn:aws:sts::210987654321:assumed-role/r/me, no",
            "User: arn:aws:sts::{account_id}:{principal}, no",
        ),
        ("eu-west-1_Live00000, us-east-1_Other0000", "{user_pool}, {user_pool}"),
        ("Id 0a1b2c3d-0000-4000-8000-0123456789ab.", "Id {request_id}."),
        ("xt0keny", "x{session_token}y"),
        ('because "{0}".', 'because "{{0}}".'),
        ("", ""),
    ],
)
def test_a_template(message: str, expected: str) -> None:
    details: dict[str, Any] = {
        "name": "wt-record-0123456789ab-1",
        "limit": 25,
        "utilization": 25,
        "empty": "",
    }
    parameters = {
        "WorkteamName": "wt-record-0123456789ab-1",
        "Description": "Labels.",
        "Tags": [{"Key": "k", "Value": "of"}],
        "MaxResults": 125,
    }

    made = template(message, details=details, parameters=parameters, names=NAMES)

    assert made == expected
    # It can be filled again.
    assert bool(made.format_map(dict.fromkeys(fields_of(made), "x"))) is bool(message)


def test_a_redacted_text_keeps_its_braces() -> None:
    assert redacted("t0ken {0} in eu-west-1", NAMES) == "{session_token} {0} in {region}"


def test_what_no_request_fills_is_filled_with_examples() -> None:
    assert with_fillers("{prefix}-1, {user_pool}, {workteam_name}, {{0}}") == (
        "example-1, {region}_Example00, {workteam_name}, {{0}}"
    )


@pytest.mark.parametrize("text", ["{", "{0}", "{a.b}", "{a[0]}", "{a!r}", "{a:>9}", "{}"])
def test_an_invalid_template(text: str) -> None:
    with pytest.raises(ValueError, match=r"placeholder|brace|'\{'"):
        fields_of(text)
