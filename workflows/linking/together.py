"""What the ledger of collaboration holds of two groups is known to the suggestions of the exchange."""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from workflows.exchange.models import Together
from workflows.ledger.models import Collaboration
from workflows.ledger.signals import partners_kept

SOURCE = "ledger"


@receiver(partners_kept, sender=Collaboration, dispatch_uid="linking.worked_together")
def note_together(entry: Collaboration, groups: Collection[int], **_kwargs: Any) -> None:
    """Every two of the partners have worked together, from the day on which it began; a changed entry says it anew."""
    ref, on = str(entry.pk), entry.ended_on or entry.began_on
    Together.objects.filter(source=SOURCE, ref=ref).delete()
    if entry.began_on <= timezone.localdate():
        for pair in combinations(sorted(groups), 2):
            Together.note(groups=pair, how=Together.How.WORKED, on=on, source=SOURCE, ref=ref)
