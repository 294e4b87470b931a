"""What the outbox does for a coordination: reminders, each once."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cms.jobs.registry import handler
from workflows.kinds.coordination import notices
from workflows.kinds.coordination.models import Advice, InquiryAnswer, Sounding
from workflows.kinds.coordination.services.advising import tell_section
from workflows.kinds.coordination.services.inquiring import tell_hub
from workflows.kinds.coordination.services.sides import about, people_of_partner


@handler("coordination_answer")
def remind_of_answer(payload: dict[str, Any]) -> None:
    """The group that has not answered is reminded once."""
    with transaction.atomic():
        sounding = Sounding.objects.select_related("case").filter(pk=payload["sounding"]).first()
        if sounding is None or sounding.state != Sounding.State.ASKED or sounding.case.outcome:
            return
        path = notices.partner_page(sounding)
        notices.tell(
            people_of_partner(sounding), "answer_soon", path=path, about=about(sounding.case), key=str(sounding.pk)
        )


@handler("coordination_advice")
def remind_of_advice(payload: dict[str, Any]) -> None:
    """The section that has not answered is reminded once before the day and once after it."""
    with transaction.atomic():
        advice = Advice.objects.select_related("case", "asked_of").filter(pk=payload["advice"]).first()
        if advice is None or advice.answered_at is not None or advice.case.closed_at is not None:
            return
        tell_section(advice, f"advice_{payload['phase']}")


@handler("coordination_inquiry")
def remind_of_inquiry(payload: dict[str, Any]) -> None:
    """The hub that has not answered in time is reminded once."""
    with transaction.atomic():
        owed = InquiryAnswer.objects.filter(pk=payload["answer"], answered_at=None).first()
        if owed is not None:
            tell_hub(owed, "inquiry_overdue")
