"""The opinion of a section (意見照会): asked by the hub, given by the account of the section, reminded."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import dates
from cms.core.errors import CaseError, Forbidden
from cms.core.waiting import or_busy
from cms.jobs import outbox
from cms.people.access import live_roles
from cms.people.models import Role, User
from workflows.cases.access import has_own_interest
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.kinds.coordination import contact, notices, rights
from workflows.kinds.coordination.models import Advice
from workflows.kinds.coordination.services.sides import about, still_open, takes_down

SOON, OVERDUE = "soon", "overdue"
REMIND_BEFORE = timedelta(days=2)


def ask_advice(case: Case, *, actor: User, section: str, asked_of: User, question: str, due_on: date) -> Advice:
    """The account ``asked_of`` is asked by mail; it reads the question, not the case.

    Raises  Forbidden (not of the hub), Busy;
            CaseError (ended, no account of a section, a day gone by, asked before, contact data).
    """
    with or_busy(), transaction.atomic():
        case = lock(case)
        if not takes_down(actor, case):
            raise Forbidden(_("Only the hub of the case asks for opinions."))
        still_open(case)
        if not live_roles(asked_of).has(Role.SECTION) or has_own_interest(asked_of, case):
            raise CaseError(_("This is not the account of a section, or it belongs to one of the sides."))
        if due_on < timezone.localdate():
            raise CaseError(_("The day until which the answer is awaited lies in the past."))
        if not question.strip() or not section.strip():
            raise CaseError(_("Please write the section and the question."))
        if contact.names_contact(question, case):
            raise CaseError(_("The request names a telephone, an address or an e-mail of the applicant. Leave it out."))
        if case.advice.filter(asked_of=asked_of, question=question, answered_at=None).exists():
            raise CaseError(_("This account has been asked the same question already."))
        advice = Advice.objects.create(
            case=case, section=section, asked_of=asked_of, question=question, due_on=due_on, asked_by=actor
        )
        payload = {"advice": advice.pk, "asked_of": asked_of.pk, "due_on": due_on.isoformat()}
        record(case, actor=actor, verb="advice_asked", payload=payload, details={"question": question})
        tell_section(advice, "advice")
        owe(advice, SOON)
        owe(advice, OVERDUE)
    return advice


def tell_section(advice: Advice, notice: str) -> None:
    path = reverse("coordination_desk:advice", args=[advice.pk])
    notices.tell([advice.asked_of], notice, path=path, about=about(advice.case), key=str(advice.pk))


def owe(advice: Advice, phase: str) -> None:
    """One reminder of each phase; its key keeps it from ever being two."""
    end = dates.end_of_day_jst(advice.due_on)
    outbox.put(
        kind="coordination_advice",
        key=f"coordination_advice:{advice.pk}:{phase}",
        payload={"advice": advice.pk, "phase": phase},
        due_at=max(timezone.now() + timedelta(hours=1), end - REMIND_BEFORE) if phase == SOON else end,
        urgent=False,
    )


def give_advice(advice: Advice, *, actor: User, answer: str) -> Advice:
    """The section's answer, once; the hub is told. Raises Forbidden, CaseError (answered, ended, empty), Busy."""
    with or_busy(), transaction.atomic():
        case = lock(advice.case)
        fresh = Advice.objects.select_for_update().get(pk=advice.pk)
        fresh.case = case
        if not rights.gives_advice(actor, fresh):
            raise Forbidden(_("This question was asked of somebody else."))
        still_open(case)
        if fresh.answered_at is not None:
            raise CaseError(_("This question has been answered already."))
        if not answer.strip():
            raise CaseError(_("Please write the answer."))
        fresh.answer, fresh.answered_by, fresh.answered_at = answer, actor, timezone.now()
        fresh.save(update_fields=["answer", "answered_by", "answered_at"])
        record(case, actor=actor, verb="advice_given", payload={"advice": fresh.pk}, details={"answer": answer})
        outbox.cancel(key_prefix=f"coordination_advice:{fresh.pk}:")
        path = notices.desk_page(case)
        notices.tell(notices.officers_of(case), "advice_given", path=path, about=about(case), key=str(fresh.pk))
    return fresh
