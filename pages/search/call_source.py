"""The ward's own entry for every published call: ``/calls/…/``. The hubs' pages of it are found at their hubs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse

from cms.search.registry import Document, Source
from pages.search.texts import PART
from pages.search.types import call_text, times_of
from workflows.programmes.models import Call

NAME = "call"


def keys() -> Iterator[str]:
    return (str(pk) for pk in Call.objects.order_by("pk").values_list("pk", flat=True))


def documents(wanted: list[str]) -> Iterable[Document]:
    calls = Call.objects.filter(pk__in=[int(one) for one in wanted], is_published=True, programme__is_active=True)
    for call in calls.select_related("programme").select_for_update(of=("self",)):
        lists = (call.programme.cost_kinds.all(), call.programme.attachments.all())
        lines = [line for rows in lists for row in rows for line in (row.label, row.help) if line]
        yield Document(
            kind="call",
            key=str(call.pk),
            title=call.title,
            url=reverse("pages:call", args=[call.slug]),
            date=call.opens_at,
            spans=times_of(call),
            text=PART.join(one for one in (*call_text(call.programme), *lines) if one),
        )


SOURCE = Source(NAME, keys, documents)
