"""Cases in the catalogue, for those who may read them: asked here, under today's rights, and kept in no index."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from cms.core.text import search_key, unstorable
from cms.people.models import NameTerm
from cms.search import desk
from cms.search.catalogue.beside import MOST, Beside
from cms.search.catalogue.found import Found
from cms.search.catalogue.public import Places
from cms.search.catalogue.query import Query, State
from cms.search.catalogue.spans import ByCodePoint
from cms.search.keys import MOST_WORDS, fold_spaces
from cms.search.suffixes import LONGEST
from workflows.cases.access import as_staff
from workflows.cases.models import Case

KIND = "case"
# A line begins with the number.
ORDERS = {"title": (ByCodePoint("number").asc(),)}
# Titles have no index, so each spelling reads all of them.
MOST_FORMS = 4
NEWEST = ("-arrived_at", "-pk")
COLUMNS = ("pk", "number", "title", "hub_id", "arrived_at", "closed_at", "programme__name")


def find(user: Any, query: Query, places: Places, at: datetime) -> list[Found]:
    """One statement; none for who reads no case, and for a question that no case answers."""
    allowed = as_staff(user)
    asked = None if allowed is None or unstorable(query.words) else _asked(query, places, at)
    if allowed is None or asked is None:
        return []
    rows = Case.objects.filter(allowed).filter(asked).order_by(*ORDERS.get(query.sort, NEWEST))
    return [_line(*row) for row in rows.values_list(*COLUMNS)[: MOST + 1]]


def _asked(query: Query, places: Places, at: datetime) -> Q | None:
    """What the question means for cases; None when it means none of them. A case is of no topic."""
    other = query.kinds and KIND not in query.kinds
    if other or query.topics or query.language != "ja":
        return None
    found = Q()
    if query.states:
        known = {State.OPEN: Q(closed_at=None), State.OVER: Q(closed_at__isnull=False)}
        meant = [known[State(one)] for one in query.states if one in (State.OPEN, State.OVER)]
        if not meant:
            return None
        found &= Q(*meant, _connector=Q.OR)
    if query.hubs:
        found &= Q(hub_id__in=[places.hubs[one] for one in query.hubs if one in places.hubs])
    if query.areas:
        found &= Q(hub_id__in=[pk for one in query.areas for pk in places.areas.get(one, ())])
    since, until = query.moments(at)
    found &= Q(arrived_at__gte=since) if since else Q()
    found &= Q(arrived_at__lt=until) if until else Q()
    for word in fold_spaces(query.words).split()[:MOST_WORDS]:
        found &= _named(word)
    return found


def _named(word: str) -> Q:
    """Part of the title, the beginning of the number, or part of the name of the group or the person."""
    found = Q(number__startswith=word)
    for form in desk.forms(word)[:MOST_FORMS]:
        found |= Q(title__icontains=form)
    if key := search_key(word).replace(" ", "")[:LONGEST]:
        terms = NameTerm.objects.filter(term__startswith=key).order_by()
        found |= Q(person_id__in=terms.filter(group=None).values("person_id"))
        found |= Q(group_id__in=terms.filter(person=None).values("group_id"))
    return found


def _line(
    pk: int, number: str, title: str, hub: int, arrived: datetime, closed: datetime | None, programme: str
) -> Found:
    return Found(
        source=KIND,
        key=str(pk),
        kind=KIND,
        title=" ".join(part for part in (number, title) if part),
        url=reverse("desk:case", args=[pk]),
        date=arrived,
        state=State.OPEN if closed is None else State.OVER,
        hubs=(hub,),
        note=programme,
    )


SOURCE = Beside(KIND, find, {KIND: pgettext_lazy("kind found", "case")})
