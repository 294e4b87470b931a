"""Consent to show one's contact to the other side: given by each side, taken back at any time.

Guards: the row lock of case and sounding, the constraint ``consent_once_per_side``, and the rule of contact.py,
which reads the consents anew for every page.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.core.text import unstorable
from cms.core.waiting import or_busy, patiently
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.kinds.coordination import contact
from workflows.kinds.coordination.models import Consent, Side, Sounding, Way
from workflows.kinds.coordination.services.sides import locked, may_speak, still_open, tell_both

# Whoever wants their contact hidden is not told to try again because somebody else is at work.
QUEUE_SECONDS = 20


def give_consent(
    sounding: Sounding, *, actor: User, side: str, name: str, phone: str, email: str, way: str = Way.ONLINE
) -> Consent:
    """This side lets the other see what it names here; asked twice, the standing consent is the answer.

    Raises  Forbidden, CaseError (ended, the group has not accepted, nothing named), Busy.
    """
    with or_busy(), transaction.atomic():
        case, sounding = locked(sounding)
        may_speak(actor, case, sounding, side=side, way=way)
        still_open(case)
        if sounding.state != Sounding.State.ACCEPTED:
            raise CaseError(_("The group has not accepted, so there is nothing to consent to yet."))
        name, phone, email = (_checked(text) for text in (name, phone, email))
        if not name or not (phone or email):
            raise CaseError(_("Give a name, and a telephone number or an e-mail address."))
        standing = contact.standing(sounding).filter(side=side).first()
        if standing is not None:
            return standing
        made = Consent.objects.create(
            sounding=sounding, side=side, name=name, phone=phone, email=email, given_by=actor, way=way
        )
        record(case, actor=actor, verb="consent_given", payload=_payload(sounding, side, way))
        open_when_both(case, sounding)
    return made


def take_consent_back(sounding: Sounding, *, actor: User, side: str, way: str = Way.ONLINE) -> Sounding:
    """The contact is hidden at once and what was named is deleted. Possible at any time, also after the end."""
    with or_busy(), transaction.atomic():
        patiently(QUEUE_SECONDS)
        case, sounding = locked(sounding)
        may_speak(actor, case, sounding, side=side, way=way)
        was_open = sounding.opened_at is not None
        if not _take_back(sounding, side=side, actor=actor):
            return sounding
        sounding.opened_at = None
        sounding.save(update_fields=["opened_at"])
        event = record(case, actor=actor, verb="consent_withdrawn", payload=_payload(sounding, side, way))
        if was_open:
            tell_both(case, sounding, "consent_withdrawn", key=f"{sounding.pk}:{event.seq}")
    return sounding


def close(case: Case, sounding: Sounding, *, actor: User) -> None:
    """The locked sounding shows nothing any more: the group has declined. The caller saves ``opened_at``."""
    if _take_back(sounding, side=Side.PARTNER, actor=actor):
        record(case, actor=actor, verb="consent_withdrawn", payload=_payload(sounding, Side.PARTNER, Way.ONLINE))
    sounding.opened_at = None


def open_when_both(case: Case, sounding: Sounding) -> None:
    """Both consents stand on the locked sounding: since when is noted, and both sides are told, without data."""
    if sounding.opened_at is not None or not contact.both_stand(sounding):
        return
    sounding.opened_at = timezone.now()
    sounding.save(update_fields=["opened_at"])
    event = record(case, actor=None, verb="contacts_opened", payload={"sounding": sounding.pk})
    tell_both(case, sounding, "open", key=f"{sounding.pk}:{event.seq}")


def _take_back(sounding: Sounding, *, side: str, actor: User) -> int:
    return contact.standing(sounding).filter(side=side).update(
        withdrawn_at=timezone.now(), withdrawn_by=actor, name="", phone="", email=""
    )  # fmt: skip


def _payload(sounding: Sounding, side: str, way: str) -> dict[str, object]:
    return {"sounding": sounding.pk, "side": str(side), "way": str(way)}


def _checked(text: str) -> str:
    text = " ".join(text.split())
    if unstorable(text):
        raise CaseError(_("There is a character in the text that cannot be used. Please type it again."))
    return text
