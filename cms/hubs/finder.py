"""Which hub is mine? From a 町・丁目 as typed to the 丁目 meant and the hub that serves it.

A hub is called verified only when both the hub and its area are; otherwise the general desk answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from cms.hubs.models import Area, Chome, Hub, Ward
from cms.hubs.place_names import place_key, read_number

LONGEST_QUESTION = 100
TOWN_ENDINGS = ("ちよ", "まち")  # 町 is read either way; people mix them


@dataclass(frozen=True)
class Match:
    """One 丁目 with the hub that serves it, if any is known."""

    chome: Chome
    hub: Hub | None
    verified: bool


@dataclass(frozen=True)
class Answer:
    """``missing`` is the 丁目 number asked for that no town found has; its towns are listed instead."""

    matches: list[Match] = field(default_factory=list)
    missing: int | None = None


@dataclass(frozen=True)
class _Town:
    name: str
    keys: tuple[str, ...]


def find(text: str) -> list[Match]:
    """Matches for a 町・丁目 in kanji or kana; the exact town first; empty when nothing fits. 5 queries at most."""
    return answer(text).matches


def answer(text: str) -> Answer:
    """As ``find``, and says when the town exists but the 丁目 does not."""
    asked = _without_ward(place_key(text[:LONGEST_QUESTION]))
    if not asked:
        return Answer()
    towns = _towns()
    exact, number = _exact(asked, towns)
    names = [town.name for town in exact]
    if number is None:
        names += _containing(_stem(asked, exact), towns, exact)
    if not names:
        names, number = _partial_with_number(asked, towns)
    return _numbered(_matches(names), number)


def everything() -> list[Match]:
    """Every 丁目 of the ward in the order of its kana."""
    return [_match(chome) for chome in _chome(Chome.objects.all())]


def _without_ward(key: str) -> str:
    """Drops 「東京都練馬区」 in front: everything up to the ward's own name, when more follows."""
    ward = Ward.objects.order_by("pk").first()
    if ward is None:
        return key
    _before, found, after = key.partition(place_key(ward.name))
    return after if found and after else key


def _towns() -> list[_Town]:
    rows = Chome.objects.order_by("town_kana").values_list("town", "search_key", "search_kana").distinct()
    return [_Town(town, (kanji, *_readings(kana))) for town, kanji, kana in rows]


def _readings(kana: str) -> tuple[str, ...]:
    for ending in TOWN_ENDINGS:
        if kana.endswith(ending):
            return tuple(kana.removesuffix(ending) + other for other in TOWN_ENDINGS)
    return (kana,)


def _exact(asked: str, towns: list[_Town]) -> tuple[list[_Town], int | None]:
    """Towns whose whole name stands in front, followed by nothing or by a 丁目. The longest name wins."""
    found: list[tuple[int, _Town, int | None]] = []
    for town in towns:
        for key in town.keys:
            number = read_number(asked[len(key) :]) if asked.startswith(key) else None
            if number is not None:
                found.append((len(key), town, number.value))
    longest = max((length for length, _town, _number in found), default=0)
    best = [(town, number) for length, town, number in found if length == longest]
    return [town for town, _number in best], best[0][1] if best else None


def _stem(asked: str, exact: list[_Town]) -> str:
    return next((key for town in exact for key in town.keys if asked.startswith(key)), asked)


def _containing(stem: str, towns: list[_Town], exact: list[_Town]) -> list[str]:
    return [town.name for town in towns if town not in exact and any(stem in key for key in town.keys)]


def _partial_with_number(asked: str, towns: list[_Town]) -> tuple[list[str], int | None]:
    """「大泉3丁目」: the longest piece in front that towns contain, when the rest is a 丁目."""
    for cut in range(len(asked) - 1, 0, -1):
        number = read_number(asked[cut:])
        names = _containing(asked[:cut], towns, []) if number is not None and number.value is not None else []
        if names and number is not None:
            return names, number.value
    return [], None


def _matches(names: list[str]) -> list[Match]:
    place = {name: position for position, name in enumerate(names)}
    found = [_match(chome) for chome in _chome(Chome.objects.filter(town__in=names))] if names else []
    return sorted(found, key=lambda match: (place[match.chome.town], match.chome.number))


def _numbered(matches: list[Match], number: int | None) -> Answer:
    """Only the 丁目 asked for; a 町 without 丁目 takes any number, which is then a house number."""
    if number is None or not matches:
        return Answer(matches)
    fitting = [match for match in matches if match.chome.number in (number, 0)]
    return Answer(fitting) if fitting else Answer(matches, missing=number)


def _chome(query: QuerySet[Chome]) -> QuerySet[Chome]:
    hubs = Hub.objects.exclude(status=Hub.Status.CLOSED)
    areas = Area.objects.order_by("layer", "code").prefetch_related(Prefetch("hubs", queryset=hubs))
    return query.prefetch_related(Prefetch("areas", queryset=areas))


def _match(chome: Chome) -> Match:
    """The hub of the nearest layer that has one."""
    for area in chome.areas.all():
        for hub in area.hubs.all():
            return Match(chome, hub, hub.verified and area.verified)
    return Match(chome, None, False)
