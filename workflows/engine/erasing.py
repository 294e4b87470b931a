"""Lawful erasure of one closed case (保存期間満了の廃棄, 消去の請求): the content goes, the ledger stays.

Everything is one transaction: rows, mails, waiting work and the event that says who erased and why.
Bytes are owed to the outbox in the same transaction, so they go after it and never before.
"""

from __future__ import annotations

from datetime import date

from django.db import models, transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core import dates
from cms.core.clock import database_now
from cms.core.errors import CaseError
from cms.jobs.cancelling import cancel_where
from cms.mailings.erasing import erase_about
from cms.people.models import User
from workflows.cases import retention
from workflows.cases.models import Case
from workflows.cases.services import erasing
from workflows.cases.services.locking import lock
from workflows.cases.services.retention import check_keeper, checked_reason
from workflows.correspondence import erasing as letters

# Sent inside the erasing transaction with ``case=``, locked, and ``ground=``: the rooms above erase what they hold
# of it, or refuse by a CaseError while they need it.
case_erased = Signal()


class Ground(models.TextChoices):
    """Why a case is erased. Only the first waits for the end of the retention."""

    EXPIRED = "expired", gettext_lazy("retention over")
    REQUEST = "request", gettext_lazy("request of the person")
    CORRECTION = "correction", gettext_lazy("entered by mistake")


def erase_case(case: Case, *, actor: User, reason: str, ground: str = Ground.EXPIRED) -> Case:
    """The content of the case is gone for good. ``reason`` stays in its chain: no personal values.

    Raises  Forbidden (no administrator, own group); CaseError (open, frozen, erased before, a letter not
            made yet, retention not over). Nothing has changed then.
    """
    check_keeper(actor, case)
    reason, ground = checked_reason(reason), Ground(ground)
    with transaction.atomic():
        locked = lock(case)
        _erasable(locked, ground)
        consultations = erasing.clear(locked, actor=actor)
        made = letters.clear(locked)
        refs = [f"case:{locked.pk}", *(f"letter:{pk}" for pk in made), *(f"consultation:{pk}" for pk in consultations)]
        erase_about(refs)
        cancel_where(Q(kind="remind", payload__case=locked.pk))
        if made:
            cancel_where(Q(kind__in=["letter", "letter_made"], payload__letter__in=made))
        case_erased.send(sender=Case, case=locked, ground=ground.value)
        erasing.seal(locked, actor=actor, ground=ground.value, reason=reason)
    return locked


def _erasable(case: Case, ground: Ground) -> None:
    if case.erased_at is not None:
        raise CaseError(_("The content of this case has already been erased."))
    if case.closed_at is None:
        raise CaseError(_("This case is still open, so it cannot be erased."))
    if case.retention_hold:
        raise CaseError(_("This case is kept because of a dispute. Release it first."))
    until = retention.kept_until(case)
    if ground == Ground.EXPIRED and until is not None and not retention.is_over(case, on=_today()):
        raise CaseError(_("This case has to be kept until %(day)s.") % {"day": dates.wareki(until)})


def _today() -> date:
    return timezone.localdate(database_now())
