"""The catalogue finds exactly what a scan of all entries finds: on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.search import writing
from cms.search.catalogue.public import Places, PublicCatalogue
from cms.search.catalogue.query import PUBLIC_STATES, Query, from_values
from cms.search.models import Entry
from cms.search.question import spelled
from cms.search.registry import Document

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 10, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLACES = Places({"west": 1, "east": 2}, {"north": (1,)})
PROPERTY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
MOMENTS = st.integers(-100, 100)
SPANS = st.none() | st.lists(st.tuples(MOMENTS, st.integers(0, 30)), max_size=3)
DOCUMENTS: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.fixed_dictionaries(
        {
            "title": st.text("防災訓練ぼうさいa", max_size=6),
            "text": st.text("防災訓練ぼうさいa \n", max_size=20),
            "kind": st.sampled_from(["page", "event", "call"]),
            "hubs": st.lists(st.sampled_from([1, 2]), unique=True),
            "areas": st.lists(st.sampled_from(["north", "south"]), unique=True),
            "topics": st.lists(st.sampled_from(["bosai", "kosodate"]), unique=True),
            "published": MOMENTS,
            "spans": SPANS,
            "is_off": st.booleans(),
            "is_public": st.sampled_from([True, True, True, False]),
            "hub_only": st.sampled_from([False, False, True]),
        }
    ),
    max_size=7,
)
QUERIES = st.builds(
    Query,
    words=st.sampled_from(["", "防災", "ぼうさい", "訓練 a", "災"]),
    kinds=st.lists(st.sampled_from(["page", "event", "none"]), unique=True).map(tuple),
    hubs=st.lists(st.sampled_from(["west", "east"]), unique=True).map(tuple),
    areas=st.lists(st.sampled_from(["north", "south"]), unique=True).map(tuple),
    topics=st.lists(st.sampled_from(["bosai", "kosodate"]), unique=True).map(tuple),
    states=st.lists(st.sampled_from([str(one) for one in PUBLIC_STATES]), unique=True).map(tuple),
    window=st.sampled_from(["", "next_7", "last_7"]),
    sort=st.sampled_from(["newest", "soonest", "title", "relevance"]),
)


def hours(number: int) -> datetime:
    return NOW + number * HOUR


def spans_of(made: dict[str, Any]) -> tuple[tuple[datetime, datetime], ...] | None:
    if made["spans"] is None:
        return None
    return tuple(sorted((hours(first), hours(first + length)) for first, length in made["spans"]))


def write(made: list[dict[str, Any]]) -> None:
    Entry.objects.all().delete()
    several = ("hubs", "areas", "topics")
    same = ("title", "text", "kind", "is_off", "is_public", "hub_only")
    writing.write(
        "test",
        [
            Document(
                key=str(n), url=f"/{n}/", date=hours(one["published"]), spans=spans_of(one),
                **{name: tuple(one[name]) for name in several}, **{name: one[name] for name in same},
            )
            for n, one in enumerate(made)
        ],
    )  # fmt: skip


def state_of(one: dict[str, Any]) -> str:
    spans = spans_of(one)
    if one["is_off"]:
        return "off"
    if spans is None:
        return "live"
    ahead = [span for span in spans if span[1] > NOW]
    if not ahead:
        return "over"
    return "open" if ahead[0][0] <= NOW else "coming"


def fits(one: dict[str, Any], entry: Entry, query: Query) -> bool:
    since, until = query.moments(NOW)
    spans = spans_of(one)
    places = {PLACES.hubs[code] for code in query.hubs}
    around = {pk for code in query.areas for pk in PLACES.areas.get(code, ())}
    days = (
        any((since is None or s[1] > since) and (until is None or s[0] < until) for s in spans)
        if spans is not None
        else (since is None or hours(one["published"]) >= since) and (until is None or hours(one["published"]) < until)
    )
    return (
        one["is_public"]
        and (bool(query.hubs) or not one["hub_only"])
        and (not query.kinds or one["kind"] in query.kinds)
        and (not query.hubs or bool(places & set(one["hubs"])))
        and (not query.areas or bool(set(query.areas) & set(one["areas"]) or around & set(one["hubs"])))
        and (not query.topics or bool(set(query.topics) & set(one["topics"])))
        and (not query.states or state_of(one) in query.states)
        and (days or not (since or until))
        and all(any(way in entry.key for way in word) for word in spelled(query.words))
    )


@PROPERTY
@given(DOCUMENTS, QUERIES)
def test_what_is_listed_and_counted_is_what_a_scan_leaves(made: list[dict[str, Any]], query: Query) -> None:
    write(made)
    entries = {one.object_key: one for one in Entry.objects.all()}
    wanted = {str(n) for n, one in enumerate(made) if fits(one, entries[str(n)], query)}
    found = PublicCatalogue(query, PLACES, at=NOW)
    listed, facets = found.listed(50), found.facets()
    assert {one.key for one in listed.lines} == wanted
    assert listed.count == len(wanted)
    assert {one.key: one.state for one in listed.lines} == {key: state_of(made[int(key)]) for key in wanted}
    assert facets["kinds"] == Counter(made[int(key)]["kind"] for key in wanted)
    assert facets["states"] == Counter(state_of(made[int(key)]) for key in wanted)
    assert facets["hubs"] == Counter(pk for key in wanted for pk in made[int(key)]["hubs"])


@PROPERTY
@given(DOCUMENTS, QUERIES, st.integers(1, 3))
def test_pages_of_a_list_are_cut_from_one_order(made: list[dict[str, Any]], query: Query, size: int) -> None:
    write(made)
    found = PublicCatalogue(query, PLACES, at=NOW)
    whole = [one.key for one in found.listed(50).lines]
    cut = [one.key for start in range(0, 8, size) for one in found.listed(size, start).lines]
    assert cut == whole
    entries = {one.object_key: one for one in Entry.objects.all()}
    if query.sort == "newest":
        assert [entries[key].date for key in whole] == sorted((entries[key].date for key in whole), reverse=True)
    elif query.sort == "title":
        assert [entries[key].title for key in whole] == sorted(entries[key].title for key in whole)


@PROPERTY
@given(DOCUMENTS, QUERIES)
def test_a_list_stays_the_same_until_the_moment_that_it_names(made: list[dict[str, Any]], query: Query) -> None:
    if query.window:
        return  # days move on by themselves
    write(made)
    now = PublicCatalogue(query, PLACES, at=NOW).listed(50)
    until = now.changes_at or NOW + 1000 * HOUR
    later = PublicCatalogue(query, PLACES, at=until - timedelta(seconds=1)).listed(50)
    assert {(one.key, one.state) for one in later.lines} == {(one.key, one.state) for one in now.lines}


@pytest.mark.parametrize("rows", [10, 1000])
def test_a_list_is_one_statement_and_its_facets_are_one_more(rows: int) -> None:
    one = {"text": "防災", "kind": "event", "hubs": [1], "areas": [], "topics": ["bosai"], "spans": [(5, 1)]}
    more = {"is_off": False, "is_public": True, "hub_only": False}
    write([{**one, **more, "title": f"催し{n}", "published": -n} for n in range(rows)])
    found = PublicCatalogue(Query(words="防災", hubs=("west",), states=("coming",)), PLACES, at=NOW)
    with CaptureQueriesContext(connection) as captured:
        assert found.listed(25).count == rows
        assert found.facets()["kinds"] == {"event": rows}
    assert len(captured) == 2


def test_a_query_comes_back_from_its_address_and_its_json() -> None:
    query = Query(words="防災", kinds=("event",), hubs=("west",), window="next_30", sort="soonest")
    assert from_values(query.stored()) == query
    several: dict[str, Any] = {"words": "防災", "kinds": ["event"], "hubs": ["west"]}
    assert from_values({**several, "window": "next_30", "sort": "soonest"}) == query
    assert from_values({"since": "9999-99-99", "window": "x", "sort": "x", "kinds": ["a b", "'"]}) == Query()
