"""What a reader narrows the calendar by, kept in the address: ``?hub=…&topic=…&area=…``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cms.cache.memory import remembered
from cms.hubs.models import Area, Hub, Topic
from pages import placement
from pages.minisite import Minisite
from pages.models import HubPage
from pages.routing import site_of
from pages.scope import WARD, Scope

SELECTED = mark_safe(" selected")  # noqa: S308  ours


@dataclass(frozen=True)
class Choice:
    """One select of the form."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str

    @property
    def html(self) -> SafeString:
        """Some seventy options on every calendar: written once while nothing changes."""
        return remembered(("calendar options", self.name, self.chosen), self._html)

    def _html(self) -> SafeString:
        rows = ((code, SELECTED if code == self.chosen else "", name) for code, name in self.options)
        return format_html_join("", '<option value="{}"{}>{}</option>', rows)


@dataclass
class Narrowing:
    """The scope of the calendar itself and what the reader chose besides. An unknown choice counts as none."""

    scope: Scope
    site: Minisite | None = None
    choices: list[Choice] = field(default_factory=list)
    chosen: list[Scope] = field(default_factory=list)

    @property
    def scopes(self) -> list[Scope]:
        return [self.scope, *self.chosen]

    @property
    def query(self) -> str:
        """``?topic=bosai``, or nothing."""
        kept = {choice.name: choice.chosen for choice in self.choices if choice.chosen}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def file_prefix(self) -> str:
        """Of the calendar file that holds what is shown; where two things narrow it, that of the calendar itself."""
        return self.chosen[0].prefix if self.scope == WARD and len(self.chosen) == 1 else self.scope.prefix


def read(request: HttpRequest, code: str) -> Narrowing:
    """The calendar of the hub ``code`` (empty: the ward's) as the address narrows it.

    Two queries for a hub, three for the ward; what is chosen from is asked once while nothing changes.
    Http404 for a hub without a site or one that shows no events.
    """
    site_of(request)  # from here on the request has it at hand
    if code:
        home = placement.listed(HubPage.objects.filter(hub__code=code)).select_related("hub__area").first()
        site = Minisite(home, request) if home else None
        if site is None or not site.has("events"):
            raise Http404(code)
        found = Narrowing(Scope(hub=site.hub), site)
    else:
        found = Narrowing(WARD)
        hubs = remembered("calendar hubs", lambda: list(Hub.objects.exclude(status=Hub.Status.CLOSED)))
        _choose(found, request, "hub", _("Hub"), {hub.code: hub for hub in hubs})
    topics = remembered("calendar topics", lambda: list(Topic.objects.filter(is_active=True)))
    _choose(found, request, "topic", _("Topic"), {topic.code: topic for topic in topics})
    if not code:
        areas = remembered("calendar areas", lambda: list(Area.objects.all()))
        _choose(found, request, "area", _("Area"), {area.code: area for area in areas})
    return found


def _choose(
    found: Narrowing, request: HttpRequest, name: str, label: str, rows: Mapping[str, Hub | Topic | Area]
) -> None:
    chosen = request.GET.get(name, "")
    row = rows.get(chosen)
    options = [(code, str(one)) for code, one in rows.items()]
    found.choices.append(Choice(name, label, options, chosen if row else ""))
    if row is not None:
        found.chosen.append(Scope(**{name: row}))  # type: ignore[arg-type]
