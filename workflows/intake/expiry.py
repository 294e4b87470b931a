"""How long a form that was never sent is kept: a while after its call has closed, then it is gone.

Nobody was promised more, and nothing of it is a record of the ward, so no operator has to decide.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cms.core.clock import database_now
from forms import erasing
from forms.models import Draft
from media.models import PrivateFile
from workflows.cases.models import Case
from workflows.intake.subjects import CORRECTION, parse
from workflows.programmes.models import Call

logger = logging.getLogger(__name__)

DISCARDED_DAYS = 30
SCAN = "scan"  # the draft of a paper form keeps the scan's id under this name


def kept_until(closed_at: datetime | None) -> datetime | None:
    """The moment until which an unsent draft is kept, from the end of its call or case."""
    return closed_at + timedelta(days=settings.DRAFT_RETENTION_DAYS) if closed_at else None


def remove_old_drafts() -> int:
    """Unsent drafts past their time and old discarded ones are gone, each in a transaction of its own; how many."""
    now = database_now()
    discarded_before = now - timedelta(days=DISCARDED_DAYS)
    old = list(Draft.objects.filter(sent_at=None, discarded_at__lt=discarded_before).values_list("pk", flat=True))
    unsent = Draft.objects.filter(sent_at=None, discarded_at=None).order_by()
    over = [subject for subject in unsent.values_list("subject", flat=True).distinct() if _is_over(subject, now)]
    old += unsent.filter(subject__in=over).values_list("pk", flat=True)
    count = sum(_remove(pk, now=now, discarded_before=discarded_before) for pk in old)
    if count:
        logger.info("removed %d drafts past their time", count)
    return count


@transaction.atomic
def _remove(pk: UUID, *, now: datetime, discarded_before: datetime) -> bool:
    """Looked at once more under its lock: it may have been sent, or its call prolonged, meanwhile."""
    draft = Draft.objects.select_for_update().filter(pk=pk, sent_at=None).first()
    if draft is None:
        return False
    over = draft.discarded_at < discarded_before if draft.discarded_at else _is_over(draft.subject, now)
    if not over:
        return False
    scan = draft.context.get(SCAN)
    erasing.remove(draft, further_files=PrivateFile.objects.filter(pk=scan, owner_id=draft.owner_id) if scan else ())
    return True


def _is_over(subject: str, now: datetime) -> bool:
    until = kept_until(_closed_at(subject))
    return until is not None and until < now


def _closed_at(subject: str) -> datetime | None:
    """When the call closed, or the case that was to be corrected; None while it is open or unknown."""
    try:
        wanted = parse(subject)
    except ValueError:
        return None
    if wanted.purpose == CORRECTION:
        return Case.objects.filter(pk=wanted.record).values_list("closed_at", flat=True).first()
    return Call.objects.filter(pk=wanted.record).values_list("closes_at", flat=True).first()
