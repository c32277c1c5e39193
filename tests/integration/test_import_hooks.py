"""Clients are reached beside the import hooks of others, whichever comes first."""

from __future__ import annotations

import importlib.util

import pytest

TEST = """
    import boto3

    def test_each_call_is_answered_once(workteam_backend):
        workteam_backend.fail("ListWorkteams", "ThrottlingException", times=2)
        answer = boto3.client("sagemaker").list_workteams()
        assert answer["ResponseMetadata"]["RetryAttempts"] == 2
        assert len(workteam_backend.calls) == 3
"""
HOOKS = {
    "ddtrace": "import ddtrace",
    "typeguard": "import typeguard\ntypeguard.install_import_hook(['boto3', 'botocore'])",
    "wrapt": "import wrapt\n"
    "wrapt.register_post_import_hook(lambda _: None, 'botocore.client')\n"
    "wrapt.register_post_import_hook(lambda _: None, 'botocore.handlers')",
}


@pytest.mark.parametrize("where", ["option", "conftest", "test"])
@pytest.mark.parametrize("name", HOOKS)
def test_beside_a_hook(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, name: str, where: str
) -> None:
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"needs {name}")
    for variable, value in {
        "DD_TRACE_AGENT_URL": "http://127.0.0.1:9",
        "DD_INSTRUMENTATION_TELEMETRY_ENABLED": "false",
        "DD_REMOTE_CONFIGURATION_ENABLED": "false",
        "DD_CIVISIBILITY_ENABLED": "0",
    }.items():
        monkeypatch.setenv(variable, value)
    pytester.makepyfile(hooked=HOOKS[name])
    pytester.syspathinsert()
    if where == "conftest":
        pytester.makeconftest("import hooked")
    pytester.makepyfile(test_it=("    import hooked\n" if where == "test" else "") + TEST)
    options = ["-p", "hooked"] if where == "option" else []

    pytester.runpytest_subprocess(*options).assert_outcomes(passed=1)
