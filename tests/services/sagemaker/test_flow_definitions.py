from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from pytest_workteam import InvalidAnswer, InvalidSetting, SeedRefused, WorkteamBackend
from pytest_workteam.schema import check_request, check_response
from tests.support import (
    FLOW_ARN,
    ROLE_ARN,
    TEAM_ARN,
    UI_ARN,
    flow_definition,
    human_loop,
    linked,
    refused,
)

TEXTRACT = "AWS/Textract/AnalyzeDocument/Forms/V1"
CREATED = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc)
SAMPLING = {
    "Conditions": [
        {"ConditionType": "Sampling", "ConditionParameters": {"RandomSamplingPercentage": 5}}
    ]
}


@pytest.fixture(autouse=True)
def _team_and_ui(workteam_backend: WorkteamBackend) -> None:
    workteam_backend.add_workteam("reviewers")
    workteam_backend.add_human_task_ui("review")


def source(name: str) -> dict[str, Any]:
    return {"HumanLoopRequestSource": {"AwsManagedHumanLoopRequestSource": name}}


def activation(conditions: object) -> dict[str, Any]:
    text = conditions if isinstance(conditions, str) else json.dumps(conditions)
    config = {"HumanLoopActivationConditions": text}
    return {"HumanLoopActivationConfig": {"HumanLoopActivationConditionsConfig": config}}


def status(client: Any, name: str = "flow") -> str:
    described = client.describe_flow_definition(FlowDefinitionName=name)
    return str(described["FlowDefinitionStatus"])


class TestCreate:
    def test_it_is_described(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
        workteam_backend.clock = lambda: CREATED
        given = flow_definition(TaskKeywords=["a"]) | source(TEXTRACT) | activation(SAMPLING)

        assert workteam_client.create_flow_definition(**given)["FlowDefinitionArn"] == FLOW_ARN
        described = workteam_client.describe_flow_definition(FlowDefinitionName="flow")

        assert check_response("DescribeFlowDefinition", described) == ()
        del described["ResponseMetadata"]
        assert described == {
            **given,
            "FlowDefinitionArn": FLOW_ARN,
            "FlowDefinitionStatus": "Active",
            "CreationTime": CREATED,
        }

    def test_a_missing_team(self, workteam_client: Any) -> None:
        arn = TEAM_ARN.replace("reviewers", "dsoaws")
        with refused(
            "ValidationException",
            f"The specified Workteam '{arn}' does not exist or you do not have access to it.",
        ):
            workteam_client.create_flow_definition(**flow_definition(WorkteamArn=arn))

    def test_a_team_that_is_a_placeholder(self, workteam_client: Any) -> None:
        # A mistake of notebooks whose reader has to fill in the ARN.
        with refused(
            "ValidationException",
            "1 validation error detected: Value '<arn>' at 'humanLoopConfig.workteamArn' failed to "
            "satisfy constraint: Member must satisfy regular expression pattern: "
            r"arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:workteam/.*",
        ):
            workteam_client.create_flow_definition(**flow_definition(WorkteamArn="<arn>"))

    @pytest.mark.parametrize(
        "arn",
        [
            "arn:aws:sagemaker:us-east-1:394669845002:workteam/public-crowd/default",
            "arn:aws:sagemaker:us-east-1:123456789012:workteam/vendor-crowd/vendor",
        ],
    )
    def test_teams_of_others(
        self, workteam_backend: WorkteamBackend, workteam_client: Any, arn: str
    ) -> None:
        workteam_backend.add_subscribed_workteam("vendor")

        workteam_client.create_flow_definition(**flow_definition(WorkteamArn=arn))

    @pytest.mark.parametrize(
        "arn",
        [
            UI_ARN.replace("review", "none"),
            UI_ARN.replace("us-east-1", "eu-west-1"),
            UI_ARN.replace("us-east-1:123456789012", "eu-west-1:394669845002"),
        ],
    )
    def test_a_missing_ui(self, workteam_client: Any, arn: str) -> None:
        with refused(
            "ValidationException",
            f"The specified HumanTaskUi '{arn}' does not exist or you do not have access to it.",
        ):
            workteam_client.create_flow_definition(**flow_definition(HumanTaskUiArn=arn))

    def test_a_ui_that_aws_owns(self, workteam_client: Any) -> None:
        arn = "arn:aws:sagemaker:us-east-1:394669845002:human-task-ui/Evaluation"

        workteam_client.create_flow_definition(**flow_definition(HumanTaskUiArn=arn))

    def test_a_name_is_given_once(self, workteam_client: Any) -> None:
        workteam_client.create_flow_definition(**flow_definition())

        with refused(
            "ResourceInUse",
            "Flow definition names must be unique within an AWS account and region, and a flow "
            f"definition with this name already exists ({FLOW_ARN}). Please use a different "
            "FlowDefinitionName.",
        ):
            workteam_client.create_flow_definition(**flow_definition())

    def test_a_limit(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
        workteam_backend.flow_definition_limit = 1
        workteam_client.create_flow_definition(**flow_definition())

        with refused(
            "ResourceLimitExceeded",
            "The account-level service limit 'Total number of flow definitions' is 1 "
            "FlowDefinitions, with current utilization of 1 FlowDefinitions and a request delta "
            "of 1 FlowDefinitions. Please contact AWS support to request an increase for this "
            "limit.",
        ):
            workteam_client.create_flow_definition(**flow_definition("another"))

    @pytest.mark.parametrize(
        "member,most",
        [("TaskTimeLimitInSeconds", 28_800), ("TaskAvailabilityLifetimeInSeconds", 864_000)],
    )
    def test_times(self, workteam_client: Any, member: str, most: int) -> None:
        config: dict[str, Any] = {member: most}
        workteam_client.create_flow_definition(**flow_definition("most", **config))

        with refused(
            "ValidationException",
            f"{member} must be at most {most} seconds; {most + 1} were given.",
        ):
            config[member] += 1
            workteam_client.create_flow_definition(**flow_definition(**config))

    def test_nobody_has_to_review(self, workteam_client: Any, workteam_a2i_client: Any) -> None:
        given = flow_definition()
        del given["HumanLoopConfig"]
        workteam_client.create_flow_definition(**given)

        with refused(
            "ValidationException",
            f"The flow definition {FLOW_ARN} has no HumanLoopConfig, so that no work team can "
            "review its human loops.",
        ):
            workteam_a2i_client.start_human_loop(**human_loop())


class TestActivation:
    def test_conditions_need_a_source(self, workteam_client: Any) -> None:
        with refused(
            "ValidationException", "HumanLoopActivationConfig needs a HumanLoopRequestSource."
        ):
            workteam_client.create_flow_definition(**flow_definition(), **activation(SAMPLING))

    @pytest.mark.parametrize("name", [TEXTRACT, "AWS/Rekognition/DetectModerationLabels/Image/V3"])
    def test_a_source_needs_conditions(self, workteam_client: Any, name: str) -> None:
        with refused(
            "ValidationException",
            f"The HumanLoopRequestSource {name} needs a HumanLoopActivationConfig.",
        ):
            workteam_client.create_flow_definition(**flow_definition(), **source(name))

    def test_a_source_that_the_service_model_lacks(self, workteam_client: Any) -> None:
        given = flow_definition() | source("AWS/Bedrock/Evaluation")
        workteam_client.create_flow_definition(**given)

        described = workteam_client.describe_flow_definition(FlowDefinitionName="flow")
        assert check_request("CreateFlowDefinition", given) == ()
        assert check_response("DescribeFlowDefinition", described) == ()

    def test_conditions_are_checked(self, workteam_client: Any) -> None:
        with refused(
            "ValidationException",
            "HumanLoopActivationConditions is invalid: it must be a JSON object with an array "
            "Conditions.",
        ):
            workteam_client.create_flow_definition(
                **flow_definition(), **source(TEXTRACT), **activation("[]")
            )


class TestStatus:
    def test_it_is_active_at_once(self, workteam_client: Any) -> None:
        workteam_client.create_flow_definition(**flow_definition())

        assert status(workteam_client) == "Active"

    def test_after_a_number_of_describes(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.flow_definition_delay = 2
        workteam_client.create_flow_definition(**flow_definition())

        assert [status(workteam_client) for _ in range(4)] == [
            *["Initializing"] * 2,
            *["Active"] * 2,
        ]

    def test_after_a_time(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
        workteam_backend.clock = lambda: CREATED
        workteam_backend.flow_definition_delay = dt.timedelta(seconds=100)
        workteam_client.create_flow_definition(**flow_definition())
        assert status(workteam_client) == "Initializing"

        workteam_backend.clock = lambda: CREATED + dt.timedelta(seconds=100)
        assert status(workteam_client) == "Active"

    def test_creation_can_fail(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.flow_definition_delay = 1
        workteam_client.create_flow_definition(**flow_definition())
        workteam_backend.flow_definitions["flow"].fail("The role cannot be assumed.")

        assert status(workteam_client) == "Initializing"
        described = workteam_client.describe_flow_definition(FlowDefinitionName="flow")
        (row,) = workteam_client.list_flow_definitions()["FlowDefinitionSummaries"]
        for shown in (described, row):
            assert shown["FlowDefinitionStatus"] == "Failed"
            assert shown["FailureReason"] == "The role cannot be assumed."

    def test_what_was_deleted_cannot_fail(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.add_flow_definition("flow")
        flow = workteam_backend.flow_definitions["flow"]
        workteam_backend.remove_flow_definition("flow")

        with pytest.raises(InvalidAnswer) as caught:
            flow.fail()

        assert str(caught.value) == linked(
            "The flow definition flow was deleted. Create it again first.", "invalid-answer"
        )


class TestDelete:
    def test_its_name_is_free_again(self, workteam_client: Any) -> None:
        workteam_client.create_flow_definition(**flow_definition())
        workteam_client.delete_flow_definition(FlowDefinitionName="flow")

        with refused(
            "ResourceNotFound",
            "The flow definition flow does not exist in this account and region.",
        ):
            status(workteam_client)
        assert workteam_client.list_flow_definitions()["FlowDefinitionSummaries"] == []
        workteam_client.create_flow_definition(**flow_definition())

    @pytest.mark.parametrize("state", ["Initializing", "Failed", "Deleting"])
    def test_only_what_is_active(
        self, workteam_backend: WorkteamBackend, workteam_client: Any, state: str
    ) -> None:
        if state == "Initializing":
            workteam_backend.flow_definition_delay = 9
        workteam_backend.add_flow_definition("flow")
        if state == "Failed":
            workteam_backend.flow_definitions["flow"].fail()
        if state == "Deleting":
            workteam_backend.flow_definition_delay = 9
            workteam_client.delete_flow_definition(FlowDefinitionName="flow")

        with refused(
            "ResourceInUse",
            f"The flow definition flow is {state}. A flow definition can be deleted only if its "
            "status is Active.",
        ):
            workteam_client.delete_flow_definition(FlowDefinitionName="flow")

    def test_an_unknown_one(self, workteam_client: Any) -> None:
        with refused(
            "ResourceNotFound",
            "The flow definition none does not exist in this account and region.",
        ):
            workteam_client.delete_flow_definition(FlowDefinitionName="none")

    def test_it_is_deleting_for_a_while(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.add_flow_definition("flow")
        workteam_backend.flow_definition_delay = 2
        workteam_client.delete_flow_definition(FlowDefinitionName="flow")

        assert [status(workteam_client) for _ in range(2)] == ["Deleting", "Deleting"]
        assert "flow" not in workteam_backend.flow_definitions
        with pytest.raises(workteam_client.exceptions.ResourceNotFound):
            status(workteam_client)

    def test_it_is_deleting_for_a_time(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        workteam_backend.clock = lambda: CREATED
        workteam_backend.add_flow_definition("flow")
        workteam_backend.flow_definition_delay = dt.timedelta(minutes=1)
        workteam_client.delete_flow_definition(FlowDefinitionName="flow")
        assert status(workteam_client) == "Deleting"

        workteam_backend.clock = lambda: CREATED + dt.timedelta(minutes=1)
        assert workteam_client.list_flow_definitions()["FlowDefinitionSummaries"] == []

    def test_loops_that_nobody_began_go_with_it(
        self,
        workteam_backend: WorkteamBackend,
        workteam_client: Any,
        workteam_a2i_client: Any,
    ) -> None:
        workteam_backend.add_flow_definition("flow", task_count=2)
        workteam_backend.add_flow_definition("other")
        for name in ("idle", "begun", "over"):
            workteam_backend.add_human_loop(name, flow_definition="flow")
        workteam_backend.add_human_loop("elsewhere", flow_definition="other")
        workteam_backend.tasks.of("begun")[0].submit({"a": 1})
        workteam_backend.human_loops["over"].complete({"a": 1})

        workteam_client.delete_flow_definition(FlowDefinitionName="flow")

        assert list(workteam_backend.human_loops) == ["begun", "elsewhere"]
        assert status(workteam_client) == "Deleting"
        with refused(
            "ValidationException",
            f"The flow definition {FLOW_ARN} is Deleting. A human loop can be started only if its "
            "flow definition is Active.",
        ):
            workteam_a2i_client.start_human_loop(**human_loop())
        uri = workteam_backend.human_loops["begun"]["HumanLoopOutput"]["OutputS3Uri"]

        workteam_backend.tasks.of("begun")[0].submit({"a": 2})

        assert list(workteam_backend.human_loops) == ["elsewhere"]
        assert list(workteam_backend.flow_definitions) == ["other"]
        answers = json.loads(workteam_backend.s3_objects[uri])["humanAnswers"]
        assert [answer["answerContent"] for answer in answers] == [{"a": 1}, {"a": 2}]
        with pytest.raises(workteam_a2i_client.exceptions.ResourceNotFoundException):
            workteam_a2i_client.list_human_loops(FlowDefinitionArn=FLOW_ARN)


class TestList:
    def test_by_creation_and_time(
        self, workteam_backend: WorkteamBackend, workteam_client: Any
    ) -> None:
        for number, name in enumerate(["b", "a", "c"]):
            workteam_backend.clock = lambda number=number: CREATED + dt.timedelta(days=number)
            workteam_backend.add_flow_definition(name)

        def listed(**parameters: Any) -> list[str]:
            pages = workteam_client.get_paginator("list_flow_definitions").paginate(**parameters)
            rows = [row for page in pages for row in page["FlowDefinitionSummaries"]]
            return [row["FlowDefinitionName"] for row in rows]

        second = CREATED + dt.timedelta(days=1)
        assert listed(PaginationConfig={"PageSize": 1}) == ["b", "a", "c"]
        assert listed(SortOrder="Descending") == ["c", "a", "b"]
        assert listed(CreationTimeAfter=second) == ["a", "c"]
        assert listed(CreationTimeBefore=second) == ["b"]

    def test_a_row(self, workteam_backend: WorkteamBackend, workteam_client: Any) -> None:
        workteam_backend.clock = lambda: CREATED
        workteam_backend.add_flow_definition("flow")

        page = workteam_client.list_flow_definitions()

        assert page["FlowDefinitionSummaries"] == [
            {
                "FlowDefinitionName": "flow",
                "FlowDefinitionArn": FLOW_ARN,
                "FlowDefinitionStatus": "Active",
                "CreationTime": CREATED,
            }
        ]
        assert check_response("ListFlowDefinitions", page) == ()

    def test_a_token_of_ones_own_making(self, workteam_client: Any) -> None:
        with refused("ValidationException", 'Invalid pagination token because "{0}".'):
            workteam_client.list_flow_definitions(NextToken="made-up")


def test_tags(workteam_client: Any) -> None:
    given = [{"Key": "a", "Value": "1"}]
    workteam_client.create_flow_definition(**flow_definition(), Tags=given)

    assert workteam_client.list_tags(ResourceArn=FLOW_ARN)["Tags"] == given
    described = workteam_client.describe_flow_definition(FlowDefinitionName="flow")
    assert "Tags" not in described
    with refused(
        "ValidationException",
        "Tag keys must be unique per resource, but a was given more than once.",
    ):
        workteam_client.create_flow_definition(**flow_definition("other"), Tags=given * 2)


class TestSeeding:
    def test_what_is_missing_is_added(self, workteam_backend: WorkteamBackend) -> None:
        arn = workteam_backend.add_flow_definition(
            "flow", workteam="new-team", human_task_ui="new-ui", task_count=3
        )

        assert arn == FLOW_ARN
        assert workteam_backend.flow_definitions["flow"]["HumanLoopConfig"] == {
            "WorkteamArn": TEAM_ARN.replace("reviewers", "new-team"),
            "HumanTaskUiArn": UI_ARN.replace("review", "new-ui"),
            "TaskTitle": "Review",
            "TaskDescription": "Seeded by pytest-workteam.",
            "TaskCount": 3,
        }
        assert list(workteam_backend.workteams) == ["reviewers", "new-team"]
        assert list(workteam_backend.human_task_uis) == ["review", "new-ui"]

    def test_what_is_there_is_used(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.add_flow_definition("flow", workteam=TEAM_ARN, human_task_ui=UI_ARN)
        workteam_backend.add_flow_definition("another", RoleArn=ROLE_ARN + "-2")

        assert list(workteam_backend.workteams) == ["reviewers"]
        assert list(workteam_backend.human_task_uis) == ["review"]
        assert workteam_backend.flow_definitions["another"]["RoleArn"] == ROLE_ARN + "-2"

    def test_a_config_of_ones_own(self, workteam_backend: WorkteamBackend) -> None:
        config = flow_definition(TaskCount=2)["HumanLoopConfig"]
        workteam_backend.add_flow_definition("flow", HumanLoopConfig=config)

        assert workteam_backend.flow_definitions["flow"]["HumanLoopConfig"] == config

    @pytest.mark.parametrize(
        "arguments,message",
        [
            ({"workteam": TEAM_ARN + "-2"}, "The specified Workteam"),
            ({"task_count": 4}, "taskCount"),
            ({"FlowDefinitionName": "b"}, "give the name once"),
            ({"Nonsense": 1}, "'Nonsense' is neither an argument"),
        ],
    )
    def test_what_is_refused(
        self, workteam_backend: WorkteamBackend, arguments: Any, message: str
    ) -> None:
        with pytest.raises(SeedRefused, match=message):
            workteam_backend.add_flow_definition("flow", **arguments)

    def test_removal(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.add_flow_definition("flow")
        workteam_backend.remove_flow_definition("flow")

        with pytest.raises(SeedRefused, match=r"remove_flow_definition\('flow'\)"):
            workteam_backend.remove_flow_definition("flow")


class TestActivates:
    def test_without_conditions_everything_goes_to_humans(
        self, workteam_backend: WorkteamBackend
    ) -> None:
        workteam_backend.add_flow_definition("flow")

        assert workteam_backend.flow_definitions["flow"].activates({})

    def test_conditions_decide(self, workteam_backend: WorkteamBackend) -> None:
        missing = {
            "ConditionType": "MissingImportantFormKey",
            "ConditionParameters": {"ImportantFormKey": "Name"},
        }
        workteam_backend.add_flow_definition(
            "flow", **source(TEXTRACT), **activation({"Conditions": [missing]})
        )

        assert workteam_backend.flow_definitions["flow"].activates({"Blocks": []})

    @pytest.mark.parametrize(
        "payload,problem",
        [
            ({"ModerationLabels": [{"Name": "Violence"}]}, "KeyError: 'Confidence'"),
            ({"ModerationLabels": 1}, "TypeError: 'int' object is not iterable"),
            ([], "AttributeError: 'list' object has no attribute 'get'"),
        ],
    )
    def test_a_payload_that_is_no_answer(
        self, workteam_backend: WorkteamBackend, payload: Any, problem: str
    ) -> None:
        rekognition = "AWS/Rekognition/DetectModerationLabels/Image/V3"
        condition = {
            "ConditionType": "ModerationLabelConfidenceCheck",
            "ConditionParameters": {"ModerationLabelName": "*", "ConfidenceLessThan": 90},
        }
        workteam_backend.add_flow_definition(
            "flow", **source(rekognition), **activation({"Conditions": [condition]})
        )

        with pytest.raises(InvalidSetting) as caught:
            workteam_backend.flow_definitions["flow"].activates(payload)

        assert str(caught.value) == linked(
            f"activates() got a payload that is not an answer of {rekognition}: {problem}. Give "
            "the whole answer of the client's call.",
            "invalid-setting",
        )

    def test_another_services_conditions(self, workteam_backend: WorkteamBackend) -> None:
        workteam_backend.add_flow_definition(
            "flow", **source("AWS/Bedrock/Evaluation"), **activation(SAMPLING)
        )

        with pytest.raises(InvalidSetting) as caught:
            workteam_backend.flow_definitions["flow"].activates({})

        assert str(caught.value) == linked(
            "activates() cannot evaluate conditions for 'AWS/Bedrock/Evaluation', which are not "
            "documented; it evaluates those for AWS/Textract/AnalyzeDocument/Forms/V1 and "
            "AWS/Rekognition/DetectModerationLabels/Image/V3",
            "invalid-setting",
        )
