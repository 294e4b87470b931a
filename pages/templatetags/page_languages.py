"""The menu of languages, the notice where a page is not translated, and what search engines are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils import translation
from wagtail.models import Page, Site

from cms.core import languages
from cms.hubs.models import Hub
from pages import minisite, versions
from pages.models.restrictions import RestrictedByPath
from pages.paths import address

register = template.Library()


@dataclass(frozen=True)
class Choice:
    code: str
    name: str
    url: str
    is_current: bool


@register.inclusion_tag("pages/parts/languages.html", takes_context=True)
def language_menu(context: dict[str, Any]) -> dict[str, Any]:
    """Every language by its own name. ``language_urls`` of the context: a view's addresses, for pages without a row.

    No query for a page that the routing found.
    """
    request = context["request"]
    urls = context.get("language_urls") or _urls(_page(context), request)
    here = languages.current()
    return {"choices": [Choice(code, name, urls[code], code == here) for code, name in languages.names().items()]}


@register.inclusion_tag("pages/parts/language_notice.html", takes_context=True)
def language_notice(context: dict[str, Any]) -> dict[str, Any]:
    """On a Japanese page asked for in another language: so it is told, in that language. On a translation: when the
    Japanese page is newer."""
    page, request = _page(context), context["request"]
    if not languages.is_default():
        original = versions.of(page).get(languages.default()) if page else None
        return {
            "newer": versions.newer_original(page) if page else None,
            "original": address(original.url_path, request) if original else "",
        }
    asked = request.GET.get("lang", "")
    if asked not in languages.others():
        return {}
    found = versions.of(page).get(asked) if page else None
    hub = context.get("hub")
    hub = hub if isinstance(hub, Hub) else None
    return {
        "asked": asked,
        "translated": address(found.url_path, request) if found else "",
        "hub": hub,
        "home": _home(hub, asked, request),
    }


@register.simple_tag(takes_context=True)
def language_of_asking(context: dict[str, Any]) -> str:
    """The language in which something is asked for that is Japanese; empty when nothing is."""
    asked = context["request"].GET.get("lang", "")
    return asked if languages.is_default() and asked in languages.others() else ""


@register.inclusion_tag("pages/parts/alternates.html", takes_context=True)
def alternates(context: dict[str, Any]) -> dict[str, Any]:
    """Nothing for a page that stands in one language alone."""
    page, request = _page(context), context["request"]
    found = versions.of(page) if page else {}
    site = Site.find_for_request(request) if found else None
    if page is None or site is None:
        return {"links": []}
    paths = {languages.of_path(page.url_path): page.url_path} | {code: one.url_path for code, one in found.items()}
    root = site.root_url
    links = [(code, root + address(paths[code], request)) for code in languages.names() if code in paths]
    return {"links": links, "original": dict(links).get(languages.default())}


def _page(context: dict[str, Any]) -> Page | None:
    page = context.get("page")
    return page if isinstance(page, RestrictedByPath) and isinstance(page, Page) and page.pk else None


def _urls(page: Page | None, request: Any) -> dict[str, str]:
    """To the translation when it is live, else to the Japanese page with a notice, else to the front page."""
    default, others = languages.default(), languages.others()
    if page is None:
        return {default: request.path} | {code: f"{request.path}?lang={code}" for code in others}
    here = languages.of_path(page.url_path)
    known = {code: address(one.url_path, request) for code, one in versions.of(page).items()}
    known[here] = address(page.url_path, request)
    original = known.get(default)
    asked = {code: f"{original}?lang={code}" if original else languages.home(code) for code in others}
    return {default: languages.home(default)} | asked | known


def _home(hub: Hub | None, code: str, request: Any) -> str:
    """What there is in that language: the hub's page, else the front page."""
    with translation.override(code):
        page = minisite.translated(hub) if hub else None
    return address(page.url_path, request) if page else languages.home(code)
