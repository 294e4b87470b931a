"""The public entries of the catalogue: one statement for a list with its count, one more for the facets.

What everybody may read, and nothing else: no person is known here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import BooleanField, Case, Count, F, Min, Q, Value, When, Window
from django.db.models.functions import RowNumber, Substr

from cms.search.catalogue.found import Found, shown_span, state_of
from cms.search.catalogue.query import Query, State
from cms.search.catalogue.spans import ByCodePoint, NextChange, NextStart
from cms.search.engines import matching
from cms.search.models import Entry
from cms.search.question import spelled
from cms.search.registry import UNDATED
from cms.search.writing import OFF

MOST = 1000
EXCERPT = 140
COLUMNS = ("source", "object_key", "kind", "title", "url", "date", "labels", "hubs", "facts", "spans")
FACETS = ("kinds", "hubs", "areas", "topics", "states")
# Columns that are annotated on the way: no type tells of them.
Rows = Any


@dataclass(frozen=True)
class Places:
    """Ids of hubs by their codes, and by the codes of the areas that they serve or that hold those."""

    hubs: Mapping[str, int] = field(default_factory=dict)
    areas: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Listed:
    """``count`` is that of all; ``changes_at``: when the list may be another one by the clock alone."""

    lines: list[Found]
    count: int
    changes_at: datetime | None = None


Facets = dict[str, Counter[Any]]


class PublicCatalogue:
    """``query`` at the moment ``at``; ``places`` tells what its codes mean."""

    def __init__(self, query: Query, places: Places, *, at: datetime) -> None:
        self.query, self.places, self.at = query, places, at
        self.since, self.until = query.moments(at)
        self.words = spelled(query.words)
        self.now = int(at.timestamp())

    def listed(self, limit: int, start: int = 0) -> Listed:
        """One statement: the totals, and beside them as many lines as are wanted."""
        if start >= MOST or not self._may_answer:
            return Listed([], 0)
        limit = min(limit, MOST - start)
        rows, totals = self._columns(self._rows())[start : start + limit], self._totals()
        (listed, values), (told, more) = _compiled(rows), _compiled(totals)
        sql = f"SELECT t.total, t.change, r.* FROM ({told}) t LEFT JOIN ({listed}) r ON 1 = 1"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, [*more, *values])
            found = cursor.fetchall()
        lines = sorted((row[2:] for row in found if row[2] is not None), key=lambda row: row[0])
        change = datetime.fromtimestamp(found[0][1], UTC) if found[0][1] else None
        return Listed([self._line(row) for row in lines], found[0][0], change)

    def facets(self) -> Facets:
        """How many there are of each kind, hub, area, topic and state. One statement."""
        counts: Facets = {name: Counter() for name in FACETS}
        if not self._may_answer:
            return counts
        rows = self._rows().order_by().values_list("kind", "hubs", "areas", "topics", "is_state")
        for kind, hubs, areas, topics, state, number in rows.annotate(number=Count("pk")):
            for name, values in zip(FACETS, ([kind], hubs, areas, topics, [state]), strict=True):
                for one in values:
                    counts[name][one] += number
        return counts

    @property
    def _may_answer(self) -> bool:
        """A code that nothing has finds nothing, and is not left out."""
        return all(self._labels())

    def _labels(self) -> list[list[str]]:
        query, hubs = self.query, self.places.hubs
        found = []
        if query.kinds:
            found.append([f"kind={one}" for one in query.kinds])
        if query.hubs:
            found.append([f"hub={hubs[one]}" for one in query.hubs if one in hubs])
        if query.areas:
            at_hubs = [f"hub={pk}" for one in query.areas for pk in self.places.areas.get(one, ())]
            found.append([*(f"area={one}" for one in query.areas), *at_hubs])
        if query.topics:
            found.append([f"topic={one}" for one in query.topics])
        return [[one for one in some if " " not in one] for some in found]

    def _named(self) -> Rows:
        """By everything that no clock changes."""
        labels = self._labels()
        rows: Rows = Entry.objects.filter(is_public=True, language=self.query.language)
        if not self.query.hubs:
            rows = rows.filter(hub_only=False)
        if labels or self.words:
            rows = rows.filter(pk__in=matching(self.words, labels))
        return rows

    def _with_next(self, rows: Rows) -> Rows:
        after = max(self.at, self.since) if self.since else self.at
        before = int(self.until.timestamp()) if self.until else None
        state = Case(
            When(labels__contains=f" {OFF} ", then=Value(State.OFF.value)),
            When(spans__isnull=True, then=Value(State.LIVE.value)),
            When(next_start__lte=self.now, then=Value(State.OPEN.value)),
            When(next_start__gt=self.now, then=Value(State.COMING.value)),
            default=Value(State.OVER.value),
        )
        return rows.annotate(
            next_start=NextStart(after=self.now),
            meant_start=NextStart(after=int(after.timestamp()), before=before),
            is_state=state,
        )

    def _moving(self) -> Q:
        """By state and days, which the clock changes."""
        asked = Q(is_state__in=self.query.states) if self.query.states else Q()
        if not (self.since or self.until):
            return asked
        undated = Q(spans__isnull=True, date__gt=UNDATED)
        if self.since:
            undated &= Q(date__gte=self.since)
        if self.until:
            undated &= Q(date__lt=self.until)
        return asked & (undated | Q(falls_in__isnull=False))

    def _days(self, rows: Rows) -> Rows:
        """``falls_in``: it has a span in the days that are asked for."""
        if not (self.since or self.until):
            return rows
        after, before = (int(one.timestamp()) if one else None for one in (self.since, self.until))
        return rows.annotate(falls_in=NextStart(after=after, before=before))

    def _rows(self) -> Rows:
        return self._days(self._with_next(self._named())).filter(self._moving())

    def _totals(self) -> Rows:
        rows = self._days(self._with_next(self._named()))
        of_all = rows.order_by().annotate(every=Value(1)).values("every")
        change = Min(NextChange(moment=self.now))
        counted = of_all.annotate(total=Count("pk", filter=self._moving()), change=change)
        return counted.values("total", "change")

    def _columns(self, rows: Rows) -> Rows:
        order = self._order()
        place = Window(RowNumber(), order_by=order)
        shown = {"place": place, "has_title": self._in_title(), "excerpt": Substr("text", 1, EXCERPT)}
        return rows.annotate(**shown).order_by(*order).values_list("place", "has_title", "excerpt", *COLUMNS)

    def _order(self) -> list[Any]:
        newest = [F("date").desc(), F("id").desc()]
        if self.query.sort == "title":
            return [ByCodePoint("title").asc(), *newest]
        if self.query.sort == "soonest":
            return [F("meant_start").asc(nulls_last=True), *newest]
        return [self._in_title().desc(), *newest] if self.query.sort == "relevance" and self.words else newest

    def _in_title(self) -> Case:
        if not self.words:
            return Case(default=Value(False), output_field=BooleanField())
        all_words = Q()
        for spellings in self.words:
            all_words &= Q(*[("title_key__contains", one) for one in spellings], _connector=Q.OR)
        return Case(When(all_words, then=Value(True)), default=Value(False), output_field=BooleanField())

    def _line(self, row: Any) -> Found:
        _place, in_title, excerpt, source, key, kind, title, url, date, labels, hubs, facts, spans = row
        spans, off = _json(spans), f" {OFF} " in labels
        after = max(self.at, self.since) if self.since else self.at
        span = shown_span(spans, after=after, before=self.until) or (None, None)
        moment = _moment(date)
        return Found(
            source, key, kind, title, url, moment if moment > UNDATED else None,
            state_of(spans, is_off=off, at=self.at), text=excerpt, hubs=tuple(_json(hubs) or ()),
            starts_at=span[0], ends_at=span[1], facts=_json(facts) or {}, in_title=bool(in_title),
        )  # fmt: skip


def _compiled(rows: Rows) -> tuple[str, Any]:
    compiled: tuple[str, Any] = rows.query.get_compiler(DEFAULT_DB_ALIAS, connections[DEFAULT_DB_ALIAS]).as_sql()
    return compiled


def _json(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored


def _moment(stored: Any) -> datetime:
    moment = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
