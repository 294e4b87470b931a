"""Mails about a record whose content is lawfully erased: what was written is gone, that it was is not."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from cms.jobs.cancelling import cancel_where
from cms.mailings.models import OutgoingMail
from cms.mailings.services import KIND

State = OutgoingMail.State


@transaction.atomic
def erase_about(refs: Collection[str]) -> int:
    """Address, subject and texts of every mail about ``refs`` are empty; its Message-ID and state stay.

    A mail that still waits is not sent any more. Returns how many mails there were.
    """
    mails = OutgoingMail.objects.filter(subject_ref__in=refs)
    unsent = list(mails.filter(state__in=[State.WAITING, State.PARKED]).values_list("pk", flat=True))
    if unsent:
        cancel_where(Q(kind=KIND, payload__mail__in=unsent))
        OutgoingMail.objects.filter(pk__in=unsent).update(state=State.CANCELLED)
    return mails.update(to="", subject="", text="", html="")
