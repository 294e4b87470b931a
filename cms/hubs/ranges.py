"""Many 丁目 in few words: 「石神井台1～6丁目」."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from cms.hubs.models import Chome


def in_words(places: Iterable[Chome]) -> list[str]:
    """One entry for each run of neighbouring 丁目 of one town, in the order given."""
    return [word for town, chome in groupby(places, key=lambda place: place.town) for word in _runs(town, list(chome))]


def _runs(town: str, places: list[Chome]) -> list[str]:
    numbers = [place.number for place in places]
    runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    return [_word(town, [number for _position, number in run]) for _offset, run in runs]


def _word(town: str, run: list[int]) -> str:
    if run == [0]:
        return town
    return f"{town}{run[0]}丁目" if len(run) == 1 else f"{town}{run[0]}～{run[-1]}丁目"
