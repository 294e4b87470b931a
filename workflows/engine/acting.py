"""Doing a step: every check and every lock in one place, for the desk, the applicant and the API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from cms.core.errors import Forbidden, Stale
from cms.core.waiting import or_busy
from cms.people.models import User
from forms.wording import said
from workflows.cases import access
from workflows.cases.models import Case
from workflows.cases.services.locking import lock, saved_once
from workflows.engine.kind import kind_of
from workflows.engine.models import CaseProcess
from workflows.engine.permissions import holds_step
from workflows.engine.releasing import holder_acts
from workflows.engine.story import what_happened

Service = Callable[..., Any]


def find_step(*, case_id: int, task_id: int, node: str | None = None, audience: str) -> Task:
    """The task, when case, task, node and audience belong together; else 404."""
    task = (
        Task.objects.select_related("process__run__case", "process__run__case__programme")
        .filter(pk=task_id, process__run__case_id=case_id)
        .first()
    )
    flow_task = task.flow_task if task else None
    if task is None or flow_task is None or getattr(flow_task, "audience", None) != audience:
        raise Http404
    if node is not None and flow_task.name != node:
        raise Http404
    if task.flow_task.flow_class is not kind_of(task.process.run.case).flow():
        raise Http404
    return task


@contextmanager
def locked_step(task: Task, *, seen_revision: int | None) -> Iterator[tuple[Any, Case]]:
    """The step's activation and its case, both locked and proven to be open and unchanged.

    The lock is taken on the process that the task itself names, never on one named by an address.
    Raises  Stale when somebody was faster or the page was older than the case, Busy (also Stale) when
            somebody else holds it.
    """
    with or_busy(), transaction.atomic():
        process = CaseProcess.objects.select_for_update().get(pk=task.process_id)
        run = task.process.run
        case = lock(Case(pk=run.case_id))
        run.case, process.run = case, run
        # Every way into or out of a step writes ``open_task`` under this lock, so no second look at the task.
        if case.open_task != task.pk:
            raise Stale(what_happened(case))
        if seen_revision is not None and case.revision != seen_revision:
            raise Stale(what_happened(case))
        task.process = process
        activation = task.flow_task.activation_class.__new__(task.flow_task.activation_class)
        activation.task, activation.process = task, process
        with saved_once(case):
            yield activation, case


@contextmanager
def locked_case(case: Case) -> Iterator[Case]:
    """The case as it is now, with its process locked before it, whatever its step. Raises Busy."""
    with or_busy(), transaction.atomic():
        CaseProcess.objects.select_for_update().get(run__case_id=case.pk)
        yield lock(case)


def do_step(
    task: Task, *, actor: User, outcome: str, service: Service, seen_revision: int | None, data: dict[str, Any]
) -> Case:
    """One staff step, whole: checks, ``service(case, actor=…, **data)``, the next step. All or nothing.

    Raises  Forbidden (also for the own group), Stale, and what the service raises.
    """
    with locked_step(task, seen_revision=seen_revision) as (activation, case):
        check_person(actor, case)
        service(case, actor=actor, **data)
        activation.finish(actor=actor, outcome=outcome)
    return case


def check_person(actor: User, case: Case) -> None:
    """Raises Forbidden unless this person may do the open step of this case now."""
    if not actor.is_active or not holds_step(actor, case):
        raise Forbidden(_("Your role does not include this step."))
    if access.has_own_interest(actor, case):
        raise Forbidden(said("You belong to the group of this case, so somebody else has to act on it.", case.kind))
    if case.holder_id not in (None, actor.pk) and holder_acts(case):
        raise Forbidden(_("A colleague has taken this step. Ask them or have it handed over to you."))


def may_do(actor: User, case: Case) -> bool:
    """Whether the desk should offer the open step of ``case`` to this person."""
    return (
        bool(case.needs)
        and case.closed_at is None
        and holds_step(actor, case)
        and not access.has_own_interest(actor, case)
        and not (case.step == "decision" and case.drafted_by_id == actor.pk)
    )


def stop_open_steps(case: Case) -> None:
    """Every open step of the locked case's process is stopped; the process is cancelled."""
    process = CaseProcess.objects.get(run__case=case)
    for task in process.task_set.filter(status__in=[STATUS.NEW, STATUS.ASSIGNED]):
        activation = task.flow_task.activation_class(task)
        activation.stop()
    process.status = STATUS.CANCELED
    process.finished = timezone.now()
    process.save(update_fields=["status", "finished"])
