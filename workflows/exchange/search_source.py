"""Public needs and offers in the search of the site. Nothing about persons, nothing that only staff read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse

from cms.core.dates import end_of_day_jst
from cms.search.registry import Document, Source
from workflows.exchange.access import public
from workflows.exchange.models import Listing

NAME, KIND = "exchange", "listing"


def keys() -> Iterator[str]:
    return (str(pk) for pk in Listing.objects.order_by("pk").values_list("pk", flat=True).iterator())


def documents(wanted: list[str]) -> Iterable[Document]:
    """Only those that everybody may read today; the worker takes out what is past its day."""
    found = public().filter(pk__in=[int(one) for one in wanted]).select_related("group", "area")
    for listing in found.select_for_update(of=("self",)):
        parts = (str(listing.get_kind_display()), listing.text, listing.conditions, listing.group.name)
        yield Document(
            kind=KIND,
            key=str(listing.pk),
            title=f"{listing.get_side_display()}：{listing.title}",
            url=reverse("exchange:listing", args=[listing.pk]),
            date=listing.changed_at,
            text="\n\n".join(part for part in parts if part),
            readings=listing.group.name_kana,
            hubs=(listing.group.hub_id,),
            areas=(listing.area.code,),
            spans=((listing.changed_at, max(listing.changed_at, end_of_day_jst(listing.expires_on))),),
        )


SOURCE = Source(NAME, keys, documents)
