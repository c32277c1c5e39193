from __future__ import annotations

import datetime as dt
import hashlib
import sys
from typing import Any

import pytest

from pytest_workteam import InvalidSetting, OperationNotFaked, SeedRefused, WorkteamBackend
from pytest_workteam.errors import ReadOnlyError
from pytest_workteam.schema import check_response
from tests.support import ROLE_ARN, UI_ARN, client_in, human_task_ui, linked, refused

CREATED = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc)


class TestCreate:
    def test_describe_omits_the_content(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.clock = lambda: CREATED
        content = "<crowd-form>{{ task.input.text }}\u2713</crowd-form>"
        created = workteam_client.create_human_task_ui(
            **human_task_ui(UiTemplate={"Content": content})
        )

        described = workteam_client.describe_human_task_ui(HumanTaskUiName="review")

        assert created["HumanTaskUiArn"] == UI_ARN
        assert check_response("DescribeHumanTaskUi", described) == ()
        del described["ResponseMetadata"]
        assert described == {
            "HumanTaskUiArn": UI_ARN,
            "HumanTaskUiName": "review",
            "HumanTaskUiStatus": "Active",
            "CreationTime": CREATED,
            "UiTemplate": {
                "Url": "https://s3.us-east-1.amazonaws.com/sagemaker-human-task-uis-us-east-1/"
                "123456789012/review/template.html",
                "ContentSha256": hashlib.sha256(content.encode()).hexdigest(),
            },
        }

    def test_a_taken_name(self, workteam_client: Any) -> None:
        workteam_client.create_human_task_ui(**human_task_ui())

        with refused(
            "ResourceInUse",
            "Human task UI names must be unique within an AWS account and region, and a human "
            f"task UI with this name already exists ({UI_ARN}). Please use a different "
            "HumanTaskUiName.",
        ):
            workteam_client.create_human_task_ui(**human_task_ui())

    def test_a_deleted_uis_name_can_be_used_again(self, workteam_client: Any) -> None:
        workteam_client.create_human_task_ui(**human_task_ui())
        assert "HumanTaskUiName" not in workteam_client.delete_human_task_ui(
            HumanTaskUiName="review"
        )

        workteam_client.create_human_task_ui(**human_task_ui())

    def test_a_name_in_capitals(self, workteam_client: Any) -> None:
        # A mistake in programs that derive the name from a stack's name.
        shape = workteam_client.meta.service_model.shape_for("HumanTaskUiName")
        with refused(
            "ValidationException",
            "1 validation error detected: Value 'IDP-BDA-3' at 'humanTaskUiName' failed to "
            "satisfy constraint: Member must satisfy regular expression pattern: "
            f"{shape.metadata['pattern']}",
        ):
            workteam_client.create_human_task_ui(**human_task_ui("IDP-BDA-3"))

    def test_a_limit(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
        workteam_backend.human_task_ui_limit = 1
        workteam_client.create_human_task_ui(**human_task_ui())

        with refused(
            "ResourceLimitExceeded",
            "The account-level service limit 'Total number of human task UIs' is 1 HumanTaskUis, "
            "with current utilization of 1 HumanTaskUis and a request delta of 1 HumanTaskUis. "
            "Please contact AWS support to request an increase for this limit.",
        ):
            workteam_client.create_human_task_ui(**human_task_ui("another"))

        workteam_backend.reset()
        assert workteam_backend.human_task_ui_limit is None

    @pytest.mark.parametrize("setting", ["human_task_ui_limit", "flow_definition_limit"])
    @pytest.mark.parametrize("value", [-1, True, "1", 1.5])
    def test_an_invalid_limit(
        self, workteam_backend: WorkteamBackend, setting: str, value: Any
    ) -> None:
        with pytest.raises(InvalidSetting) as caught:
            setattr(workteam_backend, setting, value)

        assert str(caught.value) == linked(
            f"{setting} must be a whole number, 0 or more, or None: {value!r}", "invalid-setting"
        )


@pytest.mark.parametrize("operation", ["describe", "delete"])
def test_an_unknown_ui(workteam_client: Any, operation: str) -> None:
    with refused(
        "ResourceNotFound",
        "The human task UI none does not exist in this account and region.",
    ):
        getattr(workteam_client, f"{operation}_human_task_ui")(HumanTaskUiName="none")


def test_a_ui_of_another_region_is_unknown(
    workteam_backend: WorkteamBackend, workteam_client: Any
) -> None:
    workteam_backend.at(region="eu-west-1").add_human_task_ui("review")

    with pytest.raises(workteam_client.exceptions.ResourceNotFound):
        workteam_client.describe_human_task_ui(HumanTaskUiName="review")
    assert client_in("eu-west-1").describe_human_task_ui(HumanTaskUiName="review")[
        "HumanTaskUiArn"
    ] == UI_ARN.replace("us-east-1", "eu-west-1")


class TestList:
    @pytest.fixture(autouse=True)
    def _three(self, workteam_backend: WorkteamBackend) -> None:
        for number, name in enumerate(["b", "a", "c"]):
            workteam_backend.clock = lambda number=number: CREATED + dt.timedelta(days=number)
            workteam_backend.add_human_task_ui(name)

    def listed(self, client: Any, **parameters: Any) -> list[str]:
        pages = client.get_paginator("list_human_task_uis").paginate(**parameters)
        return [ui["HumanTaskUiName"] for page in pages for ui in page["HumanTaskUiSummaries"]]

    def test_in_order_of_creation(self, workteam_client: Any) -> None:
        assert self.listed(workteam_client) == ["b", "a", "c"]
        assert self.listed(workteam_client, SortOrder="Descending") == ["c", "a", "b"]
        assert self.listed(workteam_client, PaginationConfig={"PageSize": 1}) == ["b", "a", "c"]

    def test_filter_by_creation_time(self, workteam_client: Any) -> None:
        second, third = CREATED + dt.timedelta(days=1), CREATED + dt.timedelta(days=2)
        assert self.listed(workteam_client, CreationTimeAfter=second) == ["a", "c"]
        assert self.listed(workteam_client, CreationTimeBefore=third) == ["b", "a"]

    def test_a_summary(self, workteam_client: Any) -> None:
        page = workteam_client.list_human_task_uis(MaxResults=1)

        assert page["HumanTaskUiSummaries"] == [
            {
                "HumanTaskUiName": "b",
                "HumanTaskUiArn": UI_ARN.replace("review", "b"),
                "CreationTime": CREATED,
            }
        ]
        assert check_response("ListHumanTaskUis", page) == ()

    def test_a_forged_pagination_token(self, workteam_client: Any) -> None:
        with refused("ValidationException", 'Invalid pagination token because "{0}".'):
            workteam_client.list_human_task_uis(NextToken="made-up")


class TestTags:
    def test_tags_of_create(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
        workteam_client.create_human_task_ui(**human_task_ui(Tags=[{"Key": "a", "Value": "1"}]))
        workteam_client.add_tags(ResourceArn=UI_ARN, Tags=[{"Key": "b", "Value": "2"}])
        workteam_client.delete_tags(ResourceArn=UI_ARN, TagKeys=["a"])

        tags = workteam_client.list_tags(ResourceArn=UI_ARN)["Tags"]

        assert tags == [{"Key": "b", "Value": "2"}]

    def test_tags_of_a_deleted_ui(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.add_human_task_ui("review")
        workteam_client.delete_human_task_ui(HumanTaskUiName="review")

        with refused("ValidationException", ""):
            workteam_client.list_tags(ResourceArn=UI_ARN)

    def test_a_reserved_key(self, workteam_client: Any) -> None:
        with refused(
            "ValidationException",
            "System prefix 'aws:' reserved for AWS usage in tag key: aws:a",
        ):
            workteam_client.create_human_task_ui(
                **human_task_ui(Tags=[{"Key": "aws:a", "Value": ""}])
            )


class TestSeeding:
    def test_only_a_name(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
        assert workteam_backend.add_human_task_ui("review") == UI_ARN
        described = workteam_client.describe_human_task_ui(HumanTaskUiName="review")
        del described["ResponseMetadata"]

        assert list(workteam_backend.human_task_uis) == ["review"]
        assert workteam_backend.human_task_uis["review"] == described
        with pytest.raises(ReadOnlyError):
            workteam_backend.human_task_uis["review"]["HumanTaskUiName"] = "a"

    def test_removal(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.add_human_task_ui("review")
        workteam_backend.remove_human_task_ui("review")
        assert not workteam_backend.human_task_uis

        with pytest.raises(SeedRefused) as caught:
            workteam_backend.remove_human_task_ui("review")

        assert str(caught.value) == linked(
            "remove_human_task_ui('review') breaks a rule of the service: ResourceNotFound: The "
            "human task UI review does not exist in this account and region. Nothing was removed.",
            "seed-refused",
        )

    def test_invalid_members(self, workteam_backend: WorkteamBackend) -> None:
        with pytest.raises(SeedRefused, match=r"add_human_task_ui\('UPPER'\).*humanTaskUiName"):
            workteam_backend.add_human_task_ui("UPPER")
        with pytest.raises(SeedRefused, match="give the name once"):
            workteam_backend.add_human_task_ui("review", HumanTaskUiName="another")

    def test_snapshots_contain_it(self, workteam_backend: WorkteamBackend) -> None:
        before = workteam_backend.snapshot()
        workteam_backend.add_human_task_ui("review")
        workteam_backend.rollback(before)

        assert not workteam_backend.human_task_uis


def render(client: Any, content: str | None, task_input: str = "{}", **parameters: Any) -> Any:
    if content is not None:
        parameters["UiTemplate"] = {"Content": content}
    return client.render_ui_template(Task={"Input": task_input}, RoleArn=ROLE_ARN, **parameters)


class TestRender:
    @pytest.mark.parametrize(
        "content,parameters,number",
        [(None, {}, "neither"), ("a", {"HumanTaskUiArn": UI_ARN}, "both")],
    )
    def test_exactly_one_template(
        self, workteam_client: Any, content: str | None, parameters: Any, number: str
    ) -> None:
        with refused(
            "ValidationException",
            f"Give either UiTemplate or HumanTaskUiArn; {number} was given.",
        ):
            render(workteam_client, content, **parameters)

    def test_an_unknown_ui(self, workteam_client: Any) -> None:
        with refused(
            "ResourceNotFound",
            f"The human task UI {UI_ARN} does not exist in this account and region.",
        ):
            render(workteam_client, None, HumanTaskUiArn=UI_ARN)

    @pytest.mark.parametrize(
        "task_input,reason",
        [
            ("[]", "it is a list"),
            ("no", "Expecting value: line 1 column 1 (char 0)"),
            ('{"a": NaN}', "NaN is not JSON"),
        ],
    )
    def test_task_input_that_is_not_an_object(
        self, workteam_client: Any, task_input: str, reason: str
    ) -> None:
        with refused("ValidationException", f"Task.Input must be a JSON object: {reason}"):
            render(workteam_client, "a", task_input)

    @pytest.mark.filterwarnings("ignore::pytest_workteam.OperationNotFakedWarning")
    def test_without_liquid_the_error_says_what_to_install(
        self, workteam_client: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "liquid", None)

        with pytest.raises(OperationNotFaked) as caught:
            render(workteam_client, "a")

        assert str(caught.value) == linked(
            "RenderUiTemplate needs the library python-liquid, which is not installed; nothing "
            "was sent to AWS. Run: pip install 'pytest-workteam[liquid]'",
            "not-faked",
        )


class TestLiquid:
    @pytest.fixture(autouse=True)
    def _liquid(self) -> None:
        pytest.importorskip("liquid")

    def test_a_ui_of_the_account(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.add_human_task_ui("review")

        rendered = render(workteam_client, None, '{"a": "<b>"}', HumanTaskUiArn=UI_ARN)

        assert rendered["RenderedContent"] == '<crowd-form>{"a": "<b>"}</crowd-form>'
        assert rendered["Errors"] == []
        assert check_response("RenderUiTemplate", rendered) == ()

    @pytest.mark.parametrize(
        "content,page",
        [
            ("{{ task.input.text }}", "&lt;b&gt;"),
            ("{{ task.input.text | skip_autoescape }}", "<b>"),
            (
                "{{ task.input.image | grant_read_access }}",
                "https://x.s3.us-east-1.amazonaws.com/y",
            ),
            ("{{ task.input.text | grant_read_access }}", "&lt;b&gt;"),
            ("{% for n in task.input.numbers %}{{ n }},{% endfor %}", "1,2,"),
            ("{% if task.input.none %}a{% else %}b{% endif %}", "b"),
        ],
    )
    def test_the_page(self, workteam_client: Any, content: str, page: str) -> None:
        task_input = '{"text": "<b>", "image": "s3://x/y", "numbers": [1, 2]}'

        rendered = render(workteam_client, content, task_input)

        assert (rendered["RenderedContent"], rendered["Errors"]) == (page, [])

    def test_every_missing_variable_is_reported(self, workteam_client: Any) -> None:
        content = (
            "{{ task.input.a }}{{ task.input.b.c }}{{ other }}{{ task.input.a }}"
            "{% for each in task.input.list %}{{ each }}{% endfor %}"
            "{% if task.input.optional %}{% endif %}{{ task.input.optional | default: '' }}"
        )

        rendered = render(workteam_client, content)

        assert rendered["RenderedContent"] == ""
        assert rendered["Errors"] == [
            {"Code": "MissingVariable", "Message": f"{name} is undefined; the task lacks it."}
            for name in ("task.input.a", "task.input.b", "'other'", "task.input.list")
        ]

    @pytest.mark.parametrize(
        "content,problem",
        [
            ("{% for %}", "missing expression"),
            ("{{ 'a' | none }}", "unknown filter 'none'"),
            ("{% for i in (1..1000000000) %}{% endfor %}", "loop iteration limit reached"),
        ],
    )
    def test_an_invalid_template(self, workteam_client: Any, content: str, problem: str) -> None:
        rendered = render(workteam_client, content)

        assert rendered["RenderedContent"] == ""
        (error,) = rendered["Errors"]
        assert error == {
            "Code": "InvalidTemplate",
            "Message": f"The template is invalid: {problem}.",
        }
