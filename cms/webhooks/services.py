"""What an administrator does to receivers. Each call is one transaction and one line of the log, without any secret."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.clock import database_now
from cms.core.errors import CaseError
from cms.hubs.models import Hub
from cms.people.models import User
from cms.people.services.fields import FieldRefused
from cms.webhooks import fanning, guarding, signing, switching
from cms.webhooks.events import CHOICES, TEST, TYPES, moment
from cms.webhooks.models import Delivery, Endpoint

State = Delivery.State
# At most so many are ordered at once; the rest by the same button again.
MOST_AGAIN = 500


def create(*, actor: User, name: str, url: str, events: list[str], hub: Hub | None) -> tuple[Endpoint, str]:
    """The receiver and its secret, which nobody is shown again. FieldRefused for what cannot be taken."""
    _check(None, name=name, url=url, chosen=events)
    secret = signing.new_secret()
    made = Endpoint(name=name, url=url, events=_sorted(events), hub=hub, made_by=actor, secret=signing.seal(secret))
    with _one_of_the_name(), transaction.atomic():
        made.save()
        log(made, "webhooks.created", user=actor)
    return made, secret


def change(endpoint: Endpoint, *, actor: User, name: str, url: str, events: list[str], hub: Hub | None) -> Endpoint:
    """The receiver as it shall be from now on; what waits goes to the new address."""
    _check(endpoint, name=name, url=url, chosen=events)
    values = {"name": name, "url": url, "events": _sorted(events), "hub": hub}
    with _one_of_the_name(), transaction.atomic():
        found = _locked(endpoint)
        changed = [field for field in values if getattr(found, field) != values[field]]
        for field in changed:
            setattr(found, field, values[field])
        if changed:
            found.save(update_fields=changed)
            log(found, "webhooks.changed", user=actor, data={"fields": changed})
    return found


@transaction.atomic
def renew_secret(endpoint: Endpoint, *, actor: User, at_once: bool) -> str:
    """A new secret. The former one signs as well for some hours, unless it ends ``at_once``."""
    found = _locked(endpoint)
    secret = signing.new_secret()
    hours = timedelta(hours=settings.WEBHOOK_FORMER_SECRET_HOURS)
    found.former_secret, found.former_until = ("", None) if at_once else (found.secret, database_now() + hours)
    found.secret, found.secret_at = signing.seal(secret), timezone.now()
    found.save(update_fields=["secret", "secret_at", "former_secret", "former_until"])
    log(found, "webhooks.secret_renewed", user=actor, data={"at_once": at_once})
    return secret


@transaction.atomic
def switch(endpoint: Endpoint, *, actor: User, on: bool) -> Endpoint:
    found = _locked(endpoint)
    if on == found.active:
        return found
    if on:
        switching.switch_on(found)
    else:
        switching.switch_off(found, off=Endpoint.Off.BY_HAND, now=database_now())
    log(found, "webhooks.switched_on" if on else "webhooks.switched_off", user=actor)
    return found


@transaction.atomic
def delete(endpoint: Endpoint, *, actor: User) -> None:
    """The receiver is gone with its log."""
    found = _locked(endpoint)
    log(found, "webhooks.deleted", user=actor)
    found.delete()


@transaction.atomic
def send_test(endpoint: Endpoint, *, actor: User) -> Delivery:
    """An event for this receiver alone, which carries nothing; sent at once."""
    found = _ready(endpoint)
    kind, at = TYPES[TEST], moment(timezone.now())
    event = fanning.stored(kind, uuid.uuid4(), hub=found.hub_id, at=at, facts=kind.checked({"id": found.pk}))
    delivery = Delivery.objects.create(event=event, endpoint=found)
    fanning.owe(delivery)
    log(found, "webhooks.tested", user=actor)
    return delivery


@transaction.atomic
def deliver_again(delivery: Delivery, *, actor: User) -> Delivery:
    """The same event under the same id, with all its tries; signed anew. CaseError while it still waits."""
    endpoint = _ready(delivery.endpoint)
    found = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if not found.may_go_again:
        raise CaseError(_("This event is still waiting to be sent."))
    _order(found)
    log(endpoint, "webhooks.again", user=actor, data={"count": 1})
    return found


@transaction.atomic
def deliver_failed_again(endpoint: Endpoint, *, actor: User) -> int:
    """Everything that was given up or not sent, the oldest first; how many."""
    found = _ready(endpoint)
    failed = found.deliveries.select_for_update().filter(state__in=[State.FAILED, State.STOPPED]).order_by("pk")
    rows = list(failed[:MOST_AGAIN])
    for delivery in rows:
        _order(delivery)
    if rows:
        log(found, "webhooks.again", user=actor, data={"count": len(rows)})
    return len(rows)


def _order(delivery: Delivery) -> None:
    delivery.state, delivery.turn, delivery.tries = State.WAITING, delivery.turn + 1, 0
    delivery.ended_at = delivery.next_at = delivery.sending_until = None
    delivery.save(update_fields=["state", "turn", "tries", "ended_at", "next_at", "sending_until"])
    fanning.owe(delivery)


def _ready(endpoint: Endpoint) -> Endpoint:
    """Locked and in use; who asks to send now does not wait for the end of a pause."""
    found = _locked(endpoint)
    if not found.active:
        raise CaseError(_("This receiver is switched off. Switch it on first."))
    if found.waits_until is not None:
        found.waits_until = None
        found.save(update_fields=["waits_until"])
    return found


def _locked(endpoint: Endpoint) -> Endpoint:
    found = Endpoint.objects.select_for_update(of=("self",)).filter(pk=endpoint.pk).first()
    if found is None:
        raise CaseError(_("This receiver has been deleted meanwhile."))
    return found


def _check(endpoint: Endpoint | None, *, name: str, url: str, chosen: list[str]) -> None:
    """The first mistake, beside its field. The address is looked up here, outside any transaction."""
    others = Endpoint.objects.filter(name=name)
    if (others.exclude(pk=endpoint.pk) if endpoint else others).exists():
        raise _taken()
    if not chosen or set(chosen) - {name for name, _label in CHOICES}:
        raise FieldRefused("events", _("Choose at least one event."))
    if refused := guarding.why_refused(url):
        raise FieldRefused("url", refused)


def _taken() -> FieldRefused:
    return FieldRefused("name", _("There is a receiver of this name already."))


@contextmanager
def _one_of_the_name() -> Iterator[None]:
    """Two people may save one name at one moment."""
    try:
        yield
    except IntegrityError as error:
        raise _taken() from error


def _sorted(chosen: list[str]) -> list[str]:
    """In the order of the registry."""
    return [name for name, _label in CHOICES if name in chosen]
