"""One question to all or some hubs (照会・回答): a row for each hub, one answer each, reminded once when overdue."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core import dates
from cms.core.errors import CaseError, Forbidden
from cms.core.waiting import or_busy
from cms.hubs.models import Hub
from cms.jobs import outbox
from cms.people.models import HubRole, User
from workflows.kinds.coordination import notices, rights
from workflows.kinds.coordination.models import Inquiry, InquiryAnswer


def ask_hubs(*, actor: User, title: str, question: str, hubs: Sequence[Hub], due_on: date, key: uuid.UUID) -> Inquiry:
    """Each of ``hubs`` owes one answer and its reviewers and chiefs are told; the same ``key`` is the same inquiry.

    Raises  Forbidden, CaseError (no hub, no question, a day gone by).
    """
    if not rights.asks_hubs(actor):
        raise Forbidden(_("Your role does not include asking the hubs."))
    if not hubs:
        raise CaseError(_("Choose at least one hub."))
    if not title.strip() or not question.strip():
        raise CaseError(_("Please write the title and the question."))
    if due_on < timezone.localdate():
        raise CaseError(_("The day until which the answer is awaited lies in the past."))
    with transaction.atomic():
        inquiry, made = Inquiry.objects.get_or_create(
            key=key, defaults={"title": title, "question": question, "due_on": due_on, "asked_by": actor}
        )
        if not made:
            return inquiry
        log(inquiry, "coordination.hubs_asked", user=actor, data={"hubs": [hub.pk for hub in hubs]})
        for hub in hubs:
            owed = InquiryAnswer.objects.create(inquiry=inquiry, hub=hub)
            tell_hub(owed, "inquiry")
            outbox.put(
                kind="coordination_inquiry", key=f"coordination_inquiry:{owed.pk}:overdue",
                payload={"answer": owed.pk}, due_at=dates.end_of_day_jst(due_on), urgent=False,
            )  # fmt: skip
    return inquiry


def tell_hub(owed: InquiryAnswer, notice: str) -> None:
    current = HubRole.objects.live().filter(role__in=rights.HUB, hub_id=owed.hub_id)
    path = reverse("coordination_desk:inquiry", args=[owed.inquiry_id])
    notices.tell(current.holders(), notice, path=path, about=f"inquiry:{owed.inquiry_id}", key=str(owed.pk))


def answer_inquiry(owed: InquiryAnswer, *, actor: User, answer: str) -> InquiryAnswer:
    """The answer of the hub; whoever of it comes second is told so. Raises Forbidden, CaseError, Busy."""
    with or_busy(), transaction.atomic():
        fresh = (
            InquiryAnswer.objects.select_for_update(of=("self",))
            .select_related("hub", "inquiry__asked_by")
            .get(pk=owed.pk)
        )
        if not rights.answers_for(actor, fresh):
            raise Forbidden(_("Only the hub itself answers."))
        if fresh.answered_at is not None:
            raise CaseError(_("Your hub has answered already."))
        if not answer.strip():
            raise CaseError(_("Please write the answer."))
        fresh.answer, fresh.answered_by, fresh.answered_at = answer, actor, timezone.now()
        fresh.save(update_fields=["answer", "answered_by", "answered_at"])
        outbox.cancel(key_prefix=f"coordination_inquiry:{fresh.pk}:")
        log(fresh, "coordination.inquiry_answered", user=actor)
        inquiry = fresh.inquiry
        path = reverse("coordination_desk:inquiry", args=[inquiry.pk])
        notices.tell(
            [inquiry.asked_by], "inquiry_answered", path=path, about=f"inquiry:{inquiry.pk}", key=str(fresh.pk)
        )
    return fresh
