"""Translations of pages, begun and published as people do it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.models import Page

from cms.core import languages
from tests.factories_editing import Site, client_of, make_live


def begin(site: Site, page: Page, language: str = "en") -> Any:
    """The draft that the hub's editor gets by the button."""
    answer = client_of(site.editor).post(reverse("editing:translations", args=[page.pk]), {"language": language})
    assert answer.status_code == 302, answer.content.decode()
    return in_language(page, language)


def in_language(page: Page, language: str) -> Any:
    found = Page.objects.filter(translation_key=page.translation_key)
    return next(one for one in found if languages.of_path(one.url_path) == language).specific


def publish(page: Any, title: str, **fields: Any) -> Any:
    """Written over and published."""
    page = type(page).objects.get(pk=page.pk)
    page.title = title
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def translated(site: Site, title: str = "How to use the hub", language: str = "en", **fields: Any) -> tuple[Any, Any]:
    """(Japanese page, its live translation) below the hub's page."""
    original = make_live(site, "拠点の使い方", slug="how-to-use", **fields)
    return original, publish(begin(site, original, language), title)
