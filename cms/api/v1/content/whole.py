"""The whole of one page: ``PageDetail``."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.models import Page

from cms.api.v1.content import parts, streams
from cms.api.v1.content.page_facts import facts_of
from cms.api.v1.content.pictures import of_block
from cms.api.v1.content.public_pages import COLUMNS, DAYS, hub_of, hubs, moment, name_of
from cms.api.v1.content.texts import Texts
from cms.core.prepared import Prepared
from pages.models import PlacedPage

Told = dict[str, Any]
NAMED = ("hubs", "areas", "topics")


def detail(page: Page, root: str, *, include: list[str], is_draft: bool = False) -> Told:
    """Four queries at most for a page with pictures and links; more for each part that is included."""
    texts = Texts()
    told = {
        **_summary(page, root),
        "search_title": page.seo_title,
        "search_description": page.search_description,
        "body": streams.blocks(page.body, texts) if isinstance(page.body, StreamValue) else [],
        **_names(page, is_draft=is_draft),
        **facts_of(page, texts, root),
    }
    if include:
        told["included"] = parts.included(include, page, texts, root)
    texts.settle()
    return told


def _summary(page: Any, root: str) -> Told:
    """``PageSummary`` of a page that is at hand."""
    row = {name: getattr(page, name) for name in COLUMNS}
    hub = hub_of(page.path, hubs())
    own = next((getattr(page, name) for name in DAYS if hasattr(page, name)), None)
    first = page.first_published_at
    return {
        **name_of(row, root),
        "hub": {"code": hub.code, "name": hub.name} if hub else None,
        "summary": getattr(page, "summary", ""),
        "date": own or (timezone.localtime(first).date() if first else None),
        "published_at": moment(first),
        "changed_at": moment(page.last_published_at),
        "picture": _lead(page),
    }


def _lead(page: Any) -> Told | None:
    lead = getattr(page, "lead_picture", None)
    return of_block(lead[0].value["picture"], lead[0].value["caption"]) if lead else None


def _names(page: Page, *, is_draft: bool) -> Told:
    """Codes that a placed page names. One query; what a draft names comes with it."""
    found: dict[str, list[str]] = {name: [] for name in NAMED}
    if not isinstance(page, PlacedPage):
        return found
    if is_draft:
        named: Any = [(name, one.code) for name in NAMED for one in getattr(page, name).all() if _in_use(one)]
    else:
        model: Any = type(page)
        named = _of_type(model).all(page.pk)
    for name, code in named:
        found[name].append(code)
    return {name: sorted(codes) for name, codes in found.items()}


def _in_use(record: Any) -> bool:
    return bool(getattr(record, "is_active", True))


@cache
def _of_type(model: Any) -> Prepared[Any]:
    return Prepared(lambda pk: _named(model, pk), 987_654)


def _named(model: type[PlacedPage], pk: int) -> QuerySet[Any, Any]:
    """(field, code) of all that the page names; a topic that is no longer in use is left out."""
    parts = []
    for name in NAMED:
        field: Any = model._meta.get_field(name)
        through = field.remote_field.through
        rows = through.objects.filter(**{model._meta.model_name: pk})
        rows = rows.filter(topic__is_active=True) if name == "topics" else rows
        kind = Value(name, output_field=CharField())
        parts.append(rows.order_by().annotate(kind=kind, code=F(f"{name[:-1]}__code")).values_list("kind", "code"))
    first, *others = parts
    return first.union(*others, all=True)
