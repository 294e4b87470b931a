"""Signing up, confirming, changing and leaving. Only the owner of an address can tell whether it is known."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.clock import database_now
from cms.core.errors import CaseError
from cms.core.waiting import or_busy
from cms.hubs.models import Hub, Topic
from cms.mailings.erasing import erase_about
from cms.mailings.magazine import addresses, choices, links
from cms.mailings.magazine.choices import Choice
from cms.mailings.models import Delivery, Mailing, SignUp, Subscriber
from cms.mailings.services import write_mail
from cms.people import limits

State = Subscriber.State
NO_SENDER = gettext_lazy("Choose at least one sender.")


class TooMany(CaseError):
    """Too many sign-ups in a short time, from this visitor or in all."""


def sign_up(*, address: str, choice: Choice, visitor: str) -> None:
    """A mail goes to the address, at most a few a day: to confirm, or with the way to its preferences.

    The same for the caller whether the address is known, new or has had its mails for today. ``address`` is a
    normal one. TooMany for a visitor or a day over the limit.
    """
    if limits.wait("magazine-visitor", visitor, settings.MAGAZINE_LIMITS["visitor"]):
        raise TooMany(_("Many sign-ups came from your connection. Please wait an hour and try again."))
    day = database_now() - timedelta(days=1)
    if SignUp.objects.filter(created_at__gte=day).count() >= settings.MAGAZINE_SIGN_UPS_A_DAY:
        raise TooMany(_("We have had very many sign-ups today. Please try again tomorrow."))
    key = addresses.key(address)
    if limits.wait("magazine-address", addresses.box(address), settings.MAGAZINE_LIMITS["address"]):
        return
    with transaction.atomic():
        row = SignUp.objects.create(address=address, choice=choice.as_json())
        known = Subscriber.objects.filter(address_key=key, state=State.CONFIRMED).first()
        template = "mailings/known" if known else "mailings/confirm"
        link = links.preferences_url(known.pk) if known else links.confirm_url(row)
        context = {"link": link, "hours": settings.MAGAZINE_CONFIRM_HOURS, "names": names(choice)}
        write_mail(to=address, template=template, context=context, about=_about(row), key=f"magazine:{row.pk}")


def _about(row: SignUp) -> str:
    return f"signup:{row.pk}"


def names(choice: Choice) -> list[str]:
    """The senders of ``choice`` in words."""
    ward = [_("the whole ward")] if choice.ward else []
    return [*ward, *Hub.objects.filter(pk__in=choice.hubs).values_list("name", flat=True)]


def confirm(row: SignUp) -> Subscriber:
    """The address is a reader's from now on; the same link again changes nothing. Expired when it is too late."""
    with or_busy(), transaction.atomic():
        row = SignUp.objects.select_for_update().get(pk=row.pk)
        if row.confirmed_at is not None:
            raise links.Expired
        key = addresses.key(row.address)
        subscriber, made = Subscriber.objects.get_or_create(address_key=key, defaults={"address": row.address})
        subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        choice = _existing(Choice.from_json(row.choice))
        if not made and subscriber.state == State.CONFIRMED:
            choice = choice | choices.of_subscriber(subscriber)
        subscriber.state, subscriber.address, subscriber.left_at = State.CONFIRMED, row.address, None
        subscriber.confirmed_at, subscriber.failures = timezone.now(), 0
        subscriber.save()
        choices.keep(subscriber, choice)
        SignUp.objects.filter(pk=row.pk).update(confirmed_at=Now(), address="")
        return subscriber


def _existing(choice: Choice) -> Choice:
    """Without hubs and topics that are gone meanwhile."""
    hubs = Hub.objects.filter(pk__in=choice.hubs).values_list("pk", flat=True)
    topics = Topic.objects.filter(pk__in=choice.topics).values_list("pk", flat=True)
    return Choice(choice.ward, frozenset(hubs), choice.layers, frozenset(topics))


def change(subscriber: Subscriber, *, choice: Choice) -> None:
    """The reader gets what they have ticked, from this moment; what is just being sent included."""
    if choice.is_empty:
        raise CaseError(str(NO_SENDER))
    with or_busy(), transaction.atomic():
        found = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        if found.state == State.LEFT:
            raise CaseError(_("This address has unsubscribed. Please sign up again."))
        choices.keep(found, choice)
        for mailing in Mailing.objects.filter(state=Mailing.State.SENDING):
            if not choices.readers(choices.of_mailing(mailing)).filter(pk=found.pk).exists():
                _spare(found, Q(mailing=mailing))


def leave(subscriber: Subscriber) -> None:
    """Nothing is sent any more, the mail that is just going out included; the address goes a while later."""
    with or_busy(), transaction.atomic():
        found = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        if found.state != State.LEFT:
            found.state, found.left_at = State.LEFT, timezone.now()
            found.save(update_fields=["state", "left_at"])
            found.subscriptions.all().delete()
            _spare(found, Q(mailing__state=Mailing.State.SENDING))


def suppress(subscribers: list[int]) -> None:
    """Mails to these readers have failed once more; after several times nothing more is sent to them."""
    now = database_now()
    forgotten = now - timedelta(days=settings.MAGAZINE_FAILURE_DAYS)
    found = Subscriber.objects.filter(pk__in=subscribers)
    for one in found.select_for_update():
        fresh = one.last_failed_at is None or one.last_failed_at < forgotten
        one.failures, one.last_failed_at = 1 if fresh else one.failures + 1, now
        if one.failures >= settings.MAGAZINE_FAILURES and one.state == State.CONFIRMED:
            one.state, one.left_at = State.SUPPRESSED, now
            _spare(one, Q(mailing__state=Mailing.State.SENDING))
        one.save(update_fields=["failures", "last_failed_at", "state", "left_at"])


def _spare(subscriber: Subscriber, condition: Q) -> None:
    waiting = Delivery.objects.filter(condition, subscriber=subscriber, state=Delivery.State.WAITING)
    waiting.update(state=Delivery.State.SUPPRESSED, at=Now())


def prune() -> int:
    """Addresses of those who left and of sign-ups that nobody confirmed are gone; returns how many.

    Rows of deliveries go with the mails of their time; a mailing keeps its totals.
    """
    now = database_now()
    left = Subscriber.objects.filter(left_at__lt=now - timedelta(days=settings.MAGAZINE_ERASE_DAYS))
    left = left.exclude(state=State.CONFIRMED).exclude(address_key=None)
    erased = 0
    for one in left[:2000]:
        with transaction.atomic():
            one.subscriptions.all().delete()
            erased += Subscriber.objects.filter(pk=one.pk).exclude(state=State.CONFIRMED).update(
                address="", address_key=None, state=State.LEFT
            )  # fmt: skip
    old = list(SignUp.objects.filter(created_at__lt=now - timedelta(hours=settings.MAGAZINE_CONFIRM_HOURS))[:2000])
    erase_about([_about(row) for row in old])
    SignUp.objects.filter(pk__in=[row.pk for row in old]).delete()
    ended = Mailing.objects.filter(ended_at__lt=now - timedelta(days=settings.MAIL_KEEP_DAYS))
    Delivery.objects.filter(mailing__in=ended).delete()
    return erased + len(old)
