"""The part of a view for human task UIs and flow definitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_workteam.errors import InvalidAnswer
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.services.base_view import BaseView
from pytest_workteam.services.resources import ActiveStructure, Resources, plain
from pytest_workteam.services.sagemaker import (
    activation_conditions,
    flow_definitions,
    human_task_uis,
    review_seeding,
    seeding,
)
from pytest_workteam.services.sagemaker.review_resources import FLOW_DEFINITIONS, HUMAN_TASK_UIS
from pytest_workteam.services.state import State

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True


class FlowDefinitionStructure(ActiveStructure):
    """A flow definition, as ``DescribeFlowDefinition`` returns it."""

    __slots__ = ()

    def activates(self, payload: Mapping[str, Any]) -> bool:
        """Whether a response of Amazon Textract or Amazon Rekognition is sent for human review.

        Args:
            payload: The response of ``analyze_document`` or ``detect_moderation_labels``.

        Returns:
            Whether any activation condition is met; True for a flow definition without conditions.

        Raises:
            InvalidSetting: The conditions are for another service, whose conditions are not
                documented, or the payload is not a response of the service.
        """
        conditions = flow_definitions.conditions_of(self)
        if conditions is None:
            return True
        source = str(flow_definitions.source_of(self))
        return activation_conditions.are_met(conditions, source, payload)

    def fail(self, reason: str = "Failed by the test.") -> None:
        """Set the status to ``Failed``, as if the creation had failed.

        Args:
            reason: The ``FailureReason``.

        Raises:
            InvalidAnswer: The flow definition was deleted.
        """
        state = self._state()
        with state.lock:
            flows = state.table(FLOW_DEFINITIONS)
            flow = flows.get(self["FlowDefinitionName"])
            if flow is None or flow.deleting:
                raise InvalidAnswer(
                    f"The flow definition {self['FlowDefinitionName']} was deleted. Create it "
                    "again first."
                )
            flows.put(flow._replace(failure_reason=reason))


class ReviewView(BaseView):
    """Human task UIs and flow definitions of an account and region."""

    __slots__ = ()

    def _settled_flows(self) -> State:
        state = self._state
        with state.lock:
            flow_definitions.settle(state)
        return state

    @property
    def human_task_uis(self) -> Mapping[str, Parameters]:
        """The human task UIs by name, read-only, each as in ``DescribeHumanTaskUi``."""
        return Resources(lambda: self._state, HUMAN_TASK_UIS, human_task_uis.described, plain)

    @property
    def flow_definitions(self) -> Mapping[str, FlowDefinitionStructure]:
        """The flow definitions by name, read-only, each as in ``DescribeFlowDefinition``.

        A flow definition has the methods ``activates`` and ``fail``.
        """
        return Resources(
            self._settled_flows,
            FLOW_DEFINITIONS,
            flow_definitions.described,
            FlowDefinitionStructure,
        )

    def add_human_task_ui(self, name: str, **members: Any) -> str:
        """Add a human task UI without a call.

        Args:
            name: The ``HumanTaskUiName``.
            members: Other members of ``CreateHumanTaskUi``. Without ``UiTemplate``, the template
                shows the task's input.

        Returns:
            The human task UI's ARN.

        Raises:
            SeedRefused: The service would refuse to create it.
        """
        return review_seeding.add_human_task_ui(self._state, name, members)

    def remove_human_task_ui(self, name: str) -> None:
        """Remove a human task UI without a call.

        Args:
            name: The ``HumanTaskUiName``.

        Raises:
            SeedRefused: The human task UI does not exist.
        """
        parameters = {"HumanTaskUiName": name}
        seeding.remove(self._state, "remove_human_task_ui", "DeleteHumanTaskUi", parameters)

    def add_flow_definition(
        self,
        name: str,
        *,
        workteam: str = "reviewers",
        human_task_ui: str = "review",
        task_count: int = 1,
        **members: Any,
    ) -> str:
        """Add a flow definition without a call.

        Args:
            name: The ``FlowDefinitionName``.
            workteam: Name or ARN of its work team; a new name adds the work team.
            human_task_ui: Name or ARN of its human task UI; a new name adds the human task UI.
            task_count: Number of workers who answer each human loop.
            members: Other members of ``CreateFlowDefinition``. ``HumanLoopConfig`` replaces
                ``workteam``, ``human_task_ui`` and ``task_count``.

        Returns:
            The flow definition's ARN.

        Raises:
            SeedRefused: The service would refuse to create it.
        """
        return review_seeding.add_flow_definition(
            self._state,
            name,
            workteam,
            human_task_ui=human_task_ui,
            task_count=task_count,
            given=members,
        )

    def remove_flow_definition(self, name: str) -> None:
        """Remove a flow definition without a call.

        Args:
            name: The ``FlowDefinitionName``.

        Raises:
            SeedRefused: The flow definition does not exist, or is not Active.
        """
        parameters = {"FlowDefinitionName": name}
        seeding.remove(self._state, "remove_flow_definition", "DeleteFlowDefinition", parameters)
