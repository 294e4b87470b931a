"""A few pages of one hub in each other language."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from wagtail.models import Page

from cms.config.demo.texts_of import blocks, read
from pages.models import HubPage, LanguageHomePage, LanguageHubPage, StandardPage


def make_language_pages(page: HubPage) -> None:
    """The hub's front page, and how to use the hub: the translation of its page of that name."""
    texts = read("languages")
    original = StandardPage.objects.child_of(page).get(slug="about")
    for home in LanguageHomePage.objects.filter(slug__in=texts).select_related("locale"):
        row = texts[home.slug]
        hub = _add(home, page, _hub(row), home)
        how = StandardPage(title=row["how_title"], summary=row["how_summary"], body=blocks(row["how_body"]))
        _add(hub, original, how, home)


def _hub(row: dict[str, Any]) -> LanguageHubPage:
    introduction = f"<p>{escape(row['hub_introduction'])}</p>"
    return LanguageHubPage(title=row["hub_title"], introduction=introduction, body=blocks(row["hub_body"]))


def _add(parent: Page, original: Page, translation: Any, home: LanguageHomePage) -> Page:
    translation.slug, translation.locale, translation.translation_key = (
        original.slug,
        home.locale,
        original.translation_key,
    )
    if isinstance(translation, LanguageHubPage) and isinstance(original, HubPage):
        translation.hub = original.hub
    added: Page = parent.add_child(instance=translation)
    added.save_revision().publish()
    return added
