"""Every published case study can be found by all that its page says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from cms.search.registry import Document, Source
from pages.search.texts import PART
from workflows.ledger.access import published
from workflows.ledger.models import Collaboration

NAME = "case_study"
LABEL = pgettext_lazy("kind found", "case study of collaboration")


def keys() -> Iterator[str]:
    return (str(pk) for pk in published().order_by("pk").values_list("pk", flat=True))


def documents(wanted: list[str]) -> Iterable[Document]:
    entries = published().filter(pk__in=[int(one) for one in wanted]).select_related("hub", "topic", "area")
    for entry in entries.prefetch_related("partners").select_for_update(of=("self",)):
        yield Document(
            kind=NAME,
            key=str(entry.pk),
            title=entry.title,
            url=reverse("pages:case_study", args=[entry.pk]),
            date=timezone.make_aware(datetime.combine(entry.began_on, time())),
            text=PART.join(one for one in _texts(entry) if one),
            hubs=(entry.hub_id,),
            areas=(entry.area.code,) if entry.area else (),
            topics=(entry.topic.code,) if entry.topic else (),
        )


def _texts(entry: Collaboration) -> list[str]:
    partners = [f"{one.name} {one.part}" for one in entry.partners.all()]
    return [entry.agenda, entry.done, entry.learned, *partners, entry.cost_note, entry.hub.name]


SOURCE = Source(NAME, keys, documents)
