"""Names of towns and hubs with their readings, for the search: 石神井台 as しゃくじいだい, and しゃくじい alone."""

from __future__ import annotations

from collections.abc import Iterator

from cms.hubs.models import Chome, Hub

# What a town's name may end with, and how that is read; without it the rest is a name too.
ENDINGS = (
    ("町", "チョウ"),
    ("町", "マチ"),
    ("台", "ダイ"),
    ("北", "キタ"),
    ("南", "ミナミ"),
    ("上", "カミ"),
    ("中", "ナカ"),
)
SHORTEST_STEM = 2


def names() -> Iterator[tuple[str, str]]:
    """(name, reading) of every town, its stem, and every hub. Two queries."""
    for town, kana in Chome.objects.order_by().values_list("town", "town_kana").distinct():
        yield town, kana
        for ending, reading in ENDINGS:
            stem, stem_kana = town.removesuffix(ending), kana.removesuffix(reading)
            if stem != town and stem_kana != kana and len(stem) >= SHORTEST_STEM:
                yield stem, stem_kana
    yield from Hub.objects.exclude(name_kana="").values_list("name", "name_kana")
