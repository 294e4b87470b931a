"""Reminders before and after the due date of a step, to whoever has to act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cms.core import dates
from cms.jobs import outbox
from cms.jobs.registry import handler
from cms.mailings.services import write_mail
from cms.people.models import HubRole, Role, User
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.engine.kind import kind_of
from workflows.engine.permissions import APPROVE
from workflows.engine.releasing import holder_acts

OVERDUE_EVERY = timedelta(days=7)


def people_for(case: Case) -> QuerySet[User]:
    """Active accounts that may do the open step: its holder while they may, else everybody with the role."""
    users = User.objects.filter(is_active=True)
    if case.turn == Case.Turn.APPLICANT:
        return users.filter(memberships__group_id=case.group_id, memberships__ended_at=None).distinct()
    if case.holder is not None and holder_acts(case):
        return users.filter(pk=case.holder.pk)
    current = HubRole.objects.live()
    if case.needs.startswith("cases.review@"):
        current = current.filter(role__in=[Role.REVIEWER, Role.CHIEF], hub_id=case.hub_id)
    else:
        current = current.filter(role=Role.DIVISION_APPROVER if case.needs == APPROVE else Role.DIVISION_REVIEWER)
    return users.filter(pk__in=current.values("user_id"))


@handler("remind")
def remind(payload: dict[str, Any]) -> None:
    """If the step is still open, whoever has to act gets one mail, and the next reminder is owed."""
    with transaction.atomic():
        case = lock(Case(pk=payload["case"]))
        if case.open_task != payload["task"] or case.closed_at or case.due_at is None:
            return
        phase = "overdue" if timezone.now() > case.due_at else payload["phase"]
        kind = kind_of(case)
        for user in people_for(case):
            applicant = case.turn == Case.Turn.APPLICANT
            write_mail(
                to=user.email,
                template="engine_overdue" if phase == "overdue" else "engine_due_soon",
                context={
                    "number": case.number,
                    "step": str(kind.step(case.step).public_label if applicant else kind.step(case.step).label),
                    "due": dates.wareki(dates.jst_date(case.due_at)),
                    "link": f"{settings.BASE_URL}/mypage/cases/{case.pk}/"
                    if applicant
                    else f"{settings.BASE_URL}/cms/desk/cases/{case.pk}/",
                },
                about=f"case:{case.pk}",
                key=f"remind:{payload['task']}:{phase}:{timezone.localdate().isoformat()}:{user.pk}",
            )
        record(case, actor=None, verb="reminded", payload={"step": case.step, "phase": phase})
        next_at = case.due_at + timedelta(seconds=1) if phase == "soon" else timezone.now() + OVERDUE_EVERY
        outbox.put(
            kind="remind",
            key=f"remind:{payload['task']}:overdue:{timezone.localdate(next_at).isoformat()}",
            payload={**payload, "phase": "overdue"},
            due_at=next_at,
            urgent=False,
        )
