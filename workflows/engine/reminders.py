"""Reminders before and after the due date of a step, to whoever has to act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cms.core import dates
from cms.jobs import outbox
from cms.jobs.registry import handler
from cms.mailings.services import write_mail
from cms.people.deputies import in_force
from cms.people.models import HubRole, LocalRole, Role, User
from workflows.cases.access import local_holders
from workflows.cases.models import Case
from workflows.cases.party import people_of
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.engine.kind import kind_of
from workflows.engine.permissions import APPROVE
from workflows.engine.releasing import holder_acts

OVERDUE_EVERY = timedelta(days=7)
SOON, OVERDUE = "soon", "overdue"


def people_for(case: Case) -> QuerySet[User]:
    """Active accounts that may do the open step: its holder while they may, else all with the role, deputies too."""
    users = User.objects.filter(is_active=True)
    if case.turn == Case.Turn.APPLICANT:
        return people_of(case)
    if case.holder is not None and holder_acts(case):
        return users.filter(pk=case.holder.pk)
    if case.needs == APPROVE:
        deciding = users.filter(Q(pk__in=_holding(Role.DIVISION_APPROVER)) | Q(pk__in=in_force().values("deputy_id")))
        return deciding.exclude(pk=case.drafted_by_id or 0)
    if case.needs.startswith("cases.review@"):
        return _for_the_hub(case)
    return _holding(Role.DIVISION_REVIEWER)


def _holding(role: str) -> QuerySet[User]:
    return HubRole.objects.live().filter(role=role).holders()


def _for_the_hub(case: Case) -> QuerySet[User]:
    """Of a confidential case that has lost its last reviewer the approvers, who name another: nobody else reads it."""
    found = hub_staff_of(case)
    if not case.is_confidential or found.exists():
        return found
    return _holding(Role.DIVISION_APPROVER)


def hub_staff_of(case: Case) -> QuerySet[User]:
    """Active reviewers and chiefs of the case's hub, and those of this case; of a confidential one these alone."""
    people = Q(pk__in=local_holders(case, LocalRole.Role.REVIEWER).values("pk"))
    if not case.is_confidential:
        current = HubRole.objects.live().filter(role__in=[Role.REVIEWER, Role.CHIEF], hub_id=case.hub_id)
        people |= Q(pk__in=current.holders().values("pk"))
    return User.objects.filter(people, is_active=True)


def readers_of(case: Case, phase: str) -> Iterator[tuple[User, bool]]:
    """Who is reminded, and whether as an applicant. What an applicant leaves overdue, the hub has to know too."""
    theirs = case.turn == Case.Turn.APPLICANT
    told = set()
    for user in people_for(case):
        told.add(user.pk)
        yield user, theirs
    if theirs and phase == OVERDUE:
        for user in hub_staff_of(case).exclude(pk__in=told):
            yield user, False


@handler("remind")
def remind(payload: dict[str, Any]) -> None:
    """If the step is still open, whoever has to act gets one mail, and the next reminder is owed."""
    with transaction.atomic():
        case = lock(Case(pk=payload["case"]))
        if case.open_task != payload["task"] or case.closed_at or case.due_at is None:
            return
        phase = OVERDUE if timezone.now() > case.due_at else payload["phase"]
        step = kind_of(case).step(case.step)
        for user, applicant in readers_of(case, phase):
            place = "mypage" if applicant else "cms/desk"
            write_mail(
                to=user.email,
                template="engine_overdue" if phase == OVERDUE else "engine_due_soon",
                context={
                    "number": case.number,
                    "step": str(step.public_label if applicant else step.label),
                    "due": dates.wareki(dates.jst_date(case.due_at)),
                    "link": f"{settings.BASE_URL}/{place}/cases/{case.pk}/",
                },
                about=f"case:{case.pk}",
                key=f"remind:{payload['task']}:{phase}:{timezone.localdate().isoformat()}:{user.pk}",
            )
        record(case, actor=None, verb="reminded", payload={"step": case.step, "phase": phase})
        next_at = case.due_at + timedelta(seconds=1) if phase == SOON else timezone.now() + OVERDUE_EVERY
        outbox.put(
            kind="remind",
            key=f"remind:{payload['task']}:overdue:{timezone.localdate(next_at).isoformat()}",
            payload={**payload, "phase": OVERDUE},
            due_at=next_at,
            urgent=False,
        )
