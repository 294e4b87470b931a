"""Suggestions: every reason shown is true of the data, every true one is shown, and the order is the stated one.

The facts are worked out anew here, day by day and row by row, without a line of the code that suggests.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.hubs.models import Area, Chome
from tests.cms.admin.walking import client_of
from tests.factories_exchange import make_area, make_introduction, make_listing, make_side
from tests.factories_people import make_group, make_hub, make_staff
from workflows.exchange.models import Listing, Together
from workflows.exchange.suggesting import SHOWN, suggestions

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
FAR = 400
PLACES = {"same_area": 0, "same_hub": 1, "near_area": 2}


class Town:
    """Two hubs, areas on three layers that share 丁目 by chance, eight groups, forty listings."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        self.hubs = [make_hub() for _n in range(2)]
        chome = [Chome.objects.create(town=f"町{seed}", town_kana="まち", number=n) for n in range(1, 7)]
        self.areas = [make_area(layer=layer) for layer in (1, 1, 2, 2, 3)]
        for area in self.areas:
            area.chome.set(chance.sample(chome, chance.randint(0, 3)))
        Area.objects.filter(pk=self.areas[0].pk).update(parent=self.areas[2])
        self.areas.append(make_area(layer=4))
        self.areas[0].refresh_from_db()
        self.groups = [make_group(chance.choice(self.hubs)) for _n in range(8)]
        self.listings = [self._listing(chance, n) for n in range(40)]
        for n in range(6):
            one, other = chance.sample(self.groups, 2)
            how = chance.choice(["met", "agreed", "worked"])
            Together.note(groups=(one.pk, other.pk), how=how, on=TODAY - timedelta(days=n), source="trial", ref=str(n))
        self.reader = make_staff("auditor")

    def _listing(self, chance: random.Random, number: int) -> Listing:
        begin = chance.choice([None, None, TODAY + timedelta(days=chance.randint(0, 20))])
        end = chance.choice([None, (begin or TODAY) + timedelta(days=chance.randint(0, 6))])
        return make_listing(
            chance.choice(["need", "offer"]), group=chance.choice(self.groups), area=chance.choice(self.areas),
            kind=chance.choice(["tools", "place"]), from_on=begin, until_on=end,
            weekdays=chance.choice([0, 0, 0, 1 << chance.randint(0, 6), 0b1100000]),
            audience=chance.choice(["public", "staff"]),
            changed_at=timezone.now() - timedelta(minutes=number),
            closed_at=timezone.now() if chance.random() < 0.1 else None,
            expires_on=TODAY + timedelta(days=chance.choice([-1, 5, 30, 30])),
        )  # fmt: skip


def named_days(listing: Listing) -> set[date]:
    """Every day of the next year that the listing names."""
    days = (TODAY + timedelta(days=n) for n in range(FAR))
    return {
        day
        for day in days
        if (listing.from_on is None or day >= listing.from_on)
        and (listing.until_on is None or day <= listing.until_on)
        and (not listing.weekdays or day.weekday() in listing.days)
    }


def near(one: Area, other: Area) -> bool:
    shared = set(one.chome.values_list("pk", flat=True)) & set(other.chome.values_list("pk", flat=True))
    related = one.parent_id == other.pk or other.parent_id == one.pk
    return one != other and bool(shared or related or 4 in (one.layer, other.layer))


def record(one: int, other: int) -> str:
    """The best that is known of a pair."""
    rows = [row.how for row in Together.objects.all() if {row.one_id, row.other_id} == {one, other}]
    return next((how for how in ("worked", "agreed", "met") if how in rows), "")


def facts(one: Listing, other: Listing) -> set[str]:
    found = {"same_kind"}
    found |= {"same_area"} if one.area_id == other.area_id else set()
    found |= {"same_hub"} if one.group.hub_id == other.group.hub_id else set()
    found |= {"near_area"} if near(one.area, other.area) else set()
    if known := record(one.group_id, other.group_id):
        found.add(f"together_{known}")
    both = all(x.from_on or x.until_on or x.weekdays for x in (one, other))
    return found | ({"free_then"} if both and named_days(one) & named_days(other) else set())


def fits(one: Listing, other: Listing) -> bool:
    is_open = other.closed_at is None and other.expires_on >= TODAY
    apart = one.side != other.side and one.group_id != other.group_id
    return is_open and apart and one.kind == other.kind and bool(named_days(one) & named_days(other))


def rank(found: set[str], listing: Listing) -> tuple[Any, ...]:
    place = min((PLACES[code] for code in found if code in PLACES), default=3)
    known = any(code.startswith("together_") for code in found)
    return (place, not known, "free_then" not in found, -listing.changed_at.timestamp(), -listing.pk)


@pytest.mark.parametrize("seed", range(12))
def test_every_reason_is_true_none_is_kept_back_and_the_order_is_the_stated_one(seed: int) -> None:
    town = Town(seed)
    shown_at_all = 0
    for listing in Listing.objects.select_related("group__hub", "area"):
        if listing.closed_at is not None or listing.expires_on < TODAY:
            assert suggestions(listing, reader=town.reader, today=TODAY) == []
            continue
        others = [one for one in Listing.objects.select_related("group", "area") if fits(listing, one)]
        expected = sorted(others, key=lambda one, of=listing: rank(facts(of, one), one))[:SHOWN]  # type: ignore[misc]
        shown = suggestions(listing, reader=town.reader, today=TODAY)
        assert [one.listing.pk for one in shown] == [one.pk for one in expected]
        for one in shown:
            assert {reason.code for reason in one.reasons} == facts(listing, one.listing)
            shown_at_all += 1
    assert shown_at_all > 10


def test_the_words_name_the_facts() -> None:
    hub = make_hub()
    need, _asker = make_side("need", hub, weekdays=1)
    offer, _giver = make_side("offer", hub, area=need.area, weekdays=1)
    pair = (need.group_id, offer.group_id)
    Together.note(groups=pair, how="worked", on=date(2025, 5, 3), source="trial", ref="1")
    page = client_of(make_staff("reviewer", hub)).get(f"/cms/desk/exchange/{need.pk}/").content.decode()
    for words in (need.area.name, hub.name, "令和7年5月3日"):
        assert words in page
    assert offer.title in page


def test_a_pair_under_introduction_is_not_suggested_again() -> None:
    need, _asker = make_side("need")
    offer, _giver = make_side("offer")
    reader = make_staff("auditor")
    assert [one.listing for one in suggestions(need, reader=reader, today=TODAY)] == [offer]
    made = make_introduction(reader, need, offer)
    assert suggestions(need, reader=reader, today=TODAY) == []
    assert suggestions(offer, reader=reader, today=TODAY) == []
    type(made).objects.update(closed_at=timezone.now(), outcome="not")
    assert [one.listing for one in suggestions(offer, reader=reader, today=TODAY)] == [need]


def test_a_retired_group_is_not_suggested() -> None:
    need, _asker = make_side("need")
    make_side("offer")
    type(need.group).objects.exclude(pk=need.group_id).update(is_active=False)
    assert suggestions(need, reader=make_staff("auditor"), today=TODAY) == []


def test_the_number_of_statements_is_the_same_for_any_number() -> None:
    hub = make_hub()
    need, _asker = make_side("need", hub)
    make_side("offer")
    client = client_of(make_staff("reviewer", hub))
    counts = []
    for _n in range(2):
        client.get(f"/cms/desk/exchange/{need.pk}/")
        with CaptureQueriesContext(connection) as found:
            client.get(f"/cms/desk/exchange/{need.pk}/")
        counts.append(len(found))
        for _m in range(15):
            make_listing("offer", group=make_group(hub), area=need.area)
    assert counts[0] == counts[1]


def test_nobody_is_given_a_mark() -> None:
    """No number stands beside a suggestion that could be read as a grade."""
    need, _asker = make_side("need")
    make_side("offer")
    [found] = suggestions(need, reader=make_staff("auditor"), today=TODAY)
    assert set(vars(found)) == {"listing", "reasons"}
