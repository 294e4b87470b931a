"""Hubs, areas and topics by their codes: what a query may name, and what a line of the catalogue is called."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import CharField, F, IntegerField, Value

from cms.cache.memory import remembered
from cms.hubs.models import Area, Hub, Topic
from cms.search.catalogue.public import Places

# Id, code, name, place in the order, and the id of the area that it belongs to.
Row = tuple[int, str, str, int, int | None]


@dataclass(frozen=True)
class Known:
    """(code, name) in their order; ``names`` of hubs by id, ``parents`` of areas by id."""

    hubs: list[tuple[str, str]] = field(default_factory=list)
    areas: list[tuple[str, str]] = field(default_factory=list)
    topics: list[tuple[str, str]] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    places: Places = field(default_factory=Places)


def known() -> Known:
    """One statement; none for an anonymous reader while nothing changes."""
    return remembered("catalogue places", _asked)


def _asked() -> Known:
    nothing = Value(None, output_field=IntegerField())
    hubs = Hub.objects.order_by().values_list(Value("hub", CharField()), "pk", "code", "name", "order", F("area_id"))
    areas = Area.objects.order_by().values_list(
        Value("area", CharField()), "pk", "code", "name", "layer", F("parent_id")
    )
    topics = Topic.objects.filter(is_active=True).order_by()
    named = topics.values_list(Value("topic", CharField()), "pk", "code", "name", "order", nothing)
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for what, *row in hubs.union(areas, named, all=True):
        rows[what].append(tuple(row))  # type: ignore[arg-type]
    for some in rows.values():
        some.sort(key=lambda row: (row[3], row[1]))
    return Known(
        **{f"{what}s": [(row[1], row[2]) for row in rows[what]] for what in ("hub", "area", "topic")},
        names={row[0]: row[2] for row in rows["hub"]},
        codes={row[0]: row[1] for row in rows["hub"]},
        places=Places({row[1]: row[0] for row in rows["hub"]}, _hubs_in(rows["hub"], rows["area"])),
    )


def _hubs_in(hubs: list[Row], areas: list[Row]) -> dict[str, tuple[int, ...]]:
    """By the code of each area: the hubs of it and of those that lie in it."""
    above = {row[0]: (row[1], row[4]) for row in areas}
    found: defaultdict[str, list[int]] = defaultdict(list)
    for pk, _code, _name, _order, area in hubs:
        for _layer in range(len(Area.Layer)):
            if area is None:
                break
            code, area = above[area]
            found[code].append(pk)
    return {code: tuple(pks) for code, pks in found.items()}
