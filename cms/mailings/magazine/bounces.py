"""Mails that come back. A notice counts only when it carries a Message-ID of ours, which nobody can make up:
otherwise anybody could have a stranger's subscription suppressed by writing to the bounce address.
"""

from __future__ import annotations

from email.message import Message
from enum import StrEnum

from django.db import transaction
from django.db.models.functions import Now
from flufl.bounce import all_failures

from cms.mailings.magazine import outcomes, rendering, subscribing
from cms.mailings.models import Delivery, Mailing

State = Delivery.State


class Verdict(StrEnum):
    """What a message that came to the bounce address is."""

    FAILED = "failed"
    KNOWN = "known"
    TEMPORARY = "temporary"
    FOREIGN = "foreign"


def record(message: Message) -> Verdict:
    """A permanent failure of one of our deliveries is on record: in its row, in the totals, with its reader."""
    delivery = _delivery(message)
    if delivery is None:
        return Verdict.FOREIGN
    try:
        _later, for_good = all_failures(message)
    except (LookupError, TypeError, ValueError, AttributeError):  # nothing that the library can read
        return Verdict.FOREIGN
    if not for_good:
        return Verdict.TEMPORARY
    return Verdict.FAILED if _fail(delivery) else Verdict.KNOWN


def _delivery(message: Message) -> int | None:
    """The delivery whose Message-ID stands in the notice, mostly in the part that returns the mail's head."""
    text = message.as_bytes().decode("utf-8", "replace")
    found = (rendering.delivery_of(match) for match in rendering.MESSAGE_ID.finditer(text))
    return next((pk for pk in found if pk is not None), None)


@transaction.atomic
def _fail(pk: int) -> bool:
    """False when the delivery has failed before, or is gone."""
    delivery = Delivery.objects.filter(pk=pk).first()
    if delivery is None:
        return False
    mailing = Mailing.objects.select_for_update().get(pk=delivery.mailing_id)
    arrived = Delivery.objects.filter(pk=pk, state__in=[State.SENT, State.AMBIGUOUS])
    if not arrived.update(state=State.FAILED, code="bounced", at=Now()):
        return False
    subscribing.suppress([delivery.subscriber_id])
    if mailing.ended:
        outcomes.settle(mailing, state=mailing.state)
    return True
