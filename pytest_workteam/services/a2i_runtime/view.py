"""The part of a view for human loops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_workteam.errors import InvalidAnswer
from pytest_workteam.protocols.values import plain_copy
from pytest_workteam.services.a2i_runtime import human_loops, loop_work, outputs, seeding
from pytest_workteam.services.base_view import BaseView
from pytest_workteam.services.resources import ActiveStructure, Resources
from pytest_workteam.services.sagemaker.review_resources import COMPLETED, HUMAN_LOOPS, HumanLoop
from pytest_workteam.services.state import State
from pytest_workteam.services.tasks import Answer

# pytest's tracebacks end at the test's own line, and show no request data.
__tracebackhide__ = True


class HumanLoopStructure(ActiveStructure):
    """A human loop, as ``DescribeHumanLoop`` returns it, with methods that end it.

    A copy of the loop at the time of reading; its own methods update the copy.
    """

    __slots__ = ()

    def complete(self, answer: Answer) -> None:
        """Answer every open task of the loop, which completes it.

        Args:
            answer: An answer, or a function that takes a ``Task`` and returns an answer. The
                function can call the API.

        Raises:
            InvalidAnswer: The loop is not in progress, JSON cannot hold an answer, or a task was
                closed while the function ran. No answer is stored then.
        """
        loop_work.complete(self._state(), self["HumanLoopName"], answer)
        self._refresh()

    def fail(self, code: str = "InternalError", reason: str = "Failed by the test.") -> None:
        """End the loop as ``Failed``.

        Args:
            code: The ``FailureCode``: ``ValidationError``, ``Expired`` or ``InternalError``.
            reason: The ``FailureReason``.

        Raises:
            InvalidAnswer: The loop is not in progress, or the code is invalid.
        """
        loop_work.fail(self._state(), self["HumanLoopName"], code, reason)
        self._refresh()

    def expire(self) -> None:
        """End the loop as ``Failed`` because its tasks expired.

        Raises:
            InvalidAnswer: The loop is not in progress.
        """
        loop_work.expire(self._state(), self["HumanLoopName"])
        self._refresh()

    def stop(self) -> None:
        """Stop the loop at once, as another client's ``StopHumanLoop`` would.

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
        """The EventBridge event of the loop's current status.

        Raises:
            InvalidAnswer: The loop has not ended; the service sends no event before.
        """
        with self._state().present() as state:
            loop = self._present(state)
            self._replace(human_loops.described(state, loop))
            if loop.status not in human_loops.TERMINAL_STATUSES:
                raise InvalidAnswer(
                    f"The human loop {loop.name} is {loop.status}; the service sends its event "
                    "when it is over. Complete, stop or fail it first."
                )
            return outputs.event(state, loop)

    def _refresh(self) -> None:
        with self._state().present() as state:
            # Ending a loop may remove it together with its deleted flow definition.
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
    """Human loops of an account and region."""

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
            flow_definition: Name of its flow definition; a missing flow definition is added.
            content: The loop's input content, a JSON value; None for ``{}``.
            members: Other members of ``StartHumanLoop``.

        Returns:
            The loop's ARN.

        Raises:
            SeedRefused: The service would refuse to start it.
        """
        return seeding.add_human_loop(self._state, name, flow_definition, content, members)

    def remove_human_loop(self, name: str) -> None:
        """Remove a human loop without a call, in any status.

        Args:
            name: The ``HumanLoopName``.

        Raises:
            SeedRefused: The loop does not exist.
        """
        seeding.remove_human_loop(self._state, name)
