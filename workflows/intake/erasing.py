"""Drafts of an erased case: what was sent from here, and corrections that were never sent."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from forms import erasing
from forms.models import Draft
from workflows.cases.models import Case
from workflows.engine.erasing import case_erased
from workflows.intake.subjects import CORRECTION


@receiver(case_erased)
def erase_drafts(sender: Any, case: Case, **kwargs: Any) -> None:
    """Sent drafts are emptied, so that their old addresses lead to the case; unsent corrections are gone."""
    senders = dict(case.submissions.values_list("key", "sent_by"))
    for draft in Draft.objects.select_for_update().filter(send_key__in=list(senders)):
        if draft.owner_id == senders[draft.send_key]:
            erasing.empty(draft)
    corrections = Draft.objects.select_for_update().filter(subject__startswith=f"{CORRECTION}:{case.pk}:")
    for draft in corrections.filter(sent_at=None):
        erasing.remove(draft)
