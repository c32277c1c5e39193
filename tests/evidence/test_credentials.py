"""Credentials and identities are neither shown nor recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.credentials import Credentials
from botocore.exceptions import CredentialRetrievalError

from pytest_workteam.evidence import commands
from tests.evidence.conftest import (
    ACCESS_KEY,
    CREDENTIALS,
    ONE,
    PREFIX,
    PROGRAM,
    SECRET_KEY,
    TOKEN,
    Command,
    Service,
    answers_in,
    error,
)


def test_credentials_in_a_message_are_not_recorded(
    service: Service, command: Command, output: Path
) -> None:
    words = f"Credential={ACCESS_KEY}/x{SECRET_KEY}y {TOKEN} AKIAOTHER0000000000X by user/me."
    service.reword = lambda situation, details: words
    command("record", *ONE, "--output", output, "--yes")

    text = output.read_text(encoding="utf-8")
    assert not any(secret in text for secret in CREDENTIALS)
    assert answers_in(text)["unknown-workteam", "DescribeWorkteam"]["message"] == (
        "Credential={access_key}/x{secret_key}y {session_token} {access_key} by {principal}."
    )


def test_credentials_in_a_failure_are_not_shown(
    service: Service, command: Command, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError(f"{ACCESS_KEY} {SECRET_KEY} {TOKEN}")

    monkeypatch.setattr(commands, "run", fail)
    status, _, err = command("record", *ONE, "--output", output, "--yes")

    assert status == 1
    assert err == (
        f"{PROGRAM} record: The recording failed: RuntimeError: {{access_key}} {{secret_key}} "
        "{session_token}\nNothing is left in the account.\n"
        f"{PROGRAM} record: Nothing is recorded.\n"
    )


@pytest.mark.parametrize(
    "message,recorded",
    [
        ("arn:aws:sts::999999999999:federated-user/me", "arn:aws:sts::{account_id}:{principal}"),
        ("By AROAIOSFODNN7EXAMPLE:me@example.com.", "By {principal_id}."),
        ("AIDAIOSFODNN7EXAMPLE, ASIAIOSFODNN7EXAMPLE", "{principal_id}, {access_key}"),
        ("Write to a.b+c@mail.example.com.", "Write to {email}."),
        ("https://abc123.labeling.eu-west-1.sagemaker.aws/x", "https://{subdomain}/x"),
        (
            "vpc-0a1b2c3d, subnet-0123456789abcdef0 and sg-0a1b2c3d4e5f60718",
            "{network_id}, {network_id} and {network_id}",
        ),
    ],
)
def test_identities_are_not_recorded(
    service: Service, command: Command, output: Path, *, message: str, recorded: str
) -> None:
    service.reword = lambda situation, details: message
    command("record", *ONE, "--output", output, "--yes")

    answers = answers_in(output.read_text(encoding="utf-8"))
    assert answers["unknown-workteam", "DescribeWorkteam"]["message"] == recorded


@pytest.mark.parametrize("in_environment", [False, True])
def test_a_password_in_an_invalid_endpoint_is_not_shown(
    service: Service,
    command: Command,
    output: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    in_environment: bool,
) -> None:
    url = "http://me:password@bad host"
    if in_environment:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    options = () if in_environment else ("--endpoint-url", url)
    message = "The endpoint or region is invalid: Invalid endpoint: http://bad host"

    result = command("record", *ONE, "--output", output, "--yes", *options)

    assert result[::2] == (2, error(message))
    assert service.called == []


def test_a_clean_up_without_credentials(
    service: Service, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")

    assert command("record", "--clean-up", PREFIX, "--yes") == (
        2,
        "",
        error(
            "GetCallerIdentity of AWS STS failed with NoCredentialsError, so the account is "
            "unknown. Check the profile and the network."
        ),
    )


def test_credentials_that_expire_during_a_clean_up(
    service: Service, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.add_workteam(f"{PREFIX}-1")
    service.add_workteam(f"{PREFIX}-2")
    valid = Credentials.get_frozen_credentials

    def expired(self: Credentials) -> Any:
        if "DeleteWorkteam" in service.called:
            raise CredentialRetrievalError(provider="sso", error_msg=SECRET_KEY)
        return valid(self)

    monkeypatch.setattr(Credentials, "get_frozen_credentials", expired)
    status, _, err = command("record", "--clean-up", PREFIX, "--yes")

    assert status == 1
    assert "DeleteWorkteam was not sent because of CredentialRetrievalError. Check the" in err
    assert f"This may be left in the account: work team {PREFIX}-2, " in err
