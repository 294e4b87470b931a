"""Readers and magazine mails for tests; rows only, but for the texts, which are made as staff make them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from django.db.models.functions import Now

from cms.hubs.models import Hub, Topic
from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from cms.mailings.magazine import addresses, choices, services
from cms.mailings.magazine.choices import Choice
from cms.mailings.models import Delivery, Mailing, Subscriber, Subscription
from cms.people.models import User
from tests.factories_people import make_staff

_serial = itertools.count(1)
WARD = Choice(ward=True)


def make_topic(name: str = "防災") -> Topic:
    return Topic.objects.create(code=f"topic-{next(_serial)}", name=name)


def make_subscriber(address: str = "", choice: Choice = WARD, **fields: Any) -> Subscriber:
    address = address or f"reader{next(_serial)}@example.jp"
    made = Subscriber.objects.create(address=address, address_key=addresses.key(address), **fields)
    choices.keep(made, choice)
    return made


def make_subscribers(count: int, *, hub: Hub | None = None) -> list[Subscriber]:
    """``count`` readers of the ward's news, or of the hub's, in three statements."""
    names = [f"reader-{next(_serial)}@example.jp" for _number in range(count)]
    made = Subscriber.objects.bulk_create([Subscriber(address=name, address_key=name) for name in names], 1000)
    Subscription.objects.bulk_create([Subscription(subscriber=one, kind="source", hub=hub) for one in made], 1000)
    return made


def make_mailing(
    *, actor: User | None = None, hub: Hub | None = None, segment: Choice | None = None, **fields: Any
) -> Mailing:
    """A draft from plain text by an editor-in-chief, to the ward's readers or the hub's."""
    given = {
        "subject": "地域だより 第1号",
        "body": "秋のまつりを開きます。\nhttps://example.jp/ をご覧ください。",
        **fields,
    }
    segment = segment or (Choice(hubs=frozenset([hub.pk])) if hub else WARD)
    actor = actor or make_staff("editor_in_chief")
    return services.write_mailing(actor=actor, hub=hub, segment=segment, **given)


def send(mailing: Mailing, *, actor: User | None = None) -> Mailing:
    """Scheduled for now; nobody has worked on it yet."""
    return services.schedule(mailing, actor=actor or make_staff("editor_in_chief"))


def work(rounds: int = 1) -> None:
    """The workers do what is due, and what would be due later, so often."""
    for _round in range(rounds):
        OutboxItem.objects.filter(state=OutboxItem.State.DUE).update(due_at=Now())
        run_due()


def states(mailing: Mailing) -> dict[str, int]:
    """How many deliveries stand in which state, without empty ones."""
    found = Delivery.objects.filter(mailing=mailing).values_list("state", flat=True)
    return {state: list(found).count(state) for state in sorted(set(found))}


def adds_up(mailing: Mailing) -> bool:
    """The stored totals are those of the rows, and the rows are the recipients."""
    mailing.refresh_from_db()
    rows = states(mailing)
    totals = {state: getattr(mailing, state) for state in Delivery.State.values if state != "waiting"}
    return totals == {state: rows.get(state, 0) for state in totals} and sum(rows.values()) == mailing.recipients


def to_of(mails: Iterable[Any]) -> list[str]:
    return sorted(str(mail["To"]) for mail in mails)
