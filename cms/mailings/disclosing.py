"""What this room keeps about one person: mails that were sent to them, and what they receive of the magazine."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.mailings.models import Delivery, OutgoingMail, SignUp, Subscriber, Subscription
from cms.people.disclosing import OFFICE, Kept, Whom, register, table


def kept(whom: Whom) -> Kept:
    """Addresses belong to no hub, so that all of it is for the ward. The text of a mail may tell of others."""
    if whom.hubs is not None:
        return Kept()
    mails = OutgoingMail.objects.filter(whom.has_address("to")).order_by("pk")
    readers = Subscriber.objects.filter(whom.has_address("address"))
    choices = Subscription.objects.filter(subscriber__in=readers).order_by("pk")
    sent = Delivery.objects.filter(subscriber__in=readers).order_by("pk")
    asked = SignUp.objects.filter(whom.has_address("address")).order_by("pk")
    address = _("E-mail address")
    return Kept(
        tables=[
            table("mails", _("Mails to the person"), mails,
                  {"to": address, "subject": _("Subject"), "created_at": _("written at"), "sent_at": _("sent at")}),
            table("magazine", _("E-mail magazine"), readers,
                  {"address": address, "state": _("State"), "confirmed_at": _("confirmed at"),
                   "left_at": _("left at")}),
            table("magazine_choices", _("Choices of the e-mail magazine"), choices,
                  {"kind": _("subject of it"), "hub__name": _("hub"), "layer": _("area"), "topic__name": _("topic")}),
            table("magazine_mails", _("Issues of the e-mail magazine"), sent,
                  {"mailing__subject": _("Subject"), "state": _("State"), "at": _("sent at")}),
            table("magazine_sign_ups", _("Sign-ups for the e-mail magazine"), asked,
                  {"address": address, "created_at": _("asked at"), "confirmed_at": _("confirmed at")}),
        ]
    )  # fmt: skip


register(
    "mailings", kept,
    tables=("mailings.OutgoingMail", "mailings.Subscriber", "mailings.SignUp"),
    left_out={"mailings.Mailing": OFFICE},
)  # fmt: skip
