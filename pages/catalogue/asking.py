"""``catalogue(user, query)``: one list of everything that this person may see, for pages, the desk and other programs.

Entries of the index are asked as everybody may read them; what only some may see is asked of its own room, under the
rights that hold at this moment (``beside``), and is never written into the index.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from cms.cache.moments import changes_at
from cms.search.catalogue import beside
from cms.search.catalogue.found import Found, in_order
from cms.search.catalogue.public import FACETS, MOST, Facets, Listed, PublicCatalogue
from cms.search.catalogue.query import Query
from pages.catalogue.places import Known, known

PER_PAGE = 25


@dataclass(frozen=True)
class Catalogue:
    """``count`` is exact, but of each source beside no more than ``beside.MOST`` are counted: ``more``."""

    lines: list[Found]
    count: int
    more: bool = False
    facets: Facets = field(default_factory=dict)


def listed(query: Query, limit: int, start: int = 0, *, at: datetime | None = None) -> Listed:
    """What everybody may read. A kept page is made anew when the clock changes the list. One statement."""
    at = at or timezone.now()
    found = PublicCatalogue(query, known().places, at=at).listed(limit, start)
    changes_at(found.changes_at)
    return found


def catalogue(
    user: Any, query: Query, *, at: datetime | None = None, limit: int = PER_PAGE, start: int = 0, facets: bool = True
) -> Catalogue:
    """``limit`` lines from ``start`` on; nothing beyond the first thousand. Six statements, one for the places."""
    at, there = at or timezone.now(), known()
    start = min(max(0, start), MOST)
    limit = max(0, min(limit, MOST - start))
    public = PublicCatalogue(query, there.places, at=at)
    first = public.listed(start + limit)
    counts = coded(public.facets(), there) if facets else {name: Counter() for name in FACETS}
    lines, count, more = list(first.lines), first.count, False
    for source in beside.sources():
        found = source.find(user, query, there.places, at)
        more = more or len(found) > beside.MOST
        found = found[: beside.MOST]
        lines += found
        count += len(found)
        _count(counts, found, there)
    return Catalogue(in_order(lines, query.sort)[start : start + limit], count, more, counts)


def coded(counts: Facets, there: Known) -> Facets:
    """Readers name hubs by their codes."""
    hubs = Counter({there.codes[pk]: n for pk, n in counts["hubs"].items() if pk in there.codes})
    return {**counts, "hubs": hubs}


def _count(counts: Facets, found: list[Found], there: Known) -> None:
    for one in found:
        counts["kinds"][one.kind] += 1
        counts["states"][one.state] += 1
        for pk in one.hubs:
            counts["hubs"][there.codes[pk]] += 1
