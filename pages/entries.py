"""What lists show of a page, whatever its type; several lists of one page are one query.

Every kind of list has a name, which is also the last part of its address, and the module that a hub can switch off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import BooleanField, CharField, DateField, DateTimeField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.cache.moments import changes_at
from cms.hubs.models import Hub, Topic
from cms.people.models import CommunityGroup
from pages import placement
from pages.paths import address
from pages.placement import Pages

Columns = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """One line or card of a list. ``hub``: whose site it was written for, empty for the ward's own."""

    kind: str
    pk: int
    title: str
    url: str
    summary: str = ""
    day: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    all_day: bool = False
    is_cancelled: bool = False
    hub: str = ""
    extra: str = ""
    # The lead picture as stored: see thumbnails.py.
    picture: str = field(default="", repr=False)


class Kind(NamedTuple):
    """A kind of list: ``model`` of its pages, what it shows of them, and their ``order``."""

    name: str
    module: str
    label: Any
    model: str
    columns: Callable[[datetime], Columns]
    order: tuple[Any, ...]
    only: Callable[[datetime], Q] = lambda at: Q()
    is_placed: bool = True


def _event_columns(at: datetime) -> Columns:
    place = Coalesce(F("venue_hub__name"), F("venue"), output_field=CharField())
    return {**placement.next_date(at), "extra": place, "called_off": F("is_cancelled")}


def _still_wanted(at: datetime) -> Q:
    return Q(closes_on__isnull=True) | Q(closes_on__gte=timezone.localdate(at))


def _of_groups_in_use(at: datetime) -> Q:
    """A group that has ended, or that its hub does not accept, is in the directory no longer."""
    return Q(group__is_active=True) & ~Q(group__verification=CommunityGroup.Verification.REFUSED)


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "news", "news", pgettext_lazy("list", "News"), "NewsPage",
            lambda at: {"day": F("published_on")}, ("-published_on", "-pk"),
        ),
        Kind(
            "events", "events", pgettext_lazy("list", "Events"), "EventPage",
            _event_columns, ("starts_at", "pk"), lambda at: Q(starts_at__isnull=False),
        ),
        Kind(
            "bulletin", "bulletin", pgettext_lazy("list", "Bulletin"), "IssuePage",
            lambda at: {"day": F("issued_on")}, ("-issued_on", "-pk"), is_placed=False,
        ),
        Kind(
            "articles", "bulletin", pgettext_lazy("list", "Articles"), "ArticlePage",
            lambda at: {"day": F("written_on"), "extra": F("byline")}, ("-written_on", "-pk"),
        ),
        Kind(
            "groups", "groups", pgettext_lazy("list", "Groups"), "GroupProfilePage",
            lambda at: {"extra": F("activity")}, ("title", "pk"), _of_groups_in_use,
        ),
        Kind(
            "opportunities", "opportunities", pgettext_lazy("list", "Volunteers wanted"), "OpportunityPage",
            lambda at: {"day": F("closes_on"), "extra": F("role")}, (F("closes_on").asc(nulls_last=True), "-pk"),
            _still_wanted,
        ),
        Kind("faqs", "", _("Questions and answers"), "FaqPage", lambda at: {}, ("title", "pk")),
    )
}  # fmt: skip


def of_ward(name: str, *, at: datetime) -> Pages:
    """All that the list ``name`` of the whole ward holds, in its order."""
    kind = KINDS[name]
    pages = placement.listed(apps.get_model("pages", kind.model).objects.all())
    return pages.annotate(**kind.columns(at)).filter(kind.only(at)).order_by(*kind.order)


def of_hub(name: str, hub: Hub, *, at: datetime) -> Pages:
    pages = of_ward(name, at=at)
    return placement.at_hub(pages, hub) if KINDS[name].is_placed else pages.filter(home_hub=hub)


def of_topic(name: str, topic: Topic, *, at: datetime) -> Pages:
    return placement.about(of_ward(name, at=at), topic)


def plain(pages: Pages) -> QuerySet[Any]:
    """Rows of pages of any type, by their titles and addresses alone; ``extra`` keeps the order of the tree."""
    return _rows(pages, "pages", {"extra": F("path")})


def named(kind: str, pages: Pages) -> QuerySet[Any]:
    """The same under the name ``kind``."""
    return _rows(pages, kind, {"extra": F("path")})


def rows(name: str, pages: Pages, *, at: datetime) -> QuerySet[Any]:
    """The rows of a cut of the list ``name``; rows of several lists go into one query (``read_rows``)."""
    kind = KINDS[name]
    again = apps.get_model("pages", kind.model).objects.filter(pk__in=pages.values("pk"))
    return _rows(again, name, kind.columns(at))


def topic_rows() -> QuerySet[Any]:
    """The topics in use as entries: ``extra`` is the code, ``summary`` the place in the order."""
    place = Cast(F("order"), CharField())
    named = {"title": F("name"), "url_path": F("code"), "extra": F("code"), "summary": place}
    return _rows(Topic.objects.filter(is_active=True), "topics", named)


def read_rows(parts: Iterable[QuerySet[Any]], request: HttpRequest) -> dict[str, list[Entry]]:
    """Every list by its kind, each in its own order. One query, or none for nothing."""
    several = list(parts)
    return read(joined(several), request) if several else {}


def joined(several: list[QuerySet[Any]]) -> QuerySet[Any]:
    return several[0].union(*several[1:], all=True) if len(several) > 1 else several[0]


def read(rows: Iterable[Any], request: HttpRequest) -> dict[str, list[Entry]]:
    """Every list by its kind, of the rows of ``joined``."""
    found: dict[str, list[Entry]] = {}
    for kind, pk, title, url_path, *rest in rows:
        entry = Entry(kind, pk, title, address(url_path, request), *rest)
        changes_at(entry.ends_at)  # then its next date is shown, or another event
        found.setdefault(kind, []).append(entry)
    return {kind: _in_order(kind, entries) for kind, entries in found.items()}


def _rows(pages: QuerySet[Any], kind: str, columns: Columns) -> QuerySet[Any]:
    """The same columns for every type, so that they can be joined; what a type lacks is empty."""
    names = {one.name for one in pages.model._meta.get_fields()}
    shown = {
        "kind": Value(kind, output_field=CharField()),
        "called": columns.get("title", F("title") if "title" in names else None),
        "where": columns.get("url_path", F("url_path") if "url_path" in names else None),
        "told": columns.get("summary", F("summary") if "summary" in names else Value("", output_field=CharField())),
        "day": columns.get("day", Cast(Value(None), DateField())),
        "starts_at": columns.get("starts_at", Cast(Value(None), DateTimeField())),
        "ends_at": columns.get("ends_at", Cast(Value(None), DateTimeField())),
        "all_day": columns.get("all_day", Value(False, output_field=BooleanField())),
        "called_off": columns.get("called_off", Value(False, output_field=BooleanField())),
        "of_hub": Coalesce(F("home_hub__name"), Value("")) if "home_hub" in names else Value(""),
        "extra": columns.get("extra", Value("", output_field=CharField())),
        "shown": Cast("lead_picture", TextField()) if "lead_picture" in names else Value("", output_field=TextField()),
    }
    return pages.order_by().annotate(**shown).values_list("kind", "pk", *[name for name in shown if name != "kind"])


def _in_order(kind: str, entries: list[Entry]) -> list[Entry]:
    """As the list's own ``order`` has it."""
    if kind in ("news", "bulletin", "articles"):
        return sorted(entries, key=lambda one: (one.day, one.pk), reverse=True)
    if kind == "events":
        return sorted(entries, key=lambda one: (one.starts_at, one.pk))
    if kind == "opportunities":
        return sorted(entries, key=lambda one: (one.day or date.max, -one.pk))
    if kind in ("pages", "hubs"):
        return sorted(entries, key=lambda one: one.extra)
    if kind == "topics":
        return sorted(entries, key=lambda one: (int(one.summary), one.extra))
    return sorted(entries, key=lambda one: (one.title, one.pk))
