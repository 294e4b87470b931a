"""What a coordination holds of persons and talks, taken out with its case; days, sides and outcomes stay."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from cms.jobs.cancelling import cancel_where
from workflows.cases.models import Case
from workflows.kinds.coordination.models import Advice, Agreement, Consent, Coordination, Remark, ReviewSheet, Sounding
from workflows.kinds.coordination.models.agreement import TERMS


def clear(case: Case) -> None:
    """Inside the erasing transaction, the case locked."""
    case.talks.update(attended="", record="")
    soundings = Sounding.objects.filter(case=case)
    keys = list(soundings.values_list("pk", flat=True))
    Remark.objects.filter(sounding__in=keys).delete()
    _take_consents_back(keys)
    soundings.update(reason="", message="", conditions="", opened_at=None)
    Agreement.objects.filter(case=case).update(**dict.fromkeys(TERMS, ""))
    empty = dict.fromkeys(("achieved", "went_well", "difficulties", "learned"), "")
    ReviewSheet.objects.filter(case=case).update(**empty)
    Coordination.objects.filter(case=case).update(issue="", publish_reason="")
    asked = Advice.objects.filter(case=case)
    advice = list(asked.values_list("pk", flat=True))
    asked.filter(answered_at=None).delete()
    asked.update(question="", answer="―")
    cancel_where(Q(kind="coordination_answer", payload__sounding__in=keys))
    cancel_where(Q(kind="coordination_advice", payload__advice__in=advice))


def _take_consents_back(soundings: list[int]) -> None:
    standing = Consent.objects.filter(sounding__in=soundings, withdrawn_at=None)
    for consent in standing:
        Consent.objects.filter(pk=consent.pk).update(
            name="", phone="", email="", withdrawn_at=timezone.now(), withdrawn_by=consent.given_by_id
        )
