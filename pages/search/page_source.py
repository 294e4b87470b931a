"""Every live page can be found: its title, all its text, where it stands. New page types come by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from wagtail.models import Page

from cms.search.registry import Document, Source
from pages.search import document_source
from pages.search import places as surroundings
from pages.search.places import Places
from pages.search.texts import PART, documents_in, readings_of, text_of
from pages.search.types import date_of, kind_of, more_of

NAME = "page"
NAMED = ("hubs", "areas", "topics")


def document_of(page: Page, places: Places, *, fresh: bool = False) -> Document | None:
    """The page as readers find it; None when it is not for readers. ``page`` is of its own type.

    ``fresh``: what ``page`` has loaded of other records may be old, so they are read again.
    """
    url = places.url_of(page) if page.live else None
    if url is None:
        return None
    more = more_of(page, fresh=fresh)
    if not more.is_shown:
        return None
    here = places.hub_of(page.path)
    return Document(
        kind=kind_of(type(page)),
        key=str(page.pk),
        title=page.title,
        url=url,
        date=more.date or date_of(page),
        text=PART.join(one for one in (text_of(page), *more.texts) if one),
        readings=PART.join(one for one in (readings_of(page), more.readings) if one),
        language=places.languages.get(page.locale_id, "ja"),
        hubs=tuple(dict.fromkeys([*([here] if here else []), *(one.pk for one in _named(page, "hubs"))])),
        areas=tuple(_code(one) for one in _named(page, "areas")),
        topics=tuple(_code(one) for one in _named(page, "topics")),
        shows=tuple(document_source.name_of(pk) for pk in documents_in(page)),
        is_public=not places.is_private(page.path),
        hub_only=more.hub_only,
        spans=more.spans,
        is_off=more.is_off,
        facts=_facts(page, here),
    )


def _facts(page: Page, here: int | None) -> dict[str, Any]:
    """The picture of its card, and in whose branch it lies."""
    blocks = getattr(page, "lead_picture", None)
    image = next((one.value["picture"] for one in blocks), None) if blocks else None
    return ({"picture": image.pk} if image else {}) | ({"home": here} if here else {})


def _named(page: Page, name: str) -> list[Any]:
    """The records that the page's type lets it name; none for a type without such a field."""
    return list(getattr(page, name).all()) if _has(type(page), name) else []


def _has(model: type[Page], name: str) -> bool:
    try:
        field = model._meta.get_field(name)
        return bool(field.many_to_many or field.one_to_many)
    except FieldDoesNotExist:
        return False


def _code(record: Any) -> str:
    return str(getattr(record, "code", None) or getattr(record, "slug", None) or record.pk)


def keys() -> Iterator[str]:
    """Every live page."""
    live = Page.objects.filter(live=True, depth__gt=1).order_by("pk").values_list("pk", flat=True)
    return (str(pk) for pk in live.iterator())


def documents(wanted: list[str]) -> Iterable[Document]:
    """Their rows are locked until the entries are written: what is published meanwhile is written after them."""
    rows = Page.objects.filter(pk__in=[int(one) for one in wanted]).order_by("pk")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    by_type: defaultdict[type[Page], list[int]] = defaultdict(list)
    for page in rows:
        by_type[page.specific_class or Page].append(page.pk)
    places = surroundings.around()
    for model, pks in by_type.items():
        named = [name for name in (*NAMED, "dates") if _has(model, name)]
        joined = [name for name in ("hub", "call__programme", "group") if hasattr(model, name.split("__")[0])]
        found = model.objects.filter(pk__in=pks).prefetch_related(*named)
        for page in found.select_related(*joined) if joined else found:
            document = document_of(page, places)
            if document is not None:
                yield document


SOURCE = Source(NAME, keys, documents)
