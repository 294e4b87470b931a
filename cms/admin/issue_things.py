"""What an issue may lead to, as staff name it: a case by its number, an event by the address of its page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pages.models import EventPage
from workflows.cases.access import readable_by_staff
from workflows.engine.kind import kind_of
from workflows.fieldwork import things


def _find_case(text: str, user: Any) -> str | None:
    pk = readable_by_staff(user).filter(number=text).values_list("pk", flat=True).first()
    return None if pk is None else str(pk)


def _show_cases(keys: list[str], user: Any) -> dict[str, tuple[str, str]]:
    cases = readable_by_staff(user).filter(pk__in=[int(key) for key in keys])
    return {
        str(case.pk): (
            f"{case.number} {kind_of(case).title} {case.title}".strip(),
            reverse("desk:case", args=[case.pk]),
        )
        for case in cases
    }


def _find_event(text: str, user: Any) -> str | None:
    """Of a live page only: what is still written belongs to its editors."""
    path = urlsplit(text).path
    slug = path.rstrip("/").rpartition("/")[2]
    found = [page for page in EventPage.objects.live().filter(slug=slug) if urlsplit(page.url or "").path == path]
    return str(found[0].pk) if found else None


def _show_events(keys: list[str], user: Any) -> dict[str, tuple[str, str]]:
    pages = EventPage.objects.live().filter(pk__in=[int(key) for key in keys])
    return {str(page.pk): (page.title, page.url or "") for page in pages}


def register() -> None:
    number = _("Case: its number.")
    address = _("Event: the address of its page.")
    things.register(things.Thing("case", pgettext_lazy("thing", "Case"), number, _find_case, _show_cases))
    things.register(things.Thing("event", _("Event"), address, _find_event, _show_events))
