"""Pages that are not for everybody, for those who write or read them in the admin: drafts, and what is restricted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from wagtail.models import Page, get_page_models

from cms.core.text import unstorable
from cms.search import desk
from cms.search.catalogue.beside import MOST, Beside
from cms.search.catalogue.found import Found
from cms.search.catalogue.public import Places
from cms.search.catalogue.query import Query, State
from cms.search.catalogue.spans import ByCodePoint
from cms.search.keys import MOST_WORDS, fold_spaces
from cms.search.models import Entry
from pages.editing.branches import hubs_by_path
from pages.editing.grants import page_grants
from pages.search.page_source import NAME
from pages.search.types import kind_of

ORDERS = {"title": (ByCodePoint("draft_title").asc(), "-changed", "-pk")}
NEWEST = ("-changed", "-pk")
COLUMNS = ("pk", "draft_title", "live", "content_type__app_label", "content_type__model", "path", "changed")


def find(user: Any, query: Query, places: Places, at: datetime) -> list[Found]:
    """Two statements; none for who has no pages. Drafts are found by their titles, kinds, hubs, states and days."""
    if not page_grants(user) or query.topics or unstorable(query.words):
        return []
    states = {State.DRAFT: Q(live=False), State.RESTRICTED: Q(live=True)}
    meant = [states[State(one)] for one in query.states if one in (State.DRAFT, State.RESTRICTED)]
    if query.states and not meant:
        return []
    hubs = hubs_by_path()
    wanted = Q(*meant, _connector=Q.OR) & _places(query, places, hubs) & _named(query) & _kinds(query)
    since, until = query.moments(at)
    wanted &= Q(changed__gte=since) if since else Q()
    wanted &= Q(changed__lt=until) if until else Q()
    rows = _not_public(user).filter(wanted, locale__language_code=query.language)
    rows = rows.order_by(*ORDERS.get(query.sort, NEWEST)).values_list(*COLUMNS)
    return [_line(row, hubs) for row in rows[: MOST + 1]]


def _not_public(user: Any) -> Any:
    """What nobody finds in the index, in the branches of the person's grants."""
    below = Q(*[("path__startswith", path) for path in {one.page.path for one in page_grants(user)}], _connector=Q.OR)
    shown = Entry.objects.filter(source=NAME, object_key=OuterRef("key"), is_public=True)
    changed = Coalesce("latest_revision_created_at", "last_published_at")
    found = Page.objects.filter(below, depth__gt=1).annotate(key=Cast("pk", CharField()), changed=changed)
    return found.filter(~Exists(shown))


def _kinds(query: Query) -> Q:
    if not query.kinds:
        return Q()
    models = [one._meta.model_name for one in get_page_models() if kind_of(one) in query.kinds]
    return Q(content_type__model__in=models)


def _named(query: Query) -> Q:
    found = Q()
    for word in fold_spaces(query.words).split()[:MOST_WORDS]:
        found &= Q(*[("draft_title__icontains", form) for form in desk.forms(word)], _connector=Q.OR)
    return found


def _places(query: Query, places: Places, hubs: dict[str, int]) -> Q:
    found = Q()
    for asked, known in ((query.hubs, {c: (pk,) for c, pk in places.hubs.items()}), (query.areas, places.areas)):
        if asked:
            wanted = {pk for one in asked for pk in known.get(one, ())}
            below = [("path__startswith", path) for path, pk in hubs.items() if pk in wanted]
            found &= Q(*below, _connector=Q.OR) if below else Q(pk__in=[])
    return found


def _line(row: tuple[Any, ...], hubs: dict[str, int]) -> Found:
    pk, title, live, app, model, path, changed = row
    try:
        kind = kind_of(apps.get_model(app, model))
    except LookupError:  # a type that is no more
        kind = ""
    above = (path[:end] for end in range(len(path), 0, -Page.steplen))
    hub = next((hubs[one] for one in above if one in hubs), None)
    return Found(
        source=NAME,
        key=str(pk),
        kind=kind,
        title=title,
        url=reverse("wagtailadmin_pages:edit", args=[pk]),
        date=changed,
        state=State.RESTRICTED if live else State.DRAFT,
        hubs=(hub,) if hub else (),
    )


SOURCE = Beside("own_pages", find)
