from __future__ import annotations

import copy
import importlib
import re
import shutil
import subprocess
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import botocore
import botocore.session
import pytest

from pytest_workteam import OperationNotFaked, WorkteamBackend
from pytest_workteam.interception import hooks
from pytest_workteam.interception.hooks import attach
from tests.support import linked, team


def run_python(tmp_path: Path, code: str, *arguments: str) -> str:
    """Run a program in a process of its own; its output, and none of its warnings."""
    program = tmp_path / "program.py"
    program.write_text(code)
    done = subprocess.run(
        [sys.executable, "-W", "error", *arguments, str(program)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


PREAMBLE = """
import os
import socket

# Clients that are made while no backend is active look for credentials.
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"

def connect(self, address):
    raise AssertionError(f"a socket was to be connected to {address}")

socket.socket.connect = connect
"""

CALL = """
def call(client):
    response = client.create_workteam(
        WorkteamName="team",
        Description="A work team.",
        MemberDefinitions=[
            {
                "CognitoMemberDefinition": {
                    "UserPool": "us-east-1_Pool00000", "UserGroup": "g", "ClientId": "c"
                }
            }
        ],
    )
    print(response["WorkteamArn"])
"""
ARN = "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/team\n"


def module_with(**members: object) -> ModuleType:
    module = ModuleType("stand_in")
    vars(module).update(members)
    return module


class TestClients:
    """Whatever a client is made by, and whenever."""

    @pytest.mark.usefixtures("workteam_backend")
    def test_of_a_session_made_before_the_backend(self) -> None:
        client: Any = botocore.session.get_session().create_client("sagemaker")

        assert client.list_workteams()

    def test_of_a_session_that_is_older_than_the_plugin(self, tmp_path: Path) -> None:
        output = run_python(
            tmp_path,
            PREAMBLE
            + CALL
            + """
import sys

import boto3
import botocore.session

session = botocore.session.get_session()
client = boto3.client("sagemaker", region_name="us-east-1")
assert "pytest_workteam" not in sys.modules

from pytest_workteam import WorkteamBackend

with WorkteamBackend() as backend:
    call(client)
    session.create_client("sagemaker").delete_workteam(WorkteamName="team")
    call(session.create_client("sagemaker"))
    assert [c.operation for c in backend.calls] == [
        "CreateWorkteam", "DeleteWorkteam", "CreateWorkteam"
    ]
""",
        )

        assert output == ARN * 2

    def test_made_by_the_program_that_calls_pytest(self, tmp_path: Path) -> None:
        (tmp_path / "test_it.py").write_text(
            "import sys\n"
            "def test_it(workteam_backend):\n"
            "    sys.modules['__main__'].CLIENT.list_workteams()\n"
            "    assert workteam_backend.calls.last.operation == 'ListWorkteams'\n"
        )

        output = run_python(
            tmp_path,
            PREAMBLE
            + """
import sys
import boto3
import pytest

CLIENT = boto3.client("sagemaker", region_name="us-east-1")
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:randomly", "test_it.py"]))
""",
        )

        assert "1 passed" in output

    def test_made_by_a_plugin_that_loads_first(
        self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # A client that is made while no backend is active looks for credentials.
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        pytester.makepyfile(
            early_plugin="""
                import boto3

                CLIENT = boto3.client("sagemaker", region_name="us-east-1")
                """,
            test_it="""
                import early_plugin

                def test_it(workteam_backend):
                    early_plugin.CLIENT.list_workteams()
                    assert workteam_backend.calls.last.client == "boto3"
                """,
        )
        pytester.syspathinsert()

        result = pytester.runpytest_subprocess("-p", "early_plugin")

        result.assert_outcomes(passed=1)

    def test_that_a_test_patches_with_an_older_original(self, tmp_path: Path) -> None:
        output = run_python(
            tmp_path,
            PREAMBLE
            + CALL
            + """
from unittest import mock

import boto3
from botocore.client import BaseClient

original = BaseClient._make_api_call

def patched(self, operation, parameters):
    return original(self, operation, parameters)

from pytest_workteam import WorkteamBackend

with WorkteamBackend() as backend:
    with mock.patch("botocore.client.BaseClient._make_api_call", new=patched):
        call(boto3.client("sagemaker"))
    assert len(backend.calls) == 1
""",
        )

        assert output == ARN

    @pytest.mark.filterwarnings("ignore::pytest_workteam.OperationNotFakedWarning")
    def test_without_built_in_handlers_once_attached(
        self, workteam_backend: WorkteamBackend
    ) -> None:
        session = botocore.session.Session(include_builtin_handlers=False)
        client: Any = session.create_client("sagemaker", "us-east-1")

        workteam_backend.attach(client)
        workteam_backend.attach(client)
        client.create_workteam(**team())

        assert [call.operation for call in workteam_backend.calls] == ["CreateWorkteam"]
        with pytest.raises(OperationNotFaked):
            client.list_models()

    def test_attach_wants_a_client(self, workteam_backend: WorkteamBackend) -> None:
        with pytest.raises(TypeError) as caught:
            workteam_backend.attach("sagemaker")

        assert str(caught.value) == linked(
            "attach() takes a botocore client, such as boto3.client('sagemaker'), not 'sagemaker'",
            "attach",
        )

    def test_of_any_service_can_be_attached(self) -> None:
        session = botocore.session.Session(include_builtin_handlers=False)

        keys: Any = {"aws_access_key_id": "a", "aws_secret_access_key": "s"}

        attach(session.create_client("sts", "us-east-1", **keys))

    def test_a_copy_of_a_clients_emitter_has_each_handler_once(
        self, workteam_backend: WorkteamBackend
    ) -> None:
        client: Any = boto3.Session().client("sagemaker")
        client.list_workteams()

        client.meta.events = copy.copy(client.meta.events)
        client._endpoint._event_emitter = client.meta.events
        client.list_workteams()

        assert len(workteam_backend.calls) == 2

    def test_are_answered_once_however_often_backends_start(self) -> None:
        with WorkteamBackend():
            client = boto3.Session().client("sagemaker")
        for _ in range(3):
            backend = WorkteamBackend()
            backend.start()
            backend.start()
            client.list_workteams()
            backend.stop()
            backend.stop()

            assert len(backend.calls) == 1


class TestImporting:
    """Client classes are wrapped, whoever imports botocore and however."""

    def test_after_looking_for_the_module_without_importing_it(self, tmp_path: Path) -> None:
        output = run_python(
            tmp_path,
            PREAMBLE
            + CALL
            + """
import importlib.util
import inspect

from pytest_workteam import WorkteamBackend
from pytest_workteam.interception.hooks import install

install()
spec = importlib.util.find_spec("botocore.client")
assert "class BaseClient" in spec.loader.get_source("botocore.client")

import botocore.client

assert type(botocore.client.__loader__).__name__ == "SourceFileLoader"
assert type(botocore.client.__spec__.loader).__name__ == "SourceFileLoader"
assert "class BaseClient" in inspect.getsource(botocore.client)

import boto3

with WorkteamBackend():
    call(boto3.client("sagemaker"))
""",
        )

        assert output == ARN

    def test_after_reloading_and_importing_anew(self, tmp_path: Path) -> None:
        output = run_python(
            tmp_path,
            PREAMBLE
            + CALL
            + """
import importlib
import sys

from pytest_workteam import WorkteamBackend
from pytest_workteam.interception.hooks import install

install()
import botocore.client
import botocore.session

importlib.reload(botocore.client)
with WorkteamBackend() as backend:
    call(botocore.session.get_session().create_client("sagemaker"))
    assert len(backend.calls) == 1

for name in [name for name in sys.modules if name.partition(".")[0] == "botocore"]:
    del sys.modules[name]
import botocore.session

with WorkteamBackend() as backend:
    call(botocore.session.get_session().create_client("sagemaker"))
    assert len(backend.calls) == 1
""",
        )

        assert output == ARN * 2

    def test_a_missing_botocore_stays_missing(self, tmp_path: Path) -> None:
        output = run_python(
            tmp_path,
            """
import sys

from pytest_workteam.interception.hooks import install

install()
sys.path[:] = []
try:
    import botocore.client
except ModuleNotFoundError as error:
    print(error)
""",
        )

        assert output == "No module named 'botocore'\n"

    def test_a_package_of_botocores_name_that_is_none(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "bearer" / "botocore").mkdir(parents=True)
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setattr(sys, "modules", dict(sys.modules))
        with pytest.raises(ModuleNotFoundError, match="No module named 'bearer.botocore.client'"):
            importlib.import_module("bearer.botocore.client")

        (tmp_path / "bearer" / "botocore" / "client").mkdir()
        importlib.invalidate_caches()

        # A folder without a module in it has no classes to wrap.
        assert importlib.import_module("bearer.botocore.client").__path__

    @pytest.mark.parametrize(
        "name,module",
        [
            ("aiobotocore.client", None),
            ("aiobotocore.client", object()),
            ("aiobotocore.client", SimpleNamespace(AioBaseClient=object())),
            ("absent.botocore.client", module_with(AioBaseClient=object())),
            (None, module_with()),
        ],
        ids=["None", "an object", "a namespace", "a module", "without a name"],
    )
    def test_modules_that_a_test_stands_in(
        self, monkeypatch: pytest.MonkeyPatch, name: Any, module: Any
    ) -> None:
        monkeypatch.setitem(sys.modules, name, module)
        hooks._client_modules.cache_clear()

        with WorkteamBackend() as backend:
            boto3.Session().client("sagemaker").list_workteams()

        assert len(backend.calls) == 1

    def test_a_backend_that_is_not_started_imports_no_botocore(self, tmp_path: Path) -> None:
        output = run_python(
            tmp_path,
            """
import sys

from pytest_workteam import WorkteamBackend

WorkteamBackend()
print("botocore" in sys.modules, "jsonschema" in sys.modules, "regex" in sys.modules)
""",
        )

        assert output == "False False False\n"

    @pytest.mark.parametrize("asking", ["util.find_spec(name)", "in_turn(name, path, target)"])
    @pytest.mark.parametrize("first", [True, False], ids=["before the plugin", "after the plugin"])
    def test_beside_an_import_hook_that_asks_the_others(
        self, tmp_path: Path, asking: str, *, first: bool
    ) -> None:
        install = "hooks.install()\n"
        output = run_python(
            tmp_path,
            PREAMBLE
            + CALL
            + f"""
from importlib import util
import sys
from pytest_workteam import WorkteamBackend
from pytest_workteam.interception import hooks

def in_turn(name, path, target):
    for finder in list(sys.meta_path):
        find = getattr(finder, "find_spec", None)
        spec = find(name, path, target) if find else None
        if spec is not None:
            return spec

class Watcher:
    underway = set()

    def find_spec(self, name, path=None, target=None):
        if name in self.underway:
            return None
        self.underway.add(name)
        try:
            return {asking}
        finally:
            self.underway.discard(name)

{"" if first else install}sys.meta_path.insert(0, Watcher())
{install if first else ""}
import boto3

with WorkteamBackend() as backend:
    call(boto3.client("sagemaker"))
    assert len(backend.calls) == 1
""",
        )

        assert output == ARN

    @pytest.mark.parametrize("when", ["before the start", "after the start"])
    def test_beside_an_import_hook_that_finds_modules_by_itself(
        self, tmp_path: Path, when: str
    ) -> None:
        hide = "sys.meta_path.insert(0, PathFinder)\n"
        before, after = (hide, "") if when == "before the start" else ("", hide)
        output = run_python(
            tmp_path,
            PREAMBLE
            + CALL
            + f"""
import sys
from importlib.machinery import PathFinder
from pytest_workteam import WorkteamBackend
from pytest_workteam.interception.hooks import install

install()
{before}
with WorkteamBackend() as backend:
    {after}
    import boto3
    call(boto3.client("sagemaker"))
    assert len(backend.calls) == 1
""",
        )

        assert output == ARN

    @pytest.mark.parametrize("frozen", ["gc.freeze()", "gc.disable()", "pass"])
    def test_clients_that_the_garbage_collector_hides(self, tmp_path: Path, frozen: str) -> None:
        output = run_python(
            tmp_path,
            PREAMBLE
            + CALL
            + f"""
import gc
import boto3

client = boto3.client("sagemaker", region_name="us-east-1")
{frozen}
from pytest_workteam import WorkteamBackend

with WorkteamBackend():
    call(client)
""",
        )

        assert output == ARN

    def test_modules_that_a_test_puts_back(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            app="import boto3\nimport absent\nclient = boto3.client('sagemaker', 'us-east-1')\n",
            test_it="""
                import sys
                from unittest import mock

                import pytest

                with mock.patch.dict("sys.modules", {"absent": mock.MagicMock()}):
                    import app

                @pytest.fixture(autouse=True)
                def put_back():
                    with mock.patch.dict("sys.modules"):
                        yield

                @pytest.mark.parametrize("number", [1, 2])
                def test_it(workteam_backend, number):
                    app.client.list_workteams()
                    assert len(workteam_backend.calls) == 1
                """,
        )
        pytester.syspathinsert()

        pytester.runpytest_subprocess().assert_outcomes(passed=2)


COPY_TO_USE = """
import time

from pytest_workteam import WorkteamBackend

assert type(client).__mro__[1].__module__ == "carrier.botocore.client"
responses, waits = [], []

def keep(http_response, **_):
    responses.append(http_response)

client.meta.events.register("after-call", keep)
time.sleep = waits.append
with WorkteamBackend() as backend:
    backend.accounts["AKIACARRIER"] = "210987654321"
    for fault in FAULTS:
        backend.fail("CreateWorkteam", fault)
    try:
        call(client)
    except client.exceptions.ResourceInUse as error:
        print(error.response["ResponseMetadata"]["RetryAttempts"])
    try:
        client.list_models()
    except Exception as error:
        print(type(error).__name__)
    assert [c.attempt for c in backend.calls.of("CreateWorkteam")] == [1, 2, 3]
    assert {c.account_id for c in backend.calls.of("CreateWorkteam")} == {"210987654321"}
assert waits == [0.0, 0.0]
assert {type(response).__module__ for response in responses} == {"carrier.botocore.awsrequest"}
"""
INSTALL = "from pytest_workteam.interception.hooks import install; install()\n"
BOTO3 = "import boto3; boto3.client('sagemaker', region_name='us-east-1')\n"
CARRIER = """
import carrier.botocore.session

client = carrier.botocore.session.get_session().create_client(
    "sagemaker",
    region_name="us-east-1",
    aws_access_key_id="AKIACARRIER",
    aws_secret_access_key="s",
)
"""


THROTTLED_FIRST = "FAULTS = 'ThrottlingException', lost_response\n"
LOST_FIRST = "FAULTS = lost_response, 'ThrottlingException'\n"


@pytest.mark.parametrize(
    "order,faults",
    [
        (INSTALL + CARRIER, LOST_FIRST),
        (INSTALL + CARRIER + BOTO3, THROTTLED_FIRST),
        (INSTALL + BOTO3 + CARRIER, LOST_FIRST),
        (BOTO3 + CARRIER + INSTALL, THROTTLED_FIRST),
    ],
    ids=["alone", "before boto3", "after boto3", "older than the plugin"],
)
def test_a_copy_of_botocore_under_another_name(tmp_path: Path, order: str, faults: str) -> None:
    source = Path(botocore.__file__).parent
    copy = tmp_path / "carrier" / "botocore"
    unread = shutil.ignore_patterns("data", "__pycache__", "*.pem")
    shutil.copytree(source, copy, ignore=unread)
    (copy / "data").symlink_to(source / "data")
    (tmp_path / "carrier" / "__init__.py").touch()
    for module in copy.rglob("*.py"):
        text = module.read_text("utf-8")
        text = re.sub(r"(?m)(^|[ (=])botocore(?=[. \n])", r"\1carrier.botocore", text)
        module.write_text(text, "utf-8")

    imports = "from pytest_workteam import lost_response\n"
    output = run_python(tmp_path, PREAMBLE + CALL + order + imports + faults + COPY_TO_USE)

    # Throttled and carried out with the answer lost, in either order, then found to be there.
    assert output == "2\nOperationNotFaked\n"


def test_other_finders_are_asked_for_the_very_module_and_may_not_have_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[Any, ...]] = []

    class Finder(MetaPathFinder):
        def find_spec(self, *arguments: Any) -> None:
            asked.append(arguments)

    own = next(each for each in sys.meta_path if type(each).__module__ == hooks.__name__)
    # The first is of a kind that Python has long left out.
    monkeypatch.setattr(sys, "meta_path", [object(), own, Finder()])

    assert own.find_spec("botocore.client", ["a path"], botocore) is None
    assert asked == [("botocore.client", ["a path"], botocore)]


def test_attaching_keeps_the_clients_own_handlers(workteam_backend: WorkteamBackend) -> None:
    client: Any = boto3.Session().client("sagemaker")
    seen: list[str] = []
    client.meta.events.register("before-send", lambda event_name, **_: seen.append(event_name))

    workteam_backend.attach(client)
    client.list_workteams()

    assert seen == ["before-send.sagemaker.ListWorkteams"]
