"""Our kinds of node: a step that staff do, a step that applicants do, waiting for a letter.

A step has several ways out, chosen by the outcome of its form, so that no gateway rows are needed
between two steps. Viewflow's own ``revive`` and ``cancel`` lose permissions (design notes §2);
these nodes offer neither to anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.timezone import now
from viewflow import this
from viewflow.workflow import STATUS
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge, Node
from viewflow.workflow.nodes.end import End, EndActivation
from viewflow.workflow.nodes.start import StartHandle, StartHandleActivation

from workflows.cases.services import closing
from workflows.engine.entering import enter_step


class RoutedActivation(Activation):
    """Creates the task behind the edge that the outcome names."""

    @Activation.status.transition(source=STATUS.DONE)  # type: ignore[attr-defined]
    def create_next(self) -> Iterator[Activation]:
        yield self.flow_task.way(self.task.data.get("outcome", ""))._create(self, self.task.token)


class StepActivation(RoutedActivation):
    """A step that waits for somebody. Created with its permission; finished in one save."""

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Activation, token: Any, data: Any = None, seed: Any = None
    ) -> StepActivation:
        process = prev_activation.process
        task = flow_task.flow_class.task_class(process=process, flow_task=flow_task, token=token)
        task.data = data or {}
        task.owner_permission = flow_task.permission(process.case)
        task.save()
        task.previous.add(prev_activation.task)
        enter_step(process.case, step=flow_task.name, needs=task.owner_permission, task=task.pk)
        activation = cls.__new__(cls)
        activation.task, activation.process = task, process
        return activation

    @Activation.status.super()  # type: ignore[attr-defined]
    def activate(self) -> None:
        """A step waits."""

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.STARTED)  # type: ignore[attr-defined]
    def take(self, actor: Any, outcome: str) -> None:
        """``actor`` does the step with this outcome; saved once, by ``complete``."""
        self.task.owner = actor
        self.task.assigned = self.task.assigned or now()
        self.task.started = now()
        self.task.data = {"outcome": outcome}

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)  # type: ignore[attr-defined]
    def complete(self) -> None:
        self.task.finished = now()
        self.task.save(update_fields=["owner", "assigned", "started", "finished", "status", "data"])

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.CANCELED)  # type: ignore[attr-defined]
    def stop(self) -> None:
        """The step is no longer wanted: the case was withdrawn."""
        self.task.finished = now()
        self.task.save(update_fields=["finished", "status"])

    def finish(self, *, actor: Any, outcome: str) -> None:
        """Take, complete and create what comes next."""
        self.take(actor, outcome)
        self.complete()
        self.activate_next()


class Routed:
    """Several ways out of a node, by outcome: ``.To(forward=this.draft, correction=this.correction)``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._ways: dict[str, Any] = {}
        super().__init__(*args, **kwargs)

    def To(self, **ways: Any) -> Any:  # noqa: N802  viewflow's fluent style
        self._ways = ways
        return self

    def _resolve(self, instance: Any) -> None:
        self._ways = {outcome: this.resolve(instance, node) for outcome, node in self._ways.items()}

    def _outgoing(self) -> Iterator[Edge]:
        for node in dict.fromkeys(self._ways.values()):
            yield Edge(src=self, dst=node, edge_class="next")

    def way(self, outcome: str) -> Node:
        """The node behind ``outcome``. Raises KeyError for an outcome that the step does not have."""
        return self._ways[outcome]

    @property
    def outcomes(self) -> tuple[str, ...]:
        return tuple(self._ways)


class HumanStep(Routed, Node):
    """A person does this. ``permission`` names who may, per case; there is no step without one."""

    activation_class = StepActivation
    task_type = "HUMAN"
    bpmn_element = "userTask"
    shape = {
        "width": 150,
        "height": 100,
        "text-align": "middle",
        "svg": '<rect class="task" width="150" height="100" rx="5" ry="5"/>',
    }
    audience = ""

    def __init__(self, *, permission: str | Callable[[Any], str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._permission = permission

    def permission(self, case: Any) -> str:
        return self._permission(case) if callable(self._permission) else self._permission

    def _ready(self) -> None:
        if not self._permission or not self._ways:
            raise ImproperlyConfigured(f"step {self.name} has no permission or no way out")


class StaffStep(HumanStep):
    """A step in the staff desk: ``form`` is a class of staff form, ``.help_text`` tells what to do."""

    audience = "staff"

    def __init__(self, *, form: Any, help_text: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.form = form
        self.help_text = help_text


class ApplicantStep(HumanStep):
    """A step that the group does in My page."""

    audience = "applicant"


class LetterStep(HumanStep):
    """Waits until the letter has been made; ended by the engine, not by a person."""

    audience = "system"
    task_type = "FUNCTION"
    bpmn_element = "receiveTask"


class CaseStartActivation(RoutedActivation, StartHandleActivation):
    """Starts a run and goes the way that the outcome names."""

    def begin(self, run: Any, outcome: str) -> None:
        """The saved process has its first task done and the next one created. No lock: it is new."""
        self.process.run = run
        self.task.data = {"outcome": outcome}
        self.complete()
        self.activate_next()


class Start(Routed, StartHandle):
    """Start from code, see ``workflows.engine.starting``."""

    activation_class = CaseStartActivation


class CaseEndActivation(EndActivation):
    """The run ends and the case is closed."""

    @EndActivation.status.super()  # type: ignore[attr-defined]
    def activate(self) -> None:
        super().activate.original()
        closing.close(self.process.case)


class CaseEnd(End):
    activation_class = CaseEndActivation
