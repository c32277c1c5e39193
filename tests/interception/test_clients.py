"""The plugin's own session and clients are the same on every machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_workteam.interception.clients import new_client, new_session


def test_nothing_of_the_users_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config, credentials = tmp_path / "config", tmp_path / "credentials"
    config.write_text("[default]\nregion = eu-west-1\n[profile mine]\n", encoding="utf-8")
    credentials.write_text("[default]\naws_access_key_id = AKIAUSER\n", encoding="utf-8")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))
    monkeypatch.setenv("AWS_PROFILE", "missing")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_RETRY_MODE", "adaptive")
    monkeypatch.setenv("AWS_DEFAULTS_MODE", "in-region")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "not a URL")

    session = new_session()

    assert session.profile is None
    assert session.full_config == {"profiles": {}}
    client = new_client(session, "eu-central-1")
    assert client.meta.region_name == "eu-central-1"
    assert client.meta.config.retries["mode"] != "adaptive"
    assert "total_max_attempts" not in client.meta.config.retries
    assert client.meta.config.connect_timeout == 60
