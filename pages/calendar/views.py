"""The calendar as month, week and list, of the ward and of each hub; and the files for other calendars."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from cms.cache.keeping import cached_page
from cms.cache.moments import changes_at
from pages import placement
from pages.calendar import days, entries, ics, narrowing
from pages.calendar.narrowing import Narrowing
from pages.models import EventPage
from pages.scope import scope_of
from pages.unchanged import answer

PAGE = 20
PAGE_DIGITS = 5
SATURDAY, SUNDAY = 5, 6
KEPT_QUERY = ("page", "hub", "topic", "area")
VIEWS = {
    "month": pgettext_lazy("calendar", "Month"),
    "week": pgettext_lazy("calendar", "Week"),
    "list": pgettext_lazy("calendar", "List"),
}


@require_safe
@cached_page(query=KEPT_QUERY)
def month(request: HttpRequest, code: str = "", month: str = "") -> HttpResponse:
    """The month of today, or the one that the address names."""
    today = timezone.localdate()
    first = days.month_of(month, today=today) if month else today.replace(day=1)
    narrowed = narrowing.read(request, code)
    span = days.month_span(first, today=today)
    found = entries.between(narrowed.scopes, span.starts_at, span.ends_at, request)
    shown = entries.by_day(found, span.first, span.last)
    context = {
        "first": first,
        "week_names": "日月火水木金土",
        "weeks": [[_day(day, shown, today) if day else None for day in week] for week in days.weeks_of(first)],
        "any": bool(found),
        "before": span.before and _address(narrowed, "month", f"{span.before:%Y-%m}"),
        "after": span.after and _address(narrowed, "month", f"{span.after:%Y-%m}"),
        "here": _address(narrowed, "month", f"{today:%Y-%m}"),
    }
    return _rendered(request, "month", narrowed, context)


@require_safe
@cached_page(query=KEPT_QUERY)
def week(request: HttpRequest, code: str = "", day: str = "") -> HttpResponse:
    """The week of today, or that of the day in the address."""
    today = timezone.localdate()
    narrowed = narrowing.read(request, code)
    span = days.week_span(days.day_of(day, today=today) if day else today, today=today)
    found = entries.between(narrowed.scopes, span.starts_at, span.ends_at, request)
    shown = entries.by_day(found, span.first, span.last)
    context = {
        "first": span.first,
        "last": span.last,
        "days": [_day(one, shown, today) for one in span.days],
        "any": bool(found),
        "before": span.before and _address(narrowed, "week", span.before.isoformat()),
        "after": span.after and _address(narrowed, "week", span.after.isoformat()),
        "here": _address(narrowed, "week", today.isoformat()),
    }
    return _rendered(request, "week", narrowed, context)


@require_safe
@cached_page(query=KEPT_QUERY)
def coming(request: HttpRequest, code: str = "") -> HttpResponse:
    """What is still to come, page by page."""
    narrowed = narrowing.read(request, code)
    found = entries.dates(narrowed.scopes).filter(ends_at__gte=timezone.now())
    number = _page_number(request)
    start = (number - 1) * PAGE
    shown = entries.entries(found[start : start + PAGE + 1], request)
    changes_at(*(entry.date.ends_at for entry in shown))
    if number > 1 and not shown:
        raise Http404(str(number))
    link = f"{_address(narrowed, 'list')}{'&' if narrowed.query else '?'}page="
    context = {
        "entries": shown[:PAGE],
        "number": number,
        "any": bool(shown),
        "before": f"{link}{number - 1}" if number > 1 else None,
        "after": f"{link}{number + 1}" if len(shown) > PAGE else None,
    }
    return _rendered(request, "list", narrowed, context)


def _page_number(request: HttpRequest) -> int:
    """From 1 on; Http404 for what is no number of a page."""
    text = request.GET.get("page", "1")
    if not text.isascii() or not text.isdigit() or len(text) > PAGE_DIGITS or int(text) < 1:
        raise Http404(text)
    return int(text)


@require_safe
@cached_page()
def calendar_file(request: HttpRequest, kind: str = "", code: str = "") -> HttpResponseBase:
    """Everything of this scope from the recent past on, as iCalendar."""
    scope = scope_of(kind, code)
    found = ics.recent(scope, today=timezone.localdate())
    return answer(request, ics.of_scope(scope, found, request), content_type=ics.CONTENT_TYPE)


@require_safe
@cached_page()
def event_file(request: HttpRequest, uid: str) -> HttpResponseBase:
    """One event with all its dates, in whatever language it is written."""
    events = EventPage.objects.filter(calendar_uid=uid).select_related("venue_hub", "organiser_group")
    event = placement.readable(events).first()
    if event is None:
        raise Http404(uid)
    response = answer(request, ics.of_event(event, request), content_type=ics.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{event.slug if event.slug.isascii() else "event"}.ics"'
    return response


def _day(day: date, shown: dict[date, list[entries.EntryOnDay]], today: date) -> dict[str, Any]:
    """``marks``: the classes of its cell."""
    found, holiday = shown.get(day, []), days.holiday(day)
    marks = {
        "is-today": day == today,
        "is-holiday": holiday or day.weekday() == SUNDAY,
        "is-saturday": day.weekday() == SATURDAY,
        "is-empty": not found,
    }
    return {
        "day": day,
        "iso": day.isoformat(),
        "entries": [one.shown for one in found],
        "holiday": holiday,
        "is_today": day == today,
        "is_past": day < today,
        "marks": " ".join(name for name, is_so in marks.items() if is_so),
    }


def _address(narrowed: Narrowing, view: str, *args: str) -> str:
    """The address of a view of this calendar with what the reader chose."""
    hub = narrowed.scope.hub
    name = f"pages:calendar:{'hub_' if hub else ''}{view}{'_of' if args else ''}"
    return reverse(name, args=[*([hub.code] if hub else []), *args]) + narrowed.query


def _rendered(request: HttpRequest, view: str, narrowed: Narrowing, context: dict[str, Any]) -> HttpResponse:
    hub = narrowed.scope.hub
    site = narrowed.site
    home = [(site.title, site.url)] if site else []
    common = {
        "hub": hub,
        "minisite": site,
        "narrowed": narrowed,
        "view": view,
        "views": [(name, label, _address(narrowed, name)) for name, label in VIEWS.items()],
        "file": f"{narrowed.file_prefix}events.ics",
        "breadcrumbs": [*home, (_("Events"), "")],
    }
    return render(request, f"pages/calendar/{view}.html", common | context)
