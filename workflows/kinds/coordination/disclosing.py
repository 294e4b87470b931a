"""What this kind keeps about one person: the contact that they let others see, and what they reported afterwards."""

from __future__ import annotations

from workflows.engine.disclosing import Tables, Whom, register
from workflows.kinds.coordination.models import Consent, ReviewSheet


def kept(whom: Whom) -> Tables:
    if whom.person.user_id is None:
        return {}
    consents = Consent.objects.filter(given_by=whom.person.user_id)
    sheets = ReviewSheet.objects.filter(sent_by=whom.person.user_id)
    if whom.hubs is not None:
        consents = consents.filter(sounding__case__hub__in=whom.hubs)
        sheets = sheets.filter(case__hub__in=whom.hubs)
    shown = ("sounding__case__number", "side", "name", "phone", "email", "given_at", "withdrawn_at")
    told = ("case__number", "side", "achieved", "went_well", "difficulties", "learned", "may_publish", "sent_at")
    return {
        "contact_consents": list(consents.order_by("pk").values(*shown)),
        "review_sheets": list(sheets.order_by("pk").values(*told)),
    }


register("coordination", kept)
