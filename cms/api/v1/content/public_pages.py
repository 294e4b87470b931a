"""Which pages the API tells, and what it tells of any of them: what everybody may read on the site, nothing else.

One rule for every door: live, no second address of another page, open to everybody all the way down, of a type of ours,
below the site's root or in another language of it; no page of a call that is not published, nor of a group that has
ended or is not accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import DateField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.http import Http404, HttpRequest
from django.utils import timezone, translation
from wagtail.models import Page, get_page_models

from cms.api.paging import USUAL
from cms.api.v1.content import pictures
from cms.api.v1.content.texts import absolute
from cms.cache.memory import remembered
from cms.core import languages
from cms.core.prepared import Prepared
from cms.people.models import CommunityGroup
from pages import models, placement, routing
from pages.models import CallPage, GroupProfilePage, HubPage, LanguageHubPage

Told = dict[str, Any]
# What a page says of its own day; the others are told by the day of their first publication.
DAYS = ("published_on", "written_on", "issued_on")
COLUMNS = ("pk", "content_type_id", "title", "path", "url_path", "first_published_at", "last_published_at")


class HubRow(NamedTuple):
    pk: int
    code: str
    name: str


def _type_name(model: type[Page]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__.removesuffix("Page")).lower()


# Every type of page of the site by its name in the API.
TYPES: dict[str, Any] = {
    _type_name(model): model
    for model in get_page_models()
    if model.__module__.startswith(models.__name__) and hasattr(model, "routing_joins")
}
NAMES: dict[Any, str] = {model: name for name, model in TYPES.items()}


@contextmanager
def content_in(language: str) -> Iterator[None]:
    """Lists of the site are those of the active language: here that of the content, not that of the reader's words."""
    with translation.override(language):
        yield


def moment(given: datetime | None) -> datetime | None:
    """In UTC, as all moments of the API."""
    return given.astimezone(UTC) if given else None


def root_of(request: HttpRequest) -> str:
    """``url_path`` of the site's root page. No query once the site is known."""
    site = routing.site_of(request)
    if site is None:
        raise Http404
    return str(site.root_page.url_path)


def address(url_path: str, root: str) -> str:
    """Of a page, below the root of the site; in another language ``url_path`` is the address itself."""
    return url_path if languages.of_path(url_path) != languages.default() else url_path[len(root) - 1 :]


def within(root: str, language: str = "") -> Q:
    """Below the root, or in one of the other languages; of ``language`` alone if it is given."""
    starts = {languages.default(): root} | {code: f"/{code}/" for code in languages.others()}
    found = Q()
    for code, start in starts.items():
        found |= Q(url_path__startswith=start) if language in ("", code) else Q()
    return found


def content_type_of(name: str) -> int:
    return int(ContentType.objects.get_for_model(TYPES[name]).pk)


def public(root: str, *, language: str = "", types: Iterable[str] = TYPES) -> QuerySet[Page]:
    """Pages of these types that everybody may read."""
    wanted = list(types)
    kinds = [content_type_of(name) for name in wanted]
    # As ``placement.readable`` has it, but not by the indexes of types and aliases, which hold nearly every page: the
    # order of a list decides which index is entered.
    plain = Page.objects.alias(kind=F("content_type_id") + 0, second=Coalesce(F("alias_of_id"), 0))
    found = placement.unrestricted(plain.filter(kind__in=kinds, second=0, live=True)).filter(within(root, language))
    if "call" in wanted:
        found = found.exclude(pk__in=CallPage.objects.filter(call__is_published=False).values("pk"))
    if "group_profile" in wanted:
        refused = CommunityGroup.Verification.REFUSED
        gone = GroupProfilePage.objects.filter(Q(group__is_active=False) | Q(group__verification=refused))
        found = found.exclude(pk__in=gone.values("pk"))
    return found.order_by()


@lru_cache(20)
def _by_id(root: str) -> Prepared[Any]:
    return Prepared(lambda pk: public(root).filter(pk=pk).values_list("content_type_id", "path"), 987_654)


@lru_cache(20)
def _by_path(root: str) -> Prepared[Any]:
    samples = ("a-slug-for-preparing", "/a-path-for-preparing/")
    return Prepared(
        lambda slug, path: public(root).filter(slug=slug, url_path=path).values_list("content_type_id", "pk"), *samples
    )


@cache
def _whole(model: type[Page]) -> Prepared[Page]:
    """Pages of one type, each with what it names in ``routing_joins``."""
    joins = model.routing_joins  # type: ignore[attr-defined]
    return Prepared(lambda pk: model._default_manager.select_related(*joins).filter(pk=pk).order_by(), 987_654)


def page_by_id(pk: int, request: HttpRequest, *, only: type[Page] | None = None) -> Page:
    """Two queries; one, and Http404, for a page that is not public or not of the type, whatever the reason."""
    row = _by_id(root_of(request)).first(pk)
    if row is None or (only is not None and row[0] != content_type_of(NAMES[only])):
        raise Http404
    return _page(row[0], pk)


def page_by_path(path: str, request: HttpRequest) -> Page | None:
    """``path`` as in the address of the page: ``/h16/news-1/``."""
    root = root_of(request)
    clean = f"/{path.strip('/')}/" if path.strip("/") else "/"
    url_path = clean if languages.of_path(clean) != languages.default() else root + clean[1:]
    row = _by_path(root).first(url_path.rstrip("/").rpartition("/")[2], url_path)
    return _page(row[0], row[1]) if row else None


def _page(content_type: int, pk: int) -> Page:
    model = ContentType.objects.get_for_id(content_type).model_class()
    found = _whole(model).first(pk) if model else None  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return found


def hubs() -> dict[str, HubRow]:
    """Whose branch begins at each path, in every language. One query for as long as nothing changes."""
    return remembered("api hub branches", _hubs)


def _hubs() -> dict[str, HubRow]:
    columns = ("path", "hub__pk", "hub__code", "hub__name")
    several = (model.objects.order_by().values_list(*columns) for model in (HubPage, LanguageHubPage))
    first, second = several
    return {path: HubRow(*row) for path, *row in first.union(second, all=True)}


def hub_of(path: str, known: dict[str, HubRow]) -> HubRow | None:
    """``known``: as ``hubs`` tells, asked once for all paths of an answer."""
    starts = (path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen))
    return next((known[start] for start in starts if start in known), None)


def name_of(row: Told, root: str) -> Told:
    """``PageName`` of a row of COLUMNS."""
    place = address(row["url_path"], root)
    model: Any = ContentType.objects.get_for_id(row["content_type_id"]).model_class()
    return {
        "id": row["pk"],
        "type": NAMES[model],
        "title": row["title"],
        "path": place,
        "url": absolute(place),
        "locale": languages.of_path(row["url_path"]),
    }


def summaries(rows: list[Told], root: str) -> list[Told]:
    """``PageSummary`` of rows of COLUMNS. One query for the types together, one for their pictures."""
    own = _own_columns(rows)
    wanted = {pk: one for pk, (_summary, _day, lead) in own.items() if (one := pictures.stored(lead)) is not None}
    shown, known = pictures.by_card(wanted), hubs() if rows else {}
    found = []
    for row in rows:
        told = own.get(row["pk"]) or ("", None, "")
        found.append(_summary(row, told, shown.get(row["pk"]), hub_of(row["path"], known), root))
    return found


def _summary(row: Told, own: tuple[str, Any, str], picture: Told | None, hub: HubRow | None, root: str) -> Told:
    first = row["first_published_at"]
    return {
        **name_of(row, root),
        "hub": {"code": hub.code, "name": hub.name} if hub else None,
        "summary": own[0],
        "date": own[1] or (timezone.localtime(first).date() if first else None),
        "published_at": moment(first),
        "changed_at": moment(row["last_published_at"]),
        "picture": picture,
    }


def _own_columns(rows: list[Told]) -> dict[int, tuple[str, Any, str]]:
    """(summary, own day, lead picture as stored) by the page's id; types that have none of them are left out."""
    by_type: dict[int, list[int]] = {}
    for row in rows:
        by_type.setdefault(row["content_type_id"], []).append(row["pk"])
    if len(by_type) == 1 and len(rows) == USUAL:
        return _own_of_usual(*by_type.popitem())
    parts = []
    for kind, pks in by_type.items():
        model: Any = ContentType.objects.get_for_id(kind).model_class()
        if (columns := _columns(model)) is not None:
            parts.append(_own(model, pks, columns))
    if not parts:
        return {}
    found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return {pk: (told, day, lead) for pk, told, day, lead in found}


def _own(model: Any, pks: Sequence[int], columns: Told) -> QuerySet[Any, Any]:
    return model.objects.filter(pk__in=pks).order_by().annotate(**columns).values_list("pk", *columns)


def _own_of_usual(kind: int, pks: list[int]) -> dict[int, tuple[str, Any, str]]:
    """Of a list of one type that is as long as most."""
    query = _usual(ContentType.objects.get_for_id(kind).model_class())
    return {pk: (told, day, lead) for pk, told, day, lead in query.all(*pks)} if query else {}


@cache
def _usual(model: Any) -> Prepared[Any] | None:
    columns = _columns(model)
    return Prepared(lambda *pks: _own(model, pks, columns), *range(987_000, 987_000 + USUAL)) if columns else None


@cache
def _columns(model: type[Page]) -> dict[str, Any] | None:
    names = {one.name for one in model._meta.get_fields()}
    if not names & {"summary", "lead_picture"}:
        return None
    day = next((name for name in DAYS if name in names), None)
    return {
        "told": F("summary") if "summary" in names else Value("", output_field=TextField()),
        "own_day": Cast(F(day) if day else Value(None), DateField()),
        "lead": Cast("lead_picture", TextField()) if "lead_picture" in names else Value("", output_field=TextField()),
    }
