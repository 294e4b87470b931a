"""What a reader has ticked and whom a mail is for: the same four lists, compared here and nowhere else.

A mail has senders (the ward, hubs) and may be about layers of areas and topics. A reader gets it who ticked
one of its senders, and one of its layers (topics) or none at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cms.mailings.models import Mailing, Subscriber, Subscription

Kind = Subscription.Kind


@dataclass(frozen=True)
class Choice:
    """``hubs`` and ``topics`` hold ids, ``layers`` numbers of ``Area.Layer``."""

    ward: bool = False
    hubs: frozenset[int] = frozenset()
    layers: frozenset[int] = frozenset()
    topics: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        """No sender: nothing would ever come."""
        return not self.ward and not self.hubs

    def __or__(self, other: Choice) -> Choice:
        """Both together; whoever takes all layers (topics) in one of them goes on taking all."""
        return Choice(
            self.ward or other.ward,
            self.hubs | other.hubs,
            _both(self.layers, other.layers),
            _both(self.topics, other.topics),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "ward": self.ward,
            "hubs": sorted(self.hubs),
            "layers": sorted(self.layers),
            "topics": sorted(self.topics),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Choice:
        lists = {name: frozenset(kept.get(name, ())) for name in ("hubs", "layers", "topics")}
        return cls(ward=bool(kept.get("ward")), **lists)


def _both(some: frozenset[int], more: frozenset[int]) -> frozenset[int]:
    return some | more if some and more else frozenset()


def of_subscriber(subscriber: Subscriber) -> Choice:
    rows = list(subscriber.subscriptions.values_list("kind", "hub_id", "layer", "topic_id"))
    return Choice(
        ward=any(kind == Kind.SOURCE and hub is None for kind, hub, _layer, _topic in rows),
        hubs=frozenset(hub for _kind, hub, _layer, _topic in rows if hub is not None),
        layers=frozenset(layer for _kind, _hub, layer, _topic in rows if layer is not None),
        topics=frozenset(topic for _kind, _hub, _layer, topic in rows if topic is not None),
    )


def of_mailing(mailing: Mailing) -> Choice:
    hubs = frozenset(mailing.hubs.values_list("pk", flat=True))
    topics = frozenset(mailing.topics.values_list("pk", flat=True))
    return Choice(mailing.to_ward, hubs, frozenset(mailing.layers), topics)


def keep(subscriber: Subscriber, choice: Choice) -> None:
    """The reader's rows say exactly ``choice``."""
    subscriber.subscriptions.all().delete()
    rows = [Subscription(kind=Kind.SOURCE)] if choice.ward else []
    rows += [Subscription(kind=Kind.SOURCE, hub_id=hub) for hub in sorted(choice.hubs)]
    rows += [Subscription(kind=Kind.LAYER, layer=layer) for layer in sorted(choice.layers)]
    rows += [Subscription(kind=Kind.TOPIC, topic_id=topic) for topic in sorted(choice.topics)]
    for row in rows:
        row.subscriber = subscriber
    Subscription.objects.bulk_create(rows)


def readers(segment: Choice) -> QuerySet[Subscriber]:
    """Everybody who gets a mail for ``segment``, each once."""
    senders = Q(hub_id__in=sorted(segment.hubs)) if segment.hubs else Q(pk__in=[])
    if segment.ward:
        senders |= Q(hub__isnull=True)
    found = Subscriber.objects.filter(_ticked(Kind.SOURCE, senders), state=Subscriber.State.CONFIRMED)
    found = _narrowed(found, Kind.LAYER, Q(layer__in=sorted(segment.layers)), segment.layers)
    return _narrowed(found, Kind.TOPIC, Q(topic_id__in=sorted(segment.topics)), segment.topics)


def _ticked(kind: str, condition: Q) -> Exists:
    return Exists(Subscription.objects.filter(condition, subscriber=OuterRef("pk"), kind=kind))


def _narrowed(found: QuerySet[Subscriber], kind: str, condition: Q, wanted: Iterable[int]) -> QuerySet[Subscriber]:
    return found.filter(Q(_ticked(kind, condition)) | ~Q(_ticked(kind, Q()))) if wanted else found
