"""A view's human loops, their seeding, and how a test ends them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pytest_workteam.errors import InvalidAnswer
from pytest_workteam.protocols.messages import Parameters
from pytest_workteam.protocols.values import plain_copy
from pytest_workteam.services.a2i_runtime import human_loops, loop_work, outputs, seeding
from pytest_workteam.services.base_view import BaseView
from pytest_workteam.services.readonly import Structure
from pytest_workteam.services.resources import Resources
from pytest_workteam.services.sagemaker.review_resources import COMPLETED, HUMAN_LOOPS, HumanLoop
from pytest_workteam.services.state import State
from pytest_workteam.services.workers import Answer

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True


class HumanLoopStructure(Structure):
    """A human loop, as ``DescribeHumanLoop`` returns it, and what its workers can do.

    It is as the loop was when it was read; the loop's own methods bring it up to date.
    """

    __slots__ = ("_state",)

    def __init__(self, described: Parameters, state: Callable[[], State]) -> None:
        super().__init__(described)
        self._state = state

    def complete(self, answer: Answer) -> None:
        """Answer every open task of the loop, which completes it.

        Args:
            answer: An answer, or a function from a ``Task`` to an answer. The function can call
                the API.

        Raises:
            InvalidAnswer: The loop is not in progress, JSON cannot hold an answer, or somebody
                closed a task while the function made the answers; no task is answered then.
        """
        loop_work.complete(self._state(), self["HumanLoopName"], answer)
        self._refresh()

    def fail(self, code: str = "InternalError", reason: str = "Failed by the test.") -> None:
        """Have the loop fail.

        Args:
            code: The ``FailureCode``: ``ValidationError``, ``Expired`` or ``InternalError``.
            reason: The ``FailureReason``.

        Raises:
            InvalidAnswer: The loop is not in progress, or the code is invalid.
        """
        loop_work.fail(self._state(), self["HumanLoopName"], code, reason)
        self._refresh()

    def expire(self) -> None:
        """Have the loop fail because its tasks were not done in time.

        Raises:
            InvalidAnswer: The loop is not in progress.
        """
        loop_work.expire(self._state(), self["HumanLoopName"])
        self._refresh()

    def stop(self) -> None:
        """Stop the loop at once, as someone else might by ``StopHumanLoop``.

        Raises:
            InvalidAnswer: The loop is not in progress.
        """
        loop_work.stop_now(self._state(), self["HumanLoopName"])
        self._refresh()

    @property
    def output(self) -> Any:
        """The content of the loop's ``output.json``; None until the loop is completed."""
        with self._state().present() as state:
            loop = self._present(state)
            return plain_copy(outputs.document(state, loop)) if loop.status == COMPLETED else None

    def event(self) -> dict[str, Any]:
        """The EventBridge event of the loop's present status.

        Raises:
            InvalidAnswer: The loop is not over, and the service sends no event until then.
        """
        with self._state().present() as state:
            loop = self._present(state)
            self._replace(human_loops.described(state, loop))
            if loop.status not in human_loops.OVER:
                raise InvalidAnswer(
                    f"The human loop {loop.name} is {loop.status}; the service sends its event "
                    "when it is over. Complete, stop or fail it first."
                )
            return outputs.event(state, loop)

    def _refresh(self) -> None:
        with self._state().present() as state:
            # The flow definition may be gone with its last loop.
            if self["HumanLoopName"] in state.table(HUMAN_LOOPS):
                self._replace(human_loops.described(state, self._present(state)))

    def _present(self, state: State) -> HumanLoop:
        loop_work.settle(state)
        loop = state.table(HUMAN_LOOPS).get(self["HumanLoopName"])
        if loop is None:
            raise InvalidAnswer(
                f"The human loop {self['HumanLoopName']} was deleted. Start it again first."
            )
        return loop


class HumanLoopView(BaseView):
    """Human loops."""

    __slots__ = ()

    def _settled_loops(self) -> State:
        loop_work.let_workers_answer(self._state)
        with self._state.present() as state:
            loop_work.settle(state)
            return state

    @property
    def human_loops(self) -> Mapping[str, HumanLoopStructure]:
        """The human loops by name, read-only, each as in ``DescribeHumanLoop``.

        A loop has the methods ``complete``, ``fail``, ``expire``, ``stop`` and ``event``, and the
        attribute ``output``.
        """
        return Resources(
            self._settled_loops, HUMAN_LOOPS, human_loops.described, HumanLoopStructure
        )

    def add_human_loop(
        self, name: str, *, flow_definition: str = "flow", content: Any = None, **members: Any
    ) -> str:
        """Add a human loop without a call.

        Args:
            name: The ``HumanLoopName``.
            flow_definition: Name of its flow definition, which is added if it does not exist.
            content: The input of the loop, as a value that JSON can hold; None for ``{}``.
            members: Other members of ``StartHumanLoop``.

        Returns:
            The loop's ARN.

        Raises:
            SeedRefused: The service would refuse to start it.
        """
        return seeding.add_human_loop(self._state, name, flow_definition, content, members)

    def remove_human_loop(self, name: str) -> None:
        """Remove a human loop without a call, in whatever status it is.

        Args:
            name: The ``HumanLoopName``.

        Raises:
            SeedRefused: The loop does not exist.
        """
        seeding.remove_human_loop(self._state, name)
