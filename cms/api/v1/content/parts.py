"""The parts of a page that are told when they are asked for: ``?include=hub,children``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.api.problems import Fault, Problem
from cms.api.v1.content import streams
from cms.api.v1.content.hub_rows import contact_of
from cms.api.v1.content.public_pages import COLUMNS, address, hub_of, hubs, moment, name_of, public, summaries
from cms.api.v1.content.texts import Texts, absolute
from cms.core import languages
from cms.hubs.models import Hub
from pages import versions

MOST = 100
Told = dict[str, Any]
Maker = Callable[[Page, Texts, str], Any]


def asked(text: str) -> list[str]:
    """The names of ``text``; Problem for one that does not exist."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = sorted(set(names) - set(PARTS))
    if unknown:
        words = _("There is no part “%(name)s”. Give some of: %(names)s.")
        faults = [Fault("?include", words % {"name": name, "names": ", ".join(PARTS)}) for name in unknown]
        raise Problem("unknown-field", errors=faults)
    return list(dict.fromkeys(names))


def included(names: list[str], page: Page, texts: Texts, root: str) -> Told:
    """One query or two for each part."""
    return {name: PARTS[name](page, texts, root) for name in names}


def _hub(page: Page, texts: Texts, root: str) -> Told | None:
    row = hub_of(page.path, hubs())
    hub = Hub.objects.select_related("area").filter(pk=row.pk).first() if row else None
    return contact_of(hub) if hub else None


def _above(page: Page) -> list[str]:
    """Paths from the top down to the parent."""
    return [page.path[:end] for end in range(Page.steplen, len(page.path), Page.steplen)]


def _ancestors(page: Page, texts: Texts, root: str) -> list[Told]:
    rows = public(root).filter(path__in=_above(page)).order_by("path").values(*COLUMNS)
    return [name_of(row, root) for row in rows]


def _parent(page: Page, texts: Texts, root: str) -> Told | None:
    row = public(root).filter(path__in=_above(page)[-1:]).values(*COLUMNS).first()
    return name_of(row, root) if row else None


def _children(page: Page, texts: Texts, root: str) -> list[Told]:
    below = public(root).filter(path__startswith=page.path, depth=page.depth + 1)
    return summaries(list(below.order_by("path").values(*COLUMNS)[:MOST]), root)


def _translations(page: Page, texts: Texts, root: str) -> list[Told]:
    found = []
    for language, version in versions.of(page).items():
        place = address(version.url_path, root)
        told = {"locale": language, "path": place, "url": absolute(place)}
        found.append(told | {"published_at": moment(version.published_at)})
    return sorted(found, key=lambda one: list(languages.names()).index(one["locale"]))


def _easy(page: Page, texts: Texts, root: str) -> list[Told]:
    body = getattr(page, "easy_body", None)
    return streams.blocks(body, texts) if body else []


def _readings(page: Page, texts: Texts, root: str) -> list[Told]:
    return [{"base": one["base"], "reading": one["reading"]} for one in getattr(page, "readings", None) or []]


PARTS: dict[str, Maker] = {
    "hub": _hub,
    "parent": _parent,
    "children": _children,
    "ancestors": _ancestors,
    "translations": _translations,
    "easy": _easy,
    "readings": _readings,
}
