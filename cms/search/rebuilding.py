"""All entries from all sources, while everybody goes on searching and writing.

Each part is written under the locks of its objects, as a change would be, so nothing is lost between the two. Entries
that nobody owns any more are looked at last, under the same locks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import connection, transaction

from cms.search import structures, writing
from cms.search.models import Entry
from cms.search.registry import Source, sources
from cms.search.writing import AT_ONCE


@dataclass
class Drift:
    """Objects by source and key whose entry is missing, differs from what the object says, or has no object."""

    missing: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    index: str = ""

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale or self.surplus or self.index)


def rebuild(say: Callable[[str], None] = lambda text: None) -> int:
    """How many objects were looked at."""
    looked_at = 0
    for source in sources():
        before = set(_stored(source))
        wanted = [str(key) for key in source.every_key()]
        for start in range(0, len(wanted), AT_ONCE):
            writing.remake(source, wanted[start : start + AT_ONCE])
        ownerless = sorted(before - set(wanted))
        writing.remake(source, ownerless)
        looked_at += len(wanted)
        say(f"{source.name}: {len(wanted)}")
    tidy()
    return looked_at


def empty() -> None:
    """Nothing is found until ``rebuild``: for an index that is damaged, or cut by rules that have changed."""
    with transaction.atomic():
        structures.empty()


def _stored(source: Source) -> Iterator[str]:
    return Entry.objects.filter(source=source.name).order_by().values_list("object_key", flat=True).iterator()


def tidy() -> None:
    """PostgreSQL keeps fresh numbers in a list that every search reads; they go into the index, and it is counted."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in ("search_entry_numbers", "search_entry_title_numbers"):
                cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [name])
            cursor.execute(f"ANALYZE {structures.TABLE}")


def drift() -> Drift:
    """What ``rebuild`` would change; nothing is written."""
    found = Drift(index=structures.complaint())
    for source in sources():
        wanted = [str(key) for key in source.every_key()]
        for start in range(0, len(wanted), AT_ONCE):
            _compare(source, wanted[start : start + AT_ONCE], found)
        found.surplus += [f"{source.name} {key}" for key in sorted(set(_stored(source)) - set(wanted))]
    return found


def _compare(source: Source, keys: list[str], found: Drift) -> None:
    with transaction.atomic():
        told = {document.key: writing.row(source.name, document).digest for document in source.documents(keys)}
        entries = Entry.objects.filter(source=source.name, object_key__in=keys)
        stored = dict(entries.order_by().values_list("object_key", "digest"))
    found.missing += [f"{source.name} {key}" for key in told if key not in stored]
    found.stale += [f"{source.name} {key}" for key in told if key in stored and stored[key] != told[key]]
    found.surplus += [f"{source.name} {key}" for key in stored if key not in told]
